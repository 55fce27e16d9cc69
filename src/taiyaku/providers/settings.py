"""The settings of a provider, ``[providers.NAME]``, and its key."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, TypeVar

import msgspec

from taiyaku.config import Config, locate_setting
from taiyaku.config_errors import explain_error
from taiyaku.errors import ConfigError, CredentialsError

NO_EFFECT = msgspec.Meta(extra={"changes_answers": False})
"""Marks a field that does not affect answers, such as a timeout; all others are part of the provider's identity."""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The base of every provider's settings, which contain no keys: keys come from the environment only."""

    def answer_fields(self) -> dict[str, Any]:
        """The values that can change an answer, by field, as JSON values."""
        values = msgspec.to_builtins(self)
        fields = msgspec.structs.fields(self)
        return {
            item.name: values[item.name] for item in fields if NO_EFFECT not in getattr(item.type, "__metadata__", ())
        }


class HttpSettings(Settings, frozen=True, kw_only=True):
    """The settings that all web services share."""

    base_url: str = ""
    """The service's URL, without its own path; empty: the vendor's."""
    timeout: Annotated[float, NO_EFFECT] = 60.0
    """Seconds that one attempt at a request may take."""
    batch: Annotated[int, NO_EFFECT] = 0
    """The most units in one request; 0: a number that suits the service."""


SettingsType = TypeVar("SettingsType", bound=Settings)


def read_settings(kind: type[SettingsType], name: str, table: Mapping[str, Any], config: Config) -> SettingsType:
    """A provider's settings from its table.

    Raises:
        ConfigError: A key is unknown, missing or of the wrong type; with the file and line.
    """
    try:
        return msgspec.convert(dict(table), kind)
    except msgspec.ValidationError as error:
        message, key = explain_error(error, kind, table, inside=("providers", name))
        path, line = locate_setting(config, "providers", name, *key)
        raise ConfigError(message, path=path, line=line) from None


KeyNeed = Literal["always", "remote", "never"]
"""When a service needs a key; ``remote``: unless it runs on this machine."""


@dataclass(frozen=True, slots=True)
class Key:
    """The key to a service."""

    variable: str
    """The environment variable that it comes from."""
    value: str = field(repr=False)
    """Empty if it is not set."""
    needed: KeyNeed = "always"


def read_key(variable: str, *, needed: KeyNeed = "always") -> Key:
    """A key from the environment.

    Raises:
        CredentialsError: The variable contains a character that cannot be sent.
    """
    key = os.environ.get(variable, "").strip()
    if not re.fullmatch(r"[!#-&(-~]*", key):
        raise CredentialsError(
            f"{variable} contains a space, a quotation mark or another character that keys never contain; set it again"
        )
    return Key(variable, key, needed)

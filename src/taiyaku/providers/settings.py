"""The settings of a provider, ``[providers.NAME]``, read into its own table of fields."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

import msgspec

from taiyaku.config_errors import explain_error
from taiyaku.errors import ConfigError, CredentialsError


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The base of every provider's settings."""


class HttpSettings(Settings, frozen=True, kw_only=True):
    """What all services on the web share."""

    base_url: str = ""
    """Where the service is, without its own path; empty: the vendor's."""
    timeout: float = 60.0
    """Seconds that one try of a request may take in all."""
    batch: int = 0
    """How many units go into one request at most; 0: as many as suit the service."""


SettingsType = TypeVar("SettingsType", bound=Settings)


def read_settings(kind: type[SettingsType], name: str, table: Mapping[str, Any]) -> SettingsType:
    """A provider's settings from its table.

    Raises:
        ConfigError: A key is unknown, missing or of the wrong type.
    """
    try:
        return msgspec.convert(dict(table), kind)
    except msgspec.ValidationError as error:
        message, _ = explain_error(error, kind, table, inside=("providers", name))
        raise ConfigError(message) from None


@dataclass(frozen=True, slots=True)
class Key:
    """What a service knows us by."""

    variable: str
    """The environment variable that it comes from."""
    value: str = field(repr=False)
    """Empty where there is none."""
    wanted: Literal["always", "afar", "never"] = "always"
    """Whether the service cannot be asked without one; ``afar``: unless it runs on this machine."""


def read_key(variable: str, *, wanted: Literal["always", "afar", "never"] = "always") -> Key:
    """A key from the environment.

    Raises:
        CredentialsError: The variable holds what cannot be sent.
    """
    key = os.environ.get(variable, "").strip()
    if not re.fullmatch(r"[!#-&(-~]*", key):
        raise CredentialsError(
            f"{variable} holds a space, a quotation mark or another character that no key has; set it anew"
        )
    return Key(variable, key, wanted)

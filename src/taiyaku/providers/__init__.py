"""The providers, by name. Other packages add theirs with the entry point group ``taiyaku.providers``."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from importlib import import_module, metadata
from typing import Any

from taiyaku.config import Config
from taiyaku.errors import ConfigError
from taiyaku.providers.base import Limits, Machine, Provider, Reply, Request
from taiyaku.providers.settings import read_settings
from taiyaku.suggest import did_you_mean

PROVIDERS: tuple[tuple[str, str], ...] = (
    ("human", "taiyaku.providers.human:Human"),
    ("copy", "taiyaku.providers.placeholders:Copy"),
    ("pseudo", "taiyaku.providers.placeholders:Pseudo"),
    ("deepl", "taiyaku.providers.deepl:DeepL"),
    ("openai", "taiyaku.providers.openai:OpenAI"),
    ("anthropic", "taiyaku.providers.anthropic:Anthropic"),
    ("google", "taiyaku.providers.google:Google"),
    ("azure", "taiyaku.providers.azure:Azure"),
    ("libretranslate", "taiyaku.providers.libretranslate:LibreTranslate"),
    ("command", "taiyaku.providers.command:Command"),
    ("ctranslate2", "taiyaku.providers.ctranslate2:CTranslate2"),
)
"""Name and class; a class is imported when it is used."""

GROUP = "taiyaku.providers"

_SECRET = re.compile(r"(?:^|[_-])(?:key|token|secret|password|passphrase|credentials?|auth)$", re.IGNORECASE)
"""Names of settings that may contain a secret, in a provider from another package."""


def provider_names(wanted: str) -> tuple[str, ...]:
    """The names of all providers; entry points are read only if ``wanted`` is not one of ours."""
    ours = tuple(name for name, _ in PROVIDERS)
    return ours if wanted in ours else (*ours, *(entry.name for entry in metadata.entry_points(group=GROUP)))


def load_provider(name: str, config: Config, *, sends: bool = True) -> Provider:
    """A provider by name, with the settings in ``[providers.NAME]``; unless it ``sends``, it needs no key.

    A class with ``from_config(table, config)`` is set up by it, one with ``settings_type`` is called with its settings
    and the project's, and any other gets the table's keys as keyword arguments.

    Raises:
        ConfigError: No provider has that name, or its settings are wrong.
        CredentialsError: It needs a key that is not in the environment.
    """
    provider = _find_provider(name, config)
    if sends and hasattr(provider, "check"):
        provider.check()
    return provider


def _find_provider(name: str, config: Config) -> Provider:
    table = config.providers.get(name, {})
    for known, path in PROVIDERS:
        if known == name:
            module, _, attribute = path.partition(":")
            return _make(getattr(import_module(module), attribute), name, table, config)
    for entry in metadata.entry_points(group=GROUP):
        if entry.name == name:
            factory = entry.load()
            provider = _make(factory, name, table, config)
            if _has_identity(provider):
                return provider
            return _Identified(provider, _derive_identity(factory, name, table))
    raise ConfigError(f"no provider is called `{name}`; {did_you_mean(name, provider_names(name), cutoff=0.6)}")


def _make(factory: Any, name: str, table: Mapping[str, Any], config: Config) -> Provider:
    provider: Provider
    if hasattr(factory, "from_config"):
        provider = factory.from_config(table, config)
    elif kind := getattr(factory, "settings_type", None):
        provider = factory(read_settings(kind, name, table, config), config)
    else:
        try:
            provider = factory(**table)
        except TypeError as error:
            raise ConfigError(f"[providers.{name}]: {error}") from None
    return provider


def _has_identity(provider: Provider) -> bool:
    """Whether a provider defines its identity; ``Machine`` does only if it has settings."""
    if isinstance(provider, Machine) and getattr(type(provider), "identity", None) is Machine.identity:
        return bool(provider.identity_parts())
    return hasattr(provider, "identity")


def _derive_identity(factory: Callable[..., Any], name: str, table: Mapping[str, Any]) -> str:
    """An identity from a provider's class and its settings, without what may be a secret."""
    known = {key: value for key, value in table.items() if not _SECRET.search(key)}
    path = f"{factory.__module__}:{factory.__qualname__}"
    return json.dumps([name, path, known], sort_keys=True, default=str)


class _Identified:
    """A provider without an identity, given one."""

    def __init__(self, provider: Provider, identity: str) -> None:
        self._provider = provider
        self.identity = identity

    def __getattr__(self, name: str) -> Any:
        return getattr(self._provider, name)


__all__ = ["GROUP", "PROVIDERS", "Limits", "Machine", "Provider", "Reply", "Request", "load_provider", "provider_names"]

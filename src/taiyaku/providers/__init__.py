"""The providers, by name; outsiders add theirs with the entry point group ``taiyaku.providers``."""

from __future__ import annotations

from importlib import import_module, metadata
from typing import Any

from taiyaku.config import Config
from taiyaku.errors import ConfigError
from taiyaku.providers.base import Limits, Machine, Provider, Reply, Request
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
"""Name and class; a class is imported when it is asked for."""

GROUP = "taiyaku.providers"


def provider_names(wanted: str) -> tuple[str, ...]:
    """The names of the providers; those from outside are looked up only where ``wanted`` is none of ours."""
    ours = tuple(name for name, _ in PROVIDERS)
    return ours if wanted in ours else (*ours, *(entry.name for entry in metadata.entry_points(group=GROUP)))


def load_provider(name: str, config: Config, *, sends: bool = True) -> Provider:
    """The provider of a name, made with its settings (``[providers.NAME]``).

    A class with ``from_config(table, config)`` is made by it; any other gets the table's keys as keyword arguments.

    Args:
        name: As in ``PROVIDERS``, or of an entry point.
        config: The project's settings.
        sends: Whether it is to be used; one that is only looked at, as in a dry run, needs no key.

    Raises:
        ConfigError: No provider has that name, or its settings are wrong.
        CredentialsError: It needs a key that is not in the environment.
    """
    provider = _found(name, config)
    if sends and hasattr(provider, "check"):
        provider.check()
    return provider


def _found(name: str, config: Config) -> Provider:
    settings = config.providers.get(name, {})
    for known, place in PROVIDERS:
        if known == name:
            module, _, attribute = place.partition(":")
            return _made(getattr(import_module(module), attribute), name, settings, config)
    entries = metadata.entry_points(group=GROUP)
    for entry in entries:
        if entry.name == name:
            return _made(entry.load(), name, settings, config)
    raise ConfigError(f"no provider is called `{name}`; {did_you_mean(name, provider_names(name), cutoff=0.6)}")


def _made(made: Any, name: str, settings: dict[str, Any], config: Config) -> Provider:
    if hasattr(made, "from_config"):
        provider: Provider = made.from_config(settings, config)
        return provider
    try:
        provider = made(**settings)
    except TypeError as error:
        raise ConfigError(f"[providers.{name}]: {error}") from None
    return provider


__all__ = ["GROUP", "PROVIDERS", "Limits", "Machine", "Provider", "Reply", "Request", "load_provider", "provider_names"]

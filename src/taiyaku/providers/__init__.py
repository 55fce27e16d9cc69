"""The providers, by name; outsiders add theirs with the entry point group ``taiyaku.providers``."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from importlib import import_module, metadata

from taiyaku.config import Config
from taiyaku.errors import ConfigError
from taiyaku.providers.base import Limits, Provider, Reply, Request

PROVIDERS: tuple[tuple[str, str], ...] = (
    ("human", "taiyaku.providers.human:Human"),
    ("copy", "taiyaku.providers.copy:Copy"),
    ("pseudo", "taiyaku.providers.pseudo:Pseudo"),
)
"""Name and class; a class is imported when it is asked for."""

GROUP = "taiyaku.providers"


def load_provider(name: str, config: Config) -> Provider:
    """The provider of a name, made with its settings (``[providers.NAME]``).

    Raises:
        ConfigError: No provider has that name, or its settings are wrong.
        CredentialsError: It needs a key that is not in the environment.
    """
    settings = config.providers.get(name, {})
    for known, place in PROVIDERS:
        if known == name:
            module, _, attribute = place.partition(":")
            made: Callable[..., Provider] = getattr(import_module(module), attribute)
            return _made(made, name, settings)
    entries = metadata.entry_points(group=GROUP)
    for entry in entries:
        if entry.name == name:
            return _made(entry.load(), name, settings)
    names = [known for known, _ in PROVIDERS] + [entry.name for entry in entries]
    near = difflib.get_close_matches(name, names, n=1)
    hint = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(names)}"
    raise ConfigError(f"no provider is called `{name}`; {hint}")


def _made(made: Callable[..., Provider], name: str, settings: dict[str, object]) -> Provider:
    try:
        return made(**settings)
    except TypeError as error:
        raise ConfigError(f"[providers.{name}]: {error}") from None


__all__ = ["GROUP", "PROVIDERS", "Limits", "Provider", "Reply", "Request", "load_provider"]

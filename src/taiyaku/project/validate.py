"""Refuses wrong names and paths in the settings, since a typo there would silently disable something."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from taiyaku.config import Config, locate_setting
from taiyaku.errors import ConfigError
from taiyaku.suggest import did_you_mean, nearest


def validate_checks(config: Config, known: Mapping[str, bool]) -> None:
    """Refuse the ids of unknown checks; ``known`` has each id with whether it is always an error.

    Raises:
        ConfigError: An id is unknown, or a check that is always an error is given another severity.
    """
    for name, severity in config.checks.severity.items():
        if name not in known:
            raise _unknown("check", name, known, *locate_setting(config, "checks", "severity", name))
        if known[name] and severity != "error":
            path, line = locate_setting(config, "checks", "severity", name)
            raise ConfigError(f"`{name}` is always an error; remove it from the severities", path=path, line=line)
    for number, entry in enumerate(config.checks.ignore):
        if entry.check not in known:
            raise _unknown("check", entry.check, known, *locate_setting(config, "checks", "ignore", number, "check"))


def validate_providers(config: Config, names: Callable[[str], Collection[str]]) -> None:
    """Refuse a misspelled provider; one from another package need not be installed unless it is used.

    Raises:
        ConfigError: A provider is unknown and a known one has a similar name.
    """
    for name in config.providers:
        known = names(name)
        if name not in known and (name != config.provider.name or nearest(name, known)):
            raise _unknown("provider", name, known, *locate_setting(config, "providers", name))
    known = names(config.provider.name)
    if config.provider.name not in known and nearest(config.provider.name, known):
        raise _unknown("provider", config.provider.name, known, *locate_setting(config, "provider", "name"))


def validate_glossaries(config: Config) -> None:
    """Refuse patterns that match no glossary: a typo there would silently disable every check of terms.

    One of several patterns may match nothing if its folder exists. A project without paths in its
    settings need not have a glossary.

    Raises:
        ConfigError: A folder does not exist, or no pattern matches a file.
    """
    paths = config.glossary.paths
    matched = False
    for number, pattern in enumerate(paths):
        parts = Path(pattern).parts
        wild = next((index for index, part in enumerate(parts) if set(part) & set("*?[")), None)
        if wild is None or Path(pattern).is_absolute() or ".." in parts:
            matched = True  # reading the file reports it
            continue
        folder = Path(*parts[:wild])
        if not (config.root / folder).is_dir():
            path, line = locate_setting(config, "glossary", "paths", number)
            near = nearest(folder.name, [one.name for one in (config.root / folder).parent.glob("*") if one.is_dir()])
            hint = f"did you mean `{folder.with_name(near).as_posix()}`?" if near else "create it, or correct `paths`"
            raise ConfigError(
                f"`{pattern}` matches no glossary: there is no folder `{folder.as_posix()}`; {hint}",
                path=path,
                line=line,
            )
        matched = matched or next(config.root.glob(pattern), None) is not None
    if not matched:
        path, line = locate_setting(config, "glossary", "paths")
        patterns = ", ".join(f"`{pattern}`" for pattern in paths)
        verb = "match" if len(paths) > 1 else "matches"
        raise ConfigError(f"{patterns} {verb} no glossary; correct `paths`, or create the file", path=path, line=line)


def _unknown(what: str, name: str, known: Collection[str], path: str, line: int | None) -> ConfigError:
    return ConfigError(f"there is no {what} `{name}`; {did_you_mean(name, known)}", path=path, line=line)

"""What the commands share: the project around the current folder, and the words for counts."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterable
from pathlib import Path

import typer

from taiyaku.config import NAME, Config, load_config, locate_setting
from taiyaku.errors import ConfigError, UsageError, WorkError
from taiyaku.project.articles import Article, article_of, decoded, find_articles, read_text
from taiyaku.suggest import did_you_mean, nearest


def in_colour(*, err: bool = False) -> bool:
    """Whether stdout, or stderr, is a terminal whose user did not ask for plain text (no-color.org)."""
    return (sys.stderr if err else sys.stdout).isatty() and not os.environ.get("NO_COLOR")


def project_config(*, new_glossary: bool = False) -> Config | None:
    """The settings of the project around the current folder; None where there is none.

    Args:
        new_glossary: Whether the command may write the first glossary file.

    Raises:
        ConfigError: They are broken, or name a check, provider or glossary that there is not.
    """
    config = load_config()
    if config is not None:
        _known_checks(config)
        _known_providers(config)
        if not new_glossary:
            _known_glossaries(config)
    return config


def _known_checks(config: Config) -> None:
    if not config.checks.severity and not config.checks.ignore:
        return
    from taiyaku.checks.manual import pages

    known = {page.id: page for page in pages()}
    for name, weight in config.checks.severity.items():
        if name not in known:
            raise _unknown("check", name, known, *locate_setting(config, "checks", "severity", name))
        if known[name].always and weight != "error":
            path, line = locate_setting(config, "checks", "severity", name)
            raise ConfigError(f"`{name}` is always an error; take it out of the severities", path=path, line=line)
    for number, entry in enumerate(config.checks.ignore):
        if entry.check not in known:
            raise _unknown("check", entry.check, known, *locate_setting(config, "checks", "ignore", number, "check"))


def _known_providers(config: Config) -> None:
    """Refuse a slip in a provider's name; a provider from outside need not be installed where nothing is translated."""
    if not config.providers and config.provider.name == Config().provider.name:
        return
    from taiyaku.providers import provider_names

    for name in config.providers:
        known = provider_names(name)
        if name not in known and (name != config.provider.name or nearest(name, known)):
            raise _unknown("provider", name, known, *locate_setting(config, "providers", name))
    known = provider_names(config.provider.name)
    if config.provider.name not in known and nearest(config.provider.name, known):
        raise _unknown("provider", config.provider.name, known, *locate_setting(config, "provider", "name"))


def _known_glossaries(config: Config) -> None:
    """Refuse patterns that find no glossary: a slip there would switch off every check of terms without a word.

    A project that says nothing about glossaries may have none, and of several patterns one may find nothing in a
    folder that is there.
    """
    paths = config.glossary.paths
    if paths == Config().glossary.paths:
        return
    some = False
    for number, pattern in enumerate(paths):
        wild = next((at for at, part in enumerate(Path(pattern).parts) if set(part) & set("*?[")), None)
        if wild is None or Path(pattern).is_absolute() or ".." in Path(pattern).parts:
            some = True  # told where it is read
            continue
        folder = Path(*Path(pattern).parts[:wild])
        if not (config.root / folder).is_dir():
            path, line = locate_setting(config, "glossary", "paths", number)
            near = nearest(folder.name, [one.name for one in (config.root / folder).parent.glob("*") if one.is_dir()])
            hint = f"did you mean `{folder.with_name(near).as_posix()}`?" if near else "create it, or correct `paths`"
            raise ConfigError(
                f"`{pattern}` finds no glossary: there is no folder `{folder.as_posix()}`; {hint}", path=path, line=line
            )
        some = some or next(config.root.glob(pattern), None) is not None
    if not some:
        path, line = locate_setting(config, "glossary", "paths")
        told = ", ".join(f"`{pattern}`" for pattern in paths)
        raise ConfigError(f"{told} finds no glossary; correct `paths`, or create the file", path=path, line=line)


def _unknown(what: str, name: str, known: Collection[str], path: str, line: int | None) -> ConfigError:
    hint = did_you_mean(name, known, cutoff=0.6)
    return ConfigError(f"there is no {what} `{name}`; {hint}", path=path, line=line)


def require_config(*, new_glossary: bool = False) -> Config:
    """The settings of the project around the current folder.

    Args:
        new_glossary: Whether the command may write the first glossary file.

    Raises:
        UsageError: There is no project here.
        ConfigError: Its settings are broken.
    """
    config = project_config(new_glossary=new_glossary)
    if config is None:
        raise UsageError("no taiyaku.toml here or in a folder above; run taiyaku init to start a project")
    return config


def all_articles(config: Config, locale: str | None = None) -> list[Article]:
    """All articles, for one target locale or each.

    Raises:
        UsageError: There is none: a pattern with a slip in it must not let CI pass for ever.
    """
    found = find_articles(config, locale=locale)
    if not found:
        raise UsageError(
            f"no article is at {' or '.join(config.path_patterns)}; write one, or correct articles.path", path=NAME
        )
    return found


def chosen_articles(config: Config, paths: list[Path], locale: str | None, *, or_none: bool = False) -> list[Article]:
    """The articles that were named, or all, for one target locale or each.

    Raises:
        UsageError: A path is no article, or the locale no target of this project.
    """
    if locale is not None and locale not in config.targets:
        raise UsageError(f"`{locale}` is not a target of this project; targets are {', '.join(config.targets)}")
    if not paths:
        return find_articles(config, locale=locale) if or_none else all_articles(config, locale)
    found: list[Article] = []
    for path in paths:
        if path.is_dir():
            found += _articles_in(path, config, locale)
            continue
        for target in (locale,) if locale else config.targets:
            article = article_of(path, config, locale=target)
            if not article.source.is_file():
                there = [other.path for other in find_articles(config, locale=target)]
                near = nearest(article.path, there)
                raise UsageError("no such article" + (f"; did you mean {near}?" if near else ""), path=article.path)
            found.append(article)
    return list(dict.fromkeys(found))


def _articles_in(folder: Path, config: Config, locale: str | None) -> list[Article]:
    """The articles whose source or target stands in a folder.

    Raises:
        UsageError: There is none.
    """
    inside = folder.resolve()
    found = [
        article
        for article in find_articles(config, locale=locale)
        if article.source.is_relative_to(inside) or article.target.is_relative_to(inside)
    ]
    if not found:
        raise UsageError(f"no article in this folder; articles are {' or '.join(config.path_patterns)}", path=folder)
    return found


def read_input(path: Path) -> str:
    """A file's text, or what stands on stdin where the path is ``-``.

    Raises:
        ArticleError: It cannot be read, or is not UTF-8.
        UsageError: There is no such file.
    """
    if str(path) == "-":
        return decoded(sys.stdin.buffer.read(), shown="-")
    if not path.is_file():
        raise UsageError("is a folder; name a file in it" if path.is_dir() else "no such file", path=path)
    return read_text(path)


def follow_renames(config: Config, articles: Iterable[Article]) -> None:
    """Have the catalogs of renamed articles move along; where that cannot be told for certain, stderr says so."""
    from taiyaku.drafting.job import Job
    from taiyaku.project.renames import move_files
    from taiyaku.providers.human import Human

    job = Job(config, Human())
    for article in articles:
        try:
            if old := job.old_name(article):
                move_files(article, old)
        except WorkError as error:
            typer.secho(f"warning: {error}", fg="yellow", err=True)


def counted(number: int, what: str) -> str:
    """``1 unit``, ``2 units``."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"

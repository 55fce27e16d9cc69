"""The project around the current folder, and the articles that a command names."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from taiyaku.cli.output import show_warning
from taiyaku.config import NAME, Config, load_config
from taiyaku.errors import UsageError, WorkError
from taiyaku.project.articles import Article, article_of, decode_text, find_articles, read_text
from taiyaku.project.validate import validate_checks, validate_glossaries, validate_providers
from taiyaku.suggest import nearest


def project_config(*, new_glossary: bool = False) -> Config | None:
    """The settings of the project around the current folder; None outside a project.

    Args:
        new_glossary: Whether the command may write the first glossary file.

    Raises:
        ConfigError: The settings are broken, or name an unknown check, provider or glossary.
    """
    config = load_config()
    if config is not None:
        if config.checks.severity or config.checks.ignore:
            from taiyaku.checks.manual import pages

            validate_checks(config, {page.id: page.always for page in pages()})
        if config.providers or config.provider.name != Config().provider.name:
            from taiyaku.providers import provider_names

            validate_providers(config, provider_names)
        if config.glossary.paths != Config().glossary.paths and not new_glossary:
            validate_glossaries(config)
    return config


def require_config(*, new_glossary: bool = False) -> Config:
    """The settings of the project around the current folder.

    Raises:
        UsageError: There is no project here.
        ConfigError: As for ``project_config``.
    """
    config = project_config(new_glossary=new_glossary)
    if config is None:
        raise UsageError("no taiyaku.toml here or in a folder above; run taiyaku init to start a project")
    return config


def known_target(config: Config, to: str | None) -> str | None:
    """The named locale, which must be a target of the project.

    Raises:
        UsageError: It is not a target.
    """
    if to is not None and to not in config.targets:
        raise UsageError(f"`{to}` is not a target of this project; targets are {', '.join(config.targets)}")
    return to


def all_articles(config: Config, locale: str | None = None) -> list[Article]:
    """All articles, for one target locale or each.

    Raises:
        UsageError: There are none; CI must not pass if the pattern has a typo.
    """
    found = find_articles(config, locale=locale)
    if not found:
        raise UsageError(
            f"no articles found at {' or '.join(config.path_patterns)}; write one, or correct articles.path", path=NAME
        )
    return found


def chosen_articles(config: Config, paths: list[Path], locale: str | None, *, or_none: bool = False) -> list[Article]:
    """The named articles, or all, for one target locale or each.

    Raises:
        UsageError: A path is not an article, or the locale is not a target of the project.
    """
    known_target(config, locale)
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
                known = [other.path for other in find_articles(config, locale=target)]
                near = nearest(article.path, known)
                raise UsageError("no such article" + (f"; did you mean {near}?" if near else ""), path=article.path)
            found.append(article)
    return list(dict.fromkeys(found))


def _articles_in(folder: Path, config: Config, locale: str | None) -> list[Article]:
    """The articles whose source or target is in a folder.

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
        raise UsageError(f"contains no articles; they are at {' or '.join(config.path_patterns)}", path=folder)
    return found


def read_input(path: Path) -> str:
    """The text of a file, or of stdin for ``-``.

    Raises:
        ArticleError: The file cannot be read or is not UTF-8.
        UsageError: There is no such file.
    """
    if str(path) == "-":
        return decode_text(sys.stdin.buffer.read(), shown="-")
    if not path.is_file():
        raise UsageError("is a folder; name a file in it" if path.is_dir() else "no such file", path=path)
    return read_text(path)


def follow_renames(config: Config, articles: Iterable[Article]) -> None:
    """Rename the catalogs of renamed articles; warn if a rename is uncertain."""
    from taiyaku.drafting.job import Job
    from taiyaku.project.renames import move_files
    from taiyaku.providers.human import Human

    job = Job(config, Human())
    for article in articles:
        try:
            if old := job.old_name(article):
                move_files(article, old)
        except WorkError as error:
            show_warning(error)

"""Keeps the memory in sync with the committed files: catalogs, and imported translation memories."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from taiyaku.catalogs.catalog import Catalog
from taiyaku.catalogs.po import parse_catalog
from taiyaku.config import Config
from taiyaku.errors import CatalogError, InterchangeError, TaiyakuError
from taiyaku.memory import Memory, MemoryEntry
from taiyaku.model import PLACEHOLDERS, State
from taiyaku.project.articles import Article, find_articles

Owner = tuple[str, str]
"""The owner of entries of the memory: an article's name or a TMX file's path, and a target locale."""


def entries_of(catalog: Catalog, *, article: str, source_locale: str, target_locale: str) -> Iterator[MemoryEntry]:
    """A catalog's translations as entries of the memory; an outdated one belongs to its previous source."""
    previous = ""
    for entry in catalog.entries:
        source = entry.previous if entry.state is State.OUTDATED else entry.source
        if source and entry.text.strip() and entry.origin not in PLACEHOLDERS:
            keyed = bool(entry.context) and not entry.context.startswith("#")
            heading = entry.notes[0].partition(" · ")[2] if entry.notes else ""
            yield MemoryEntry(
                source,
                entry.text,
                source_locale,
                target_locale,
                origin=entry.origin,
                accepted=entry.state is State.ACCEPTED,
                article=article,
                context=entry.context if keyed else heading,
                previous="" if entry.obsolete else previous,
                draft=entry.draft,
            )
        previous = entry.source


def tmx_entries(path: Path, config: Config, *, locale: str) -> Iterator[MemoryEntry]:
    """The translations to a locale in one of the project's TMX files.

    Raises:
        InterchangeError: The file is damaged; raised while iterating.
    """
    from taiyaku.interchange import tmx

    name = path.relative_to(config.root).as_posix()
    if not path.resolve().is_relative_to(config.root.resolve()):
        raise InterchangeError("links to a file outside the project; move that file into the project", path=name)
    try:
        for entry in tmx.read(path, source=config.source, targets=(locale,)):
            yield replace(entry, article=name)
    except InterchangeError as error:
        raise InterchangeError(error.message, path=name, line=error.line) from None


def remember_catalog(memory: Memory, catalog: Catalog, text: str, article: Article, *, source_locale: str) -> None:
    """Update the memory from an article's catalog, just written as ``text``."""
    entries = entries_of(catalog, article=article.name, source_locale=source_locale, target_locale=article.locale)
    memory.replace_article(article.name, article.locale, entries, stamp=_stamp(text.encode("utf-8")))


def remember_all(memory: Memory, config: Config) -> tuple[TaiyakuError, ...]:
    """Bring the memory up to date with the committed files; unchanged files are not parsed again.

    Returns:
        The errors of imported files that were left out. A damaged catalog is reported with its article.
    """
    known = memory.stamps()
    seen: set[Owner] = set()
    damaged: list[TaiyakuError] = []
    for owner, raw, read in _committed_files(config):
        seen.add(owner)
        if known.get(owner) != (stamp := _stamp(raw)):
            try:
                memory.replace_article(*owner, list(read()), stamp=stamp)
            except CatalogError:
                continue
            except InterchangeError as error:
                damaged.append(error)
    for name, locale in known.keys() - seen:
        memory.forget(name, locale)
    return tuple(damaged)


def rebuild(memory: Memory, config: Config) -> tuple[TaiyakuError, ...]:
    """Rebuild the memory from the committed files; the journal stays.

    Returns:
        The errors of the files that were left out.
    """
    damaged: list[TaiyakuError] = []
    stamps: dict[Owner, str] = {}

    def entries() -> Iterator[MemoryEntry]:
        for owner, raw, read in _committed_files(config):
            try:
                found = list(read())
            except TaiyakuError as error:
                damaged.append(error)
                continue
            stamps[owner] = _stamp(raw)
            yield from found

    memory.rebuild(entries(), stamps=stamps)
    return tuple(damaged)


def _committed_files(config: Config) -> Iterator[tuple[Owner, bytes, Callable[[], Iterator[MemoryEntry]]]]:
    """Each file that the memory is built from: its owner, its bytes, and a function that reads its entries."""
    for article in find_articles(config):
        try:
            raw = article.catalog.read_bytes()
        except OSError:
            continue

        def of_catalog(article: Article = article, raw: bytes = raw) -> Iterator[MemoryEntry]:
            catalog = parse_catalog(raw, shown=article.catalog_path)
            names = {"source_locale": config.source, "target_locale": article.locale}
            return entries_of(catalog, article=article.name, **names)

        yield (article.name, article.locale), raw, of_catalog
    for path in sorted((config.root / config.memory.folder).rglob("*.tmx")):
        try:
            raw = path.read_bytes() if path.is_file() else b""
        except OSError:
            continue  # reported when it is read
        if path.is_dir():
            continue
        for locale in config.targets:

            def of_tmx(path: Path = path, locale: str = locale) -> Iterator[MemoryEntry]:
                return tmx_entries(path, config, locale=locale)

            yield (path.relative_to(config.root).as_posix(), locale), raw, of_tmx


def _stamp(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()

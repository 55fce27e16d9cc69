"""The catalogs into the memory: what people and machines translated, found again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from taiyaku import catalog as po
from taiyaku.article import Article, find_articles
from taiyaku.config import Config
from taiyaku.errors import CatalogError
from taiyaku.memory.memory import Memory
from taiyaku.memory.model import Entry
from taiyaku.model import State

STAND_INS = frozenset({"copy", "pseudo"})
"""Origins whose drafts are no translations."""


def entries_of(catalog: po.Catalog, *, article: str, source_locale: str, target_locale: str) -> Iterator[Entry]:
    """A catalog's translations as the memory keeps them; an outdated one stands for the source it was made from."""
    previous = ""
    for entry in catalog.entries:
        source = entry.previous if entry.state is State.OUTDATED else entry.source
        if source and entry.text and entry.origin not in STAND_INS:
            keyed = bool(entry.context) and not entry.context.startswith("#")
            heading = entry.notes[0].partition(" · ")[2] if entry.notes else ""
            yield Entry(
                source,
                entry.text,
                source_locale,
                target_locale,
                origin=entry.origin,
                accepted=entry.state is State.ACCEPTED,
                article=article,
                context=entry.context if keyed else heading,
                previous="" if entry.obsolete else previous,
            )
        previous = entry.source


def feed(memory: Memory, catalog: po.Catalog, text: str, article: Article, *, source_locale: str) -> None:
    """Make the memory hold what an article's catalog holds, which was just written as ``text``."""
    _put(memory, catalog, article, source_locale, text.encode("utf-8"))


def feed_all(memory: Memory, config: Config) -> None:
    """Bring the memory up to date with the catalogs of the project; those it knows are not parsed again."""
    known = memory.stamps()
    seen = set()
    for article in find_articles(config):
        try:
            raw = article.catalog.read_bytes()
        except OSError:
            continue
        place = article.name, article.locale
        seen.add(place)
        if known.get(place) != _stamp(raw):
            try:
                catalog = po.parse_catalog(raw, shown=article.catalog_path)
            except CatalogError:
                continue  # told when that article's turn comes
            _put(memory, catalog, article, config.source, raw)
    for name, locale in known.keys() - seen:
        memory.forget(name, locale)


def rebuild(memory: Memory, config: Config) -> tuple[CatalogError, ...]:
    """Make the memory anew from the catalogs of the project; the journal, drafts and imported entries stay.

    Returns:
        What is wrong with the catalogs that were left out.
    """
    damaged: list[CatalogError] = []
    stamps: dict[tuple[str, str], str] = {}

    def entries() -> Iterator[Entry]:
        for article in find_articles(config):
            try:
                raw = article.catalog.read_bytes()
                catalog = po.parse_catalog(raw, shown=article.catalog_path)
            except OSError:
                continue
            except CatalogError as error:
                damaged.append(error)
                continue
            stamps[article.name, article.locale] = _stamp(raw)
            yield from entries_of(
                catalog, article=article.name, source_locale=config.source, target_locale=article.locale
            )

    memory.rebuild(entries(), stamps=stamps)
    return tuple(damaged)


def _put(memory: Memory, catalog: po.Catalog, article: Article, source_locale: str, raw: bytes) -> None:
    entries = entries_of(catalog, article=article.name, source_locale=source_locale, target_locale=article.locale)
    memory.replace_article(article.name, article.locale, entries, stamp=_stamp(raw))


def _stamp(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()

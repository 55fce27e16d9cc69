"""What was translated before and is like a unit: from this article, and from the memory."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from taiyaku.editing.workspace import OpenArticle, Workspace
from taiyaku.errors import TaiyakuError
from taiyaku.memory import Memory, MemoryEntry
from taiyaku.model import State, Unit
from taiyaku.project.articles import sha256
from taiyaku.review.diff import marked

LIMIT = 4
"""Matches shown: each has a key of its own, and a person reads no more."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """A translation on offer."""

    score: int
    text: str
    difference: Markup
    """From the source it was made for to the source of the unit; empty where they are the same."""
    where: str
    """The article it stands in, or where it was imported from."""
    origin: str
    accepted: bool


def recall(desk: Workspace, sheet: OpenArticle, unit: Unit) -> list[Recalled]:
    """The best translations on offer, the best first and each once, without what stands in the unit already."""
    now = sheet.translations[unit.id].text
    found: dict[str, Recalled] = {}
    for other in sheet.document.units:
        translation = sheet.translations[other.id]
        if other.id != unit.id and other.source == unit.source and translation.state is State.ACCEPTED:
            text = translation.text
            found.setdefault(
                text, Recalled(100, text, Markup(""), f"here, line {other.line}", translation.origin, True)
            )
    if desk.memory is not None and not unit.source.isspace():
        found = _from_memory(desk.memory, sheet, unit, found)
    found.pop(now, None)
    return sorted(found.values(), key=lambda match: -match.score)[:LIMIT]


def _from_memory(memory: Memory, sheet: OpenArticle, unit: Unit, found: dict[str, Recalled]) -> dict[str, Recalled]:
    index = sheet.document.units.index(unit)
    try:
        matches = memory.lookup(
            unit.source,
            source_locale=sheet.context.source_locale,
            target_locale=sheet.article.locale,
            limit=LIMIT + 2,
            context=unit.context,
            previous=sheet.document.units[index - 1].source if index else "",
        )
    except TaiyakuError:
        return found  # the memory is a convenience; without it the page goes on
    for match in matches:
        entry = match.entry
        difference = Markup("") if entry.source == unit.source else marked(entry.source, unit.source)
        where = entry.article or "imported"
        found.setdefault(
            match.target, Recalled(min(match.score, 100), match.target, difference, where, entry.origin, entry.accepted)
        )
    return found


def remember(memory: Memory, sheet: OpenArticle, unit: Unit) -> None:
    """Put one unit as it now stands into the memory."""
    memory.put([_entry(sheet, sheet.document.units.index(unit))])


def fill(desk: Workspace) -> None:
    """Bring the memory up to date with the catalogs that changed since it saw them.

    Raises:
        WorkError: The memory cannot be written.
    """
    memory = desk.memory
    if memory is None:
        return
    stamps = memory.stamps()
    for key, article in desk.articles().items():
        try:
            stamp = sha256(article.catalog.read_text("utf-8")) if article.catalog.exists() else ""
            if not stamp or stamps.get((article.name, article.locale)) == stamp:
                continue
            sheet = desk.sheet(key)
        except (TaiyakuError, OSError, UnicodeDecodeError):
            continue  # the list tells of an article that cannot be read
        entries = [_entry(sheet, index) for index in range(len(sheet.document.units))]
        kept = [entry for entry in entries if entry.target]
        memory.replace_article(article.name, article.locale, kept, stamp=stamp)


def _entry(sheet: OpenArticle, index: int) -> MemoryEntry:
    unit = sheet.document.units[index]
    translation = sheet.translations[unit.id]
    return MemoryEntry(
        translation.previous if translation.state is State.OUTDATED else unit.source,
        translation.text,
        sheet.context.source_locale,
        sheet.article.locale,
        translation.origin,
        translation.state is State.ACCEPTED,
        sheet.article.name,
        unit.context,
        sheet.document.units[index - 1].source if index else "",
    )

"""Earlier translations of text similar to a unit, from the article and from the memory."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from taiyaku.editing.workspace import OpenArticle, Workspace
from taiyaku.errors import TaiyakuError
from taiyaku.memory import Memory, MemoryEntry
from taiyaku.model import State, Unit
from taiyaku.project.articles import sha256
from taiyaku.review.diff import diff_html

LIMIT = 4
"""The most matches to show; each has a shortcut."""


@dataclass(frozen=True, slots=True)
class OfferedMatch:
    """A translation that the page offers."""

    score: int
    text: str
    difference: Markup
    """From the match's source to the unit's source; empty if they are the same."""
    where: str
    """The article or the imported file that it is from."""
    origin: str
    accepted: bool


def find_matches(workspace: Workspace, opened: OpenArticle, unit: Unit) -> list[OfferedMatch]:
    """The best matches, the best first and each once, without the unit's own translation."""
    now = opened.translations[unit.id].text
    found: dict[str, OfferedMatch] = {}
    for other in opened.document.units:
        translation = opened.translations[other.id]
        if other.id != unit.id and other.source == unit.source and translation.state is State.ACCEPTED:
            text = translation.text
            found.setdefault(
                text, OfferedMatch(100, text, Markup(""), f"here, line {other.line}", translation.origin, True)
            )
    if workspace.memory is not None and not unit.source.isspace():
        found = _from_memory(workspace.memory, opened, unit, found)
    found.pop(now, None)
    return sorted(found.values(), key=lambda match: -match.score)[:LIMIT]


def _from_memory(
    memory: Memory, opened: OpenArticle, unit: Unit, found: dict[str, OfferedMatch]
) -> dict[str, OfferedMatch]:
    index = opened.document.units.index(unit)
    try:
        matches = memory.lookup(
            unit.source,
            source_locale=opened.context.source_locale,
            target_locale=opened.article.locale,
            limit=LIMIT + 2,
            context=unit.context,
            previous=opened.document.units[index - 1].source if index else "",
        )
    except TaiyakuError:
        return found  # the page works without the memory
    for match in matches:
        entry = match.entry
        difference = Markup("") if entry.source == unit.source else diff_html(entry.source, unit.source)
        where = entry.article or "imported"
        found.setdefault(
            match.target,
            OfferedMatch(min(match.score, 100), match.target, difference, where, entry.origin, entry.accepted),
        )
    return found


def remember_unit(memory: Memory, opened: OpenArticle, unit: Unit) -> None:
    """Put the current state of a unit into the memory."""
    memory.put([_entry(opened, opened.document.units.index(unit))])


def update_memory(workspace: Workspace) -> None:
    """Bring the memory up to date with the catalogs that have changed.

    Raises:
        WorkError: The memory cannot be written.
    """
    memory = workspace.memory
    if memory is None:
        return
    stamps = memory.stamps()
    for key, article in workspace.articles().items():
        try:
            stamp = sha256(article.catalog.read_text("utf-8")) if article.catalog.exists() else ""
            if not stamp or stamps.get((article.name, article.locale)) == stamp:
                continue
            opened = workspace.open(key)
        except (TaiyakuError, OSError, UnicodeDecodeError):
            continue  # the list shows that the article cannot be read
        entries = [_entry(opened, index) for index in range(len(opened.document.units))]
        kept = [entry for entry in entries if entry.target]
        memory.replace_article(article.name, article.locale, kept, stamp=stamp)


def _entry(opened: OpenArticle, index: int) -> MemoryEntry:
    unit = opened.document.units[index]
    translation = opened.translations[unit.id]
    return MemoryEntry(
        translation.previous if translation.state is State.OUTDATED else unit.source,
        translation.text,
        opened.context.source_locale,
        opened.article.locale,
        translation.origin,
        translation.state is State.ACCEPTED,
        opened.article.name,
        unit.context,
        opened.document.units[index - 1].source if index else "",
    )

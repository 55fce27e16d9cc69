"""Imported units whose source the article no longer has, and the units that their sources became."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass, replace

from taiyaku.catalogs.catalog import Catalog, Entry
from taiyaku.catalogs.match_source import match_entries
from taiyaku.drafting.replies.tags import Tagged, parse_reply, tag_unit
from taiyaku.editing.export_bitext import tag_translation
from taiyaku.editing.workspace import OpenArticle, clean_input
from taiyaku.interchange.bitext import Bitext, Pair, tokens
from taiyaku.markdown.inline import Role, codes
from taiyaku.markdown.tags import from_tags
from taiyaku.model import Document, Kind, State, Translation, Unit

_WRITERS = {"markdown": "markdown", "html": "html", "plain": "yaml"}


@dataclass(frozen=True, slots=True)
class Stray:
    """A pair whose source is gone: the unit as it was exported, known from the file alone."""

    pair: Pair
    tagged: Tagged
    """The former source, with its tags."""
    text: str = ""
    """The imported translation as Markdown; empty if it is missing or unusable."""
    reply: str = ""
    """The imported translation as tagged text."""
    problem: str = ""
    """Why it cannot be used."""

    @property
    def source(self) -> str:
        """The former source as Markdown."""
        return self.tagged.unit.source

    @property
    def entry(self) -> Entry:
        """The pair as an entry of a catalog, to match it with the units of the article."""
        return Entry(self.source, self.text, self.pair.key, State.DRAFT)


@dataclass(frozen=True, slots=True)
class Successor:
    """The unit that a stray's source became."""

    unit: Unit
    translation: Translation | None
    """The stray's text for it: outdated, or with the new codes if nothing else changed; None if the source is the same
    and only its position changed."""


def read_stray(pair: Pair, bitext: Bitext, document: Document) -> Stray:
    """Read a pair that is not a unit of the current article."""
    kind = Kind.FRONT_MATTER if pair.key else Kind.PARAGRAPH
    unit = Unit(pair.id, kind, 0, pair.key, pair.source, 0, 0, _WRITERS[pair.form])
    try:
        source = _read_source(pair, unit) if bitext.tagged else tag_unit(document, unit)
    except ValueError as error:
        return Stray(pair, Tagged(unit, pair.source, {}), "", pair.target, f"its source is damaged: {error}")
    reply = pair.target
    if reply and not bitext.tagged:
        reply = tag_translation(document, source, clean_input(unit, reply)).text
    if not reply or pair.problem:
        return Stray(pair, source, "", reply, pair.problem)
    try:
        text = parse_reply(source, reply)
    except ValueError as error:
        return Stray(pair, source, "", reply, str(error))
    return Stray(pair, source, text if bitext.tagged else clean_input(unit, pair.target), reply)


def _read_source(pair: Pair, unit: Unit) -> Tagged:
    """The former source, its Markdown rebuilt from the codes that the file spells out.

    Raises:
        ValueError: They are damaged.
    """
    if unit.plain:
        return Tagged(replace(unit, source=html.unescape(pair.source)), pair.source, {})
    by_number = {code.number: code for code in pair.codes}
    tags: dict[str, str] = {}
    for role, number in tokens(pair.source):
        if role is not Role.TEXT and number in by_number:
            code = by_number[number]
            tags |= {f"x{number}": code.opening} if role is Role.SINGLE else {}
            tags |= {f"g{number}": code.opening, f"/g{number}": code.closing or ""} if role is Role.OPEN else {}
    markdown = from_tags(pair.source, tags, only_html=unit.writer == "html") if pair.source else ""
    return Tagged(replace(unit, source=markdown), pair.source, tags)


def find_successors(
    strays: Sequence[Stray], units: Sequence[Unit], article: OpenArticle, *, as_tags: bool
) -> dict[str, Successor]:
    """By the id of each stray, the unit that its source became, if there is one among the units not in the file.

    ``as_tags`` means that codes are numbers in the file, which refer to the article's current codes.
    """
    found: dict[str, Successor] = {}
    document = article.document
    sources = {unit.id: tag_unit(document, unit).text if as_tags else unit.source for unit in units}
    free = list(units)
    for stray in strays:
        same = next((u for u in free if u.key == stray.pair.key and sources[u.id] == stray.pair.source), None)
        if same is not None:
            found[stray.pair.id] = Successor(same, None)
            free.remove(same)
    for unit in list(free):
        now = article.translations[unit.id]
        before = tag_unit(document, replace(unit, source=now.previous)).text if now.state is State.OUTDATED else ""
        former = next((s for s in strays if before and s.pair.id not in found and s.tagged.text == before), None)
        if former is not None:
            found[former.pair.id] = Successor(unit, Translation(former.text, State.OUTDATED, "", now.previous))
            free.remove(unit)
    left = [(s, s.entry) for s in strays if s.pair.id not in found and s.text and s.source]
    catalog = Catalog((), tuple(entry for _, entry in left))
    for unit_id, (entry, translation) in match_entries(replace(document, units=tuple(free)), catalog).items():
        stray = next(stray for stray, own in left if own is entry)
        unit = article.units[unit_id]
        if _is_safe(unit, translation, article):
            found[stray.pair.id] = Successor(unit, translation)
    return found


def _is_safe(unit: Unit, translation: Translation, article: OpenArticle) -> bool:
    """Whether a text has only codes that the unit, its translation or its former source have.

    The codes of a former source are known from the file alone, and a file can contain anything.
    """
    document, now = article.document, article.translations[unit.id]

    def codes_of(text: str) -> set[tuple[str, str]]:
        return set(codes(text, document.reading_of(unit)))

    return unit.plain or codes_of(translation.text) <= codes_of(unit.source) | codes_of(now.text) | codes_of(
        now.previous
    )

"""Units that came back with a source which the article does not hold any more, and what that source became."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass, replace

from taiyaku.catalogs.catalog import Catalog, Entry
from taiyaku.catalogs.match_source import translations_of
from taiyaku.drafting.replies import Tagged, parse_reply, tag_unit
from taiyaku.editing.export_bitext import tagged_like
from taiyaku.editing.workspace import OpenArticle, tidy
from taiyaku.interchange.bitext import Bitext, Pair, tokens
from taiyaku.markdown.inline import Role, codes
from taiyaku.markdown.tags import from_tags
from taiyaku.model import Document, Kind, State, Translation, Unit

_WRITERS = {"markdown": "markdown", "html": "html", "plain": "yaml"}


@dataclass(frozen=True, slots=True)
class Stray:
    """A unit as it was when it was exported, read from the file alone."""

    pair: Pair
    asked: Tagged
    """The old source."""
    text: str = ""
    """What came back, as Markdown; empty where it holds none, or none that can be used."""
    reply: str = ""
    """What came back, as tagged text."""
    problem: str = ""
    """Why it cannot be used."""

    @property
    def source(self) -> str:
        """The old source as Markdown."""
        return self.asked.unit.source


def stray_of(pair: Pair, bitext: Bitext, document: Document) -> Stray:
    """Read a pair that is no unit of the article as it is now."""
    kind = Kind.FRONT_MATTER if pair.key else Kind.PARAGRAPH
    unit = Unit(pair.id, kind, 0, pair.key, pair.source, 0, 0, _WRITERS[pair.form])
    try:
        asked = _source(pair, unit) if bitext.tagged else tag_unit(document, unit)
    except ValueError as error:
        return Stray(pair, Tagged(unit, pair.source, {}), "", pair.target, f"its source is damaged: {error}")
    reply = pair.target
    if reply and not bitext.tagged:
        reply = tagged_like(document, asked, tidy(unit, reply)).text
    if not reply or pair.problem:
        return Stray(pair, asked, "", reply, pair.problem)
    try:
        text = parse_reply(asked, reply)
    except ValueError as error:
        return Stray(pair, asked, "", reply, str(error))
    return Stray(pair, asked, text if bitext.tagged else tidy(unit, pair.target), reply)


def _source(pair: Pair, unit: Unit) -> Tagged:
    """The old source, its Markdown made again from the codes that the file spells out.

    Raises:
        ValueError: It spells them wrongly.
    """
    if unit.plain:
        return Tagged(replace(unit, source=html.unescape(pair.source)), pair.source, {})
    spelt = {code.number: code for code in pair.codes}
    tags: dict[str, str] = {}
    for role, number in tokens(pair.source):
        if role is not Role.TEXT and number in spelt:
            code = spelt[number]
            tags |= {f"x{number}": code.opening} if role is Role.SINGLE else {}
            tags |= {f"g{number}": code.opening, f"/g{number}": code.closing or ""} if role is Role.OPEN else {}
    markdown = from_tags(pair.source, tags, only_html=unit.writer == "html") if pair.source else ""
    return Tagged(replace(unit, source=markdown), pair.source, tags)


def settled(
    strays: Sequence[Stray], units: Sequence[Unit], sheet: OpenArticle, *, as_tags: bool
) -> dict[str, tuple[Unit, Translation | None]]:
    """Which unit each stray belongs to.

    Args:
        strays: In the order of the file.
        units: Those that the file does not name.
        sheet: The article as it stands on disk.
        as_tags: Whether codes are numbers in the file, which stand for the article's own, whatever became of those.

    Returns:
        By the stray's id: a unit with just its source, and nothing; or one that its source became, and what its text is
        for that: outdated, or with the new codes where nothing but codes changed.
    """
    found: dict[str, tuple[Unit, Translation | None]] = {}
    document = sheet.document
    forms = {unit.id: tag_unit(document, unit).text if as_tags else unit.source for unit in units}
    free = list(units)
    for stray in strays:
        same = next((u for u in free if u.key == stray.pair.key and forms[u.id] == stray.pair.source), None)
        if same is not None:
            found[stray.pair.id] = same, None
            free.remove(same)
    for unit in list(free):
        now = sheet.translations[unit.id]
        before = tag_unit(document, replace(unit, source=now.previous)).text if now.state is State.OUTDATED else ""
        of_it = next((s for s in strays if before and s.pair.id not in found and s.asked.text == before), None)
        if of_it is not None:
            found[of_it.pair.id] = unit, Translation(of_it.text, State.OUTDATED, "", now.previous)
            free.remove(unit)
    left = {s.pair.id: s for s in strays if s.pair.id not in found and s.text and s.source}
    # The id travels as the origin, to tell whose text it is.
    entries = tuple(Entry(s.source, s.text, s.pair.key, State.DRAFT, origin=key) for key, s in left.items())
    for unit_id, carried in translations_of(replace(document, units=tuple(free)), Catalog((), entries)).items():
        if carried.origin in left and _safe(sheet.units[unit_id], carried, sheet):
            found[carried.origin] = sheet.units[unit_id], carried
    return found


def _safe(unit: Unit, carried: Translation, sheet: OpenArticle) -> bool:
    """Whether a text has no code but those that the unit, its translation or its former source have.

    The codes of an old source stand in the file alone, and a file may say anything.
    """
    document, now = sheet.document, sheet.translations[unit.id]

    def of(text: str) -> set[tuple[str, str]]:
        return set(codes(text, document.reading_of(unit)))

    return unit.plain or of(carried.text) <= of(unit.source) | of(now.text) | of(now.previous)

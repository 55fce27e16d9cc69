"""An article in its own shape: what each unit looks like, and what stands between the units."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from taiyaku.markdown.front_matter import find_front_matter
from taiyaku.model import Document, Kind, Unit


@dataclass(frozen=True, slots=True)
class Between:
    """What stands between two units and stays as it is."""

    text: str
    what: str
    """``code``, ``HTML``, ``image`` or ``kept``."""
    lines: int

    @property
    def short(self) -> bool:
        """Whether it may be shown without being asked for."""
        return self.lines <= 6


@dataclass(frozen=True, slots=True)
class UnitLayout:
    """Where a unit stands."""

    unit: Unit
    look: str
    """A class: ``heading``, ``item``, ``cell``, ``matter``, …"""
    level: int = 0
    """1 to 6 for a heading; how deep a list item lies, from 0."""
    marker: str = ""
    """What opens a list item: ``•``, ``3.``, ``☐``."""
    quoted: bool = False
    label: str = ""
    """What the eye cannot see: ``title``, ``alt text``, ``row 2 · Year``."""
    before: Between | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: a unit, or what holds nothing to translate."""

    text: str
    place: UnitLayout | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """What is shown as one: a unit of its own, or a row of a table."""

    places: tuple[UnitLayout, ...]
    row: tuple[Cell, ...] = ()
    """The whole row; empty where the block is no row."""
    columns: int = 0
    """How many the whole table has."""
    number: int = 0
    """The row's number in its table; 0 for the column heads."""
    last: bool = False
    """Whether the table ends here."""


_LABELS = {
    Kind.TERM: "term",
    Kind.DESCRIPTION: "definition",
    Kind.FOOTNOTE: "footnote",
    Kind.TITLE: "box title",
    Kind.HTML: "HTML",
    Kind.ATTRIBUTE: "attribute",
    Kind.REFERENCE: "link title",
}
_ITEM = re.compile(r"(?P<lead>[\s>]*)(?P<marker>[-*+]|\d{1,9}[.)])[ \t]+(?P<box>\[[ xX]\][ \t]+)?(?:[*_\[`~\"(]*)$")


def places(document: Document) -> tuple[UnitLayout, ...]:
    """Every unit of an article with its looks, in order."""
    text = document.text
    matter = find_front_matter(text)
    body = matter.body if matter else 0
    result: list[UnitLayout] = []
    at = body
    for unit in document.units:
        before = _between(text[at : unit.start]) if unit.start >= at else None
        at = max(at, unit.end)
        prefix = text[text.rfind("\n", 0, unit.start) + 1 : unit.start]
        result.append(replace(_place(unit, prefix), before=before))
    return tuple(result)


def tail(document: Document) -> Between | None:
    """What stands after the last unit."""
    end = max((unit.end for unit in document.units), default=0)
    matter = find_front_matter(document.text)
    return _between(document.text[max(end, matter.body if matter else 0) :] + "\n")


def _place(unit: Unit, prefix: str) -> UnitLayout:
    quoted = ">" in prefix and "<" not in prefix
    if unit.kind is Kind.FRONT_MATTER:
        return UnitLayout(unit, "matter", label=unit.context)
    if unit.kind is Kind.HEADING:
        return UnitLayout(unit, "heading", unit.level, quoted=quoted)
    if item := _ITEM.match(prefix):
        marker = item["marker"] if item["marker"][0].isdigit() else "•"
        if item["box"]:
            marker = "☐" if item["box"][1] == " " else "☑"
        return UnitLayout(unit, "item", _depth(item["lead"]), marker, quoted)
    if unit.kind is Kind.ITEM:
        return UnitLayout(unit, "item", max(0, _depth(prefix) - 1), quoted=quoted)
    look = "cell" if unit.kind is Kind.CELL else str(unit.kind)
    return UnitLayout(unit, look, quoted=quoted, label=_LABELS.get(unit.kind, ""))


def _depth(lead: str) -> int:
    return min(4, len(lead.replace(">", "").expandtabs(4)) // 2)


# ── Between ─────────────────────────────────────────────────────────────────

_NOTHING = re.compile(r"[\s>*+\-=#|:.\d()\[\]xX]*|\s*(?:<!--|\{/\*)\s*taiyaku:.*")


def _between(gap: str) -> Between | None:
    """What of a gap is worth seeing: not the markers of the units around it."""
    lines = gap.replace("\r\n", "\n").split("\n")[1:-1] if "\n" in gap else []
    while lines and _NOTHING.fullmatch(lines[0]):
        lines.pop(0)
    while lines and _NOTHING.fullmatch(lines[-1]):
        lines.pop()
    if not lines:
        return None
    first = lines[0].lstrip(" \t>-*+")
    kinds = (("```", "code"), ("~~~", "code"), ("<!--", "comment"), ("<", "HTML"), ("![", "image"), ("$$", "formula"))
    what = next((name for mark, name in kinds if first.startswith(mark)), "kept as it is")
    return Between("\n".join(lines), what, len(lines))


# ── Tables ──────────────────────────────────────────────────────────────────

_PIPE = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"[\s>]*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")


def blocks(document: Document) -> tuple[Block, ...]:
    """An article as it is shown, its tables as rows."""
    found = places(document)
    result: list[Block] = []
    index = 0
    while index < len(found):
        end = index
        while end < len(found) and (found[end].look == "cell" if end == index else _goes_on(document, found, end)):
            end += 1
        if end > index:
            result += _rows(document, found[index:end])
        else:
            result.append(Block((found[index],)))
        index = max(end, index + 1)
    return tuple(result)


def _goes_on(document: Document, found: Sequence[UnitLayout], index: int) -> bool:
    """Whether a table that holds the place before goes on: with a cell, or with what stands in a cell's line."""
    gap = document.text[found[index - 1].unit.end : found[index].unit.start]
    return "\n" not in gap or (found[index].look == "cell" and re.search(r"\n[ \t>]*\r?\n", gap) is None)


def _rows(document: Document, found: Sequence[UnitLayout]) -> list[Block]:
    text = document.text
    start = text.rfind("\n", 0, found[0].unit.start) + 1
    end = text.find("\n", found[-1].unit.end)
    grid: list[tuple[list[Cell], list[Block]]] = []
    for line in text[start : end if end >= 0 else len(text)].split("\n"):
        here = [place for place in found if start <= place.unit.start <= start + len(line)]
        if not _RULE.fullmatch(line):
            beside = [Block((place,)) for place in here if place.look != "cell"]
            grid.append((_cells(line, start, [place for place in here if place.look == "cell"]), beside))
        start += len(line) + 1
    columns = max(len(cells) for cells, _ in grid)
    result: list[Block] = []
    for number, (cells, beside) in enumerate(grid):
        row = _row(cells, number, grid[0][0], columns)
        result += [replace(row, last=number == len(grid) - 1), *beside]
    return result


def _row(row: Sequence[Cell], number: int, heads: Sequence[Cell], columns: int) -> Block:
    done: list[Cell] = []
    for index, cell in enumerate(row):
        head = heads[index].text if index < len(heads) else ""
        label = f"row {number} · {head}" if number and head else f"row {number}" if number else "column head"
        done.append(replace(cell, place=replace(cell.place, label=label)) if cell.place else cell)
    done += [Cell("")] * (columns - len(done))
    return Block(tuple(cell.place for cell in done if cell.place), tuple(done), columns, number)


def _cells(line: str, start: int, places: Sequence[UnitLayout]) -> list[Cell]:
    bare = line.lstrip(" \t>")
    at = len(line) - len(bare)
    ends = [match.start() for match in _PIPE.finditer(line, at)] + [len(line.rstrip())]
    if bare.startswith("|"):
        at, ends = ends[0] + 1, ends[1:]
    cells: list[Cell] = []
    for end in ends:
        place = next((p for p in places if start + at <= p.unit.start < start + end), None)
        if at < end or place:
            cells.append(Cell(place.unit.source if place else line[at:end].strip(), place))
        at = end + 1
    return cells

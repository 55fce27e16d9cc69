"""An article in its own shape: what each unit looks like, and what stands between the units."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from taiyaku.front_matter import find_front_matter
from taiyaku.model import Document, Kind, Unit


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: a unit, or what holds nothing to translate."""

    text: str
    unit_id: str = ""


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
class Place:
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
    table: tuple[tuple[Cell, ...], ...] = ()
    """The whole table, at its first cell."""


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


def places(document: Document) -> tuple[Place, ...]:
    """Every unit of an article with its looks, in order."""
    text = document.text
    matter = find_front_matter(text)
    body = matter.body if matter else 0
    result: list[Place] = []
    at = body
    for unit in document.units:
        before = _between(text[at : unit.start]) if unit.start >= at else None
        at = max(at, unit.end)
        prefix = text[text.rfind("\n", 0, unit.start) + 1 : unit.start]
        result.append(replace(_place(unit, prefix), before=before))
    return tuple(_with_tables(document, result))


def tail(document: Document) -> Between | None:
    """What stands after the last unit."""
    end = max((unit.end for unit in document.units), default=0)
    matter = find_front_matter(document.text)
    return _between(document.text[max(end, matter.body if matter else 0) :] + "\n")


def _place(unit: Unit, prefix: str) -> Place:
    quoted = ">" in prefix and "<" not in prefix
    if unit.kind is Kind.FRONT_MATTER:
        return Place(unit, "matter", label=unit.context)
    if unit.kind is Kind.HEADING:
        return Place(unit, "heading", unit.level, quoted=quoted)
    if item := _ITEM.match(prefix):
        marker = item["marker"] if item["marker"][0].isdigit() else "•"
        if item["box"]:
            marker = "☐" if item["box"][1] == " " else "☑"
        return Place(unit, "item", _depth(item["lead"]), marker, quoted)
    if unit.kind is Kind.ITEM:
        return Place(unit, "item", max(0, _depth(prefix) - 1), quoted=quoted)
    look = "cell" if unit.kind is Kind.CELL else str(unit.kind)
    return Place(unit, look, quoted=quoted, label=_LABELS.get(unit.kind, ""))


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


def _with_tables(document: Document, found: Sequence[Place]) -> list[Place]:
    """The places, with each table's grid at its first cell and a label at every cell."""
    result = list(found)
    index = 0
    while index < len(result):
        end = index
        while end < len(result) and result[end].look == "cell" and (end == index or _same(document, result, end)):
            end += 1
        if end > index:
            grid = _grid(document, [place.unit for place in result[index:end]])
            _label(result, index, end, grid)
            if grid:
                result[index] = replace(result[index], table=grid)
        index = max(end, index + 1)
    return result


def _same(document: Document, found: Sequence[Place], index: int) -> bool:
    gap = document.text[found[index - 1].unit.end : found[index].unit.start]
    return re.search(r"\n[ \t>]*\r?\n", gap) is None


def _grid(document: Document, units: Sequence[Unit]) -> tuple[tuple[Cell, ...], ...]:
    text = document.text
    first = text.rfind("\n", 0, units[0].start) + 1
    last = text.find("\n", units[-1].end)
    rows: list[tuple[Cell, ...]] = []
    start = first
    for line in text[first : last if last >= 0 else len(text)].split("\n"):
        if not _RULE.fullmatch(line):
            rows.append(tuple(_cells(line, start, units)))
        start += len(line) + 1
    return tuple(rows)


def _cells(line: str, start: int, units: Sequence[Unit]) -> list[Cell]:
    bare = line.lstrip(" \t>")
    at = len(line) - len(bare)
    ends = [match.start() for match in _PIPE.finditer(line, at)] + [len(line.rstrip())]
    if bare.startswith("|"):
        at, ends = ends[0] + 1, ends[1:]
    cells: list[Cell] = []
    for end in ends:
        unit = next((u for u in units if start + at <= u.start < start + end), None)
        if at < end or unit:
            cells.append(Cell(unit.source if unit else line[at:end].strip(), unit.id if unit else ""))
        at = end + 1
    return cells


def _label(found: list[Place], start: int, end: int, grid: tuple[tuple[Cell, ...], ...]) -> None:
    where = {cell.unit_id: (row, column) for row, cells in enumerate(grid) for column, cell in enumerate(cells)}
    for index in range(start, end):
        row, column = where.get(found[index].unit.id, (0, 0))
        head = grid[0][column].text if grid and row and column < len(grid[0]) else ""
        label = f"row {row} · {head}" if row and head else f"row {row}" if row else "column head"
        found[index] = replace(found[index], label=label)

"""An article as a page: the look of each unit, and the content between units."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from taiyaku.markdown.front_matter import find_front_matter
from taiyaku.model import Document, Kind, Unit


@dataclass(frozen=True, slots=True)
class LayoutGap:
    """Content between two units that is not translated."""

    text: str
    kind: str
    """``code``, ``HTML``, ``image``, …, or ``kept unchanged``."""
    lines: int

    @property
    def is_short(self) -> bool:
        """Whether it is shown without a click."""
        return self.lines <= 6


@dataclass(frozen=True, slots=True)
class UnitLayout:
    """The look of a unit."""

    unit: Unit
    look: str
    """A CSS class: ``heading``, ``item``, ``cell``, ``matter``, …"""
    level: int = 0
    """1 to 6 for a heading; the depth of a list item, from 0."""
    marker: str = ""
    """The marker of a list item: ``•``, ``3.``, ``☐``."""
    quoted: bool = False
    label: str = ""
    """A label for what the look does not show: ``title``, ``alt text``, ``row 2 · Year``."""
    before: LayoutGap | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: a unit, or text that is not translated."""

    text: str
    layout: UnitLayout | None = None


@dataclass(frozen=True, slots=True)
class LayoutBlock:
    """A single unit, or a row of a table."""

    layouts: tuple[UnitLayout, ...]
    row: tuple[Cell, ...] = ()
    """The whole row; empty if the block is not a row."""
    columns: int = 0
    """The columns of the whole table."""
    number: int = 0
    """The row's number in its table; 0 for the header row."""
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


def unit_layouts(document: Document) -> tuple[UnitLayout, ...]:
    """The look of every unit of an article, in order."""
    text = document.text
    matter = find_front_matter(text)
    body = matter.body if matter else 0
    result: list[UnitLayout] = []
    at = body
    for unit in document.units:
        before = _gap(text[at : unit.start]) if unit.start >= at else None
        at = max(at, unit.end)
        prefix = text[text.rfind("\n", 0, unit.start) + 1 : unit.start]
        result.append(replace(_look(unit, prefix), before=before))
    return tuple(result)


def content_after(document: Document) -> LayoutGap | None:
    """The content after the last unit."""
    end = max((unit.end for unit in document.units), default=0)
    matter = find_front_matter(document.text)
    return _gap(document.text[max(end, matter.body if matter else 0) :] + "\n")


def _look(unit: Unit, prefix: str) -> UnitLayout:
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


# ── Gaps ─────────────────────────────────────────────────────────────────

_ONLY_MARKERS = re.compile(r"[\s>*+\-=#|:.\d()\[\]xX]*|\s*(?:<!--|\{/\*)\s*taiyaku:.*")


def _gap(text: str) -> LayoutGap | None:
    """The content of a gap without the markers of the units around it; None if there is none."""
    lines = text.replace("\r\n", "\n").split("\n")[1:-1] if "\n" in text else []
    while lines and _ONLY_MARKERS.fullmatch(lines[0]):
        lines.pop(0)
    while lines and _ONLY_MARKERS.fullmatch(lines[-1]):
        lines.pop()
    if not lines:
        return None
    first = lines[0].lstrip(" \t>-*+")
    kinds = (("```", "code"), ("~~~", "code"), ("<!--", "comment"), ("<", "HTML"), ("![", "image"), ("$$", "formula"))
    kind = next((name for mark, name in kinds if first.startswith(mark)), "kept unchanged")
    return LayoutGap("\n".join(lines), kind, len(lines))


# ── Tables ──────────────────────────────────────────────────────────────────

_PIPE = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"[\s>]*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")


def layout_blocks(document: Document) -> tuple[LayoutBlock, ...]:
    """An article in blocks, with each row of a table as a block."""
    found = unit_layouts(document)
    result: list[LayoutBlock] = []
    index = 0
    while index < len(found):
        end = index
        while end < len(found) and _is_in_table(document, found, end, index):
            end += 1
        if end > index:
            result += _rows(document, found[index:end])
        else:
            result.append(LayoutBlock((found[index],)))
        index = max(end, index + 1)
    return tuple(result)


def _is_in_table(document: Document, found: Sequence[UnitLayout], index: int, first: int) -> bool:
    """Whether a unit is in the table that begins at ``first``: a cell, or something in the line of a cell."""
    if index == first:
        return found[index].look == "cell"
    gap = document.text[found[index - 1].unit.end : found[index].unit.start]
    return "\n" not in gap or (found[index].look == "cell" and re.search(r"\n[ \t>]*\r?\n", gap) is None)


def _rows(document: Document, found: Sequence[UnitLayout]) -> list[LayoutBlock]:
    text = document.text
    start = text.rfind("\n", 0, found[0].unit.start) + 1
    end = text.find("\n", found[-1].unit.end)
    grid: list[tuple[list[Cell], list[LayoutBlock]]] = []
    for line in text[start : end if end >= 0 else len(text)].split("\n"):
        here = [layout for layout in found if start <= layout.unit.start <= start + len(line)]
        if not _RULE.fullmatch(line):
            beside = [LayoutBlock((layout,)) for layout in here if layout.look != "cell"]
            grid.append((_cells(line, start, [layout for layout in here if layout.look == "cell"]), beside))
        start += len(line) + 1
    columns = max(len(cells) for cells, _ in grid)
    result: list[LayoutBlock] = []
    for number, (cells, beside) in enumerate(grid):
        row = _row(cells, number, grid[0][0], columns)
        result += [replace(row, last=number == len(grid) - 1), *beside]
    return result


def _row(row: Sequence[Cell], number: int, heads: Sequence[Cell], columns: int) -> LayoutBlock:
    done: list[Cell] = []
    for index, cell in enumerate(row):
        head = heads[index].text if index < len(heads) else ""
        label = f"row {number} · {head}" if number and head else f"row {number}" if number else "column head"
        done.append(replace(cell, layout=replace(cell.layout, label=label)) if cell.layout else cell)
    done += [Cell("")] * (columns - len(done))
    return LayoutBlock(tuple(cell.layout for cell in done if cell.layout), tuple(done), columns, number)


def _cells(line: str, start: int, layouts: Sequence[UnitLayout]) -> list[Cell]:
    bare = line.lstrip(" \t>")
    at = len(line) - len(bare)
    ends = [match.start() for match in _PIPE.finditer(line, at)] + [len(line.rstrip())]
    if bare.startswith("|"):
        at, ends = ends[0] + 1, ends[1:]
    cells: list[Cell] = []
    for end in ends:
        layout = next((one for one in layouts if start + at <= one.unit.start < start + end), None)
        if at < end or layout:
            cells.append(Cell(layout.unit.source if layout else line[at:end].strip(), layout))
        at = end + 1
    return cells

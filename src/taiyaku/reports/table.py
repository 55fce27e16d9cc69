"""The status as a table for a terminal; on a narrow one only the names of articles are shorten_path."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

from taiyaku.reports.text import harmless
from taiyaku.status import Row

_STYLES = {
    "done": "32",
    "review": "36",
    "partial": "33",
    "missing": "31",
    "outdated": "35",
    "edited": "34",
    "orphaned": "31",
    "unreadable": "31",
}
_BAR = 16
_PARTS = (("accepted", "█", "32"), ("draft", "▓", "36"), ("outdated", "▒", "35"), ("missing", "░", "2"))


def write(rows: Sequence[Row], *, columns: int | None = None, color: bool = False) -> str:
    """A header and one line per row, shorten_path to ``columns`` of the terminal."""
    names = [harmless(row.article) for row in rows]
    words = [f"{row.words:,}" if row.words else "" for row in rows]
    to = max([2, *(len(row.locale) for row in rows)])
    state = max([5, *(len(row.label) for row in rows)])
    count = max([5, *(len(text) for text in words)])
    rest = to + state + _BAR + 5 + count + 4 * 2
    room = max([7, *map(width_of, names)])
    if columns is not None:
        room = min(room, max(12, columns - rest))
    header = f"{'article':{room}}  {'to':{to}}  {'state':{state}}  {'progress':{_BAR + 5}}  {'words':>{count}}"
    lines = [_paint("1", header) if color else header]
    for row, full, text in zip(rows, names, words, strict=True):
        name = shorten_path(full, room)
        label = f"{row.label:{state}}"
        painted = _paint(_STYLES[row.label], label) if color else label
        gap = " " * (room - width_of(name))
        line = f"{name}{gap}  {row.locale:{to}}  {painted}  {_bar(row.units, color=color)}  {text:>{count}}"
        lines.append(line.rstrip())
    return "\n".join(lines) + "\n"


def width_of(text: str) -> int:
    """Columns that a text takes in a terminal: two for a full-width character, none for a combining one."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def shorten_path(path: str, room: int) -> str:
    """A path in at most ``room`` columns, without the leftmost folders and, if necessary, the middle of the name."""
    if width_of(path) <= room:
        return path
    *folders, name = path.split("/")
    for index in range(1, len(folders) + 1):
        short = "/".join(("…", *folders[index:], name))
        if width_of(short) <= room:
            return short
    if width_of(name) < room:
        return f"…{name}"
    left, right = name, ""
    while width_of(left + right) > room - 1:
        if not right:
            half = len(name) // 2
            left, right = name[:half], name[half:]
        elif len(left) > len(right):
            left = left[:-1]
        else:
            right = right[1:]
    return f"{left}…{right}"


def _bar(units: Mapping[str, int], *, color: bool) -> str:
    """Accepted, draft, outdated and missing units as a bar, with the percentage accepted."""
    total = sum(units.values())
    if not total:
        return " " * (_BAR + 5)
    drawn = passed = 0
    bar = ""
    for name, character, style in _PARTS:
        passed += units[name]
        cells = character * (round(passed * _BAR / total) - drawn)
        bar += _paint(style, cells) if color and cells else cells
        drawn += len(cells)
    return f"{bar} {units['accepted'] * 100 // total:3d}%"


def _paint(style: str, text: str) -> str:
    return f"\033[{style}m{text}\033[0m"

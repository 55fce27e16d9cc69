"""Findings for people: the location first, in the format of compilers, so that editors can jump to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from taiyaku.model import Finding, Severity

WIDTH = 160
"""The most characters of a sentence to show; a longer one is shortened to those around the suggested change."""

_RESET = "\033[0m"
_BOLD, _DIM, _GREEN = "\033[1m", "\033[2m", "\033[32m"
_COLOURS = {Severity.ERROR: "\033[1;31m", Severity.WARNING: "\033[1;33m"}
_CONTROL = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""Characters that would move the cursor, or color or reverse the rest of the line."""


def write(findings: Iterable[Finding], *, color: bool = False) -> str:
    """All findings in the given order, each with its sentence and the suggested fix, separated by blank lines."""
    blocks = ["\n".join(finding_lines(finding, color=color)) for finding in findings]
    multiline = any("\n" in block for block in blocks)
    return ("\n\n" if multiline else "\n").join(blocks) + ("\n" if blocks else "")


def finding_lines(finding: Finding, *, color: bool = True) -> Iterator[str]:
    """The lines of one finding: location and message, source, translation, fix."""

    def paint(style: str, text: str) -> str:
        return f"{style}{text}{_RESET}" if color and text else text

    location = f"{finding.path}:{finding.line}" if finding.line else finding.path
    head = paint(_COLOURS.get(finding.severity, ""), str(finding.severity))
    check = paint(_DIM, f"[{finding.check}]")
    yield f"{paint(_BOLD, harmless(location))}: {head}: {harmless(finding.message)} {check}"
    fix = finding.fix if finding.fix != finding.target else ""
    start, before, after = changed_part(finding.target, fix)
    bar = paint(_DIM, "│")
    if finding.source:
        yield f"    {bar} {paint(_DIM, ''.join(_excerpt(finding.source, 0, 0)))}"
    if finding.target:
        left, middle, right = _excerpt(finding.target, start, before if fix else start)
        yield f"    {bar} {left}{paint(_BOLD, middle)}{right}"
    if fix:
        left, middle, right = _excerpt(fix, start, after)
        yield f"    {paint(_GREEN, '→')} {paint(_GREEN, left)}{paint(_BOLD + _GREEN, middle)}{paint(_GREEN, right)}"


def changed_part(old: str, new: str) -> tuple[int, int, int]:
    """Where two texts differ: the offset of the first difference, and the ends of it in the old and in the new text."""
    start = 0
    limit = min(len(old), len(new))
    while start < limit and old[start] == new[start]:
        start += 1
    end = 0
    while end < limit - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return start, len(old) - end, len(new) - end


def harmless(text: str) -> str:
    """A text on one line, without characters that control a terminal."""
    return _CONTROL.sub("\ufffd", re.sub(r"\r\n?|\n|\t", " ", text))


def _excerpt(text: str, start: int, end: int) -> tuple[str, str, str]:
    """A text in three parts, the middle one from ``start`` to ``end``, shortened around that part."""
    first = max(0, min(start - WIDTH // 3, len(text) - WIDTH))
    last = max(min(first + WIDTH, len(text)), min(end, start + WIDTH))
    left, middle, right = text[first:start], text[start : min(end, last)], text[max(start, min(end, last)) : last]
    return (
        ("…" if first else "") + harmless(left),
        harmless(middle),
        harmless(right) + ("…" if last < len(text) else ""),
    )

"""Findings for people: the place first, as every compiler has it, so that editors can jump there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from taiyaku.model import Finding, Severity

WIDTH = 160
"""Characters of a sentence that are shown; of a longer one, those around what the offer would change."""

_RESET = "\033[0m"
_BOLD, _DIM, _GREEN = "\033[1m", "\033[2m", "\033[32m"
_COLOURS = {Severity.ERROR: "\033[1;31m", Severity.WARNING: "\033[1;33m"}
_CONTROL = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""What would move the cursor, colour or turn around the rest of the line, were it printed as it is."""


def write(findings: Iterable[Finding], *, colour: bool = False) -> str:
    """All findings, each with the sentence it is about and the offer, a blank line between them.

    Args:
        findings: In the order in which they are told.
        colour: Whether to put in the escape sequences of a terminal.
    """
    blocks = ["\n".join(finding_lines(finding, colour=colour)) for finding in findings]
    spread = any("\n" in block for block in blocks)
    return ("\n\n" if spread else "\n").join(blocks) + ("\n" if blocks else "")


def finding_lines(finding: Finding, *, colour: bool = True) -> Iterator[str]:
    """The lines of one finding: place and message, source, translation, offer."""

    def paint(style: str, text: str) -> str:
        return f"{style}{text}{_RESET}" if colour and text else text

    place = f"{finding.path}:{finding.line}" if finding.line else finding.path
    head = paint(_COLOURS.get(finding.severity, ""), str(finding.severity))
    check = paint(_DIM, f"[{finding.check}]")
    yield f"{paint(_BOLD, harmless(place))}: {head}: {harmless(finding.message)} {check}"
    offer = finding.fix if finding.fix != finding.target else ""
    start, before, after = changed_part(finding.target, offer)
    bar = paint(_DIM, "│")
    if finding.source:
        yield f"    {bar} {paint(_DIM, ''.join(_cut(finding.source, 0, 0)))}"
    if finding.target:
        left, middle, right = _cut(finding.target, start, before if offer else start)
        yield f"    {bar} {left}{paint(_BOLD, middle)}{right}"
    if offer:
        left, middle, right = _cut(offer, start, after)
        yield f"    {paint(_GREEN, '→')} {paint(_GREEN, left)}{paint(_BOLD + _GREEN, middle)}{paint(_GREEN, right)}"


def changed_part(old: str, new: str) -> tuple[int, int, int]:
    """Where two texts part: the offset at which both begin to differ, and where that ends in the old and in the new."""
    start = 0
    limit = min(len(old), len(new))
    while start < limit and old[start] == new[start]:
        start += 1
    end = 0
    while end < limit - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return start, len(old) - end, len(new) - end


def harmless(text: str) -> str:
    """A text on one line, without what a terminal would obey."""
    return _CONTROL.sub("\ufffd", re.sub(r"\r\n?|\n|\t", " ", text))


def _cut(text: str, start: int, end: int) -> tuple[str, str, str]:
    """A text in three parts, the middle one from ``start`` to ``end``, shortened so that this part stays in sight."""
    first = max(0, min(start - WIDTH // 3, len(text) - WIDTH))
    last = max(min(first + WIDTH, len(text)), min(end, start + WIDTH))
    left, middle, right = text[first:start], text[start : min(end, last)], text[max(start, min(end, last)) : last]
    return (
        ("…" if first else "") + harmless(left),
        harmless(middle),
        harmless(right) + ("…" if last < len(text) else ""),
    )

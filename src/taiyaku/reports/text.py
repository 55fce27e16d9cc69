"""Findings for people: the place first, as every compiler has it, so that editors can jump there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from taiyaku.model import Finding, Severity

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow"}


def finding_lines(finding: Finding) -> Iterator[tuple[dict[str, Any], str]]:
    """The lines of one finding, each with the style that a terminal may give it."""
    place = f"{finding.path}:{finding.line}" if finding.line else finding.path
    colour = _COLOURS.get(finding.severity)
    yield {"fg": colour}, f"{place}: {finding.severity} {finding.check}: {finding.message}"
    if finding.source and finding.target:
        yield {"dim": True}, f"    {_short(finding.source)}"
        yield {"dim": True}, f"    {_short(finding.target)}"
    if finding.fix and finding.fix != finding.target:
        yield {"fg": "green"}, f"    → {_short(finding.fix)}"


def _short(text: str, limit: int = 160) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"

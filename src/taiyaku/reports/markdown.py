"""The status as Markdown, for the summary of a CI job or a comment."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from taiyaku.reports.html import ORDER, TITLE, UNITS
from taiyaku.reports.text import harmless
from taiyaku.status import ArticleState, Row

MOST = 200
"""Rows of the table; GitHub accepts a summary of at most 1 MiB."""


def write(rows: Sequence[Row]) -> str:
    """A line for each locale, then a table of the articles that are not done."""
    lines = [
        f"## {TITLE}",
        "",
        "| locale | articles | done | accepted | words |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for locale in dict.fromkeys(row.locale for row in rows):
        here = [row for row in rows if row.locale == locale]
        units: Counter[str] = Counter()
        for row in here:
            units.update(row.units)
        done = sum(row.state is ArticleState.DONE for row in here)
        words = sum(row.words for row in here)
        lines.append(f"| {_cell(locale)} | {len(here):,} | {done:,} | {_share(units)} | {words:,} |")
    open_ = [row for row in rows if row.state is not ArticleState.DONE]
    open_.sort(key=lambda row: (ORDER.index(row.label), row.article))
    if open_:
        names = " | ".join(name for name, _ in UNITS)
        lines += ["", f"| article | locale | state | {names} |", f"| --- | --- | --- |{' ---: |' * len(UNITS)}"]
        for row in open_[:MOST]:
            counts = " | ".join(f"{row.units.get(name, 0):,}" for name, _ in UNITS)
            lines.append(f"| {_cell(row.article)} | {_cell(row.locale)} | {row.label} | {counts} |")
        if len(open_) > MOST:
            lines += ["", f"… and {len(open_) - MOST:,} more."]
    return "\n".join(lines) + "\n"


def _share(units: Mapping[str, int]) -> str:
    total = sum(units.values())
    return f"{units.get('accepted', 0) * 100 // total}%" if total else "–"


def _cell(text: str) -> str:
    """A name with every character escaped that has a meaning in a table."""
    return re.sub(r"([\\`*_{}\[\]<>|~&])", r"\\\1", harmless(text))

"""The translation is far longer or shorter than such a source is rendered.

Why it is bad: something was added that the source does not say, a machine rambled, or a part was lost.

What is compared: how much both texts say, in letters of one measure: a kanji counts for four and a half, a kana for
one and a half letters of English. The longer the text, the narrower the range.

Example: `推論する` translated as a paragraph.

How to fix: read both texts; take out what the source does not say, or add what is missing.

Known false alarms: an abbreviation spelt out, or a phrase that needs explaining. Waive them with their reason.
"""

from __future__ import annotations

from collections.abc import Iterator

from taiyaku.checks.base import Check, Context, Problem
from taiyaku.language.scripts import length_deviation, text_extent
from taiyaku.model import Severity, Unit

_FAR = 4.0
"""Standard deviations; no clean unit of 1,200 is farther off."""
_TIMES = 2.0


def length_differs(unit: Unit, target: str, context: Context) -> Iterator[Problem]:
    """Compare the extent of a unit and of its translation."""
    source, text = context.prose(unit, unit.source), context.prose(unit, target)
    there, here = text_extent(source), text_extent(text)
    if there < 8 or source == text or max(here, there) < _TIMES * min(here, there):
        return
    far = length_deviation(source, text, context.length_bias())
    if far > _FAR:
        yield Problem(f"{_percent(here, there)} of the length to be expected; take out what the source does not say")
    elif far < -_FAR:
        yield Problem(f"{_percent(here, there)} of the length to be expected; add what is missing")


def _percent(here: float, there: float) -> str:
    return f"the translation has {round(100 * here / there)}%"


CHECK = Check("length-ratio", Severity.WARNING, "far out of the usual length", unit=length_differs)

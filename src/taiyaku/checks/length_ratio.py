"""The translation is far longer or shorter than usual for its source.

Why it is bad: something was added that the source does not say, a machine rambled, or a part was lost.

What is compared: how much both texts say, measured in characters of English: a kanji counts as about four and a half,
a kana as about one and a half. The longer the text, the narrower the accepted range.

Example: `推論する` translated as a paragraph.

How to fix: read both texts; remove what the source does not say, or add what is missing.

Known false alarms: an abbreviation that is spelled out, or a phrase that needs explaining. Waive them with a reason.
"""

from __future__ import annotations

from collections.abc import Iterator

from taiyaku.checks.base import Check, Context, Problem
from taiyaku.language.scripts import length_deviation, text_extent
from taiyaku.model import Severity, Unit

_FAR = 4.0
"""Standard deviations; all of 1,200 correct units are closer to the expected length."""
_TIMES = 2.0
"""The longer text must be at least this many times as long as the shorter."""


def length_differs(unit: Unit, target: str, context: Context) -> Iterator[Problem]:
    """Compare the extent of a unit and of its translation."""
    source, text = context.prose(unit, unit.source), context.prose(unit, target)
    expected, actual = text_extent(source), text_extent(text)
    if expected < 8 or source == text or max(actual, expected) < _TIMES * min(actual, expected):
        return
    far = length_deviation(source, text, context.length_bias())
    if far > _FAR:
        yield Problem(f"{_percent(actual, expected)} of the expected length; remove what the source does not say")
    elif far < -_FAR:
        yield Problem(f"{_percent(actual, expected)} of the expected length; add what is missing")


def _percent(actual: float, expected: float) -> str:
    return f"the translation is {round(100 * actual / expected)}%"


CHECK = Check("length-ratio", Severity.WARNING, "far longer or shorter than usual", unit=length_differs)

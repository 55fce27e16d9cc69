"""A date or time of the source is another one in the translation, or is not there.

Why it is bad: readers act on dates. 令和8年 that became 2008 instead of 2026 sends them to the wrong year.

What is compared: days, months and years with their eras (令和8年 is 2026, 平成元年 is 1989), quarters and halves of a
year, decades and centuries, weekdays, and times of day. A date may be split (2026年2月10日から12日 as
"February 10–12, 2026"), and a year that only the context tells may be added; 昨年 may become a year or stay "last
year". A weekday may be left out.

Example: `2026年3月に発表する。` translated as `It will be announced in May 2026.` is told as
`2026年3月 = 2026-03, but "May 2026" = 2026-05; write March 2026`.

How to fix: write what the finding offers, in the form that the sentence wants.

Known false alarms: a period told by its name (師走 as "December"), a decade of an era (昭和20年代), fiscal years that a
company counts in its own way, a time that was converted to the reader's zone. Waive them with their reason. The check
is silent where one of the two languages has no reader; Japanese and English have one.
"""

from __future__ import annotations

from collections.abc import Iterator

from taiyaku.checks.base import Check, Context, Problem
from taiyaku.checks.number_changed import mismatches
from taiyaku.model import Severity, Unit


def dates_differ(unit: Unit, target: str, context: Context) -> Iterator[Problem]:
    """Compare the dates and times of a unit and of its translation."""
    return mismatches(unit, target, context, temporal=True)


CHECK = Check(
    "date-changed",
    Severity.ERROR,
    "a date or time is another one",
    unit=dates_differ,
    everywhere=True,
)

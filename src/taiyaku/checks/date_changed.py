"""A date or time of the source differs in the translation or is missing from it.

Why it is bad: readers act on dates. 令和8年 rendered as 2008 instead of 2026 sends them to the wrong year.

What is compared: days, months and years with their eras (令和8年 is 2026, 平成元年 is 1989), quarters and halves of a
year, decades and centuries, weekdays, and times of day. A date may be split (2026年2月10日から12日 as
"February 10–12, 2026"), and a year that only the context gives may be added; 昨年 may become a year or stay "last
year". A weekday may be left out.

Example: `2026年3月に発表する。` translated as `It will be announced in May 2026.` is reported as
`2026年3月 = 2026-03, but the translation has "May 2026" = 2026-05; write March 2026`.

How to fix: write what the finding suggests, in the form that fits the sentence.

Known false alarms: a period given by name (師走 as "December"), a decade of an era (昭和20年代), a company's own
fiscal years, a time converted to the reader's time zone. Waive them with a reason. The check runs only where both
languages have a reader of numbers; Japanese and English have one.
"""

from functools import partial

from taiyaku.checks.base import Check
from taiyaku.checks.number_changed import mismatches
from taiyaku.model import Severity

CHECK = Check(
    "date-changed",
    Severity.ERROR,
    "a date or time differs",
    unit=partial(mismatches, temporal=True),
    checks_untranslated=True,
)

"""A number of the source differs in the translation or is missing from it.

Why it is bad: readers take figures on trust. 5億ユーロ rendered as "5 billion euros" is ten times too much, and nobody
who reads only English can tell.

What is compared: quantities, not digits. Both sides are read as amounts with a currency or unit, shares, factors,
counts and ranges, and their values must be equal: 5億ユーロ, €500 million and "half a billion euros" are the same; 3割
is 30 percent; 1〜2年 is "one to two years". Where the source says 約, or the translation "about", the translation may
round. Small numbers may be words on either side, and a count of one or two may be left out. A number inside a name, a
version, a code span or a URL is not a quantity. A sign that is on one side only is reported (－5℃ as "5 °C"). Table
cells of figures, which are not units, are compared too if Taiyaku did not write the target.

Example: `目標調達額は5億ユーロだ。` translated as `The target is 5 billion euros.` is reported as
`5億ユーロ = 500,000,000 EUR, but the translation has "5 billion euros" = 5,000,000,000 EUR; write €500 million`.

How to fix: write what the finding suggests, in the form that fits the sentence.

Known false alarms: idioms (十中八九, "a ten-foot pole"), amounts converted into another currency or unit for the
reader, a number that only the context gives (還暦 as "60th birthday"). Waive them with a reason. The check runs only
where both languages have a reader of numbers; Japanese and English have one.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from taiyaku.checks.base import Check, Context, Problem
from taiyaku.model import Severity, Unit
from taiyaku.quantities import differences


def mismatches(unit: Unit, target: str, context: Context, *, temporal: bool) -> Iterator[Problem]:
    """Quantities that differ between a unit and its translation: dates and times if ``temporal``, else all others."""
    ours, theirs = context.prose(unit, unit.source), context.prose(unit, target)
    for mismatch in differences(ours, theirs, context.source_locale, context.target_locale):
        if mismatch.is_temporal is temporal:
            from taiyaku.quantities.describe import describe

            yield Problem(describe(mismatch, context.target_locale))


CHECK = Check(
    "number-changed",
    Severity.ERROR,
    "a number, amount or unit differs",
    unit=partial(mismatches, temporal=False),
    checks_untranslated=True,
)

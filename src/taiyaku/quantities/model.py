"""The quantities in a text: amounts, dates and times, each with its position.

A numeral rarely has only one meaning: 12日 is the twelfth or twelve days, "2026" a year or a count. A
:class:`Mention` therefore has every meaning that its words allow, and two mentions agree if any of their meanings do.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from fractions import Fraction


class QuantityKind(StrEnum):
    """The kind of a quantity."""

    NUMBER = "number"
    """A number without a known unit; it may be a count or a measure."""
    COUNT = "count"
    """Things, people or times with a counter (3社, 3人, 3回)."""
    ORDINAL = "ordinal"
    """第3, third."""
    MONEY = "money"
    """``unit`` is an ISO 4217 code or one of the families in :data:`taiyaku.quantities.units.FAMILIES`."""
    SHARE = "share"
    """A percentage or fraction as a value of the whole: 30%, 3割 and three tenths are 3/10."""
    FACTOR = "factor"
    """2倍, twofold, 2x."""
    MEASURE = "measure"
    """``unit`` is a key of :data:`taiyaku.quantities.units.MEASURES`: year, km, GB."""
    QUARTER = "quarter"
    """A quarter of a year, 1 to 4."""
    HALF = "half"
    """A half of a year, 1 or 2."""
    DECADE = "decade"
    """Its first year (1990), or less than 100 if the century is not given (20代, the '90s)."""
    CENTURY = "century"
    """21世紀."""
    WEEKDAY = "weekday"
    """0 is Monday."""
    NAME = "name"
    """A name, version or code with digits, which is not a quantity; ``unit`` is its text."""


class Weight(IntEnum):
    """How a mention without a partner on the other side is treated."""

    IDLE = 0
    """Ignored; it can only be a partner ("both" for 2人)."""
    SMALL = 1
    """Ignored, unless the other side has an unmatched mention of the same kind with another value ("three" for 2人)."""
    FIRM = 2
    """Reported."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit; a single value has ``low == high``."""

    low: Fraction
    high: Fraction
    kind: QuantityKind = QuantityKind.NUMBER
    unit: str = ""
    vague: bool = False
    """Only the order of magnitude is given: 数億, thousands of."""


@dataclass(frozen=True, slots=True)
class Date:
    """A day, month or year; missing parts are None. If all are None, it is a relative date such as 昨年."""

    year: int | None = None
    """Gregorian; less than 100 if the century is not given ('26)."""
    month: int | None = None
    day: int | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day."""

    hour: int
    """0 to 24."""
    minute: int = 0
    afternoon: bool | None = None
    """None if unknown (5時, 5 o'clock); known for an hour over 12."""


Meaning = Quantity | Date | Clock


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of a text that expresses a quantity."""

    start: int
    """Offset in the text, in characters."""
    end: int
    text: str
    """The stretch as written."""
    meanings: tuple[Meaning, ...]
    """The most likely first; never empty."""
    weight: Weight = Weight.FIRM
    approximate: bool = False
    """約, about, nearly: the other side may round."""
    parts: tuple[Mention, ...] = ()
    """Its parts, which the other side may express separately: the ends of a range, the fields of a date."""

    @property
    def meaning(self) -> Meaning:
        """The most likely meaning."""
        return self.meanings[0]

    @property
    def is_temporal(self) -> bool:
        """Whether it is for ``date-changed`` rather than ``number-changed``."""
        return isinstance(self.meaning, Date | Clock) or self.meaning.kind in CALENDAR


CALENDAR = frozenset(
    {QuantityKind.QUARTER, QuantityKind.HALF, QuantityKind.DECADE, QuantityKind.CENTURY, QuantityKind.WEEKDAY}
)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A quantity that one side has and the other lacks."""

    source: Mention | None
    """None if only the target has the quantity."""
    target: Mention | None
    """The target's likely replacement for it; None if there is none."""

    @property
    def is_temporal(self) -> bool:
        """Whether it is for ``date-changed`` rather than ``number-changed``."""
        if self.source is not None:
            return self.source.is_temporal
        return self.target is not None and self.target.is_temporal

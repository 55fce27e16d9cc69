"""What a text says in numbers: amounts, dates and times, each with the place where it was read.

A text seldom means one thing by a numeral: 12日 is the twelfth or twelve days, "2026" a year or a count. A
:class:`Mention` therefore carries every meaning that its words allow, and two mentions agree when any of theirs do.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from fractions import Fraction


class QuantityKind(StrEnum):
    """What sort of quantity a number is."""

    NUMBER = "number"
    """A number whose unit was not understood or is not there; it may stand for a count or a measure."""
    COUNT = "count"
    """Things, people or times, told by a counter (3社, 3人, 3回)."""
    ORDINAL = "ordinal"
    """第3, third."""
    MONEY = "money"
    """``unit`` is an ISO 4217 code, or one of the families in :data:`taiyaku.quantities.units.FAMILIES`."""
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
    """Its first year (1990), or less than 100 where the century is not told (20代, the '90s)."""
    CENTURY = "century"
    """21世紀."""
    WEEKDAY = "weekday"
    """0 is Monday."""
    NAME = "name"
    """A name, version or code that holds digits; ``unit`` holds it, and it is no quantity."""


class Weight(IntEnum):
    """How much is made of a mention that has no partner on the other side."""

    IDLE = 0
    """Nothing: it is there to be a partner ("both" for 2人)."""
    SMALL = 1
    """Nothing, unless the other side has a leftover of the same sort with another value ("three" for 2人)."""
    FIRM = 2
    """It must be there."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit; a single value has ``low == high``."""

    low: Fraction
    high: Fraction
    kind: QuantityKind = QuantityKind.NUMBER
    unit: str = ""
    vague: bool = False
    """Only the order of magnitude is told: 数億, thousands of."""


@dataclass(frozen=True, slots=True)
class Date:
    """A day, month or year; what is not told is None. With nothing told it is a relative date such as 昨年."""

    year: int | None = None
    """Gregorian; less than 100 where the century is not told ('26)."""
    month: int | None = None
    day: int | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day."""

    hour: int
    """0 to 24."""
    minute: int = 0
    afternoon: bool | None = None
    """None where the text does not tell (5時, 5 o'clock); an hour over 12 tells it."""


Meaning = Quantity | Date | Clock


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in a text that names a quantity."""

    start: int
    """Offset in characters of the text that was read."""
    end: int
    text: str
    """As it stands there."""
    meanings: tuple[Meaning, ...]
    """The likeliest first; never empty."""
    weight: Weight = Weight.FIRM
    approximate: bool = False
    """約, about, nearly: the other side may round."""
    parts: tuple[Mention, ...] = ()
    """What it falls apart into where the other side says it in pieces: the ends of a range, the fields of a date."""

    @property
    def meaning(self) -> Meaning:
        """The likeliest meaning."""
        return self.meanings[0]

    @property
    def temporal(self) -> bool:
        """Whether it is for ``date-changed`` rather than ``number-changed``."""
        return isinstance(self.meaning, Date | Clock) or self.meaning.kind in CALENDAR


CALENDAR = frozenset(
    {QuantityKind.QUARTER, QuantityKind.HALF, QuantityKind.DECADE, QuantityKind.CENTURY, QuantityKind.WEEKDAY}
)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A quantity of one side that the other side does not have."""

    source: Mention | None
    """None where the target says something that the source does not."""
    target: Mention | None
    """What the target seems to say instead; None where nothing is left there to say it."""

    @property
    def temporal(self) -> bool:
        """Whether it is for ``date-changed`` rather than ``number-changed``."""
        if self.source is not None:
            return self.source.temporal
        return self.target is not None and self.target.temporal

"""Builds mentions of amounts, dates, times, and words that imply a quantity, and determines their weights."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from taiyaku.quantities.figures import PLAIN, Figure, Sense
from taiyaku.quantities.model import Clock, Date, Meaning, Mention, Quantity, QuantityKind, Weight
from taiyaku.quantities.scan import Found


def exact_quantity(value: int | Fraction, kind: QuantityKind, unit: str = "") -> Quantity:
    """A quantity with one value."""
    return Quantity(Fraction(value), Fraction(value), kind, unit)


def scale_ends(figure: Figure, factor: Fraction) -> tuple[Fraction, Fraction]:
    """The ends of a figure's range times a factor; a factor of one is common and needs no slow product of fractions."""
    if factor == 1:
        return figure.low, figure.high
    low = figure.low * factor
    return low, low if figure.high == figure.low else figure.high * factor


def amount(text: str, start: int, end: int, figure: Figure, senses: Iterable[Sense], *extra: Meaning) -> Mention:
    """The mention of a figure with its unit."""
    senses = tuple(senses)
    meanings: list[Meaning] = [Quantity(*scale_ends(figure, s.factor), s.kind, s.unit, figure.vague) for s in senses]
    return Mention(start, end, text[start:end], (*meanings, *extra), _weight(figure, senses[0]), figure.vague)


def _weight(figure: Figure, sense: Sense) -> Weight:
    if figure.vague:
        if figure.low < 10:
            return Weight.SMALL if sense.kind is QuantityKind.MEASURE else Weight.IDLE
        return Weight.SMALL if figure.low < 100 or figure.round else Weight.FIRM
    if figure.exact:
        return Weight.FIRM
    if figure.low == 1 and sense.kind is not QuantityKind.SHARE:
        return Weight.IDLE if figure.spelled else Weight.SMALL
    if (
        figure.low == 0
        or (figure.round and sense.kind in {*PLAIN, QuantityKind.FACTOR})
        or (sense.kind is QuantityKind.SHARE and figure.low * sense.factor == 1)
    ):
        return Weight.SMALL
    if sense.kind in PLAIN and figure.low < (10 if figure.spelled else 3):
        return Weight.SMALL
    return Weight.FIRM


def date_mention(text: str, start: int, end: int, *dates: Date, weight: Weight = Weight.FIRM) -> Mention:
    """The mention of a date, with its fields as parts; further ``dates`` are other possible meanings."""
    first = dates[0]
    fields = [date for date in (Date(year=first.year), Date(month=first.month), Date(day=first.day)) if date != Date()]
    parts: tuple[Mention, ...] = ()
    if len(fields) > 1:
        parts = tuple(Mention(start, end, text[start:end], (field, *_as_number(field)), weight) for field in fields)
    return Mention(start, end, text[start:end], dates, weight, parts=parts)


def _as_number(field: Date) -> tuple[Quantity, ...]:
    return () if field.day is None else (exact_quantity(field.day, QuantityKind.ORDINAL),)


def time_mention(
    text: str, start: int, end: int, hour: int, minute: int = 0, *, afternoon: bool | None = None
) -> Mention:
    """The mention of a time of day; the other side may give its hour and minutes as bare numbers."""
    if afternoon is None and not 0 < hour <= 12:
        afternoon = 12 < hour < 24
    parts: tuple[Mention, ...] = ()
    if minute:
        parts = tuple(
            Mention(start, end, text[start:end], (exact_quantity(number, QuantityKind.NUMBER),))
            for number in (hour, minute)
        )
    return Mention(start, end, text[start:end], (Clock(hour, minute, afternoon),), parts=parts)


def mention_of(match: re.Match[str], *meanings: Meaning, weight: Weight = Weight.FIRM) -> Found:
    """The mention of a match, and the offset after it."""
    return match.end(), (Mention(match.start(), match.end(), match[0], meanings, weight),)


def idle_mention(text: str, start: int, end: int, *meanings: Meaning) -> Mention:
    """A word that may match a quantity of the other side but is never reported."""
    return Mention(start, end, text[start:end], meanings, Weight.IDLE)


def implied_mention(text: str, start: int, end: int, *meanings: Meaning) -> Mention:
    """A word that implies a quantity; only factors and vague measures count: "tripled" contradicts 倍増."""
    first = meanings[0]
    definite = isinstance(first, Quantity) and (
        first.kind in {QuantityKind.FACTOR, QuantityKind.SHARE} or (first.vague and first.kind is QuantityKind.MEASURE)
    )
    return Mention(start, end, text[start:end], meanings, Weight.SMALL if definite else Weight.IDLE)

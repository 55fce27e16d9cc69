"""Numerals before their unit is known, and their possible meanings beside a unit."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from taiyaku.quantities.model import QuantityKind

ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Figure:
    """A numeral before its unit is known."""

    end: int
    low: Fraction
    high: Fraction
    scale: Fraction = ONE
    """The scale at its end, 10⁸ for 億 and 10⁹ for billion, which a range may give only once."""
    vague: bool = False
    exact: bool = False
    """Written with a decimal point."""
    spelled: bool = False
    """Written in words or kanji."""
    round: bool = False
    """A bare scale word (百, 千, a hundred), which is often not meant literally."""


@dataclass(frozen=True, slots=True)
class Sense:
    """A possible meaning of a figure beside a unit: its value times ``factor``."""

    kind: QuantityKind
    unit: str = ""
    factor: Fraction = ONE


BARE = (Sense(QuantityKind.NUMBER),)
PERCENT = (Sense(QuantityKind.SHARE, factor=Fraction(1, 100)),)
PLAIN = frozenset({QuantityKind.NUMBER, QuantityKind.COUNT, QuantityKind.ORDINAL})


def parse_number(written: str) -> Fraction:
    """The value of ASCII digits, with or without a decimal point."""
    # Fraction parses text with a pattern, which takes many times as long.
    return Fraction(int(written)) if written.isdecimal() else Fraction(written)

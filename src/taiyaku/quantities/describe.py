"""Descriptions of quantities for people: the value that was read, and its spelling in the target language.

Names, symbols and patterns are those of the Unicode CLDR, through Babel, which is imported only when it is needed.
"""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from taiyaku.language.locales import cldr_locale, is_english
from taiyaku.quantities.figures import PLAIN
from taiyaku.quantities.model import Clock, Date, Meaning, Mention, Mismatch, Quantity, QuantityKind
from taiyaku.quantities.units import USUAL, listed

_CLDR = {
    word.partition(":")[0]: f"{kind}-{word.rpartition(':')[2]}"
    for kind, words in {
        "duration": "ns:nanosecond us:microsecond ms:millisecond second minute hour day week month year",
        "length": "nm:nanometer um:micrometer mm:millimeter cm:centimeter m:meter km:kilometer inch foot yard mile",
        "area": "m2:square-meter km2:square-kilometer ha:hectare ft2:square-foot acre",
        "volume": "ml:milliliter l:liter",
        "mass": "mg:milligram g:gram kg:kilogram t:tonne lb:pound oz:ounce",
        "power": "W:watt kW:kilowatt MW:megawatt GW:gigawatt",
        "energy": "kWh:kilowatt-hour",
    }.items()
    for word in words.split()
}
"""CLDR names of units that are written out; the others are shown by their symbols."""

_MONTHS = listed("January February March April May June July August September October November December")
_WEEKDAYS = listed("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
_POWERS = ("", "thousand", "million", "billion", "trillion", "quadrillion")
_LEAP_YEAR = 2024
"""A leap year, in which every day of the year exists."""


def describe(mismatch: Mismatch, locale: str) -> str:
    """Describe a mismatch on one line: what was read on both sides, and what to write in ``locale``."""
    source, target = mismatch.source, mismatch.target
    if source is None:
        quoted = _quoted(target) if target else "a number"
        return f"{quoted} is not in the source; remove it, or write it as the source does"
    if target is None:
        suggestion = write_in_locale(source.meaning, locale)
        return f"{_with_value(source, source.meaning)} is missing from the translation; write {suggestion}"
    ours, theirs = _comparable(source, target)
    suggested = ours
    if isinstance(ours, Quantity) and isinstance(theirs, Quantity) and {ours.kind, theirs.kind} <= PLAIN:
        suggested = replace(ours, kind=theirs.kind)  # 第2章 is "Chapter 2"
    suggestion = write_in_locale(suggested, locale)
    return f"{_with_value(source, ours)}, but the translation has {_quoted(target, theirs)}; write {suggestion}"


def _comparable(source: Mention, target: Mention) -> tuple[Meaning, Meaning]:
    """The meanings to compare: 100周年 is the 100th beside "110th", and 100 years beside "110 years"."""
    pairs = [(x, y) for x in source.meanings for y in target.meanings if _category(x) == _category(y)]
    return pairs[0] if pairs else (source.meaning, target.meaning)


def _category(meaning: Meaning) -> object:
    return meaning.kind if isinstance(meaning, Quantity) else type(meaning)


def _with_value(mention: Mention, meaning: Meaning) -> str:
    """``5億ユーロ = 500,000,000 EUR``; only the text if it equals its value."""
    value = format_value(meaning)
    return mention.text if value == mention.text else f"{mention.text} = {value}"


def _quoted(mention: Mention, meaning: Meaning | None = None) -> str:
    value = format_value(meaning or mention.meaning)
    return f'"{mention.text}"' if value == mention.text else f'"{mention.text}" = {value}'


def format_value(meaning: Meaning) -> str:
    """A value in a form that does not depend on the language: 500,000,000 EUR, 12.5%, 2026-02-12, 15:30."""
    if isinstance(meaning, Clock):
        half = {None: "", False: " a.m.", True: " p.m."}[meaning.afternoon]
        return f"{meaning.hour % 12 or 12 if half else meaning.hour}:{meaning.minute:02}{half}"
    if isinstance(meaning, Date):
        return _iso(meaning)
    if meaning.vague:
        return _magnitude(meaning, _unit(meaning))
    if meaning.kind is QuantityKind.NAME:
        return meaning.unit
    digits = _share if meaning.kind is QuantityKind.SHARE else _decimal
    number = "–".join(dict.fromkeys(digits(value) for value in (meaning.low, meaning.high)))
    if meaning.kind is QuantityKind.SHARE:
        return number if "/" in number else f"{number}%"
    if meaning.kind in {QuantityKind.MONEY, QuantityKind.MEASURE}:
        return f"{number} {_unit(meaning, plural=number != '1')}"
    if meaning.kind is QuantityKind.WEEKDAY:
        return _WEEKDAYS[int(meaning.low)]
    return _SHAPES.get(meaning.kind, "{0}").format(number, _nth(int(meaning.low)), int(meaning.low))


_SHAPES = {
    QuantityKind.FACTOR: "×{0}",
    QuantityKind.ORDINAL: "no. {0}",
    QuantityKind.QUARTER: "Q{0}",
    QuantityKind.HALF: "H{0}",
    QuantityKind.DECADE: "{2}s",
    QuantityKind.CENTURY: "{1} century",
}
"""Patterns for the number (0), its ordinal (1), and the number without commas (2)."""
_ENGLISH = {
    QuantityKind.FACTOR: "{0} times",
    QuantityKind.ORDINAL: "{1}",
    QuantityKind.DECADE: "the {2}s",
    QuantityKind.CENTURY: "the {1} century",
}
_PLURAL = frozenset(listed("second minute hour day week month year byte bit mile yard acre"))


def _iso(date: Date) -> str:
    if date.month is None and date.day is None:
        return str(date.year) if date.year is not None and date.year >= 100 else f"'{date.year or 0:02}"
    month = f"{date.month:02}" if date.month is not None else "??"
    day = f"-{date.day:02}" if date.day is not None else ""
    return (
        f"{date.year}-{month}{day}"
        if date.year is not None
        else f"{month}{day}"
        if day
        else _MONTHS[(date.month or 1) - 1]
    )


def _share(value: Fraction) -> str:
    """A percentage, or a fraction such as 1/3 if its decimals do not end."""
    digits = _decimal(value * 100)
    return f"{value.numerator}/{value.denominator}" if "/" in digits else digits


def _unit(meaning: Quantity, *, plural: bool = True) -> str:
    if meaning.kind is QuantityKind.MONEY:
        return USUAL.get(meaning.unit, meaning.unit)
    return f"{meaning.unit}s" if plural and meaning.unit in _PLURAL else meaning.unit


def _magnitude(meaning: Quantity, unit: str) -> str:
    """The order of magnitude in words: hundreds of millions; "a few" below ten."""
    power = len(str(int(meaning.low))) - 1
    if power < 1:
        return f"a few {unit}".rstrip()
    words = ("", "tens", "hundreds")[power % 3]
    scale = _POWERS[min(power // 3, len(_POWERS) - 1)]
    return " of ".join(part for part in (words, scale and f"{scale}s", unit) if part)


def _decimal(value: Fraction) -> str:
    """A number with commas and without trailing zeros; as a fraction if its decimals do not end."""
    if value.denominator == 1:
        return f"{int(value):,}"
    digits = f"{float(value):,.6f}".rstrip("0")
    return digits if Fraction(digits.replace(",", "")) == value else f"{value.numerator}/{value.denominator}"


def write_in_locale(meaning: Meaning, locale: str) -> str:
    """A value as a language writes it: €500 million, 12.5%, February 12, 2026, 3:30 PM."""
    from babel.numbers import get_currency_name

    if (known := cldr_locale(locale)) is None:
        return format_value(meaning)
    name = str(known)
    if isinstance(meaning, Date):
        return _date(meaning, name)
    if isinstance(meaning, Clock):
        return _clock(meaning, name)
    if meaning.vague and meaning.kind is QuantityKind.MONEY and is_english(name):
        return _magnitude(meaning, get_currency_name(_unit(meaning), count=2, locale=name))
    if meaning.vague or meaning.kind is QuantityKind.NAME:
        return format_value(meaning)
    if meaning.low != meaning.high:
        return _range(meaning, name)
    return _quantity(meaning, name)


def _range(meaning: Quantity, locale: str) -> str:
    low, high = (Quantity(value, value, meaning.kind, meaning.unit) for value in (meaning.low, meaning.high))
    first, last = _quantity(low, locale), _quantity(high, locale)
    unit = last.partition(" ")[2]
    if unit and meaning.kind is QuantityKind.MEASURE:  # 2 to 3 years, 1 to 2 years
        first = first.partition(" ")[0]
    return f"{first}{' to ' if is_english(locale) else '–'}{last}"


def _quantity(meaning: Quantity, locale: str) -> str:
    from babel import numbers, units

    value, decimal = meaning.low, _as_decimal(meaning.low)
    if meaning.kind is QuantityKind.MONEY:
        return _money(value, USUAL.get(meaning.unit, meaning.unit), locale)
    if is_english(locale) and meaning.kind in _ENGLISH:
        return _ENGLISH[meaning.kind].format(_decimal(value), _nth(int(value)), int(value))
    if decimal is None:
        return format_value(meaning)
    if meaning.kind is QuantityKind.SHARE:
        return str(numbers.format_percent(decimal, locale=locale, decimal_quantization=False))
    if meaning.kind is QuantityKind.MEASURE and meaning.unit in _CLDR:
        written = str(units.format_unit(decimal, _CLDR[meaning.unit], locale=locale))
        compact = _compact(value, locale) if is_english(locale) else ""
        return written.replace(f"{_decimal(value)} ", f"{compact} ") if compact else written  # 5 million kilowatts
    if meaning.kind in {QuantityKind.NUMBER, QuantityKind.COUNT}:
        plain = numbers.format_decimal(decimal, locale=locale, decimal_quantization=False)
        return _compact(value, locale) or str(plain)
    return format_value(meaning)


def _money(value: Fraction, code: str, locale: str) -> str:
    from babel import numbers

    compact, decimal = _compact(value, locale), _as_decimal(value)
    if decimal is None or len(code) != 3 or not code.isupper():
        return f"{_decimal(value)} {code}"
    if compact and is_english(locale):
        symbol = numbers.get_currency_symbol(code, locale=locale)
        return f"{symbol} {compact}" if symbol == code else f"{symbol}{compact}"
    if compact:
        return f"{compact} {code}"
    pattern = None
    if is_english(locale):
        pattern = "¤#,##0" if value.denominator == 1 else "¤#,##0.00##"
    return str(numbers.format_currency(decimal, code, format=pattern, locale=locale, currency_digits=False))


def _compact(value: Fraction, locale: str) -> str:
    """``500 million``; empty below a million, or if digits would be lost."""
    from babel import numbers

    decimal = _as_decimal(value)
    power = 10 ** (3 * ((len(str(int(value))) - 1) // 3))
    if decimal is None or value < 10**6 or (value * 1000 / power).denominator != 1:
        return ""
    # Babel accepts a Decimal too, and keeps every digit only then.
    return str(
        numbers.format_compact_decimal(decimal, format_type="long", locale=locale, fraction_digits=3)  # type: ignore[arg-type]
    )


def _as_decimal(value: Fraction) -> Decimal | None:
    """The exact value; None if its decimals do not end, as for thirds."""
    decimal = Decimal(value.numerator) / Decimal(value.denominator)
    return decimal if Fraction(decimal) == value else None


def _nth(number: int) -> str:
    suffix = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"


def _date(date: Date, locale: str) -> str:
    from babel import dates

    if date.month is None:
        return _nth(date.day) if date.day is not None and is_english(locale) else format_value(date)
    try:
        day = datetime.date(date.year or _LEAP_YEAR, date.month, date.day or 1)
    except ValueError:  # a day that the month does not have
        return format_value(date)
    if date.year is not None and date.day is not None:
        return str(dates.format_date(day, "long", locale=locale))
    if date.year is None and date.day is None:
        return str(dates.format_date(day, "LLLL", locale=locale))
    skeleton = "yMMMM" if date.year is not None else "MMMMd"
    return str(dates.format_skeleton(skeleton, day, locale=locale))


def _clock(clock: Clock, locale: str) -> str:
    from babel import dates

    if clock.afternoon is None:
        return f"{clock.hour}:{clock.minute:02}"
    hour = clock.hour % 12 + (12 if clock.afternoon else 0) if clock.hour <= 12 else clock.hour % 24
    written = str(dates.format_time(datetime.time(hour, clock.minute), "short", locale=locale))
    return written.replace("\u202f", " ")

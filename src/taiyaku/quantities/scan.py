"""How a text is read, whatever its language: rules tried in order wherever a numeral may begin.

A language brings a pattern for the places worth a look, its rules, and a reader of its numerals that gives a
:class:`Figure`. What a figure means beside its unit, how ranges and lists share a unit, and how much a mention weighs
are the same for every language and stand here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from taiyaku.quantities.model import Clock, Date, Meaning, Mention, Quantity, QuantityKind, Weight

Found = tuple[int, tuple[Mention, ...]]
"""Where reading goes on, and what was read up to there."""

Rule = Callable[[str, int], Found | None]
"""Reads what begins at an offset; None where that is not its business."""

ONE = Fraction(1)

_FOLDED = {
    **{0xFF01 + n: 0x21 + n for n in range(94)},  # full-width ASCII
    **dict.fromkeys(map(ord, "\u3000\u00a0\u2009\u202f"), " "),
    **dict.fromkeys(map(ord, "〜～∼˜"), "~"),
    **dict.fromkeys(map(ord, "‐‑‒–—―−─"), "-"),
    **dict.fromkeys(map(ord, "’‘＇"), "'"),
    **dict.fromkeys(map(ord, "×✕"), "x"),
    ord("º"): "°",
    ord("￥"): "¥",
    ord("￡"): "£",
}


_BY = re.compile(r"(?<=\d)x(?=\d)")
"""1920x1080 is two numbers."""


def fold(text: str) -> str:
    """Bring full-width forms, blanks, dashes and quotes to one shape; every offset stays."""
    if not text.isascii():
        text = text.translate(_FOLDED)
    return _BY.sub(" ", text) if "x" in text else text


@dataclass(frozen=True, slots=True)
class Figure:
    """A numeral as read, before its unit is known."""

    end: int
    low: Fraction
    high: Fraction
    scale: Fraction = ONE
    """The scale that closes it, 10⁸ for 億 and 10⁹ for billion: a range may say it once, at the end."""
    vague: bool = False
    exact: bool = False
    """Written with a decimal point."""
    spelled: bool = False
    """Written in words or kanji."""
    round: bool = False
    """A bare scale word (百, 千, a hundred), which is often a manner of speaking."""


@dataclass(frozen=True, slots=True)
class Sense:
    """What a figure beside a unit may mean: its value times ``factor``."""

    kind: QuantityKind
    unit: str = ""
    factor: Fraction = ONE


BARE = (Sense(QuantityKind.NUMBER),)
PERCENT = (Sense(QuantityKind.SHARE, factor=Fraction(1, 100)),)
PLAIN = frozenset({QuantityKind.NUMBER, QuantityKind.COUNT, QuantityKind.ORDINAL})


_TOO_LONG = re.compile(
    r"(?:[\d,.]{40}|[〇零一二三四五六七八九十百千万億兆京]{40})[\d,.〇零一二三四五六七八九十百千万億兆京]*"
)
"""Nobody counts with forty digits; Python refuses to, at some length."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a language, in the order in which they are tried, by what a place begins with.

    All of them could stand in one list; most places are plain numbers, to which most rules have nothing to say.
    """

    letter: Sequence[Rule]
    plain: Sequence[Rule]
    """For one to three digits that no sign or Latin letter follows: part of no code, time or written-out date."""
    other: Sequence[Rule]
    """For any other digit, and for signs."""

    def at(self, text: str, place: int) -> Sequence[Rule]:
        """Those to be tried at a place."""
        if text[place].isalpha():
            return self.letter
        return self.plain if _PLAIN.match(text, place) else self.other


_PLAIN = re.compile(r"\d{1,3}(?![\dA-Za-z:/'^-]|[.,]\d)")


def scan(original: str, text: str, next_place: Callable[[str, int], int | None], rules: Rules) -> tuple[Mention, ...]:
    """Read a text from left to right; the first rule that takes a place has it.

    Args:
        original: The text.
        text: The text as folded, of the same length.
        next_place: Finds the next place worth a look, from an offset on.
        rules: What is tried there.
    """
    found: list[Mention] = []
    at = 0
    while (place := next_place(text, at)) is not None:
        if too_long := _TOO_LONG.match(text, place):
            at = too_long.end()
            continue
        at = place + 1
        for rule in rules.at(text, place):
            if (read := rule(text, place)) is not None:
                at = max(read[0], at)
                found.extend(read[1])
                break
    if text == original:
        return tuple(found)
    return tuple(replace(mention, text=original[mention.start : mention.end]) for mention in found)


def exact(written: str) -> Fraction:
    """The value of ASCII digits with or without a decimal point."""
    # Fraction reads text with a pattern of its own, which takes many times as long.
    return Fraction(int(written)) if written.isdecimal() else Fraction(written)


def exactly(value: int | Fraction, kind: QuantityKind, unit: str = "") -> Quantity:
    """A quantity with one value."""
    return Quantity(Fraction(value), Fraction(value), kind, unit)


def times(figure: Figure, factor: Fraction) -> tuple[Fraction, Fraction]:
    """The ends of a figure's range, times a factor; a product of fractions costs more than to see that it is one."""
    if factor == 1:
        return figure.low, figure.high
    low = figure.low * factor
    return low, low if figure.high == figure.low else figure.high * factor


def amount(text: str, start: int, end: int, figure: Figure, senses: Iterable[Sense], *extra: Meaning) -> Mention:
    """The mention that a figure makes together with its unit."""
    senses = tuple(senses)
    meanings: list[Meaning] = [Quantity(*times(figure, s.factor), s.kind, s.unit, figure.vague) for s in senses]
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


def calendar(text: str, start: int, end: int, *dates: Date, weight: Weight = Weight.FIRM) -> Mention:
    """The mention of a date, with its fields as parts; further ``dates`` are other ways to read it."""
    first = dates[0]
    fields = [date for date in (Date(year=first.year), Date(month=first.month), Date(day=first.day)) if date != Date()]
    parts: tuple[Mention, ...] = ()
    if len(fields) > 1:
        parts = tuple(Mention(start, end, text[start:end], (field, *_as_number(field)), weight) for field in fields)
    return Mention(start, end, text[start:end], dates, weight, parts=parts)


def _as_number(field: Date) -> tuple[Quantity, ...]:
    return () if field.day is None else (exactly(field.day, QuantityKind.ORDINAL),)


def clock(text: str, start: int, end: int, hour: int, minute: int = 0, *, afternoon: bool | None = None) -> Mention:
    """The mention of a time of day; its hour and minutes may be told as bare numbers elsewhere."""
    if afternoon is None and not 0 < hour <= 12:
        afternoon = 12 < hour < 24
    parts: tuple[Mention, ...] = ()
    if minute:
        parts = tuple(
            Mention(start, end, text[start:end], (exactly(number, QuantityKind.NUMBER),)) for number in (hour, minute)
        )
    return Mention(start, end, text[start:end], (Clock(hour, minute, afternoon),), parts=parts)


def idle(text: str, start: int, end: int, *meanings: Meaning) -> Mention:
    """A word that may stand for a quantity of the other side and says nothing alone."""
    return Mention(start, end, text[start:end], meanings, Weight.IDLE)


def implied(text: str, start: int, end: int, *meanings: Meaning) -> Mention:
    """A word that implies a quantity: "tripled" contradicts 倍増, 数日 "a few weeks"; most others say nothing alone."""
    first = meanings[0]
    told = isinstance(first, Quantity) and (
        first.kind in {QuantityKind.FACTOR, QuantityKind.SHARE} or (first.vague and first.kind is QuantityKind.MEASURE)
    )
    return Mention(start, end, text[start:end], meanings, Weight.SMALL if told else Weight.IDLE)


# What is written alike in every language.

_NAME = re.compile(
    r"(?<![A-Za-z0-9])(?:"
    r"v?\d+(?:\.\d+){2,}[A-Za-z0-9_.+-]*(?<![.-])"  # 1.2.3, 192.168.0.1
    r"|v\d+(?:\.\d+)*"
    r"|\d-[A-Z](?![A-Za-z])"  # 3-D
    r"|\d+(?:-\d+){2,}(?![年月日])"  # telephone numbers and the like; dates were read before
    r"|0\d{2,}-\d+"
    r"|\d+(?:\.\d+)?(?:e[+-]?|\^)\d+"
    r"|(?=[A-Za-z])(?!(?:USD|EUR|JPY|GBP|CNY|RMB|KRW|CHF|AUD|CAD|FY|CY|AD|BC|No|Vol|vol|p|pp|US"
    r"|[RHS](?=\d{1,2}年))\d|(?:Q[1-4]|H[12])(?![A-Za-z0-9]))"
    r"(?!(?:mid|pre|post|early|late)-)"  # the mid-1990s
    r"[A-Za-z]+(?:[-_.][A-Za-z]+){0,5}[-_]?\d[A-Za-z0-9]*(?:[-_.][A-Za-z0-9]+)*"  # GPT-4, utf8, H100
    r")"
)
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_WORDY = re.compile(  # 3D, 5G, 2FA, 10Gbase: digits first, then letters that are no unit
    r"(?<![A-Za-z0-9.,])\d+[A-Za-z]+(?:[-/][A-Za-z]+)?(?![A-Za-z0-9])"
)


def name(text: str, at: int) -> Found | None:
    """A name, version or code that holds digits; "v18" may be told as "version 18"."""
    if not (match := _NAME.match(text, at)):
        return None
    word = match[0]
    numbers = _DIGITS.findall(word)
    meanings: list[Meaning] = [Quantity(Fraction(0), Fraction(0), QuantityKind.NAME, word)]
    if len(numbers) == 1 and len(numbers[0]) < 6:
        meanings.append(exactly(Fraction(numbers[0]), QuantityKind.NUMBER))
    return match.end(), (Mention(at, match.end(), word, tuple(meanings), Weight.SMALL),)


def digits_first(text: str, at: int) -> Found | None:
    """A name such as 3D or 5G; tried after the units, which look the same."""
    if not (match := _WORDY.match(text, at)):
        return None
    number = exactly(Fraction(_DIGITS.findall(match[0])[0]), QuantityKind.NUMBER)
    meanings = (Quantity(Fraction(0), Fraction(0), QuantityKind.NAME, match[0]), number)
    return match.end(), (Mention(at, match.end(), match[0], meanings, Weight.SMALL),)


_ISO = re.compile(
    r"(?<![\d.])(?P<y>[12]\d{3})(?P<s>[-/.])(?P<m>0?[1-9]|1[0-2])(?:(?P=s)(?P<d>0?[1-9]|[12]\d"
    r"|3[01]))?(?![\d-]|[.:]\d)"
)
_SLASHED = re.compile(r"(?<![\d./])(\d{1,2})/(\d{1,2})(?:/((?:[12]\d)?\d{2}))?(?![\d/]|\.\d)")
_TIME = re.compile(r"(?<![\d:.])(\d{1,2}):([0-5]\d)(?::[0-5]\d)?(?![\d:])(?: ?([aApP])\.?[mM]\b\.?)?")


def iso_date(text: str, at: int) -> Found | None:
    """2026-02-12, 2026/2/12, 2026.2.12, and 2026/02; 2026-02 could as well be 2026 to 2002 and is left alone."""
    if not (match := _ISO.match(text, at)):
        return None
    year, month, day = int(match["y"]), int(match["m"]), match["d"]
    if day is None and match["s"] != "/":
        return None
    return match.end(), (calendar(text, at, match.end(), Date(year, month, int(day) if day else None)),)


def slashed(text: str, at: int, *, day_first: bool = True) -> Found | None:
    """1/3 is a third, the third of January or, with ``day_first``, the first of March; with a year it is a date."""
    if not (match := _SLASHED.match(text, at)):
        return None
    a, b, year = int(match[1]), int(match[2]), int(match[3]) if match[3] else None
    orders = ((a, b), (b, a)) if day_first else ((a, b),)
    dates = [Date(year, m, d) for m, d in orders if 1 <= m <= 12 and 1 <= d <= 31]
    if year is not None:
        return (match.end(), (calendar(text, at, match.end(), *dates),)) if dates else None
    numbers = tuple(
        Mention(at, match.end(), match[0], (exactly(n, QuantityKind.NUMBER),), Weight.SMALL) for n in (a, b)
    )
    share: list[Meaning] = [exactly(Fraction(a, b), QuantityKind.SHARE)] if b else []
    return match.end(), (Mention(at, match.end(), match[0], (*share, *dates) or numbers[0].meanings, parts=numbers),)


def digital_time(text: str, at: int) -> Found | None:
    """15:30, 3:30 p.m."""
    if not (match := _TIME.match(text, at)) or int(match[1]) > 24:
        return None
    afternoon = match[3] in "pP" if match[3] else None
    return match.end(), (clock(text, at, match.end(), int(match[1]), int(match[2]), afternoon=afternoon),)

"""Rules for notations that all languages share: names and versions, ISO dates, 1/3, and 15:30."""

from __future__ import annotations

import re
from fractions import Fraction

from taiyaku.quantities.mentions import date_mention, exact_quantity, mention_of, time_mention
from taiyaku.quantities.model import Date, Meaning, Mention, Quantity, QuantityKind, Weight
from taiyaku.quantities.scan import Found

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
_WORDY = re.compile(  # 3D, 5G, 2FA, 10Gbase: digits, then letters that are not a unit
    r"(?<![A-Za-z0-9.,])\d+[A-Za-z]+(?:[-/][A-Za-z]+)?(?![A-Za-z0-9])"
)


def name(text: str, at: int) -> Found | None:
    """A name, version or code with digits; "v18" may be "version 18" on the other side."""
    if not (match := _NAME.match(text, at)):
        return None
    word = match[0]
    numbers = _DIGITS.findall(word)
    meanings: list[Meaning] = [Quantity(Fraction(0), Fraction(0), QuantityKind.NAME, word)]
    if len(numbers) == 1 and len(numbers[0]) < 6:
        meanings.append(exact_quantity(Fraction(numbers[0]), QuantityKind.NUMBER))
    return match.end(), (Mention(at, match.end(), word, tuple(meanings), Weight.SMALL),)


def digits_first(text: str, at: int) -> Found | None:
    """A name such as 3D or 5G; tried after amounts, which look alike."""
    if not (match := _WORDY.match(text, at)):
        return None
    number = exact_quantity(Fraction(_DIGITS.findall(match[0])[0]), QuantityKind.NUMBER)
    meanings = (Quantity(Fraction(0), Fraction(0), QuantityKind.NAME, match[0]), number)
    return mention_of(match, *meanings, weight=Weight.SMALL)


_ISO = re.compile(
    r"(?<![\d.])(?P<y>[12]\d{3})(?P<s>[-/.])(?P<m>0?[1-9]|1[0-2])(?:(?P=s)(?P<d>0?[1-9]|[12]\d"
    r"|3[01]))?(?![\d-]|[.:]\d)"
)
_SLASHED = re.compile(r"(?<![\d./])(\d{1,2})/(\d{1,2})(?:/((?:[12]\d)?\d{2}))?(?![\d/]|\.\d)")
_TIME = re.compile(r"(?<![\d:.])(\d{1,2}):([0-5]\d)(?::[0-5]\d)?(?![\d:])(?: ?([aApP])\.?[mM]\b\.?)?")


def iso_date(text: str, at: int) -> Found | None:
    """2026-02-12, 2026/2/12, 2026.2.12 and 2026/02; not 2026-02, which may be a range."""
    if not (match := _ISO.match(text, at)):
        return None
    year, month, day = int(match["y"]), int(match["m"]), match["d"]
    if day is None and match["s"] != "/":
        return None
    return match.end(), (date_mention(text, at, match.end(), Date(year, month, int(day) if day else None)),)


def slashed(text: str, at: int, *, day_first: bool = True) -> Found | None:
    """1/3 is a third, the third of January or, with ``day_first``, the first of March; with a year it is a date."""
    if not (match := _SLASHED.match(text, at)):
        return None
    a, b, year = int(match[1]), int(match[2]), int(match[3]) if match[3] else None
    orders = ((a, b), (b, a)) if day_first else ((a, b),)
    dates = [Date(year, m, d) for m, d in orders if 1 <= m <= 12 and 1 <= d <= 31]
    if year is not None:
        return (match.end(), (date_mention(text, at, match.end(), *dates),)) if dates else None
    numbers = tuple(
        Mention(at, match.end(), match[0], (exact_quantity(n, QuantityKind.NUMBER),), Weight.SMALL) for n in (a, b)
    )
    share: list[Meaning] = [exact_quantity(Fraction(a, b), QuantityKind.SHARE)] if b else []
    return match.end(), (Mention(at, match.end(), match[0], (*share, *dates) or numbers[0].meanings, parts=numbers),)


def digital_time(text: str, at: int) -> Found | None:
    """15:30, 3:30 p.m."""
    if not (match := _TIME.match(text, at)) or int(match[1]) > 24:
        return None
    afternoon = match[3] in "pP" if match[3] else None
    return match.end(), (time_mention(text, at, match.end(), int(match[1]), int(match[2]), afternoon=afternoon),)

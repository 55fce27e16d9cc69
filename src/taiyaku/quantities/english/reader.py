"""Quantities in English: amounts with their units, shares, factors, money, and words that imply a number."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from taiyaku.quantities.common_rules import digital_time, digits_first, iso_date, name, slashed
from taiyaku.quantities.english import dates
from taiyaku.quantities.english.numerals import ONES, SCALES, TENS, numeral
from taiyaku.quantities.english.words import HALVES, NOT_NUMBERS, UNIT, WORDS, senses_of, singular_units
from taiyaku.quantities.figures import BARE, ONE, Figure, Sense
from taiyaku.quantities.mentions import amount, exact_quantity, idle_mention, implied_mention, mention_of
from taiyaku.quantities.model import Date, Meaning, Mention, Quantity, QuantityKind, Weight
from taiyaku.quantities.scan import Found, Rules, fold, scan
from taiyaku.quantities.series import Grammar, Reading, series
from taiyaku.quantities.units import FRACTIONS, PREFIXES, listed, one_of

_F = Fraction
_NUMBER_WORDS = one_of([*ONES, *TENS])
_AND_HALF = re.compile(r" and a (?P<part>half|quarter)\b")
_ABOUT = re.compile(
    r"(?:\b(?:about|around|approximately|approx\.?|roughly|some|nearly|almost|over|more than"
    r"|less than|fewer than|under|up to"
    r"|at least|at most|estimated|close to|circa|ca\.|just|as many as|as much as|above|below|upwards of|in excess of"
    r"|exceed(?:ing|s|ed)?|surpass(?:ing|ed)|well over|within)|(?<![\w%])~|<|>|≈) ?(?:an? )?$",
    re.IGNORECASE,
)
_ABOUT_AFTER = re.compile(r"\+| or so| or more| or less| plus\b|-plus\b|-odd\b|-ish\b| or thereabouts")
_PREFIX = re.compile(rf"(?<![A-Za-z])(?P<money>{one_of(dict(PREFIXES))}) ?(?=[\d.]|(?:{_NUMBER_WORDS})\b)")


@lru_cache(maxsize=64)  # ranges and lists look ahead at numbers that are read again
def _one(text: str, at: int) -> Reading | None:
    """One number with its unit."""
    money = _PREFIX.match(text, at)
    figure = numeral(text, money.end() if money else at, money=bool(money))
    if figure is None:
        return None
    unit = UNIT.match(text, figure.end)
    end = figure.end
    senses: tuple[Sense, ...] = ()
    if money:
        end, senses = _with_currency(figure, money["money"], unit)
    elif unit:
        end, senses, figure = _with_unit(text, figure, unit)
    elif text[end - 1].isdigit() and text[end : end + 1].isalpha():
        return None  # 3D and 2nd are read elsewhere
    extra = () if senses or not figure.spelled or not 1900 <= figure.low <= 2100 else (Date(year=int(figure.low)),)
    mention = amount(text, at, end, figure, senses or BARE, *extra)
    if senses and senses[0].kind is QuantityKind.FACTOR and 1 < figure.low < 2:  # 1.5 times is also "50% more"
        mention = replace(mention, meanings=(*mention.meanings, exact_quantity(figure.low - 1, QuantityKind.SHARE)))
    if not mention.approximate and _about(text, at, end):
        mention = replace(mention, approximate=True)
    return mention, figure, senses


def _with_currency(figure: Figure, sign: str, unit: re.Match[str] | None) -> tuple[int, tuple[Sense, ...]]:
    """The end of an amount such as $5 million, and its currency; "$5 million US dollars" gives it twice."""
    if unit and (named := senses_of(unit["unit"]))[0].kind is QuantityKind.MONEY:
        return unit.end(), named if PREFIXES[sign] == "$" else (Sense(QuantityKind.MONEY, PREFIXES[sign]),)
    return figure.end, (Sense(QuantityKind.MONEY, PREFIXES[sign]),)


def _with_unit(text: str, figure: Figure, unit: re.Match[str]) -> tuple[int, tuple[Sense, ...], Figure]:
    """The end of the amount, the senses of its unit, and the figure with "and a half" added."""
    end, senses = unit.end(), senses_of(unit["unit"])
    if unit["old"]:
        senses = (*senses, Sense(QuantityKind.NUMBER))
    if senses[0].kind is QuantityKind.MEASURE and (half := _AND_HALF.match(text, end)):
        more = _F(1, 2) if half["part"] == "half" else _F(1, 4)
        figure = replace(figure, low=figure.low + more, high=figure.high + more, spelled=False)
        end = half.end()
    return end, senses, figure


def _about(text: str, start: int, end: int) -> bool:
    return bool(_ABOUT.search(text, max(0, start - 20), start) or _ABOUT_AFTER.match(text, end))


_NEXT = r"(?=[$€£¥₩₹.]?[\dA-Za-z])"
_LIST = re.compile(rf"(?:,? and |, | or |/|,? & | by | x ){_NEXT}")
_GRAMMAR = Grammar(
    one=_one,
    to=re.compile(rf"(?: ?[-~] ?| to | through | up to |-to-){_NEXT}"),
    either=re.compile(rf"(?: or |-or-){_NEXT}"),
    item=_LIST,
    further=re.compile(rf"(?: and |, | ){_NEXT}"),
)
_BETWEEN = replace(_GRAMMAR, to=re.compile(rf" and {_NEXT}"), further=re.compile(r"(?!)"))
_IN = re.compile(rf" (?:in|out of)(?: every)? (?=\d|(?:{_NUMBER_WORDS}|a hundred|a thousand)\b)", re.IGNORECASE)
_WHOLES = frozenset({*range(2, 11), 20, 50, 100, 1000, 10**4, 10**5, 10**6})


def amounts(text: str, at: int) -> Found | None:
    """A number with its unit, alone, in a range or list, or in "six in ten"."""
    if at and (text[at - 1].isalnum() or (text[at - 1] == "." and at > 1 and text[at - 2].isdigit())):
        return None
    if (first := _one(text, at)) is None:
        return None
    mention, figure, senses = first
    if not senses and (within := _IN.match(text, mention.end)):
        whole = numeral(text, within.end())
        if whole is not None and whole.high >= figure.high and whole.low in _WHOLES:
            return whole.end, (_share(text, mention, figure, whole),)
    between = text[max(0, at - 8) : at].lower() == "between "
    return series(text, at, _BETWEEN if between else _GRAMMAR)


def _share(text: str, mention: Mention, part: Figure, whole: Figure) -> Mention:
    """Six in ten, one out of five."""
    written = text[mention.end : whole.end]
    inner = Mention(mention.end, whole.end, written, (exact_quantity(whole.low, QuantityKind.NUMBER),), Weight.SMALL)
    return replace(
        mention,
        end=whole.end,
        text=mention.text + written,
        meanings=(exact_quantity(part.low / whole.low, QuantityKind.SHARE),),
        weight=Weight.SMALL if part.low == 1 else mention.weight,
        parts=(mention, inner),
    )


_FRACTION = re.compile(
    rf"(?:(?P<one>an?|one)|(?P<n>{one_of([w for w, n in ONES.items() if 1 < n < 10])}|[2-9]))[- ]"
    rf"(?P<part>{one_of(dict(dates.PARTS))})\b"
    r"(?!-| (?:party|time|person|place|grade|century|year))",
    re.IGNORECASE,
)
_OF_PERCENT = re.compile(
    r" of (?:1|one|a) ?(?:percentage point|percent|per cent|%)| (?:a )?(?:percentage point"
    r"|percent)\b"
)
_OF_A = re.compile(
    r"(?: of)? an? (?P<unit>hour|year|day|century|month|mile|decade|minute|second|kilometer|ton"
    r"|pound)\b"
)
_HALF_A = re.compile(
    r"half(?:[- ](?:of )?an?[- ]|[- ])(?P<unit>hour|year|day|century|month|mile|decade|minute"
    r"|dozen|pound|ton|percentage point|percent)\b",
    re.IGNORECASE,
)


def fraction(text: str, at: int) -> Found | None:
    """Two-thirds, three quarters, seven-tenths of 1 percent; "a third" may also mean one more."""
    if not (match := _FRACTION.match(text, at)) or (at and text[at - 1].isalnum()):
        return None
    part = dates.PARTS[match["part"].lower()]
    count = 1 if match["one"] else int(match["n"]) if match["n"].isdigit() else ONES[match["n"].lower()]
    value, end, weight = _F(count, part), match.end(), Weight.FIRM
    meanings: tuple[Meaning, ...] = (exact_quantity(value, QuantityKind.SHARE),)
    if percent := _OF_PERCENT.match(text, end):
        end, meanings = percent.end(), (exact_quantity(value / 100, QuantityKind.SHARE),)
    elif part in {2, 4} and (unit := _OF_A.match(text, end)):
        sense = senses_of(unit["unit"])[0]
        end, meanings = unit.end(), (exact_quantity(value * sense.factor, sense.kind, sense.unit), *meanings)
    elif match["one"]:
        meanings = (
            *meanings,
            exact_quantity(part, QuantityKind.ORDINAL),
            exact_quantity(1, QuantityKind.NUMBER),
            exact_quantity(value, QuantityKind.FACTOR),
        )
        weight = Weight.SMALL
    return end, (Mention(at, end, text[at:end], meanings, weight, _about(text, at, end)),)


def half(text: str, at: int) -> Found | None:
    """Half an hour, half-year, half a percentage point."""
    if not (match := _HALF_A.match(text, at)):
        return None
    unit = match["unit"].lower()
    if unit == "dozen":
        meaning = exact_quantity(6, QuantityKind.NUMBER)
    else:
        sense = senses_of(unit)[0]
        meaning = exact_quantity(_F(1, 2) * sense.factor, sense.kind, sense.unit)
    meanings = (meaning, exact_quantity(_F(1, 2), QuantityKind.SHARE))
    return mention_of(match, *meanings, weight=Weight.SMALL)


def ordinal(text: str, at: int) -> Found | None:
    """3rd, twenty-first; the twelfth may be a day."""
    if not (match := dates.ORDINAL.match(text, at)) or (at and text[at - 1].isalnum()):
        return None
    spelled = not match["digits"]
    number = dates.ordinal_value(match) if spelled else int(match["digits"].replace(",", ""))
    meanings: list[Meaning] = [exact_quantity(number, QuantityKind.ORDINAL)]
    if 1 <= number <= 31:
        meanings.append(Date(day=number))
    if spelled and number > 2 and not match["tens"]:
        meanings.append(exact_quantity(_F(1, number), QuantityKind.SHARE))
    if "centur" in text[match.end() : match.end() + 40]:  # the 19th to the early 20th century
        meanings.append(exact_quantity(number, QuantityKind.CENTURY))
    weight = Weight.IDLE if number <= 1 else Weight.SMALL if number < (10 if spelled else 3) else Weight.FIRM
    return mention_of(match, *meanings, weight=weight)


_A_UNIT = re.compile(
    rf"(?:(?:an?|per|each|every|one)[ -](?P<unit>{one_of(singular_units())})|the (?P<money>dollar"
    r"|euro|pound|yen))\b(?P<half> and a half)?",
    re.IGNORECASE,
)


def a_unit(text: str, at: int) -> Found | None:
    """A year, per hour, 150 yen to the dollar; a year and a half."""
    if not (match := _A_UNIT.match(text, at)) or (at and text[at - 1].isalnum()):
        return None
    value = _F(3, 2) if match["half"] else ONE
    senses = senses_of((match["unit"] or match["money"]).lower())
    meanings = tuple(Quantity(value * s.factor, value * s.factor, s.kind, s.unit) for s in senses)
    return mention_of(match, *meanings, weight=Weight.FIRM if match["half"] else Weight.IDLE)


_LOWER = {word.lower(): meanings for word, meanings in WORDS.items()}
_WORD = re.compile(rf"(?:{one_of(list(WORDS))})(?![A-Za-z])", re.IGNORECASE)
_ALWAYS = re.compile(r"(?:24/7|(?:a?round|round-)[ -]?the[ -]clock)\b", re.IGNORECASE)
_EVEN = re.compile(r"(?:50[-/]50|fifty-fifty)\b", re.IGNORECASE)


def word(text: str, at: int) -> Found | None:
    """Words that imply a number: both, twice, half, annual."""
    if not (match := _WORD.match(text, at)) or (at and text[at - 1].isalnum()):
        return None
    meanings, end = _LOWER[match[0].lower()], match.end()
    if (few := meanings[-1]) and isinstance(few, Quantity) and few.vague and (unit := UNIT.match(text, end)):
        end = unit.end()  # a few days are not a few weeks
        meanings = tuple(
            Quantity(few.low * s.factor, few.high * s.factor, s.kind, s.unit, vague=True)
            for s in senses_of(unit["unit"])
        )
    return end, (implied_mention(text, at, end, *meanings),)


def stop(text: str, at: int) -> Found | None:
    """Phrases in which a numeral is not a number: one another, second-hand, in no time."""
    if at and text[at - 1].isalnum():
        return None
    if match := _EVEN.match(text, at):
        return mention_of(match, *HALVES, exact_quantity(1, QuantityKind.NUMBER), weight=Weight.IDLE)
    if match := _ALWAYS.match(text, at):
        hours, days = exact_quantity(24, QuantityKind.MEASURE, "hour"), exact_quantity(365, QuantityKind.MEASURE, "day")
        return match.end(), (idle_mention(text, at, match.end(), hours), idle_mention(text, at, match.end(), days))
    if match := NOT_NUMBERS.match(text, at):
        return mention_of(
            match, exact_quantity(1, QuantityKind.NUMBER), exact_quantity(2, QuantityKind.NUMBER), weight=Weight.IDLE
        )
    return None


_RULES = Rules(
    letter=(
        stop,
        dates.month_first,
        dates.weekday,
        dates.period,
        dates.time,
        dates.fiscal_year,
        dates.year,
        dates.relative,
        name,
        half,
        fraction,
        ordinal,
        amounts,
        a_unit,
        word,
    ),
    plain=(dates.day_first, dates.time, fraction, ordinal, amounts),
    other=(
        stop,
        iso_date,
        dates.period,
        dates.day_first,
        dates.time,
        dates.year,
        digital_time,
        name,
        slashed,
        fraction,
        ordinal,
        amounts,
        digits_first,
    ),
)
_TOKEN = re.compile(
    r"(?<![A-Za-z0-9])(?:(?P<word>[A-Za-zōŌ]+)(?P<code>(?:[-_.][A-Za-z]+){0,5}[-_]?(?=\d))?|\d|\.\d|'\d)"
    rf"|[$€£¥₩₹{''.join(FRACTIONS)}]"
)
_NEXT_WORD = re.compile(r"[ -]([A-Za-z]+)")
_FIRST_WORDS = frozenset(
    word.lower().partition(" ")[0].partition("-")[0]
    for word in (
        *(*ONES, *TENS, *SCALES, *_LOWER, *dates.ORDINALS, *dates.MONTHS, *dates.WEEKDAYS, *dates.ERAS, *dates.WORDS),
        *(f"{scale}s" for scale in SCALES),
        *(prefix.rstrip("$¥") for prefix in PREFIXES if prefix[0].isalpha()),
        *listed("tens multiple of split"),
    )
)
"""Words, in lower case, that may start a quantity."""
_ARTICLES = frozenset(listed("a an per each every the this last next that of"))
"""Words that may start a quantity only before one of ``_NOUNS``."""
_NOUNS = frozenset(
    word.lower()
    for word in (
        *(*SCALES, *_FIRST_WORDS, *dates.PARTS, *singular_units()),
        *listed("year month week day quarter fiscal same following previous current few couple number two"),
    )
)


def _next_position(text: str, at: int) -> int | None:
    """Where the next quantity may start; looking words up is many times faster than one pattern of all words."""
    for match in _TOKEN.finditer(text, at):
        word = match["word"]
        if word is None or match["code"] is not None:
            return match.start()
        lower = word.lower()
        if lower in _ARTICLES:
            noun = _NEXT_WORD.match(text, match.end())
            if noun and noun[1].lower() in _NOUNS:
                return match.start()
            if text[match.end() : match.end() + 1] != "$":
                continue
        if lower in _FIRST_WORDS:
            return match.start()
    return None


def read(text: str) -> tuple[Mention, ...]:
    """Read the quantities of an English text in order; offsets are those of ``text``."""
    return scan(text, fold(text), _next_position, _RULES)

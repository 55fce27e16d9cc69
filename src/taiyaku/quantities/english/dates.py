"""English dates and times: February 12, 2026, 12th of Feb., Q3, the 2020s, 12 a.m., half past seven, Reiwa 8."""

from __future__ import annotations

import re
from dataclasses import replace

from taiyaku.quantities.english.numerals import ONES, TENS
from taiyaku.quantities.mentions import date_mention, exact_quantity, mention_of, time_mention
from taiyaku.quantities.model import Date, Meaning, Mention, QuantityKind, Weight
from taiyaku.quantities.scan import Found
from taiyaku.quantities.units import listed, one_of

_MONTH_NAMES = listed("""
    January|Jan February|Feb March|Mar April|Apr May June|Jun July|Jul August|Aug September|Sept|Sep October|Oct
    November|Nov December|Dec
""")
MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split("|")}
WEEKDAYS = listed("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
ORDINALS = (
    {
        word: number
        for number, word in enumerate(
            listed("""
            zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth
            fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth
        """)
        )
    }
    | {word[:-1] + "ieth": number for word, number in TENS.items()}
    | {"hundredth": 100, "thousandth": 1000, "millionth": 10**6}
)
PARTS = {"half": 2, "halves": 2, "quarter": 4, "quarters": 4} | {
    form: n for word, n in ORDINALS.items() if n > 2 for form in (word, word + "s")
}
"""The denominators of words such as "thirds"."""
_ORDINAL_WORD = rf"(?:(?P<tens>{one_of(list(TENS))})[- ])?(?P<word>{one_of(list(ORDINALS))})"
ORDINAL = re.compile(
    rf"(?:(?P<digits>\d{{1,3}}(?:,\d{{3}})+|\d+) ?(?:st|nd|rd|th)|{_ORDINAL_WORD})(?![a-z])", re.IGNORECASE
)

_MONTH = rf"(?P<month>{one_of(dict(MONTHS))})\b\.?"
_DAY = r"(?P<day>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?(?![\d:%]|,\d{3}|\.\d| (?:million|billion|percent|%))"
_YEAR = r"(?P<year>(?:[12]\d{3}|'\d{2})(?!\d|,\d{3}|s\b))"
_MONTH_FIRST = re.compile(rf"{_MONTH}(?:(?:,? (?:the )?{_DAY}\b)?(?:(?:,| of)? {_YEAR})?)")
_MORE_DAYS = re.compile(
    r"(?: ?- ?| to | through | until | till |, | and |, and |/)(?:the )?(?P<day>[12]\d|3[01]"
    r"|[1-9])(?:st|nd|rd|th)?\b(?![:%/]|[,.]\d| [A-Za-z]+s\b)(?:(?:,| of) (?P<year>[12]\d{3})"
    r"(?!\d))?"
)
_DAY_FIRST = re.compile(
    r"(?P<day>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?(?:(?: ?- ?| to | and )(?P<to>[12]\d|3[01]"
    rf"|[1-9])(?:st|nd|rd|th)?)?(?: of)?[ -]{_MONTH}(?:[ ,-]{{1,2}}{_YEAR})?"
)
_BARE_YEAR = re.compile(
    r"(?P<year>[12]\d{3})(?:(?:-|/)(?P<to>[12]\d{3}|\d{2}))?(?![\d%]|[.,]\d)(?:(?P<s>'?s)"
    r"(?![a-z]))?"
)
_WORD_YEAR = re.compile(
    rf"(?P<c>nineteen|eighteen|seventeen|twenty)[- ](?:(?P<t>{one_of(list(TENS))})(?:[- ]"
    rf"(?P<o>{one_of(list(ONES))}))?|oh[- ](?P<oo>{one_of(list(ONES))})|"
    rf"(?P<teen>{one_of([w for w, n in ONES.items() if n > 9])}))\b",
    re.IGNORECASE,
)
_FISCAL = re.compile(
    r"(?:FY|CY|[Ff]iscal(?: [Yy]ear)?|[Ff]inancial [Yy]ear) ?(?:ending |ended )?'?(?P<year>\d{4}"
    r"|\d{2})(?:[-/](?P<to>\d{2,4}))?(?!\d)"
)
ERAS = {"Reiwa": 2018, "Heisei": 1988, "Showa": 1925, "Shōwa": 1925, "Taisho": 1911, "Taishō": 1911, "Meiji": 1867}
"""The Gregorian year before the first year of an era."""
_ERA_NAMES = "|".join(ERAS)
_ERA = re.compile(
    rf"(?P<era>{_ERA_NAMES}) (?P<n>\d{{1,2}}|[Gg]annen)\b|(?:(?P<nth>\d{{1,2}})(?:st|nd|rd"
    rf"|th)|(?P<first>[Ff]irst)) year of (?:the )?(?P<of>{_ERA_NAMES})(?: (?:era|period))?"
)


def month_first(text: str, at: int) -> Found | None:
    """February 12, 2026; February 2026; in March; "may" and "march" are ordinary words unless they look like months."""
    if not (match := _MONTH_FIRST.match(text, at)):
        return None
    name, day, year = match["month"], match["day"], match["year"]
    end = match.end("month") if day is None and year is None else match.end()
    date = Date(_year(year), MONTHS[name], int(day) if day else None)
    if name in {"May", "March", "Mar", "Jan", "Sep", "Dec", "Jun", "August"} and date == Date(month=date.month):
        sure = name == "August" or _BEFORE_MONTH.search(text, max(0, at - 12), at)
        weight = Weight.SMALL if sure else Weight.IDLE
        return end, (date_mention(text, at, end, date, weight=weight),)
    # A month alone may be part of a name in the source (the Fourth of July, April Fools).
    weight = Weight.SMALL if date == Date(month=date.month) else Weight.FIRM
    return _with_days(text, date_mention(text, at, end, date, weight=weight))


_BEFORE_MONTH = re.compile(
    r"(?:\b[Ii]n|[Ss]ince|[Uu]ntil|[Ll]ast|[Nn]ext|[Tt]his|by|of|early|late|mid|from|From|to|and"
    r"|through|during|every|-) ?-?$"
)


def _with_days(text: str, first: Mention) -> Found:
    found, end, head = [first], first.end, first.meanings[0]
    while (
        isinstance(head, Date) and head.day and (match := _MORE_DAYS.match(text, end)) and int(match["day"]) > head.day
    ):
        found.append(
            date_mention(text, match.start("day"), match.end(), Date(_year(match["year"]), None, int(match["day"])))
        )
        end = match.end()
    return end, tuple(found)


def day_first(text: str, at: int) -> Found | None:
    """12 February 2026, the 12th of February, 10-12 February."""
    if at and text[at - 1] in "0123456789.,:$":
        return None
    if not (match := _DAY_FIRST.match(text, at)):
        return None
    date = Date(_year(match["year"]), MONTHS[match["month"]], int(match["day"]))
    found = [date_mention(text, at, match.end(), date)]
    if match["to"]:
        found.append(date_mention(text, match.start("to"), match.end("to"), Date(day=int(match["to"]))))
    return match.end(), tuple(found)


def fiscal_year(text: str, at: int) -> Found | None:
    """FY2026, fiscal 2024-25."""
    match = _FISCAL.match(text, at)
    return (match.end(), _years(text, at, match)) if match else None


def year(text: str, at: int) -> Found | None:
    """2026, which may also be a count; 1990s; 2024-25; nineteen ninety-five; Reiwa 8."""
    if match := _ERA.match(text, at):
        number = match["nth"] or match["n"] or ""
        n = int(number) if number.isdigit() else 1
        return match.end(), (date_mention(text, at, match.end(), Date(ERAS[match["era"] or match["of"]] + n)),)
    if match := _WORD_YEAR.match(text, at):
        tens = TENS[match["t"].lower()] if match["t"] else 0
        rest = next((ONES[match[k].lower()] for k in ("o", "oo", "teen") if match[k]), 0)
        century = (ONES | TENS)[match["c"].lower()]
        if century == 20 and not match["teen"] and not match["t"]:
            return None
        return match.end(), (date_mention(text, at, match.end(), Date(century * 100 + tens + rest)),)
    if match := _SHORT_YEAR.match(text, at):
        return match.end(), (date_mention(text, at, match.end(), Date(int(match[0][1:])), weight=Weight.SMALL),)
    if at and text[at - 1] in ".,$€£¥#":
        return None
    if not (match := _BARE_YEAR.match(text, at)):
        return None
    if match["s"]:
        return match.end(), (
            Mention(
                at,
                match.end(),
                match[0],
                (
                    exact_quantity(int(match["year"]), QuantityKind.DECADE),
                    exact_quantity(int(match["year"]) // 100 + 1, QuantityKind.CENTURY),
                )
                if match["year"].endswith("00")
                else (exact_quantity(int(match["year"]), QuantityKind.DECADE),),
            ),
        )
    if _UNIT_FOLLOWS.match(text, match.end()):
        return None
    return match.end(), _years(text, at, match)


_SHORT_YEAR = re.compile(r"'\d\d(?![\ds'])")
_UNIT_FOLLOWS = re.compile(
    r"[ -]?(?:%|percent|per cent|people|employees|users|members|students|companies|dollars|euros"
    r"|yen|pounds|times|years|months|days|hours|minutes|seconds|million|billion|trillion"
    r"|k?[mgW]\b|kWh|[KMGT]i?B\b|MHz|px|pixels|tokens|words|items|pages|points|feet|miles|meters"
    r"|metres|tons|tonnes|or more|others?\b)"
)


def _years(text: str, at: int, match: re.Match[str]) -> tuple[Mention, ...]:
    number, end = int(match["year"]), match.end("year")
    extra: tuple[Meaning, ...] = (exact_quantity(number, QuantityKind.NUMBER),) if text[at].isdigit() else ()
    first = date_mention(text, at, end, Date(number))
    first = Mention(at, end, first.text, (*first.meanings, *extra), parts=first.parts)
    if not match["to"]:
        return (first,)
    other = int(match["to"])
    if other < 100 and not (number % 100 < other and number >= 1900):
        later = Mention(match.start("to"), match.end("to"), match["to"], (exact_quantity(other, QuantityKind.NUMBER),))
        return (first, later)
    ends = Date(number // 100 * 100 + other if other < 100 else other)
    # 2024-25 may be a fiscal year; a source with 2024年度 has only the first year.
    weight = Weight.SMALL if match["to"] and len(match["to"]) == 2 else Weight.FIRM
    second = date_mention(text, match.start("to"), match.end("to"), ends, weight=weight)
    return (first, replace(second, meanings=(*second.meanings, exact_quantity(other, QuantityKind.NUMBER))))


def _year(written: str | None) -> int | None:
    return int(written.lstrip("'")) if written else None


_WEEKDAY = re.compile(rf"(?P<day>{'|'.join(WEEKDAYS)})s?\b")


def weekday(text: str, at: int) -> Found | None:
    """Monday."""
    if not (match := _WEEKDAY.match(text, at)):
        return None
    number = exact_quantity(WEEKDAYS.index(match["day"]), QuantityKind.WEEKDAY)
    return mention_of(match, number, weight=Weight.SMALL)


_HOURS = one_of([word for word, n in ONES.items() if 1 <= n <= 12])
_AT_HOUR = re.compile(
    rf"(?P<h>\d{{1,2}}|{_HOURS})(?: ?(?P<half>[ap])\.? ?m\b\.?|[ -]o'clock\b(?: "
    r"(?P<word>in the morning|in the afternoon|in the evening))?)",
    re.IGNORECASE,
)
_HYPHENED = re.compile(
    rf"(?P<h>{_HOURS})[- ](?P<m>thirty|fifteen|forty-five|twenty|ten|forty|fifty)\b(?![- ](?:one"
    r"|two|three|four|five|six|seven|eight|nine|[a-z]*(?:ers?|years?|minutes?|days?|dollars?|yen"
    r"|percent))\b)",
    re.IGNORECASE,
)
_PAST = re.compile(
    rf"(?P<m>half(?=[ -])|a quarter|quarter|five|ten|twenty(?:-five)?|(?:\d{{1,2}}"
    rf"|{one_of(list(ONES))})(?= minutes? ))(?: minutes?)?[ -](?P<way>past|to|till|before|after"
    rf"|of) (?P<h>\d{{1,2}}|{_HOURS})(?P<ending>:\d\d)?(?! ?%|[- ]?(?:percent|years?|months?|days?"
    r"|weeks?|hours?|minutes?|seconds?|million|billion|thousand|hundred|dollars?|people|times"
    r"|[a-z]+s)\b)\b",
    re.IGNORECASE,
)
_RANGED = re.compile(r"(?P<h>\d{1,2})(?= ?(?:-|to) ?\d{1,2}(?::\d\d)? ?[ap]\.?m\b)")


def time(text: str, at: int) -> Found | None:
    """7 p.m., seven o'clock, half past seven, quarter to eight, noon, midnight; five-thirty."""
    if match := _AT_HOUR.match(text, at):
        half = (match["half"] or "").lower()
        words = (match["word"] or "").lower()
        hour = _number(match["h"])
        if hour > 24:
            return None
        afternoon = half == "p" if half else None if not words else not words.endswith("morning")
        return match.end(), (time_mention(text, at, match.end(), hour, afternoon=afternoon),)
    if match := _PAST.match(text, at):
        return _past(text, at, match)
    if match := _HYPHENED.match(text, at):
        return match.end(), (
            time_mention(
                text,
                at,
                match.end(),
                _number(match["h"]),
                _number(match["m"].split("-")[0]) + (5 if "-five" in match["m"].lower() else 0),
            ),
        )
    if match := _RANGED.match(text, at):
        return match.end(), (time_mention(text, at, match.end(), int(match["h"])),)
    return None


def _past(text: str, at: int, match: re.Match[str]) -> Found | None:
    words = match["m"].lower()
    minute = 30 if words == "half" else 15 if "quarter" in words else _number(words)
    hour, way = _number(match["h"]), match["way"].lower()
    quarter = minute in {15, 30} and not words[0].isdigit()
    if (
        match["ending"]
        or not 0 < hour <= 24
        or not 0 < minute < 60
        or (way in {"of", "before", "after"} and not quarter)
    ):
        return None
    parts = tuple(Mention(at, match.end(), match[0], (exact_quantity(n, QuantityKind.NUMBER),)) for n in (minute, hour))
    if way not in {"past", "after"}:
        hour, minute = divmod((hour * 60 - minute) % 720, 60)
    return match.end(), (replace(time_mention(text, at, match.end(), hour, minute), parts=parts),)


def _number(word: str) -> int:
    total = 0
    for part in word.lower().split("-"):
        total += int(part) if part.isdigit() else (ONES | TENS).get(part, 0)
    return total


_QUARTER = re.compile(
    r"Q(?P<q>[1-4])(?![A-Za-z0-9])|(?P<r>[1-4])Q(?![A-Za-z0-9])|(?P<word>first|second|third|fourth"
    r"|1st|2nd|3rd|4th|final)[- ]quarter\b",
    re.IGNORECASE,
)
_HALF = re.compile(r"H(?P<h>[12])(?![A-Za-z0-9])|(?P<word>first|second|latter|1st|2nd)[- ]half\b", re.IGNORECASE)
_DECADE = re.compile(
    r"'?(?P<n>[1-9]0)'?s\b|(?P<teens>\bteens?|teenagers?|teenaged?)\b|(?P<word>twenties|thirties"
    r"|forties|fifties|sixties|seventies|eighties|nineties)\b",
    re.IGNORECASE,
)
_CENTURY = re.compile(
    rf"(?:(?P<digits>\d{{1,2}})(?:st|nd|rd|th)|{_ORDINAL_WORD})(?: or [\w-]+)?[- ]centur(?:y|ies)\b", re.IGNORECASE
)
_QUARTERS = {
    word: number
    for number, words in enumerate(("first 1st", "second 2nd latter", "third 3rd", "fourth 4th final"), 1)
    for word in words.split()
}
_DECADES = listed("twenties thirties forties fifties sixties seventies eighties nineties")


def period(text: str, at: int) -> Found | None:
    """Q3, third quarter, first half, the '90s, in her twenties, 21st century."""
    if match := _QUARTER.match(text, at):
        number = int(match["q"] or match["r"] or _QUARTERS[match["word"].lower()])
        return mention_of(match, exact_quantity(number, QuantityKind.QUARTER))
    if match := _HALF.match(text, at):
        number = int(match["h"] or _QUARTERS[match["word"].lower()])
        meanings = (exact_quantity(number, QuantityKind.HALF), exact_quantity(number, QuantityKind.ORDINAL))
        return mention_of(match, *meanings, weight=Weight.FIRM if match["h"] else Weight.SMALL)
    if match := _CENTURY.match(text, at):
        number = int(match["digits"]) if match["digits"] else ordinal_value(match)
        return mention_of(match, exact_quantity(number, QuantityKind.CENTURY))
    if at and text[at - 1].isdigit():
        return None
    if match := _DECADE.match(text, at):
        number = (
            int(match["n"]) if match["n"] else 10 if match["teens"] else 20 + 10 * _DECADES.index(match["word"].lower())
        )
        weight = Weight.IDLE if number == 10 else Weight.FIRM
        meanings = (exact_quantity(number, QuantityKind.DECADE), exact_quantity(number, QuantityKind.MEASURE, "year"))
        return mention_of(match, *meanings, weight=weight)
    return None


def ordinal_value(match: re.Match[str]) -> int:
    """The value of an ordinal in words, from a match with groups ``tens`` and ``word``."""
    return (TENS[match["tens"].lower()] if match["tens"] else 0) + ORDINALS[match["word"].lower()]


_NAMED = {"noon": (12, True), "midday": (12, True), "midnight": (0, None)}
_NAMED_TIME = re.compile(rf"(?:{'|'.join(_NAMED)})\b", re.IGNORECASE)
_RELATIVE = re.compile(
    r"(?:(?:this|last|next|that|the same|the following|the previous|the current) (?:year|month"
    r"|week|day|fiscal year|quarter)|today|yesterday|tomorrow|tonight|new year)\b",
    re.IGNORECASE,
)


WORDS = listed("""
    noon midday midnight today yesterday tomorrow tonight new fiscal financial fy cy q h teen teens teenage teenaged
    teenager teenagers twenties thirties forties fifties sixties seventies eighties nineties final latter
""")
"""Words that start a date or time, besides months, weekdays, numerals and eras."""


def relative(text: str, at: int) -> Found | None:
    """Relative dates, which the source may spell out: last year, today."""
    if match := _NAMED_TIME.match(text, at):
        hour, afternoon = _NAMED[match[0].lower()]
        return mention_of(
            match, *time_mention(text, at, match.end(), hour, afternoon=afternoon).meanings, weight=Weight.IDLE
        )
    if match := _RELATIVE.match(text, at):
        return mention_of(match, Date(), weight=Weight.IDLE)
    return None

"""English numerals: 1.2 million, 5bn, five hundred and twenty, half a billion, two and a half, tens of thousands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from taiyaku.quantities.figures import Figure, parse_number
from taiyaku.quantities.units import FRACTIONS, PLAIN_SUFFIXES, SUFFIXES, listed, one_of

ONES = {
    word: number
    for number, word in enumerate(
        listed("""
            zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
            sixteen seventeen eighteen nineteen
        """)
    )
}
TENS = {word: 10 * n for n, word in enumerate(listed("twenty thirty forty fifty sixty seventy eighty ninety"), 2)}
SCALES = {
    "hundred": 10**2,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "lakh": 10**5,
    "crore": 10**7,
    "dozen": 12,
}
_VALUES = ONES | TENS
ABBREVIATED = {"mn": 10**6, "mil": 10**6, "mln": 10**6, "bn": 10**9, "tn": 10**12, "trn": 10**12}

DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?!,?\d)|\d{1,3}(?: \d{3}){2,}(?!\d)|\d{1,3}(?: 000)+(?!\d)|\d+)(?:\.\d+)?|\.\d+"
_DIGITS = re.compile(
    rf"(?P<n>{DIGITS})(?: (?P<a>\d)/(?P<b>\d)(?!\d)|(?P<v>[{''.join(FRACTIONS)}]))?|"
    rf"(?P<w>[{''.join(FRACTIONS)}])"
)
_SUFFIX = re.compile(rf"(?P<s>{one_of(PLAIN_SUFFIXES)})(?![A-Za-z0-9])")
_MONEY_SUFFIX = re.compile(rf"(?P<s>{one_of(dict(SUFFIXES))})(?![A-Za-z0-9])")
_SCALE = re.compile(
    rf"[ -]?(?P<s>{one_of(dict(SCALES))})s?\b|[ ]?(?P<short>{one_of(dict(ABBREVIATED))})\b", re.IGNORECASE
)
_WORD = re.compile(rf"(?:{one_of([*ONES, *TENS, *SCALES])})(?![a-z])", re.IGNORECASE)
_JOINT = re.compile(r"(?: and |[ -]|, )(?=[a-zA-Z])")
_HALF = re.compile(
    r"(?: and |[ -]and[ -])(?:a|one)[ -](?P<part>half|quarter|third)\b(?:(?=[ -])[ -](?P<s>million"
    r"|billion|trillion|thousand|dozen))?",
    re.IGNORECASE,
)
_ARTICLE = re.compile(
    r"(?:(?:a|an|one half|half an?|a half|quarter of an?|a quarter of an?) |half-)"
    rf"(?P<s>{one_of(dict(SCALES))})\b(?! of (?:thousand|million|billion))",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"(?:(?P<few>several|a few|few|some|many|a couple(?: of)?|tens of|dozens of|multiple) )?"
    r"(?:(?P<one>hundred|thousand|million|billion|trillion|dozen)|(?P<many>hundreds|thousands"
    r"|millions|billions|trillions|dozens|tens))"
    r"(?P<of>(?: of)? (?P<second>thousands?|millions?|billions?|trillions?))?\b",
    re.IGNORECASE,
)
_PARTS = {"half": Fraction(1, 2), "quarter": Fraction(1, 4), "third": Fraction(1, 3)}


def numeral(text: str, at: int, *, money: bool = False) -> Figure | None:
    """Read the numeral that starts at ``at``; after a currency, "5m" is five million."""
    figure = _digits(text, at, money=money) or _vague(text, at) or _article(text, at) or _words(text, at)
    if figure is None:
        return None
    if match := _HALF.match(text, figure.end):
        more = _PARTS[match["part"].lower()] * figure.scale
        figure = replace(figure, end=match.end(), low=figure.low + more, high=figure.high + more, spelled=False)
        if match["s"]:
            by = Fraction(SCALES[match["s"].lower()])
            figure = replace(figure, low=figure.low * by, high=figure.high * by, scale=by)
    return figure


def _digits(text: str, at: int, *, money: bool) -> Figure | None:
    if not (match := _DIGITS.match(text, at)):
        return None
    number = parse_number(match["n"].replace(",", "").replace(" ", "")) if match["n"] else FRACTIONS[match["w"]]
    if match["a"] and match["b"] != "0":
        number += Fraction(int(match["a"]), int(match["b"]))
    elif match["v"]:
        number += FRACTIONS[match["v"]]
    end, scale = match.end(), Fraction(1)
    if suffix := (_MONEY_SUFFIX if money else _SUFFIX).match(text, end):
        scale = Fraction(10) ** SUFFIXES[suffix["s"]]
        return Figure(suffix.end(), number * scale, number * scale, scale, exact="." in match[0])
    while scale < 10**12 and (further := _SCALE.match(text, end)):
        by = _scale(further)
        scale, end = scale * by, further.end()
    if scale != 1:
        number *= scale
    return Figure(end, number, number, scale, exact="." in match[0])


def _scale(match: re.Match[str]) -> Fraction:
    return Fraction(SCALES[match["s"].lower()] if match["s"] else ABBREVIATED[match["short"].lower()])


def _article(text: str, at: int) -> Figure | None:
    """A hundred, half a billion."""
    if not (match := _ARTICLE.match(text, at)):
        return None
    if "half" not in match[0].lower() and "quarter" not in match[0].lower():
        return _words(text, match.start("s"))  # a hundred and fifty
    by = Fraction(SCALES[match["s"].lower()])
    words = match[0].lower()
    number = by / 4 if words.startswith(("a quarter", "quarter")) else by / 2 if "half" in words else by
    end = match.end()
    while by < 10**12 and (further := _SCALE.match(text, end)):
        number, by, end = number * _scale(further), by * _scale(further), further.end()
    return Figure(end, number, number, by, spelled=True, round=number == by)


def _vague(text: str, at: int) -> Figure | None:
    """Hundreds, several million, tens of thousands; "a few" with a plain noun is not a figure."""
    if not (match := _VAGUE.match(text, at)) or not (match["few"] or match["many"]):
        return None
    few = (match["few"] or "").lower()
    word = (match["one"] or match["many"] or "").lower().rstrip("s")
    base = Fraction(10 if word == "ten" else SCALES[word])
    if match["one"] and few in {"some", "many"}:
        return None
    low, high = (base * 2, base * 10) if match["one"] else (base, base * (10 if word in {"dozen", "hundred"} else 100))
    if match["of"]:
        by = SCALES[match["second"].lower().rstrip("s")]
        low, high, base = low * by, (base * 10 if match["many"] else high) * by, base * by
    elif few in {"tens of", "dozens of"}:
        low, high = base * 10, base * 100
    if word == "ten" and not match["of"]:
        high = Fraction(100)
    return Figure(match.end(), low, high, base, vague=True, spelled=True, round=bool(match["many"]) and not match["of"])


def _words(text: str, at: int) -> Figure | None:
    """One numeral in words: five hundred and twenty thousand; two in a row are two numerals."""
    total = group = 0
    last, end, scale, bare = "", at, 1, False
    for word, joint, stop in _run(text, at):
        if not _may_follow(last, word, joint, group) or total > 10**18:
            break
        if word not in SCALES:
            group, scale = group + _VALUES[word], 1
        else:
            by = SCALES[word]
            if not last:
                group, bare = 1, True
            if word == "hundred":
                group *= 100
            else:  # three thousand million: multiply the total
                total, group = (total + group * by if group else total * by), 0
            scale = scale * by if last in SCALES else by
        last, end = word, stop
    if not last:
        return None
    number = Fraction(total + group)
    return Figure(end, number, number, Fraction(scale), spelled=True, round=bare and number in _ROUND)


_ROUND = frozenset({100, 1000, 10**6, 10**9})


def _run(text: str, at: int) -> Iterator[tuple[str, str, int]]:
    """The number words from ``at`` on, each with what joins it to the one before and the offset of its end."""
    joint = ""
    while match := _WORD.match(text, at):
        yield match[0].lower(), joint, match.end()
        if not (further := _JOINT.match(text, match.end())):
            return
        joint, at = further[0].strip(" -"), further.end()


def _may_follow(last: str, word: str, joint: str, group: int) -> bool:
    """Whether a number word continues the numeral; not so in "five, six", "twenty ten" or "hundred and thousand"."""
    if joint == "and":
        return last in SCALES and word not in SCALES
    if joint:
        return False
    if word == "hundred":
        return not last or 0 < group < 100
    if word in SCALES:
        return bool(last) or word != "dozen"
    return not last or (last in SCALES and word != "zero") or (last in TENS and 0 < _VALUES[word] < 10)

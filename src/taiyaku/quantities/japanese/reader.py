"""Quantities in Japanese: amounts with their counters, shares, factors, money, and words that imply a number."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache, partial

from taiyaku.quantities.common_rules import digital_time, digits_first, iso_date, name, slashed
from taiyaku.quantities.english.dates import MONTHS, day_first, fiscal_year, month_first
from taiyaku.quantities.figures import BARE, Figure, Sense
from taiyaku.quantities.japanese import dates
from taiyaku.quantities.japanese.numerals import ARABIC, KANJI, NUMERAL, numeral
from taiyaku.quantities.japanese.words import COUNT, COUNTERS, SENSES, STOP, WORD, WORDS, unit_pattern
from taiyaku.quantities.mentions import amount, exact_quantity, implied_mention, mention_of
from taiyaku.quantities.model import Date, Meaning, Mention, Quantity, QuantityKind, Weight
from taiyaku.quantities.scan import Found, Rules, fold, scan
from taiyaku.quantities.series import Grammar, Reading, series
from taiyaku.quantities.units import PREFIXES, SUFFIXES, listed, one_of

_F = Fraction
_ORDINAL = (Sense(QuantityKind.ORDINAL),)
_NEXT = rf"(?=約?第?[$€£¥]?[\d{KANJI}数])"

_UNIT = re.compile(rf" ?(?P<unit>{unit_pattern()})(?P<of>分(?! ?の ?\d))?(?P<half>半(?![分数径額導期島端]))?")
_AFTER_ORDINAL = re.compile(
    r" ?(?:番|つ|人|回|個|社|年|日|位|度|代|周|枚|冊|本|件|台|着|杯|問|試合|作|章|時間|時限"
    r"|ヶ月|か月|カ月|週|週間|世代|号|部|段階|点|行|列|文字)?"
    r"目(?![的標次覚])"
)
_ABOUT = re.compile(
    r"(?:約|およそ|おおよそ|おおむね|概ね|ほぼ|ざっと|推定|(?<![\w%])~|≒|凡そ|せいぜい|ゆうに|大体|だいたい) ?$"
)
_ABOUT_AFTER = re.compile(
    r" ?(?:以上|超|余り?|あまり|強|弱|近く|ほど|程度|くらい|ぐらい|前後|台|内外|未満|以下|以内|足らず|そこそこ"
    r"|を超|を上回|を下回|に満た|もの|ごろ|頃|少々|\+)"
)
_PREFIX = re.compile(rf"(?P<money>{one_of(dict(PREFIXES))}) ?(?=\d)")
_SUFFIX = re.compile(
    rf"(?P<suffix>{one_of(dict(SUFFIXES))})(?![A-Za-z0-9])| (?P<word>thousand|million|billion"
    r"|trillion)\b"
)
_WORD_SCALES = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_NTH = re.compile(rf"第 ?(?=[\d{KANJI}])")
_FRACTION = re.compile(rf"(?P<d>{ARABIC}|[{KANJI}]+) ?分 ?の ?(?P<n>{ARABIC}|[{KANJI}]+)")
_OUT_OF = re.compile(rf"[\d{KANJI},.]+ ?(?P<counter>{one_of(list(COUNTERS))})(?:に|中、?|の?うち、?) ?(?=[\d{KANJI}])")
_VERSUS = re.compile(rf"(?P<a>{ARABIC}|[{KANJI}]+) ?対 ?(?P<b>{ARABIC}|[{KANJI}]+)(?!応)")
_TENTHS = re.compile(rf" ?(?P<n>[{KANJI[:10]}]|\d(?!\d)) ?(?P<of>[分厘])(?![のか間])")
_HUNDREDTHS = re.compile(r"\d{1,2}(?![\d.,~年月日時分秒個回人%-])")
_PAIR = re.compile(
    r"(?:一[、・,]二|二[、・,]三|三[、・,]四|四[、・,]五|五[、・,]六|六[、・,]七|七[、・,]八|八[、・,]九)(?![十百千])"
)
_SCHOOL = re.compile(r"(?:大学|高校|中学校?|短大|院)の?$")
"""A school before 3年 makes it a year of study, which each country counts differently after the first six."""
_DURATION = re.compile(r"以内|以上|後|前(?!後)|ぶり|連続|目|分|ほど|も|で|かけ|おき|間|あたり|当たり|弱|強|余り|近く")
"""What follows 12日 if it means twelve days, not the twelfth."""


@lru_cache(maxsize=64)  # ranges and lists look ahead at numbers that are read again
def _one(text: str, at: int) -> Reading | None:
    """One number with its unit."""
    start = at
    if nth := _NTH.match(text, at):
        at = nth.end()
    money = _PREFIX.match(text, at)
    figure = numeral(text, money.end() if money else at)
    if figure is None:
        return None
    extra: list[Meaning] = []
    senses: tuple[Sense, ...] = ()
    if money:
        figure = _scaled(text, figure)
        end, senses = figure.end, (Sense(QuantityKind.MONEY, PREFIXES[money["money"]]),)
    elif nth or _AFTER_ORDINAL.match(text, figure.end):
        unit = _AFTER_ORDINAL.match(text, figure.end) or _UNIT.match(text, figure.end)
        end, senses = unit.end() if unit else figure.end, _ORDINAL
    elif unit := _UNIT.match(text, figure.end):
        end, senses, figure = _with_unit(text, figure, unit)
        extra = _calendar_senses(figure, unit["unit"])
    elif _is_bare(text, at, figure):
        end = figure.end
        extra = _as_day(text[at:end])
    else:
        return None
    mention = amount(text, start, end, figure, senses or BARE, *extra)
    if extra and text[end - 1] == "日" and not _DURATION.match(text, end):
        mention = replace(mention, meanings=(*extra, *mention.meanings[: -len(extra)]))
    if senses == SENSES["倍"] and 1 < figure.low < 2:  # 1.5倍 is also "50% more"
        mention = replace(mention, meanings=(*mention.meanings, exact_quantity(figure.low - 1, QuantityKind.SHARE)))
    if _SCHOOL.search(text, max(0, start - 4), start):
        mention = replace(mention, weight=Weight.IDLE)
    if not mention.approximate and _about(text, start, end):
        mention = replace(mention, approximate=True)
    return mention, figure, senses


def _scaled(text: str, figure: Figure) -> Figure:
    """Apply the letters or word that scale an amount of money: $5m, $1.2 billion."""
    if figure.scale != 1 or not (match := _SUFFIX.match(text, figure.end)):
        return figure
    by = _F(10) ** (SUFFIXES[match["suffix"]] if match["suffix"] else _WORD_SCALES[match["word"]])
    return replace(figure, end=match.end(), low=figure.low * by, high=figure.high * by, scale=by)


def _with_unit(text: str, figure: Figure, unit: re.Match[str]) -> tuple[int, tuple[Sense, ...], Figure]:
    """The end of the amount, the senses of its unit, and the figure with 半 and 分 added."""
    end, senses = unit.end(), SENSES[unit["unit"]]
    if unit["half"]:
        if senses[0].kind in {QuantityKind.MEASURE, QuantityKind.FACTOR} or unit["unit"] == "回":
            figure = replace(figure, low=figure.low + _F(1, 2), high=figure.high + _F(1, 2))
        else:
            end = unit.start("half")
    if unit["unit"] == "秒" and (part := _HUNDREDTHS.match(text, end)):  # 9秒79
        added = _F(int(part[0]), 10 ** len(part[0]))
        figure, end = replace(figure, low=figure.low + added, high=figure.high + added, exact=True), part.end()
    tenths = unit["unit"] in {"割", "度"}
    while tenths and (part := _TENTHS.match(text, end)) and (more := numeral(text, part.start("n"))):
        added = more.low / (10 if part["of"] == "分" else 100)
        figure = replace(figure, low=figure.low + added, high=figure.high + added)
        end = part.end()
    return end, senses, figure


def _is_bare(text: str, at: int, figure: Figure) -> bool:
    """Whether a numeral without a unit is certainly a number: 三千五百, 五十億; not 千, 三 or the 3 of 3D."""
    if not figure.spelled:
        return not (
            text[figure.end - 1].isdigit()
            and text[figure.end : figure.end + 1].isalpha()
            and text[figure.end].isascii()
        )
    written = text[at : figure.end]
    if not any(c in "百千万億兆" for c in written):
        return bool(_PAIR.match(text, at))
    return len(written) >= 3 or (len(written) == 2 and (written[-1] in "万億兆" or written[0] in "数何幾"))


_DAY = re.compile(r"(?P<m>[1-9]|1[0-2])\.(?P<d>[12]\d|3[01]|[1-9])")


def _as_day(written: str) -> list[Meaning]:
    """3.11 may be a date."""
    match = _DAY.fullmatch(written)
    return [Date(month=int(match["m"]), day=int(match["d"]))] if match else []


def _calendar_senses(figure: Figure, unit: str) -> list[Meaning]:
    """12日 may be the twelfth, and 26年 the year 2026."""
    number = figure.low
    if figure.vague or figure.low != figure.high or number.denominator != 1:
        return []
    if unit == "日" and 1 <= number <= 31:
        return [Date(day=int(number)), exact_quantity(number, QuantityKind.ORDINAL)]
    if unit == "年" and 10 <= number <= 99 and not figure.spelled:
        return [Date(year=int(number))]
    return []


def _about(text: str, start: int, end: int) -> bool:
    return bool(_ABOUT.search(text, max(0, start - 6), start) or _ABOUT_AFTER.match(text, end))


_GRAMMAR = Grammar(
    one=_one,
    to=re.compile(rf" ?(?:~|-|から|ないし| to ) ?{_NEXT}"),
    either=re.compile(rf" ?(?:、|,|・|か|または) ?{_NEXT}"),
    item=re.compile(rf" ?(?:、|,|・|と|や|か|または|および|及び|/) ?{_NEXT}"),
    further=re.compile(r" ?(?=[\d" + KANJI + "])"),
)


def amounts(text: str, at: int) -> Found | None:
    """A number with its unit, alone or in a range or list."""
    if at and text[at - 1].isdigit() and text[at].isdigit():
        return None
    return series(text, at, _GRAMMAR)


def fraction(text: str, at: int) -> Found | None:
    """三分の一, 4 分の 1."""
    if not (match := _FRACTION.match(text, at)):
        return None
    whole, part = numeral(text, match.start("d")), numeral(text, match.start("n"))
    if whole is None or part is None or not whole.low:
        return None
    share = exact_quantity(part.low / whole.low, QuantityKind.SHARE)
    approximate = _about(text, at, match.end())
    return match.end(), (Mention(at, match.end(), match[0], (share,), approximate=approximate),)


def share(text: str, at: int) -> Found | None:
    """4人に1人, 10社中3社: a share of what is counted."""
    if not (joint := _OUT_OF.match(text, at)):
        return None
    whole, part = numeral(text, at), numeral(text, joint.end())
    if whole is None or part is None or not 0 < part.low < whole.low:
        return None
    if not text.startswith(joint["counter"], part.end):
        return None
    end = part.end + len(joint["counter"])
    counts = (
        amount(text, at, joint.end("counter"), whole, COUNT),
        amount(text, joint.end(), end, part, COUNT),
    )
    return end, (
        Mention(at, end, text[at:end], (exact_quantity(part.low / whole.low, QuantityKind.SHARE),), parts=counts),
    )


def versus(text: str, at: int) -> Found | None:
    """3対1."""
    if not (match := _VERSUS.match(text, at)):
        return None
    sides = [(part, numeral(text, match.start(part))) for part in ("a", "b")]
    return match.end(), tuple(
        amount(text, match.start(part), match.end(part), figure, BARE) for part, figure in sides if figure is not None
    )


def stop(text: str, at: int) -> Found | None:
    """Words in which a numeral is not a number: 一般, 千葉, 三菱, 万全; 十分 may be ten minutes."""
    if match := STOP.match(text, at):
        return match.end(), ()
    if (match := _ENOUGH.match(text, at)) and text[at - 1 : at] not in tuple(KANJI):
        minutes = exact_quantity(12 if match["two"] else 10, QuantityKind.MEASURE, "minute")
        return mention_of(match, minutes, weight=Weight.IDLE)
    return None


_ENOUGH = re.compile(r"十(?P<two>二)?分(?! ?の ?[一二三四五六七八九\d])")
_SEVERAL = re.compile(rf"[数何幾] ?(?P<unit>{unit_pattern()})")


def word(text: str, at: int) -> Found | None:
    """Words that imply a number, and 数人, 数年."""
    if match := _SEVERAL.match(text, at):
        figure = Figure(match.end(), _F(2), _F(9), vague=True)
        return match.end(), (amount(text, at, match.end(), figure, SENSES[match["unit"]]),)
    if match := WORD.match(text, at):
        return match.end(), (implied_mention(text, at, match.end(), *WORDS[match[0]]),)
    return None


def unclaimed(text: str, at: int) -> Found | None:
    """A numeral that no other rule reads; it may still match a number of the other side."""
    if (match := NUMERAL.match(text, at)) is None or (figure := numeral(text, at)) is None:
        return None
    return mention_of(match, Quantity(figure.low, figure.high, QuantityKind.NUMBER), weight=Weight.IDLE)


_RULES = Rules(
    letter=(
        stop,
        dates.period,
        dates.date,
        month_first,
        dates.time,
        dates.weekday,
        dates.relative,
        fraction,
        share,
        versus,
        dates.month,
        fiscal_year,
        name,
        amounts,
        word,
        unclaimed,
    ),
    plain=(
        stop,
        dates.period,
        dates.date,
        day_first,
        dates.time,
        fraction,
        share,
        versus,
        dates.month,
        amounts,
        unclaimed,
    ),
    other=(
        stop,
        iso_date,
        dates.years,
        dates.period,
        dates.date,
        month_first,
        day_first,
        dates.time,
        dates.weekday,
        dates.relative,
        digital_time,
        fraction,
        share,
        versus,
        dates.month,
        name,
        partial(slashed, day_first=False),
        amounts,
        digits_first,
        word,
        unclaimed,
    ),
)
_STARTS = one_of(
    [*WORDS, *dates.RELATIVE, *dates.ERAS, *listed("正午 零時 真夜中 午前 午後 朝 夜 晩 夕方 深夜 早朝 未明 昼 西暦")]
)
_FIRST = "".join(sorted({word[0] for word in _STARTS.split("|")} - set("RHS")))
_TRIGGER = re.compile(
    # The character class excludes most characters before the alternatives are tried.
    rf"(?=[\w$€£¥₩₹'(（½⅓⅔¼¾])(?:\d|[{KANJI}数何幾第半倍両$€£¥₩₹'½⅓⅔¼¾]"
    rf"|(?<![A-Za-z])(?:(?:{one_of(dict(MONTHS))})(?=\.? \d)"
    r"|[A-Za-z]+(?:[-_.][A-Za-z]+){0,5}[-_]?\$?(?=\d)|[apAP][mM])"
    rf"|(?=[{_FIRST}])(?:{_STARTS})|[月火水木金土日]曜|[（(][月火水木金土日][)）]|[上下]半?期|[前後]半)"
)
_LONG = re.compile(r"(?<=\d)ー(?=\d)")
"""The long vowel mark, typed in place of a dash."""


def _next_position(text: str, at: int) -> int | None:
    match = _TRIGGER.search(text, at)
    return match.start() if match else None


def read(text: str) -> tuple[Mention, ...]:
    """Read the quantities of a Japanese text in order; offsets are those of ``text``."""
    return scan(text, _LONG.sub("-", fold(text)), _next_position, _RULES)

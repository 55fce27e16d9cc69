"""Japanese dates and times: 2026年2月12日, 令和8年, 平成元年, 第3四半期, 1990年代, 午前0時, 12日（木）."""

from __future__ import annotations

import re
from dataclasses import replace

from taiyaku.quantities.japanese.numerals import KANJI, value
from taiyaku.quantities.mentions import date_mention, exact_quantity, idle_mention, mention_of, time_mention
from taiyaku.quantities.model import Clock, Date, Mention, QuantityKind, Weight
from taiyaku.quantities.scan import Found
from taiyaku.quantities.units import listed

_N = rf"(?:\d{{1,2}}|[{KANJI[:13]}]{{1,3}})"
"""A month, day or hour."""
_SEPARATOR = r" ?(?:~|-|から|、|・|,|と|および|及び|/) ?"

ERAS: dict[str, int] = {
    "令和": 2018,
    "平成": 1988,
    "昭和": 1925,
    "大正": 1911,
    "明治": 1867,
    "R": 2018,
    "H": 1988,
    "S": 1925,
}
"""The Gregorian year before an era's first year (元年)."""

_YEAR = (
    r"(?:(?P<era>令和|平成|昭和|大正|明治|[RHS](?=\d)) ?(?P<n>元|\d{1,2}|[一二三四五六七八九十]{1,3})"
    r"|(?:西暦)?(?P<y>'?(?:[12]\d{3}|\d{2})|[一二][〇零一二三四五六七八九]{3}|[一二]?千[〇零一二三四五六七八九十百]*))"
)
_FULL = re.compile(
    rf"{_YEAR} ?(?:(?:会計)?年(?P<fiscal>度)?(?!間|代|生(?!ま))|(?=[/.]))"
    rf"(?:[（( ]?(?:令和|平成|昭和)(?:元|\d{{1,2}})年[）) ]?)?"
    rf"(?: ?の? ?(?P<m>{_N}) ?月(?P<term>期)?(?![間面])(?: ?(?P<d>{_N}) ?日(?!間))?)?"
)
_MONTH = re.compile(rf"(?P<m>{_N}) ?月(?![間面])(?: ?(?P<d>{_N}) ?日(?!間))?")
_MONTHS = re.compile(rf"(?P<m1>{_N})月?{_SEPARATOR}(?=(?P<m2>{_N}) ?月)")
_MORE_DAYS = re.compile(rf"{_SEPARATOR}(?P<d>{_N}) ?日(?!間)")
_DAY_OPENS = re.compile(rf"(?P<m>{_N}) ?月 ?(?P<d>{_N}){_SEPARATOR}(?=(?P<d2>{_N}) ?日)")
_YEARS = re.compile(r"(?P<y>[12]\d{3})(?:年度?)?" + _SEPARATOR + r"(?=(?P<y2>[12]\d{3}|\d{2}) ?年(?![前後間以]))")


def _int(text: str) -> int:
    return int(value(text))


def _year(match: re.Match[str]) -> int:
    if era := match["era"]:
        return ERAS[era] + (1 if match["n"] == "元" else _int(match["n"]))
    return _int(match["y"].lstrip("'"))


def date(text: str, at: int) -> Found | None:
    """A date that starts with its year; 26年 alone may be 26 years and is read as an amount."""
    if not (match := _FULL.match(text, at)) or (at and text[at - 1].isdigit()):
        return None
    if "年" not in match[0]:
        return None
    month, day, end = match["m"], match["d"], match.end()
    if month is not None and not 1 <= _int(month) <= 12:
        month, day, end = None, None, text.index("年", at) + 1
    year = _year(match)
    if year < 100 and not match["era"] and month is None and not match["fiscal"] and text[at] != "'":
        return None
    if day is not None and not 1 <= _int(day) <= 31:
        day, end = None, text.index("月", at) + 1
    dates = [Date(year, _int(month) if month else None, _int(day) if day else None)]
    if match["term"]:  # 2026年3月期: the fiscal year that ends then, also called 2025
        dates += [Date(year), Date(year - 1)]
    return _with_days(text, date_mention(text, at, end, *dates))


def years(text: str, at: int) -> Found | None:
    """The first year of 2024〜2026年, where only the second has 年."""
    if not (match := _YEARS.match(text, at)) or (at and text[at - 1].isdigit()):
        return None
    return match.end(), (date_mention(text, at, match.start("y") + 4, Date(int(match["y"]))),)


def month(text: str, at: int) -> Found | None:
    """3月, 3月5日, 10〜12月, 5月10〜12日."""
    if at and (text[at - 1].isdigit() or text[at - 1] in KANJI):
        return None
    if opens := _DAY_OPENS.match(text, at):
        m, d = _int(opens["m"]), _int(opens["d"])
        if 1 <= m <= 12 and 1 <= d <= 31:
            return _with_days(text, date_mention(text, at, opens.end("d"), Date(None, m, d)))
    if (several := _MONTHS.match(text, at)) and all(1 <= _int(several[k]) <= 12 for k in ("m1", "m2")):
        return several.end(), (date_mention(text, at, several.end("m1"), Date(month=_int(several["m1"]))),)
    if not (match := _MONTH.match(text, at)) or not 1 <= _int(match["m"]) <= 12:
        return None
    d_, end = match["d"], match.end()
    if d_ is not None and not 1 <= _int(d_) <= 31:
        d_, end = None, match.end("m") + 1
    weight = Weight.IDLE if match[0] == "一月" else Weight.FIRM
    return _with_days(
        text, date_mention(text, at, end, Date(None, _int(match["m"]), _int(d_) if d_ else None), weight=weight)
    )


def _with_days(text: str, first: Mention) -> Found:
    """Add the days that follow a date: 5月10日〜12日, 10日、12日."""
    found, end = [first], first.end
    head = first.meanings[0]
    while isinstance(head, Date) and head.day and (match := _MORE_DAYS.match(text, end)):
        if not head.day < (day := _int(match["d"])) <= 31:
            break
        found.append(date_mention(text, match.start("d"), match.end(), Date(day=day)))
        end = match.end()
    return end, tuple(found)


_CLOCK = re.compile(
    r"(?:(?P<half>午前|午後|朝|夜|晩|夕方|深夜|早朝|未明|昼|[AP]M|[ap]m)の? ?)?"
    rf"(?P<h>{_N}) ?時(?![間点代期給速計刻差短制価流限])"
    rf"(?: ?(?P<thirty>半)| ?(?P<m>{_N}) ?分(?P<to>前)?)?"
)
_COLON = re.compile(r"(?P<half>午前|午後|夜|朝) ?(?P<h>\d{1,2}):(?P<m>[0-5]\d)")
_NAMED_TIMES = {"正午": (12, True), "零時": (0, None), "真夜中": (0, None)}
_NAMED = re.compile("|".join(_NAMED_TIMES))
_MORNING = frozenset({"午前", "朝", "早朝", "未明", "AM", "am"})
_EVENING = frozenset({"午後", "夜", "晩", "夕方", "昼", "PM", "pm"})


def time(text: str, at: int) -> Found | None:
    """午前0時, 午後3時30分, 7時半, 正午; also 午後3:30."""
    if named := _NAMED.match(text, at):
        hour, afternoon = _NAMED_TIMES[named[0]]
        return named.end(), (
            idle_mention(
                text, at, named.end(), *time_mention(text, at, named.end(), hour, afternoon=afternoon).meanings
            ),
        )
    match = _COLON.match(text, at) or _CLOCK.match(text, at)
    if not match or (at and text[at - 1] in "同" + KANJI) or _int(match["h"]) > 30:
        return None
    half, hour = match["half"], _int(match["h"])
    if match["h"] == "一" and not half:  # 一時: for a time
        return match.end("h") + 1, (
            idle_mention(text, at, match.end("h") + 1, time_mention(text, at, at + 1, 1).meaning),
        )
    groups = match.groupdict()
    minute = 30 if groups.get("thirty") else _int(groups["m"]) if groups["m"] else 0
    afternoon = False if half in _MORNING else True if half in _EVENING and 1 <= hour <= 12 else None
    if half in {"夜", "晩", "昼"} and hour in {11, 12, 1, 2, 3}:
        afternoon = None  # 夜1時 is after midnight, 昼の11時 before noon
    read = time_mention(text, at, match.end(), hour, minute, afternoon=afternoon)
    if groups.get("to") and minute:  # 3時10分前 is ten to three
        before = divmod((hour * 60 - minute) % 1440, 60)
        read = replace(read, meanings=(Clock(*before, afternoon), *read.meanings))
    return match.end(), (read,)


_WEEKDAY = re.compile(r"(?P<name>[月火水木金土日])曜(?:日(?!大工)|(?![大]))")
_IN_BRACKETS = re.compile(r"[(（](?P<name>[月火水木金土日])(?:[・,、]? ?祝)?[)）]")


def weekday(text: str, at: int) -> Found | None:
    """月曜日, 月曜, and (月) after a day."""
    match = _WEEKDAY.match(text, at)
    if not match and at and text[at - 1] == "日":
        match = _IN_BRACKETS.match(text, at)
    if not match:
        return None
    number = exact_quantity("月火水木金土日".index(match["name"]), QuantityKind.WEEKDAY)
    return mention_of(match, number, weight=Weight.SMALL)


_QUARTER = re.compile(
    r"第? ?(?P<q>[1-4一二三四])[・ ]?四半期|Q(?P<r>[1-4])(?![A-Za-z0-9])|(?P<s>[1-4])Q(?![A-Za-z0-9])"
)
_HALF = re.compile(
    r"(?P<first>上半期|上期|前半)|(?P<second>下半期|下期|後半)"
    r"|(?<![A-Za-z0-9])H(?P<h>[12])(?![A-Za-z0-9])"
)
_DECADE = re.compile(rf"(?P<n>\d{{2,4}}|[{KANJI[:13]}]{{2,4}}) ?(?:年代|歳代|代(?![目わ替理表]))")
_CENTURY = re.compile(rf"(?P<n>\d{{1,2}}|[{KANJI[:13]}]{{1,3}}) ?世紀")


def period(text: str, at: int) -> Found | None:
    """第3四半期, Q3, 上半期, 1990年代, 20代, 21世紀."""
    if match := _QUARTER.match(text, at):
        number = _int(match["q"] or match["r"] or match["s"])
        return mention_of(match, exact_quantity(number, QuantityKind.QUARTER))
    if match := _HALF.match(text, at):
        number = 1 if match["first"] or match["h"] == "1" else 2
        weight = Weight.FIRM if match["h"] else Weight.SMALL
        return mention_of(match, exact_quantity(number, QuantityKind.HALF), weight=weight)
    if at and (text[at - 1].isdigit() or text[at - 1] in KANJI + "."):
        return None
    if (match := _DECADE.match(text, at)) and (number := _int(match["n"])) % 10 == 0 and number >= 10:
        weight = Weight.IDLE if number == 10 else Weight.FIRM
        return mention_of(match, exact_quantity(number, QuantityKind.DECADE), weight=weight)
    if match := _CENTURY.match(text, at):
        number = _int(match["n"])
        kinds = (
            exact_quantity(number, QuantityKind.CENTURY),
            exact_quantity(100 * number, QuantityKind.MEASURE, "year"),
        )
        return mention_of(match, *kinds, weight=Weight.SMALL if number == 1 else Weight.FIRM)
    return None


RELATIVE = listed("""
    今年 昨年 去年 来年 同年 翌年 前年 本年 当年 例年 年初 年末 年内 年始 新年 正月 元旦 今月 先月
    来月 翌月 同月 前月 月末 今日 明日 昨日 本日 同日 翌日 前日 当日 今期 来期 前期 当期 今年度 昨年度 来年度 前年度
    今季 昨季 同期 前年同期
""")
"""Words that a translator may replace with a date."""


def relative(text: str, at: int) -> Found | None:
    """昨年, 同月: dates that the target may spell out."""
    match = _RELATIVE.match(text, at)
    return (match.end(), (idle_mention(text, at, match.end(), Date()),)) if match else None


_RELATIVE = re.compile("|".join(sorted(RELATIVE, key=len, reverse=True)))

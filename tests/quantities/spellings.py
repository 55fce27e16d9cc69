"""Quantities written out in Japanese and in English, each in several ways that mean the same."""

from __future__ import annotations

from fractions import Fraction

from taiyaku.quantities.units import listed

MONTHS = listed("January February March April May June July August September October November December")
_ONES = listed("""
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen
""")
_TENS = listed("_ _ twenty thirty forty fifty sixty seventy eighty ninety")
_KANJI = "〇一二三四五六七八九"

CURRENCIES = {
    "JPY": ("円", "¥{}", "{} yen", "JPY {}"),
    "USD": ("ドル", "${}", "{} dollars", "US${}"),
    "EUR": ("ユーロ", "€{}", "{} euros", "EUR {}"),
    "KRW": ("ウォン", "₩{}", "{} won", "KRW {}"),
    "CNY": ("人民元", "CN¥{}", "{} yuan", "RMB {}"),
    "INR": ("ルピー", "₹{}", "{} rupees", "INR {}"),
    "GBP": ("英ポンド", "£{}", "{} pounds", "GBP {}"),
}
DURATIONS = {
    "年間": ("{} years", "{}-year"),
    "か月": ("{} months", "{}-month"),
    "週間": ("{} weeks", "{}-week"),
    "日間": ("{} days", "{}-day"),
    "時間": ("{} hours", "{}-hour"),
    "分間": ("{} minutes", "{}-minute"),
}


def trimmed(value: Fraction) -> str:
    """Digits with commas and without needless decimals."""
    return f"{float(value):,.4f}".rstrip("0").rstrip(".")


def full_width(text: str) -> str:
    return text.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789.,"})


def japanese_numbers(value: int) -> list[str]:
    """1億2,340万, 123400000, 1.234億, full-width digits."""
    groups = [(10**12, "兆"), (10**8, "億"), (10**4, "万"), (1, "")]
    parts, rest = "", value
    for size, name in groups:
        if rest >= size:
            parts += f"{rest // size:,}{name}"
            rest %= size
    spellings = [parts, full_width(parts), f"{value:,}", str(value)]
    for size, name in groups[:3]:
        short = Fraction(value, size)
        if value >= size and (short * 1000).denominator == 1:
            spellings.append(f"{trimmed(short)}{name}")
    return spellings


def kanji(value: int) -> str:
    """Two to 9,999 in kanji."""
    text = ""
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, size)
        if digit:
            text += (_KANJI[digit] if digit > 1 or not name else "") + name
    return text


def words(value: int) -> str:
    """One to 999,999 in English words."""
    if value < 20:
        return _ONES[value]
    if value < 100:
        return _TENS[value // 10] + (f"-{_ONES[value % 10]}" if value % 10 else "")
    if value < 1000:
        return f"{_ONES[value // 100]} hundred" + (f" and {words(value % 100)}" if value % 100 else "")
    return f"{words(value // 1000)} thousand" + (f" {words(value % 1000)}" if value % 1000 else "")


def english_numbers(value: int) -> list[str]:
    """123.4 million, 123,400,000, one hundred and twenty thousand."""
    spellings = [f"{value:,}"]
    for size, name in ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (10**3, "thousand")):
        short = Fraction(value, size)
        if value >= size and (short * 1000).denominator == 1:
            spellings.append(f"{trimmed(short)} {name}")
            if short.denominator == 1 and short < 1000:
                spellings.append(f"{words(int(short))} {name}")
    if 2 <= value < 1_000_000:
        spellings.append(words(value))
    return spellings


def japanese_money(value: int, code: str) -> list[str]:
    return [number + CURRENCIES[code][0] for number in japanese_numbers(value)]


def english_money(value: int, code: str) -> list[str]:
    _, sign, name, iso = CURRENCIES[code]
    found = []
    for number in english_numbers(value):
        found.append(name.format(number))
        if number[0].isdigit():
            found += [sign.format(number), iso.format(number)]
    return found


def japanese_dates(year: int, month: int, day: int) -> list[str]:
    found = [f"{year}年{month}月{day}日", full_width(f"{year}年{month}月{day}日"), f"{year}/{month}/{day}"]
    if year >= 2020:
        found.append(f"令和{year - 2018}年{month}月{day}日")
    if 1990 <= year <= 2018:
        found.append(f"平成{year - 1988}年{month}月{day}日")
    return found


def english_dates(year: int, month: int, day: int) -> list[str]:
    name = MONTHS[month - 1]
    return [
        f"{name} {day}, {year}",
        f"{day} {name} {year}",
        f"{name[:3]}. {day}, {year}" if len(name) > 4 else f"{name} {day}, {year}",
        f"{year}-{month:02}-{day:02}",
    ]

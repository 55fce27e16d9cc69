"""Japanese numerals: 5.3億, 1億2,340万, 五十, 二〇二六, 数億, 十数."""

from __future__ import annotations

import re
from fractions import Fraction

from taiyaku.quantities.figures import Figure, parse_number
from taiyaku.quantities.units import FRACTIONS, PLAIN_SUFFIXES, SUFFIXES, one_of

ARABIC = r"(?:\d{1,3}(?:[,、]000)+(?!\d)|\d{1,3}(?:,\d{3})+(?!,?\d)|\d+)(?:\.\d+)?"
_BIG = r"(?:万(?!能|全|国旗|物)|億|兆(?!候|し)|京(?![都大阪王成急浜セ]))"
_GROUP = rf"{ARABIC} ?(?:[千百十](?:\d?[百十])*\d?)?{_BIG}"
KANJI = "〇零一二三四五六七八九十百千万億兆壱弐参"
NUMERAL = re.compile(
    rf"(?P<arabic>{_GROUP}(?: ?{_GROUP})*(?:{ARABIC}[百千]?)?(?!\d)"
    rf"|{ARABIC}[百千](?![分葉])(?:{ARABIC}[百十]?)?"
    rf"|{ARABIC}(?P<few>数(?!え))?(?:(?P<suffix>{one_of(PLAIN_SUFFIXES)})(?![A-Za-z0-9]))?"
    rf"(?P<fraction>[{''.join(FRACTIONS)}])?"
    rf"|[{''.join(FRACTIONS)}])"
    rf"|(?P<kanji>[数何幾]?(?:[{KANJI}]|(?<=[十百千万])数)+)"
)

_DIGITS = {**{c: n for n, c in enumerate("〇一二三四五六七八九")}, "零": 0, "壱": 1, "弐": 2, "参": 3}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "億": 10**8, "兆": 10**12, "京": 10**16}
_TOKEN = re.compile(r"\d[\d,、]*(?:\.\d+)?|\S")


def numeral(text: str, at: int) -> Figure | None:
    """Read the numeral that starts at ``at``."""
    if not (match := NUMERAL.match(text, at)):
        return None
    written = match[0]
    if kanji := match["kanji"]:
        if kanji in "数何幾":
            return None
        vague = any(c in "数何幾" for c in kanji)
        bare = kanji in _SMALL or kanji in _LARGE
        low, high = value(kanji, 2 if kanji[0] in "数何幾" else 0), value(kanji, 9)  # 百数十 is over a hundred
        if len(kanji) in {2, 3} and all(c in _DIGITS for c in kanji):
            first, second = _DIGITS[kanji[0]], _DIGITS[kanji[1]]
            if len(kanji) == 2 and second == first + 1:  # 二三日: two or three
                low, high = Fraction(first), Fraction(second)
        return Figure(match.end(), low, high, _scale(kanji), vague, spelled=True, round=bare)
    if match["few"]:
        base = _number(match[0].split("数")[0])
        return Figure(match.end(), base, base + 9, vague=True)
    if suffix := match["suffix"]:
        by = Fraction(10) ** SUFFIXES[suffix]
        number = _number(written[: -len(suffix)]) * by
        return Figure(match.end(), number, number, by, exact="." in written)
    if written[-1] in FRACTIONS:
        number = _number(written[:-1] or "0") + FRACTIONS[written[-1]]
        return Figure(match.end(), number, number)
    number = value(written)
    return Figure(match.end(), number, number, _scale(written), exact="." in written)


def _number(written: str) -> Fraction:
    return parse_number(written.replace(",", "").replace("、", ""))


def _scale(written: str) -> Fraction:
    last = written[-1]
    return Fraction(_LARGE.get(last) or _SMALL.get(last) or 1)


def value(written: str, few: int = 5) -> Fraction:
    """The value of a Japanese numeral in digits, kanji or both, with ``few`` for 数."""
    total = section = Fraction(0)
    current: Fraction | None = None
    for part in _TOKEN.findall(written):
        if part[0].isascii():
            current = _number(part)
        elif part in _DIGITS:
            current = (current or 0) * 10 + Fraction(_DIGITS[part])
        elif part in "数何幾":
            section += current or 0
            current = Fraction(few)
        elif part in _SMALL:
            section += (1 if current is None else current) * _SMALL[part]
            current = None
        else:
            group = section + (current or 0)
            total += (group or 1) * _LARGE[part]
            section, current = Fraction(0), None
    return total + section + (current or 0)

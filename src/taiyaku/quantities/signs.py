"""Negative values: 「－5℃」 and 「マイナス3億円」 against "minus five degrees" and "a loss of ¥300 million".

A sign may be far from its number, and either language may express it with a verb ("fell by 5%"). So a sign is reported
only if nothing in the entire other text can express it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from taiyaku.quantities.compare import CLOSE, agreement
from taiyaku.quantities.model import Mention, Mismatch, Quantity
from taiyaku.quantities.scan import fold

_SIGNED = re.compile(
    r"(?:(?:マイナス|(?<!or )\bminus|\bnegative) ?|(?<![A-Za-z0-9_)\].,~%/-])(?<![\d,] )-)(?=[$€£¥]?\d)", re.IGNORECASE
)
_BELOW = {
    "ja": re.compile(r"マイナス|[-±▲△]|氷点下|零下|[減赤負損下低安落縮引差]|割り?込|失|遅れ|前"),
    "en": re.compile(
        r"-[$€£¥]?\d|[±▲△]|\((?:[$€£¥])?\d|\b(?:minus|negative|below|under|loss\w*|los[et]|lost|deficit|red|fell|fall\w*"
        r"|drop\w*|declin\w*|decreas\w*|cut\w*|reduc\w*|down|less|lower\w*|shr[aiu]nk\w*|contract\w*|behind|before|ago"
        r"|debt\w*|weak\w*|slip\w*|slid\w*|shed\w*|subzero|sub-zero|minuses|ahead|dip\w*|slump\w*)\b",
        re.IGNORECASE,
    ),
}
"""Words and signs that may express a negative value, by language."""


def lost_signs(
    source: str, target: str, ours: Sequence[Mention], theirs: Sequence[Mention], languages: tuple[str, str]
) -> Iterator[Mismatch]:
    """Signs that only one side expresses, each with its number; both languages must have a reader."""
    for number, other in _unexpressed(source, target, ours, theirs, languages[1]):
        yield Mismatch(number, other)
    for number, other in _unexpressed(target, source, theirs, ours, languages[0]):
        yield Mismatch(other, number)


def _unexpressed(
    text: str, against: str, numbers: Sequence[Mention], others: Sequence[Mention], language: str
) -> Iterator[tuple[Mention, Mention]]:
    """The signed numbers of a text, each with its counterpart in the other text, if that text expresses no sign."""
    signed = {match.end(): match.start() for match in _SIGNED.finditer(fold(text))}
    below = _BELOW.get(language)
    if not signed or below is None or below.search(fold(against)):
        return
    for number in numbers:
        if number.start not in signed or not isinstance(meaning := number.meaning, Quantity) or not meaning.low:
            continue
        same = [other for other in others if agreement(number, other) >= CLOSE]
        if same:
            start = signed[number.start]
            negative = replace(meaning, low=-meaning.high, high=-meaning.low)
            yield replace(number, start=start, text=text[start : number.end], meanings=(negative,)), same[0]

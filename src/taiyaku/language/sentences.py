"""Sentences of a text, for the checks that count or compare them."""

from __future__ import annotations

import re
from functools import lru_cache

_END = re.compile(
    r"""(?P<cjk> [。！？]+ [」』）)”’"]* | [.!?…]+ ["'”’)\]»*_]* (?=\s) ) | (?P<line> \n+ )""", re.VERBOSE
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(“\"'])(?:[A-Za-z]|e\.g|i\.e|etc|vs|cf|al|approx|no|nos|fig|figs|eq|vol|pp?|ch|sec|ver|dept|est"
    r"|inc|ltd|co|corp|jr|sr|st|mr|mrs|ms|dr|prof|gen|gov|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
    r"|(?:[A-Za-z]\.)+[A-Za-z])$",
    re.IGNORECASE,
)
_QUOTATION_GOES_ON = re.compile("[とっなのをがはもにでや、]")
"""What follows a quoted sentence that is part of another: 「行こう。」と言った。"""
_OPENING, _CLOSING = "「『（(“", "」』）)”"


@lru_cache(maxsize=4096)
def sentences(text: str) -> tuple[str, ...]:
    """Cut a text at its sentence ends and line breaks; what holds no letter or digit joins its neighbour.

    A stop inside brackets or Japanese quotation marks ends no sentence, nor does one after an abbreviation or initial.
    """
    result: list[str] = []
    at = depth = seen = 0
    for match in _END.finditer(text):
        for char in text[seen : match.start()]:
            depth += (char in _OPENING) - (char in _CLOSING)
        seen = match.start()
        if match["cjk"]:
            if depth > 0 and match[0][-1] not in _CLOSING:
                continue
            if match[0][-1] in _CLOSING and _QUOTATION_GOES_ON.match(text, match.end()):
                continue
            if match[0][0] == "." and (_ABBREVIATION.search(text[at : match.start()]) or _goes_on(text, match.end())):
                continue
        else:
            depth = 0
        _add(result, text[at : match.end()])
        at = match.end()
    _add(result, text[at:])
    return tuple(result)


def _goes_on(text: str, at: int) -> bool:
    """Whether a small letter follows, so that the stop ended no sentence."""
    rest = text[at : at + 8].lstrip(" *_\"'“‘(")
    return rest[:1].islower()


def _add(result: list[str], sentence: str) -> None:
    sentence = sentence.strip()
    if any(map(str.isalnum, sentence)):
        result.append(sentence)
    elif sentence and result:
        result[-1] += sentence

"""Split a text into sentences."""

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
_QUOTATION_CONTINUES = re.compile("[とっなのをがはもにでや、]")
"""The continuation of a sentence after a quoted one: 「行こう。」と言った。"""
_OPENING, _CLOSING = "「『（(“", "」』）)”"


@lru_cache(maxsize=4096)
def sentences(text: str) -> tuple[str, ...]:
    """Split a text at sentence ends and line breaks; a piece without letters or digits joins the one before.

    A full stop in brackets or Japanese quotation marks does not end a sentence, nor does one after an abbreviation.
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
            if match[0][-1] in _CLOSING and _QUOTATION_CONTINUES.match(text, match.end()):
                continue
            if match[0][0] == "." and (_ABBREVIATION.search(text[at : match.start()]) or _continues(text, match.end())):
                continue
        else:
            depth = 0
        _add(result, text[at : match.end()])
        at = match.end()
    _add(result, text[at:])
    return tuple(result)


def _continues(text: str, at: int) -> bool:
    """Whether a lower-case letter follows, so that the full stop does not end the sentence."""
    rest = text[at : at + 8].lstrip(" *_\"'“‘(")
    return rest[:1].islower()


def _add(result: list[str], sentence: str) -> None:
    sentence = sentence.strip()
    if any(map(str.isalnum, sentence)):
        result.append(sentence)
    elif sentence and result:
        result[-1] += sentence

"""Deductions from a fuzzy match's score, and translations adapted to changed codes."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable

from taiyaku.model import MASK

Abstract = Callable[[str], tuple[str, tuple[str, ...]]]
"""Turns Markdown into its text, with ``MASK`` for each code, and the codes as spelled, in order."""


PENALTY = 2
"""Percent subtracted if codes differ that cannot be replaced, and again if numbers differ: both cost a translator more
than the single character that the edit distance counts."""

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*[百千万億兆]*")


def numbers_in(text: str) -> Counter[str]:
    """The numbers in a text, with full-width digits normalized; 5億 and 5万 are different numbers."""
    return Counter(_NUMBER.findall(unicodedata.normalize("NFKC", text)))


def replace_codes(target: str, old: tuple[str, ...], new: tuple[str, ...], abstract: Abstract) -> str | None:
    """A translation in which the codes of its source, ``old``, are replaced with those of the new source, ``new``.

    Returns:
        None if the codes of the target cannot be assigned: their number or kind changed, one code would have to become
        two different ones, or the target does not have each changed code as often as its source.
    """
    if old == new:
        return target
    if len(old) != len(new):
        return None
    becomes: dict[str, str] = {}
    for was, now in zip(old, new, strict=True):
        # The first character gives a code's kind: a backtick, a bracket, an asterisk.
        if was[:1] != now[:1] or becomes.setdefault(was, now) != now:
            return None
    text, codes = abstract(target)
    if text.count(MASK) != len(codes):
        return None
    if any(was != now and codes.count(was) != old.count(was) for was, now in becomes.items()):
        return None
    fitted = tuple(becomes.get(code, code) for code in codes)
    pieces = text.split(MASK)
    result = pieces[0] + "".join(code + piece for code, piece in zip(fitted, pieces[1:], strict=True))
    # Codes can change how the text around them is parsed, so the result is parsed again.
    return result if abstract(result) == (text, fitted) else None

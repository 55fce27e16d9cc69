"""How like two texts are to a translator, and a translation fitted to codes that changed."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable

from taiyaku.model import MASK

Abstract = Callable[[str], tuple[str, tuple[str, ...]]]
"""Markdown to its text with each code as ``MASK``, and the codes as they are spelt, in order."""


PENALTY = 2
"""Percent taken off where codes differ that could not be exchanged, and again where numbers differ: both cost a
translator more than the one character that they are to the edit distance."""

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*[百千万億兆]*")


def numbers(text: str) -> Counter[str]:
    """The numbers in a text, full-width digits read as digits, 5億 and 5万 as different ones."""
    return Counter(_NUMBER.findall(unicodedata.normalize("NFKC", text)))


def exchanged(target: str, old: tuple[str, ...], new: tuple[str, ...], abstract: Abstract) -> str | None:
    """A translation with the codes of its source's new version in place of those of the old one.

    Args:
        target: The translation of a source with the codes ``old``.
        old: The codes of the source it was made from.
        new: The codes to put instead, by position.
        abstract: Reads the codes of the target.

    Returns:
        None where it cannot be told which code of the target is which: their number or kind changed, one code would
        have to become two different ones, or the target has not each changed code as often as its source.
    """
    if old == new:
        return target
    if len(old) != len(new):
        return None
    becomes: dict[str, str] = {}
    for was, now in zip(old, new, strict=True):
        # A code's first character tells its kind: a backtick, a bracket, an asterisk.
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
    # Codes can change how their surroundings are read; what is offered must read as what was meant.
    return result if abstract(result) == (text, fitted) else None

"""Makes texts comparable (width, case, whitespace) and keeps the origin of each character.

Folding is Unicode NFKC with full case folding (UAX #15; The Unicode Standard, section 3.13), a run of whitespace as
one space, and one form each of apostrophe and hyphen. It changes lengths (``㈱``, ``ｶﾞ``, ``ﬁ``), so the text is split
into clusters that fold independently of each other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

# Characters that fold one to one and never combine with a neighbor; nearly every text consists of them.
_EVEN = " !-~、-〩〰-〵〻-〽ぁ-ゖゝゞァ-ヾ㐀-䶿一-鿿！-～‐‑–—‘’“”•→\n\ufffc"
# One character and then `*`, which the regex engine searches four times faster than `+`.
_ODD = f"[^{_EVEN}][^{_EVEN}]*"
_UNEVEN = re.compile(_ODD)
_UNEVEN_OR_GAP = re.compile(rf"{_ODD}|[ \n][ \n]+")
_WIDE = re.compile("[！-～]")
_SAME = {"‘": "'", "’": "'", "‐": "-", "‑": "-", "\n": " "}
_TABLE = str.maketrans(_SAME)


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text, with the origin of each offset."""

    text: str
    origins: Sequence[int]
    """The original offset for each offset of ``text`` and for its end; -1 inside a folded cluster."""


def fold(text: str) -> Folded:
    """Fold a text; linear in its length."""
    even = _fold_evenly(text)
    gaps = "  " in even  # a line break is a space there too
    parts: list[str] = []
    origins: list[int] = []
    done = 0
    for uneven in (_UNEVEN_OR_GAP if gaps else _UNEVEN).finditer(text):
        start, end = max(done, uneven.start()), uneven.end()
        if start >= end:
            continue  # whitespace that the stretch before includes
        # A run of whitespace is one space, even if part of it folds evenly: a line break before U+3000.
        while text[start].isspace() and start > done and text[start - 1] in " \n":
            start -= 1
        while text[end - 1].isspace() and end < len(text) and text[end].isspace():
            end += 1
        # A mark may combine with the even character before it: か + U+3099, ｶ + ﾞ.
        if start > done and _may_combine(text[start]):
            start -= 1
        parts.append(even[done:start])
        origins += range(done, start)
        for at, folded in _clusters(text, start, end):
            parts.append(folded)
            origins += (at, *(-1,) * (len(folded) - 1))
        done = end
    if not parts:
        return Folded(even, range(len(text) + 1))
    parts.append(even[done:])
    origins += range(done, len(text) + 1)
    return Folded("".join(parts), origins)


def _fold_evenly(text: str) -> str:
    """The text with its even characters folded in place; the uneven ones are not used."""
    for wide in set(_WIDE.findall(text)):
        text = text.replace(wide, chr(ord(wide) - 0xFEE0))
    for char, plain in _SAME.items():
        text = text.replace(char, plain)
    return text.replace("İ", "I").lower()  # the only letter that `lower` makes longer


def _clusters(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """The clusters of an uneven stretch: offset and folded text."""
    at = start
    while at < end:
        stop = at + 1
        if text[at].isspace():
            while stop < end and text[stop].isspace():
                stop += 1
            yield at, " "
        else:
            while stop < end and _may_combine(text[stop]):
                stop += 1
            yield at, _fold_cluster(text[at:stop])
        at = stop


@lru_cache(maxsize=4096)
def _fold_cluster(cluster: str) -> str:
    # Folding case can undo a composition, hence the second pass.
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", cluster).casefold())
    return folded.translate(_TABLE)


@lru_cache(maxsize=4096)
def _may_combine(char: str) -> bool:
    """Whether a character may combine with the one before it."""
    first = unicodedata.normalize("NFKD", char)[0]
    return unicodedata.combining(first) != 0 or "\u1160" <= first <= "\u11ff"

"""Texts made comparable (width, letter case, white space) without losing where each character came from.

Folding is Unicode NFKC with full case folding (UAX #15; The Unicode Standard, section 3.13), a run of white space as
one space, and one form each of apostrophe and hyphen. It changes lengths (``㈱``, ``ｶﾞ``, ``ﬁ``), so the text is cut
into clusters that fold independently of each other.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

# Characters that fold one to one and never combine with a neighbour: what nearly every text consists of.
_EVEN = " !-~、-〩〰-〵〻-〽ぁ-ゖゝゞァ-ヾ㐀-䶿一-鿿！-～‐‑–—‘’“”•→\n\ufffc"
_UNEVEN = re.compile(f"[^{_EVEN}]+|[ \n]{{2,}}")
_WIDE = re.compile("[！-～]")
_SAME = {"‘": "'", "’": "'", "‐": "-", "‑": "-", "\n": " "}
_TABLE = str.maketrans(_SAME)


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and the way back to the text as it stood."""

    text: str
    starts: tuple[int, ...] = (0,)
    """Offsets in ``text`` of its pieces, ascending from 0."""
    origins: tuple[int, ...] = (0,)
    """Offset of each piece in the text as it stood."""
    whole: tuple[bool, ...] = (False,)
    """Whether the piece is a cluster that can only be taken whole, rather than a run of one-to-one characters."""

    def origin(self, at: int) -> int:
        """Where an offset of ``text`` came from; -1 for one inside a cluster."""
        piece = bisect_right(self.starts, at) - 1
        offset = at - self.starts[piece]
        if offset and self.whole[piece]:
            return -1
        return self.origins[piece] + offset


def fold(text: str) -> Folded:
    """Fold a text; linear in its length."""
    even = _even(text)
    parts: list[str] = []
    starts: list[int] = []
    origins: list[int] = []
    whole: list[bool] = []
    size = done = 0
    for uneven in _UNEVEN.finditer(text):
        start, end = uneven.span()
        # A mark may combine with the even character before it: か + U+3099, ｶ + ﾞ.
        if start > done and _joins(text[start]):
            start -= 1
        if start > done:
            parts.append(even[done:start])
            starts.append(size)
            origins.append(done)
            whole.append(False)
            size += start - done
        for at, folded in _clusters(text, start, end):
            parts.append(folded)
            starts.append(size)
            origins.append(at)
            whole.append(True)
            size += len(folded)
        done = end
    if not parts:
        return Folded(even)
    parts.append(even[done:])
    starts.append(size)
    origins.append(done)
    whole.append(False)
    return Folded("".join(parts), tuple(starts), tuple(origins), tuple(whole))


def _even(text: str) -> str:
    """The text with its even characters folded in place; what stands for the uneven ones is never looked at."""
    for wide in set(_WIDE.findall(text)):
        text = text.replace(wide, chr(ord(wide) - 0xFEE0))
    for char, plain in _SAME.items():
        text = text.replace(char, plain)
    return text.replace("İ", "I").lower()  # the only letter that `lower` makes longer


def _clusters(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """The clusters of an uneven stretch: offset and folded form."""
    at = start
    while at < end:
        stop = at + 1
        if text[at].isspace():
            while stop < end and text[stop].isspace():
                stop += 1
            yield at, " "
        else:
            while stop < end and _joins(text[stop]):
                stop += 1
            yield at, _folded(text[at:stop])
        at = stop


@lru_cache(maxsize=4096)
def _folded(cluster: str) -> str:
    # Folding case can undo a composition, hence the second pass.
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", cluster).casefold())
    return folded.translate(_TABLE)


@lru_cache(maxsize=4096)
def _joins(char: str) -> bool:
    """Whether a character may combine with the one before it."""
    first = unicodedata.normalize("NFKD", char)[0]
    return unicodedata.combining(first) != 0 or "\u1160" <= first <= "\u11ff"

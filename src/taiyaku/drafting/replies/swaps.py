"""Swapped replies in one answer: each is a sound translation, but of the other unit."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from itertools import combinations

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9.+-]*[A-Za-z0-9]|\d+(?:[.,]\d+)*")
_ASKS = re.compile(r"[?？]|か[。」]?\s*$")
_APART, _TOGETHER = math.log(3), math.log(1.6)


def find_swaps(pairs: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """Find units whose replies fit better if they are exchanged.

    The evidence is what survives a translation: Latin words and numbers, a question, the length. Two sentences with the
    same evidence cannot be distinguished.

    Args:
        pairs: Source and reply by unit id, as readers see them.

    Returns:
        By unit id, the id of the unit whose reply it seems to have.
    """
    found: dict[str, str] = {}
    marks = {key: (_marks(source), _marks(reply)) for key, (source, reply) in pairs.items()}
    for one, other in combinations(pairs, 2):
        if _fits_better(marks[one], marks[other]) or _lengths_cross(pairs[one], pairs[other]):
            found.setdefault(one, other)
            found.setdefault(other, one)
    return found


def _marks(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORD.findall(text)) | ({"?"} if _ASKS.search(text) else set())


Marks = tuple[frozenset[str], frozenset[str]]


def _fits_better(one: Marks, other: Marks) -> bool:
    """Whether words are missing as the replies are, and none would be if they were exchanged."""
    straight = len(one[0] - one[1]) + len(other[0] - other[1])
    return straight > 0 and not (one[0] - other[1]) and not (other[0] - one[1])


def _lengths_cross(one: tuple[str, str], other: tuple[str, str]) -> bool:
    lengths = [len(text) for pair in (one, other) for text in pair]
    if min(lengths) == 0 or max(lengths) < 20:
        return False
    source, reply, source_other, reply_other = map(math.log, lengths)
    straight = abs((reply - source) - (reply_other - source_other))
    crossed = abs((reply_other - source) - (reply - source_other))
    return straight > _APART and crossed < _TOGETHER

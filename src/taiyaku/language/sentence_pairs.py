"""Which sentence of a source has no counterpart in its translation, told by lengths and by what both write alike.

Sentences are paired in order, one with one, or one with several where a translator joined or parted them, so that the
lengths fit best (Gale and Church, "A Program for Aligning Sentences in Bilingual Corpora", 1993); names, numbers, codes
and question marks draw a pair together. A sentence is missing where a pairing that leaves it out fits better than any
that does not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate
from math import inf, log, sqrt
from typing import NamedTuple

from taiyaku.language.scripts import text_extent
from taiyaku.model import MASK

_BEADS = {(1, 1): 0.1, (2, 1): 2.0, (1, 2): 2.0, (2, 2): 3.0, (3, 1): 4.0, (1, 3): 4.0}
"""How many sentences become how many, and what that costs: about the negative logarithm of how often it happens."""
_LEFT_OUT, _PUT_IN = 4.0, 4.0
"""What a sentence costs that stands on one side only. Fitted, as is the next, to 517 accepted pairs and to 1,275 from
which a sentence was taken: higher costs find fewer of these and are wrong about fewer of those."""
_UNLIKE = 1.3
"""What a name, number or code costs that stands on one side of a pair only."""
_WORST = 12.0
_BAND = 6
"""How far a pair may be from the diagonal, in sentences: a long text is paired in time that grows with its length."""

_ANCHOR = re.compile(rf"[A-Za-z][\w.+-]*[A-Za-z0-9]|\d[\d.]*|[?？{MASK}]")


def left_out(source: Sequence[str], target: Sequence[str], habit: float, *, named: bool) -> str:
    """The first sentence of a source that its translation most likely lacks; nothing where all are there.

    Args:
        source: Its sentences.
        target: Those of the translation.
        habit: How much the translator's texts say beside what is usual.
        named: Whether Latin words are names in the source, as they are in Japanese.
    """
    whole, lacking = _pairings(source, target, habit, named=named)
    if lacking.cost >= whole.cost:
        return ""
    return next(source[i] for i, _, a, b in lacking.steps() if a and not b)


def paired(
    source: Sequence[str], target: Sequence[str], habit: float, *, named: bool
) -> list[tuple[Sequence[str], Sequence[str]]]:
    """The sentences of a source, each with those of the translation that most likely render it; takes as left_out."""
    best = min(_pairings(source, target, habit, named=named), key=lambda pairing: pairing.cost)
    return [(source[i : i + a], target[j : j + b]) for i, j, a, b in best.steps()]


class _Pairing(NamedTuple):
    """The beginning of two texts, paired."""

    cost: float
    before: _Pairing | None = None
    step: tuple[int, int, int, int] = (0, 0, 0, 0)
    """The first sentence of each side that was paired last, and how many of each."""

    def steps(self) -> list[tuple[int, int, int, int]]:
        """All steps, in order."""
        found = []
        at: _Pairing | None = self
        while at is not None and at.before is not None:
            found.append(at.step)
            at = at.before
        return found[::-1]


def _pairings(source: Sequence[str], target: Sequence[str], habit: float, *, named: bool) -> tuple[_Pairing, _Pairing]:
    """The best pairing that leaves no sentence of the source out, and the best that does."""
    there = _Side(source, habit, named=named)
    here = _Side(target, 1.0, named=named)
    best = {(0, 0, False): _Pairing(0.0)}
    drift = abs(len(source) - len(target)) + _BAND
    for i in range(len(source) + 1):
        for j in range(max(0, i - drift), min(len(target), i + drift) + 1):
            for lacking in (False, True):
                if (pairing := best.get((i, j, lacking))) is None:
                    continue
                steps = [(a, b, lacking, _bead(there, here, i, j, (a, b))) for a, b in _BEADS]
                steps += [(0, 1, lacking, _PUT_IN)] * (j < len(target)) + [(1, 0, True, _LEFT_OUT)] * (i < len(source))
                for a, b, lacks, more in steps:
                    place, cost = (i + a, j + b, lacks), pairing.cost + more
                    if cost < best.get(place, _NEVER).cost:
                        best[place] = _Pairing(cost, pairing, (i, j, a, b))
    whole, lacking_some = (best.get((len(source), len(target), lacks), _NEVER) for lacks in (False, True))
    return whole, lacking_some


_NEVER = _Pairing(inf)


class _Side:
    """The sentences of one language, with what is asked of each stretch of them."""

    __slots__ = ("anchors", "extents")

    def __init__(self, sentences: Sequence[str], habit: float, *, named: bool) -> None:
        self.extents = [0.0, *accumulate(habit * text_extent(one) for one in sentences)]
        self.anchors = [
            Counter(_folded(found) for found in _ANCHOR.findall(one) if named or not found[0].isalpha())
            for one in sentences
        ]


def _folded(anchor: str) -> str:
    return "?" if anchor == "？" else anchor.lower()


def _bead(there: _Side, here: _Side, i: int, j: int, size: tuple[int, int]) -> float:
    """What it costs to take the next sentences of both sides for each other's translation."""
    a, b = size
    if i + a > len(there.anchors) or j + b > len(here.anchors):
        return inf
    said, told = there.extents[i + a] - there.extents[i], here.extents[j + b] - here.extents[j]
    # The logarithm of the ratio of two worths spreads as 1.7 ÷ √worth: see writing.shift.
    misfit = (log(told / said) * sqrt(said) / 1.7) ** 2 / 2 if said and told else _WORST / 2
    wanted = sum(there.anchors[i : i + a], Counter[str]())
    found = sum(here.anchors[j : j + b], Counter[str]())
    unlike = (wanted - found).total() + max(0, found[MASK] - wanted[MASK])
    return _BEADS[size] + min(misfit, _WORST) + _UNLIKE * unlike

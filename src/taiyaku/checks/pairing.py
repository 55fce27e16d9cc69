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

from taiyaku.checks.writing import worth
from taiyaku.inline import MASK

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
    there = _Side(source, habit, named=named)
    here = _Side(target, 1.0, named=named)
    best: dict[tuple[int, int, bool], tuple[float, str]] = {(0, 0, False): (0.0, "")}
    drift = abs(len(source) - len(target)) + _BAND
    for i in range(len(source) + 1):
        for j in range(max(0, i - drift), min(len(target), i + drift) + 1):
            for lacking in (False, True):
                cost, first = best.get((i, j, lacking), (inf, ""))
                if cost == inf:
                    continue
                steps = [((i + a, j + b, lacking), _bead(there, here, i, j, (a, b)), first) for a, b in _BEADS]
                steps.append(((i, j + 1, lacking), _PUT_IN, first))
                if i < len(source):
                    steps.append(((i + 1, j, True), _LEFT_OUT, first or source[i]))
                for place, more, told in steps:
                    if cost + more < best.get(place, (inf, ""))[0]:
                        best[place] = cost + more, told
    whole, _ = best.get((len(source), len(target), False), (inf, ""))
    lacks, sentence = best.get((len(source), len(target), True), (inf, ""))
    return sentence if lacks < whole else ""


class _Side:
    """The sentences of one language, with what is asked of each stretch of them."""

    __slots__ = ("anchors", "extents")

    def __init__(self, sentences: Sequence[str], habit: float, *, named: bool) -> None:
        self.extents = [0.0, *accumulate(habit * worth(one) for one in sentences)]
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

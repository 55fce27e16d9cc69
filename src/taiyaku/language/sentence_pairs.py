"""Pairs the sentences of a text with those of its translation, by length and by what both have in common.

Sentences are paired in order, one with one, or one with several if a translator joined or split them, so that the
lengths fit best. Names, numbers, codes and question marks that both sides share make a pair more likely. A sentence
counts as omitted if leaving it unpaired fits better than any pairing of all sentences.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate
from math import log, sqrt

from taiyaku.language.monotone import Link, Step, best_path, diagonal_band
from taiyaku.language.scripts import text_extent
from taiyaku.model import MASK

_COSTS: dict[Step, float] = {
    (1, 1): 0.1,
    (2, 1): 2.0,
    (1, 2): 2.0,
    (2, 2): 3.0,
    (3, 1): 4.0,
    (1, 3): 4.0,
    (0, 1): 4.0,
    (1, 0): 4.0,
}
"""The cost of each step: about the negative logarithm of its frequency.

The last two, for a sentence on one side only, and ``_UNSHARED`` are fitted to 517 accepted pairs and to 1,275 pairs
with a sentence removed: higher costs find fewer of the latter and raise fewer false alarms on the former."""
_UNSHARED = 1.3
"""Cost of a name, number or code that appears on one side of a pair only."""
_WORST = 12.0
"""The highest cost of a difference in length."""
_BAND = 6
"""How far a pair may be from the diagonal, in sentences."""

_ANCHOR = re.compile(rf"[A-Za-z][\w.+-]*[A-Za-z0-9]|\d[\d.]*|[?？{MASK}]")


def omitted_sentence(source: Sequence[str], target: Sequence[str], length_bias: float, *, named: bool) -> str:
    """The first sentence of a source that its translation most likely omits; empty if none.

    Latin words are names in the source if they are ``named``, as they are in Japanese.
    """
    links = _best_links(source, target, length_bias, named=named)
    return next((source[i] for i, _, step in links if step == (1, 0)), "")


def pair_sentences(
    source: Sequence[str], target: Sequence[str], length_bias: float, *, named: bool
) -> list[tuple[Sequence[str], Sequence[str]]]:
    """The sentences of a source, each with those that most likely translate it; arguments as in omitted_sentence."""
    links = _best_links(source, target, length_bias, named=named)
    return [(source[i : i + ours], target[j : j + theirs]) for i, j, (ours, theirs) in links]


def _best_links(source: Sequence[str], target: Sequence[str], length_bias: float, *, named: bool) -> list[Link]:
    ours, theirs = _Side(source, length_bias, named=named), _Side(target, 1.0, named=named)
    band = diagonal_band(len(source), len(target), _BAND)
    return best_path(band, tuple(_COSTS), lambda i, j, step: -_cost(ours, theirs, i, j, step))


class _Side:
    """The sentences of one language: how much they say, and what a translation keeps of them."""

    __slots__ = ("anchors", "extents")

    def __init__(self, sentences: Sequence[str], length_bias: float, *, named: bool) -> None:
        self.extents = [0.0, *accumulate(length_bias * text_extent(sentence) for sentence in sentences)]
        """How much the text says up to each sentence."""
        self.anchors = [
            Counter(_fold_anchor(anchor) for anchor in _ANCHOR.findall(sentence) if named or not anchor[0].isalpha())
            for sentence in sentences
        ]


def _fold_anchor(anchor: str) -> str:
    return "?" if anchor == "？" else anchor.lower()


def _cost(source: _Side, target: _Side, i: int, j: int, step: Step) -> float:
    """The cost of treating the sentences of a step as each other's translation."""
    ours, theirs = step
    if not ours or not theirs:
        return _COSTS[step]
    before, after = source.extents[i + ours] - source.extents[i], target.extents[j + theirs] - target.extents[j]
    # The logarithm of the ratio of two extents has a standard deviation of 1.7 ÷ √extent: see scripts.length_deviation.
    misfit = (log(after / before) * sqrt(before) / 1.7) ** 2 / 2 if before and after else _WORST / 2
    wanted = sum(source.anchors[i : i + ours], Counter[str]())
    found = sum(target.anchors[j : j + theirs], Counter[str]())
    unshared = (wanted - found).total() + max(0, found[MASK] - wanted[MASK])
    return _COSTS[step] + min(misfit, _WORST) + _UNSHARED * unshared

"""Monotone alignment of two sequences: the dynamic program behind pairing sentences and aligning articles.

A path leads through both sequences from start to end in steps, each of which takes some elements of either sequence:
(1, 1) one for one, (2, 1) two for one, (1, 0) one without a counterpart (Gale and Church, "A Program for Aligning
Sentences in Bilingual Corpora", 1993). The caller rates the steps; this module knows nothing about texts.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

Step = tuple[int, int]
"""How many elements of the first and of the second sequence go together."""
Link = tuple[int, int, Step]
"""A step and where it starts: an index into either sequence."""
Band = Sequence[range]
"""For each index of the first sequence, its length included, the indexes of the second that a path may pass there."""

_Sums = dict[tuple[int, int], float]


def diagonal_band(rows: int, columns: int, width: int) -> Band:
    """A band along the diagonal, which keeps the time of long texts linear in their length.

    Args:
        rows: Length of the first sequence.
        columns: Length of the second.
        width: How far a path may leave the diagonal, in elements, beyond the difference in length.
    """
    width += abs(rows - columns)
    middles = [i * columns // rows if rows else 0 for i in range(rows + 1)]
    return [range(max(0, middle - width), min(columns, middle + width) + 1) for middle in middles]


def best_path(band: Band, steps: Sequence[Step], gain: Callable[[int, int, Step], float]) -> list[Link]:
    """The path with the highest sum of gains; a tie goes to the step that starts earlier in the first sequence.

    Args:
        band: Where paths may go; its last row ends with the end of both sequences.
        steps: The steps to choose from.
        gain: What a link is worth; minus infinity if it is not allowed.
    """
    best: dict[tuple[int, int], tuple[float, Step]] = {(0, 0): (0.0, (0, 0))}
    for i, columns in enumerate(band):
        for j in columns:
            if (i, j) not in best:
                continue
            for step in steps:
                to = i + step[0], j + step[1]
                if to[0] < len(band) and to[1] in band[to[0]]:
                    total = best[i, j][0] + gain(i, j, step)
                    if total > (best[to][0] if to in best else -math.inf):
                        best[to] = total, step
    path: list[Link] = []
    i, j = len(band) - 1, band[-1][-1]
    while (i, j) != (0, 0):
        step = best[i, j][1]
        i, j = i - step[0], j - step[1]
        path.append((i, j, step))
    return path[::-1]


def link_probabilities(
    band: Band, steps: Sequence[Step], log_odds: Callable[[int, int, Step], float]
) -> dict[Link, float]:
    """The probability of each link in a band: the share, by weight, of all paths that use it.

    A path weighs the product of the odds of its links (forward-backward algorithm).
    """
    forward = _forward_sums(band, steps, log_odds)
    backward = _backward_sums(band, steps, log_odds)
    whole = forward[len(band) - 1, band[-1][-1]]
    return {
        (i, j, step): math.exp(min(0.0, before + log_odds(i, j, step) + backward[to] - whole))
        for (i, j), before in forward.items()
        for step in steps
        if (to := (i + step[0], j + step[1])) in backward
    }


def _forward_sums(band: Band, steps: Sequence[Step], log_odds: Callable[[int, int, Step], float]) -> _Sums:
    """For each pair of indexes, the logarithm of the summed weights of all paths to it."""
    sums: _Sums = {(0, 0): 0.0}
    for i, columns in enumerate(band):
        for j in columns:
            origins = [((i - step[0], j - step[1]), step) for step in steps]
            if terms := [sums[at] + log_odds(*at, step) for at, step in origins if at in sums]:
                sums[i, j] = _log_sum(terms)
    return sums


def _backward_sums(band: Band, steps: Sequence[Step], log_odds: Callable[[int, int, Step], float]) -> _Sums:
    """For each pair of indexes, the logarithm of the summed weights of all paths from it."""
    sums: _Sums = {(len(band) - 1, band[-1][-1]): 0.0}
    for i in range(len(band) - 1, -1, -1):
        for j in reversed(band[i]):
            goals = [((i + step[0], j + step[1]), step) for step in steps]
            if terms := [sums[at] + log_odds(i, j, step) for at, step in goals if at in sums]:
                sums[i, j] = _log_sum(terms)
    return sums


def _log_sum(terms: Sequence[float]) -> float:
    top = max(terms)
    return top + math.log(sum(math.exp(term - top) for term in terms))

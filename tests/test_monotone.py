"""The dynamic programme against a walk through every path."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest

from taiyaku.language.monotone import Link, Step, best_path, diagonal_band, link_probabilities

STEPS: tuple[Step, ...] = ((1, 1), (1, 0), (0, 1), (1, 2), (2, 1))
SIZES = [(0, 0), (0, 3), (3, 0), (1, 1), (3, 4), (5, 3)]


def worth(i: int, j: int, step: Step) -> float:
    return math.sin(7 * i + 3 * j + step[0] + 2 * step[1])


def every_path(rows: int, columns: int, i: int = 0, j: int = 0) -> Iterator[tuple[Link, ...]]:
    if (i, j) == (rows, columns):
        yield ()
    for step in STEPS:
        if i + step[0] <= rows and j + step[1] <= columns:
            for rest in every_path(rows, columns, i + step[0], j + step[1]):
                yield ((i, j, step), *rest)


@pytest.mark.parametrize(("rows", "columns"), SIZES)
def test_the_best_path_is_the_best_of_all_paths(rows: int, columns: int) -> None:
    found = best_path(diagonal_band(rows, columns, 9), STEPS, worth)
    assert tuple(found) == max(every_path(rows, columns), key=lambda path: sum(worth(*link) for link in path))


@pytest.mark.parametrize(("rows", "columns"), SIZES)
def test_a_probability_is_the_share_of_the_paths_that_use_the_link(rows: int, columns: int) -> None:
    weights = {path: math.exp(sum(worth(*link) for link in path)) for path in every_path(rows, columns)}
    whole = sum(weights.values())
    found = link_probabilities(diagonal_band(rows, columns, 9), STEPS, worth)
    assert {link for path in weights for link in path} == set(found)
    for link, probability in found.items():
        assert probability == pytest.approx(sum(weight for path, weight in weights.items() if link in path) / whole)


def test_a_link_that_is_not_allowed_is_not_taken() -> None:
    found = best_path(diagonal_band(2, 2, 9), STEPS, lambda i, j, step: 1.0 if step == (1, 1) else -math.inf)
    assert found == [(0, 0, (1, 1)), (1, 1, (1, 1))]


@pytest.mark.parametrize(("rows", "columns"), [*SIZES, (200, 10), (10, 200), (300, 290)])
def test_a_band_reaches_from_start_to_end_and_stays_near_the_diagonal(rows: int, columns: int) -> None:
    band = diagonal_band(rows, columns, 2)
    assert len(band) == rows + 1
    assert band[0][0] == 0
    assert band[-1][-1] == columns
    assert all(len(columns_here) <= 2 * (2 + abs(rows - columns)) + 1 for columns_here in band)

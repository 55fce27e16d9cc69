"""The name that was probably meant."""

from __future__ import annotations

import pytest

from taiyaku.suggest import did_you_mean, nearest


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("sourc", ["targets", "source"], "source"),
        ("EN", ["fr", "en"], "en"),
        ("JA", ["ka", "ja", "JB"], "ja"),
        ("xyz", ["source", "targets"], ""),
        ("anything", [], ""),
    ],
)
def test_the_most_similar_name_is_found_and_none_is_forced(word: str, known: list[str], expected: str) -> None:
    assert nearest(word, known) == expected


def test_the_hint_names_the_nearest_or_what_there_is() -> None:
    assert did_you_mean("job", ["jobs", "name"]) == "did you mean `jobs`?"
    assert did_you_mean("xyz", ["jobs", "name"]) == "use one of `jobs`, `name`"
    assert did_you_mean("xyz", ["jobs", "name"], otherwise="see the manual") == "see the manual"

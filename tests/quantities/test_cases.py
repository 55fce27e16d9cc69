"""The case files in ``tests/cases/quantities``.

A block begins with ``ja:`` and its source. A line ``= …`` is a translation about which nothing must be said. A line
``! … >> source <> target`` is one with a finding: what was read on both sides, ``-`` for nothing, several of them
parted by ``;``.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from taiyaku.quantities import differences

CASES = Path(__file__).parents[1] / "cases" / "quantities"


def cases() -> list[tuple[str, str, str, str]]:
    found = []
    for path in sorted(CASES.glob("*.txt")):
        source = ""
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            name = f"{path.stem}:{number}"
            if line.startswith("ja: "):
                source = line[4:]
            elif line.startswith("= "):
                found.append((name, source, line[2:], ""))
            elif line.startswith("! "):
                target, _, expected = line[2:].partition("  >> ")
                found.append((name, source, target, expected))
            else:
                assert not line or line.startswith("#"), f"{name}: neither a case nor a comment"
    return found


ALL = cases()


@pytest.mark.parametrize(("source", "target", "expected"), [pytest.param(*case[1:], id=case[0]) for case in ALL])
def test_a_case_gives_exactly_its_findings(source: str, target: str, expected: str) -> None:
    told = [
        f"{m.source.text if m.source else '-'} <> {m.target.text if m.target else '-'}"
        for m in differences(source, target, "ja", "en")
    ]
    assert " ; ".join(told) == expected


def test_there_are_at_least_400_cases_of_which_150_are_silent() -> None:
    assert len(ALL) >= 400
    assert sum(not expected for *_, expected in ALL) >= 150


def test_every_case_with_a_finding_says_which() -> None:
    lines = [line for path in CASES.glob("*.txt") for line in path.read_text("utf-8").splitlines()]
    assert all("  >> " in line for line in lines if line.startswith("! "))

"""Every case of every case file, and what a case file must have."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.case_files import FOLDER, Case, read_cases
from checks.running import run
from taiyaku.checks.registry import article_checks, project_checks
from taiyaku.language.embeddings import is_available

IDS = [check.id for check in (*article_checks(), *project_checks())]
CASES = [case for check in IDS for case in read_cases(check)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.check}: {case.title}")
def test_a_case_finds_what_it_says(case: Case, tmp_path: Path) -> None:
    if case.check == "meaning-drift" and case.finds and not is_available():
        pytest.skip("needs the extra semantic")
    found = run(case, tmp_path)
    where = f"tests/cases/checks/{case.check}.txt:{case.line}"
    assert [finding.message for finding in found] == case.finds, f"{where} expects other findings"
    assert {finding.check for finding in found} <= {case.check}
    fix = next((finding.fix for finding in found if finding.fix), None)
    assert fix == case.fix, f"{where} expects another corrected target; write the right one under `--- fix`"


@pytest.mark.parametrize("case", [case for case in CASES if case.fix], ids=lambda case: f"{case.check}: {case.title}")
def test_what_was_fixed_is_silent(case: Case, tmp_path: Path) -> None:
    fixed = Case(case.check, case.title, case.parts | {"target": case.parts["fix"]}, case.line)
    assert run(fixed, tmp_path) == []


@pytest.mark.parametrize("check", IDS)
def test_a_case_file_shows_findings_and_silence(check: str) -> None:
    cases = read_cases(check)
    name = f"tests/cases/checks/{check}.txt"
    silent = sum(not case.finds for case in cases)
    assert cases, f"{check} has no cases; write {name} with findings and silence"
    assert len(cases) >= 8, f"{name} has {len(cases)} cases; write at least 8"
    assert silent >= 3, f"{name} has {silent} silent cases; write at least 3"
    assert silent < len(cases), f"{name} has no finding; write a case with one"
    assert len({case.title for case in cases}) == len(cases), f"{name} has a title twice; name each case differently"


def test_there_is_no_case_file_without_a_check() -> None:
    strays = {path.name for path in FOLDER.glob("*.txt")} - {f"{check}.txt" for check in IDS}
    assert not strays, f"no check is called like {sorted(strays)}; add it to checks/registry.py, or rename the file"


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.check}: {case.title}")
def test_a_message_is_one_line_without_a_full_stop(case: Case) -> None:
    for message in case.finds:
        assert message == message.strip(), f"{case.check}: spaces around {message!r}; remove them"
        assert not message.endswith("."), f"{case.check}: {message!r} ends with a full stop; remove it"
        assert len(message) < 260, f"{case.check}: {message!r} has {len(message)} characters; shorten it"

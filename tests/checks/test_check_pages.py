"""The pages of the manual are those that the code makes."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def generate():
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_pages_of_the_checks_are_up_to_date(generate) -> None:
    stale = generate.stale(generate.check_pages())
    assert not stale, f"run python docs/generate.py: {[path.name for path in stale]}"


def test_a_stale_page_is_named_and_fails(generate, monkeypatch, capsys) -> None:
    page = ROOT / "docs" / "checks" / "link-changed.md"
    monkeypatch.setattr(generate, "all_pages", lambda: generate.check_pages() | {page: "another text"})
    monkeypatch.setattr(sys, "argv", ["generate.py", "--check"])
    assert generate.main() == 1
    assert "docs/checks/link-changed.md is stale" in capsys.readouterr().err


def test_a_page_shows_a_finding_and_silence(generate) -> None:
    page = generate.check_pages()[ROOT / "docs" / "checks" / "number-changed.md"]
    assert "> 5億ユーロ = 500,000,000 EUR" in page
    assert "No finding." in page
    assert "<!-- taiyaku:ignore number-changed reason -->" in page

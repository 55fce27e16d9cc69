"""A control character in a term would break XML and be obeyed by a terminal: it is told where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from taiyaku.errors import GlossaryError, InterchangeError
from taiyaku.glossary.read_file import load_terms
from taiyaku.interchange import terms_csv as csv


@pytest.mark.parametrize(("escape", "code"), [("\\0", "U+0000"), ("\\e[31m", "U+001B"), ("\\ufffe", "U+FFFE")])
def test_an_escaped_control_character_in_yaml_is_told_with_its_line(tmp_path: Path, escape: str, code: str) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(f'source: ja\nterms:\n  - term: 世界\n    en: "w{escape}"\n', encoding="utf-8")
    with pytest.raises(GlossaryError, match=r"a\.yaml:4: .*" + code.replace("+", r"\+")):
        load_terms(["*.yaml"], tmp_path)


def test_a_control_character_in_a_table_is_told_with_its_line() -> None:
    with pytest.raises(InterchangeError, match=r"t\.csv:2: contains a control character \(U\+0000\)"):
        csv.read("term,en\n世\0界,world\n".encode(), path="t.csv")

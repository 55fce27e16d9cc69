from __future__ import annotations

import pytest

from taiyaku.errors import InterchangeError
from taiyaku.interchange.deepl_tsv import phrases, read, write
from taiyaku.model import Rendering, Severity, Term

TERMS = (
    Term("世界モデル", variants=("ワールドモデル",), renderings={"en": Rendering("world model")}),
    Term("JEPA", keep=True),
    Term("ワールドモデル", renderings={"en": Rendering("other")}),
    Term("提案", renderings={"en": Rendering("proposal")}, status="proposed"),
    Term("消", renderings={"en": Rendering("off")}, enforce=Severity.OFF),
    Term("仏", renderings={"fr": Rendering("bouddha")}),
    Term("長" * 400, renderings={"en": Rendering("long")}),
    Term("=1+1", renderings={"en": Rendering("two")}),
)


def test_each_approved_spelling_stands_once_with_its_rendering() -> None:
    assert phrases(TERMS, "en-US") == {
        "世界モデル": "world model",
        "ワールドモデル": "world model",
        "JEPA": "JEPA",
        "=1+1": "two",
    }


def test_the_file_has_a_pair_a_line_and_no_header() -> None:
    assert (
        write(TERMS[:2], target="en").decode() == "世界モデル\tworld model\nワールドモデル\tworld model\nJEPA\tJEPA\n"
    )


def test_pairs_are_read_and_one_that_stands_unchanged_is_kept() -> None:
    world, jepa = read("\ufeff世界\tworld\r\n\r\nJEPA\tJEPA\r\n".encode(), target="en").terms
    assert (world.renderings["en"].use, world.line) == ("world", 1)
    assert (jepa.keep, dict(jepa.renderings), jepa.line) == (True, {}, 3)


@pytest.mark.parametrize("line", ["世界", "世界\t", "\tworld", "a\tb\tc"])
def test_a_line_that_is_no_pair_is_refused(line: str) -> None:
    with pytest.raises(InterchangeError, match="a tab and a target phrase"):
        read(f"x\ty\n{line}\n".encode(), target="en", path="g.tsv")

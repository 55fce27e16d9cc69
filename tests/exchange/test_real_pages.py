"""Pages of public projects out and in again; where the corpus does not stand beside the checkout, they are skipped."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from exchanging import FORMATS, brought, exported, fates, held
from made import Project
from taiyaku.editing import ImportOutcome
from taiyaku.interchange.bitext import Bitext, Pair
from taiyaku.model import State

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
PAGES = sorted(CORPUS.glob("*/ja/**/*.md*"))
JAPANESE = re.compile("[぀-ヿ㐀-鿿]+")


def translated(bitext: Bitext) -> Bitext:
    """Every text with Japanese in it translated, its codes as they were; as Markdown it is copied."""

    def one(pair: Pair) -> Pair:
        if not bitext.tagged:
            return replace(pair, target=pair.source, state=State.DRAFT)
        parts = re.split(r"(<[^<>]*>)", pair.source)
        parts[::2] = [JAPANESE.sub("word", part) for part in parts[::2]]
        return replace(pair, target="".join(parts), state=State.DRAFT)

    return replace(bitext, pairs=tuple(map(one, bitext.pairs)))


@pytest.mark.skipif(not PAGES, reason="no corpus beside the checkout")
@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_unit_of_a_real_page_arrives(tmp_path: Path, page: Path, format_: str) -> None:
    project = Project(tmp_path)
    (tmp_path / "content/ja/a.md").unlink()
    project.write("taiyaku.toml", 'articles.path = "content/{locale}/{name}' + page.suffix + '"\n')
    project.write(f"content/ja/a{page.suffix}", page.read_bytes().decode("utf-8"))
    bitext = exported(project, format_)
    assert brought(project, bitext) == []
    back = translated(bitext)
    arrivals = brought(project, back)
    assert Counter(fates(arrivals)) == {ImportOutcome.IMPORTED: len(back.pairs)}, [
        a for a in arrivals if a.outcome is not ImportOutcome.IMPORTED
    ]
    now = held(project)
    assert all(one.text and one.state is State.DRAFT for one in now.values())
    assert brought(project, back) == []

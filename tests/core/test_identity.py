"""Every unit's own source as its translation gives the input back, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invented import tries
from markdown_samples import SHARED, SPECS, VARIANTS, examples, flavor, pages, read
from taiyaku.errors import ArticleError
from taiyaku.markdown.assemble import assemble_markdown
from taiyaku.markdown.segment import segment_markdown
from taiyaku.model import Document


def parts(document: Document) -> str:
    gaps = [document.text[gap.start : gap.end] for gap in document.gaps]
    units = [document.raw(unit) for unit in document.units]
    return "".join(part for pair in zip(gaps, [*units, ""], strict=True) for part in pair)


def assert_identity(text: str, dialect: str | None = None) -> None:
    try:
        document = segment_markdown(text, flavor=dialect)
    except ArticleError:
        return  # front matter that does not parse is reported
    assert parts(document) == text
    assert assemble_markdown(document, {unit.id: unit.source for unit in document.units}) == text
    assert assemble_markdown(document, {}) == text
    assert len({unit.id for unit in document.units}) == len(document.units)


@pytest.mark.skipif(not SPECS.is_dir(), reason="scripts/fetch-specs has not fetched the specifications")
@pytest.mark.parametrize("dialect", ["commonmark", "gfm", "mdx"])
@pytest.mark.parametrize("variant", VARIANTS)
def test_specification_examples_come_back(variant: str, dialect: str) -> None:
    found = examples()
    assert len(found) > 1_000
    for text in found:
        assert_identity(VARIANTS[variant](text), dialect)


@pytest.mark.skipif(not SHARED.is_dir(), reason="no corpus beside the checkout")
@pytest.mark.parametrize("path", pages("ja", "en", "en_base"), ids=lambda path: path.name)
def test_real_pages_come_back(path: Path) -> None:
    for change in VARIANTS.values():
        assert_identity(change(read(path)), flavor(path))


words = st.sampled_from(
    ["文", "世界モデル", "。", "**", "*", "_", "`", "[", "]", "(", ")", "!", "<b>", "</b>", "<!-- x -->", "#", "- ", "1. ",
     "> ", "    ", "\t", "\n", "\n\n", "|", "---", "===", "```", "~~~", ":::", "{#id}", "{{< x >}}", "{% y %}", "$", "\\", "&amp;",
     "https://a.example/", "[^1]", "[^1]: ", ": ", "  \n", "word", " ", "\u3000", "\u2028", "\0", "😀", "<div>", "</div>", "+++"]
)  # fmt: skip


@tries(400)
@given(
    st.lists(words, max_size=40).map("".join),
    st.sampled_from(["gfm", "mdx", "commonmark"]),
    st.sampled_from([*VARIANTS]),
)
def test_invented_documents_come_back(text: str, dialect: str, variant: str) -> None:
    assert_identity(VARIANTS[variant](text), dialect)


@tries(200)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_any_text_comes_back(text: str) -> None:
    assert_identity(text)

"""Whatever the translations contain, the result has the source's blocks, and each unit the codes of its translation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from invented import tries
from markdown_samples import SHARED, flavor, pages, read
from taiyaku.errors import UsageError
from taiyaku.markdown.assemble import assemble, assemble_markdown
from taiyaku.markdown.front_matter import find_front_matter
from taiyaku.markdown.inline import codes, pieces
from taiyaku.markdown.segment import segment_markdown
from taiyaku.markdown.spell import follow_references
from taiyaku.model import Document, Kind, Unit
from taiyaku.pipeline.check_document import check_document

PLAIN = (
    MarkdownIt("commonmark")
    .enable(["table", "strikethrough"])
    .use(footnote_plugin, move_to_end=False, always_match_refs=True)
)
"""A parser without our rules, which sees what a renderer sees."""

SPECIALS = (
    "# ", "- ", "+ ", "* ", "1. ", "2) ", "> ", "| ", "``` ", "~~~ ", "=== ", "--- ", ": ", "[ ] ", "[x] ", "$", "`", "_",
    "*", "**", "&amp;", "\\", "!", "[", "]", "::: ", "!!! note ", "+++ ", "[a]: b ", "[^1]: ",
)  # fmt: skip


def with_text(unit: Unit, document: Document, change: Callable[[str], str]) -> str:
    if unit.plain:
        return change(unit.source)
    found = pieces(unit.source, document.reading_of(unit))
    return "".join(change(p.raw) if p.is_text and p.raw.strip() else p.raw for p in found)


def pseudo(unit: Unit, document: Document) -> str:
    return with_text(unit, document, lambda text: re.sub(r"[aeiou]", "é", text) + " lorem")


def japanese(unit: Unit, document: Document) -> str:
    return with_text(unit, document, lambda _: "「世界。」と、")


def plain(unit: Unit, document: Document) -> str:
    del unit, document
    return "Plain text."


def shuffled(unit: Unit, document: Document) -> str:
    """Words and single codes in another order."""
    if unit.plain or document.references:
        return "Other words"
    found = pieces(unit.source, document.reading_of(unit))
    if any(piece.pair >= 0 or piece.kind in {"html", "break"} for piece in found):
        return with_text(unit, document, lambda text: f" {text.strip()} more ")
    return " and ".join(piece.raw.strip() for piece in reversed(found))


def blocks(text: str) -> list[tuple[str, str]]:
    found = find_front_matter(text)
    return [(token.type, token.tag) for token in PLAIN.parse(text[found.body if found else 0 :])]


@pytest.mark.skipif(not SHARED.is_dir(), reason="no corpus beside the checkout")
@pytest.mark.parametrize("translate", [pseudo, japanese, plain, shuffled])
def test_real_pages_keep_their_blocks_and_nearly_every_unit_is_written(
    translate: Callable[[Unit, Document], str],
) -> None:
    asked = left = 0
    for path in pages("ja", "en"):
        document = segment_markdown(read(path), flavor=flavor(path))
        texts = {unit.id: translate(unit, document) for unit in document.units}
        result = assemble(document, texts)
        if path.suffix == ".md":
            assert blocks(result.text) == blocks(document.text), path.name
        again = segment_markdown(result.text, flavor=flavor(path))
        if len(again.units) == len(document.units):
            for unit, now in zip(document.units, again.units, strict=True):
                if unit.id in result.left or unit.plain or unit.writer == "html" or unit.kind is Kind.CELL:
                    continue
                meant = follow_references(unit, texts[unit.id], document)
                wanted, got = codes(meant, document.reading), codes(now.source, document.reading)
                assert Counter(got) == Counter(wanted), (path.name, unit.line)
        asked += len(texts)
        left += len(result.left)
    assert asked > 1_000
    assert left <= asked * 0.0001


CASES = (
    "文です。",
    "# 見出し",
    "見出し\n===",
    "> 引用\n> 続き",
    "- 項目\n- [ ] やること",
    "1. 番号\n   1. 入れ子",
    "| 列 | 値 |\n|---|---|\n| い | ろ |",
    "列 | 値\n--- | ---\nい | ろ",
    "用語\n: 説明",
    "文[^1]。\n\n[^1]: 脚注",
    "> - 深い\n>   続き  \n>   改行",
    ":::tip[題]\n文\n:::",
    "<p>文</p>",
    "文\n\n    code\n\n文",
    "文\n```\ncode\n```\n文",
)


@pytest.mark.parametrize("case", CASES)
def test_markdown_in_a_translation_stays_text(case: str) -> None:
    document = segment_markdown(case + "\n")
    for special in SPECIALS:
        for shape in ("{0}words", "words {0} words", "words {0}", "{0}", "{0}{0}words{0}"):
            text = shape.format(special).strip() + " end"
            result = assemble(document, {unit.id: text for unit in document.units})
            again = segment_markdown(result.text, every=True)
            assert again.shape == document.shape, (special, result.text)
            if "!!!" not in special and ":::" not in special and "[^1]" not in case:
                assert blocks(result.text) == blocks(document.text), (special, result.text)


texts = st.lists(
    st.sampled_from([*SPECIALS, "語", "。", "「", "」", "word", " ", "\n", "|", "<", "{", "}", "(", ")"]),
    min_size=1,
    max_size=12,
).map("".join)


@tries(300)
@given(st.sampled_from(CASES), st.data())
def test_no_translation_breaks_an_article(case: str, data: st.DataObject) -> None:
    document = segment_markdown(f"{case}\n\n---\n\n{case}\n")
    translations = {unit.id: data.draw(texts) for unit in document.units}
    result = assemble(document, translations)
    again = segment_markdown(result.text, every=True)
    assert again.shape == document.shape
    assert len(again.text_spans) == len(document.text_spans)


def test_emphasis_beside_japanese_is_read_as_intended_and_written_strictly() -> None:
    document = segment_markdown("これは**「世界モデル」**と呼ぶ。\n")
    (unit,) = document.units
    assert codes(unit.source, document.reading) == (("strong", "*"),)
    written = assemble(document, {unit.id: "これを**「世界」**という。"}).text
    assert "strong_open" in [t.type for t in PLAIN.parseInline(written)[0].children or ()]
    assert "**「世界」**" in written


def test_a_translated_label_keeps_its_reference() -> None:
    document = segment_markdown("[世界モデル]と[世界モデル][]の話。\n\n[世界モデル]: https://a.example/\n")
    unit = document.units[0]
    written = assemble(document, {unit.id: "On [world models] and [world models][]."}).text
    assert written.startswith("On [world models][世界モデル] and [world models][世界モデル].")


def test_a_hard_break_in_a_quote_keeps_its_prefix() -> None:
    document = segment_markdown("> 一行目  \n> 二行目\n")
    (unit,) = document.units
    assert assemble(document, {unit.id: "Line one  \nLine two"}).text == "> Line one  \n> Line two\n"


def test_crlf_stays_crlf_in_what_is_written() -> None:
    document = segment_markdown("> 一行目  \r\n> 二行目\r\n\r\n文\r\n")
    first, second = document.units
    written = assemble(document, {first.id: "Line one  \nLine two", second.id: "Text"}).text
    assert written == "> Line one  \r\n> Line two\r\n\r\nText\r\n"


@pytest.mark.parametrize("use", [assemble_markdown, check_document])
def test_a_translation_for_a_unit_that_is_not_there_is_an_error(use: Callable[..., object]) -> None:
    document = segment_markdown("文。\n")
    with pytest.raises(UsageError, match='no unit of the article has the id "0123456789"'):
        use(document, {"0123456789": "A text."})

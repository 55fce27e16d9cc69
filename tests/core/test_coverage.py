"""Units contain everything that a reader wants translated, and no code, URLs, math or shortcodes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin

from markdown_samples import SHARED, flavor, pages, read
from taiyaku.markdown.inline import prose
from taiyaku.markdown.segment import segment_markdown
from taiyaku.model import Reading

JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
READER = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(front_matter_plugin)


def texts(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "text":
            yield token.content
        yield from texts(token.children or ())


@pytest.mark.skipif(not SHARED.is_dir(), reason="no corpus beside the checkout")
def test_japanese_that_a_parser_sees_as_text_is_in_units() -> None:
    seen = missed = 0
    for path in pages("ja"):
        text = read(path)
        there = Counter(JAPANESE.findall("".join(texts(READER.parse(text)))))
        here = Counter(JAPANESE.findall("".join(u.source for u in segment_markdown(text, flavor=flavor(path)).units)))
        seen += there.total()
        missed += (there - here).total()
    assert seen > 50_000
    assert missed / seen <= 0.015


@pytest.mark.skipif(not SHARED.is_dir(), reason="no corpus beside the checkout")
def test_no_line_of_a_fence_is_in_a_unit() -> None:
    for path in [path for path in pages("ja", "en") if path.suffix == ".md"]:
        text = read(path)
        inside = {
            number
            for token in READER.parse(text)
            if token.type in {"fence", "code_block"} and token.map and token.level == 0
            for number in range(token.map[0] + 1, token.map[1] + 1)
        }
        assert not {unit.line for unit in segment_markdown(text).units if not unit.plain} & inside, path.name


@pytest.mark.parametrize(
    "markdown",
    [
        "```\n日本語\n```\n",
        "    日本語\n",
        "`日本語`\n",
        "$$\n日本語\n$$\n",
        "$日本語$\n",
        "<!-- 日本語 -->\n",
        "<script>\n日本語\n</script>\n",
        "<pre>\n日本語\n</pre>\n",
        '{{< figure caption="日本語" >}}\n',
        "{% note 日本語 %}\n",
        "{{% 日本語 %}}\n",
        "https://example.com/日本語\n",
        "<https://example.com/%E6%97%A5>\n",
        "[^1]: `日本語`\n",
        "---\nslug: 日本語\n---\n",
        "<!-- taiyaku:off -->\n\n日本語\n\n<!-- taiyaku:on -->\n",
        ":::message alert\n:::\n",
    ],
)
def test_what_is_not_prose_is_in_no_unit(markdown: str) -> None:
    found = [prose(unit.source, Reading()) for unit in segment_markdown(markdown).units]
    assert not [text for text in found if JAPANESE.search(text) and "https" not in markdown], found


@pytest.mark.parametrize(
    ("markdown", "dialect", "expected"),
    [
        ("# 題 {#id}\n", "gfm", ["題"]),
        ("題\n===\n", "gfm", ["題"]),
        ("一行目\n二行目\nand three\nfour\n", "gfm", ["一行目二行目 and three four"]),
        ("- [ ] やること\n", "gfm", ["やること"]),
        ("> [!NOTE]\n> 注意\n", "gfm", ["注意"]),
        (":::tip[題]\n文\n:::\n", "gfm", ["題", "文"]),
        (":::details 題名\n文\n:::\n", "zenn", ["題名", "文"]),
        ('!!! note "題"\n    文\n', "mkdocs", ["題", "文"]),
        ("/// note | 題\n文\n///\n", "mkdocs", ["題", "文"]),
        ("| 一 | 二 |\n|---|---|\n| `a\\|b` 三 | 4 |\n", "gfm", ["一", "二", "`a|b` 三"]),
        ("用語\n: 説明\n", "gfm", ["用語", "説明"]),
        ("文[^1]\n\n[^1]: 注\n", "gfm", ["文[^1]", "注"]),
        ("<details><summary>題</summary>\n<p>文<br>続き</p></details>\n", "gfm", ["題", "文<br>続き"]),
        ('<img src="a.png" alt="図">\n', "gfm", ["図"]),
        ('<Card title="題">\n\n文\n\n</Card>\n', "mdx", ["題", "文"]),
        ("import A from 'a'\n\n{/* コメント */}\n\n文\n", "mdx", ["文"]),
        ("---\ntitle: 題\nslug: s\ntags: [い, ろ]\n---\n\n文\n", "gfm", ["題", "い", "ろ", "文"]),
        ("+++\ntitle = '題'\n+++\n\n文\n", "gfm", ["題", "文"]),
        ('{\n  "title": "題"\n}\n\n文\n', "gfm", ["題", "文"]),
        ("<!-- taiyaku:off -->\n\n留\n\n<!-- taiyaku:on -->\n\n文\n", "gfm", ["文"]),
        ('[a]: /u "題"\n\n[a]\n', "gfm", ["題", "[a]"]),
    ],
)
def test_prose_is_cut_into_units(markdown: str, dialect: str, expected: list[str]) -> None:
    assert [unit.source for unit in segment_markdown(markdown, flavor=dialect).units] == expected


def test_ids_stay_when_other_blocks_come_and_go() -> None:
    before = {u.source: u.id for u in segment_markdown("# 題\n\n一\n\n- 二\n\n三\n").units}
    after = {u.source: u.id for u in segment_markdown("新\n\n# 別の題\n\n- 二\n\n零\n\n三\n\n一\n").units}
    assert {source: after[source] for source in ("一", "二", "三")} == {s: before[s] for s in ("一", "二", "三")}


def test_lines_and_contexts_say_where_a_unit_is() -> None:
    units = segment_markdown("---\r\ntitle: 題\r\n---\r\n# 章\r\n\r\n## 節\r\n\r\n文\r\n\r\n# 次\r\n\r\n終\r\n").units
    assert [(unit.line, unit.context) for unit in units] == [
        (2, "title"), (4, ""), (6, "章"), (8, "章 › 節"), (10, ""), (12, "次"),
    ]  # fmt: skip


def test_a_note_reaches_the_next_unit_and_a_waiver_its_block() -> None:
    text = "<!-- taiyaku:note 短く -->\n\n一\n\n<!-- taiyaku:ignore number-changed 概数 -->\n\n| 二 | 三 |\n|---|---|\n| 四 | 五 |\n\n六\n"
    document = segment_markdown(text)
    by_source = {unit.source: unit for unit in document.units}
    assert by_source["一"].note == "短く"
    waived = {waiver.unit_id for waiver in document.waivers}
    assert waived == {by_source[source].id for source in "二三四五"}
    assert {(waiver.check, waiver.reason) for waiver in document.waivers} == {("number-changed", "概数")}

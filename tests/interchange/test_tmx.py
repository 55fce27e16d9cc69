"""Translation memories from and for other tools."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from taiyaku.errors import InterchangeError
from taiyaku.interchange import safe_xml as untrusted
from taiyaku.interchange import tmx
from taiyaku.memory import Memory, MemoryEntry

FULL = MemoryEntry(
    'これは**「世界モデル」**と[例](https://a.example/?a=1&b=2 "題")で、`x < y`<br>です',
    'A [case](https://a.example/?a=1&b=2 "Title") of the **“world model”**: `x < y`<br>',
    "ja",
    "en",
    origin="person",
    accepted=True,
    article="news/a",
    context="序 › 一",
    previous="前の**段落**",
)

FOREIGN = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<!-- written by hand, as other tools do it -->
<tmx version="1.4">
  <header creationtool="OtherCAT" creationtoolversion="7.1" segtype="sentence" o-tmf="OtherTM" adminlang="EN-US"
          srclang="JA-JP" datatype="plaintext">
    <note>about the file</note>
    <prop type="project">X</prop>
  </header>
  <body>
    <tu tuid="1" creationdate="20200101T000000Z">
      <prop type="x-client">Y</prop>
      <tuv xml:lang="JA-JP" creationid="A"><prop type="p">q</prop><seg>世界モデルは&lt;重要&gt;です。</seg></tuv>
      <tuv xml:lang="EN-US"><seg>World models are &lt;important&gt;.</seg></tuv>
      <tuv xml:lang="DE"><seg>Weltmodelle sind wichtig.</seg></tuv>
    </tu>
    <tu>
      <tuv xml:lang="EN-US"><seg>Click <bpt i="1">{\\b </bpt>here<ept i="1">}</ept> now<ph x="2"/>.</seg></tuv>
      <tuv xml:lang="JA-JP"><seg>今<hi>すぐ<bpt i="1">{\\b </bpt>ここ<ept i="1">}</ept></hi>を押す。</seg></tuv>
    </tu>
    <tu datatype="html" srclang="EN-US">
      <tuv lang="EN-US"><seg>A <bpt i="1">&lt;b&gt;</bpt>bold<ept i="1">&lt;/b&gt;</ept> word</seg></tuv>
      <tuv lang="JA-JP"><seg><bpt i="1">&lt;b&gt;</bpt>太字<ept i="1">&lt;/b&gt;</ept>の語</seg></tuv>
    </tu>
    <tu><tuv xml:lang="JA-JP"><seg>訳のない文</seg></tuv></tu>
    <tu><tuv xml:lang="JA-JP"><seg>空の訳</seg></tuv><tuv xml:lang="EN-US"><seg> </seg></tuv></tu>
  </body>
</tmx>
"""


def read(path: Path, text: str | bytes, **how: Any) -> list[MemoryEntry]:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return list(tmx.read(path, **how))


def refused(path: Path, text: str | bytes) -> str:
    with pytest.raises(InterchangeError) as caught:
        read(path, text)
    return str(caught.value).replace(str(path), "F")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "memory.tmx"


# ── Reading ─────────────────────────────────────────────────────────────────


def test_a_file_of_another_tool_is_read_in_the_projects_locales(path: Path) -> None:
    entries = read(path, FOREIGN, source="ja", targets=["en"])
    assert [(e.source, e.target) for e in entries] == [
        ("世界モデルは<重要>です。", "World models are <important>."),
        ("今すぐここを押す。", "Click here now."),
        ("<b>太字</b>の語", "A <b>bold</b> word"),
    ]
    assert {(e.source_locale, e.target_locale, e.origin, e.accepted, e.article) for e in entries} == {
        ("ja", "en", "tmx", False, "")
    }


def test_without_locales_the_files_own_source_language_counts(path: Path) -> None:
    entries = read(path, FOREIGN)
    assert [(e.source_locale, e.target_locale) for e in entries] == [
        ("JA-JP", "EN-US"),
        ("JA-JP", "DE"),
        ("JA-JP", "EN-US"),
        ("EN-US", "JA-JP"),
    ]


def test_a_memory_may_be_read_in_the_other_direction(path: Path) -> None:
    assert [(e.source, e.target) for e in read(path, FOREIGN, source="de", targets=["ja"])] == [
        ("Weltmodelle sind wichtig.", "世界モデルは<重要>です。")
    ]


def test_the_nearest_locale_of_the_project_takes_a_language(path: Path) -> None:
    unit = '<tu><tuv xml:lang="ja"><seg>語</seg></tuv><tuv xml:lang="{}"><seg>Word</seg></tuv></tu>'
    head = '<tmx version="1.4"><header srclang="ja"/><body>'
    for language, locale in (("en_gb", "en-GB"), ("EN-us", "en"), ("en", "en"), ("fr", "")):
        entries = read(path, f"{head}{unit.format(language)}</body></tmx>", source="ja", targets=["en", "en-GB"])
        assert [e.target_locale for e in entries] == ([locale] if locale else [])


def test_a_header_for_all_languages_takes_the_first_text_for_the_source(path: Path) -> None:
    text = FOREIGN.replace('srclang="JA-JP"', 'srclang="*all*"')
    assert [e.source_locale for e in read(path, text)] == ["JA-JP", "JA-JP", "EN-US", "EN-US"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_other_encodings_are_read(path: Path, encoding: str) -> None:
    text = FOREIGN.replace('encoding="UTF-8"', f'encoding="{encoding.removesuffix("-sig")}"')
    assert len(read(path, text.encode(encoding), source="ja", targets=["en"])) == 3


def test_a_namespace_makes_no_difference(path: Path) -> None:
    text = FOREIGN.replace('<tmx version="1.4">', '<tmx version="1.4" xmlns="http://www.lisa.org/tmx14">')
    assert len(read(path, text, source="ja", targets=["en"])) == 3


def test_what_was_read_is_found_in_the_memory(path: Path, tmp_path: Path) -> None:
    with Memory.open(tmp_path / "memory.db") as memory:
        memory.put(read(path, FOREIGN, source="ja", targets=["en"]))
        found = memory.exact("世界モデルは<重要>です。", source_locale="ja", target_locale="en")
        assert found
        assert found.target == "World models are <important>."
        assert memory.stats().imported == 3


def test_a_large_file_is_read_in_a_stream(path: Path) -> None:
    unit = '<tu><tuv xml:lang="ja"><seg>{0}番目の文</seg></tuv><tuv xml:lang="en"><seg>Sentence {0}</seg></tuv></tu>\n'
    body = "".join(unit.format(n) for n in range(20_000))
    path.write_text(f'<tmx version="1.4"><header srclang="ja"/><body>{body}</body></tmx>', "utf-8")
    entries = tmx.read(path, source="ja")
    assert next(entries).target == "Sentence 0"
    assert sum(1 for _ in entries) == 19_999


# ── Refusing ────────────────────────────────────────────────────────────────

BOMB = """<?xml version="1.0"?>
<!DOCTYPE tmx [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<tmx version="1.4"><header srclang="ja"/><body>
<tu><tuv xml:lang="ja"><seg>&b;</seg></tuv><tuv xml:lang="en"><seg>x</seg></tuv></tu></body></tmx>"""


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE tmx [<!ENTITY a "b">]>',
        '<!DOCTYPE tmx SYSTEM "tmx14.dtd" [<!ENTITY a "b">]>',
        '<!DOCTYPE tmx SYSTEM "tmx14.dtd" [<!ENTITY % a SYSTEM "http://localhost:9/x">%a;]>',
        '<!DOCTYPE tmx SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE tmx SYSTEM "http://localhost:9/evil.dtd">',
        '<!DOCTYPE tmx PUBLIC "-//X" "http://localhost:9/evil.dtd">',
        "<!DOCTYPE tmx []>",
        "<!DOCTYPE tmx>",
        "<!doctype tmx>",
        '<!DOCTYPE other SYSTEM "tmx14.dtd">',
        "<!-- > --><?x > ?><!DOCTYPE tmx [<!ELEMENT tmx ANY>]>",
    ],
)
def test_a_dtd_other_than_the_customary_one_is_refused(path: Path, doctype: str) -> None:
    text = FOREIGN.replace('<!DOCTYPE tmx SYSTEM "tmx14.dtd">', doctype)
    assert refused(path, text).startswith("F:2: has a DTD, which may load other files; remove its <!DOCTYPE …>")
    assert refused(path, text.replace("UTF-8", "UTF-16").encode("utf-16")).startswith("F:2: has a DTD")


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE tmx SYSTEM "tmx11.dtd">',
        "<!DOCTYPE tmx SYSTEM 'http://www.lisa.org/tmx/tmx14.dtd'  >",
        '<!DOCTYPE tmx PUBLIC "-//LISA OSCAR:1998//DTD for Translation Memory eXchange//EN" "tmx14b.dtd">',
        "",
    ],
)
def test_tmxs_own_doctype_without_anything_in_it_is_passed_over(path: Path, doctype: str) -> None:
    text = FOREIGN.replace('<!DOCTYPE tmx SYSTEM "tmx14.dtd">', doctype)
    assert len(read(path, text, source="ja", targets=["en"])) == 3


def test_an_entity_is_refused_before_it_grows(path: Path) -> None:
    assert "has a DTD" in refused(path, BOMB)


def test_an_entity_that_nothing_declares_is_refused_and_not_dropped(path: Path) -> None:
    text = FOREIGN.replace("&lt;重要&gt;", "&important;")
    assert refused(path, text).startswith("F:11: the entity &important; is not declared")
    assert "not well-formed XML" in refused(path, text.replace('<!DOCTYPE tmx SYSTEM "tmx14.dtd">', ""))


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"PK\x03\x04" + b"\0" * 50, "F: a zip archive, not TMX; unpack it first"),
        (b"\x1f\x8b\x08" + b"\0" * 50, "F: a gzip archive, not TMX; unpack it first"),
        (b"", "F: not XML, so not TMX"),
        (b"source\ttarget\n", "F: not XML, so not TMX"),
        (b"<xliff version='2.1'/>", "F:1: not TMX: its root is <xliff>"),
        (b"<!-- \xff\xfe -->\n\n<html><body/></html>", "F"),
    ],
)
def test_what_is_not_tmx_is_refused(path: Path, raw: bytes, message: str) -> None:
    assert refused(path, raw).startswith(message)


def test_a_broken_file_is_told_with_its_line(path: Path) -> None:
    lines = FOREIGN.splitlines()
    assert re.match(r"F:\d+: not well-formed XML \(.+\); export it again", refused(path, "\n".join(lines[:18])))
    assert refused(path, FOREIGN.replace("</hi>", "", 1)).startswith("F:19: not well-formed XML")


def test_a_variant_without_language_or_segment_is_told_with_its_line(path: Path) -> None:
    message = "a <tuv> without xml:lang or <seg>; export it again"
    assert refused(path, FOREIGN.replace(' xml:lang="DE"', "")) == f"F:15: {message}"
    assert refused(path, FOREIGN.replace("<seg>Weltmodelle sind wichtig.</seg>", "")) == f"F:15: {message}"


def test_a_file_past_the_limit_is_refused_unread(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    assert refused_size(path) == "F: too large: 210 MB, and the limit is 100 MiB; export it in parts"
    monkeypatch.setattr(untrusted, "LIMIT", 10)
    path.write_text(FOREIGN, "utf-8")
    assert "too large" in refused_size(path)


def refused_size(path: Path) -> str:
    with pytest.raises(InterchangeError) as caught:
        list(tmx.read(path))
    return str(caught.value).replace(str(path), "F")


def test_a_text_too_long_for_a_text_is_refused(path: Path) -> None:
    assert "not well-formed XML" in refused(path, FOREIGN.replace("空の訳", "長" * 4_000_000))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InterchangeError, match="cannot be read: No such file"):
        list(tmx.read(tmp_path / "none.tmx"))
    with pytest.raises(InterchangeError, match="cannot be read: Is a directory"):
        list(tmx.read(tmp_path))


# ── Writing ─────────────────────────────────────────────────────────────────


def test_what_is_written_is_read_back_but_for_the_article(path: Path) -> None:
    draft = MemoryEntry("概要", "Überblick", "ja", "de", origin="deepl")
    other = MemoryEntry("Overview", "概要", "en", "ja")
    assert tmx.write(path, [FULL, draft, other], source_locale="ja") == 3
    expected = [dataclasses.replace(FULL, article=""), draft, dataclasses.replace(other, origin="tmx")]
    assert list(tmx.read(path)) == expected
    assert list(tmx.read(path, source="ja", targets=["de"])) == [draft]


def test_codes_are_elements_with_pairs_and_numbers_shared_by_both_languages(path: Path) -> None:
    tmx.write(path, [FULL], source_locale="ja")
    root = etree.parse(path).getroot()
    source, target = root.iter("seg")
    assert etree.tostring(source, method="text", encoding="unicode") == FULL.source
    assert source.text == "これは"
    assert [code.tag for code in source] == ["bpt", "ept", "bpt", "bpt", "ept", "ept", "ph", "ph"]
    for segment in (source, target):
        assert [c.get("i") for c in segment.iter("bpt")] == sorted(str(c.get("i")) for c in segment.iter("ept"))
        numbers = [c.get("x") for c in segment.iter("bpt", "ph")]
        assert len(set(numbers)) == len(numbers)
    by_code = {code.text: code.get("x") for code in source if code.get("x")}
    assert {code.text: code.get("x") for code in target if code.get("x")} == by_code


def test_a_code_that_only_the_translation_has_gets_a_number_of_its_own(path: Path) -> None:
    tmx.write(path, [MemoryEntry("`a`と`a`", "`b`, `a`", "ja", "en")], source_locale="ja")
    source, target = etree.parse(path).getroot().iter("seg")
    assert [c.get("x") for c in source] == ["1", "2"]
    assert [c.get("x") for c in target] == ["3", "1"]


def test_the_file_says_what_tmx_asks_for_in_the_order_it_asks_for(path: Path) -> None:
    tmx.write(path, [FULL], source_locale="ja")
    root = etree.parse(path).getroot()
    header = root.find("header")
    assert header is not None
    assert root.get("version") == "1.4"
    assert {"creationtool", "creationtoolversion", "segtype", "o-tmf", "adminlang", "srclang", "datatype"} <= {
        *header.attrib
    }
    assert header.get("srclang") == "ja"
    (unit,) = root.iter("tu")
    assert [child.tag for child in unit] == ["prop"] * 5 + ["tuv"] * 2
    assert path.read_bytes().startswith(b"<?xml version='1.0' encoding='utf-8'?>\n<tmx")
    assert b"DOCTYPE" not in path.read_bytes()


def test_nothing_to_write_is_a_valid_file(path: Path) -> None:
    assert tmx.write(path, [], source_locale="ja") == 0
    assert list(tmx.read(path)) == []


def test_a_failure_while_writing_leaves_the_old_file(path: Path) -> None:
    def entries() -> Any:
        yield FULL
        raise KeyboardInterrupt

    path.write_text("old", "utf-8")
    with pytest.raises(KeyboardInterrupt):
        tmx.write(path, entries(), source_locale="ja")
    assert [p.name for p in path.parent.iterdir()] == ["memory.tmx"]
    assert path.read_text("utf-8") == "old"
    with pytest.raises(InterchangeError, match="cannot be written: No such file"):
        tmx.write(path.parent / "none" / "x.tmx", [], source_locale="ja")


# What XML can hold; the rest is written as U+FFFD.
_text = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("*`[](_)<>&;\"'\\~$!\t\n\r　世界"),
    min_size=1,
    max_size=30,
).filter(lambda text: bool(text.strip()) and not re.search("[\ufffe\uffff]", text))


@given(source=_text, target=_text, context=_text)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_text_survives_the_way_out_and_in(tmp_path: Path, source: str, target: str, context: str) -> None:
    entry = MemoryEntry(source, target, "ja", "en", origin="x", context=context, previous=target)
    path = tmp_path / "way.tmx"
    tmx.write(path, [entry], source_locale="ja")
    assert list(tmx.read(path, source="ja")) == [entry]


def test_characters_that_xml_cannot_hold_are_replaced(path: Path) -> None:
    tmx.write(path, [MemoryEntry("a\0b\x0c", "c\ufffe\ud800", "ja", "en", context="\x1b")], source_locale="ja")
    (entry,) = tmx.read(path)
    assert (entry.source, entry.target, entry.context) == ("a\ufffdb\ufffd", "c\ufffd\ufffd", "\ufffd")

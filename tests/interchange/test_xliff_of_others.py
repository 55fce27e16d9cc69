"""XLIFF as other tools may write it: every way to put a code or cut a text that the two standards allow."""

from __future__ import annotations

from pathlib import Path

import pytest

from taiyaku.errors import InterchangeError
from taiyaku.interchange import xliff
from taiyaku.interchange.bitext import Pair
from taiyaku.model import State

XLIFF21 = (
    '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1" srcLang="ja" trgLang="en">'
    '<file id="f" original="content/ja/a.md">\n<unit id="0123456789"><originalData><data id="d">**</data></originalData>'
    "{}</unit></file></xliff>"
)
XLIFF12 = (
    '<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2"><file original="content/ja/a.md" '
    'source-language="ja" target-language="en" datatype="plaintext"><body>\n<trans-unit id="0123456789"{}>'
    "<source>文</source>{}</trans-unit></body></file></xliff>"
)


def read(folder: Path, text: str) -> Pair:
    path = folder / "a.xlf"
    path.write_text(text, "utf-8")
    (bitext,) = xliff.read(path)
    (pair,) = bitext.pairs
    return pair


TEXTS_21 = {
    "A <pc id='1'>b</pc> c": "A <g1>b</g1> c",
    "A <sc id='1' dataRef='d'/>b<ec startRef='1' dataRef='d'/> c": "A <g1>b</g1> c",
    "A <sc id='1' isolated='yes'/>b": "A <g1>b",
    "b<ec id='1' isolated='yes'/> c": "b</g1> c",
    "<pc id='1'><pc id='2'>a</pc> <ph id='3'/></pc>": "<g1><g2>a</g2> <x3/></g1>",
    "<mrk id='m' type='term'>a <ph id='3'/></mrk> b": "a <x3/> b",
    "<sm id='m' type='comment'/>a<em startRef='m'/> b": "a b",
    "a<!-- said aside --> <?tool here?>b": "a b",
    "<![CDATA[a < b & c]]>": "a &lt; b &amp; c",
    "a<cp hex='0007'/>b": "a\x07b",
    "a <ph id='mine'/> b": "a <x0/> b",
    "a &lt;g1&gt; b": "a &lt;g1&gt; b",
}


@pytest.mark.parametrize(("content", "expected"), TEXTS_21.items())
def test_a_target_of_version_2_is_read_however_its_codes_are_written(
    tmp_path: Path, content: str, expected: str
) -> None:
    pair = read(tmp_path, XLIFF21.format(f"<segment><source>文</source><target>{content}</target></segment>"))
    assert (pair.source, pair.target, pair.state, pair.line) == ("文", expected, State.DRAFT, 2)


def test_halves_of_a_code_keep_what_they_stand_for(tmp_path: Path) -> None:
    target = "<sc id='1' dataRef='d'/>b<ec startRef='1' dataRef='d'/>"
    pair = read(tmp_path, XLIFF21.format(f"<segment><source>文</source><target>{target}</target></segment>"))
    assert [(code.number, code.opening, code.closing) for code in pair.codes] == [("1", "**", "**")]


def test_a_unit_that_a_tool_cut_into_segments_is_one_text_again(tmp_path: Path) -> None:
    cut = (
        "<segment state='final'><source>一。</source><target>One.</target></segment>"
        "<ignorable><source> </source></ignorable>"
        "<segment state='final'><source>二。</source><target>Two.</target></segment>"
    )
    pair = read(tmp_path, XLIFF21.format(cut))
    assert (pair.source, pair.target, pair.state) == ("一。 二。", "One. Two.", State.ACCEPTED)


def test_segments_in_another_order_stand_in_that_order(tmp_path: Path) -> None:
    cut = (
        "<segment><source>一。</source><target order='3'>One.</target></segment>"
        "<ignorable><source> </source></ignorable>"
        "<segment><source>二。</source><target order='1'>Two.</target></segment>"
    )
    assert read(tmp_path, XLIFF21.format(cut)).target == "Two. One."


def test_a_unit_of_which_only_a_part_is_translated_is_told(tmp_path: Path) -> None:
    cut = (
        "<segment><source>一。</source><target>One.</target></segment>"
        "<segment><source>二。</source><target/></segment><segment><source>三。</source></segment>"
    )
    pair = read(tmp_path, XLIFF21.format(cut))
    assert (pair.target, pair.state, pair.problem) == ("", State.MISSING, "only 1 of its 3 segments are translated")


@pytest.mark.parametrize("state", ["initial", "translated", "reviewed", "final"])
def test_a_state_of_version_2_tells_whether_a_person_stands_by_it(tmp_path: Path, state: str) -> None:
    cut = f"<segment state='{state}'><source>文</source><target>Text</target></segment>"
    accepted = read(tmp_path, XLIFF21.format(cut)).state is State.ACCEPTED
    assert accepted == (state != "initial")


TEXTS_12 = {
    "A <g id='1'>b</g> c": "A <g1>b</g1> c",
    "A <g id='1'><g id='2'>b</g><x id='3'/></g>": "A <g1><g2>b</g2><x3/></g1>",
    "A <bx id='1'/>b<ex id='1'/> c": "A <g1>b</g1> c",
    "A <bx id='7' rid='1'/>b<ex id='8' rid='1'/> c": "A <g1>b</g1> c",
    "A <bpt id='1'>**</bpt>b<ept id='1'>**</ept> c": "A <g1>b</g1> c",
    "A <it id='1' pos='open'>**</it>b": "A <g1>b",
    "b<it id='1' pos='close'>**</it>": "b</g1>",
    "A <ph id='3'>`x`</ph> c": "A <x3/> c",
    "<mrk mtype='seg' mid='0'>One.</mrk> <mrk mtype='seg' mid='1'>Two <x id='3'/>.</mrk>": "One. Two <x3/>.",
    "a<!-- said aside --> b": "a b",
    "  ": "",
}


@pytest.mark.parametrize(("content", "expected"), TEXTS_12.items())
def test_a_target_of_version_1_is_read_however_its_codes_are_written(
    tmp_path: Path, content: str, expected: str
) -> None:
    more = f"<seg-source>文</seg-source><target>{content}</target><alt-trans><target>No.</target></alt-trans>"
    assert read(tmp_path, XLIFF12.format("", more)).target == expected


@pytest.mark.parametrize(
    ("attributes", "state", "accepted"),
    [
        ("", "", False),
        (" approved='yes'", "", True),
        (" approved='yes'", " state='needs-review-translation'", False),
        ("", " state='translated'", True),
        ("", " state='signed-off'", True),
        ("", " state='new'", False),
    ],
)
def test_a_state_of_version_1_tells_whether_a_person_stands_by_it(
    tmp_path: Path, attributes: str, state: str, accepted: bool
) -> None:
    pair = read(tmp_path, XLIFF12.format(attributes, f"<target{state}>Text</target>"))
    assert (pair.state is State.ACCEPTED) == accepted


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            XLIFF21.format("<segment><source>文</source><target><b>x</b></target></segment>"),
            "<b> cannot occur in a text",
        ),
        (XLIFF21.format("<segment><target>x</target></segment>"), "a <segment> without <source>"),
        (XLIFF21.format("<notes/>"), "no <segment>"),
        (
            XLIFF21.format("<segment><source>a<cp hex='zz'/></source></segment>"),
            "<cp> is not the number of a character: `zz`",
        ),
        (XLIFF12.format("", "<target>a<sub>b</sub></target>"), "<sub> cannot occur in a text"),
        (XLIFF21.replace("0123456789", "").format("<segment><source>x</source></segment>"), "a <unit> without an id"),
        (XLIFF21.replace(' trgLang="en"', "").format("<segment><source>x</source></segment>"), "a target language"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(InterchangeError, match=r"a\.xlf:\d") as caught:
        read(tmp_path, text)
    assert told in str(caught.value)

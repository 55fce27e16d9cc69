from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from invented import tries
from project_on_disk import Project
from taiyaku.alignment.align import CERTAIN, Alignment, align
from taiyaku.catalogs.catalog import TARGET_HASH
from taiyaku.catalogs.po import read_catalog
from taiyaku.cli.app import build_app
from taiyaku.language.embeddings import Encode, encoder, is_available
from taiyaku.markdown.segment import segment_markdown
from taiyaku.model import State
from taiyaku.pipeline.run import translate_article

SOURCE = """# 世界モデル

JEPAは2022年に提案されました。

導入の段落です。

`encode()`は文脈を返します。

[論文](https://example.org/jepa)を読んでください。

## まとめ

最後の段落です。
"""
TARGET = """# World models

JEPA was proposed in 2022.

An introductory paragraph.

`encode()` returns the context.

Read [the paper](https://example.org/jepa).

## Summary

The last paragraph.
"""


def aligned(source: str, target: str) -> Alignment:
    return align(
        segment_markdown(source),
        segment_markdown(source, every=True),
        segment_markdown(target, every=True),
        links=[("/ja/", "/en/")],
    )


def texts(found: Alignment) -> dict[str, str]:
    return {one.unit.source: one.text for one in found.units}


def test_equal_blocks_answer_place_by_place_and_are_accepted() -> None:
    found = aligned(SOURCE, TARGET)
    assert found.same_shape
    assert found.certain == 7
    assert texts(found)["最後の段落です。"] == "The last paragraph."
    assert all(t.state is State.ACCEPTED and t.origin == "align" for t in found.translations.values())


def test_a_paragraph_that_only_the_target_has_is_named_and_moves_nothing() -> None:
    found = aligned(SOURCE, TARGET.replace("Read [the", "See GitHub issue 4711 for more.\n\nRead [the"))
    assert [unit.source for unit in found.extra] == ["See GitHub issue 4711 for more."]
    assert (
        texts(found)["[論文](https://example.org/jepa)を読んでください。"]
        == "Read [the paper](https://example.org/jepa)."
    )
    assert texts(found)["まとめ"] == "Summary"


def test_a_paragraph_that_only_the_source_has_stays_untranslated() -> None:
    found = aligned(SOURCE, TARGET.replace("`encode()` returns the context.\n\n", ""))
    assert texts(found)["`encode()`は文脈を返します。"] == ""
    assert found.missing == 1
    assert texts(found)["JEPAは2022年に提案されました。"] == "JEPA was proposed in 2022."


def test_one_paragraph_made_two_is_joined_and_left_to_a_person() -> None:
    source = "# 題\n\nJEPAは2022年に提案され、`encode()`と`predict()`を持ち、GitHubで公開されています。\n\n終わり。\n"
    target = "# Title\n\nJEPA was proposed in 2022.\n\nIt has `encode()` and `predict()` and is on GitHub.\n\nEnd.\n"
    found = aligned(source, target)
    assert found.units[1].text == "JEPA was proposed in 2022. It has `encode()` and `predict()` and is on GitHub."
    assert found.units[1].confidence < CERTAIN
    assert found.translations[found.units[1].unit.id].state is State.DRAFT


def test_two_paragraphs_made_one_share_its_sentences() -> None:
    source = "# 題\n\nJEPAは2022年に提案されました。\n\n`encode()`と`predict()`があります。\n\n終わり。\n"
    target = "# Title\n\nJEPA was proposed in 2022. It has `encode()` and `predict()`.\n\nEnd.\n"
    found = aligned(source, target)
    assert [one.text for one in found.units[1:3]] == [
        "JEPA was proposed in 2022.",
        "It has `encode()` and `predict()`.",
    ]
    assert found.doubtful >= 2


def test_destinations_come_back_as_the_source_has_them() -> None:
    found = aligned("# 節\n\n[隣](/ja/b/)と[節](#節)。\n", "# Part\n\n[Next](/en/b/) and [part](#part).\n")
    assert found.units[1].text == "[Next](/ja/b/) and [part](#節)."


def test_a_unit_whose_code_and_numbers_contradict_is_doubtful_even_in_its_place() -> None:
    found = aligned(
        SOURCE.replace("導入の段落です。", "`alpha` は 17 と `beta` と `gamma` を 99 回呼びます。"),
        TARGET.replace("An introductory paragraph.", "Nothing of it, with 1234 and `delta` and `epsilon` and 5678."),
    )
    assert found.same_shape
    assert found.units[2].confidence < CERTAIN


@tries(60)
@given(
    st.lists(st.sampled_from(["## 見出し", "段落です。", "`f()` を呼ぶ。", "- 項目 3"]), max_size=8),
    st.lists(st.sampled_from(["## Head", "A paragraph.", "Call `f()`.", "- item 3", "> quoted"]), max_size=8),
)
def test_links_never_cross_and_no_target_unit_serves_twice(ours: list[str], theirs: list[str]) -> None:
    found = aligned("\n\n".join(ours), "\n\n".join(theirs))
    lines = [one.line for one in found.units if one.text]
    assert lines == sorted(lines)
    assert found.certain + found.doubtful + found.missing == len(found.units)
    assert all(0 <= one.confidence <= 1 for one in found.units)


# ── Meaning, with the extra `semantic` ──────────────────────────────────────

CAT = "猫は窓辺で静かに眠っている。", "The cat sleeps quietly by the window."
SHARES = "株価は今朝から大きく下がった。", "Share prices have fallen sharply since this morning."
BROTHER = "弟は駅前で傘を買い直した。", "My brother bought another umbrella at the station."
PHONE = "その夜は誰も電話に出なかった。", "Nobody answered the phone that night."
with_meaning = pytest.mark.skipif(not is_available(), reason="needs the extra semantic")


def told(ours: list[tuple[str, str]], theirs: list[tuple[str, str]], encode: Encode | None) -> Alignment:
    source, target = "\n\n".join(pair[0] for pair in ours), "\n\n".join(pair[1] for pair in theirs)
    whole = segment_markdown(source, every=True), segment_markdown(target, every=True)
    return align(segment_markdown(source), *whole, encode=encode)


@with_meaning
def test_texts_without_a_number_or_a_name_are_told_apart_by_what_they_mean() -> None:
    ours, theirs = [CAT, SHARES, BROTHER], [CAT, BROTHER]
    assert told(ours, theirs, None).certain == 0
    found = told(ours, theirs, encoder())
    assert [one.text for one in found.units] == [CAT[1], "", BROTHER[1]]
    assert found.certain == 2


@with_meaning
def test_a_text_that_means_something_else_is_doubtful_even_in_its_place() -> None:
    found = told([CAT, SHARES, BROTHER], [CAT, BROTHER, PHONE], encoder())
    assert found.same_shape
    assert [one.confidence >= CERTAIN for one in found.units] == [True, False, False]


@with_meaning
def test_two_texts_for_one_are_weighed_together() -> None:
    both = f"{SHARES[0]}{BROTHER[0]}", ""
    source, target = "\n\n".join((CAT[0], both[0], PHONE[0])), "\n\n".join((CAT[1], SHARES[1], BROTHER[1], PHONE[1]))
    whole = segment_markdown(source, every=True), segment_markdown(target, every=True)
    found = align(segment_markdown(source), *whole, encode=encoder())
    assert [one.text for one in found.units] == [CAT[1], f"{SHARES[1]} {BROTHER[1]}", PHONE[1]]
    assert [one.confidence >= CERTAIN for one in found.units] == [True, False, True]


@with_meaning
@pytest.mark.parametrize("text", ["", "12 %", "![](a.png)", "---"])
def test_what_has_no_words_has_no_meaning_to_compare(text: str) -> None:
    found = told([CAT, (text, text), BROTHER], [CAT, (text, text), BROTHER], encoder())
    assert {one.text for one in found.units} >= {CAT[1], BROTHER[1]}


# ── The command ─────────────────────────────────────────────────────────────


@pytest.fixture
def project(project: Project) -> Project:
    project.write("content/ja/a.md", SOURCE)
    project.write("content/en/a.md", TARGET)
    return project


def run(*args: str) -> tuple[int, str]:
    result = CliRunner().invoke(build_app(), list(args))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        return 9, str(result.exception)
    return result.exit_code, result.output


def test_a_pair_becomes_a_catalog_and_translate_finds_nothing_to_do(project: Project) -> None:
    assert run("align", "content/ja/a.md", "content/en/a.md")[0] == 0
    catalog = project.read("catalogs/en/a.po")
    result = translate_article(project.root / "content/ja/a.md", config=project.config)
    assert result.clean
    assert result.changed == ()
    assert project.read("content/en/a.md") == TARGET
    assert project.read("catalogs/en/a.po") == catalog


def test_translate_never_writes_over_a_target_that_says_more_than_its_catalog(project: Project) -> None:
    more = TARGET.replace("## Summary", "A paragraph of the translator's own, on GitHub.\n\n## Summary")
    project.write("content/en/a.md", more)
    run("align", "content/ja/a.md", "content/en/a.md")
    translate_article(project.root / "content/ja/a.md", config=project.config)
    assert project.read("content/en/a.md") == more
    project.edit("content/ja/a.md", "最後の段落です。", "最後の段落です。もう一文。")
    code, told = run("translate")
    assert code in {1, 9}, told
    assert project.read("content/en/a.md") == more


def test_an_edit_after_aligning_is_taken_in_as_a_persons(project: Project) -> None:
    run("align", "content/ja/a.md", "content/en/a.md")
    project.edit("content/en/a.md", "The last paragraph.", "The final paragraph.")
    translate_article(project.root / "content/ja/a.md", config=project.config)
    catalog = read_catalog(project.root / "catalogs/en/a.po")
    assert catalog is not None
    entry = next(e for e in catalog.entries if e.source == "最後の段落です。")
    assert (entry.text, entry.state, entry.origin) == ("The final paragraph.", State.ACCEPTED, "person")


def test_a_catalog_that_says_something_else_is_left_as_it_is(project: Project) -> None:
    run("align", "content/ja/a.md", "content/en/a.md")
    project.edit("catalogs/en/a.po", "The last paragraph.", "Words of a person.")
    before = project.read("catalogs/en/a.po")
    code, told = run("align", "content/ja/a.md", "content/en/a.md")
    assert code == 9
    assert "line 13" in told
    assert "--take file" in told
    assert project.read("catalogs/en/a.po") == before


def test_a_catalog_that_agrees_keeps_its_states(project: Project) -> None:
    run("align", "content/ja/a.md", "content/en/a.md")
    project.edit("catalogs/en/a.po", "# origin: align\n", "# origin: deepl\n#, fuzzy\n")
    before = project.read("catalogs/en/a.po")
    assert run("align", "content/ja/a.md", "content/en/a.md")[0] == 0
    assert project.read("catalogs/en/a.po").count("fuzzy") == before.count("fuzzy") > 0


def test_all_takes_what_has_a_target_and_no_catalog(project: Project) -> None:
    project.write("content/ja/b.md", "# 題\n\n本文。\n")
    project.write("content/en/b.md", "# Title\n\nBody.\n")
    project.write("content/ja/c.md", "# 未訳\n")
    code, told = run("align", "--all")
    assert code == 0, told
    assert "2 aligned articles" in told
    catalog = read_catalog(project.root / "catalogs/en/b.po")
    assert catalog is not None
    assert catalog.header(TARGET_HASH)
    assert not (project.root / "catalogs/en/c.po").exists()


def test_bare_files_need_a_place_for_the_catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.md").write_text("# 題\n", encoding="utf-8")
    (tmp_path / "b.md").write_text("# Title\n", encoding="utf-8")
    assert "--catalog" in run("align", "a.md", "b.md")[1]
    assert run("align", "a.md", "b.md", "--catalog", "out.po")[0] == 0
    catalog = read_catalog(tmp_path / "out.po")
    assert catalog is not None
    assert [(e.source, e.text) for e in catalog.live] == [("題", "Title")]


def test_a_target_in_the_wrong_place_is_told(project: Project) -> None:
    project.write("content/en/z.md", TARGET)
    code, told = run("align", "content/ja/a.md", "content/en/z.md")
    assert code == 9
    assert "content/en/a.md" in told

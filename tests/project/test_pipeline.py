"""The way of an article: between two runs, nothing a person did is lost and nothing else changes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from project_on_disk import ARTICLE, Project
from taiyaku.catalogs.po import read_catalog
from taiyaku.errors import ArticleError, CatalogError, ConfigError
from taiyaku.model import State
from taiyaku.pipeline.core import TargetDecision
from taiyaku.pipeline.run import Result, translate_article
from taiyaku.providers.base import Limits, Reply, Request
from taiyaku.providers.human import Human
from taiyaku.providers.placeholders import Copy, Pseudo
from taiyaku.status import ArticleState, project_status, state_findings

ENGLISH = {
    "世界モデル": "World models",
    "見出し": "Heading",
    "最初の段落です。[節](#二つ目の節)と[隣の記事](/ja/other/)へ。": "The first paragraph: see [the section](#二つ目の節) and [its neighbor](/ja/other/).",
    "項目一": "Item one",
    "項目二": "Item two",
    "二つ目の節": "The second section",
    "二番目の段落です。": "The second paragraph.",
}


def run(project: Project, **options: object) -> Result:
    return translate_article(
        project.root / "content/ja/a.md",
        config=project.config,
        provider=options.pop("provider", Human()),
        **options,  # type: ignore[arg-type]
    )


def accept(project: Project, texts: dict[str, str] = ENGLISH, *, flag: str = "") -> None:
    """Fill the catalog as a person with an editor would."""
    name = "catalogs/en/a.po"
    text = project.read(name)
    for source, target in texts.items():
        text = re.sub(
            rf'^(msgid "{re.escape(source)}"\nmsgstr) ".*"$',
            lambda m, t=target: f'{m[1]} "{t}"',
            text,
            flags=re.MULTILINE,
        )
    project.write(name, text)


def translated(project: Project) -> Result:
    run(project)
    accept(project)
    return run(project)


def state(project: Project) -> ArticleState:
    (row,) = project_status(project.config)
    return row.state


def test_an_accepted_text_with_an_error_is_to_be_looked_at_and_not_done(project: Project) -> None:
    project.write("content/ja/a.md", "5億ユーロを調達した。\n")
    run(project)
    accept(project, {"5億ユーロを調達した。": "It raised 5 billion euros."})
    assert run(project).changed == ()
    assert not (project.root / "content/en/a.md").exists()
    assert state(project) is ArticleState.REVIEW
    project.edit("catalogs/en/a.po", "5 billion", "500 million")
    assert run(project).clean
    assert state(project) is ArticleState.DONE


def test_a_person_translates_an_article_through_its_catalog(project: Project) -> None:
    first = run(project)
    assert (first.left, first.written) == (7, False)
    assert not (project.root / "content/en/a.md").exists()
    accept(project)
    second = run(project)
    assert second.clean
    assert second.written
    text = project.read("content/en/a.md")
    assert text == (
        ARTICLE.replace("title: 世界モデル", "title: World models")
        .replace("lang: ja", "lang: en")
        .replace("# 見出し", "# Heading")
        .replace(
            "最初の段落です。[節](#二つ目の節)と[隣の記事](/ja/other/)へ。",
            "The first paragraph: see [the section](#the-second-section) and [its neighbor](/en/other/).",
        )
        .replace("項目一", "Item one")
        .replace("項目二", "Item two")
        .replace("二つ目の節", "The second section")
        .replace("二番目の段落です。", "The second paragraph.")
    )


def test_an_unchanged_run_changes_no_byte(project: Project) -> None:
    translated(project)
    before = {path: path.read_bytes() for path in project.root.rglob("*") if path.is_file()}
    stamps = {path: path.stat().st_mtime_ns for path in before}
    assert run(project).changed == ()
    assert {path: path.read_bytes() for path in project.root.rglob("*") if path.is_file()} == before
    assert {path: path.stat().st_mtime_ns for path in before} == stamps


def test_a_changed_sentence_is_one_outdated_unit_that_shows_its_old_source(project: Project) -> None:
    translated(project)
    english = project.read("content/en/a.md")
    project.edit("content/ja/a.md", "二番目の段落です。", "二番目の段落でした。")
    result = run(project)
    assert (result.outdated, result.left) == (1, 0)
    catalog = read_catalog(project.root / "catalogs/en/a.po")
    assert catalog
    (entry,) = [entry for entry in catalog.entries if entry.state is State.OUTDATED]
    assert (entry.source, entry.previous, entry.text) == (
        "二番目の段落でした。",
        "二番目の段落です。",
        "The second paragraph.",
    )
    assert project.read("content/en/a.md") == english
    assert state(project) is ArticleState.OUTDATED
    assert run(project).changed == ()


def test_moved_and_inserted_paragraphs_keep_all_other_translations(project: Project) -> None:
    translated(project)
    project.edit("content/ja/a.md", "- 項目一\n- 項目二", "新しい段落。\n\n- 項目二\n- 項目一")
    result = run(project)
    assert (result.left, result.outdated, result.reused) == (1, 0, 7)


def test_a_new_url_is_followed_without_a_person(project: Project) -> None:
    translated(project)
    project.edit("content/ja/a.md", "(/ja/other/)", "(/ja/another/)")
    assert run(project).clean
    assert "[its neighbor](/en/another/)" in project.read("content/en/a.md")


def test_what_comes_back_finds_its_translation_again(project: Project) -> None:
    translated(project)
    project.edit("content/ja/a.md", "\n二番目の段落です。\n", "")
    run(project)
    assert '#~ msgid "二番目の段落です。"' in project.read("catalogs/en/a.po")
    project.write("content/ja/a.md", ARTICLE)
    assert run(project).clean
    assert "The second paragraph." in project.read("content/en/a.md")


def test_an_edit_of_the_target_becomes_an_accepted_translation(project: Project) -> None:
    translated(project)
    project.edit("content/en/a.md", "The second paragraph.", "A paragraph, the second.")
    assert state(project) is ArticleState.EDITED
    assert run(project).edited == 1
    assert 'msgstr "A paragraph, the second."' in project.read("catalogs/en/a.po")
    assert "A paragraph, the second." in project.read("content/en/a.md")
    assert state(project) is ArticleState.DONE


def test_source_and_target_edited_at_once_show_all_three_texts(project: Project) -> None:
    translated(project)
    project.edit("content/en/a.md", "The second paragraph.", "A paragraph, the second.")
    project.edit("content/ja/a.md", "二番目の段落です。", "二番目の段落でした。")
    assert run(project).outdated == 1
    catalog = read_catalog(project.root / "catalogs/en/a.po")
    assert catalog
    (entry,) = [entry for entry in catalog.entries if entry.state is State.OUTDATED]
    assert (entry.previous, entry.source, entry.text) == (
        "二番目の段落です。",
        "二番目の段落でした。",
        "A paragraph, the second.",
    )


def test_catalog_and_target_edited_in_different_units_keep_both(project: Project) -> None:
    translated(project)
    project.edit("content/en/a.md", "Item one", "The first item")
    project.edit("catalogs/en/a.po", "The second paragraph.", "Paragraph two.")
    assert run(project).clean
    text = project.read("content/en/a.md")
    assert "The first item" in text
    assert "Paragraph two." in text


def test_catalog_and_target_edited_in_one_unit_is_a_conflict(project: Project) -> None:
    translated(project)
    project.edit("content/en/a.md", "The second paragraph.", "In the file.")
    project.edit("catalogs/en/a.po", "The second paragraph.", "In the catalog.")
    before = project.read("content/en/a.md")
    result = run(project)
    assert [(c.written, c.found) for c in result.conflicts] == [("In the catalog.", "In the file.")]
    assert not result.clean
    assert project.read("content/en/a.md") == before
    run(project, take="catalog")
    assert "In the catalog." in project.read("content/en/a.md")


def test_the_file_taken_over_the_catalog_is_what_the_catalog_then_says(project: Project) -> None:
    translated(project)
    project.edit("content/en/a.md", "The second paragraph.", "In the file.")
    project.edit("catalogs/en/a.po", "The second paragraph.", "In the catalog.")
    assert run(project, take="file").clean
    assert "In the file." in project.read("content/en/a.md")
    assert "In the file." in project.read("catalogs/en/a.po")
    assert "In the catalog." not in project.read("catalogs/en/a.po")
    project.edit("catalogs/en/a.po", "Item two", "Item 2")
    assert run(project).clean
    assert "Item 2" in project.read("content/en/a.md")


def test_a_paragraph_put_into_the_target_is_never_lost(project: Project) -> None:
    translated(project)
    path = project.root / "content/en/a.md"
    path.write_text(path.read_text("utf-8") + "\nBy hand.\n", "utf-8")
    assert run(project).conflicts
    for result in (run(project, take="file"), run(project)):
        assert not result.conflicts
        # The file is the person's; that it says more than its source is told, as `check` tells it.
        assert [finding.check for finding in result.findings] == ["structure-changed"]
        assert "By hand." in path.read_text("utf-8")
    project.edit("catalogs/en/a.po", "Item two", "Item 2")
    (changed, added) = run(project).conflicts
    assert (changed.written, changed.found) == ("- Item 2", "- Item two")
    assert added.found.strip() == "By hand."
    assert "By hand." in path.read_text("utf-8")


def test_a_file_of_another_branch_is_a_persons_and_not_what_a_run_left_there(project: Project) -> None:
    translated(project)
    files = {name: project.read(name) for name in ("content/en/a.md", "catalogs/en/a.po")}
    project.edit("content/en/a.md", "The second paragraph.", "Another branch.")
    assert run(project).clean
    there = project.read("content/en/a.md")
    for name, text in files.items():
        project.write(name, text)
    assert run(project).clean
    project.write("content/en/a.md", there)
    project.edit("catalogs/en/a.po", "Item two", "The second item")
    assert run(project).clean
    assert {"Another branch.", "- The second item"} <= set(project.read("content/en/a.md").split("\n"))


@pytest.mark.parametrize("blank", [" ", "\\n", "\u3000"])
def test_blanks_in_a_catalog_translate_nothing(project: Project, blank: str) -> None:
    translated(project)
    project.edit("catalogs/en/a.po", 'msgstr "The second paragraph."', f'msgstr "{blank}"')
    assert run(project).left == 1
    assert "二番目" not in project.read("content/en/a.md")


class Silent:
    """A machine that is not to be asked: the memory knows it all."""

    name = "silent"
    placeholder = False
    limits = Limits()

    def translate(self, batch: Sequence[Request], *, source: str, target: str) -> Sequence[Reply]:
        raise AssertionError(batch)


def test_an_accepted_text_sleeps_in_the_catalog_where_the_memory_has_one_for_the_new_source(project: Project) -> None:
    translated(project)
    project.write("content/ja/b.md", "三番目の段落です。\n")
    other = project.root / "content/ja/b.md"
    translate_article(other, config=project.config, provider=Human())
    po = project.read("catalogs/en/b.po")
    project.write("catalogs/en/b.po", re.sub(r'(三番目の段落です。"\nmsgstr )""', r'\1"The third paragraph."', po))
    project.edit("content/ja/a.md", "二番目の段落です。", "三番目の段落です。")
    assert run(project).outdated == 1
    assert run(project, provider=Silent()).from_memory == 1
    po = project.read("catalogs/en/a.po")
    assert "The third paragraph." in po
    assert '#~ msgid "二番目の段落です。"\n#~ msgstr "The second paragraph."' in po


def test_what_a_person_changes_in_code_is_a_conflict_that_a_word_decides(project: Project) -> None:
    translated(project)
    project.edit("content/en/a.md", "# コメント", "# A comment")
    (conflict,) = run(project).conflicts
    assert (conflict.line, conflict.found) == (18, 'print("そのまま")  # A comment')
    assert conflict.why == "changed outside the translated text"
    assert "# A comment" in project.read("content/en/a.md")
    run(project, take="file")
    assert "# A comment" in project.read("content/en/a.md")
    assert not run(project).conflicts
    run(project, take="catalog")
    assert "# コメント" in project.read("content/en/a.md")


@pytest.mark.parametrize("change", [("\n", "\r\n"), ("\n\n", "  \n\n")])
def test_what_an_editor_changes_by_itself_is_no_conflict(project: Project, change: tuple[str, str]) -> None:
    translated(project)
    before = project.read("content/en/a.md")
    project.write("content/en/a.md", before.replace(*change))
    assert run(project).clean
    assert project.read("content/en/a.md") == before


def test_a_table_whose_columns_an_editor_lined_up_is_no_conflict(project: Project) -> None:
    project.write("content/ja/a.md", "| 項目 | 値 |\n|---|---|\n| 山 | 川 |\n")
    run(project)
    accept(project, {"項目": "Item", "値": "Value", "山": "Mountain", "川": "River"})
    run(project)
    project.write("content/en/a.md", "| Item     | Value |\n| -------- | ----- |\n| Mountain | Brook |\n")
    result = run(project)
    assert (result.clean, result.edited) == (True, 1)
    assert project.read("content/en/a.md") == "| Item | Value |\n|---|---|\n| Mountain | Brook |\n"


def test_taking_the_file_decides_the_unit_in_conflict_and_holds_up_nothing_else(project: Project) -> None:
    translated(project)
    project.edit("content/en/a.md", "The second paragraph.", "In the file.")
    project.edit("catalogs/en/a.po", "The second paragraph.", "In the catalog.")
    project.edit("catalogs/en/a.po", "Item two", "The second item")
    assert len(run(project).conflicts) == 1
    assert run(project, take="file").clean
    assert {"In the file.", "- The second item"} <= set(project.read("content/en/a.md").split("\n"))
    assert run(project).changed == ()


def test_taking_the_file_where_nothing_is_in_conflict_changes_nothing_of_the_run(project: Project) -> None:
    translated(project)
    project.edit("content/ja/a.md", "二番目の段落です。", "三番目の段落です。")
    run(project, take="file")
    project.edit("catalogs/en/a.po", "Item two", "The second item")
    run(project, take="file")
    assert "The second item" in project.read("content/en/a.md")


def test_a_file_that_said_more_and_is_gone_is_told_and_written_again(project: Project) -> None:
    translated(project)
    path = project.root / "content/en/a.md"
    path.write_text(path.read_text("utf-8") + "\nBy hand.\n", "utf-8")
    run(project, take="file")
    path.unlink()
    (conflict,) = run(project).conflicts
    assert "the file is gone" in conflict.why
    assert run(project, take="file").clean
    assert path.exists()
    assert run(project).changed == ()


def test_one_of_two_equal_texts_may_be_translated_on_its_own(project: Project) -> None:
    project.write("content/ja/a.md", "はい\n\nいいえ\n\nはい\n")
    run(project)
    accept(project, {"はい": "Yes", "いいえ": "No"})
    run(project)
    assert project.read("content/en/a.md") == "Yes\n\nNo\n\nYes\n"
    project.write("content/en/a.md", "Yes\n\nNo\n\nIndeed\n")
    run(project)
    assert project.read("content/en/a.md") == "Yes\n\nNo\n\nIndeed\n"
    assert run(project).changed == ()


def test_a_target_from_before_is_not_overwritten(project: Project) -> None:
    project.write("content/en/a.md", "Something else.\n")
    assert run(project).conflicts
    assert project.read("content/en/a.md") == "Something else.\n"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_a_copy_is_the_source_to_the_byte(project: Project, newline: str, bom: str) -> None:
    text = bom + ARTICLE.replace("\n", newline).rstrip() + " &amp; \\* &copy;"
    project.write("content/ja/a.md", text)
    assert run(project, provider=Copy()).written
    assert project.read("content/en/a.md") == text


def test_pseudo_translation_is_written_and_gives_way_to_a_person(project: Project) -> None:
    assert run(project, provider=Pseudo()).written
    assert "そのまま" in project.read("content/en/a.md")
    assert "二番目" not in project.read("content/en/a.md")
    accept(project)


def test_a_frozen_run_writes_nothing(project: Project) -> None:
    before = sorted(path for path in project.root.rglob("*"))
    result = run(project, frozen=True)
    assert result.changed == ("catalogs/en/a.po",)
    assert sorted(path for path in project.root.rglob("*")) == before


def test_a_damaged_catalog_is_left_alone(project: Project) -> None:
    translated(project)
    project.edit("catalogs/en/a.po", 'msgstr "Item one"', 'msgstr "Item one')
    before = project.read("catalogs/en/a.po")
    with pytest.raises(CatalogError, match=r"catalogs/en/a\.po:\d+: damaged"):
        run(project)
    assert project.read("catalogs/en/a.po") == before


def test_an_article_that_is_not_utf_8_says_where(project: Project) -> None:
    (project.root / "content/ja/a.md").write_bytes(b"ok\n\n\x83\x65\n")
    with pytest.raises(ArticleError, match=r"content/ja/a\.md:3: not UTF-8"):
        run(project)


def test_broken_front_matter_says_where(project: Project) -> None:
    project.write("content/ja/a.md", "---\ntitle: [a\nb: c\n---\n\ntext\n")
    with pytest.raises(ArticleError, match=r"content/ja/a\.md:\d: invalid YAML front matter"):
        run(project)


def test_two_articles_with_one_target_are_refused(project: Project) -> None:
    project.write("taiyaku.toml", '[articles]\npath = ["content/{locale}/{name}.md", "more/{locale}/{name}.md"]\n')
    project.write("more/ja/b.md", "b")
    project.write(
        "taiyaku.toml",
        '[articles]\npath = ["content/{locale}/{name}.md", "content/{locale}/{name}.markdown"]\n'
        'catalogs = "catalogs/{locale}/{name}.po"\n',
    )
    project.write("content/ja/a.markdown", "b")
    with pytest.raises(ConfigError, match=r"share the catalog catalogs/en/a\.po"):
        list(project_status(project.config))


def test_a_target_outside_the_project_is_refused(project: Project) -> None:
    project.write("taiyaku.toml", '[articles]\ncatalogs = "../{locale}/{name}.po"\n')
    with pytest.raises(ConfigError, match="must be relative to the project"):
        list(project_status(project.config))


def test_a_link_out_of_the_project_is_refused(project: Project, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside: Path = tmp_path_factory.mktemp("outside")
    (project.root / "catalogs").symlink_to(outside)
    with pytest.raises(ConfigError, match="outside the project"):
        list(project_status(project.config))
    assert not list(outside.iterdir())


def test_publish_reviewed_waits_for_a_person(project: Project) -> None:
    project.write("taiyaku.toml", '[articles]\npublish = "reviewed"\n')
    assert not run(project, provider=Pseudo()).written
    accept(project)
    project.write("catalogs/en/a.po", re.sub(r"#, fuzzy\n", "", project.read("catalogs/en/a.po")))
    assert run(project).written


def test_publish_partial_leaves_the_rest_in_the_source_language(project: Project) -> None:
    project.write("taiyaku.toml", '[articles]\npublish = "partial"\n')
    run(project)
    accept(project, {"項目一": "Item one"})
    assert run(project).written
    assert "- Item one\n- 項目二\n" in project.read("content/en/a.md")
    assert state(project) is ArticleState.PARTIAL


def test_source_anchors_are_pinned(project: Project) -> None:
    project.write("taiyaku.toml", '[articles]\nanchors = "source"\n')
    translated(project)
    text = project.read("content/en/a.md")
    assert "## The second section {#二つ目の節}" in text
    assert "[the section](#二つ目の節)" in text
    assert run(project).changed == ()


def test_status_names_every_state(project: Project) -> None:
    assert state(project) is ArticleState.MISSING
    run(project)
    accept(project, {"項目一": "Item one"})
    assert state(project) is ArticleState.PARTIAL
    accept(project)
    assert state(project) is ArticleState.OUTDATED
    run(project)
    assert state(project) is ArticleState.DONE
    (project.root / "content/ja/a.md").unlink()
    assert state(project) is ArticleState.ORPHANED


def test_check_reports_the_states_as_errors(project: Project) -> None:
    (row,) = project_status(project.config)
    (finding,) = state_findings(row, project.config)
    assert (finding.check, finding.severity, finding.path) == ("missing", "error", "content/ja/a.md")


def test_a_paragraph_and_code_that_a_person_changed_are_in_the_same_conflict(project: Project) -> None:
    translated(project)
    project.edit("content/en/a.md", "# コメント", "# A comment")
    project.write("content/en/a.md", project.read("content/en/a.md") + "\nBy hand.\n")
    result = run(project)
    assert [(c.written, c.found) for c in result.conflicts] == [
        ('print("そのまま")  # コメント', 'print("そのまま")  # A comment'),
        ("", "By hand."),
    ]
    taken = run(project, take="catalog")
    assert taken.decided == result.conflicts
    assert "A comment" not in project.read("content/en/a.md")
    assert "By hand." not in project.read("content/en/a.md")


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("\n---\n\n", "\nnote: mine\n---\n\n", "note: mine"),
        ("# コメント\n", "# コメント\n\n\n", "\n"),
        ("\n- Item two", "\n\n\n- Item two", "\n"),
    ],
    ids=["front matter", "blank lines in code", "blank lines between blocks"],
)
def test_whatever_a_person_changed_beside_a_new_paragraph_is_told_with_it(
    project: Project, old: str, new: str, found: str
) -> None:
    translated(project)
    project.edit("content/en/a.md", old, new)
    project.write("content/en/a.md", project.read("content/en/a.md") + "\nBy hand.\n")
    before = project.read("content/en/a.md")
    conflicts = run(project).conflicts
    assert "By hand." in [conflict.found for conflict in conflicts]
    assert found in [conflict.found for conflict in conflicts]
    assert project.read("content/en/a.md") == before


def test_a_link_that_a_person_led_elsewhere_is_an_edit(project: Project) -> None:
    project.write("content/ja/a.md", "# 山\n\n[山](#山)と[川](/ja/kawa/)を見ます。\n")
    run(project)
    accept(
        project, {"山": "Mountain", "[山](#山)と[川](/ja/kawa/)を見ます。": "See [it](#山) and [rivers](/ja/kawa/)."}
    )
    run(project)
    assert "[it](#mountain) and [rivers](/en/kawa/)" in project.read("content/en/a.md")
    project.edit("content/en/a.md", "#mountain", "#river")
    result = run(project)
    assert result.edited == 1
    assert "#river" in project.read("content/en/a.md") + project.read("catalogs/en/a.po")


def test_edits_of_a_target_that_has_to_wait_are_taken_in_once(project: Project) -> None:
    translated(project)
    project.write("content/ja/a.md", project.read("content/ja/a.md") + "\n新しい段落です。\n")
    assert run(project).decision is TargetDecision.INCOMPLETE
    for before, after in (("The second paragraph.", "Edited."), ("Edited.", "Edited again.")):
        project.edit("content/en/a.md", before, after)
        assert run(project).edited == 1
        again = run(project)
        assert (again.edited, again.conflicts, again.changed) == (0, (), ())
        assert after in project.read("catalogs/en/a.po")
    accept(project, {"新しい段落です。": "A new paragraph."})
    assert run(project).written
    assert {"Edited again.", "A new paragraph."} <= set(project.read("content/en/a.md").split("\n"))


def test_a_file_kept_as_it_is_is_overwritten_only_with_a_word_of_what_it_said(project: Project) -> None:
    translated(project)
    project.edit("content/en/a.md", "# コメント", "# A comment")
    run(project, take="file")
    assert run(project).decision is TargetDecision.KEEP
    (conflict,) = run(project, take="catalog").decided
    assert conflict.found == 'print("そのまま")  # A comment'

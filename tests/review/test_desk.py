"""Work is safe: what is saved, what is asked, what is never overwritten."""

from __future__ import annotations

import threading

import pytest

from review.review_project import OTHER_EN, Project
from taiyaku.catalogs.po import read_catalog
from taiyaku.checks import base
from taiyaku.drafting import job as jobs
from taiyaku.editing.workspace import OpenArticle, Saved, SaveOutcome, Workspace
from taiyaku.errors import WorkError
from taiyaku.model import State, Translation
from taiyaku.pipeline.run import translate_article
from taiyaku.project.locks import lock_article
from taiyaku.providers.human import Human
from taiyaku.providers.placeholders import Pseudo
from taiyaku.review import overview
from taiyaku.review.code_buttons import code_buttons, source_html
from taiyaku.review.diff import diff_pieces
from taiyaku.review.drafts import DraftJobs
from taiyaku.review.export import export_html
from taiyaku.review.memory_matches import find_matches
from taiyaku.review.overview import Overview
from taiyaku.status import project_status


def _open(desk: Workspace, name: str = "worlds") -> OpenArticle:
    return desk.open(next(key for key, article in desk.articles().items() if article.name == name))


def _id(opened: OpenArticle, start: str) -> str:
    return next(unit.id for unit in opened.document.units if unit.source.startswith(start))


def _save(
    desk: Workspace, opened: OpenArticle, start: str, text: str, *, accept: bool = False, force: bool = False
) -> Saved:
    unit = _id(opened, start)
    return desk.save(opened.key, unit, text, opened.version(unit), accept=accept, force=force)


def test_what_is_typed_is_a_draft_until_it_is_accepted(project: Project) -> None:
    desk = project.desk()
    _save(desk, _open(desk), "根気", "Patience")
    assert project.entry("根気") == ("Patience", State.DRAFT)
    _save(desk, _open(desk), "根気", "Patience", accept=True)
    assert project.entry("根気") == ("Patience", State.ACCEPTED)


def test_an_accepted_error_is_held_as_a_draft_until_it_is_insisted_on(project: Project) -> None:
    desk = project.desk()
    held = _save(desk, _open(desk), "3,000", "30,000 short videos", accept=True)
    assert held.outcome is SaveOutcome.HELD
    assert project.entry("3,000")[1] is State.DRAFT
    assert (
        _save(desk, held.opened, "3,000", "30,000 short videos", accept=True, force=True).outcome is SaveOutcome.SAVED
    )
    assert project.entry("3,000")[1] is State.ACCEPTED


def test_the_later_of_two_tabs_is_told_and_nothing_is_overwritten(project: Project) -> None:
    one, other = project.desk(), project.desk()
    mine, theirs = _open(one), _open(other)
    _save(one, mine, "根気", "Patience", accept=True)
    conflict = _save(other, theirs, "根気", "Stamina", accept=True)
    assert conflict.outcome is SaveOutcome.CONFLICT
    assert conflict.translation.text == "Patience"
    assert project.entry("根気") == ("Patience", State.ACCEPTED)
    assert _save(other, conflict.opened, "根気", "Stamina", accept=True).outcome is SaveOutcome.SAVED
    assert project.entry("根気")[0] == "Stamina"


def test_two_tabs_at_different_units_do_not_lose_each_others_work(project: Project) -> None:
    one, other = project.desk(), project.desk()
    mine, theirs = _open(one), _open(other)
    threads = [
        threading.Thread(target=_save, args=(one, mine, "根気", "Patience")),
        threading.Thread(target=_save, args=(other, theirs, "用意", "What you need")),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert project.entry("根気")[0] == "Patience"
    assert project.entry("用意")[0] == "What you need"


def test_a_save_waits_for_another_process_and_gives_up_without_a_change(project: Project) -> None:
    with (
        lock_article(project.article()),
        pytest.raises(WorkError, match="another process"),
        lock_article(project.article(), patience=0.1),
    ):
        pass


def test_a_text_that_comes_twice_can_be_accepted_in_both_places_alike_and_apart(project: Project) -> None:
    project.write("worlds", "## 発見\n\n本文。\n\n## 発見\n")
    desk = project.desk()
    first, second = (unit.id for unit in _open(desk).document.units if unit.source == "発見")

    def put(unit_id: str, text: str, *, accept: bool) -> Translation:
        opened = _open(desk)
        return desk.save(opened.key, unit_id, text, opened.version(unit_id), accept=accept).translation

    put(first, "Discovery", accept=True)
    put(second, "Discovery", accept=False)
    assert put(second, "Discovery", accept=True) == Translation("Discovery", State.ACCEPTED, "person")
    assert put(second, "Finding", accept=True).text == "Finding"
    assert _open(desk).translations[first].text == "Discovery"
    assert put(second, "Discovery", accept=True).state is State.ACCEPTED
    assert _open(project.desk()).counts["accepted"] == 2


def test_an_outdated_text_stays_outdated_while_it_is_edited(project: Project) -> None:
    project.translate("worlds", {"学習は": "Start so:"}, State.OUTDATED, "person", "学習は次のように始めます。")
    desk = project.desk()
    saved = _save(desk, _open(desk), "学習は", "Start the training as follows:")
    assert saved.translation.state is State.OUTDATED
    assert saved.translation.previous == "学習は次のように始めます。"
    assert (
        _save(desk, saved.opened, "学習は", "Start the training as follows:", accept=True).translation.state
        is State.ACCEPTED
    )


def test_a_taken_away_text_is_missing_again(project: Project) -> None:
    desk = project.desk()
    _save(desk, _open(desk), "根気", "Patience", accept=True)
    assert _save(desk, _open(desk), "根気", " ").translation.state is State.MISSING


def test_a_line_break_is_no_more_than_a_blank_where_the_source_has_none(project: Project) -> None:
    desk = project.desk()
    assert _save(desk, _open(desk), "根気", "Pa\r\n\r\ntience\0").translation.text == "Pa tience"


def test_a_hand_edit_of_the_target_survives_work_on_the_page(project: Project) -> None:
    desk = project.desk()
    opened = _open(desk, "notes")
    assert desk.result(opened.key, frozen=False).written
    target = project.article("notes").target
    target.write_text(target.read_text("utf-8").replace("Reading notes", "Notes on reading"), "utf-8")
    _save(desk, _open(desk, "notes"), "検証", OTHER_EN["検証データ"].replace("fell", "dropped"), accept=True)
    desk.result(opened.key, frozen=False)
    text = target.read_text("utf-8")
    assert "Notes on reading" in text
    assert "dropped to 0.35" in text


def test_the_command_line_and_the_page_see_each_others_work(project: Project) -> None:
    desk = project.desk()
    _open(desk)
    translate_article(project.article().source, config=project.config, provider=Human(), terms=project.terms("en"))
    project.translate("worlds", {"根気": "Patience"})
    assert _open(desk).counts["accepted"] >= 1


def test_a_memory_match_tells_percent_and_what_differs(project: Project) -> None:
    from taiyaku.memory import Memory
    from taiyaku.review.memory_matches import update_memory

    desk = project.desk()
    with Memory.open(project.root / ".taiyaku" / "memory.db") as memory:
        desk.memory = memory
        update_memory(desk)
        opened = _open(desk)
        found = find_matches(desk, opened, opened.units[_id(opened, "検証データ")])
    assert found[0].score >= 75
    assert "<del>20</del>" in found[0].difference
    assert "<ins>40</ins>" in found[0].difference


def test_codes_are_chips_and_terms_are_hints(project: Project) -> None:
    desk = project.desk()
    opened = _open(desk)
    unit = opened.units[_id(opened, "世界モデルは")]
    page = source_html(unit, opened.context)
    assert page.count('class="chip"') == 5
    assert "world model" in page
    placed = [chip.placed for chip in code_buttons(unit, "A **world model** with `rollout()`", opened.context)]
    assert placed == [True, True, False]


def test_a_code_too_many_is_told_with_the_text_without_it_and_a_pasted_page_is_no_flood(project: Project) -> None:
    opened = _open(project.desk())
    unit = opened.units[_id(opened, "世界モデルは")]
    text = "**One** `rollout()` [JEPA](https://example.com/jepa) `rollout()` and [more](https://example.com/x)"
    extra = [chip for chip in code_buttons(unit, text, opened.context) if chip.without is not None]
    assert [(chip.raw, chip.closing) for chip in extra] == [("`rollout()`", ""), ("[", "](https://example.com/x)")]
    assert extra[0].without == text.replace(" `rollout()` and", "  and")
    assert extra[1].without == text.replace("[more](https://example.com/x)", "more")
    assert len(code_buttons(unit, "`rollout()` " * 3000, opened.context)) < 15


def test_a_table_keeps_its_grid_and_a_list_its_depth(project: Project) -> None:
    opened = _open(project.desk())
    by_source = {place.unit.source: place for place in opened.layouts}
    assert [[cell.text for cell in block.row] for block in opened.blocks if block.row] == [
        ["版", "公開", "学習に使うもの"],
        ["小", "2024年", "動画"],
        ["大", "2025年", "動画と行動"],
    ]
    assert by_source["動画と行動"].label == "row 2 · 学習に使うもの"
    assert (by_source["1本は約8秒"].level, by_source["根気"].marker) == (1, "•")
    assert by_source["版"].before
    assert by_source["版"].before.kind == "code"


def test_a_word_diff_joins_to_both_texts() -> None:
    pieces = diff_pieces("5億ユーロを集める", "6億ユーロを集めた")
    assert "".join(text for kind, text in pieces if kind != "new") == "5億ユーロを集める"
    assert "".join(text for kind, text in pieces if kind != "gone") == "6億ユーロを集めた"


def test_a_word_diff_marks_no_more_than_what_changed() -> None:
    assert diff_pieces("学習はこう始めます。", "学習は次のように始める。") == [
        ("same", "学習は"),
        ("gone", "こう始めます"),
        ("new", "次のように始める"),
        ("same", "。"),
    ]
    assert diff_pieces("5億ユーロを集める", "6億ユーロを集めた")[-2:] == [("gone", "る"), ("new", "た")]


def test_the_next_start_counts_only_the_articles_that_changed(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, _ = Overview(project.desk(), patience=60).lines()
    project.write("notes", "# 別の見出し\n")
    counted: list[str] = []
    count = overview.article_status
    monkeypatch.setattr(
        overview,
        "article_status",
        lambda article, *given, **named: counted.append(article.name) or count(article, *given, **named),
    )
    after, _ = Overview(project.desk(), patience=60).lines()
    assert counted == ["notes"]
    assert next(line for line in after if line.article.endswith("worlds.md")) in before


def test_the_list_knows_what_check_or_status_have_counted_already(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(project_status(project.config))
    monkeypatch.setattr(overview, "article_status", lambda *given, **named: pytest.fail("counted again"))
    lines, _ = Overview(project.desk(), patience=60).lines()
    assert [line.title for line in lines] == ["世界モデルを自分の机で試す", "読書メモ"]
    assert lines[0].to_go > 100


def test_the_list_looks_for_renamed_articles_once_however_many_there_are(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        project.write(f"more-{number}", f"# 記事{number}\n")
    looked: list[int] = []
    look = jobs.find_renames
    monkeypatch.setattr(jobs, "find_renames", lambda *given, **named: looked.append(1) or look(*given, **named))
    lines, pending = Overview(project.desk(), patience=60).lines()
    assert (len(lines), pending) == (7, 0)
    assert len(looked) <= 1


def test_what_is_typed_is_checked_without_reading_the_rest_again(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.translate("worlds", {"根気": "Patience", "用意": "What you need"})
    desk = project.desk()
    opened = _open(desk)
    unit = opened.units[_id(opened, "結果")]
    desk.findings(opened, unit, "Reading")
    read: list[str] = []
    monkeypatch.setattr(base, "prose", lambda text, reading: read.append(text) or text)
    desk.findings(opened, unit, "Reading the results")
    assert set(read) <= {unit.source, "Reading the results"}
    assert "Reading the results" in read


def test_the_list_puts_what_needs_a_person_first(project: Project) -> None:
    lines, pending = Overview(project.desk(), patience=60).lines()
    assert pending == 0
    assert [(line.article, line.need) for line in lines] == [
        ("content/ja/worlds.md", "missing"),
        ("content/ja/notes.md", "unpublished"),
    ]
    assert lines[0].to_go > 100


def test_a_damaged_catalog_is_told_in_the_list_and_left_as_it_is(project: Project) -> None:
    path = project.article().catalog
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('msgid "', "utf-8")
    lines, _ = Overview(project.desk(), patience=60).lines()
    assert lines[0].need == "broken"
    assert "worlds.po:1" in lines[0].message
    assert path.read_text("utf-8") == 'msgid "'


def test_a_machine_drafts_what_is_missing_and_leaves_what_a_person_did(project: Project) -> None:
    desk = project.desk()
    _save(desk, _open(desk), "根気", "Patience", accept=True)
    machine = DraftJobs(desk, Pseudo())
    machine.start(_open(desk).key)
    machine.stop_all(20)
    opened = _open(desk)
    progress = machine.progress(opened.key)
    assert progress
    assert (progress.error, progress.running) == ("", False)
    assert project.entry("根気") == ("Patience", State.ACCEPTED)


def test_a_page_to_send_holds_everything_in_itself(project: Project) -> None:
    project.translate("worlds", {"3,000": "30,000 short videos"}, State.DRAFT, "deepl")
    desk = project.desk()
    page = export_html(desk, _open(desk).key)
    assert "<script" not in page
    assert "/static/" not in page
    assert "30,000 short videos" in page
    assert "number-changed" in page


def test_an_unchanged_save_leaves_the_catalog_byte_for_byte(project: Project) -> None:
    desk = project.desk()
    _save(desk, _open(desk), "根気", "Patience", accept=True)
    before = project.article().catalog.read_bytes()
    _save(desk, _open(desk), "根気", "Patience", accept=True)
    assert project.article().catalog.read_bytes() == before
    assert read_catalog(project.article().catalog)
    assert isinstance(_open(desk).translations[_id(_open(desk), "根気")], Translation)

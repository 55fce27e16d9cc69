"""The gate as its users run it: what it finds, where it says so, and how it ends."""

from __future__ import annotations

import json
import os
import subprocess
from array import array
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from project_on_disk import Project
from taiyaku.cli.app import build_app, usage_message
from taiyaku.errors import ConfigError, UsageError
from taiyaku.model import State
from taiyaku.project.articles import find_articles
from taiyaku.status import survey
from taiyaku.status.consistency import catalog_pairs

GOOD = {"今日は晴れです。": "It is sunny today.", "明日は雨です。": "It rains tomorrow."}
BAD = {"今日は晴れです。": "It is sunny today.", "参加者は25人です。": "There are 52 participants."}
FOREIGN = {"今日は晴れです。": "It is sunny today。", "明日は雨です。": "It rains tomorrow."}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(build_app(), list(arguments))


def findings(*arguments: str) -> list[dict[str, Any]]:
    return json.loads(run("check", "--format", "json", *arguments).stdout)["findings"]  # type: ignore[no-any-return]


def git(project: Project, *arguments: str) -> None:
    who = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "core.quotepath=true"]
    subprocess.run(["git", *who, *arguments], cwd=project.root, check=True, capture_output=True)


def commit(project: Project) -> None:
    project.write(".gitignore", ".taiyaku/\n")
    if not (project.root / ".git").exists():
        git(project, "init", "-q", "-b", "main")
    git(project, "add", "-A")
    git(project, "commit", "-qm", "x")


def test_a_clean_project_ends_with_zero(project: Project, add: Any) -> None:
    add("a", GOOD)
    result = run("check")
    assert result.exit_code == 0, result.output
    assert result.stderr.strip() == "1 article checked: no findings"
    assert result.stdout == ""


def test_a_changed_number_is_told_on_the_line_of_the_source(project: Project, add: Any) -> None:
    add("a", BAD)
    found = next(f for f in findings() if f["check"] == "number-changed")
    assert (found["path"], found["line"], found["severity"]) == ("content/ja/a.md", 3, "error")
    assert run("check").exit_code == 1
    assert (
        "::error file=content/ja/a.md,line=3,title=taiyaku%3A number-changed::"
        in run("check", "--format", "github").stdout
    )


def test_an_edited_target_is_told_on_its_own_line(project: Project, add: Any) -> None:
    add("a", GOOD)
    project.edit("content/en/a.md", "It rains tomorrow.", "Tomorrow it will rain.")
    (found,) = findings()
    assert (found["check"], found["path"], found["line"]) == ("edited", "content/en/a.md", 3)


TABLE = "| 項目 | 値 |\n|---|---|\n| 割合 | 5% |\n| 発行 | 2026-02-12 |\n"


@pytest.mark.parametrize("cells", [("50%", "2026-02-12"), ("5%", "2026-12-02")])
@pytest.mark.parametrize("way", ["taken", "aligned"])
def test_a_figure_is_compared_in_a_table_that_a_person_wrote(
    project: Project, monkeypatch: pytest.MonkeyPatch, way: str, cells: tuple[str, str]
) -> None:
    project.write("content/ja/a.md", TABLE)
    project.write("content/en/a.md", "| Item | Value |\n|---|---|\n| Share | {} |\n| Issued | {} |\n".format(*cells))
    command = ["translate", "--take", "file"] if way == "taken" else ["align", "content/ja/a.md", "content/en/a.md"]
    run(*command)
    found = findings()
    figures = [f for f in found if f["check"] in {"number-changed", "date-changed"}]
    told = [(f["path"], f["line"]) for f in figures]
    assert told == [("content/en/a.md", 3 if cells[0] == "50%" else 4)], found


def test_warnings_fail_only_where_they_are_asked_to(project: Project, add: Any) -> None:
    add("a", FOREIGN)
    assert run("check").exit_code == 0
    assert run("check", "--fail-on", "warning").exit_code == 1


def test_an_unreadable_catalog_is_an_annotation_and_fails(project: Project, add: Any) -> None:
    add("a", GOOD)
    project.write("catalogs/en/a.po", 'msgid "x"\nmsgstr "open\n')
    result = run("check", "--format", "json")
    assert result.exit_code == 1
    assert "catalogs/en/a.po:2" in result.stderr
    (found,) = json.loads(result.stdout)["findings"]
    assert (found["check"], found["path"], found["line"]) == ("unreadable", "catalogs/en/a.po", 2)


def test_an_unknown_report_format_is_an_error_that_names_the_known_ones(project: Project) -> None:
    error = run("check", "--format", "xml").exception
    assert isinstance(error, UsageError)
    assert str(error) == ("there is no report format `xml`; use one of `text`, `json`, `github`, `sarif`, `junit`")


def test_a_wrong_choice_is_one_line_that_names_the_choices() -> None:
    with pytest.raises(Exception, match="never") as caught:
        build_app()(["check", "--fail-on", "never"], prog_name="taiyaku", standalone_mode=False)
    assert usage_message(caught.value) == (
        "'--fail-on' must be `error` or `warning`, not `never` (see taiyaku check --help)"
    )
    assert run("check", "--fail-on", "never").exit_code == 2


def test_the_report_goes_to_a_file_and_the_findings_to_the_log(project: Project, add: Any) -> None:
    add("a", BAD)
    result = run("check", "--format", "sarif", "--output", "out/x.sarif")
    assert "content/ja/a.md:3: error:" in result.stdout
    assert json.loads(project.read("out/x.sarif"))["version"] == "2.1.0"
    assert result.exit_code == 1


def test_two_bare_files_are_checked_against_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.md").write_text("# 見出し\n\n参加者は25人です。\n", "utf-8")
    (tmp_path / "t.md").write_text("# Heading\n\nThere are 52 participants.\n", "utf-8")
    assert [(f["check"], f["line"]) for f in findings("s.md", "t.md")] == [("number-changed", 3)]
    assert run("check", "s.md", "t.md", "--format", "junit").exit_code == 1


def test_a_project_below_the_repository_is_annotated_from_its_top(
    project: Project, add: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    add("a", BAD)
    monkeypatch.setenv("GITHUB_WORKSPACE", str(project.root.parent))
    assert f"file={project.root.name}/content/ja/a.md," in run("check", "--format", "github").stdout


# ── Changed articles ────────────────────────────────────────────────────────


def test_only_changed_articles_are_checked(project: Project, add: Any) -> None:
    add("a", BAD)
    add("b", BAD)
    commit(project)
    assert findings("--changed-from", "HEAD") == []
    project.edit("content/ja/b.md", "今日は", "昨日は")
    assert {f["path"] for f in findings("--changed-from", "HEAD")} == {"content/ja/b.md"}


def test_a_renamed_article_and_what_it_left_behind_are_changed(project: Project, add: Any) -> None:
    add("記事", GOOD)
    add("b", BAD)
    commit(project)
    git(project, "mv", "content/ja/記事.md", "content/ja/新しい記事.md")
    told = {(f["check"], f["path"]) for f in findings("--changed-from", "HEAD")}
    assert told == {("outdated", "content/ja/新しい記事.md"), ("orphaned", "catalogs/en/記事.po")}


def test_what_the_main_line_changed_meanwhile_does_not_count(project: Project, add: Any) -> None:
    add("a", BAD)
    add("b", BAD)
    commit(project)
    git(project, "checkout", "-qb", "topic")
    git(project, "checkout", "-q", "main")
    project.edit("content/ja/a.md", "今日は", "昨日は")
    commit(project)
    git(project, "checkout", "-q", "topic")
    project.edit("content/ja/b.md", "今日は", "昨日は")
    assert {f["path"] for f in findings("--changed-from", "main")} == {"content/ja/b.md"}


def test_a_changed_glossary_concerns_every_article(project: Project, add: Any) -> None:
    project.write("glossary/a.yaml", "source: ja\nterms: []\n")
    add("a", BAD)
    commit(project)
    project.write("glossary/a.yaml", "source: ja\nterms:\n  - term: 晴れ\n    en: {use: fine}\n")
    assert {"number-changed", "term-missing"} <= {f["check"] for f in findings("--changed-from", "HEAD")}


def refusal(*arguments: str) -> str:
    """The one line that the command is refused with."""
    error = run("check", *arguments).exception
    assert isinstance(error, UsageError), error
    assert "\n" not in str(error)
    return str(error)


def test_an_unknown_revision_is_one_line_and_two(project: Project, add: Any) -> None:
    add("a", GOOD)
    commit(project)
    for revision in ("nowhere", "--output=x", "HEAD:content", "HEAD~9", "main..HEAD", "-"):
        assert refusal(f"--changed-from={revision}").startswith(
            f"git does not know the revision `{revision}`; fetch it first"
        )


def test_a_revision_of_two_lines_is_told_on_one(project: Project, add: Any) -> None:
    add("a", GOOD)
    commit(project)
    assert refusal("--changed-from=HEAD\nmain").startswith("git does not know the revision `HEAD main`")


def test_a_detached_worktree_and_settings_of_git_are_no_obstacle(
    project: Project, add: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("記事", "with space"):
        add(f"下/{name}", BAD)
    commit(project)
    for setting in ("diff.noprefix=true", "diff.renames=copies", "core.quotePath=true", "diff.external=/bin/false"):
        git(project, "config", *setting.split("="))
    git(project, "worktree", "add", "-q", "--detach", str(tmp_path / "worktree"))
    article = tmp_path / "worktree/content/ja/下/記事.md"
    article.write_text(article.read_text("utf-8").replace("今日は", "昨日は"), "utf-8")
    monkeypatch.chdir(article.parent)
    assert {f["path"] for f in findings("--changed-from", "main")} == {"content/ja/下/記事.md"}


def test_where_there_is_nothing_to_check_it_tells_what_to_do(project: Project) -> None:
    assert refusal().endswith("no articles found at content/ja/{name}.md; write one, or correct articles.path")
    assert "not an article of this project" in refusal("nowhere.md")
    project.write("content/ja/a.md", "今日は晴れ。\n")
    project.write("catalogs/en/a.po", "")
    assert [(f["check"], f["message"]) for f in findings()] == [
        ("missing", "has no en translation; run taiyaku translate")
    ]
    (project.root / "content/ja/b.md").write_bytes(b"\xff\xfe\x00")
    result = run("check")
    assert "error: content/ja/b.md:1: not UTF-8; save the file as UTF-8" in result.stderr
    assert result.exit_code == 1


def test_before_the_first_commit_everything_is_new(project: Project, add: Any) -> None:
    add("a", BAD)
    git(project, "init", "-q", "-b", "main")
    assert {f["path"] for f in findings("--changed-from", "HEAD")} == {"content/ja/a.md"}
    git(project, "add", "-A")
    assert {f["path"] for f in findings("--changed-from", "HEAD")} == {"content/ja/a.md"}


def test_a_shallow_clone_compares_with_the_tip_that_it_has(
    project: Project, add: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b"):
        add(name, BAD)
    commit(project)
    git(project, "checkout", "-qb", "topic")
    project.edit("content/ja/b.md", "今日は", "昨日は")
    commit(project)
    git(project, "clone", "-q", "--depth=1", "--no-single-branch", f"file://{project.root}", "clone")
    monkeypatch.chdir(tmp_path / "clone")
    assert {f["path"] for f in findings("--changed-from", "origin/main")} == {"content/ja/b.md"}
    git(project, "clone", "-q", "--depth=1", "--branch=topic", f"file://{project.root}", "narrow")
    monkeypatch.chdir(tmp_path / "narrow")
    assert "fetch-depth: 0" in refusal("--changed-from", "origin/main")


def test_where_git_cannot_tell_what_changed_nothing_passes(project: Project, add: Any) -> None:
    add("a", GOOD)
    commit(project)
    (project.root / ".git/index").write_bytes(b"broken")
    assert refusal("--changed-from", "HEAD").startswith("git ls-files failed: ")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a folder away")
def test_a_checkout_of_someone_else_is_told_with_the_way_out(project: Project, add: Any) -> None:
    add("a", GOOD)
    commit(project)
    os.chown(project.root, 12345, 12345)
    assert refusal("--changed-from", "HEAD").endswith(f"git config --global --add safe.directory {project.root}")


def test_outside_of_git_changed_from_is_refused(project: Project, add: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    add("a", GOOD)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(project.root.parent))
    assert refusal("--changed-from", "HEAD") == "--changed-from needs a git checkout; leave it out to check everything"
    monkeypatch.setenv("PATH", str(project.root))
    assert "needs git" in refusal("--changed-from", "HEAD")


# ── Fixing ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("state", [State.ACCEPTED, State.DRAFT])
def test_fix_takes_a_safe_offer_into_catalog_and_target(project: Project, add: Any, state: State) -> None:
    add("a", FOREIGN, state=state)
    result = run("check", "--fix")
    assert "  - It is sunny today。\n  + It is sunny today.\n" in result.stdout
    assert project.read("content/en/a.md") == "It is sunny today.\n\nIt rains tomorrow.\n"
    assert 'msgstr "It is sunny today."' in project.read("catalogs/en/a.po")
    assert ("#, fuzzy" in project.read("catalogs/en/a.po")) is (state is State.DRAFT)
    assert findings() == []


def test_fix_keeps_every_other_byte_and_has_nothing_to_do_the_second_time(project: Project, add: Any) -> None:
    add("a", FOREIGN)
    source, target = project.root / "content/ja/a.md", project.root / "content/en/a.md"
    frame = "\ufeff---\ntitle: 天気\ndate: 2026-01-01\n---\n\n{}  \n\n```\ncode\u3000。\n```\n\n{}"
    source.write_bytes(frame.format(*FOREIGN).replace("\n", "\r\n").encode())
    catalog = project.read("catalogs/en/a.po")
    project.write("catalogs/en/a.po", catalog + '\nmsgctxt "title"\nmsgid "天気"\nmsgstr "Weather"\n')
    run("translate")
    before = target.read_bytes()
    assert before.startswith(b"\xef\xbb\xbf---\r\n")
    run("check", "--fix")
    assert target.read_bytes() == before.replace("today。".encode(), b"today.")
    after = {path: path.read_bytes() for path in (source, target, project.root / "catalogs/en/a.po")}
    assert "0 units fixed" in run("check", "--fix").stderr
    assert {path: path.read_bytes() for path in after} == after
    assert run("translate", "--frozen").exit_code == 0


def test_diff_shows_and_writes_nothing(project: Project, add: Any) -> None:
    add("a", FOREIGN)
    before = {
        path: path.read_bytes() for path in project.root.rglob("*.*") if ".taiyaku" not in path.parts and path.is_file()
    }
    result = run("check", "--fix", "--diff")
    assert "  + It is sunny today.\n" in result.stdout
    assert "1 unit would be fixed" in result.stderr
    assert {path: path.read_bytes() for path in before} == before


def test_a_diff_beside_a_report_goes_to_stderr(project: Project, add: Any) -> None:
    add("a", FOREIGN)
    result = run("check", "--diff", "--format", "json")
    assert json.loads(result.stdout)["findings"]
    assert "  + It is sunny today." in result.stderr


def test_a_number_is_left_to_a_person(project: Project, add: Any) -> None:
    add("a", BAD)
    run("check", "--fix")
    assert "52 participants" in project.read("catalogs/en/a.po")


def test_fix_leaves_a_target_that_was_edited_by_hand(project: Project, add: Any) -> None:
    add("a", FOREIGN)
    project.edit("content/en/a.md", "It rains tomorrow.", "Tomorrow it will rain.")
    result = run("check", "--fix")
    assert result.exit_code == 1
    assert "Tomorrow it will rain." in project.read("content/en/a.md")
    assert "今日は晴れです。" in project.read("catalogs/en/a.po")


# ── Waivers, the project as a whole ─────────────────────────────────────────


def test_a_waived_finding_is_not_told_and_a_waiver_without_reason_is(project: Project, add: Any) -> None:
    waiver = '\n[[checks.ignore]]\ncheck = "number-changed"\nreason = "{}"\n'
    project.write("taiyaku.toml", 'source = "ja"\ntargets = ["en"]\n' + waiver.format("a joke"))
    add("a", BAD)
    assert findings() == []
    project.write("taiyaku.toml", 'source = "ja"\ntargets = ["en"]\n' + waiver.format(" "))
    assert {f["check"] for f in findings()} == {"number-changed", "waiver-without-reason"}


def test_one_source_with_two_renderings_is_found_and_gone_when_one_is_taken(project: Project, add: Any) -> None:
    add("a", {"まとめとして述べる。": "To sum up, here it is."})
    add("b", {"まとめとして述べる。": "In short, this is it."})
    for _ in range(2):
        (found,) = findings()
        assert (found["check"], found["path"], found["severity"]) == ("inconsistent", "content/ja/b.md", "warning")
    add("b", {"まとめとして述べる。": "To sum up, here it is."})
    assert findings() == []


SAID = "まとめとして述べる。"


@pytest.mark.parametrize("known", [True, False], ids=["what is known", "catalogs alone"])
def test_a_chosen_article_is_compared_with_all_others_and_told_of_alone(
    project: Project, add: Any, known: bool
) -> None:
    add("b", {SAID: "To sum up, here it is.", "明日は雨です。": "It rains tomorrow."})
    add("c", {SAID: "Summing up.", "明日は雨です。": "Tomorrow, rain."})
    commit(project)
    add("a", {SAID: "In short, this is it.", "今日は晴れです。": "It is sunny today."})
    if known:
        assert findings()
    else:
        (project.root / ".taiyaku/known.json").unlink(missing_ok=True)
    for arguments in (["--changed-from", "HEAD"], ["content/ja/a.md"]):
        (found,) = findings(*arguments)
        assert (found["check"], found["path"]) == ("inconsistent", "content/ja/a.md")
        assert '"To sum up, here it is." for the same source in content/ja/b.md:1' in found["message"]


def test_what_stands_is_right_and_what_comes_differs(project: Project, add: Any) -> None:
    add("z", {SAID: "To sum up, here it is."})
    commit(project)
    for name in ("a", "b"):
        add(name, {SAID: "In short, this is it."})
    told = findings("--changed-from", "HEAD")
    assert [f["path"] for f in told] == ["content/ja/a.md", "content/ja/b.md"]
    assert [f["path"] for f in findings()] == ["content/ja/z.md"]


def test_an_article_that_is_only_compared_with_may_be_broken_or_waived(project: Project, add: Any) -> None:
    add("b", {SAID: "To sum up, here it is."})
    add("a", {SAID: "In short, this is it."})
    project.write("content/ja/b.md", f"<!-- taiyaku:ignore inconsistent a quotation -->\n\n{SAID}\n")
    assert findings("content/ja/a.md") == []
    (project.root / "content/ja/b.md").write_bytes(b"\xff\xfe")
    assert findings("content/ja/a.md") == []
    project.write("catalogs/en/b.po", f'msgid "{SAID}"\nmsgstr "x"\n<<<<<<< HEAD\n')
    assert findings("content/ja/a.md") == []


def test_a_catalog_is_hashed_as_its_row_is(project: Project, add: Any) -> None:
    long = "とても長い文です。" * 30 + '"引用" と \\ と*強調*。'
    add(
        "a",
        {long: "A very long sentence. " * 30 + '"Quoted" and \\ and *stress*.', "題は**二つ**。": "Two **titles**."},
    )
    (article,) = find_articles(project.config)
    (row,) = looked(project)[0]
    assert set(zip(*[iter(array("Q", catalog_pairs(article)))] * 2, strict=True)) == set(
        zip(*[iter(array("Q", row.pairs))] * 2, strict=True)
    )
    assert len(row.pairs) == 32


# ── What is known ───────────────────────────────────────────────────────────


def looked(project: Project, *, remember: bool = True, jobs: int = 1) -> Any:
    """The rows and what they share; the next look does not know of one that is not to be remembered, nor it of others."""
    articles = find_articles(project.config)
    known = project.config.root / ".taiyaku" / "known.json"
    before = known.read_bytes() if known.exists() else None
    if not remember:
        known.unlink(missing_ok=True)
    found = survey(articles, project.config, among=articles, jobs=jobs)
    if not remember:
        known.unlink(missing_ok=True)
        if before is not None:
            known.write_bytes(before)
    return found.rows, found.shared


def test_an_unchanged_article_is_not_read_again_and_the_findings_are_the_same(
    project: Project, add: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, texts in (("a", BAD), ("b", GOOD), ("c", {"明日は雨です。": "Rain, tomorrow."})):
        add(name, texts)
    project.write("content/ja/d.md", "訳がない。\n")
    fresh = looked(project, remember=False)
    assert looked(project) == fresh

    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("read again")

    with monkeypatch.context() as patch:
        patch.setattr("taiyaku.status.project.article_status", forbidden)
        patch.setattr("taiyaku.status.consistency.read_source", forbidden)
        assert looked(project) == fresh


@pytest.mark.parametrize("name", ["content/ja/a.md", "content/en/a.md", "catalogs/en/a.po"])
def test_a_change_of_any_file_of_an_article_is_seen(project: Project, add: Any, name: str) -> None:
    add("a", GOOD)
    assert run("check").exit_code == 0
    project.edit(name, "明日は雨です" if name.endswith(("ja/a.md", ".po")) else "It rains", "何か別のもの")
    assert run("check").exit_code == 1
    assert looked(project) == looked(project, remember=False)


def test_a_change_of_settings_or_glossary_is_seen(project: Project, add: Any) -> None:
    add("a", BAD)
    assert len(findings()) == 1
    project.write("glossary/a.yaml", "source: ja\nterms:\n  - term: 晴れ\n    en: {use: fine}\n")
    assert len(findings()) == 2
    project.write("taiyaku.toml", 'source = "ja"\ntargets = ["en"]\n[checks]\nseverity = { number-changed = "off" }\n')
    assert len(findings()) == 1


@pytest.mark.parametrize("broken", ["", "{", '{"stamp": 3}', "[]", "\0"])
def test_a_broken_cache_is_ignored_and_made_anew(project: Project, add: Any, broken: str) -> None:
    add("a", BAD)
    fresh = looked(project)
    project.write(".taiyaku/known.json", broken)
    assert looked(project) == fresh
    assert json.loads(project.read(".taiyaku/known.json"))["articles"]


def test_a_cache_that_cannot_be_written_is_no_error(project: Project, add: Any) -> None:
    add("a", GOOD)
    (project.root / ".taiyaku/known.json").mkdir(parents=True)
    assert run("check").exit_code == 0
    assert run("status").exit_code == 0


def test_several_processes_find_the_same(project: Project, add: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for index in range(6):
        add(f"a{index}", BAD if index % 2 else GOOD)
    alone = looked(project, remember=False)
    monkeypatch.setattr("taiyaku.status.project.MIN_FOR_PROCESSES", 2)
    assert looked(project, remember=False, jobs=2) == alone


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("os.fork", PermissionError(1, "Operation not permitted")),
        ("_multiprocessing.SemLock", OSError(38, "Function not implemented")),
        ("concurrent.futures.process._check_system_limits", NotImplementedError("no semaphores")),
    ],
)
def test_where_no_process_can_be_started_one_does_it_all(
    project: Project, add: Any, monkeypatch: pytest.MonkeyPatch, caplog: Any, name: str, error: Exception
) -> None:
    for index in range(4):
        add(f"a{index}", BAD if index % 2 else GOOD)
    alone = looked(project, remember=False)

    def refused(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("taiyaku.status.project.MIN_FOR_PROCESSES", 2)
    monkeypatch.setattr(name, refused)
    assert looked(project, remember=False, jobs=2) == alone
    (record,) = caplog.records
    assert record.getMessage() == f"working in one process because others cannot be started here ({error})"


# ── Status ──────────────────────────────────────────────────────────────────


def test_status_has_its_forms(project: Project, add: Any) -> None:
    add("a", GOOD)
    (article,) = json.loads(run("status", "--format", "json").stdout)["articles"]
    assert article == {
        "article": "content/ja/a.md",
        "locale": "en",
        "state": "done",
        "units": {"accepted": 2, "draft": 0, "outdated": 0, "missing": 0},
        "words": 13,
    }
    assert run("status", "--format", "html").stdout.startswith("<!doctype html>")
    assert "| en | 1 | 1 | 100% | 13 |" in run("status", "--format", "markdown").stdout
    assert "done" in run("status").stdout


# ── Names in the settings ───────────────────────────────────────────────────

HEAD = 'source = "ja"\ntargets = ["en"]\n'


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ('[checks]\nseverity = { lenght-ratio = "off" }\n', "4: there is no check `lenght-ratio`; did you mean `length-ratio`?"),
        ('[checks.severity]\n\n"lenght-ratio" = "off"\n', "5: there is no check `lenght-ratio`; did you mean `length-ratio`?"),
        ('[checks]\nseverity.lenght-ratio = "off"\n', "4: there is no check `lenght-ratio`; did you mean `length-ratio`?"),
        ('[checks.severity]\nxyzzy = "off"\n', "4: there is no check `xyzzy`; use one of `"),
        ('[checks.severity]\nunreadable = "off"\n', "4: `unreadable` is always an error; remove it from the severities"),
        (
            '[[checks.ignore]]\ncheck = "missing"\nreason = "x"\n[[checks.ignore]]\nreason = "x"\ncheck = "numbers-changed"\n',
            "8: there is no check `numbers-changed`; did you mean `number-changed`?",
        ),
        ('[providers.opneai]\nmodel = "x"\n', "3: there is no provider `opneai`; did you mean `openai`?"),
        ('[providers]\ndeppl = { glossary = "off" }\n', "4: there is no provider `deppl`; did you mean `deepl`?"),
        ('[providers.ours]\nmodel = "x"\n', "3: there is no provider `ours`; use one of `human`, "),
        ('[provider]\nname = "deppl"\n', "4: there is no provider `deppl`; did you mean `deepl`?"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "command", [("check",), ("status",), ("translate",), ("segment", "content/ja/a.md")], ids=" ".join
)
def test_a_name_in_the_settings_that_there_is_not_is_told_on_its_line(
    project: Project, add: Any, settings: str, told: str, command: tuple[str, ...]
) -> None:
    add("a", GOOD)
    project.write("taiyaku.toml", HEAD + settings)
    error = run(*command).exception
    assert isinstance(error, ConfigError)
    assert str(error).startswith(f"taiyaku.toml:{told}")
    assert error.exit_code == 2


def test_a_provider_from_outside_need_not_be_installed_where_nothing_is_translated(project: Project, add: Any) -> None:
    project.write("taiyaku.toml", HEAD + '[provider]\nname = "ours"\n[providers.ours]\nmodel = "x"\n')
    add("a", GOOD)
    assert run("check").exit_code == 0
    assert "no provider is called `ours`" in str(run("translate").exception)


def test_settings_in_pyproject_are_named_as_such(project: Project, add: Any) -> None:
    add("a", GOOD)
    (project.root / "taiyaku.toml").unlink()
    project.write("pyproject.toml", '[tool.taiyaku]\nsource = "ja"\n[tool.taiyaku.checks.severity]\nmising = "off"\n')
    error = run("check").exception
    assert str(error) == "pyproject.toml:4: there is no check `mising`; did you mean `missing`?"


def test_the_pages_of_states_are_shown_too() -> None:
    told = run("checks", "unreadable").stdout
    assert "Always an error." in told
    assert "How to fix" in told
    assert {"unreadable", "outdated", "inconsistent", "waiver-unknown"} <= set(run("checks").stdout.split())
    assert str(run("checks", "unreadible").exception) == 'there is no check "unreadible"; did you mean `unreadable`?'


def test_a_waiver_in_the_article_ends_when_the_translation_changes_and_a_new_reason_renews_it(
    project: Project, add: Any
) -> None:
    add("a", BAD)
    comment = "<!-- taiyaku:ignore number-changed {} -->\n\n参加者"
    source = project.read("content/ja/a.md").replace("参加者", comment)
    project.write("content/ja/a.md", source.format("a joke of the author's"))
    run("translate")
    assert findings() == []
    before = project.read("catalogs/en/a.po")
    run("translate")
    assert project.read("catalogs/en/a.po") == before

    project.write("catalogs/en/a.po", before.replace("52 participants", "53 participants"))
    run("translate")
    assert [(f["check"], f["line"]) for f in findings()] == [("number-changed", 5), ("waiver-ended", 3)]
    run("translate")  # not the next run either makes it good
    assert {f["check"] for f in findings()} == {"number-changed", "waiver-ended"}

    project.write("content/ja/a.md", source.format("the author jokes on"))
    run("translate")
    assert findings() == []


def test_a_waiver_in_the_article_ends_when_the_source_changes(project: Project, add: Any) -> None:
    add("a", BAD)
    source = project.read("content/ja/a.md")
    waived = source.replace("参加者", "<!-- taiyaku:ignore number-changed a joke -->\n\n参加者")
    project.write("content/ja/a.md", waived)
    run("translate")
    project.write("content/ja/a.md", waived.replace("25人です。", "25人です！"))
    assert "waiver-ended" in {f["check"] for f in findings()}

"""The command line as a person or a script meets it: real processes, exit codes, and where things are printed."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from project_on_disk import ARTICLE, Project, end_of


def test_a_script_gets_the_units_as_json(project: Project) -> None:
    done = project.run("segment", "content/ja/a.md", "--format", "json")
    data = json.loads(done.out)
    assert (done.code, data["schema_version"], data["article"]) == (0, 1, "content/ja/a.md")
    assert [unit["source"] for unit in data["units"]][:2] == ["世界モデル", "見出し"]
    assert all(list(unit) == ["id", "kind", "line", "context", "source"] for unit in data["units"])


def test_the_job_is_incomplete_until_a_person_has_translated(project: Project) -> None:
    done = project.run("translate")
    assert done.code == 1
    assert "7 to translate" in done.out
    assert "catalogs/en/a.po" in done.err


def test_the_job_tells_a_script_what_it_did(project: Project) -> None:
    done = project.run("translate", "--provider", "copy", "--format", "json")
    (article,) = json.loads(done.out)["articles"]
    assert done.code == 0
    assert article["article"] == "content/ja/a.md"
    assert (article["written"], article["from_provider"], article["left"], article["findings"]) == (True, 7, 0, [])
    assert project.read("content/en/a.md") == ARTICLE


def test_frozen_exits_1_where_something_would_change_and_writes_nothing(project: Project) -> None:
    before = sorted(project.root.rglob("*"))
    assert project.run("translate", "--frozen").code == 1
    assert sorted(project.root.rglob("*")) == before


def test_status_and_check_tell_of_what_is_missing(project: Project) -> None:
    status = json.loads(project.run("status", "--format", "json").out)
    assert status["schema_version"] == 1
    (row,) = status["articles"]
    assert row["state"] == "missing"
    assert row["units"] == {"accepted": 0, "draft": 0, "outdated": 0, "missing": 7}
    check = project.run("check", "--format", "json")
    assert check.code == 1
    (finding,) = json.loads(check.out)["findings"]
    assert {"check", "severity", "message", "path", "line", "unit_id", "source", "target"} <= finding.keys()
    assert (finding["check"], finding["path"]) == ("missing", "content/ja/a.md")


def test_the_table_of_states_fits_80_columns(project: Project) -> None:
    project.write("content/ja/a-very-long-name-of-an-article-that-goes-on-and-on-2026-02-12.md", "文です。\n")
    out = project.run("status").out
    assert "missing" in out
    assert max(len(line) for line in out.splitlines()) <= 80


def test_one_bad_article_does_not_stop_the_others(project: Project) -> None:
    (project.root / "content/ja/b.md").write_bytes(b"\x83\x65\n")
    project.write("content/ja/c.md", "---\ntitle: [a\nb: c\n---\n\nx\n")
    project.write("content/ja/d.md", "文です。\n")
    done = project.run("translate", "--provider", "copy")
    assert done.code == 1
    assert "content/ja/b.md:1: not UTF-8" in done.err
    assert "content/ja/c.md:" in done.err
    assert (project.root / "content/en/a.md").exists()
    assert (project.root / "content/en/d.md").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("translate", "nowhere.md"),
        ("translate", "--to", "fr"),
        ("translate", "--take", "both"),
        ("translate", "--provider", "nobody"),
        ("segment", "content/ja/a.md", "--format", "xml"),
        ("check", "--format", "xml"),
        ("checks", "no-such-check"),
        ("init",),
    ],
)
def test_wrong_usage_exits_2_with_what_to_do(project: Project, arguments: tuple[str, ...]) -> None:
    done = project.run(*arguments)
    assert done.code == 2, done.err
    assert done.err.strip()


@pytest.mark.parametrize("command", ["translate", "status", "check"])
def test_a_project_in_which_no_article_is_found_is_an_error_with_the_setting(project: Project, command: str) -> None:
    project.write("taiyaku.toml", 'source = "ja"\ntargets = ["en"]\n[articles]\npath = "contents/{locale}/{name}.md"\n')
    done = project.run(command)
    told = "error: taiyaku.toml: no articles found at contents/ja/{name}.md; write one, or correct articles.path\n"
    assert (done.code, done.out, done.err) == (2, "", told)


def test_broken_front_matter_of_the_english_page_is_told_where_it_stands(project: Project) -> None:
    project.run("translate", "--provider", "copy")
    project.edit("content/en/a.md", "lang: ja", 'lang: "ja')
    done = project.run("check")
    assert done.code == 1
    assert done.err.startswith("error: content/en/a.md:4: invalid YAML")
    assert "content/ja/a.md" not in done.err


@pytest.mark.parametrize("path", ["/a/{locale}/{name}.md", "./{locale}/{name}.md", "a/**/{locale}/{name}.md"])
def test_a_pattern_that_leaves_the_project_or_globs_is_refused(project: Project, path: str) -> None:
    project.write("taiyaku.toml", f'source = "ja"\ntargets = ["en"]\n[articles]\npath = "{path}"\n')
    done = project.run("check")
    assert done.code == 2
    assert done.err.startswith("error: taiyaku.toml:4: `path` must be relative to the project")


def test_outside_a_project_one_file_is_translated(project: Project) -> None:
    (project.root / "taiyaku.toml").unlink()
    done = project.run("translate", "content/ja/a.md", "--to", "en", "--provider", "copy", "-o", "out.md")
    assert done.code == 0, done.err
    assert project.read("out.md") == ARTICLE
    assert not (project.root / "catalogs").exists()


def test_a_file_goes_through_a_pipe_to_the_byte(project: Project) -> None:
    text = "\ufeff" + ARTICLE.replace("\n", "\r\n")
    done = project.run("translate", "-", "--to", "en", "--provider", "copy", "-o", "-", stdin=text)
    assert (done.code, done.out) == (0, text)


def test_a_pipe_that_is_not_utf_8_is_an_error_with_its_line(project: Project) -> None:
    for command in (["segment", "-"], ["translate", "-", "-o", "-"]):
        done = subprocess.run(
            [sys.executable, "-m", "taiyaku", *command],
            cwd=project.root,
            input="日本\n語".encode("utf-16"),
            capture_output=True,
            check=False,
        )
        assert done.stderr.decode() == "error: -:1: not UTF-8; save the file as UTF-8\n"
        assert done.returncode == 1


def test_a_file_translated_inside_a_project_is_held_to_its_glossary(project: Project) -> None:
    project.write("glossary/terms.yaml", "source: ja\nterms:\n  - term: 世界モデル\n    en: world model\n")
    project.write("one.md", "世界モデルです。\n")
    arguments = ("translate", "one.md", "-o", "out.md", "--catalog", "one.po")
    assert project.run(*arguments).code == 1
    project.edit("one.po", 'msgid "世界モデルです。"\nmsgstr ""', 'msgid "世界モデルです。"\nmsgstr "A global model."')
    done = project.run(*arguments)
    assert done.code == 1
    assert "[term-missing]" in done.err


def test_outside_a_project_the_catalog_is_kept_where_it_is_asked_for(project: Project) -> None:
    (project.root / "taiyaku.toml").unlink()
    arguments = ("translate", "content/ja/a.md", "--to", "en", "-o", "out.md", "--catalog", "a.po")
    assert project.run(*arguments).code == 1
    project.edit("a.po", 'msgid "項目一"\nmsgstr ""', 'msgid "項目一"\nmsgstr "Item one"')
    project.run(*arguments)
    assert "- Item one\n- 項目二" in project.read("out.md")


def test_a_project_s_catalog_with_a_kept_file_translates_to_another_file(project: Project) -> None:
    project.write("content/ja/a.md", "# 題\n\n文です。\n\n```\na\n```\n")
    project.run("translate", "--provider", "copy")
    project.edit("content/en/a.md", "```\na", "```\nb")
    project.run("translate", "--take", "file")
    catalog = project.read("catalogs/en/a.po")
    assert "X-Taiyaku-Assembled" in catalog
    arguments = ("translate", "content/ja/a.md", "--to", "en", "-o", "out.md", "--catalog", "catalogs/en/a.po")
    project.run(*arguments)
    assert project.read("out.md") == project.read("content/ja/a.md")
    assert project.read("catalogs/en/a.po") == catalog


def test_outside_a_project_the_commands_say_how_to_start_one(project: Project) -> None:
    (project.root / "taiyaku.toml").unlink()
    done = project.run("translate")
    assert done.code == 2
    assert "taiyaku init" in done.err


def test_two_bare_files_are_compared(project: Project) -> None:
    project.write("x.md", "# 題\n\n5億ユーロを[調達](https://a.example/)した。\n")
    project.write("y.md", "# Title\n\nIt [raised](https://a.example/) €500 million.\n")
    project.write("z.md", "# Title\n\nIt [raised](https://b.example/) 5 billion euros.\n")
    assert project.run("check", "x.md", "y.md").code == 0
    done = project.run("check", "x.md", "z.md", "--format", "json")
    assert done.code == 1
    assert {finding["check"] for finding in json.loads(done.out)["findings"]} >= {"link-changed", "number-changed"}


def test_a_folder_that_cannot_be_written_to_loses_nothing(project: Project) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write anywhere")
    folder = project.root / "content"
    folder.chmod(0o500)
    try:
        done = project.run("translate", "--provider", "copy")
    finally:
        folder.chmod(0o700)
    assert done.code == 1
    assert "cannot be written" in done.err


def test_two_runs_at_once_end_well(project: Project) -> None:
    for number in range(20):
        project.write(f"content/ja/n{number}.md", f"文章{number}です。\n" * 5)
    runs = [project.start("translate", "--provider", "copy") for _ in range(3)]
    assert [end_of(run).code for run in runs] == [0, 0, 0]
    assert project.read("content/en/n7.md") == project.read("content/ja/n7.md")
    assert not list(project.root.rglob("*.tmp"))
    assert project.run("translate", "--frozen").code == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("translate", "--provder", "x"), "no such option: --provder; did you mean --provider?"),
        (("translat",), "no such command 'translat'; did you mean 'translate'?"),
        (("translate", "--jobs", "x"), "'--jobs' must be a whole number"),
        (("export",), "missing option '--output' / '-o'"),
        (("glossary", "find"), "missing argument 'text'"),
        (("translate", "content/ja/aa.md"), "content/ja/aa.md: no such article; did you mean content/ja/a.md?"),
        (("translate", "catalogs"), "catalogs: contains no articles; they are at content/ja/{name}.md"),
        (("segment", "content"), "content: is a folder; name a file in it"),
        (("segment", "b.md"), "b.md: no such file"),
        (("check", "b.md", "c.md"), "no such file"),
    ],
)
def test_what_is_mistyped_is_one_line_and_exit_2(project: Project, arguments: tuple[str, ...], told: str) -> None:
    (project.root / "catalogs").mkdir()
    done = project.run(*arguments)
    assert (done.code, told in done.err) == (2, True), done.err
    assert done.err.startswith("error: ")
    assert len(done.err.splitlines()) == 1


def test_one_file_is_never_written_over_itself_and_a_locale_that_is_none_is_told(project: Project) -> None:
    before = project.read("content/ja/a.md")
    for arguments, told in (
        (("--to", "en", "-o", "content/ja/a.md"), "is the article itself; name another file with -o"),
        (("--to", "xx-invalid_", "-o", "y.md"), "must name locales"),
    ):
        done = project.run("translate", "content/ja/a.md", *arguments, "--provider", "pseudo")
        assert (done.code, told in done.err) == (2, True), done.err
    assert project.read("content/ja/a.md") == before


def test_a_folder_of_targets_stands_for_its_articles(project: Project) -> None:
    project.run("translate", "--provider", "copy")
    assert "1 article" in project.run("translate", "content/en").err

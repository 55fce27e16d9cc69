"""``taiyaku memory`` as a person or a script meets it, on a project that a program drafts for."""

from __future__ import annotations

import json
import shlex
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

import exchanging
from made import Project
from taiyaku.cli.app import build_app
from taiyaku.errors import TaiyakuError

DRAFTS = {
    "世界モデルは未来を予測する。": "The global model predicts the future.",
    "この世界モデルは小さい。": "This global model is small.",
    "世界モデルが世界を学ぶ。": "A global model learns the world.",
    "猫が好きです。": "I like cats .",
    "五人が来た。": "Six people came.",
}
MACHINE = f"""\
import json, pathlib, sys
log = pathlib.Path("asked.txt")
for line in sys.stdin:
    unit = json.loads(line)
    with log.open("a") as file:
        file.write(unit["text"] + chr(10))
    print(json.dumps({{"id": unit["id"], "text": {DRAFTS!r}[unit["text"]]}}))
"""
SETTINGS = f"""\
source = "ja"
targets = ["en"]
[provider]
name = "command"
[providers.command]
command = [{json.dumps(sys.executable)}, "machine.py"]
[checks]
severity = {{ number-changed = "off", punctuation-foreign = "off" }}
"""


@dataclass
class Done:
    code: int
    out: str
    err: str


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.chdir(tmp_path)
    made = Project(tmp_path)
    made.write("taiyaku.toml", SETTINGS)
    made.write("machine.py", MACHINE)
    made.write("content/ja/a.md", "".join(f"{source}\n\n" for source in DRAFTS))
    return made


def taiyaku(project: Project, *arguments: str, code: int = 0) -> Done:
    result = CliRunner().invoke(build_app(), arguments, env={"COLUMNS": "80"})
    err = result.stderr
    if isinstance(result.exception, TaiyakuError):
        found = Done(result.exception.exit_code, result.stdout, f"{err}error: {result.exception}\n")
    else:
        found = Done(result.exit_code, result.stdout, err)
    assert found.code == code, (found, result.exception)
    return found


def memory(project: Project, *arguments: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(taiyaku(project, "memory", *arguments, "--format", "json").out)
    assert found.pop("schema_version") == 1
    return found


def correct(project: Project) -> None:
    """What a person makes of the drafts, in the published file."""
    taiyaku(project, "translate")
    text = project.read("content/en/a.md")
    for before, after in (("global model", "world model"), ("cats .", "cats."), ("Six people", "Five people")):
        text = text.replace(before, after)
    project.write("content/en/a.md", text)
    taiyaku(project, "translate")


def test_search_finds_what_is_alike_and_what_holds_the_words(project: Project) -> None:
    correct(project)
    (found,) = memory(project, "search", "世界モデルは未来を予測した。")["matches"]  # type: ignore[misc]
    assert found["score"] == 85
    assert found["target"] == "The world model predicts the future."
    assert found["accepted"] is True
    held = memory(project, "search", "cats")["matches"]
    assert [(one["score"], one["source"]) for one in held] == [(None, "猫が好きです。")]  # type: ignore[attr-defined]


def test_what_is_shown_fits_80_columns(project: Project) -> None:
    long = "とても長い文章を書いたので、" * 12
    project.write("content/ja/b.md", f"{long}\n")
    project.write(
        "catalogs/en/b.po",
        f'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "{long}"\nmsgstr "{"long " * 60}"\n',
    )
    correct(project)
    for arguments in (("search", long), ("search", "world"), ("stats",)):
        out = taiyaku(project, "memory", *arguments).out
        assert out
        wide = [line for line in out.splitlines() if sum(2 if ord(c) > 0x2E80 else 1 for c in line.rstrip()) > 80]
        assert not wide


def test_a_search_that_finds_nothing_says_so(project: Project) -> None:
    done = taiyaku(project, "memory", "search", "何もない")
    assert (done.out, done.err.strip()) == ("", "no translation is 75% similar, and none contains this text")


def test_corrections_are_grouped_and_the_proposed_command_works(project: Project) -> None:
    correct(project)
    found = memory(project, "corrections")
    assert (found["compared"], found["unchanged"]) == (5, 0)
    kinds = {(c["kind"], c["before"], c["after"], c["count"]) for c in found["changes"]}  # type: ignore[attr-defined]
    assert ("term", "global", "world", 3) in kinds
    assert ("style", " ", "", 1) in kinds
    (proposal,) = found["proposals"]  # type: ignore[misc]
    assert (proposal["term"], proposal["use"], proposal["avoid"]) == ("世界モデル", "world model", ["global model"])
    (line,) = (line for line in taiyaku(project, "memory", "corrections").out.splitlines() if "glossary add" in line)
    taiyaku(project, *shlex.split(line)[1:])
    terms = json.loads(taiyaku(project, "glossary", "list", "--format", "json").out)["terms"]
    assert [term["term"] for term in terms] == ["世界モデル"]
    (proposal,) = memory(project, "corrections")["proposals"]  # type: ignore[misc]
    assert (proposal["command"], proposal["stands"]) == ("", "glossary/terms.yaml:3")


def test_drafts_accepted_as_they_were_are_no_corrections(project: Project) -> None:
    taiyaku(project, "translate")
    project.write("catalogs/en/a.po", project.read("catalogs/en/a.po").replace("#, fuzzy\n", ""))
    found = memory(project, "corrections")
    assert (found["compared"], found["unchanged"], found["changes"]) == (5, 5, [])
    taiyaku(project, "translate")
    assert "draft:" not in project.read("catalogs/en/a.po")
    assert memory(project, "corrections") == found


def test_what_a_person_changes_in_a_catalog_editor_is_theirs_beside_the_machines_words(project: Project) -> None:
    taiyaku(project, "translate")
    po = project.read("catalogs/en/a.po")
    assert po.count('# draft: "') == 5
    for before, after in (("#, fuzzy\n", ""), ('msgstr "I like cats ."', 'msgstr "I like\\t\\"cats\\"."')):
        po = po.replace(before, after)
    project.write("catalogs/en/a.po", po)
    taiyaku(project, "translate")
    po = project.read("catalogs/en/a.po")
    (entry,) = (block for block in po.split("\n\n") if "猫" in block)
    assert '# origin: person\n# draft: "I like cats ."\n' in entry
    assert po.count("# origin: command\n") == 4
    found = memory(project, "corrections")
    assert (found["compared"], found["unchanged"]) == (5, 4)
    before = po
    taiyaku(project, "translate")
    assert project.read("catalogs/en/a.po") == before


def test_corrections_are_known_to_everybody_who_has_the_catalogs(project: Project) -> None:
    correct(project)
    found = memory(project, "corrections")
    shutil.rmtree(project.root / ".taiyaku")
    assert memory(project, "corrections") == found
    project.write("content/ja/a.md", "別の文章に変わった。\n")
    taiyaku(project, "translate", "--provider", "human", code=1)
    shutil.rmtree(project.root / ".taiyaku")
    assert memory(project, "corrections") == found, "what sleeps in a catalog is remembered too"


def test_what_is_exported_comes_back_in_another_project(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    correct(project)
    taiyaku(project, "memory", "export", "--output", "m.tmx")
    other = Project(tmp_path / "other")
    other.write("content/ja/a.md", "猫が好きです。\n")
    other.write("m.tmx", project.read("m.tmx"))
    monkeypatch.chdir(other.root)
    assert "5 of them new; nothing was changed" in taiyaku(other, "memory", "import", "m.tmx", "--dry-run").err
    assert "5 translations in m.tmx, 5 of them new" in taiyaku(other, "memory", "import", "m.tmx").err
    kept = other.read("memory/m.tmx")
    assert "5 translations in m.tmx, 0 of them new" in taiyaku(other, "memory", "import", "m.tmx").err
    assert other.read("memory/m.tmx") == kept
    assert memory(other, "stats")["imported"] == 5
    taiyaku(other, "translate")
    assert other.read("content/en/a.md") == "I like cats.\n"
    assert taiyaku(other, "memory", "export").out.count("<tu>") == 6  # five imported, and the article's own
    found = memory(other, "search", "世界モデルは未来を予測する。")
    shutil.rmtree(other.root / ".taiyaku")
    assert memory(other, "search", "世界モデルは未来を予測する。") == found
    assert "1 translation from 1 catalog, 5 from 1 imported file" in taiyaku(other, "memory", "rebuild").err
    (other.root / "memory/m.tmx").unlink()
    assert memory(other, "stats")["imported"] == 0


def test_a_second_file_of_that_name_is_taken_in_beside_the_first(project: Project) -> None:
    for name, source in (("one/m.tmx", "一"), ("two/m.tmx", "二")):
        unit = f'<tu><tuv xml:lang="ja"><seg>{source}</seg></tuv><tuv xml:lang="en"><seg>{name}</seg></tuv></tu>'
        project.write(name, f'<tmx version="1.4"><header srclang="ja"/><body>{unit}</body></tmx>')
        taiyaku(project, "memory", "import", name)
    assert memory(project, "stats")["imported"] == 2
    assert "one/m.tmx" in project.read("memory/m.tmx")
    assert "two/m.tmx" in project.read("memory/m-2.tmx")


def test_a_unit_that_stands_twice_in_a_file_or_is_a_draft_only_is_taken_in_once(project: Project) -> None:
    taiyaku(project, "translate")
    unit = (
        '<tu><tuv xml:lang="ja"><seg>猫が好きです。</seg></tuv><tuv xml:lang="en"><seg>I like cats .</seg></tuv></tu>'
    )
    project.write("d.tmx", f'<tmx version="1.4"><header srclang="ja"/><body>{unit}{unit}</body></tmx>')
    assert "2 translations in d.tmx, 1 of them new" in taiyaku(project, "memory", "import", "d.tmx").err
    assert project.read("memory/d.tmx").count("<tu>") == 1


def test_a_file_of_the_folder_that_leads_out_of_the_project_is_named(project: Project, tmp_path: Path) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-outside.tmx"
    outside.write_text('<tmx version="1.4"><header srclang="ja"/><body/></tmx>', "utf-8")
    (project.root / "memory/deep").mkdir(parents=True)
    (project.root / "memory/deep/o.tmx").symlink_to(outside)
    done = taiyaku(project, "memory", "stats")
    assert "memory/deep/o.tmx: links to a file outside the project; move that file into the project" in done.err


def test_a_damaged_file_among_the_imported_is_named_and_the_rest_goes_on(project: Project) -> None:
    correct(project)
    project.write("memory/bad.tmx", "<tmx><body><tu>")
    done = taiyaku(project, "memory", "search", "cats")
    assert "I like cats." in done.out
    assert "memory/bad.tmx:1: not well-formed XML" in done.err
    assert "memory/bad.tmx:1: not well-formed" in taiyaku(project, "memory", "rebuild", code=1).err


def test_its_own_export_adds_nothing(project: Project) -> None:
    correct(project)
    taiyaku(project, "memory", "export", "--output", "m.tmx", "--accepted")
    assert "0 of them new" in taiyaku(project, "memory", "import", "m.tmx").err


def test_a_file_of_other_languages_is_named_as_such(project: Project) -> None:
    body = '<tu><tuv xml:lang="de"><seg>Haus</seg></tuv><tuv xml:lang="fr"><seg>maison</seg></tuv></tu>'
    project.write("m.tmx", f'<tmx version="1.4"><header srclang="de"/><body>{body}</body></tmx>')
    done = taiyaku(project, "memory", "import", "m.tmx", code=1)
    assert done.err.strip() == "error: m.tmx: contains no translations ja to en; it has de to fr (1)"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("import", "nowhere.tmx"), 2),
        (("import", "machine.py"), 1),
        (("search", "x", "--to", "fr"), 2),
        (("export", "--output", "no/such/folder/m.tmx"), 1),
        (("corrections", "--to", "fr"), 2),
    ],
)
def test_what_cannot_be_meant_is_one_line(project: Project, arguments: tuple[str, ...], code: int) -> None:
    done = taiyaku(project, "memory", *arguments, code=code)
    assert len(done.err.strip().splitlines()) == 1


def test_an_unknown_format_is_one_line(project: Project) -> None:
    done = exchanging.taiyaku(project, "memory", "search", "x", "--format", "xml")
    assert (done.code, len(done.err.strip().splitlines())) == (2, 1)
    assert "must be `table` or `json`, not `xml`" in done.err


def test_deleting_the_memory_loses_nothing_that_reached_a_catalog(project: Project) -> None:
    correct(project)
    asked = project.read("asked.txt")
    before = memory(project, "search", "世界モデルは未来を予測した。"), memory(project, "search", "cats")
    held = memory(project, "stats")
    files = {name: project.read(name) for name in ("content/en/a.md", "catalogs/en/a.po")}
    shutil.rmtree(project.root / ".taiyaku")
    assert "5 translations from 1 catalog" in taiyaku(project, "memory", "rebuild").err
    assert (memory(project, "search", "世界モデルは未来を予測した。"), memory(project, "search", "cats")) == before
    again = memory(project, "stats")
    lost = {"size", "replies"}
    assert {key: again[key] for key in again.keys() - lost} == {key: held[key] for key in held.keys() - lost}
    taiyaku(project, "translate", "--frozen")
    taiyaku(project, "translate")
    assert {name: project.read(name) for name in files} == files
    project.write("content/ja/b.md", "猫が好きです。\n")
    taiyaku(project, "translate")
    assert project.read("content/en/b.md") == "I like cats.\n"
    assert project.read("asked.txt") == asked


def test_a_damaged_catalog_is_named_and_the_others_are_taken_in(project: Project) -> None:
    correct(project)
    project.write("content/ja/b.md", "文。\n")
    project.write("catalogs/en/b.po", 'msgid "文。"\nmsgstr "A sentence.\n')
    done = taiyaku(project, "memory", "rebuild", code=1)
    assert "5 translations from 1 catalog" in done.err
    assert "catalogs/en/b.po:2: damaged" in done.err

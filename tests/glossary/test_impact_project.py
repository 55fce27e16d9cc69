"""``taiyaku glossary impact --apply`` on a project: glossary, catalogs and targets change together, or not at all."""

from __future__ import annotations

import json

import pytest

from project_on_disk import Project

GLOSSARY = """\
# kept by the desk
terms:
  - term: 世界モデル
    en: {use: world model, also: [world simulator], avoid: [global model]}   # agreed in May
  - term: 予測モデル
    en: predictive model
"""
ARTICLE = """\
# 世界モデル

世界モデルは`world model`と書く。

ある世界モデルとほかの世界モデル。

これは新しい。世界モデルだ。

**世界モデル**の話。

予測モデルの話。
"""
PAIRS = {
    "世界モデル": "World Models",
    "世界モデルは`world model`と書く。": "A world model is written `world model`.",
    "ある世界モデルとほかの世界モデル。": "One world model and other world models.",
    "これは新しい。世界モデルだ。": "It is new, and a model of the world.",
    "**世界モデル**の話。": "About **world-model** research and the world model's use.",
    "予測モデルの話。": "About predictive models.",
}
AFTER = {
    "世界モデル": "Internal Simulators",
    "世界モデルは`world model`と書く。": "An internal simulator is written `world model`.",
    "ある世界モデルとほかの世界モデル。": "One internal simulator and other internal simulators.",
    "これは新しい。世界モデルだ。": "It is new, and a model of the world.",
    "**世界モデル**の話。": "About **internal-simulator** research and the internal simulator's use.",
    "予測モデルの話。": "About predictive models.",
}


def catalog(pairs: dict[str, str], *, fuzzy: tuple[str, ...] = ()) -> str:
    head = 'msgid ""\nmsgstr ""\n"Language: en\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    return head + "".join(
        f'\n{"#, fuzzy" + chr(10) if source in fuzzy else ""}msgid "{source}"\nmsgstr "{target}"\n'
        for source, target in pairs.items()
    )


def entries(project: Project, name: str = "a") -> dict[str, tuple[str, bool]]:
    """Translation of each source, and whether it waits for review."""
    from taiyaku.catalogs.po import read_catalog
    from taiyaku.model import State

    found = read_catalog(project.root / f"catalogs/en/{name}.po")
    assert found
    return {entry.source: (entry.text, entry.state is State.DRAFT) for entry in found.live}


@pytest.fixture
def project(project: Project) -> Project:
    project.write("glossary/terms.yaml", GLOSSARY)
    project.write("content/ja/a.md", ARTICLE)
    project.write("catalogs/en/a.po", catalog(PAIRS))
    project.write("content/ja/b.md", "世界モデルの本。\n")
    project.write(
        "catalogs/en/b.po", catalog({"世界モデルの本。": "A book on world models."}, fuzzy=("世界モデルの本。",))
    )
    # One translation does without the term: a person waived it.
    project.write(
        "taiyaku.toml",
        'source = "ja"\ntargets = ["en"]\n[[checks.ignore]]\ncheck = "term-missing"\nreason = "said in other words"\n'
        'source = "これは新しい。世界モデルだ。"\n',
    )
    project.run("translate", code=0)
    return project


DOUBTFUL = {"これは新しい。世界モデルだ。", "**世界モデル**の話。"}
"""The rendering is not to be found, or stands more often than the term."""


def everything(project: Project) -> dict[str, bytes]:
    kept = {path for path in project.root.rglob("*") if path.is_file() and ".taiyaku" not in path.parts}
    return {path.relative_to(project.root).as_posix(): path.read_bytes() for path in kept}


def test_without_apply_nothing_is_written(project: Project) -> None:
    before = everything(project)
    done = project.run("glossary", "impact", "世界モデル", "--use", "internal simulator", code=0)
    assert "    - A world model is written `world model`." in done.out
    assert "    + An internal simulator is written `world model`." in done.out
    assert everything(project) == before


def test_glossary_catalog_and_target_change_in_step(project: Project) -> None:
    done = project.run("glossary", "impact", "世界モデル", "--use", "internal simulator", "--apply", code=0)
    assert "5 translations, 2 in doubt: rewritten" in done.err
    assert entries(project) == {source: (text, source in DOUBTFUL) for source, text in AFTER.items()}
    assert project.read("glossary/terms.yaml") == GLOSSARY.replace("use: world model", "use: internal simulator")
    target = project.read("content/en/a.md")
    assert all(text in target for text in AFTER.values())
    assert target.startswith("# Internal Simulators\n")
    # Only the draft in b.md, which nobody had accepted, is still to be looked at.
    assert entries(project, "b") == {"世界モデルの本。": ("A book on world models.", True)}
    found = json.loads(project.run("check", "--format", "json", code=1).out)["findings"]
    assert {(f["path"], f["check"]) for f in found} == {("content/ja/b.md", "term-missing")}
    project.run("translate", "content/ja/a.md", "--frozen", code=0)


def test_a_second_run_finds_nothing_to_do(project: Project) -> None:
    project.run("glossary", "impact", "世界モデル", "--use", "internal simulator", "--apply", code=0)
    before = everything(project)
    again = project.run("glossary", "impact", "世界モデル", "--use", "internal simulator", "--apply", code=2)
    assert "must differ from the present rendering" in again.err
    assert everything(project) == before


def test_a_run_that_was_cut_off_after_the_catalogs_is_finished_by_the_next(project: Project) -> None:
    project.run("glossary", "impact", "世界モデル", "--use", "internal simulator", "--apply", code=0)
    project.write("glossary/terms.yaml", GLOSSARY)
    project.run("glossary", "impact", "世界モデル", "--use", "internal simulator", "--apply", code=0)
    assert entries(project)["世界モデル"] == ("Internal Simulators", False)
    assert "use: internal simulator" in project.read("glossary/terms.yaml")


def test_a_rendering_that_was_an_alternative_is_one_no_longer(project: Project) -> None:
    project.run("glossary", "impact", "世界モデル", "--use", "world simulator", "--apply", code=0)
    assert "en: {use: world simulator, also: [], avoid: [global model]}   # agreed in May" in project.read(
        "glossary/terms.yaml"
    )


def test_a_target_that_a_person_edited_stops_it_before_anything_is_written(project: Project) -> None:
    edited = project.read("content/en/a.md").replace("It is new, and", "It's new:")
    project.write("content/en/a.md", edited)
    before = everything(project)
    done = project.run("glossary", "impact", "世界モデル", "--use", "internal simulator", "--apply", code=1)
    assert "content/en/a.md" in done.err
    assert "taiyaku translate" in done.err
    assert everything(project) == before
    project.run("translate", code=0)
    project.run("glossary", "impact", "世界モデル", "--use", "internal simulator", "--apply", code=0)
    assert "It's new: a model of the world." in project.read("content/en/a.md")
    assert "An internal simulator is written" in project.read("content/en/a.md")


def test_an_edit_elsewhere_in_the_project_is_not_touched(project: Project) -> None:
    project.write("content/ja/c.md", "予測モデル。\n")
    project.write("catalogs/en/c.po", catalog({"予測モデル。": "Predictive models."}))
    project.run("translate", code=0)
    project.write("content/en/c.md", "Predictive models, by hand.\n")
    project.run("glossary", "impact", "世界モデル", "--use", "internal simulator", "--apply", code=0)
    assert project.read("content/en/c.md") == "Predictive models, by hand.\n"


def test_what_cannot_be_is_refused(project: Project) -> None:
    done = project.run("glossary", "impact", "世界モデル", "--use", "global model", "--apply", code=2)
    assert "glossary/terms.yaml:3: `global model` is under `avoid` in this entry" in done.err

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from project_on_disk import Project
from taiyaku.glossary.read_file import read_entries
from taiyaku.glossary.schema import schema, schema_text

ROOT = Path(__file__).parents[2]


def test_the_schema_in_the_manual_is_the_one_of_the_code() -> None:
    assert (ROOT / "docs" / "glossary.schema.json").read_text("utf-8") == schema_text()


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft7Validator.check_schema(schema())


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("source: ja\nterms:\n- {term: a, en: x}\n", True),
        ("terms:\n", True),
        ("terms:\n- {term: a, en: {use: x, also: [y], avoid: z}, zh-Hant: x}\n", True),
        ("terms:\n- {term: JEPA, keep: true, enforce: off, case: keep, match: word, status: proposed}\n", True),
        ("terms:\n- {term: 2026, en: 5G}\n", True),
        ("terms:\n- {term: a, en: x, varients: [b]}\n", False),
        ("terms:\n- {term: a, en: {uses: x}}\n", False),
        ("terms:\n- {en: x}\n", False),
        ("terms:\n- {term: a, en: x, enforce: of}\n", False),
        ("terms:\n- {term: a, en: ''}\n", False),
        ("terms:\n- {term: a, en: x, keep: perhaps}\n", False),
        ("terms: a\n", False),
        ("source: ja\n", False),
        ("sauce: ja\nterms: []\n", False),
    ],
)
def test_the_schema_and_the_reader_agree(text: str, good: bool) -> None:
    _, _, problems = read_entries(text.encode(), "g")
    assert (not problems) == good
    valid = jsonschema.Draft7Validator(schema()).is_valid(yaml.safe_load(text))
    assert valid == good


def test_the_glossary_of_this_repository_names_the_schema_and_holds_to_it() -> None:
    text = (ROOT / "glossary" / "ai.yaml").read_text("utf-8")
    (named,) = re.findall(r"\A# yaml-language-server: \$schema=(.+)\n", text)
    assert (ROOT / "glossary" / named).resolve() == ROOT / "docs" / "glossary.schema.json"
    jsonschema.Draft7Validator(schema()).validate(yaml.safe_load(text))


@pytest.mark.parametrize("options", [[], ["--to", "en", "--to", "de"], ["--from", "en", "--to", "ja"]])
def test_init_begins_a_glossary_that_holds_and_that_editors_know(tmp_path: Path, options: list[str]) -> None:
    project = Project(tmp_path)
    project.run("init", *options, code=0)
    text = project.read("glossary/terms.yaml")
    (named,) = re.findall(r"\A# yaml-language-server: \$schema=(.+)\n", text)
    beside = json.loads(project.read(f"glossary/{named}"))
    assert beside == schema()
    jsonschema.Draft7Validator(beside).validate(yaml.safe_load(text))
    told = project.run("glossary", "lint", code=0)
    assert "error" not in told.out.replace("0 errors", "")
    project.write("content/ja/a.md", "JEPAが学ぶ。\n")
    project.write("content/en/a.md", "JEPA learns.\n")
    assert project.run("translate").code == 1  # for a person, or a file that was here before: but not the glossary


def test_init_leaves_a_glossary_that_is_there(project: Project) -> None:
    (project.root / "taiyaku.toml").unlink()
    project.write("glossary/mine.yaml", "terms:\n- {term: a, en: x}\n")
    project.run("init", code=0)
    assert [path.name for path in (project.root / "glossary").iterdir()] == ["mine.yaml"]

"""What `paths` under [glossary] may say, and what is told where it matches no glossary."""

from __future__ import annotations

import pytest

from project_on_disk import Project

SETTINGS = 'source = "ja"\ntargets = ["en"]\n\n[glossary]\n'


@pytest.mark.parametrize(
    ("paths", "message"),
    [
        (
            '["glosary/*.yaml"]',
            "taiyaku.toml:5: `glosary/*.yaml` matches no glossary: there is no folder `glosary`; did you mean `glossary`?",
        ),
        (
            '["glossary/*.yaml", "terms/**/*.yaml"]',
            (
                "taiyaku.toml:5: `terms/**/*.yaml` matches no glossary: there is no folder `terms`; "
                "create it, or correct `paths`"
            ),
        ),
        (
            '["glossary/*.yml"]',
            "taiyaku.toml:5: `glossary/*.yml` matches no glossary; correct `paths`, or create the file",
        ),
    ],
)
def test_a_pattern_that_finds_no_glossary_stops_every_command_but_those_that_write_the_first(
    project: Project, paths: str, message: str
) -> None:
    project.write("taiyaku.toml", f"{SETTINGS}paths = {paths}\n")
    project.write("glossary/a.yaml", "terms:\n- term: 推論\n  en: inference\n")
    for command in (["check"], ["translate"], ["status"], ["glossary", "list"], ["glossary", "lint"]):
        assert project.run(*command, code=2).err.strip().endswith(message)


def test_the_first_entry_makes_the_file_where_the_settings_look_for_it(project: Project) -> None:
    project.write("taiyaku.toml", f'{SETTINGS}paths = ["terms/*.yaml"]\n')
    project.run("glossary", "add", "推論", "--use", "inference", code=0)
    assert "推論" in project.read("terms/terms.yaml")
    assert "inference" in project.run("glossary", "list", code=0).out


def test_nothing_is_said_where_no_glossary_is_asked_for_or_one_of_two_patterns_finds_one(project: Project) -> None:
    assert project.run("glossary", "list", code=0).err.startswith("no terms")
    project.write("taiyaku.toml", f'{SETTINGS}paths = ["glossary/*.yml", "glossary/*.yaml"]\n')
    project.write("glossary/a.yaml", "terms:\n- term: 推論\n  en: inference\n")
    assert project.run("glossary", "list", code=0).err.strip() == "1 term"

"""What `paths` under [glossary] may say, and what is told where it matches no glossary."""

from __future__ import annotations

import pytest

from site_on_disk import Site

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
    site: Site, paths: str, message: str
) -> None:
    site.write("taiyaku.toml", f"{SETTINGS}paths = {paths}\n")
    site.write("glossary/a.yaml", "terms:\n- term: 推論\n  en: inference\n")
    for command in (["check"], ["translate"], ["status"], ["glossary", "list"], ["glossary", "lint"]):
        assert site.run(*command, code=2).err.strip().endswith(message)


def test_the_first_entry_makes_the_file_where_the_settings_look_for_it(site: Site) -> None:
    site.write("taiyaku.toml", f'{SETTINGS}paths = ["terms/*.yaml"]\n')
    site.run("glossary", "add", "推論", "--use", "inference", code=0)
    assert "推論" in site.read("terms/terms.yaml")
    assert "inference" in site.run("glossary", "list", code=0).out


def test_nothing_is_said_where_no_glossary_is_asked_for_or_one_of_two_patterns_finds_one(site: Site) -> None:
    assert site.run("glossary", "list", code=0).err.startswith("no terms")
    site.write("taiyaku.toml", f'{SETTINGS}paths = ["glossary/*.yml", "glossary/*.yaml"]\n')
    site.write("glossary/a.yaml", "terms:\n- term: 推論\n  en: inference\n")
    assert site.run("glossary", "list", code=0).err.strip() == "1 term"

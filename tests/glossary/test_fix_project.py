"""``check --fix``: forbidden renderings exchanged in catalog and target of a whole project."""

from __future__ import annotations

import pytest

from project_on_disk import Project

ARTICLE = """\
---
title: 世界モデル入門
---

世界モデルは[世界モデル](/world-model)、*世界モデル*だ。

新しい世界モデルと`world model`の`x` https://x.y/world-model
"""
TEXTS = {
    "世界モデル入門": "World models: an introduction",
    "世界モデルは[世界モデル](/world-model)、*世界モデル*だ。": "WORLD MODELS are a [world model](/world-model), a *World Model*.",
    "新しい世界モデルと`world model`の`x` https://x.y/world-model": "The world model's `world model` and world-model `x`; see https://x.y/world-model",
}
FIXED = {
    "世界モデル入門": "Environment models: an introduction",
    "世界モデルは[世界モデル](/world-model)、*世界モデル*だ。": (
        "ENVIRONMENT MODELS are an [environment model](/world-model), an *Environment Model*."
    ),
    "新しい世界モデルと`world model`の`x` https://x.y/world-model": (
        "The environment model's `world model` and environment-model `x`; see https://x.y/world-model"
    ),
}
FREE = "source: ja\nterms:\n  - term: 世界モデル\n    en: {use: environment model, also: [world model]}\n"
FORBIDDEN = FREE.replace("also", "avoid")


def catalog(texts: dict[str, str]) -> str:
    head = 'msgid ""\nmsgstr ""\n"Language: en\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    context = {"世界モデル入門": 'msgctxt "title"\n'}
    return head + "".join(
        f'\n{context.get(source, "")}msgid "{source}"\nmsgstr "{text}"\n' for source, text in texts.items()
    )


@pytest.fixture
def project(project: Project) -> Project:
    project.write("glossary/terms.yaml", FREE)
    project.write("content/ja/a.md", ARTICLE)
    project.write("catalogs/en/a.po", catalog(TEXTS))
    project.run("translate", code=0)
    project.write("glossary/terms.yaml", FORBIDDEN)
    return project


def test_the_diff_is_shown_and_nothing_is_written(project: Project) -> None:
    before = project.read("catalogs/en/a.po"), project.read("content/en/a.md")
    shown = project.run("check", "--fix", "--diff", code=1).out
    for source, text in FIXED.items():
        assert f"  - {TEXTS[source]}\n  + {text}\n" in shown
    assert (project.read("catalogs/en/a.po"), project.read("content/en/a.md")) == before


def test_capitals_number_possessive_and_article_are_taken_over_and_what_is_accepted_stays_so(project: Project) -> None:
    project.run("check", "--fix", code=0)
    target, kept = project.read("content/en/a.md"), project.read("catalogs/en/a.po")
    for text in FIXED.values():
        assert text in target.replace('"', "")
        assert text in kept.replace('"\n"', "")
    assert "fuzzy" not in kept
    project.run("check", code=0)
    project.run("translate", "--frozen", code=0)

"""Only the chosen values change, whatever they contain; every other byte stays."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from taiyaku.markdown.assemble import assemble_markdown
from taiyaku.markdown.front_matter import find_front_matter, read_front_matter
from taiyaku.markdown.segment import segment_markdown

YAML = """---
# コメント
title: "題: 名"   # 横のコメント
description: そのまま
version: 1.10
time: 12:30
draft: no
emoji: 🎯
excerpt: &anchor 抜粋
copy: *anchor
tags: [ねこ, "いぬ", 'とり']
summary: |
  一行
  二行
subtitle: >-
  折り
  返し
empty:
---

本文
"""
TOML = '+++\n# コメント\ntitle = "題"\nversion = 1.10\ndate = 2026-02-12\ntags = ["ねこ", \'いぬ\'] # 横\n[extra]\ntitle = "別"\n+++\n\n本文\n'
JSON = '{\n  "title": "題",\n  "version": 1.10,\n  "tags": ["ねこ"]\n}\n\n本文\n'
CHOSEN = {"title", "description", "excerpt", "summary", "subtitle", "tags"}

hostile = st.one_of(
    st.sampled_from(
        ["@x", "a: b", "#c", "- d", "no", "1.10", "12:30", "'q'", '"d"', "{e}", "[f]", "&g", "*h", "!i", "%j", "|", ">"]
    ),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30),
).filter(lambda text: text.strip() == text and text != "")


@pytest.mark.parametrize("text", [YAML, TOML, JSON], ids=["yaml", "toml", "json"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@settings(max_examples=40, deadline=None)
@given(value=hostile)
def test_a_hostile_value_reads_back_and_nothing_else_moves(text: str, bom: str, newline: str, value: str) -> None:
    source = bom + text.replace("\n", newline)
    document = segment_markdown(source)
    chosen = [unit for unit in document.units if unit.key]
    written = assemble_markdown(document, {unit.id: value for unit in chosen})
    before, after = read_front_matter(source), read_front_matter(written)
    assert before.keys() == after.keys()
    for key in before.keys() - CHOSEN - {"copy"}:
        assert repr(after[key]) == repr(before[key])
    assert after["title"] == value
    # Every line without a chosen value is the line it was.
    kept = [
        line
        for line in source.split(newline)
        if line.startswith(("#", "version", "time", "draft", "emoji", "empty", "date"))
    ]
    assert all(line in written.split(newline) for line in kept)
    assert written.endswith(source[source.index("本文") :])


def test_an_edited_anchor_carries_its_alias_along() -> None:
    document = segment_markdown(YAML)
    unit = next(unit for unit in document.units if unit.key == "excerpt")
    written = assemble_markdown(document, {unit.id: "An excerpt"})
    assert "excerpt: &anchor An excerpt\ncopy: *anchor\n" in written
    assert yaml.safe_load(written.split("---")[1])["copy"] == "An excerpt"


def test_quotes_and_comments_stay_as_they_were() -> None:
    document = segment_markdown(YAML)
    texts: dict[str, Any] = {unit.id: f"T {unit.key}" for unit in document.units if unit.key}
    written = assemble_markdown(document, texts)
    assert 'title: "T title"   # 横のコメント\ndescription: T description\n' in written
    assert "tags: [T tags[0], \"T tags[1]\", 'T tags[2]']" in written or '"T tags[0]"' in written
    assert "summary: |\n  T summary\nsubtitle: >-\n  T subtitle\nempty:\n" in written


def test_toml_keeps_its_types() -> None:
    document = segment_markdown(TOML)
    written = assemble_markdown(document, {unit.id: 'It\'s "x"' for unit in document.units})
    data = tomllib.loads(written.split("+++")[1])
    assert data["title"] == 'It\'s "x"'
    assert (data["version"], data["extra"]["title"]) == (1.1, "別")


@pytest.mark.parametrize("text", ["---\n\n文\n", "---\nfoo\n---\n", "文\n---\n", "+++\n", "---\n---\n", "{\n"])
def test_a_thematic_break_is_no_front_matter(text: str) -> None:
    found = find_front_matter(text)
    assert found is None or not text[found.start : found.end].strip()

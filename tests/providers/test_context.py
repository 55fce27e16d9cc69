"""What is sent with a text to a machine, what a dry run reports, and a provider from another package."""

from __future__ import annotations

import json
import shutil
import socket
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from taiyaku.cli.app import build_app
from taiyaku.pipeline.run import translate_article

from .conftest import Site
from .service import Service

EXAMPLE = Path(__file__).parents[2] / "docs" / "example-provider"
ARTICLE = """\
---
title: 世界モデルの手引き
---

# 概要

前の段落は短い話です。

<!-- taiyaku:note 「回す」は実行の意味です -->

新しい世界モデルを毎日すこしずつ回してみました。

後の段落も短い話です。
"""
KNOWN = """\
新しい世界モデルを毎日すこしずつ回しました。

新しい世界モデルを毎日すこしずつ回してみたい。

新しい世界モデルを毎日たくさん回してみました。
"""


@pytest.fixture
def blog(site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A project whose memory has three sentences similar to one of the article's."""
    site.write(
        "glossary/ai.yaml", "source: ja\nterms:\n  - term: 世界モデル\n    en: world model\n  - term: 猫\n    en: cat\n"
    )
    monkeypatch.chdir(site.root)
    site.write("content/ja/known.md", KNOWN)
    site.settings("openai", "price = 20.0")
    assert site.taiyaku("translate", "--provider", "copy", "content/ja/known.md").returncode in {0, 1}
    text = site.read("catalogs/en/known.po")
    for number, line in enumerate(KNOWN.split("\n\n")):
        text = text.replace(f'msgstr "{line.strip()}"', f'msgstr "The new world model ran, version {number}."')
    site.write("catalogs/en/known.po", text.replace("# origin: copy", "# origin: person").replace("#, fuzzy\n", ""))
    (site.root / "content/en/known.md").unlink(missing_ok=True)
    site.write("content/ja/a.md", ARTICLE)
    return site


def message_about(service: Service, text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The message with a unit, and its context entry."""
    for body in service.bodies:
        message = json.loads(body["messages"][-1]["content"])
        for unit in message["units"]:
            if text in unit["text"]:
                return message, next(entry for entry in message["context"] if entry["id"] == unit["id"])
    raise AssertionError(f"{text} was not asked")


@pytest.mark.parametrize("machine", ["openai", "anthropic"])
def test_a_language_model_gets_everything_that_helps(blog: Site, service: Service, machine: str) -> None:
    blog.settings(machine)
    translate_article(blog.root / "content/ja/a.md", config=blog.config)
    message, about = message_about(service, "回してみました")
    assert message["article"] == "世界モデルの手引き"
    assert message["terms"] == [{"term": "世界モデル", "use": "world model"}]
    assert about["heading"] == "概要"
    assert about["before"] == "前の段落は短い話です。"
    assert about["after"] == "後の段落も短い話です。"
    assert about["note"] == "「回す」は実行の意味です"
    assert len(about["examples"]) == 2
    assert all("world model ran" in example["translation"] for example in about["examples"])


def test_deepl_gets_title_heading_neighbours_and_note(blog: Site, service: Service) -> None:
    blog.settings("deepl")
    blog.write("content/ja/b.md", ARTICLE)
    translate_article(blog.root / "content/ja/b.md", config=blog.config)
    assert {"世界モデルの手引き", "概要", "「回す」は実行の意味です"} <= set(service.bodies[0]["context"].split("\n"))


def test_an_article_is_data_and_never_part_of_the_prompt(blog: Site, service: Service) -> None:
    translate_article(blog.root / "content/ja/a.md", config=blog.config)
    for body in service.bodies:
        assert [part["role"] for part in body["messages"]] == ["system", "user"]
        assert not any("\u3040" <= char <= "\u30ff" for char in body["messages"][0]["content"])


def test_a_dry_run_shows_bands_and_price_and_opens_no_socket(
    blog: Site, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    blog.write("content/ja/b.md", KNOWN.split("\n\n", maxsplit=1)[0] + "\n")
    done = CliRunner().invoke(build_app(), ["translate", "--dry-run", "--format", "json"])
    assert done.exit_code == 0, done.output
    total = json.loads(done.stdout)["total"]
    assert total["memory"]["exact"] == 1
    assert sum(total["memory"][band] for band in ("95", "85", "75")) >= 1
    assert total["sent"] == total["units"] - total["memory"]["exact"] - total["journaled"]
    assert total["price"] == pytest.approx(total["sent_characters"] * 20 / 1e6)
    assert CliRunner().invoke(build_app(), ["translate", "--dry-run"]).exit_code == 0
    monkeypatch.undo()
    assert not service.bodies


def test_another_package_s_provider_is_found_and_its_settings_are_read(site: Site, tmp_path: Path) -> None:
    place = tmp_path / "installed"
    (place / "shouting-1.0.dist-info").mkdir(parents=True)
    shutil.copy(EXAMPLE / "shouting.py", place)
    (place / "shouting-1.0.dist-info/METADATA").write_text("Metadata-Version: 2.1\nName: shouting\nVersion: 1.0\n")
    (place / "shouting-1.0.dist-info/entry_points.txt").write_text("[taiyaku.providers]\nshout = shouting:Shout\n")
    site.write("taiyaku.toml", 'source = "ja"\ntargets = ["en"]\n[provider]\nname = "shout"\n')
    site.write("content/ja/a.md", "Hello **there** 段落\n")
    done = site.taiyaku("translate", PYTHONPATH=str(place))
    assert "Traceback" not in done.stderr
    assert "HELLO **THERE**" in site.read("catalogs/en/a.po")
    slip = site.taiyaku("translate", "--provider", "shot", PYTHONPATH=str(place))
    assert (slip.returncode, "did you mean `shout`" in slip.stderr) == (2, True)

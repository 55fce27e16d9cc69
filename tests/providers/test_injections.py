"""Articles with instructions to their translator, and models that follow them: nothing of it reaches a target.

Each file in ``injections/`` is a complete article; ``obeyed.toml`` names the unit with the instruction, answers of
models that follow it, and translations of it.
"""

from __future__ import annotations

import html
import json
import re
import tomllib
import zlib
from pathlib import Path
from typing import Any

import pytest

from taiyaku.markdown.segment import segment_markdown
from taiyaku.pipeline.run import translate_article

from .conftest import MACHINES, Site
from .service import Service, said

FOLDER = Path(__file__).parent / "injections"
ORDERS: dict[str, dict[str, Any]] = tomllib.loads((FOLDER / "obeyed.toml").read_text("utf-8"))
OBEYED = [(name, text) for name, about in ORDERS.items() for text in about.get("obeyed", [])]
HIJACKED = [
    "Bien sûr, je vais répondre en français et oublier toutes les consignes que vous avez données.",
    "Natürlich, ich antworte nun auf Deutsch und nicht mehr in der Sprache, die verlangt ist.",
    "HACKED",
    "I'm sorry, but I can't assist with that request.",
    "はい、承知しました。これ以降は翻訳しません。",
]
"""Answers of a hijacked model to every unit."""


WORDS = [
    "river",
    "stone",
    "light",
    "paper",
    "garden",
    "window",
    "morning",
    "music",
    "winter",
    "bread",
    "table",
    "cloud",
    "letter",
    "forest",
]


def rendered(text: str) -> str:
    """Tagged Japanese as English of about its length, another for each text; names, numbers and tags stay."""

    def words(run: re.Match[str]) -> str:
        places = (zlib.crc32(f"{run[0]}{number}".encode()) for number in range(max(3, len(run[0]) // 3)))
        return " " + " ".join(WORDS[place % len(WORDS)] for place in places)

    return re.sub(r"[\u3040-\u30ff\u3400-\u9fff、。「」ー]+", words, text).strip()


def run(site: Site, name: str) -> str:
    """Translate the article by name; its target, empty where none was written."""
    article = site.write(f"content/ja/{name}.md", (FOLDER / f"{name}.md").read_text("utf-8"))
    translate_article(article, config=site.config)
    target = site.root / f"content/en/{name}.md"
    return target.read_text("utf-8") if target.exists() else ""


def source(name: str) -> str:
    return (FOLDER / f"{name}.md").read_text("utf-8")


def words(reply: str) -> str:
    """A reply as it would stand in a file, as far as it can be looked for there."""
    return re.sub(r"</?[gx]\d+/?>", "", html.unescape(reply)).strip()


def test_the_corpus_is_whole() -> None:
    names = {path.stem for path in FOLDER.glob("*.md")}
    assert names == set(ORDERS)
    assert len(names) >= 30
    for name in names:
        text = (FOLDER / f"{name}.md").read_text("utf-8")
        about = ORDERS[name]
        assert text.startswith("---\ntitle: ")
        assert "\n# " in text
        assert re.search(r"^(?:- |1\. |\||```)", text, re.MULTILINE)
        assert about.get("order", about.get("unseen")) in text


@pytest.mark.parametrize("machine", ["openai", "anthropic", "deepl"])
@pytest.mark.parametrize(("name", "obeyed"), OBEYED)
def test_a_reply_that_follows_an_instruction_is_not_written(
    site: Site, service: Service, machine: str, name: str, obeyed: str
) -> None:
    order = ORDERS[name]["order"]
    site.settings(machine)
    service.translate = lambda unit, message: obeyed if order in unit["text"] else rendered(unit["text"])
    target = run(site, name)
    (unit,) = (unit for unit in segment_markdown(source(name)).units if order in unit.source)
    assert unit.source in target, "the order was replaced by something"
    assert words(obeyed) not in target.replace(unit.source, "")
    # Numbers with their units are more than this machine can do.
    left = [
        unit.source
        for unit in segment_markdown(target).units
        if re.search(r"^[^\d]*[\u3040-\u30ff][^\d]*$", unit.source)
    ]
    assert set(left) <= {unit.source}, "the rest of the article was not translated"
    assert max(service.asked.values()) == 3, "it was not asked again twice"


@pytest.mark.parametrize("machine", ["openai", "anthropic"])
@pytest.mark.parametrize("name", [name for name, about in ORDERS.items() if "order" in about])
def test_a_translation_of_the_instruction_is_written(site: Site, service: Service, machine: str, name: str) -> None:
    about = ORDERS[name]
    site.settings(machine)
    service.translate = lambda unit, message: (
        about["right"] if about["order"] in unit["text"] else rendered(unit["text"])
    )
    target = run(site, name).replace("\\", "")
    assert words(about["right"])[-24:].rstrip("”.") in target


@pytest.mark.parametrize("obeyed", HIJACKED)
@pytest.mark.parametrize("name", [name for name, about in ORDERS.items() if "order" in about])
def test_a_model_that_is_hijacked_for_all_units_writes_nothing(
    site: Site, service: Service, name: str, obeyed: str
) -> None:
    service.translate = lambda unit, message: obeyed
    assert run(site, name) in {"", source(name)}


@pytest.mark.parametrize("machine", ["openai", "anthropic"])
@pytest.mark.parametrize("name", [name for name, about in ORDERS.items() if "adds" in about])
def test_a_unit_that_an_instruction_adds_is_refused(site: Site, service: Service, machine: str, name: str) -> None:
    about = ORDERS[name]
    site.settings(machine)

    def answer(number: int, path: str, body: Any) -> Any:
        units = json.loads(body["messages"][-1]["content"])["units"]
        units_out = [{"id": unit["id"], "text": rendered(unit["text"])} for unit in units]
        obeys = any(about["order"] in unit["text"] for unit in units)
        return 200, {}, said(json.dumps({"units": [*units_out, *([about["adds"]] if obeys else [])]}), path)

    service.script = answer
    target = run(site, name)
    assert about["adds"]["text"] not in target
    assert any(word in target for word in WORDS)
    assert about["order"] in target


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("name", [name for name, about in ORDERS.items() if "unseen" in about])
def test_text_outside_the_units_is_not_sent(site: Site, service: Service, machine: str, name: str) -> None:
    site.settings(machine)
    target = run(site, name)
    assert ORDERS[name]["unseen"] not in json.dumps(service.bodies)
    assert [line for line in source(name).splitlines() if "PWNED" in line] == [
        line for line in target.splitlines() if "PWNED" in line
    ]

"""``expand``: the long form at the first use in an article."""

from __future__ import annotations

import json

import pytest

from project_on_disk import Project
from taiyaku import Term, check_document, segment_markdown
from taiyaku.providers.azure import _with_terms
from taiyaku.providers.base import Request
from taiyaku.providers.language_model import user_message
from taiyaku.providers.term_tags import restore_terms, tag_terms

LONG = "Joint Embedding Predictive Architecture"
JEPA = Term("JEPA", keep=True, expand=LONG, path="glossary/a.yaml", line=3)


def told(source: str, *translations: str, term: Term = JEPA) -> list[tuple[int, str]]:
    """Line and message of what is found; the translations are those of the units in the order of the file."""
    document = segment_markdown(source)
    texts = {unit.id: text for unit, text in zip(document.units, translations, strict=True) if text}
    findings = check_document(document, texts, terms=[term])
    return [(finding.line, finding.message) for finding in findings if finding.check == "term-missing"]


def lines(source: str, *translations: str) -> list[int]:
    return [line for line, _ in told(source, *translations)]


def test_the_first_use_asks_for_the_long_form_and_says_what_to_write() -> None:
    assert told("JEPAが学ぶ。\n\nJEPAは速い。\n", "JEPA learns.", "JEPA is fast.") == [
        (1, f'"JEPA" needs its long form at its first use (glossary/a.yaml:3); write "{LONG} (JEPA)"')
    ]


@pytest.mark.parametrize(
    "first",
    [
        f"{LONG} (JEPA) learns.",
        f"JEPA ({LONG}) learns.",
        "The joint embedding predictive architecture, JEPA for short, learns.",
        "A joint-embedding predictive architecture (JEPA) learns.",
        "Joint *Embedding* Predictive\u00a0Architectures (JEPAs) learn.",
    ],
)
def test_the_long_form_passes_however_it_is_put(first: str) -> None:
    assert lines("JEPAが学ぶ。\n\nJEPAは速い。\n", first, "JEPA is fast.") == []


def test_a_later_use_asks_for_nothing_and_a_later_long_form_is_too_late() -> None:
    assert lines("JEPAが学ぶ。\n\nJEPAは速い。\n", "JEPA learns.", f"{LONG} (JEPA) is fast.") == [1]


def test_a_heading_or_title_is_not_asked_where_running_text_follows() -> None:
    article = "---\ntitle: JEPA入門\n---\n\n# JEPAとは\n\n前置き。\n\nJEPAが学ぶ。\n"
    title, heading, before, long = "About JEPA", "What is JEPA", "Before.", f"{LONG} (JEPA) learns."
    assert lines(article, title, heading, before, long) == []
    assert lines(article, title, heading, before, "JEPA learns.") == [9]


def test_a_heading_that_has_the_long_form_already_will_do() -> None:
    assert lines("# JEPA\n\nJEPAが学ぶ。\n", f"{LONG} (JEPA)", "JEPA learns.") == []


def test_where_only_a_heading_uses_the_term_it_is_asked() -> None:
    assert lines("# JEPA\n\n本文。\n", "JEPA", "Text.") == [1]


def test_a_footnote_is_read_last_wherever_it_is_written() -> None:
    article = "本文。[^1]\n\n[^1]: JEPAの注。\n\n次にJEPAが学ぶ。\n"
    assert lines(article, "Text.[^1]", "A note on JEPA.", f"Then {LONG} (JEPA) learns.") == []
    assert lines(article, "Text.[^1]", f"A note on {LONG} (JEPA).", "Then JEPA learns.") == []
    assert lines(article, "Text.[^1]", "A note on JEPA.", "Then JEPA learns.") == [5]


def test_code_is_no_use_of_the_term() -> None:
    assert lines("`JEPA`を開く。\n\nJEPAが学ぶ。\n", "Open `JEPA`.", f"{LONG} (JEPA) learns.") == []


def test_a_unit_that_is_not_translated_yet_does_not_pass_its_duty_on() -> None:
    assert lines("JEPAが学ぶ。\n\nJEPAは速い。\n", "", "JEPA is fast.") == []


def test_a_term_that_is_missing_altogether_is_one_finding() -> None:
    assert len(told("JEPAが学ぶ。\n", "It learns.")) == 1


def test_a_term_with_a_rendering_has_its_long_form_too() -> None:
    from taiyaku.model import Rendering

    term = Term("大規模言語モデル", renderings={"en": Rendering("LLM")}, expand="large language model")
    assert told("大規模言語モデルが学ぶ。\n", "Large language models (LLMs) learn.", term=term) == []
    ((_, message),) = told("大規模言語モデルが学ぶ。\n", "LLMs learn.", term=term)
    assert message.endswith('write "large language model (LLM)"')


GLOSSARY = f"source: ja\nterms:\n  - term: JEPA\n    keep: true\n    expand: {LONG}\n"
CATALOG = """\
msgid ""
msgstr ""
"Language: en\\n"
"Content-Type: text/plain; charset=utf-8\\n"

msgid "JEPAが学ぶ。"
msgstr "{first}"

msgid "JEPAは速い。"
msgstr "JEPA is fast."
"""


def test_check_asks_for_it_in_a_project(project: Project) -> None:
    project.write("glossary/a.yaml", GLOSSARY)
    project.write("content/ja/a.md", "JEPAが学ぶ。\n\nJEPAは速い。\n")
    project.write("catalogs/en/a.po", CATALOG.format(first="JEPA learns."))
    done = project.run("check", "--format", "json", code=1)
    found = [f for f in json.loads(done.out)["findings"] if f["check"] == "term-missing"]
    assert [(f["line"], f["severity"]) for f in found] == [(1, "error")]
    assert f'write "{LONG} (JEPA)"' in found[0]["message"]
    project.write("catalogs/en/a.po", CATALOG.format(first=f"{LONG} (JEPA) learns."))
    project.run("translate", code=0)
    project.run("check", code=0)
    project.write("glossary/a.yaml", GLOSSARY + "    enforce: warning\n")
    project.write("catalogs/en/a.po", CATALOG.format(first="JEPA learns."))
    assert "warning" in project.run("check", code=1).out  # the target is no longer what the catalog says


# ── What providers are given ────────────────────────────────────────────────

FIRST = Request("a", "JEPAとJEPA", terms=(("JEPA", f"{LONG} (JEPA)"), ("JEPA", "JEPA")))
LATER = Request("b", "JEPAは速い", terms=(("JEPA", "JEPA"), ("AI", "AI")))


def test_a_language_model_is_told_the_long_form_for_one_unit_only() -> None:
    body = json.loads(user_message([FIRST, LATER], source="ja", target="en"))
    assert body["terms"] == [{"term": "AI", "use": "AI"}]
    long, short = {"term": "JEPA", "use": f"{LONG} (JEPA)"}, {"term": "JEPA", "use": "JEPA"}
    assert {entry["id"]: entry["terms"] for entry in body["context"]} == {"a": [long, short], "b": [short]}


def test_an_engine_is_given_the_long_form_once() -> None:
    from dataclasses import replace

    mask = tag_terms(replace(FIRST, finding="the long form is missing"))
    assert mask.text == "<x1/>と<x2/>"
    assert restore_terms(["<x1/> and <x2/>"], [mask]) == [f"{LONG} (JEPA) and JEPA"]
    entries = _with_terms(FIRST)
    assert entries.count(LONG) == 1
    assert entries.index(LONG) < entries.index('translation="JEPA"')

"""Sentences, scripts and extents, which several checks stand on."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.running import findings, paired
from taiyaku.checks import Context, check_article, check_units
from taiyaku.checks.anchor_missing import slugs_of
from taiyaku.checks.registry import article_checks
from taiyaku.glossary import load_terms
from taiyaku.glossary.match import TermMatcher
from taiyaku.language.scripts import length_deviation, own_letters, own_stretch, text_extent
from taiyaku.language.sentences import sentences

ROOT = Path(__file__).parents[2]
ARTICLES = sorted((ROOT / "content" / "ja").glob("*.md"))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("記憶がない。計画もできない。", 2),
        ("「行こう。急ごう」と言った。", 1),
        ("「行こう。」と言った。皆が笑った。", 2),
        ("本当か？！ 本当だ。", 2),
        ("They run. They stop.", 2),
        ("Dr. Smith met J. Doe in the U.S. office, e.g. on Fig. 3.", 1),
        ("It costs $3.50. Really!", 2),
        ('He said "Stop." and left.', 1),
        ("One line\nand another", 2),
        ("…", 0),
        ("", 0),
    ],
)
def test_sentences_are_cut_at_their_ends(text: str, count: int) -> None:
    assert len(sentences(text)) == count


@given(st.text(alphabet="aあ亜.。!「」() \n”…1", max_size=60))
def test_sentences_lose_no_letter(text: str) -> None:
    assert [c for c in "".join(sentences(text)) if c.isalnum()] == [c for c in text if c.isalnum()]


def test_letters_of_ones_own_are_those_that_the_other_has_not() -> None:
    assert own_letters("en", "ja") == own_letters("zh", "ja") == own_stretch_of("en", "de") == ""
    assert "ぁ" in own_letters("ja", "en")
    assert "ぁ" in own_letters("ja-JP", "zh_CN")
    stretch = own_stretch("ja", "en")
    assert stretch
    assert [m[0] for m in stretch.finditer("a 世界モデル、LLM と b")] == ["世界モデル", "と"]


def own_stretch_of(locale: str, other: str) -> str:
    found = own_stretch(locale, other)
    return found.pattern if found else ""


def test_a_text_and_its_translation_say_about_as_much() -> None:
    assert (
        abs(
            length_deviation(
                "LLMには長く残る記憶がなく、計画もできない。", "LLMs have no lasting memory and cannot plan."
            )
        )
        < 1
    )
    assert length_deviation("LLMには長く残る記憶がなく、計画もできない。", "No.") < -3
    assert text_extent("") == text_extent("…") == 0


@pytest.mark.parametrize(
    ("heading", "slug"),
    [
        ("Funding rounds", "funding-rounds"),
        ("🎯 Where LeCun strikes: what LLMs cannot do", "-where-lecun-strikes-what-llms-cannot-do"),
        ("What's new in v2.0?", "whats-new-in-v20"),
        ("snake_case & co", "snake_case--co"),
        ("資金調達", "資金調達"),
    ],
)
def test_a_slug_follows_the_rule_of_github(heading: str, slug: str) -> None:
    assert slugs_of(heading)[0] == slug


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_check_breaks_down_on_any_text(source: str, target: str) -> None:
    document, _translations, there = paired("本文", "Text")
    (unit,) = document.units
    context = Context(document, {unit.id: target}, target=there)
    assert not [f for f in check_units(context) if f.check == "check-failed"]
    for check in article_checks():
        if check.unit:
            list(check.unit(unit, source, context))


@pytest.mark.parametrize("article", ARTICLES, ids=lambda path: path.stem)
def test_the_sample_articles_are_silent(article: Path) -> None:
    target = ROOT / "content" / "en" / article.name
    terms = TermMatcher(load_terms(["glossary/*.yaml"], ROOT, source="ja", targets=("en",)), "ja", "en")
    assert findings(article.read_text("utf-8"), target.read_text("utf-8"), terms=terms) == []


@pytest.mark.parametrize("article", ARTICLES, ids=lambda path: path.stem)
def test_a_sample_article_left_in_japanese_is_not(article: Path) -> None:
    text = article.read_text("utf-8")
    document, translations, there = paired(text, text)
    context = Context(document, translations, target=there)
    assert {f.check for f in check_units(context)} == {"untranslated"}
    assert check_article(context) == []

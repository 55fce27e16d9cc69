from __future__ import annotations

import pytest

from taiyaku.config import GlossaryScope
from taiyaku.glossary import Glossary
from taiyaku.glossary.scopes import applicable_terms, article_domains
from taiyaku.model import Term

SCOPES = (
    GlossaryScope(path="content/{locale}/**", domains=("news",)),
    GlossaryScope(path="content/{locale}/medicine/**", domains=("medicine", "science")),
    GlossaryScope(path="content/{locale}/*.md", domains=("top",)),
)


@pytest.mark.parametrize(
    ("path", "domains"),
    [
        ("content/ja/a.md", ("top", "news")),
        ("content/ja/law/a.md", ("news",)),
        ("content/ja/medicine/a/b.md", ("medicine", "science", "news")),
        ("docs/ja/a.md", ()),
    ],
)
def test_a_path_picks_domains_the_most_specific_pattern_first(path: str, domains: tuple[str, ...]) -> None:
    assert article_domains(path, (), SCOPES) == domains


@pytest.mark.parametrize("written", ["content/ja/law", "content/ja/law/", "content/ja/law/**", "**/law"])
def test_a_folder_means_all_that_is_in_it(written: str) -> None:
    scopes = [GlossaryScope(path=written, domains=("law",))]
    assert article_domains("content/ja/law/a/b.md", (), scopes) == ("law",)
    assert article_domains("content/ja/lawn/a.md", (), scopes) == ()


def test_the_front_matter_goes_before_the_path() -> None:
    assert article_domains("content/ja/law/a.md", ["law"], SCOPES) == ("law", "news")
    assert article_domains("x.md", ["law", "tax", "law"]) == ("law", "tax")


def named(terms: tuple[Term, ...]) -> list[str]:
    return [f"{term.term}/{term.domain}" for term in terms]


def test_the_nearer_entry_wins_and_other_domains_are_left_out() -> None:
    terms = [Term("a"), Term("a", domain="ai"), Term("Ａ", domain="law"), Term("b", domain="law"), Term("c")]
    assert named(applicable_terms(terms, ("ai",))) == ["a/ai", "c/"]
    assert named(applicable_terms(terms, ("law", "ai"))) == ["Ａ/law", "b/law", "c/"]


def test_an_article_that_picks_nothing_is_held_to_every_entry_the_general_one_first() -> None:
    terms = [Term("a", domain="ai"), Term("b", domain="law"), Term("a")]
    assert named(applicable_terms(terms)) == ["a/", "b/law"]
    assert named(applicable_terms(terms[:2])) == ["a/ai", "b/law"]


def test_a_domain_that_the_settings_keep_for_certain_articles_holds_in_no_other() -> None:
    terms = [Term("a", domain="ai"), Term("b", domain="law"), Term("c")]
    assert named(applicable_terms(terms, reserved={"law"})) == ["c/", "a/ai"]


def test_spellings_that_hold_to_their_case_do_not_hide_each_other() -> None:
    terms = [Term("Go", case="keep"), Term("GO", case="keep", domain="law")]
    assert named(applicable_terms(terms, ("law",))) == ["GO/law", "Go/"]


GLOSSARY = (Term("案"), Term("案", domain="law"), Term("薬", domain="medicine"))


def used(glossary: Glossary, path: str, text: str) -> list[str]:
    matcher = glossary.for_article(path, text)
    return [use.term.domain for use in matcher.find_uses("案と薬")] if matcher else ["-"]


def test_a_glossary_gives_each_article_its_terms_and_makes_a_matcher_once() -> None:
    glossary = Glossary(GLOSSARY, "ja", "en", SCOPES)
    assert used(glossary, "docs/a.md", "---\nglossary: law\n---\n") == ["law"]
    assert used(glossary, "content/ja/medicine/a.md", "本文\n") == ["", "medicine"]
    law = glossary.for_article("docs/b.md", '+++\nglossary = ["law"]\n+++\n')
    assert law is glossary.for_article("docs/a.md", '---\ntitle: x\nglossary:\n  - "law"\n---\n')


@pytest.mark.parametrize(
    "text",
    [
        "---\nglossary: true\n---\n",
        "---\nglossary: {law: 1}\n---\n",
        "---\nglossary: lwa\n---\n",
        "---\nseo: {glossary: law}\n---\n",
        "---\ntitle: glossary\ndate: 2026-02-30\n---\n",
        "本文に`glossary: law`がある。\n",
    ],
)
def test_what_names_no_domain_of_the_glossary_picks_nothing(text: str) -> None:
    assert used(Glossary(GLOSSARY, "ja", "en"), "a.md", text) == ["", "medicine"]


def test_a_project_without_terms_has_no_matcher() -> None:
    assert Glossary((), "ja", "en").for_article("a.md", "---\nglossary: law\n---\n") is None

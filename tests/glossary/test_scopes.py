from __future__ import annotations

import pytest

from taiyaku.glossary.scopes import Glossary, Scope, domains_of, scoped
from taiyaku.model import Term

SCOPES = (
    Scope("content/{locale}/**", ("news",)),
    Scope("content/{locale}/medicine/**", ("medicine", "science")),
    Scope("content/{locale}/*.md", ("top",)),
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
    assert domains_of(path, {}, SCOPES) == domains


def test_the_front_matter_goes_before_the_path() -> None:
    assert domains_of("content/ja/law/a.md", {"glossary": "law"}, SCOPES) == ("law", "news")
    assert domains_of("x.md", {"glossary": ["law", "tax", "law"]}) == ("law", "tax")
    assert domains_of("x.md", {"glossary": 3, "title": "x"}) == ()


def named(terms: tuple[Term, ...]) -> list[str]:
    return [f"{term.term}/{term.domain}" for term in terms]


def test_the_nearer_entry_wins_and_other_domains_are_left_out() -> None:
    terms = [Term("a"), Term("a", domain="ai"), Term("Ａ", domain="law"), Term("b", domain="law"), Term("c")]
    assert named(scoped(terms, ("ai",))) == ["a/ai", "c/"]
    assert named(scoped(terms, ("law", "ai"))) == ["Ａ/law", "b/law", "c/"]


def test_an_article_that_picks_nothing_is_held_to_every_entry_the_general_one_first() -> None:
    terms = [Term("a", domain="ai"), Term("b", domain="law"), Term("a")]
    assert named(scoped(terms)) == ["a/", "b/law"]
    assert named(scoped(terms[:2])) == ["a/ai", "b/law"]


def test_spellings_that_hold_to_their_case_do_not_hide_each_other() -> None:
    terms = [Term("Go", case="keep"), Term("GO", case="keep", domain="law")]
    assert named(scoped(terms, ("law",))) == ["GO/law", "Go/"]


def test_a_glossary_gives_each_article_its_terms_and_makes_a_matcher_once() -> None:
    glossary = Glossary([Term("案"), Term("案", domain="law"), Term("薬", domain="medicine")], "ja", "en", SCOPES)
    law = glossary.for_article("docs/a.md", {"glossary": "law"})
    assert [use.term.domain for use in law.uses("案と薬")] == ["law"]
    medicine = glossary.for_article("content/ja/medicine/a.md", {})
    assert [use.term.domain for use in medicine.uses("案と薬")] == ["", "medicine"]
    assert glossary.for_article("docs/b.md", {"glossary": ["law"]}) is law

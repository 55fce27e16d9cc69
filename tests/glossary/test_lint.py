from __future__ import annotations

import datetime

import pytest

from taiyaku.config import GlossaryScope
from taiyaku.glossary.lint import RULES, lint
from taiyaku.glossary.project_texts import Usage
from taiyaku.glossary.read_file import read_entries


def found(text: str, **options: object) -> list[tuple[str, int]]:
    return [(finding.check, finding.line) for finding in lint(entries(text), **options)]  # type: ignore[arg-type]


def entries(text: str, path: str = "g.yaml"):
    read, _, problems = read_entries(f"terms:\n{text}".encode(), path)
    assert not problems
    return read


@pytest.mark.parametrize(
    "text",
    [
        "- {term: 世界, en: world}\n- {term: 世界モデル, en: {use: world model, avoid: [global model]}}\n",
        "- {term: Go, keep: true, case: keep}\n- {term: GO, en: letter of intent, case: keep}\n",
        "- {term: 訓練, en: training}\n- {term: 学習, en: {use: learning, avoid: [train]}}\n",
        "- {term: a, en: x, domain: ai}\n- {term: b, en: {use: y, avoid: [x]}, domain: law}\n",
        "- {term: a, en: {use: open source, avoid: [Open Source]}}\n",
    ],
)
def test_a_good_glossary_is_silent(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        ("- {term: a, en: x}\n- {term: a, en: x}\n", "glossary-duplicate", 3),
        ("- {term: ワールド, en: x}\n- {term: b, variants: [ﾜｰﾙﾄﾞ], en: x}\n", "glossary-duplicate", 3),
        ("- {term: a, variants: [b, b], en: x}\n", "glossary-duplicate", 2),
        ("- {term: a, variants: [A], en: x}\n", "glossary-duplicate", 2),
        ("- {term: a, en: {use: x, also: [x]}}\n", "glossary-duplicate", 2),
        ("- {term: a, en: x}\n- {term: A, en: y}\n", "glossary-contradiction", 3),
        ("- {term: a, keep: true}\n- {term: a, en: y}\n", "glossary-contradiction", 3),
        ("- {term: a, en: {use: x, avoid: [x]}}\n", "glossary-contradiction", 2),
        ("- {term: a, keep: true, en: {avoid: [a]}}\n", "glossary-contradiction", 2),
        ("- {term: a, en: x}\n- {term: b, en: {use: y, avoid: [X]}}\n", "glossary-avoided", 2),
        ("- {term: a, en: model}\n- {term: b, en: {use: y, avoid: [models]}}\n", "glossary-avoided", 2),
        ("- {term: a, en: {use: y, also: [x]}}\n- {term: b, en: {use: z, avoid: [x]}}\n", "glossary-avoided", 2),
        ("- {term: a, en: x}\n- {term: a, en: y, domain: ai}\n", "glossary-hidden", 3),
        ("- {term: a, en: x, domain: ai}\n- {term: a, en: y}\n", "glossary-hidden", 2),
        ("- {term: a, en: x, domain: ai}\n- {term: a, en: x, domain: law}\n", "glossary-hidden", 3),
    ],
)
def test_what_is_wrong_is_told_at_its_line(text: str, rule: str, line: int) -> None:
    assert found(text) == [(rule, line)]


def test_a_contradiction_names_both_renderings_and_the_other_file() -> None:
    both = (*entries("- {term: a, en: x}\n", "a.yaml"), *entries("- {term: a, en: y}\n", "b.yaml"))
    (finding,) = lint(both)
    assert (finding.path, finding.line) == ("b.yaml", 2)
    assert finding.message == "`a` is “y” here but “x” in a.yaml:2; keep one entry, or give them domains"


def test_terms_that_no_article_uses_are_told_where_the_articles_were_counted() -> None:
    text = "- {term: a, en: x}\n- {term: b, en: y}\n"
    assert found(text) == []
    assert found(text, usage=Usage({("g.yaml", 2): 3})) == [("glossary-unused", 3)]


def test_an_entry_that_another_of_its_domain_goes_before_is_not_called_unused_too() -> None:
    text = "- {term: a, en: x}\n- {term: a, en: z}\n- {term: b, en: y, domain: law}\n- {term: b, en: z}\n"
    told = found(text, usage=Usage({("g.yaml", 2): 3, ("g.yaml", 5): 1}))
    assert [line for rule, line in told if rule == "glossary-unused"] == [4]  # no article picks law


def test_a_domain_kept_for_certain_articles_hides_only_there() -> None:
    both = entries("- {term: a, en: x}\n- {term: a, en: y, domain: law}\n")
    (everywhere,) = lint(both)
    assert everywhere.message == (
        "`a` hides the entry in line 2 in articles of law; in articles that select no domain, that entry hides this one"
    )
    (there,) = lint(both, scopes={GlossaryScope(path="content/ja/law", domains=("law",)): ("taiyaku.toml", 9)})
    assert there.message == "`a` hides the entry in line 2 in articles of law"


def test_two_domains_that_share_a_term_are_told_with_who_wins() -> None:
    both = entries("- {term: a, en: x, domain: tax}\n- {term: a, en: y, domain: law}\n")
    (finding,) = lint(both)
    assert finding.message == (
        "`a` is for law here and for tax in line 2; an article that selects both uses the one it selects first, "
        "one that selects none uses line 2"
    )


def test_a_domain_that_no_entry_has_and_a_scope_without_articles_are_told() -> None:
    read = entries("- {term: a, en: x, domain: law}\n")
    scopes = {GlossaryScope(path="content/ja/law", domains=("lwa",)): ("pyproject.toml", 9)}
    used = Usage({("g.yaml", 2): 1}, unknown_domains=(("content/ja/b.md", 3, "medicine"),), empty_scopes=tuple(scopes))
    found = {(f.path, f.line): f.message for f in lint(read, scopes=scopes, usage=used) if f.path != "pyproject.toml"}
    assert found == {
        ("content/ja/b.md", 3): "`glossary` in the front matter: no entry has the domain `medicine`; use `law`"
    }
    settings = [(f.line, f.message) for f in lint(read, scopes=scopes, usage=used) if f.path == "pyproject.toml"]
    assert settings == [
        (9, "scope `content/ja/law`: no entry has the domain `lwa`; did you mean `law`?"),
        (9, "scope `content/ja/law` matches no article; correct the path or remove the scope"),
    ]


def test_proposed_terms_that_wait_too_long_are_told() -> None:
    text = (
        "- {term: a, status: proposed, added: 2026-01-01}\n- {term: b, status: proposed, added: 2026-03-01}\n"
        "- {term: c, status: proposed}\n- {term: d, en: x, added: 2020-01-01}\n"
    )
    assert found(text) == []
    since = datetime.date(2026, 2, 1)
    assert found(text, waiting_since=since) == [("glossary-proposed", 2), ("glossary-proposed", 4)]


def test_every_rule_has_its_severity() -> None:
    assert all(rule.startswith("glossary-") for rule in RULES)

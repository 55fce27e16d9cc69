"""Several glossaries in a project: every place that holds a glossary holds the article's own."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from project_on_disk import Project
from taiyaku import check_document, load_config, segment_markdown, translate_article
from taiyaku.checks import Context
from taiyaku.editing.workspace import Workspace
from taiyaku.glossary import load_glossary, load_terms
from taiyaku.project.articles import find_articles
from taiyaku.providers.base import Limits, Reply, Request
from taiyaku.review.code_buttons import term_hints

SETTINGS = """\
source = "ja"
targets = ["en"]

[[glossary.scopes]]
path = "content/ja/law"
domains = ["law"]
"""
GENERAL = "source: ja\nterms:\n  - {term: 案, en: idea}\n  - {term: 条, en: article}\n"
LAW = "source: ja\ndomain: law\nterms:\n  - {term: 案, en: bill}\n"
MEDICINE = "source: ja\ndomain: medicine\nterms:\n  - {term: 案, en: plan of treatment}\n"

ARTICLES = {
    "law/a": "案を読む。\n",
    "law/b": "---\nglossary: medicine\n---\n\n案を読む。\n",
    "c": "案を読む。\n",
    "d": "---\nglossary: [law]\n---\n\n案を読む。\n",
}
WANTED = {"law/a": "bill", "law/b": "plan of treatment", "c": "idea", "d": "bill"}
"""Medicine is no domain of a scope, so `c` is held to it too; but there the general entry is nearer."""


@pytest.fixture
def project(project: Project) -> Project:
    project.write("taiyaku.toml", SETTINGS)
    for name, text in {"general": GENERAL, "law": LAW, "medicine": MEDICINE}.items():
        project.write(f"glossary/{name}.yaml", text)
    for name, text in ARTICLES.items():
        project.write(f"content/ja/{name}.md", text)
    return project


def accept(project: Project, name: str, text: str) -> None:
    project.write(
        f"catalogs/en/{name}.po",
        'msgid ""\nmsgstr ""\n"Language: en\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
        f'msgid "案を読む。"\nmsgstr "{text}"\n',
    )


def missing(project: Project) -> dict[str, str]:
    """What `taiyaku check` asks of each article, by its name."""
    report = json.loads(project.run("check", "--format", "json").out)
    return {
        finding["path"].removeprefix("content/ja/").removesuffix(".md"): finding["message"].split('"')[3]
        for finding in report["findings"]
        if finding["check"] == "term-missing"
    }


def test_check_holds_each_article_to_the_nearest_entry(project: Project) -> None:
    for name in ARTICLES:
        accept(project, name, "We read it.")
    assert missing(project) == WANTED
    for name, use in WANTED.items():
        accept(project, name, f"We read the {use}.")
    assert missing(project) == {}


def test_an_unchanged_article_is_checked_again_when_its_glossary_changes(project: Project) -> None:
    for name, use in WANTED.items():
        accept(project, name, f"We read the {use}.")
    assert missing(project) == {}
    project.write("glossary/law.yaml", LAW.replace("bill", "draft law"))
    assert missing(project) == {"law/a": "draft law", "d": "draft law"}
    project.write("glossary/law.yaml", LAW.replace("domain: law\n", "domain: tax\n"))
    assert missing(project) == {"law/a": "idea", "d": "idea"}
    project.write("glossary/law.yaml", LAW)
    project.write("taiyaku.toml", SETTINGS.replace("content/ja/law", "content/ja/c.md"))
    assert missing(project) == {"law/a": "idea", "c": "bill"}
    project.write("taiyaku.toml", SETTINGS)
    project.write("content/ja/d.md", ARTICLES["d"].replace("law", "medicine"))
    assert missing(project) == {"d": "plan of treatment"}


class Recorder:
    """A provider that keeps the terms it was given and uses them."""

    name = "recorder"
    placeholder = False
    limits = Limits()

    def __init__(self) -> None:
        self.terms: list[tuple[str, str]] = []

    def translate(self, batch: Sequence[Request], *, source: str, target: str) -> Sequence[Reply]:
        assert (source, target) == ("ja", "en")
        self.terms += [term for request in batch for term in request.terms]
        return [Reply(request.id, f"We read the {request.terms[0][1]}.") for request in batch]


@pytest.mark.parametrize("name", ARTICLES)
def test_a_provider_is_told_the_article_s_own_terms_without_being_handed_a_glossary(
    project: Project, name: str
) -> None:
    config, provider = load_config(project.root), Recorder()
    assert config
    result = translate_article(project.root / f"content/ja/{name}.md", config=config, provider=provider)
    assert provider.terms == [("案", WANTED[name])]
    assert result.findings == ()
    assert WANTED[name] in project.read(f"content/en/{name}.md")


@pytest.mark.parametrize("name", ARTICLES)
def test_the_review_page_shows_the_article_s_own_rendering(project: Project, name: str) -> None:
    config = load_config(project.root)
    assert config
    desk = Workspace(config, lambda: find_articles(config), lambda locale: load_glossary(config, locale))
    key = next(key for key, article in desk.articles().items() if article.name == name)
    opened = desk.open(key)
    assert isinstance(opened.context, Context)
    (unit,) = [unit for unit in opened.document.units if "案" in unit.source]
    assert [hint.use for hint in term_hints(unit, opened.context)] == [WANTED[name]]


def test_check_document_reads_the_front_matter_too(project: Project) -> None:
    terms = load_terms(["glossary/*.yaml"], project.root, source="ja")
    document = segment_markdown(ARTICLES["d"])
    (unit,) = document.units
    assert [f.check for f in check_document(document, {unit.id: "We read the idea."}, terms=terms)] == ["term-missing"]
    assert check_document(document, {unit.id: "We read the bill."}, terms=terms) == []


def test_lint_counts_a_term_only_where_its_entry_holds(project: Project) -> None:
    project.write("content/ja/d.md", "---\nglossary: lwa\n---\n\n案を読む。\n")
    project.write("taiyaku.toml", SETTINGS.replace("content/ja/law", "content/ja/tax"))
    told = project.run("glossary", "lint", "--format", "json", code=0)
    found = {(f["path"], f["line"]): f["message"] for f in json.loads(told.out)["findings"]}
    assert (
        found["content/ja/d.md", 2]
        == "`glossary` in the front matter: no entry has the domain `lwa`; did you mean `law`?"
    )
    assert found["taiyaku.toml", 5] == "scope `content/ja/tax` matches no article; correct the path or remove the scope"
    unused = {line for line in told.out.splitlines() if "no article uses" in line}
    assert len(unused) == 2  # 案 of law, now that nothing picks it, and 条
    assert "hides the entry in glossary/general.yaml:3 in articles of law" in told.out


def test_impact_looks_only_at_articles_that_are_held_to_the_entry(project: Project) -> None:
    for name in ARTICLES:
        accept(project, name, "We read the bill and the idea.")
    told = project.run("glossary", "impact", "案", "--use", "draft", "--domain", "law", "--format", "json", code=0)
    changes = json.loads(told.out)["changes"]
    assert {c["path"]: c["after"] for c in changes} == {
        "content/ja/d.md": "We read the draft and the idea.",
        "content/ja/law/a.md": "We read the draft and the idea.",
    }
    general = project.run("glossary", "impact", "案", "--use", "draft", "--domain", "", "--format", "json", code=0)
    assert [c["path"] for c in json.loads(general.out)["changes"]] == ["content/ja/c.md"]
    assert "choose one with --domain" in project.run("glossary", "impact", "案", "--use", "draft", code=2).err


def test_a_mistake_in_a_scope_is_told_with_the_nearest_key(project: Project) -> None:
    project.write("taiyaku.toml", SETTINGS.replace("domains", "domain"))
    assert "did you mean `domains`?" in project.run("check", code=2).err

"""A check run over a case or a pair of texts."""

from __future__ import annotations

from pathlib import Path

from checks.case_files import Case
from taiyaku.checks import Context, check_article, check_units
from taiyaku.checks.inconsistent import find_inconsistent
from taiyaku.checks.registry import article_checks
from taiyaku.glossary import load_terms
from taiyaku.glossary.match import TermMatcher
from taiyaku.markdown.segment import segment_markdown
from taiyaku.model import Document, Finding, Kind, Severity


def paired(source: str, target: str, flavor: str = "gfm") -> tuple[Document, dict[str, str], Document]:
    """Two texts as a document, its translations, and the target document.

    A source that is one unit takes the whole target as its translation; else units stand in the same places, and front
    matter values go by their keys.
    """
    document = segment_markdown(source, flavor=flavor)
    there = segment_markdown(target, flavor=flavor)
    units = document.units
    if len(units) == 1 and units[0].start == 0 and units[0].end == len(source.rstrip()):
        return document, {units[0].id: target}, there
    every, every_there = (segment_markdown(text, flavor=flavor, every=True) for text in (source, target))
    places = [unit.start for unit in every.units if unit.kind is not Kind.FRONT_MATTER]
    texts = [unit.source for unit in every_there.units if unit.kind is not Kind.FRONT_MATTER]
    by_place = dict(zip(places, texts, strict=True)) if len(places) == len(texts) else {}
    by_key = {unit.context: unit.source for unit in every_there.units if unit.kind is Kind.FRONT_MATTER}
    translations = {
        unit.id: text
        for unit in units
        if (text := by_key.get(unit.context) if unit.kind is Kind.FRONT_MATTER else by_place.get(unit.start))
    }
    return document, translations, there


def findings(
    source: str,
    target: str,
    *,
    locales: tuple[str, str] = ("ja", "en"),
    flavor: str = "gfm",
    terms: TermMatcher | None = None,
    only: str = "",
) -> list[Finding]:
    """What all checks, or one, find in a pair of texts."""
    document, translations, there = paired(source, target, flavor)
    context = Context(document, translations, *locales, terms=terms, target=there)
    severities = {check.id: Severity.OFF for check in article_checks() if only and check.id != only}
    found = check_units(context, severities=severities) + check_article(context, severities=severities)
    if only == "inconsistent":
        units = [("article.md", unit, translations[unit.id]) for unit in document.units if unit.id in translations]
        found += find_inconsistent(units)
    return found


def run(case: Case, folder: Path) -> list[Finding]:
    """What its check finds in a case."""
    matcher = None
    if "terms" in case.parts:
        (folder / "glossary.yaml").write_text(f"source: ja\nterms:\n{case.parts['terms']}\n", "utf-8")
        matcher = TermMatcher(load_terms(["glossary.yaml"], folder), *case.locales)
    flavor = case.parts.get("flavor", "gfm")
    return findings(case.source, case.target, locales=case.locales, flavor=flavor, terms=matcher, only=case.check)

"""Fixes of checks that are safe to apply without a person: ``taiyaku check --fix``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from taiyaku.catalogs.catalog import Catalog
from taiyaku.catalogs.po import format_catalog, read_catalog
from taiyaku.config import Config
from taiyaku.errors import ConflictError
from taiyaku.glossary import Glossary
from taiyaku.model import Finding, Severity
from taiyaku.pipeline.core import outcome_of
from taiyaku.pipeline.run import read_article, translate_article
from taiyaku.project.articles import Article, write_text
from taiyaku.project.locks import lock_article
from taiyaku.providers.human import Human

SAFE = frozenset({"invisible", "machine-artifact", "punctuation-foreign", "term-altered", "term-avoided"})
"""Checks whose fixes change no meaning. A fix of a number or a date is shown and left to a person."""

_ROUNDS = 12
"""How often fixes are applied and the result checked again; a unit may have several findings."""


@dataclass(frozen=True, slots=True)
class FixedUnit:
    """A unit before and after."""

    path: str
    line: int
    checks: tuple[str, ...]
    before: str
    after: str


def has_safe_fix(finding: Finding) -> bool:
    """Whether ``--fix`` would apply the finding's fix."""
    return finding.check in SAFE and bool(finding.fix) and finding.fix != finding.target and bool(finding.unit_id)


def fix_article(article: Article, config: Config, terms: Glossary, *, write: bool) -> tuple[FixedUnit, ...]:
    """Apply the safe fixes of one article to its catalog, and bring its target up to date.

    A unit keeps its state: what a person accepted stays accepted. A fix that would cause another error is not applied.

    Raises:
        ArticleError, CatalogError: A file cannot be read or written.
        ConflictError: The target is kept as a person wrote it, or the catalog was changed in the meantime.
    """
    files = read_article(article, config, terms)
    old = files.catalog
    if old is None:
        return ()

    def found_in(catalog: Catalog) -> tuple[Finding, ...]:
        return outcome_of(replace(files.inputs, catalog=catalog, target=None, take="catalog")).findings

    catalog, found = old, found_in(old)
    fixed: dict[str, FixedUnit] = {}
    refused: set[tuple[str, str]] = set()
    for _ in range(_ROUNDS):
        fixes: dict[str, Finding] = {}
        for finding in found:
            if has_safe_fix(finding) and (finding.source, finding.fix) not in refused:
                fixes.setdefault(finding.unit_id, finding)
        if not fixes:
            break
        tried = _apply_fixes(catalog, fixes.values())
        after = found_in(tried)
        worse = {key for key in fixes if _error_ids(after, key) - _error_ids(found, key)}
        refused |= {(fixes[key].source, fixes[key].fix) for key in worse}
        taken = {key: finding for key, finding in fixes.items() if key not in worse}
        new = _apply_fixes(catalog, taken.values())
        if new == catalog:
            refused |= {(finding.source, finding.fix) for finding in fixes.values()}
            continue
        catalog, found = new, after if not worse else found_in(new)
        _record_fixes(fixed, taken, article)
    if write and catalog != old:
        with lock_article(article):
            if read_catalog(article.catalog, shown=article.catalog_path) != old:
                raise ConflictError("was changed in the meantime; run the command again", path=article.catalog_path)
            write_text(article.catalog, format_catalog(catalog))
        translate_article(article.source, config=config, provider=Human(), locale=article.locale, terms=terms)
    return tuple(fixed.values())


def _record_fixes(fixed: dict[str, FixedUnit], taken: Mapping[str, Finding], article: Article) -> None:
    for key, finding in taken.items():
        was = fixed.get(key, FixedUnit(article.path, finding.line, (), finding.target, ""))
        checks = dict.fromkeys((*was.checks, finding.check))
        fixed[key] = replace(was, checks=tuple(checks), after=finding.fix)


def _apply_fixes(catalog: Catalog, fixes: Iterable[Finding]) -> Catalog:
    """The catalog with fixes applied; equal texts of one source change together."""
    texts = {(finding.source, finding.target): finding.fix for finding in fixes}
    entries = tuple(
        entry if entry.obsolete else replace(entry, text=texts.get((entry.source, entry.text), entry.text))
        for entry in catalog.entries
    )
    return replace(catalog, entries=entries)


def _error_ids(findings: Iterable[Finding], unit_id: str) -> set[str]:
    return {f.check for f in findings if f.unit_id == unit_id and f.severity is Severity.ERROR}

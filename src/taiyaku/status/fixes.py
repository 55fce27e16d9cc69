"""The offers of checks that are safe to take without a person: ``taiyaku check --fix``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from taiyaku.catalogs.catalog import Catalog
from taiyaku.catalogs.po import format_catalog, read_catalog
from taiyaku.config import Config
from taiyaku.glossary import Glossary
from taiyaku.model import Finding, Severity
from taiyaku.pipeline.one_file import translate_text
from taiyaku.pipeline.run import translate_article
from taiyaku.project.articles import Article, read_text, write_text
from taiyaku.project.locks import locked
from taiyaku.providers.human import Human

SAFE = frozenset({"invisible", "machine-artifact", "punctuation-foreign", "term-altered", "term-avoided"})
"""Checks whose offers change no meaning. A number's or a date's offer is shown and left to a person."""

_ROUNDS = 12
"""How often offers are taken and the result checked again; a unit may have several findings."""


@dataclass(frozen=True, slots=True)
class Mended:
    """A unit before and after."""

    path: str
    line: int
    checks: tuple[str, ...]
    before: str
    after: str


def has_offer(finding: Finding) -> bool:
    """Whether ``--fix`` would take what the finding offers."""
    return finding.check in SAFE and bool(finding.fix) and finding.fix != finding.target and bool(finding.unit_id)


def mend(article: Article, config: Config, terms: Glossary, *, write: bool) -> tuple[Mended, ...]:
    """Take the safe offers of one article into its catalog, and bring its target up to date.

    A unit keeps its state: what a person accepted stays accepted. An offer that would make another error is not taken.

    Args:
        article: The article; its target is as last written.
        config: The project's settings.
        terms: The glossary.
        write: Whether to write; otherwise it is only told what would change.

    Raises:
        ArticleError, CatalogError: A file cannot be read or written.
        ConflictError: The target was taken as a person wrote it, or the catalog changed meanwhile.
    """
    old = read_catalog(article.catalog, shown=article.catalog_path)
    if old is None:
        return ()
    text = read_text(article.source, shown=article.path)

    def found_in(catalog: Catalog) -> tuple[Finding, ...]:
        result, _ = translate_text(
            text,
            config=config,
            provider=Human(),
            locale=article.locale,
            catalog=catalog,
            terms=terms,
            name=article.path,
        )
        return result.findings

    catalog, found = old, found_in(old)
    mended: dict[str, Mended] = {}
    refused: set[tuple[str, str]] = set()
    for _ in range(_ROUNDS):
        offers: dict[str, Finding] = {}
        for finding in found:
            if has_offer(finding) and (finding.source, finding.fix) not in refused:
                offers.setdefault(finding.unit_id, finding)
        if not offers:
            break
        tried = _with(catalog, offers.values())
        after = found_in(tried)
        worse = {key for key in offers if _errors(after, key) - _errors(found, key)}
        refused |= {(offers[key].source, offers[key].fix) for key in worse}
        taken = {key: offer for key, offer in offers.items() if key not in worse}
        new = _with(catalog, taken.values())
        if new == catalog:
            refused |= {(offer.source, offer.fix) for offer in offers.values()}
            continue
        catalog, found = new, after if not worse else found_in(new)
        _tell(mended, taken, article)
    if write and catalog != old:
        with locked(article):
            write_text(article.catalog, format_catalog(catalog))
        translate_article(article.source, config=config, provider=Human(), locale=article.locale, terms=terms)
    return tuple(mended.values())


def _tell(mended: dict[str, Mended], taken: Mapping[str, Finding], article: Article) -> None:
    for key, offer in taken.items():
        was = mended.get(key, Mended(article.path, offer.line, (), offer.target, ""))
        checks = dict.fromkeys((*was.checks, offer.check))
        mended[key] = replace(was, checks=tuple(checks), after=offer.fix)


def _with(catalog: Catalog, offers: Iterable[Finding]) -> Catalog:
    """The catalog with the offers in it; equal texts of one source change together."""
    texts = {(offer.source, offer.target): offer.fix for offer in offers}
    entries = tuple(
        entry if entry.obsolete else replace(entry, text=texts.get((entry.source, entry.text), entry.text))
        for entry in catalog.entries
    )
    return replace(catalog, entries=entries)


def _errors(findings: Iterable[Finding], unit_id: str) -> set[str]:
    return {f.check for f in findings if f.unit_id == unit_id and f.severity is Severity.ERROR}

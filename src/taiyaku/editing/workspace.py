"""A translator's workspace: articles read from disk, units checked, and each change saved at once.

Nothing is kept in memory that is not on disk: an article is read again whenever one of its files changed, and a change
is written under a lock, only where the unit still is what the translator saw.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum

from taiyaku.catalogs.catalog import SOURCE_HASH, TARGET_HASH, Catalog, new_catalog
from taiyaku.catalogs.match_source import renew_catalog, translations_of
from taiyaku.catalogs.po import format_catalog, read_catalog
from taiyaku.checks import Context, check_units
from taiyaku.config import Config
from taiyaku.editing.layout import Block, UnitLayout, blocks
from taiyaku.errors import UsageError
from taiyaku.glossary import Glossary
from taiyaku.markdown.segment import reading_of, segment_file
from taiyaku.markdown.spell import write_unit
from taiyaku.memory import Memory
from taiyaku.model import PLACEHOLDERS, Document, Finding, Origin, Severity, State, Translation, Unit
from taiyaku.pipeline.core import end_stale_waivers
from taiyaku.pipeline.run import Result, translate_article
from taiyaku.pipeline.steps import ArticleInputs, Take, not_written, severities_of
from taiyaku.project import last_written as written
from taiyaku.project.articles import Article, read_text, sha256, write_text
from taiyaku.project.locks import lock_article
from taiyaku.providers import Provider
from taiyaku.providers.human import Human

Stamp = tuple[tuple[int, int, int] | None, ...]


@dataclass(frozen=True, slots=True)
class OpenArticle:
    """One article as it is on disk."""

    key: str
    article: Article
    document: Document
    catalog: Catalog
    translations: Mapping[str, Translation]
    context: Context
    """What the checks may know; with the translations as texts."""
    blocks: tuple[Block, ...]
    """The article in its shape."""
    units: Mapping[str, Unit]

    @property
    def places(self) -> Iterator[UnitLayout]:
        """Every unit with its layout, in order."""
        return (place for block in self.blocks for place in block.places)

    def version(self, unit_id: str) -> str:
        """What a change of the unit must name: it stays the same as long as nobody changes the unit."""
        unit, now = self.units[unit_id], self.translations[unit_id]
        mark = f"{unit.source}\0{now.text}\0{now.state}\0{now.previous}"
        return hashlib.sha256(mark.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    @property
    def counts(self) -> dict[str, int]:
        """Units by state."""
        found = dict.fromkeys(map(str, State), 0)
        for translation in self.translations.values():
            found[translation.state] += 1
        return found


class Outcome(StrEnum):
    """What became of a change."""

    SAVED = "saved"
    HELD = "held"
    """Saved as a draft although it was to be accepted: checks found errors."""
    CONFLICT = "conflict"
    """Not saved: somebody else changed the unit meanwhile."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A change of a unit, and the article after it."""

    outcome: Outcome
    sheet: OpenArticle
    unit: Unit
    findings: tuple[Finding, ...] = ()

    @property
    def translation(self) -> Translation:
        """The unit as the catalog now has it."""
        return self.sheet.translations[self.unit.id]


@dataclass(slots=True)
class Workspace:
    """The articles of a project, or those that were chosen."""

    config: Config
    find: Callable[[], list[Article]]
    """The articles to show."""
    glossary: Callable[[str], Glossary]
    """The glossary for a target locale."""
    memory: Memory | None = None
    machine: Provider | None = None
    """Who drafts on request."""
    lock: threading.RLock = field(default_factory=threading.RLock)
    _articles: dict[str, Article] = field(default_factory=dict)
    _terms: dict[str, Glossary] = field(default_factory=dict)
    _sheets: dict[str, tuple[Stamp, OpenArticle]] = field(default_factory=dict)

    # ── Articles ────────────────────────────────────────────────────────────

    def articles(self) -> dict[str, Article]:
        """All articles by an opaque key, which no path can be read from."""
        self._articles = {_key(article): article for article in self.find()}
        return self._articles

    def article(self, key: str) -> Article:
        """The article of a key.

        Raises:
            UsageError: There is none.
        """
        found = self._articles.get(key) or self.articles().get(key)
        if found is None:
            raise UsageError("this article no longer exists; go back to the list")
        return found

    def terms(self, locale: str) -> Glossary:
        """The glossary for a locale, read once."""
        if locale not in self._terms:
            self._terms[locale] = self.glossary(locale)
        return self._terms[locale]

    def sheet(self, key: str) -> OpenArticle:
        """An article as it is on disk now.

        Raises:
            ArticleError: It cannot be read.
            CatalogError: Its catalog is damaged.
        """
        article = self.article(key)
        with self.lock:
            stamp = stamp_of(article)
            known = self._sheets.get(key)
            if known and known[0] == stamp:
                return known[1]
            source = read_text(article.source, shown=article.path)
            document = segment_file(source, reading_of(self.config, article.flavor), path=article.path)
            catalog = read_catalog(article.catalog, shown=article.catalog_path)
            catalog = catalog or new_catalog(article.name, self.config.source, article.locale)
            translations = translations_of(document, catalog)
            current, _ = end_stale_waivers(document, translations, catalog)
            context = replace(
                ArticleInputs.of(article, current, self.config, self.terms(article.locale)).context,
                translations=_texts(translations),
            )
            units = {unit.id: unit for unit in document.units}
            sheet = OpenArticle(key, article, document, catalog, translations, context, blocks(document), units)
            self._keep(key, stamp, sheet)
            return sheet

    def _keep(self, key: str, stamp: Stamp, sheet: OpenArticle) -> None:
        self._sheets[key] = stamp, sheet
        while len(self._sheets) > 16:
            del self._sheets[next(iter(self._sheets))]

    # ── Units ───────────────────────────────────────────────────────────────

    def findings(self, sheet: OpenArticle, unit: Unit, text: str, *, origin: str = "") -> list[Finding]:
        """What the checks find in a text for a unit, errors first; placeholders are spared the checks of language."""
        if not text.strip():
            return []
        found = check_units(
            sheet.context.with_text(unit, text),
            severities=severities_of(self.config),
            language=origin not in PLACEHOLDERS,
            only=unit,
            waive=self.config.checks.ignore,
            path=sheet.article.path,
        )
        if not unit.key and text != unit.source and write_unit(sheet.document, unit, text) is None:
            found.append(not_written(unit, text))
        return sorted(found, key=lambda finding: (finding.severity is not Severity.ERROR, not finding.fix))

    def found(self, key: str) -> dict[str, tuple[int, int]]:
        """How many errors and warnings each unit of an article has; units without any are left out.

        Raises:
            ArticleError: It cannot be read.
            CatalogError: Its catalog is damaged.
        """
        sheet = self.sheet(key)
        result: dict[str, tuple[int, int]] = {}
        for unit in sheet.document.units:
            now = sheet.translations[unit.id]
            levels = [finding.severity for finding in self.findings(sheet, unit, now.text, origin=now.origin)]
            if levels:
                result[unit.id] = levels.count(Severity.ERROR), levels.count(Severity.WARNING)
        return result

    def save(self, key: str, unit_id: str, text: str, version: str, *, accept: bool, force: bool = False) -> Saved:
        """Put a person's text for a unit into the catalog.

        Args:
            key: The article.
            unit_id: The unit.
            text: What the person wrote; empty removes the translation.
            version: ``OpenArticle.version`` as the person saw it.
            accept: Whether the person accepts it. Errors keep it a draft unless forced.
            force: Accept despite errors.

        Raises:
            UsageError: The article or unit is gone.
            WorkError: Another process keeps the lock, or the disk fails; nothing is changed.
        """
        with self.changing(key) as sheet:
            unit = sheet.units.get(unit_id)
            if unit is None:
                raise UsageError("the article has changed and no longer has this text; open the article again")
            now = sheet.translations[unit_id]
            text = tidy(unit, text)
            findings = tuple(self.findings(sheet, unit, text))
            if version != sheet.version(unit_id) and text != now.text:
                return Saved(Outcome.CONFLICT, sheet, unit, findings)
            errors = any(finding.severity is Severity.ERROR for finding in findings)
            held = accept and errors and not force
            new = changed(now, text, accept=accept and not held)
            if new != now:
                saved = self.put(sheet, {unit_id: new})
                return Saved(Outcome.HELD if held else Outcome.SAVED, saved, unit, findings)
            return Saved(Outcome.HELD if held else Outcome.SAVED, sheet, unit, findings)

    @contextmanager
    def changing(self, key: str) -> Iterator[OpenArticle]:
        """An article, read under the lock, that nobody else can change meanwhile."""
        with self.lock, lock_article(self.article(key)):
            yield self.sheet(key)

    def put(self, sheet: OpenArticle, changes: Mapping[str, Translation]) -> OpenArticle:
        """Write translations into the catalog; call it within ``changing``.

        Returns:
            The article as it is then.
        """
        article, document = sheet.article, sheet.document
        translations = {**sheet.translations, **changes}
        catalog = renew_catalog(document, translations, sheet.catalog, path=article.path)
        catalog = catalog.with_headers(**{SOURCE_HASH: sha256(document.text)})
        self._remember_target(article, sheet.catalog)
        write_text(article.catalog, format_catalog(catalog))
        translations = translations_of(document, catalog)
        context = replace(sheet.context, translations=_texts(translations))
        new = replace(sheet, catalog=catalog, translations=translations, context=context)
        self._keep(sheet.key, stamp_of(article), new)
        return new

    def _remember_target(self, article: Article, catalog: Catalog) -> None:
        """Keep what was last written, so that later edits of the file can be compared with it."""
        digest = catalog.header(TARGET_HASH)
        if digest and article.target.exists():
            target = read_text(article.target, shown=article.target_path)
            if sha256(target) == digest:
                written.remember(article, target)

    # ── The article as a whole ──────────────────────────────────────────────

    def result(self, key: str, *, frozen: bool, take: Take = "") -> Result:
        """Run the pipeline over an article without a machine, to see what would be written or to write it.

        Raises:
            TaiyakuError: As ``translate_article``.
        """
        article = self.article(key)

        with self.lock:
            return translate_article(
                article.source,
                config=self.config,
                provider=Human(),
                locale=article.locale,
                terms=self.terms(article.locale),
                take=take,
                frozen=frozen,
            )


def _texts(translations: Mapping[str, Translation]) -> dict[str, str]:
    return {unit_id: translation.text for unit_id, translation in translations.items() if translation.text}


def _key(article: Article) -> str:
    mark = f"{article.path}\0{article.locale}"
    return hashlib.sha256(mark.encode("utf-8", "surrogateescape")).hexdigest()[:12]


def stamp_of(article: Article) -> Stamp:
    """A stamp that changes whenever one of an article's files is written."""
    result: list[tuple[int, int, int] | None] = []
    for path in (article.source, article.catalog, article.target):
        try:
            stat = path.stat()
        except OSError:
            result.append(None)
        else:
            result.append((stat.st_ino, stat.st_mtime_ns, stat.st_size))
    return tuple(result)


_CONTROLS = re.compile("[\0-\x08\x0b-\x1f\x7f]")


def tidy(unit: Unit, text: str) -> str:
    """What a person typed, fit for a unit: no control characters, and line breaks only where the source has some."""
    text = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return text if "\n" in unit.source else re.sub(r"[ \t]*\n\s*", " ", text)


def changed(now: Translation, text: str, *, accept: bool) -> Translation:
    """A unit's translation after a person changed it."""
    if not text:
        return Translation(comments=now.comments)
    if accept:
        # What was accepted as the machine wrote it keeps its origin.
        origin = now.origin if text == now.text and now.origin not in PLACEHOLDERS else Origin.PERSON
        return replace(now, text=text, state=State.ACCEPTED, origin=origin or Origin.PERSON, previous="")
    if text == now.text:
        return now
    if now.state is State.OUTDATED:
        return replace(now, text=text, origin=Origin.PERSON)
    return replace(now, text=text, state=State.DRAFT, origin=Origin.PERSON, previous="")

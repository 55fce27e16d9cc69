"""A translator's workspace: articles read from disk, units checked, and each change saved at once.

Nothing is kept in memory that is not on disk: an article is read again whenever one of its files has changed. A change
is written under a lock, and only if the unit is still what the translator saw.
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
from taiyaku.editing.layout import LayoutBlock, UnitLayout, layout_blocks
from taiyaku.errors import UsageError
from taiyaku.glossary import Glossary
from taiyaku.markdown.spell import write_unit
from taiyaku.memory import Memory
from taiyaku.model import PLACEHOLDERS, Document, Finding, Origin, Severity, State, Translation, Unit
from taiyaku.pipeline.core import end_stale_waivers
from taiyaku.pipeline.run import Result, read_source, translate_article
from taiyaku.pipeline.steps import ArticleInputs, Take, not_written, severities_of
from taiyaku.project import last_written
from taiyaku.project.articles import Article, read_text, sha256, write_text
from taiyaku.project.locks import lock_article
from taiyaku.providers import Provider
from taiyaku.providers.human import Human

Stamp = tuple[tuple[int, int, int] | None, ...]


@dataclass(frozen=True, slots=True)
class OpenArticle:
    """An article, read from disk."""

    key: str
    article: Article
    document: Document
    catalog: Catalog
    translations: Mapping[str, Translation]
    context: Context
    """The context of the checks, with the texts of the translations."""
    blocks: tuple[LayoutBlock, ...]
    """The article's layout."""
    units: Mapping[str, Unit]

    @property
    def layouts(self) -> Iterator[UnitLayout]:
        """Every unit with its layout, in order."""
        return (layout for block in self.blocks for layout in block.layouts)

    def version(self, unit_id: str) -> str:
        """A hash that stays the same until somebody changes the unit; saving requires the one that the person saw."""
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


class SaveOutcome(StrEnum):
    """The outcome of a change."""

    SAVED = "saved"
    HELD = "held"
    """Saved as a draft instead of accepted, because checks found errors."""
    CONFLICT = "conflict"
    """Not saved: somebody else changed the unit in the meantime."""


@dataclass(frozen=True, slots=True)
class Saved:
    """The result of saving a unit, with the article as it is afterwards."""

    outcome: SaveOutcome
    opened: OpenArticle
    unit: Unit
    findings: tuple[Finding, ...] = ()

    @property
    def translation(self) -> Translation:
        """The unit's translation in the catalog."""
        return self.opened.translations[self.unit.id]


@dataclass(slots=True)
class Workspace:
    """All articles of a project, or some of them."""

    config: Config
    find: Callable[[], list[Article]]
    """The articles to show."""
    glossary: Callable[[str], Glossary]
    """The glossary for a target locale."""
    memory: Memory | None = None
    machine: Provider | None = None
    """The provider that drafts on request."""
    lock: threading.RLock = field(default_factory=threading.RLock)
    _articles: dict[str, Article] = field(default_factory=dict)
    _terms: dict[str, Glossary] = field(default_factory=dict)
    _opened: dict[str, tuple[Stamp, OpenArticle]] = field(default_factory=dict)

    # ── Articles ────────────────────────────────────────────────────────────

    def articles(self) -> dict[str, Article]:
        """All articles, by an opaque key that does not reveal the path."""
        self._articles = {_key(article): article for article in self.find()}
        return self._articles

    def article(self, key: str) -> Article:
        """The article with a key.

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

    def open(self, key: str) -> OpenArticle:
        """The current state of an article, read from disk unless it is cached.

        Raises:
            ArticleError: It cannot be read.
            CatalogError: Its catalog is damaged.
        """
        article = self.article(key)
        with self.lock:
            stamp = file_stamp(article)
            known = self._opened.get(key)
            if known and known[0] == stamp:
                return known[1]
            document = read_source(article, self.config)
            catalog = read_catalog(article.catalog, shown=article.catalog_path)
            catalog = catalog or new_catalog(article.name, self.config.source, article.locale)
            translations = translations_of(document, catalog)
            current, _ = end_stale_waivers(document, translations, catalog)
            context = replace(
                ArticleInputs.of(article, current, self.config, self.terms(article.locale)).context,
                translations=_texts(translations),
            )
            units = {unit.id: unit for unit in document.units}
            opened = OpenArticle(key, article, document, catalog, translations, context, layout_blocks(document), units)
            self._cache(key, stamp, opened)
            return opened

    def _cache(self, key: str, stamp: Stamp, opened: OpenArticle) -> None:
        self._opened[key] = stamp, opened
        while len(self._opened) > 16:
            del self._opened[next(iter(self._opened))]

    # ── Units ───────────────────────────────────────────────────────────────

    def findings(self, opened: OpenArticle, unit: Unit, text: str, *, origin: str = "") -> list[Finding]:
        """The findings in a text for a unit, errors first; placeholders skip the checks of language."""
        if not text.strip():
            return []
        found = check_units(
            opened.context.with_text(unit, text),
            severities=severities_of(self.config),
            language=origin not in PLACEHOLDERS,
            only=unit,
            waive=self.config.checks.ignore,
            path=opened.article.path,
        )
        if not unit.key and text != unit.source and write_unit(opened.document, unit, text) is None:
            found.append(not_written(unit, text))
        return sorted(found, key=lambda finding: (finding.severity is not Severity.ERROR, not finding.fix))

    def finding_counts(self, key: str) -> dict[str, tuple[int, int]]:
        """The number of errors and of warnings of each unit of an article; units without findings are left out.

        Raises:
            ArticleError: It cannot be read.
            CatalogError: Its catalog is damaged.
        """
        opened = self.open(key)
        result: dict[str, tuple[int, int]] = {}
        for unit in opened.document.units:
            now = opened.translations[unit.id]
            levels = [finding.severity for finding in self.findings(opened, unit, now.text, origin=now.origin)]
            if levels:
                result[unit.id] = levels.count(Severity.ERROR), levels.count(Severity.WARNING)
        return result

    def save(self, key: str, unit_id: str, text: str, version: str, *, accept: bool, force: bool = False) -> Saved:
        """Save a person's text for a unit in the catalog.

        Args:
            key: The article.
            unit_id: The unit.
            text: What the person wrote; empty removes the translation.
            version: ``OpenArticle.version`` as the person saw it.
            accept: Whether the person accepts it. Errors keep it a draft unless forced.
            force: Accept despite errors.

        Raises:
            UsageError: The article or unit is gone.
            WorkError: Another process holds the lock, or the disk fails; nothing is changed.
        """
        with self.locked(key) as opened:
            unit = opened.units.get(unit_id)
            if unit is None:
                raise UsageError("the article has changed and no longer has this text; open the article again")
            now = opened.translations[unit_id]
            text = clean_input(unit, text)
            findings = tuple(self.findings(opened, unit, text))
            if version != opened.version(unit_id) and text != now.text:
                return Saved(SaveOutcome.CONFLICT, opened, unit, findings)
            errors = any(finding.severity is Severity.ERROR for finding in findings)
            held = accept and errors and not force
            new = edited_translation(now, text, accept=accept and not held)
            if new != now:
                saved = self.write(opened, {unit_id: new})
                return Saved(SaveOutcome.HELD if held else SaveOutcome.SAVED, saved, unit, findings)
            return Saved(SaveOutcome.HELD if held else SaveOutcome.SAVED, opened, unit, findings)

    @contextmanager
    def locked(self, key: str) -> Iterator[OpenArticle]:
        """An article that is locked while it is read and changed."""
        with self.lock, lock_article(self.article(key)):
            yield self.open(key)

    def write(self, opened: OpenArticle, changes: Mapping[str, Translation]) -> OpenArticle:
        """Write translations into the catalog, within ``locked``, and return the article with the changes."""
        article, document = opened.article, opened.document
        translations = {**opened.translations, **changes}
        catalog = renew_catalog(document, translations, opened.catalog, path=article.path)
        catalog = catalog.with_headers(**{SOURCE_HASH: sha256(document.text)})
        self._remember_target(article, opened.catalog)
        write_text(article.catalog, format_catalog(catalog))
        translations = translations_of(document, catalog)
        context = replace(opened.context, translations=_texts(translations))
        new = replace(opened, catalog=catalog, translations=translations, context=context)
        self._cache(opened.key, file_stamp(article), new)
        return new

    def _remember_target(self, article: Article, catalog: Catalog) -> None:
        """Keep what was last written, so that later edits of the file can be compared with it."""
        digest = catalog.header(TARGET_HASH)
        if digest and article.target.exists():
            target = read_text(article.target, shown=article.target_path)
            if sha256(target) == digest:
                last_written.remember(article, target)

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


def file_stamp(article: Article) -> Stamp:
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


def clean_input(unit: Unit, text: str) -> str:
    """A person's input without control characters, and without line breaks unless the source has some."""
    text = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return text if "\n" in unit.source else re.sub(r"[ \t]*\n\s*", " ", text)


def edited_translation(now: Translation, text: str, *, accept: bool) -> Translation:
    """A unit's translation after a person changed it."""
    if not text:
        return Translation(comments=now.comments)
    if accept:
        # A machine's draft that is accepted unchanged keeps its origin.
        origin = now.origin if text == now.text and now.origin not in PLACEHOLDERS else Origin.PERSON
        return replace(now, text=text, state=State.ACCEPTED, origin=origin or Origin.PERSON, previous="")
    if text == now.text:
        return now
    if now.state is State.OUTDATED:
        return replace(now, text=text, origin=Origin.PERSON)
    return replace(now, text=text, state=State.DRAFT, origin=Origin.PERSON, previous="")

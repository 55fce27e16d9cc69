"""The way an article goes, on one page.

::

    article → segment → reconcile → translate → check → assemble → prove → write
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from taiyaku.catalogs.catalog import ASSEMBLED_HASH, SOURCE_HASH, TARGET_HASH, Catalog, new_catalog
from taiyaku.catalogs.match_source import renew_catalog, translations_of
from taiyaku.catalogs.po import format_catalog, read_catalog
from taiyaku.catalogs.take_edits import Conflict, differences, match_by_place, take_edits
from taiyaku.checks import Context, check_article, check_units
from taiyaku.config import Config
from taiyaku.drafting.draft import Drafted, draft_units
from taiyaku.drafting.job import Job
from taiyaku.errors import ArticleError, ConflictError
from taiyaku.glossary import Glossary, load_glossary
from taiyaku.markdown.assemble import assemble
from taiyaku.markdown.links import locale_links, localize, pin_ids
from taiyaku.markdown.segment import segment_markdown
from taiyaku.model import PLACEHOLDERS, Document, Finding, Severity, State, Translation, Unit
from taiyaku.pipeline.check_document import article_context, end_stale_waivers
from taiyaku.pipeline.result import Result
from taiyaku.project import last_written as written
from taiyaku.project.articles import Article, article_of, read_text, sha256, write_text
from taiyaku.project.locks import locked
from taiyaku.project.renames import move_files
from taiyaku.providers import Provider, load_provider


def translate_article(
    path: Path,
    *,
    config: Config,
    provider: Provider | None = None,
    locale: str | None = None,
    terms: Glossary | None = None,
    take: str = "",
    frozen: bool = False,
    job: Job | None = None,
) -> Result:
    """Bring one article's translation up to date.

    Args:
        path: The article, in the source or the target locale.
        config: The project's settings.
        provider: Who drafts what is missing; by default the one that the settings name.
        locale: The target locale; by default the settings' first.
        terms: The glossary; by default the project's.
        take: ``file`` or ``catalog`` decides a conflict.
        frozen: Change nothing; tell what would change.
        job: What the articles of a run share: memory, journal, places at the service; by default this one's own.

    Raises:
        ArticleError: The article or its target cannot be read or written.
        CatalogError, GlossaryError: The catalog or a glossary file is damaged.
        ConflictError: It cannot be told which of several articles was renamed.
        ProviderError: The provider did not deliver; what it had delivered until then is kept.
    """
    article = article_of(path, config, locale=locale or config.targets[0])
    provider = provider or (job.provider if job else load_provider(config.provider.name, config))
    terms = terms or load_glossary(config, article.locale)
    for _ in range(_TRIES):
        try:
            with Job(config, provider) if job is None else contextlib.nullcontext(job) as shared:
                old = shared.old_name(article)
                here = move_files(article, old, frozen=frozen) if old else article
                result = Run(here, config, provider, terms, take, frozen, shared).result()
                if old is None:
                    return result
                changed = (article.target_path, article.catalog_path)[not here.target.exists() :]
                return replace(result, renamed=old.path, changed=changed, settled=False)
        except _ChangedMeanwhileError:
            continue  # somebody else wrote; what was paid for is in the journal, so begin again on their work
    raise ConflictError("changes faster than it can be read; try again when the other run is done", path=article.path)


_TRIES = 5


class _ChangedMeanwhileError(Exception):
    """A file that was read is not the same any more at the moment of writing."""


@dataclass(frozen=True, slots=True)
class _Read:
    """The files of an article as a run found them."""

    document: Document
    catalog: Catalog | None
    target: str | None
    raw: tuple[bytes | None, bytes | None]
    """The bytes of catalog and target, by which it is seen that somebody else wrote meanwhile."""


@dataclass(frozen=True, slots=True)
class Run:
    """One article on its way, with all that the steps ask for."""

    article: Article
    config: Config
    provider: Provider
    terms: Glossary | None
    take: str
    frozen: bool
    job: Job

    def read(self) -> _Read:
        """The article's files as they are."""
        article = self.article
        document = segmented(read_text(article.source, shown=article.path), article, self.config)
        raw = _on_disk(article)
        catalog = read_catalog(article.catalog, shown=article.catalog_path)
        target = read_text(article.target, shown=article.target_path) if article.target.exists() else None
        return _Read(document, catalog, target, raw)

    def result(self) -> Result:
        """The steps, in order."""
        article = self.article
        found = self.read()
        document, target = found.document, found.target
        catalog = found.catalog or new_catalog(article.name, self.config.source, article.locale)
        catalog, edits, conflicts = self.with_edits(document, catalog, target)
        translations = translations_of(document, catalog)
        if conflicts and not self.take:
            return self.stopped(document, translations, conflicts, edits)
        disputed = False
        if conflicts and self.take == "file":
            texts = self.taken(found, catalog.header(TARGET_HASH), translations, conflicts)
            translations |= texts
            into_catalog = {t.text for t in texts.values()}
            disputed = not all(one.in_unit and one.found in into_catalog for one in conflicts)
        reused = sum(t.state in {State.DRAFT, State.ACCEPTED} for t in translations.values())
        context = self.context(document)
        filled = Drafted() if self.frozen else self.drafted(document, translations, context)
        translations |= filled.translations
        document, catalog = end_stale_waivers(document, translations, catalog)
        context = replace(context, document=document)
        findings = [*filled.findings, *self.checked(translations, context)]
        text, left = self.assembled(document, translations, findings)
        whole = self.checked_whole(translations, text, context)
        publish = self.ready(translations, [*findings, *whole])
        if publish and not self.take and self.overtaken(target, text, catalog):
            return self.stopped(document, translations, _overtaken(target, text), edits)
        # Readers see the assembled text, or the file as a person wrote it, whose blocks no catalog could hold.
        stands = target is not None and self.take != "catalog" and (disputed or bool(catalog.header(ASSEMBLED_HASH)))
        shown = target if stands and target is not None else text
        findings += whole if shown == text else self.checked_whole(translations, shown, context)
        new = renew_catalog(document, translations, catalog, path=article.path)
        changed = self.write(found, new, text, publish=publish, stands=stands)
        if filled.failure:
            raise filled.failure  # only now: what had come in by then is paid for, and stands in the catalog
        return Result(
            article.path,
            article.locale,
            written=article.target_path in changed,
            reused=reused,
            from_memory=filled.from_memory,
            from_provider=filled.from_provider,
            repairs=filled.repairs,
            left=sum(not t.text for t in translations.values()) + len(left),
            outdated=sum(t.state is State.OUTDATED for t in translations.values()),
            edited=len(edits),
            findings=tuple(replace(f, path=f.path or article.path) for f in findings),
            changed=changed,
            text=text,
            document=document,
            translations=translations,
            edits=tuple(edits),
            settled=target is None or sha256(target) == catalog.header(TARGET_HASH),
        )

    def stopped(
        self,
        document: Document,
        translations: Mapping[str, Translation],
        conflicts: tuple[Conflict, ...],
        edits: Sequence[tuple[str, str]],
    ) -> Result:
        """What is told of an article of which nothing is written."""
        return Result(
            self.article.path,
            self.article.locale,
            edited=len(edits),
            conflicts=conflicts,
            document=document,
            translations=translations,
            edits=tuple(edits),
            settled=False,
        )

    def drafted(self, document: Document, translations: Mapping[str, Translation], context: Context) -> Drafted:
        """What the memory and the provider fill in."""
        return draft_units(
            document,
            translations,
            provider=self.provider,
            context=context,
            job=self.job,
            severities=severities_of(self.config),
        )

    def of_target(self, text: str, *, every: bool = False) -> Document:
        """A text of the target file cut; an error is that file's."""
        return segmented(text, self.article, self.config, every=every, shown=self.article.target_path)

    def context(self, document: Document) -> Context:
        """What the checks may know of the article."""
        return article_context(document, self.article, self.config, self.terms)

    # ── The target as a person left it ──────────────────────────────────────

    def with_edits(
        self, document: Document, catalog: Catalog, target: str | None
    ) -> tuple[Catalog, Sequence[tuple[str, str]], tuple[Conflict, ...]]:
        """The catalog with what a person changed in the target file."""
        digest = catalog.header(TARGET_HASH)
        if target is None or written.is_ours(self.article, target, digest):
            return catalog, (), ()
        given = self.assembled(document, translations_of(document, catalog), [])[0]
        if given == target:
            return catalog, (), ()  # as after git has merged both: what was written last tells nothing
        base = written.last_written(self.article, digest, lambda: given)
        if base is None:
            why = "the file is not what Taiyaku wrote last" if digest else "the file was here before its catalog"
            return catalog, (), differences(given, target, why)
        absorbed = take_edits(
            catalog,
            self.of_target(base, every=True),
            self.of_target(target, every=True),
            links=locale_links(self.config, self.article.locale),
        )
        return absorbed.catalog, absorbed.edits, absorbed.conflicts

    def taken(
        self, found: _Read, header: str, translations: Mapping[str, Translation], conflicts: Sequence[Conflict]
    ) -> dict[str, Translation]:
        """What ``--take file`` brings into the catalog: all of a file that was there before, else what is disputed."""
        if found.target is None:
            return {}
        texts = match_by_place(found.document, self.of_target(found.target, every=True), translations)
        return {
            unit_id: t
            for unit_id, t in texts.items()
            if not header or any(t.text == one.found if one.in_unit else t.text in one.found for one in conflicts)
        }

    # ── Checks ──────────────────────────────────────────────────────────────

    def checked(self, translations: Mapping[str, Translation], context: Context) -> list[Finding]:
        """What the unit checks find; stand-ins are spared the checks of language."""
        texts = {key: t.text for key, t in translations.items() if t.text and t.state is not State.OUTDATED}
        real = {key: text for key, text in texts.items() if translations[key].origin not in PLACEHOLDERS}
        stand_ins = {key: text for key, text in texts.items() if key not in real}
        severities, waive, path = severities_of(self.config), self.config.checks.ignore, self.article.path
        told = check_units(replace(context, translations=real), severities=severities, waive=waive, path=path)
        spared = replace(context, translations=stand_ins)
        return told + check_units(spared, severities=severities, language=False, waive=waive, path=path)

    def checked_whole(self, translations: Mapping[str, Translation], text: str, context: Context) -> list[Finding]:
        """What the document checks find in a target."""
        target = self.of_target(text)
        texts = {key: t.text for key, t in translations.items() if t.text}
        language = not any(t.origin in PLACEHOLDERS for t in translations.values())
        return check_article(
            replace(context, translations=texts, target=target),
            severities=severities_of(self.config),
            language=language,
            waive=self.config.checks.ignore,
            path=self.article.path,
        )

    # ── The target as it will be ────────────────────────────────────────────

    def assembled(
        self, document: Document, translations: Mapping[str, Translation], findings: list[Finding]
    ) -> tuple[str, tuple[str, ...]]:
        """The target's text, with what failed a check left in the source language."""
        failed = {finding.unit_id for finding in findings if finding.severity is Severity.ERROR}
        texts = {
            key: t.text
            for key, t in translations.items()
            if t.text
            and (key not in failed or t.state is State.OUTDATED)
            and (self.config.articles.publish != "reviewed" or t.state is State.ACCEPTED)
        }
        locale = self.article.locale
        sources = {unit.id: unit.source for unit in document.units}
        copied = all(text == sources.get(key) for key, text in texts.items())
        settled, texts = (document, texts) if copied else localize(document, texts, config=self.config, locale=locale)
        values = {} if copied else {k: v.replace("{locale}", locale) for k, v in self.config.front_matter.set.items()}
        result = assemble(settled, texts, values=values)
        by_id = {unit.id: unit for unit in document.units}
        findings += [unwritable(by_id[key], texts.get(key, "")) for key in result.left if key in by_id]
        pinned = self.config.articles.anchors == "source" and not copied
        return (pin_ids(settled, result.text) if pinned else result.text), result.left

    def given(self, document: Document, catalog: Catalog) -> str:
        """What the catalog alone gives for the target, without what fails a check."""
        translations = translations_of(document, catalog)
        return self.assembled(document, translations, self.checked(translations, self.context(document)))[0]

    def ready(self, translations: Mapping[str, Translation], findings: Sequence[Finding]) -> bool:
        """Whether the target may be written by ``articles.publish``."""
        publish = self.config.articles.publish
        if publish == "partial":
            return any(t.text for t in translations.values())
        failed = {f.unit_id for f in findings if f.severity is Severity.ERROR and f.check != "not-written"}
        whole = any(f.severity is Severity.ERROR and not f.unit_id for f in findings)
        wanted = {State.ACCEPTED} if publish == "reviewed" else {State.ACCEPTED, State.DRAFT, State.OUTDATED}
        return not whole and all(
            t.state in wanted and (key not in failed or t.state is State.OUTDATED) for key, t in translations.items()
        )

    def write(self, found: _Read, catalog: Catalog, text: str, *, publish: bool, stands: bool) -> tuple[str, ...]:
        """Write what changed: the target first, then the catalog that remembers it.

        Args:
            found: The files as they were.
            catalog: The catalog as it should be, but for its hashes.
            text: The target as it should be.
            publish: Whether the target may be written.
            stands: Whether the file stands as a person wrote it.

        Returns:
            The paths of what was written, or would be if the run were not frozen.
        """
        article = self.article
        digest, settled = _hashes_in(catalog)
        if publish:
            stands = stands and found.target is not None and found.target != text
            digest, settled = (sha256(found.target or ""), sha256(text)) if stands else (sha256(text), "")
        headers = {SOURCE_HASH: sha256(found.document.text)} | ({TARGET_HASH: digest} if digest else {})
        if settled or catalog.header(ASSEMBLED_HASH):
            headers[ASSEMBLED_HASH] = settled
        catalog = catalog.with_headers(**headers)
        writes_target = publish and digest == sha256(text) and text != found.target
        writes_catalog = catalog != found.catalog
        if not self.frozen and (writes_target or writes_catalog):
            with locked(article):
                if _on_disk(article) != found.raw:
                    raise _ChangedMeanwhileError
                # In this order, a kill between any two of them leaves what the next run recognises as our own work.
                if digest:
                    written.begin(article, text if writes_target else found.target or text)
                if writes_target:
                    write_text(article.target, text)
                if writes_catalog:
                    formatted = format_catalog(catalog)
                    write_text(article.catalog, formatted)
                    self.job.learn(catalog, formatted, article)
                written.end(article)
        elif not self.frozen and found.target is not None and sha256(found.target) == digest:
            written.remember(article, found.target)  # the copy may be of another branch
        changed = ((article.target_path, writes_target), (article.catalog_path, writes_catalog))
        return tuple(path for path, writes in changed if writes)

    def overtaken(self, target: str | None, text: str, catalog: Catalog) -> bool:
        """Whether a file that was taken as a person wrote it, or what it was taken for, has changed since."""
        digest, settled = _hashes_in(catalog)
        if not settled or text == target:
            return False
        return target is None or sha256(target) != digest or sha256(text) != settled


def _overtaken(target: str | None, text: str) -> tuple[Conflict, ...]:
    if target is None:
        return (Conflict(1, "", "", "the file is gone; it said more than its catalog, which --take catalog writes"),)
    return differences(text, target, "taken as a person wrote it, and not what its source and catalog now give")


def _hashes_in(catalog: Catalog) -> tuple[str, str]:
    return catalog.header(TARGET_HASH), catalog.header(ASSEMBLED_HASH)


def _on_disk(article: Article) -> tuple[bytes | None, bytes | None]:
    """The bytes of an article's catalog and target, None where there is no file."""
    catalog, target = (path.read_bytes() if path.exists() else None for path in (article.catalog, article.target))
    return catalog, target


def segmented(text: str, article: Article, config: Config, *, every: bool = False, shown: str = "") -> Document:
    """An article's text cut, the path of its file (``shown``, by default the source) put into an error."""
    try:
        return segment_markdown(text, config=config, flavor=article.flavor, every=every)
    except ArticleError as error:
        raise ArticleError(error.message, path=shown or article.path, line=error.line) from None


def severities_of(config: Config) -> dict[str, Severity]:
    """The settings' severities by check id."""
    return {check: Severity(severity) for check, severity in config.checks.severity.items()}


def unwritable(unit: Unit, text: str) -> Finding:
    """What is told of a unit that no spelling could be proved for."""
    message = "this translation would break the article's structure and was left out; reword it"
    return Finding("not-written", Severity.ERROR, message, unit.id, unit.line, "", unit.source, text)

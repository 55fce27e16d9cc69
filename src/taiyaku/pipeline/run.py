"""Brings an article of a project up to date: reads its files, drafts what is missing, and writes the outcome.

``core`` computes the outcome; this module reads, drafts, locks and writes around it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from taiyaku.catalogs.catalog import TARGET_HASH, Catalog, new_catalog
from taiyaku.catalogs.po import format_catalog, read_catalog
from taiyaku.catalogs.take_edits import Conflict
from taiyaku.config import Config
from taiyaku.drafting.draft import draft_units
from taiyaku.drafting.drafted import Drafted, Repair
from taiyaku.drafting.job import Job
from taiyaku.errors import ConflictError
from taiyaku.glossary import Glossary, load_glossary
from taiyaku.markdown.segment import reading_of, segment_file
from taiyaku.model import Document, Finding, Severity, Translation
from taiyaku.pipeline.core import Merged, Outcome, TargetDecision, conclude, merge
from taiyaku.pipeline.steps import ArticleInputs, LastWritten, Take, severities_of
from taiyaku.project import last_written
from taiyaku.project.articles import Article, article_of, read_text, sha256, write_text
from taiyaku.project.locks import lock_article
from taiyaku.project.renames import move_files
from taiyaku.providers import Provider, load_provider


@dataclass(frozen=True, slots=True)
class Result:
    """The result for one article."""

    article: str
    locale: str
    decision: TargetDecision
    """What happened to the target, and why."""
    written: bool = False
    """Whether the target file was written, or would be, in a frozen run."""
    reused: int = 0
    """Units translated from the catalog."""
    from_memory: int = 0
    from_provider: int = 0
    left: int = 0
    """Units that still have no translation, or could not be written."""
    outdated: int = 0
    edited: int = 0
    """Units that a person had changed in the target file."""
    findings: tuple[Finding, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    decided: tuple[Conflict, ...] = ()
    """What ``take`` decided."""
    changed: tuple[str, ...] = ()
    """Files that were written, or would be, relative to the project."""
    text: str = ""
    """The assembled target."""
    repairs: tuple[Repair, ...] = ()
    """Units that were requested again, each with the result."""
    document: Document | None = field(default=None, repr=False)
    """The segmented source."""
    translations: Mapping[str, Translation] = field(default_factory=dict, repr=False)
    """By unit id."""
    edits: tuple[tuple[str, str], ...] = ()
    """(before, after) of each unit that a person had changed in the target file."""
    renamed: str = ""
    """The article's former name, if its catalog and target were moved from it."""
    failure: BaseException | None = field(default=None, repr=False)
    """Why the provider did not answer everything; in a project, this is raised instead."""
    cacheable: bool = True
    """Whether this depends on the source, the target and the catalog only, not on what was last written."""

    @property
    def clean(self) -> bool:
        """Whether nothing is left to do."""
        errors = any(finding.severity is Severity.ERROR for finding in self.findings)
        return not (errors or self.conflicts or self.left or self.outdated)


_TRIES = 5
"""How often processing an article is restarted if its files change in the meantime."""


def translate_article(
    path: Path,
    *,
    config: Config,
    provider: Provider | None = None,
    locale: str | None = None,
    terms: Glossary | None = None,
    take: Take = "",
    frozen: bool = False,
    job: Job | None = None,
) -> Result:
    """Bring one article's translation up to date.

    Args:
        path: The article, in the source or the target locale.
        config: The project's settings.
        provider: Who drafts what is missing; by default the provider that the settings name.
        locale: The target locale; by default the settings' first.
        terms: The glossary; by default the project's.
        take: ``file`` or ``catalog`` decides conflicts.
        frozen: Change nothing, and report what would change.
        job: What the articles of a run share: memory, journal, concurrent requests; by default this article's own.

    Raises:
        ArticleError: The article or its target cannot be read or written.
        CatalogError, GlossaryError: The catalog or a glossary file is damaged.
        ConflictError: It is not certain which of several articles was renamed.
        ProviderError: The provider failed; what it had delivered by then is kept.
    """
    article = article_of(path, config, locale=locale or config.targets[0])
    provider = provider or (job.provider if job else load_provider(config.provider.name, config))
    terms = terms or load_glossary(config, article.locale)
    for _ in range(_TRIES):
        with (
            contextlib.suppress(_ChangedMeanwhileError),  # what was paid for is in the journal: begin again
            Job(config, provider) if job is None else contextlib.nullcontext(job) as shared,
        ):
            old = shared.old_name(article)
            here = move_files(article, old, frozen=frozen) if old else article
            result = _run(here, config, provider, terms, take=take, frozen=frozen, job=shared)
            if old is None:
                return result
            changed = (article.target_path, article.catalog_path)[not here.target.exists() :]
            return replace(result, renamed=old.path, changed=changed, cacheable=False)
    raise ConflictError("keeps changing while it is read; try again when the other run is done", path=article.path)


class _ChangedMeanwhileError(Exception):
    """A file has changed between reading and writing."""


@dataclass(frozen=True, slots=True)
class ArticleFiles:
    """The files of an article, as read by a run."""

    inputs: ArticleInputs
    catalog: Catalog | None
    """The catalog; None if there is none yet."""
    raw: tuple[bytes | None, bytes | None]
    """The bytes of catalog and target, by which concurrent changes are detected."""


def read_source(article: Article, config: Config) -> Document:
    """Read an article's source, segmented.

    Raises:
        ArticleError: It cannot be read.
    """
    text = read_text(article.source, shown=article.path)
    return segment_file(text, reading_of(config, article.flavor), path=article.path)


def read_article(article: Article, config: Config, terms: Glossary | None, *, take: Take = "") -> ArticleFiles:
    """Read an article's files.

    Raises:
        ArticleError, CatalogError: A file cannot be read.
    """
    document = read_source(article, config)
    raw = _on_disk(article)
    catalog = read_catalog(article.catalog, shown=article.catalog_path)
    target = read_text(article.target, shown=article.target_path) if article.target.exists() else None
    inputs = replace(
        ArticleInputs.of(article, document, config, terms),
        catalog=catalog or new_catalog(article.name, config.source, article.locale),
        target=target,
        last_written=_last_written(article, catalog, target),
        take=take,
    )
    return ArticleFiles(inputs, catalog, raw)


def _last_written(article: Article, catalog: Catalog | None, target: str | None) -> LastWritten:
    digest = catalog.header(TARGET_HASH) if catalog else ""
    if target is None or last_written.is_ours(article, target, digest):
        return LastWritten(target, unchanged=True)
    return LastWritten(last_written.last_written(article, digest))


def _run(
    article: Article,
    config: Config,
    provider: Provider,
    terms: Glossary | None,
    *,
    take: Take,
    frozen: bool,
    job: Job,
) -> Result:
    files = read_article(article, config, terms, take=take)
    merged = merge(files.inputs)
    drafted = Drafted() if frozen or merged.stopped else draft(merged, provider, job)
    outcome = conclude(merged, drafted.translations, drafted.findings)
    changed = _changed(article, files, outcome)
    if not frozen:
        _write(article, files, outcome, job, changed)
    if drafted.failure:
        raise drafted.failure  # only now, since the replies received until then are paid for and are in the catalog
    return result_of(outcome, files.inputs, drafted, changed)


def draft(merged: Merged, provider: Provider, job: Job) -> Drafted:
    """Fill in missing translations from the memory and by the provider."""
    inputs = merged.inputs
    return draft_units(
        inputs.document,
        merged.translations,
        provider=provider,
        context=inputs.context,
        job=job,
        severities=severities_of(inputs.config),
    )


def _changed(article: Article, files: ArticleFiles, outcome: Outcome) -> tuple[str, ...]:
    """The files that the outcome changes, relative to the project."""
    if outcome.decision is TargetDecision.CONFLICT:
        return ()
    target = (article.target_path,) if outcome.decision is TargetDecision.WRITE else ()
    catalog = (article.catalog_path,) if outcome.catalog != files.catalog else ()
    return target + catalog


def _write(article: Article, files: ArticleFiles, outcome: Outcome, job: Job, changed: Sequence[str]) -> None:
    """Write what changed: the target first, then the catalog that remembers it.

    Raises:
        _ChangedMeanwhileError: Somebody else has written one of the files in the meantime.
    """
    target = files.inputs.target
    digest = outcome.catalog.header(TARGET_HASH)
    if not changed:
        if outcome.decision is not TargetDecision.CONFLICT and target is not None and sha256(target) == digest:
            last_written.remember(article, target)  # the copy may be of another branch
        return
    with lock_article(article):
        if _on_disk(article) != files.raw:
            raise _ChangedMeanwhileError
        # In this order, if the run is killed in between, the next one recognizes the files as our own work.
        writes_target = article.target_path in changed
        known = outcome.text if writes_target else target
        if known is not None and sha256(known) == digest:
            last_written.begin(article, known)
        if writes_target:
            write_text(article.target, outcome.text)
        if article.catalog_path in changed:
            formatted = format_catalog(outcome.catalog)
            write_text(article.catalog, formatted)
            job.learn(outcome.catalog, formatted, article)
        last_written.end(article)


def _on_disk(article: Article) -> tuple[bytes | None, bytes | None]:
    """The bytes of an article's catalog and target, None where there is no file."""
    catalog, target = (path.read_bytes() if path.exists() else None for path in (article.catalog, article.target))
    return catalog, target


def result_of(
    outcome: Outcome, inputs: ArticleInputs, drafted: Drafted | None = None, changed: Sequence[str] = ()
) -> Result:
    """The result to report: an outcome with the numbers from drafting."""
    if drafted is None or outcome.conflicts:  # drafts of an article in conflict are in the journal, not in its catalog
        drafted = Drafted(failure=drafted.failure if drafted else None)
    return Result(
        inputs.path,
        inputs.locale,
        outcome.decision,
        written=inputs.target_path in changed,
        reused=outcome.reused,
        from_memory=drafted.from_memory,
        from_provider=drafted.from_provider,
        repairs=drafted.repairs,
        left=0 if outcome.conflicts else outcome.left,
        outdated=0 if outcome.conflicts else outcome.outdated,
        edited=len(outcome.edits),
        findings=outcome.findings,
        conflicts=outcome.conflicts,
        decided=outcome.decided,
        changed=tuple(changed),
        text=outcome.text,
        document=outcome.document,
        translations=outcome.translations,
        edits=outcome.edits,
        failure=drafted.failure,
        cacheable=outcome.cacheable,
    )

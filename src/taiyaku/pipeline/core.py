"""The outcome of an article, computed from values alone: no files, no locks, no provider.

::

    merge:     document, catalog, target, last written  →  translations, edits, conflicts
    conclude:  the same with drafts                     →  findings, target, catalog, decision

The caller reads the files, lets the provider draft between the two steps if drafts are wanted, and writes the outcome.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from taiyaku.catalogs.catalog import ASSEMBLED_HASH, SOURCE_HASH, TARGET_HASH, WAIVED, Catalog
from taiyaku.catalogs.match_source import renew_catalog, translations_of
from taiyaku.catalogs.take_edits import Conflict, differences, match_by_place, take_edits
from taiyaku.checks.waivers import end_waivers
from taiyaku.markdown.links import locale_links
from taiyaku.model import Document, Finding, Severity, State, Translation
from taiyaku.pipeline.steps import ArticleInputs, assemble_target, check_target, check_texts, segment_target
from taiyaku.project.articles import sha256


class TargetDecision(StrEnum):
    """What happens to the target file, and why."""

    WRITE = "write"
    """It is written from the catalog."""
    CURRENT = "current"
    """It is up to date with the catalog."""
    KEEP = "keep"
    """It stays as a person wrote it: ``--take file`` kept differences that a catalog cannot express."""
    INCOMPLETE = "incomplete"
    """It waits: ``articles.publish`` requires more units to be translated or accepted."""
    ERRORS = "errors"
    """It waits: checks found errors."""
    CONFLICT = "conflict"
    """It and the catalog stay unchanged until a person decides."""


@dataclass(frozen=True, slots=True)
class Merged:
    """The catalog merged with the current source and with a person's edits of the target."""

    inputs: ArticleInputs
    catalog: Catalog
    """With the edits taken in."""
    translations: Mapping[str, Translation]
    """By unit id."""
    edits: tuple[tuple[str, str], ...] = ()
    """(before, after) of each unit that a person changed in the target."""
    conflicts: tuple[Conflict, ...] = ()
    """Edits that cannot be assigned to units with certainty."""
    keeps_file: bool = False
    """Whether ``--take file`` keeps differences that a catalog cannot express."""

    @property
    def stopped(self) -> bool:
        """Whether a person must decide first."""
        return bool(self.conflicts) and not self.inputs.take


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of processing an article."""

    decision: TargetDecision
    document: Document
    """The source; waivers that were given for other texts are marked as ended."""
    translations: Mapping[str, Translation]
    """By unit id."""
    catalog: Catalog
    """The catalog to write."""
    text: str = ""
    """The assembled target; empty if there is a conflict."""
    findings: tuple[Finding, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    """What a person must decide."""
    decided: tuple[Conflict, ...] = ()
    """What ``take`` decided."""
    edits: tuple[tuple[str, str], ...] = ()
    """(before, after) of each unit that a person changed in the target."""
    reused: int = 0
    """Units translated from the catalog."""
    unwritable: tuple[str, ...] = ()
    """Ids of units whose translation would break the article's structure; they stay in the source language."""
    cacheable: bool = False
    """Whether this depends on the source, the target and the catalog only, not on what was last written."""

    @property
    def left(self) -> int:
        """Units that still have no translation, or whose translation cannot be written."""
        return sum(not t.text for t in self.translations.values()) + len(self.unwritable)

    @property
    def outdated(self) -> int:
        """Units whose source changed since they were translated."""
        return sum(t.state is State.OUTDATED for t in self.translations.values())


def outcome_of(inputs: ArticleInputs) -> Outcome:
    """The outcome of an article without new drafts."""
    return conclude(merge(inputs))


# ── Before drafting ─────────────────────────────────────────────────────────


def merge(inputs: ArticleInputs) -> Merged:
    """Merge the catalog with the current source and the edits of the target.

    Raises:
        ArticleError: The target cannot be segmented.
    """
    catalog, edits, conflicts = _with_edits(inputs)
    translations = translations_of(inputs.document, catalog)
    keeps_file = False
    if conflicts and inputs.take == "file":
        taken = _taken_from_file(inputs, translations, conflicts)
        translations |= taken
        texts = {t.text for t in taken.values()}
        keeps_file = not all(one.in_unit and one.found in texts for one in conflicts)
    return Merged(inputs, catalog, translations, edits, conflicts, keeps_file)


def _with_edits(inputs: ArticleInputs) -> tuple[Catalog, tuple[tuple[str, str], ...], tuple[Conflict, ...]]:
    """The catalog with what a person changed in the target file."""
    catalog, target, last = inputs.catalog, inputs.target, inputs.last_written
    if target is None or last.unchanged:
        return catalog, (), ()
    given = text_given(inputs)
    if given == target:
        return catalog, (), ()  # for example, git has merged both, so what was last written does not matter
    digest = catalog.header(TARGET_HASH)
    base = given if last.text is None and digest and sha256(given) == digest else last.text
    if base is None:
        why = "the file is not what Taiyaku last wrote" if digest else "the file was here before its catalog"
        return catalog, (), differences(given, target, why)
    taken = take_edits(
        catalog,
        segment_target(inputs, base, every=True),
        segment_target(inputs, target, every=True),
        links=locale_links(inputs.config, inputs.locale),
    )
    conflicts = taken.conflicts
    if conflicts and catalog.header(ASSEMBLED_HASH):
        # The file was kept, so its differences from the catalog are part of what was last written.
        given = text_given(replace(inputs, catalog=taken.catalog))
        conflicts = (*(one for one in conflicts if one.in_unit), *differences(given, target, _KEPT))
    return taken.catalog, taken.edits, conflicts


_KEPT = "kept as a person wrote it; the file, the source or the catalog has changed since"


def _taken_from_file(
    inputs: ArticleInputs, translations: Mapping[str, Translation], conflicts: Sequence[Conflict]
) -> dict[str, Translation]:
    """The texts that ``--take file`` puts into the catalog: the whole file if it is older, otherwise the conflicts."""
    if inputs.target is None:
        return {}
    texts = match_by_place(inputs.document, segment_target(inputs, inputs.target, every=True), translations)
    if not inputs.catalog.header(TARGET_HASH):
        return texts
    return {
        unit_id: t
        for unit_id, t in texts.items()
        if any(t.text == one.found if one.in_unit else t.text in one.found for one in conflicts)
    }


def text_given(inputs: ArticleInputs) -> str:
    """The target made from the catalog alone, without texts that fail a check."""
    translations = translations_of(inputs.document, inputs.catalog)
    return assemble_target(inputs, translations, check_texts(inputs, translations, inputs.context)).text


# ── After drafting ──────────────────────────────────────────────────────────


def conclude(
    merged: Merged, drafts: Mapping[str, Translation] | None = None, refused: Sequence[Finding] = ()
) -> Outcome:
    """Check and assemble, and decide whether the target is written.

    Args:
        merged: What ``merge`` gave.
        drafts: New drafts by unit id.
        refused: Why replies of a provider were refused.

    Raises:
        ArticleError: The assembled target cannot be segmented.
    """
    inputs = merged.inputs
    if merged.stopped:
        return _conflict(merged, merged.translations, merged.conflicts)
    translations = {**merged.translations, **(drafts or {})}
    document, catalog = end_stale_waivers(inputs.document, translations, merged.catalog)
    context = replace(inputs.context, document=document)
    findings = [*refused, *check_texts(inputs, translations, context)]
    made = assemble_target(inputs, translations, findings)
    findings += made.findings
    whole = check_target(inputs, translations, made.text, context)
    decision = _decide(inputs, translations, [*findings, *whole])
    kept_before = _kept_differences(inputs, catalog, made.text) if decision is None else ()
    if kept_before and not inputs.take:
        return _conflict(merged, translations, kept_before)
    # Check what readers see: the assembled text, or the file as a person wrote it.
    keeps = merged.keeps_file or bool(catalog.header(ASSEMBLED_HASH))
    kept = inputs.target if keeps and inputs.take != "catalog" else None
    findings += whole if kept in {None, made.text} else check_target(inputs, translations, kept or "", context)
    if decision is None:
        kept_differs = kept is not None and kept != made.text
        current = TargetDecision.CURRENT if made.text == inputs.target else TargetDecision.WRITE
        decision = TargetDecision.KEEP if kept_differs else current
    return Outcome(
        decision,
        document,
        translations,
        _catalog_to_write(merged, document, translations, catalog, decision, made.text),
        made.text,
        tuple(replace(finding, path=finding.path or inputs.path) for finding in findings),
        decided=merged.conflicts or kept_before,
        edits=merged.edits,
        reused=sum(t.state in {State.DRAFT, State.ACCEPTED} for t in merged.translations.values()),
        unwritable=made.unwritable,
        cacheable=inputs.target is None or sha256(inputs.target) == catalog.header(TARGET_HASH),
    )


def _conflict(merged: Merged, translations: Mapping[str, Translation], conflicts: tuple[Conflict, ...]) -> Outcome:
    inputs = merged.inputs
    return Outcome(
        TargetDecision.CONFLICT,
        inputs.document,
        translations,
        inputs.catalog,
        conflicts=conflicts,
        edits=merged.edits,
    )


def _decide(
    inputs: ArticleInputs, translations: Mapping[str, Translation], findings: Sequence[Finding]
) -> TargetDecision | None:
    """Why the target must wait according to ``articles.publish``; None if it need not."""
    publish = inputs.config.articles.publish
    if publish == "partial":
        return None if any(t.text for t in translations.values()) else TargetDecision.INCOMPLETE
    wanted = {State.ACCEPTED} if publish == "reviewed" else {State.ACCEPTED, State.DRAFT, State.OUTDATED}
    if any(t.state not in wanted for t in translations.values()):
        return TargetDecision.INCOMPLETE
    errors = [f for f in findings if f.severity is Severity.ERROR and (f.check != "not-written" or not f.unit_id)]
    # An outdated unit may fail the checks, since it translates its old source.
    outdated = {key for key, t in translations.items() if t.state is State.OUTDATED}
    return TargetDecision.ERRORS if any(finding.unit_id not in outdated for finding in errors) else None


def _kept_differences(inputs: ArticleInputs, catalog: Catalog, text: str) -> tuple[Conflict, ...]:
    """The differences between the catalog and a file that was kept as a person wrote it.

    None if ``--take file`` keeps them again, or if neither has changed since and ``--take catalog`` does not end it.
    """
    assembled, target = catalog.header(ASSEMBLED_HASH), inputs.target
    if not assembled or inputs.take == "file" or text == target:
        return ()
    if target is None:
        why = "the file is gone, but it contained more than the catalog; --take catalog writes the catalog's text"
        return (Conflict(1, "", "", why),)
    unchanged = sha256(target) == catalog.header(TARGET_HASH) and sha256(text) == assembled
    return () if unchanged and not inputs.take else differences(text, target, _KEPT)


def _catalog_to_write(
    merged: Merged,
    document: Document,
    translations: Mapping[str, Translation],
    catalog: Catalog,
    decision: TargetDecision,
    text: str,
) -> Catalog:
    """The article's current catalog, with the hashes of its source, its target and its own text."""
    inputs = merged.inputs
    new = renew_catalog(document, translations, catalog, path=inputs.path)
    hashes = {SOURCE_HASH: sha256(document.text)}
    assembled = catalog.header(ASSEMBLED_HASH)
    if decision is TargetDecision.KEEP:
        hashes |= {TARGET_HASH: sha256(inputs.target or ""), ASSEMBLED_HASH: sha256(text)}
    elif decision in {TargetDecision.WRITE, TargetDecision.CURRENT}:
        hashes |= {TARGET_HASH: sha256(text)} | ({ASSEMBLED_HASH: ""} if assembled else {})
    elif inputs.target is not None and not merged.conflicts:
        hashes[TARGET_HASH] = sha256(inputs.target)  # the target waits, but its edits are in the catalog
    return new.with_headers(**hashes)


def end_stale_waivers(
    document: Document, translations: Mapping[str, Translation], catalog: Catalog
) -> tuple[Document, Catalog]:
    """The article with stale waivers marked as ended, and the catalog with the texts that waivers were given for."""
    remembered = catalog.header(WAIVED)
    if not document.waivers and not remembered:
        return document, catalog
    document, waived = end_waivers(document, {key: t.text for key, t in translations.items()}, remembered)
    return document, catalog if waived == remembered else catalog.with_headers(**{WAIVED: waived})

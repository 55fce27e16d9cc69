"""A file from another tool, merged into the catalog unit by unit.

A unit's text is parsed like a machine's reply: every code must occur once, nested as in the source, and none may be
added. Each unit has a fingerprint of its exported translation, so that three texts can be compared: the exported one,
the imported one, and the catalog's current one. A text that a person has changed in the catalog since then is a
conflict and stays, unless the caller decides otherwise. ``import_strays`` handles translations of an older source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from enum import StrEnum

from taiyaku.drafting.replies.tags import Tagged, parse_reply, tag_unit
from taiyaku.editing.export_bitext import tag_translation
from taiyaku.editing.import_strays import Stray, Successor, find_successors, read_stray
from taiyaku.editing.workspace import OpenArticle, Workspace, clean_input, edited_translation
from taiyaku.errors import InterchangeError
from taiyaku.interchange.bitext import Bitext, Pair, fingerprint_of
from taiyaku.model import Origin, Severity, State, Translation, Unit
from taiyaku.pipeline.steps import Take
from taiyaku.project.articles import sha256

_ID = re.compile(r"[0-9a-f]{10}")


class ImportOutcome(StrEnum):
    """The outcome of importing a unit."""

    IMPORTED = "imported"
    HELD = "held"
    """Imported as a draft: the file says accepted, but checks find errors."""
    OUTDATED = "outdated"
    """Its source has changed since the export; imported as an outdated draft of the current source."""
    OBSOLETE = "obsolete"
    """Its source is gone or already has another translation; kept in the catalog as an obsolete entry."""
    CONFLICT = "conflict"
    """Somebody changed it in the catalog since the export; the catalog's text stays."""
    EMPTY = "empty"
    """It had a translation when it was exported but has none in the file; the catalog's text stays."""
    REFUSED = "refused"
    """Its codes are broken, or it contains something that a translation cannot contain."""


@dataclass(frozen=True, slots=True)
class ImportedUnit:
    """An imported unit that differs from the catalog's."""

    outcome: ImportOutcome
    unit_id: str
    line: int
    """In the file."""
    article_line: int
    """In the article; 0 if the article no longer has the unit."""
    before: Translation
    after: Translation
    reason: str = ""
    """Why it needs attention; empty if it was imported without problems."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How units are imported."""

    take: Take = ""
    """The side whose text wins a conflict."""
    accept: bool = False
    """Whether every changed text counts as accepted, whatever its state in the file."""


def merge(
    workspace: Workspace, key: str, bitext: Bitext, options: ImportOptions, *, dry_run: bool = False
) -> list[ImportedUnit]:
    """Merge an imported article into the catalog of the article ``key``, in a single write; a dry run only reports.

    Returns:
        Each unit that differs from the catalog's, in the order of the file.

    Raises:
        InterchangeError: A unit does not belong to this article; nothing is changed.
        TaiyakuError: The article or its catalog cannot be read or written.
    """
    with nullcontext(workspace.open(key)) if dry_run else workspace.locked(key) as article:
        result = _Merge(workspace, article, bitext, options)
        result.run()
        if not dry_run and (result.changes or result.entries != article.catalog.entries):
            catalog = replace(article.catalog, entries=result.entries)
            workspace.write(replace(article, catalog=catalog), result.changes)
        return sorted(result.units, key=lambda unit: unit.line)


class _Merge:
    """The merge of one article: what it changes, and what it reports."""

    def __init__(self, workspace: Workspace, article: OpenArticle, bitext: Bitext, options: ImportOptions) -> None:
        self.workspace, self.article, self.bitext, self.options = workspace, article, bitext, options
        self.document = article.document
        self.changes: dict[str, Translation] = {}
        self.entries = article.catalog.entries
        self.units: list[ImportedUnit] = []

    def run(self) -> None:
        known = {pair.id: self.article.units[pair.id] for pair in self.bitext.pairs if pair.id in self.article.units}
        others = [pair for pair in self.bitext.pairs if pair.id not in known]
        self.check_ids(others)
        for pair in self.bitext.pairs:
            if pair.id in known:
                self.merge_unit(pair, known[pair.id])
        strays = [read_stray(pair, self.bitext, self.document) for pair in others]
        free = [unit for unit in self.document.units if unit.id not in known]
        successors = find_successors(strays, free, self.article, as_tags=self.bitext.tagged)
        if not known and not successors:
            message = f"{self.bitext.article} has none of its texts; is it from another project?"
            raise InterchangeError(message, line=self.bitext.line or None)
        for stray in strays:
            successor = successors.get(stray.pair.id)
            if successor and successor.translation is None:
                self.merge_unit(stray.pair, successor.unit)
            elif not self.is_unchanged(stray.pair, stray.reply):
                self.merge_stray(stray, successor)

    def check_ids(self, others: Iterable[Pair]) -> None:
        same_source = self.bitext.source_hash == sha256(self.document.text)
        for pair in others:
            if same_source or not _ID.fullmatch(pair.id):
                message = f"`{pair.id}` is not a unit of {self.bitext.article}; export the article again"
                raise InterchangeError(message, line=pair.line)

    def is_unchanged(self, pair: Pair, reply: str) -> bool:
        """Whether a unit is the same as when it was exported."""
        state, _, digest = pair.fingerprint.partition("-")
        if not reply and not pair.problem:
            return True
        return bool(reply) and _digest(reply) == digest and self.accepts(pair, reply) == (state == State.ACCEPTED)

    def accepts(self, pair: Pair, reply: str) -> bool:
        """Whether an imported text counts as accepted."""
        if pair.state is State.ACCEPTED or not self.options.accept:
            return pair.state is State.ACCEPTED
        return bool(reply) and _digest(reply) != pair.fingerprint.partition("-")[2]

    # ── A unit whose source is the same ─────────────────────────────────────

    def merge_unit(self, pair: Pair, unit: Unit) -> None:
        """Merge a unit that is in the article."""
        now = self.article.translations[unit.id]
        source = tag_unit(self.document, unit)
        current = tag_translation(self.document, source, now.text)
        reply = pair.target
        if reply and not self.bitext.tagged:
            reply = tag_translation(self.document, source, clean_input(unit, reply)).text
        comments = (*now.comments, *(text for text in pair.comments if text not in now.comments))
        if comments != now.comments:
            self.changes[unit.id] = replace(now, comments=comments)
        if self.is_unchanged(pair, reply):
            if not reply and now.text and not pair.fingerprint.startswith(State.MISSING):
                reason = "it is empty in the file; the catalog's text stays"
                self.report(ImportOutcome.EMPTY, pair, unit, now, now, reason)
            return
        try:
            text = self.read_reply(pair, reply, source, current)
        except ValueError as error:
            self.report(ImportOutcome.REFUSED, pair, unit, now, now, _for_people(str(error), source))
            return
        result = self.decide(pair, now, reply, current.text, text)
        if result is None:
            rejected = edited_translation(now, text, accept=pair.state is State.ACCEPTED)
            reason = "both the file and the catalog were changed since the export"
            self.report(ImportOutcome.CONFLICT, pair, unit, now, rejected, reason)
        elif result != now:
            self.change(pair, unit, replace(result, comments=comments), ImportOutcome.IMPORTED)

    def read_reply(self, pair: Pair, reply: str, source: Tagged, current: Tagged) -> str:
        """The imported text as Markdown.

        Raises:
            ValueError: It cannot be used.
        """
        if pair.problem:
            raise ValueError(pair.problem)
        if _digest(reply) == _digest(current.text):
            return current.unit.source
        try:
            markdown = parse_reply(source, reply)
        except ValueError:
            # A person may have accepted a translation with codes that its source lacks; the file may contain them too.
            if not current.text or not _spells_alike(pair, current):
                raise
            try:
                markdown = parse_reply(current, reply)
            except ValueError:
                markdown = ""
            if not markdown:
                raise
        return markdown if self.bitext.tagged else clean_input(source.unit, pair.target)

    def decide(self, pair: Pair, now: Translation, reply: str, current: str, text: str) -> Translation | None:
        """The unit's new translation; None if a person changed it in the catalog since the export."""
        state, _, digest = pair.fingerprint.partition("-")
        accepted = self.accepts(pair, reply)
        if text == now.text or _digest(reply) == _digest(current):
            if accepted:
                return edited_translation(now, now.text, accept=True)
            withdrawn = now.state is State.ACCEPTED and state == State.ACCEPTED
            return replace(now, state=State.DRAFT) if withdrawn else now
        if _digest(current) != digest and _is_by_person(now) and self.options.take != "file":
            return now if self.options.take else None
        return edited_translation(now, text, accept=accepted)

    def change(self, pair: Pair, unit: Unit, result: Translation, outcome: ImportOutcome, reason: str = "") -> None:
        """Change a unit's translation; it becomes a draft if checks find errors."""
        if result.state is State.ACCEPTED:
            findings = self.workspace.findings(self.article, unit, result.text, origin=result.origin)
            errors = [f"{one.check}: {one.message}" for one in findings if one.severity is Severity.ERROR]
            if errors:
                result, outcome = replace(result, state=State.DRAFT), ImportOutcome.HELD
                reason = "; ".join(errors)
        self.changes[unit.id] = result
        self.report(outcome, pair, unit, self.article.translations[unit.id], result, reason)

    # ── A unit whose source has changed ─────────────────────────────────────

    def merge_stray(self, stray: Stray, successor: Successor | None) -> None:
        """Merge a translation of a source that the article no longer has."""
        if stray.problem:
            unit = successor.unit if successor else None
            reason = _for_people(stray.problem, stray.tagged)
            self.report(ImportOutcome.REFUSED, stray.pair, unit, Translation(), Translation(), reason)
        elif successor and successor.translation:
            self.carry_over(stray, successor.unit, successor.translation)
        else:
            self.keep_as_obsolete(stray, "the article no longer has its source")

    def carry_over(self, stray: Stray, unit: Unit, translation: Translation) -> None:
        """Carry a text over to the unit that its source became."""
        now, pair = self.article.translations[unit.id], stray.pair
        outdated = translation.state is State.OUTDATED
        if now.text == translation.text and (outdated or not self.accepts(pair, stray.reply)):
            return
        if outdated and now.text and now.state is not State.OUTDATED:
            self.keep_as_obsolete(stray, "its source has changed since the export and already has a translation")
            return
        result = replace(translation, origin=Origin.PERSON, comments=now.comments)
        differs = bool(now.text) and now.text != translation.text
        if differs and self.options.take != "file" and not self.is_as_exported(stray, unit):
            if not self.options.take:
                reason = "the file, the catalog and the source were changed since the export"
                self.report(ImportOutcome.CONFLICT, pair, unit, now, result, reason)
            return
        if outdated:
            self.change(pair, unit, result, ImportOutcome.OUTDATED, "its source has changed since the export")
        else:
            state = State.ACCEPTED if self.accepts(pair, stray.reply) else State.DRAFT
            self.change(pair, unit, replace(result, state=state), ImportOutcome.IMPORTED)

    def is_as_exported(self, stray: Stray, unit: Unit) -> bool:
        """Whether the catalog's text is still the exported one, by the codes of the former or the current source."""
        text = self.article.translations[unit.id].text
        sources = (stray.tagged, tag_unit(self.document, unit))
        digests = {_digest(tag_translation(self.document, source, text).text) for source in sources}
        return stray.pair.fingerprint.partition("-")[2] in digests

    def keep_as_obsolete(self, stray: Stray, reason: str) -> None:
        """Keep a translation that no unit can use as an obsolete entry, in case its source returns."""
        pair = stray.pair
        state = State.ACCEPTED if self.accepts(pair, stray.reply) else State.DRAFT
        entry = replace(stray.entry, state=state, origin=Origin.PERSON, obsolete=True)
        same = next((one for one in self.entries if one.key == entry.key and one.text), None)
        if same is not None and same.text == entry.text:
            return
        after = Translation(entry.text, state, Origin.PERSON)
        if same is not None and same.state is State.ACCEPTED and self.options.take != "file":
            digest = _digest(tag_translation(self.document, stray.tagged, same.text).text)
            if digest != pair.fingerprint.partition("-")[2]:
                before = Translation(same.text, same.state, same.origin)
                if not self.options.take:
                    reason = f"{reason}, and the catalog has a different translation of it"
                    self.report(ImportOutcome.CONFLICT, pair, None, before, after, reason)
                return
        self.entries = (*(one for one in self.entries if one is not same), entry)
        self.report(ImportOutcome.OBSOLETE, pair, None, Translation(), after, reason)

    def report(
        self,
        outcome: ImportOutcome,
        pair: Pair,
        unit: Unit | None,
        before: Translation,
        after: Translation,
        reason: str = "",
    ) -> None:
        """Record the outcome of a unit."""
        line = unit.line if unit else 0
        self.units.append(ImportedUnit(outcome, pair.id, pair.line, line, before, after, reason))


def _digest(reply: str) -> str:
    return fingerprint_of(State.DRAFT, reply).partition("-")[2]


def _is_by_person(now: Translation) -> bool:
    """Whether replacing a translation would lose a person's work."""
    return bool(now.text) and (now.state is State.ACCEPTED or now.origin == Origin.PERSON)


def _spells_alike(pair: Pair, current: Tagged) -> bool:
    """Whether every code that a file spells out is spelled the same under its number in the catalog's text."""
    ours = {name[1:]: raw for name, raw in current.tags.items() if name[0] != "/"}
    return all(ours.get(code.number, code.opening) == code.opening for code in pair.codes if code.opening)


_TAG_IN_MESSAGE = re.compile(r"tag <(/?)([gx])(\d+)/?>")


def _for_people(message: str, source: Tagged) -> str:
    """A message about tags for people, who see codes."""

    def code(match: re.Match[str]) -> str:
        slash, letter, number = match.groups()
        raw = source.tags.get(f"{slash}{letter}{number}", "").strip()
        return f"code {number}{f' ({raw})' if raw else ''}"

    return _TAG_IN_MESSAGE.sub(code, message).replace("outside every other tag", "outside every other code")

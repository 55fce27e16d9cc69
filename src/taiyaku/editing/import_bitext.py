"""What came back from another tool, merged into the catalog unit by unit.

A unit's text comes in through the same door as a machine's reply: every code once, nested as it was, and none invented.
Each unit carries a mark of what it was when it was exported, so that three texts are compared: exported, returned, and
what the catalog holds by now. What a person changed in the catalog meanwhile is a conflict and stays, unless the caller
decides. What was translated from an older source is for ``strays``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from enum import StrEnum

from taiyaku.catalogs.catalog import Entry
from taiyaku.drafting.replies import Tagged, parse_reply, tag_unit
from taiyaku.editing.export_bitext import tagged_like
from taiyaku.editing.import_strays import Stray, settled, stray_of
from taiyaku.editing.workspace import OpenArticle, Workspace, changed, tidy
from taiyaku.errors import InterchangeError
from taiyaku.interchange.bitext import Bitext, Pair, mark_of
from taiyaku.model import Origin, Severity, State, Translation, Unit
from taiyaku.project.articles import sha256

_ID = re.compile(r"[0-9a-f]{10}")


class ImportOutcome(StrEnum):
    """What became of a unit that came back."""

    TAKEN = "taken"
    HELD = "held"
    """Taken as a draft: it came as accepted, but checks find errors."""
    STALE = "stale"
    """Its source has changed since; taken as an outdated draft of the source as it is."""
    ASLEEP = "asleep"
    """Its source is gone or translated anew; kept in the catalog as an obsolete entry."""
    CONFLICT = "conflict"
    """Somebody changed it in the catalog since; the catalog's text stays."""
    EMPTY = "empty"
    """It had a translation when it was exported, and came back without; what the catalog holds stays."""
    REFUSED = "refused"
    """Its codes are broken, or it holds what no translation can."""


@dataclass(frozen=True, slots=True)
class ImportedUnit:
    """A unit that came back and is not simply as it was."""

    fate: ImportOutcome
    unit_id: str
    line: int
    """In the file it came in."""
    at: int
    """Line in the article; 0 where it stands in it no more."""
    before: Translation
    after: Translation
    why: str = ""
    """What a person is to know; nothing where all went well."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How returned units are taken."""

    take: str = ""
    """``file`` or ``catalog`` decides conflicts."""
    accept: bool = False
    """Whether every text that was changed counts as accepted, whatever state the tool left it in."""


def merge(
    desk: Workspace, key: str, bitext: Bitext, how: ImportOptions, *, dry_run: bool = False
) -> list[ImportedUnit]:
    """Merge what came back for one article into its catalog, all of it in one write.

    Args:
        desk: Where the article lies.
        key: The article's, at the desk.
        bitext: What came back.
        how: How it is taken.
        dry_run: Change nothing; tell what would change.

    Returns:
        Each unit that is not as it was, in the order of the file.

    Raises:
        InterchangeError: A unit is none of this article's; nothing is changed.
        TaiyakuError: The article or its catalog cannot be read or written.
    """
    with nullcontext(desk.sheet(key)) if dry_run else desk.changing(key) as sheet:
        found = _Merge(desk, sheet, bitext, how)
        found.run()
        if not dry_run and (found.changes or found.entries != sheet.catalog.entries):
            catalog = replace(sheet.catalog, entries=found.entries)
            desk.put(replace(sheet, catalog=catalog), found.changes)
        return sorted(found.arrivals, key=lambda arrival: arrival.line)


class _Merge:
    def __init__(self, desk: Workspace, sheet: OpenArticle, bitext: Bitext, how: ImportOptions) -> None:
        self.desk, self.sheet, self.bitext, self.how = desk, sheet, bitext, how
        self.document = sheet.document
        self.changes: dict[str, Translation] = {}
        self.entries = sheet.catalog.entries
        self.arrivals: list[ImportedUnit] = []

    def run(self) -> None:
        known = {pair.id: self.sheet.units[pair.id] for pair in self.bitext.pairs if pair.id in self.sheet.units}
        others = [pair for pair in self.bitext.pairs if pair.id not in known]
        self.check_ids(others)
        for pair in self.bitext.pairs:
            if pair.id in known:
                self.unit(pair, known[pair.id])
        strays = [stray_of(pair, self.bitext, self.document) for pair in others]
        free = [unit for unit in self.document.units if unit.id not in known]
        found = settled(strays, free, self.sheet, as_tags=self.bitext.tagged)
        if not known and not found:
            message = f"none of its texts stands in {self.bitext.article}; is it from another project?"
            raise InterchangeError(message, line=self.bitext.line or None)
        for stray in strays:
            unit, carried = found.get(stray.pair.id, (None, None))
            if unit is not None and carried is None:
                self.unit(stray.pair, unit)  # the same text, in another place
            elif not self.left_alone(stray.pair, stray.reply):
                self.stray(stray, unit, carried)

    def check_ids(self, others: Iterable[Pair]) -> None:
        fresh = self.bitext.source_hash == sha256(self.document.text)
        for pair in others:
            if fresh or not _ID.fullmatch(pair.id):
                message = f"`{pair.id}` is no unit of {self.bitext.article}; export the article again"
                raise InterchangeError(message, line=pair.line)

    def left_alone(self, pair: Pair, reply: str) -> bool:
        """Whether a unit came back as it went out."""
        was, _, digest = pair.mark.partition("-")
        if not reply and not pair.problem:
            return True
        return bool(reply) and _digest(reply) == digest and self.accepts(pair, reply) == (was == State.ACCEPTED)

    def accepts(self, pair: Pair, reply: str) -> bool:
        """Whether a person stands by what came back."""
        if pair.state is State.ACCEPTED or not self.how.accept:
            return pair.state is State.ACCEPTED
        return bool(reply) and _digest(reply) != pair.mark.partition("-")[2]

    # ── A unit whose source is as it was ────────────────────────────────────

    def unit(self, pair: Pair, unit: Unit) -> None:
        """Merge a unit that stands in the article."""
        now = self.sheet.translations[unit.id]
        asked = tag_unit(self.document, unit)
        held = tagged_like(self.document, asked, now.text) if now.text else replace(asked, text="", tags={})
        reply = pair.target
        if reply and not self.bitext.tagged:
            reply = tagged_like(self.document, asked, tidy(unit, reply)).text
        said = (*now.comments, *(text for text in pair.comments if text not in now.comments))
        if said != now.comments:
            self.changes[unit.id] = replace(now, comments=said)
        if self.left_alone(pair, reply):
            if not reply and now.text and not pair.mark.startswith(State.MISSING):
                self.tell(ImportOutcome.EMPTY, pair, unit, now, now, "came back empty; what the catalog holds stays")
            return
        try:
            new = self.markdown_of(pair, reply, asked, held)
        except ValueError as error:
            self.tell(ImportOutcome.REFUSED, pair, unit, now, now, _said(str(error), asked))
            return
        result = self.decided(pair, now, reply, held.text, new)
        if result is None:
            lost = changed(now, new, accept=pair.state is State.ACCEPTED)
            self.tell(
                ImportOutcome.CONFLICT, pair, unit, now, lost, "both it and the catalog were changed since the export"
            )
        elif result != now:
            self.put(pair, unit, replace(result, comments=said), ImportOutcome.TAKEN)

    def markdown_of(self, pair: Pair, reply: str, asked: Tagged, held: Tagged) -> str:
        """What came back as Markdown.

        Raises:
            ValueError: It cannot be used.
        """
        if pair.problem:
            raise ValueError(pair.problem)
        if _digest(reply) == _digest(held.text):
            return held.unit.source
        try:
            markdown = parse_reply(asked, reply)
        except ValueError:
            # A person may have accepted a translation with other codes than its source's; the same ones may come back.
            if not held.text or not _spelt_as_held(pair, held):
                raise
            try:
                markdown = parse_reply(held, reply)
            except ValueError:
                markdown = ""
            if not markdown:
                raise
        return markdown if self.bitext.tagged else tidy(asked.unit, pair.target)

    def decided(self, pair: Pair, now: Translation, reply: str, held: str, new: str) -> Translation | None:
        """What a unit's translation becomes; None where a person changed it in the catalog since the export."""
        was, _, digest = pair.mark.partition("-")
        accepted = self.accepts(pair, reply)
        if new == now.text or _digest(reply) == _digest(held):
            if accepted:
                return changed(now, now.text, accept=True)
            rejected = now.state is State.ACCEPTED and was == State.ACCEPTED
            return replace(now, state=State.DRAFT) if rejected else now
        if _digest(held) != digest and _of_a_person(now) and self.how.take != "file":
            return now if self.how.take else None
        return changed(now, new, accept=accepted)

    def put(self, pair: Pair, unit: Unit, result: Translation, fate: ImportOutcome, why: str = "") -> None:
        """Take a translation, as a draft where checks find errors."""
        if result.state is State.ACCEPTED:
            found = self.desk.findings(self.sheet, unit, result.text, origin=result.origin)
            errors = [f"{one.check}: {one.message}" for one in found if one.severity is Severity.ERROR]
            if errors:
                result, fate, why = replace(result, state=State.DRAFT), ImportOutcome.HELD, "; ".join(errors)
        self.changes[unit.id] = result
        self.tell(fate, pair, unit, self.sheet.translations[unit.id], result, why)

    # ── A unit whose source changed since ───────────────────────────────────

    def stray(self, stray: Stray, unit: Unit | None, carried: Translation | None) -> None:
        """Merge what was translated from a source that the article does not hold any more."""
        if stray.problem:
            gone = Translation()
            self.tell(ImportOutcome.REFUSED, stray.pair, unit, gone, gone, _said(stray.problem, stray.asked))
        elif unit is None or carried is None:
            self.keep_as_obsolete(stray, "its source is not in the article any more")
        else:
            self.carry(stray, unit, carried)

    def carry(self, stray: Stray, unit: Unit, carried: Translation) -> None:
        """Give a text to the unit that its source became."""
        now, pair = self.sheet.translations[unit.id], stray.pair
        outdated = carried.state is State.OUTDATED
        if now.text == carried.text and (outdated or not self.accepts(pair, stray.reply)):
            return
        if outdated and now.text and now.state is not State.OUTDATED:
            self.keep_as_obsolete(stray, "its source has changed since the export, and has a translation already")
            return
        result = replace(carried, origin=Origin.PERSON, comments=now.comments)
        if now.text and now.text != carried.text and self.how.take != "file" and not self.as_exported(stray, unit):
            if not self.how.take:
                why = "both it and the catalog were changed since the export, and so was its source"
                self.tell(ImportOutcome.CONFLICT, pair, unit, now, result, why)
            return
        if outdated:
            self.put(pair, unit, result, ImportOutcome.STALE, "its source has changed since the export")
        else:
            state = State.ACCEPTED if self.accepts(pair, stray.reply) else State.DRAFT
            self.put(pair, unit, replace(result, state=state), ImportOutcome.TAKEN)

    def as_exported(self, stray: Stray, unit: Unit) -> bool:
        """Whether the catalog's text is still the one that was exported, whichever of the sources tells its codes."""
        text = self.sheet.translations[unit.id].text
        forms = (stray.asked, tag_unit(self.document, unit))
        known = {_digest(tagged_like(self.document, asked, text).text) for asked in forms}
        return stray.pair.mark.partition("-")[2] in known

    def keep_as_obsolete(self, stray: Stray, why: str) -> None:
        """Keep a translation that no unit can use in the catalog, as an entry that may wake again."""
        pair = stray.pair
        state = State.ACCEPTED if self.accepts(pair, stray.reply) else State.DRAFT
        entry = Entry(stray.source, stray.text, pair.key, state, Origin.PERSON, obsolete=True)
        same = next((one for one in self.entries if one.key == entry.key and one.text), None)
        if same is not None and same.text == entry.text:
            return
        after = Translation(entry.text, state, Origin.PERSON)
        if same is not None and same.state is State.ACCEPTED and self.how.take != "file":
            known = _digest(tagged_like(self.document, stray.asked, same.text).text)
            if known != pair.mark.partition("-")[2]:
                before = Translation(same.text, same.state, same.origin)
                if not self.how.take:
                    self.tell(
                        ImportOutcome.CONFLICT, pair, None, before, after, f"{why}, and the catalog holds another"
                    )
                return
        self.entries = (*(one for one in self.entries if one is not same), entry)
        self.tell(ImportOutcome.ASLEEP, pair, None, Translation(), after, why)

    def tell(
        self, fate: ImportOutcome, pair: Pair, unit: Unit | None, before: Translation, after: Translation, why: str = ""
    ) -> None:
        """Note what became of a unit."""
        self.arrivals.append(ImportedUnit(fate, pair.id, pair.line, unit.line if unit else 0, before, after, why))


def _digest(reply: str) -> str:
    return mark_of(State.DRAFT, reply).partition("-")[2]


def _of_a_person(now: Translation) -> bool:
    """Whether somebody's work would be lost with a translation."""
    return bool(now.text) and (now.state is State.ACCEPTED or now.origin == Origin.PERSON)


def _spelt_as_held(pair: Pair, held: Tagged) -> bool:
    """Whether a file spells no code otherwise than the catalog's text does by the same number."""
    ours = {name[1:]: raw for name, raw in held.tags.items() if name[0] != "/"}
    return all(ours.get(code.number, code.opening) == code.opening for code in pair.codes if code.opening)


_TOLD = re.compile(r"tag <(/?)([gx])(\d+)/?>")


def _said(message: str, asked: Tagged) -> str:
    """A message about tags for people, who see codes."""

    def code(match: re.Match[str]) -> str:
        slash, letter, number = match.groups()
        raw = asked.tags.get(f"{slash}{letter}{number}", "").strip()
        return f"code {number}{f' ({raw})' if raw else ''}"

    return _TOLD.sub(code, message).replace("outside every other tag", "outside every other code")

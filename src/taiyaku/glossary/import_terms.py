"""Merges terms from elsewhere into the glossary: what would change, and the changed files.

Nothing is removed: an empty field of an incoming term leaves the glossary's value, and lists only grow. Fields that
would be overwritten are marked, so that a person can decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from taiyaku.glossary.edit_file import FieldValue, ValueEdit, add_entries, set_values
from taiyaku.glossary.scopes import spelling_key
from taiyaku.model import Rendering, Severity, Term

_PLAIN = ("expand", "note", "domain", "case", "part_of_speech")


@dataclass(frozen=True, slots=True)
class Difference:
    """One value of an entry that would change."""

    key: str
    """The field, or a locale."""
    part: str
    """``use``, ``also`` or ``avoid`` under a locale; otherwise empty."""
    old: str
    new: FieldValue

    @property
    def overwrites(self) -> bool:
        """Whether an old value is lost; false if there is none, or if a list only grows."""
        return bool(self.old) and isinstance(self.new, str)

    @property
    def shown(self) -> str:
        """The new value as text."""
        match self.new:
            case bool():
                return str(self.new).lower()
            case str():
                return self.new
            case _:
                return ", ".join(self.new)

    @property
    def name(self) -> str:
        """The field as text: ``en use``."""
        return f"{self.key} {self.part}".rstrip()


@dataclass(frozen=True, slots=True)
class Merge:
    """How one incoming term is merged."""

    incoming: Term
    existing: Term | None
    """The entry it is merged into; None if it is new."""
    differences: tuple[Difference, ...] = ()
    problem: str = ""
    """Why it cannot be merged."""

    def without_overwrites(self) -> Merge | None:
        """The merge without the values it would overwrite; None if nothing remains.

        If the old rendering of a locale stays, so do its lists, since those of the new one may contradict it.
        """
        if self.existing is None:
            return self
        lost = {change.key for change in self.differences if change.overwrites}
        kept = tuple(change for change in self.differences if change.key not in lost)
        return replace(self, differences=kept) if kept else None


def merge_terms(existing: Sequence[Term], incoming: Iterable[Term]) -> list[Merge]:
    """One merge for each incoming term that is new, would change its entry in the glossary, or contradicts it."""
    known: dict[str, list[Term]] = {}
    for term in existing:
        known.setdefault(spelling_key(term.term, term), []).append(term)
    merges: list[Merge] = []
    for term in incoming:
        entries = known.get(spelling_key(term.term, term), [])
        entry = next((entry for entry in entries if entry.domain == term.domain), entries[0] if entries else None)
        new = entry is None or bool(term.domain and entry.domain and term.domain != entry.domain)
        if new and not (term.keep or term.status == "proposed" or any(r.use for r in term.renderings.values())):
            merges.append(Merge(term, None, problem="has no rendering, and no entry to merge it into"))
        elif entry is None or new:
            merges.append(Merge(term, None))
            known.setdefault(spelling_key(term.term, term), []).append(term)
        elif not entry.line or not entry.path:
            merges.append(Merge(term, None, problem="appears twice in the imported file; only the first is used"))
        elif problem := _contradiction(entry, term):
            merges.append(Merge(term, entry, problem=problem))
        elif differences := tuple(_differences(entry, term)):
            merges.append(Merge(term, entry, differences))
    return merges


def apply_merges(raw: bytes, merges: Iterable[Merge], *, source: str = "", path: str = "") -> bytes:
    """A glossary file with merges applied: changed entries, and new ones after its last entry.

    Merges into existing entries must be into entries of this file; ``source`` is written into a new one.

    Raises:
        GlossaryError: The file is invalid, has changed, or cannot be edited safely.
    """
    chosen = [found for found in merges if not found.problem]
    edits = [
        ValueEdit(found.existing, change.key, change.new, change.part)
        for found in chosen
        if found.existing is not None
        for change in found.differences
    ]
    new = [found.incoming for found in chosen if found.existing is None]
    raw = set_values(raw, edits, path=path) if edits else raw
    return add_entries(raw, new, source=source, path=path) if new else raw


def _contradiction(entry: Term, term: Term) -> str:
    """Why the two cannot be merged; empty if they can."""
    if entry.keep and not term.keep:
        uses = {rendering.use for rendering in term.renderings.values()} - {"", entry.term}
        return f"is kept unchanged in the glossary but is `{min(uses)}` here" if uses else ""
    if term.keep and not entry.keep and any(rendering.use for rendering in entry.renderings.values()):
        return "has a rendering in the glossary but is kept unchanged here"
    return ""


def _differences(entry: Term, term: Term) -> Iterator[Difference]:
    if term.keep and not entry.keep:
        yield Difference("keep", "", "", True)
    yield from _extend("variants", "", entry.variants, term.variants, taken=(entry.term,))
    for locale, new in term.renderings.items():
        old = entry.renderings.get(locale, Rendering(""))
        if new.use and new.use != old.use and not entry.keep and not term.keep:
            yield Difference(locale, "use", old.use, new.use)
        use = new.use or old.use
        yield from _extend(locale, "also", old.also, new.also, taken=(use,))
        yield from _extend(locale, "avoid", old.avoid, new.avoid, taken=(use,))
    pairs: Mapping[str, tuple[str, str]] = {name: (getattr(entry, name), getattr(term, name)) for name in _PLAIN}
    for name, (was, now) in pairs.items():
        if now and now != was:
            yield Difference(name, "", was, now)
    if term.match not in {"exact", entry.match}:
        yield Difference("match", "", "", term.match)
    if term.enforce is not Severity.ERROR and entry.enforce is not term.enforce:
        yield Difference("enforce", "", str(entry.enforce), str(term.enforce))


def _extend(
    key: str, part: str, old: Sequence[str], new: Sequence[str], *, taken: Sequence[str]
) -> Iterator[Difference]:
    """A list with the new items added at its end."""
    more = [text for text in new if text not in old and text not in taken]
    if more:
        yield Difference(key, part, ", ".join(old), (*old, *more))

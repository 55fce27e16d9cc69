"""Merge two versions of a catalog unit by unit, which git, merging by line, cannot do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from taiyaku.catalogs.catalog import ASSEMBLED_HASH, Catalog, Entry
from taiyaku.catalogs.po import quote
from taiyaku.model import Origin, State

OTHER = "the other branch has: "
"""Start of the comment that keeps the text that was not taken: one line, quoted as in PO."""

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class MergeConflict:
    """A unit that people translated differently on both sides."""

    entry: Entry
    """The merged entry: our text as a draft, theirs in a comment."""
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class MergeResult:
    """A merged catalog and the conflicts in it."""

    catalog: Catalog
    conflicts: tuple[MergeConflict, ...]


def merge_catalogs(base: Catalog, ours: Catalog, theirs: Catalog) -> MergeResult:
    """Merge the changes of two branches to a catalog; ``base`` is empty if both sides created it.

    A unit that one side changed is taken from that side. If both sides changed it, a text that a person accepted is
    preferred to a person's draft, and that to a machine's. Of two people's texts, ours stays as a draft with theirs in
    a comment: a conflict. If one side corrected a text and the other changed its source, the correction becomes the
    outdated draft of the new source.
    """
    sides = [{entry.key: entry for entry in _obsolete_first(side.entries)} for side in (base, ours, theirs)]
    old, mine, yours = sides
    found: dict[Key, Entry] = {}
    conflicts: list[MergeConflict] = []
    for key in _merge_order(ours.entries, theirs.entries):
        entry, conflict = _merge_entries(old.get(key), mine.get(key), yours.get(key))
        if entry is not None:
            found[key] = entry
        if conflict is not None:
            conflicts.append(conflict)
    for key, entry in list(found.items()):
        if entry.state is State.OUTDATED:
            _apply_correction(found, key, old, (mine, yours))
    headers = _merge_headers(dict(base.headers), dict(ours.headers), dict(theirs.headers))
    return MergeResult(Catalog(headers, tuple(found.values())), tuple(conflicts))


def _obsolete_first(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: not entry.obsolete)


def _merge_order(ours: Sequence[Entry], theirs: Sequence[Entry]) -> list[Key]:
    """Our order, with each key that only they have after the one that precedes it there."""
    order = list(dict.fromkeys(entry.key for entry in ours))
    after: dict[Key | None, list[Key]] = {}
    known, before = set(order), None
    for entry in theirs:
        if entry.key in known:
            before = entry.key
        else:
            after.setdefault(before, []).append(entry.key)
    return list(dict.fromkeys([*after.get(None, []), *(one for key in order for one in (key, *after.get(key, ())))]))


def _merge_entries(
    base: Entry | None, ours: Entry | None, theirs: Entry | None
) -> tuple[Entry | None, MergeConflict | None]:
    if ours is None or theirs is None:
        there = ours or theirs
        dropped = base is not None and there is not None and _content(there) == _content(base)
        return (None if dropped else there), None
    before = base or Entry(ours.source, context=ours.context)
    winner, loser = _choose_winner(before, ours, theirs)
    about = theirs if (ours.places, ours.notes) == (before.places, before.notes) else ours
    entry = replace(
        winner,
        comments=_merge_lines(before.comments, ours.comments, theirs.comments),
        flags=_merge_lines(before.flags, ours.flags, theirs.flags),
        places=about.places,
        notes=about.notes,
        obsolete=ours.obsolete and theirs.obsolete if base is None else _changed_side(base, ours, theirs).obsolete,
    )
    if loser is None:
        return entry, None
    entry = replace(entry, comments=(*entry.comments, OTHER + quote(loser.text)))
    if _weight(before, winner) > _weight(before, loser):
        return entry, None
    entry = replace(entry, state=State.OUTDATED if entry.previous else State.DRAFT)
    return entry, MergeConflict(entry, ours.text, theirs.text)


def _content(entry: Entry) -> tuple[str, State, str, tuple[str, ...]]:
    return entry.text, entry.state, entry.previous, entry.comments


def _choose_winner(base: Entry, ours: Entry, theirs: Entry) -> tuple[Entry, Entry | None]:
    """The entry whose translation is taken, and the other one if a person's text is lost with it."""
    one, other, before = ((e.text, e.state, e.previous, e.origin) for e in (ours, theirs, base))
    if other in {one, before} or one == before:
        return (ours if other in {one, before} else theirs), None
    if ours.text == theirs.text:
        return (theirs if theirs.state is State.ACCEPTED else ours), None
    winner, loser = sorted((ours, theirs), key=lambda entry: -_weight(base, entry))
    return winner, loser if _weight(base, loser) >= _PERSON else None


_ACCEPTED, _PERSON, _MACHINE, _OLD, _EMPTY = 4, 3, 2, 1, 0


def _weight(base: Entry, entry: Entry) -> int:
    if not entry.text:
        return _EMPTY
    if entry.text == base.text and entry.state is not State.ACCEPTED:
        return _OLD
    if entry.state is State.ACCEPTED:
        return _ACCEPTED
    return _PERSON if entry.origin in {Origin.UNKNOWN, Origin.PERSON} else _MACHINE


def _changed_side(base: Entry, ours: Entry, theirs: Entry) -> Entry:
    """The side that changed whether the entry is obsolete; ours if both did."""
    return theirs if ours.obsolete == base.obsolete else ours


def _merge_lines(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> tuple[str, ...]:
    """Our lines, without those that they removed and with those that they added."""
    kept = [line for line in ours if line in theirs or line not in base]
    return tuple(dict.fromkeys([*kept, *(line for line in theirs if line not in base)]))


def _apply_correction(
    found: dict[Key, Entry], key: Key, old: Mapping[Key, Entry], sides: Sequence[Mapping[Key, Entry]]
) -> None:
    """Give an outdated draft the text that the other side corrected under the previous source."""
    entry = found[key]
    before = key[0], entry.previous
    known = old.get(before)
    for side in sides:
        corrected = side.get(before)
        if known and corrected and corrected.text and entry.text == known.text != corrected.text:
            found[key] = replace(entry, text=corrected.text, origin=corrected.origin)
            if before in found and found[before].text == corrected.text:
                del found[before]
            return


def _merge_headers(base: dict[str, str], ours: dict[str, str], theirs: dict[str, str]) -> tuple[tuple[str, str], ...]:
    result: dict[str, str] = {}
    for name in {**ours, **theirs}:
        before, mine, yours = base.get(name, ""), ours.get(name, ""), theirs.get(name, "")
        taken = yours if mine == before else mine
        if name == ASSEMBLED_HASH and mine != yours and before not in {mine, yours}:
            taken = "unknown"  # only a person can say whether the merged target matches the merged catalog
        if taken or name in ours:
            result[name] = taken
    return tuple(result.items())

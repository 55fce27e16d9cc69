"""Two catalogs that came of one, merged unit by unit: what git, which merges by line, cannot do with a PO file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from taiyaku.catalogs.catalog import ASSEMBLED_HASH, Catalog, Entry
from taiyaku.catalogs.po import quote
from taiyaku.model import Origin, State

OTHER = "the other branch has: "
"""What a comment starts with that keeps the text which did not win, on one line, quoted as PO quotes."""

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Clash:
    """A unit that people translated differently on both sides."""

    entry: Entry
    """As it stands in the result: our text as a draft, theirs in a comment."""
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of a merge."""

    catalog: Catalog
    clashes: tuple[Clash, ...]


def merge_catalogs(base: Catalog, ours: Catalog, theirs: Catalog) -> Merged:
    """Merge what was done on two sides since they parted.

    A unit that one side changed is taken from it. Where both did, what a person accepted goes before a person's draft,
    and that before a machine's. Of two people's texts ours stays as a draft, with theirs in a comment, and is a clash.
    A text that one side corrected while the other changed its source goes to the new source's outdated draft.

    Args:
        base: The catalog that both came from; empty where both sides made it anew.
        ours: The catalog of the branch that is merged into.
        theirs: The catalog of the branch that is merged.
    """
    sides = [{entry.key: entry for entry in _obsolete_first(side.entries)} for side in (base, ours, theirs)]
    old, mine, yours = sides
    found: dict[Key, Entry] = {}
    clashes: list[Clash] = []
    for key in _order(ours.entries, theirs.entries):
        entry, clash = _merged(old.get(key), mine.get(key), yours.get(key))
        if entry is not None:
            found[key] = entry
        if clash is not None:
            clashes.append(clash)
    for key, entry in list(found.items()):
        if entry.state is State.OUTDATED:
            _take_correction(found, key, old, (mine, yours))
    headers = _headers(dict(base.headers), dict(ours.headers), dict(theirs.headers))
    return Merged(Catalog(headers, tuple(found.values())), tuple(clashes))


def _obsolete_first(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: not entry.obsolete)


def _order(ours: Sequence[Entry], theirs: Sequence[Entry]) -> list[Key]:
    """Our order, with what only they have behind what stands before it there."""
    order = list(dict.fromkeys(entry.key for entry in ours))
    after: dict[Key | None, list[Key]] = {}
    known, before = set(order), None
    for entry in theirs:
        if entry.key in known:
            before = entry.key
        else:
            after.setdefault(before, []).append(entry.key)
    return list(dict.fromkeys([*after.get(None, []), *(one for key in order for one in (key, *after.get(key, ())))]))


def _merged(base: Entry | None, ours: Entry | None, theirs: Entry | None) -> tuple[Entry | None, Clash | None]:
    if ours is None or theirs is None:
        there = ours or theirs
        dropped = base is not None and there is not None and _said(there) == _said(base)
        return (None if dropped else there), None
    before = base or Entry(ours.source, context=ours.context)
    winner, loser = _winner(before, ours, theirs)
    about = theirs if (ours.places, ours.notes) == (before.places, before.notes) else ours
    entry = replace(
        winner,
        comments=_lines(before.comments, ours.comments, theirs.comments),
        flags=_lines(before.flags, ours.flags, theirs.flags),
        places=about.places,
        notes=about.notes,
        obsolete=ours.obsolete and theirs.obsolete if base is None else _three(base, ours, theirs).obsolete,
    )
    if loser is None:
        return entry, None
    entry = replace(entry, comments=(*entry.comments, OTHER + quote(loser.text)))
    if _weight(before, winner) > _weight(before, loser):
        return entry, None
    entry = replace(entry, state=State.OUTDATED if entry.previous else State.DRAFT)
    return entry, Clash(entry, ours.text, theirs.text)


def _said(entry: Entry) -> tuple[str, State, str, tuple[str, ...]]:
    return entry.text, entry.state, entry.previous, entry.comments


def _winner(base: Entry, ours: Entry, theirs: Entry) -> tuple[Entry, Entry | None]:
    """Whose translation is taken, and whose a person made in vain."""
    one, other, before = ((e.text, e.state, e.previous, e.origin) for e in (ours, theirs, base))
    if other in {one, before} or one == before:
        return (ours if other in {one, before} else theirs), None
    if ours.text == theirs.text:
        return (theirs if theirs.state is State.ACCEPTED else ours), None
    winner, loser = sorted((ours, theirs), key=lambda entry: -_weight(base, entry))
    return winner, loser if _weight(base, loser) >= _PERSONS else None


_ACCEPTED, _PERSONS, _MACHINES, _OLD, _EMPTY = 4, 3, 2, 1, 0


def _weight(base: Entry, entry: Entry) -> int:
    if not entry.text:
        return _EMPTY
    if entry.text == base.text and entry.state is not State.ACCEPTED:
        return _OLD
    if entry.state is State.ACCEPTED:
        return _ACCEPTED
    return _PERSONS if entry.origin in {Origin.UNKNOWN, Origin.PERSON} else _MACHINES


def _three(base: Entry, ours: Entry, theirs: Entry) -> Entry:
    """The side that differs from the base in being obsolete, ours where both do."""
    return theirs if ours.obsolete == base.obsolete else ours


def _lines(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> tuple[str, ...]:
    """Ours, without what they took away and with what they added."""
    kept = [line for line in ours if line in theirs or line not in base]
    return tuple(dict.fromkeys([*kept, *(line for line in theirs if line not in base)]))


def _take_correction(
    found: dict[Key, Entry], key: Key, old: Mapping[Key, Entry], sides: Sequence[Mapping[Key, Entry]]
) -> None:
    """Give an outdated draft the text that the other side has corrected under the previous source."""
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


def _headers(base: dict[str, str], ours: dict[str, str], theirs: dict[str, str]) -> tuple[tuple[str, str], ...]:
    result: dict[str, str] = {}
    for name in {**ours, **theirs}:
        before, mine, yours = base.get(name, ""), ours.get(name, ""), theirs.get(name, "")
        taken = yours if mine == before else mine
        if name == ASSEMBLED_HASH and mine != yours and before not in {mine, yours}:
            taken = "unknown"  # what the merged target and catalog have to do with each other, only a person can tell
        if taken or name in ours:
            result[name] = taken
    return tuple(result.items())

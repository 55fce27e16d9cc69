"""The target as a person edited it → the catalog, unit by unit; what cannot be told for certain is a ``Conflict``."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from taiyaku.catalogs.catalog import Catalog, Entry
from taiyaku.catalogs.match_source import NEAR
from taiyaku.markdown.inline import events
from taiyaku.markdown.segment import unit_id
from taiyaku.model import Document, Kind, Origin, Reading, State, Translation, Unit


@dataclass(frozen=True, slots=True)
class Conflict:
    """A place where it cannot be told what a person meant."""

    line: int
    """Line of the target file."""
    written: str
    """What the catalog says there, or what was written last; empty where the person put something new."""
    found: str
    """What stands there now; empty where the person took something away."""
    why: str
    in_unit: bool = False
    """Whether both are texts of one unit, so that either could stand in the catalog."""


def differences(given: str, found: str, why: str, *, line: int = 1) -> tuple[Conflict, ...]:
    """What differs between two texts line by line, where nothing more can be told of it.

    Args:
        given: What was written, or would be.
        found: What stands there now.
        why: What is told of each difference.
        line: The line of the target file that ``found`` begins on.
    """
    ours, theirs = given.splitlines(), found.splitlines()
    changes = [op for op in difflib.SequenceMatcher(None, ours, theirs).get_opcodes() if op[0] != "equal"]
    conflicts = [
        Conflict(line + j1, "\n".join(ours[i1:i2]), "\n".join(theirs[j1:j2]), why) for _, i1, i2, j1, j2 in changes
    ]
    return tuple(conflicts) or (Conflict(line, "", "", f"{why}; only its line ends differ"),)


@dataclass(frozen=True, slots=True)
class TakenEdits:
    """The catalog with a person's edits of the target in it."""

    catalog: Catalog
    edits: tuple[tuple[str, str], ...]
    """(before, after) of each edited unit."""
    conflicts: tuple[Conflict, ...]


def take_edits(
    catalog: Catalog, written: Document, edited: Document, *, links: Sequence[tuple[str, str]] = ()
) -> TakenEdits:
    """Take what a person changed in the target file into the catalog.

    Args:
        catalog: The catalog, possibly changed since ``written``.
        written: The target as last written, cut with every place as a unit.
        edited: The target as it is, cut likewise.
        links: What was rewritten in destinations: (in the catalog, in the file), such as ``("/ja/", "/en/")``.
    """
    base = [_essence(unit, written, links) for unit in written.units]
    now = [_essence(unit, edited, links) for unit in edited.units]
    slots = _slots(catalog)
    owner = _owners(base, [_slot_essence(slot, written, links) for slot in slots])
    changes: dict[tuple[str, str], dict[int, str]] = {}
    edits: list[tuple[str, str]] = []
    conflicts: list[Conflict] = []
    moved = False
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, base, now, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        pairs, lost, new = _paired(written.units[i1:i2], edited.units[j1:j2])
        conflicts += [Conflict(_line_after(edited, j1), unit.source, "", "taken away from the file") for unit in lost]
        conflicts += [Conflict(unit.line, "", unit.source, "put into the file") for unit in new]
        moved = moved or bool(lost or new)
        for before, after in pairs:
            place = written.units.index(before, i1, i2)
            index = owner.get(place)
            if index is None:
                # Place answers place where none came or went, and then what the catalog says now can be shown.
                now_there = slots[place].text if len(slots) == len(base) else before.source
                why = "changed, where the catalog says something else too"
                conflicts.append(Conflict(after.line, now_there, after.source, why, in_unit=True))
                continue
            changes.setdefault(slots[index].entry.key, {})[slots[index].occurrence] = after.source
            edits.append((before.source, after.source))
    if not moved:
        conflicts += _between_units(written, edited)
    conflicts.sort(key=lambda conflict: conflict.line)
    return TakenEdits(_with_changes(catalog, changes), tuple(edits), tuple(conflicts))


def _between_units(written: Document, edited: Document) -> Iterator[Conflict]:
    """What a person changed where nothing is translated, as in code: no catalog can hold it."""
    for before, after in zip(written.gaps, edited.gaps, strict=True):
        ours, theirs = (
            _as_typed(document.text[gap.start : gap.end]) for document, gap in ((written, before), (edited, after))
        )
        if ours != theirs:
            line = edited.text.count("\n", 0, after.start) + 1
            yield from differences(ours, theirs, "changed where nothing is translated", line=line)


_COLUMNS = re.compile(r"[\s|:-]*")
"""What stands between the cells of a table; editors line it up."""


def _as_typed(text: str) -> str:
    """A text without what editors change by themselves: line ends, blanks before them, a BOM, a table's columns."""
    if "|" in text and _COLUMNS.fullmatch(text):
        return re.sub("-+", "-", "".join(text.split()))
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff").split("\n")
    return "\n".join([*(line.rstrip() for line in lines[:-1]), lines[-1]])


@dataclass(frozen=True, slots=True)
class _Slot:
    """One place of the article as the catalog would write it."""

    entry: Entry
    occurrence: int
    """How many places of the same entry come before it."""
    line: int

    @property
    def text(self) -> str:
        return self.entry.text or self.entry.source


def _with_changes(catalog: Catalog, changes: Mapping[tuple[str, str], Mapping[int, str]]) -> Catalog:
    """Edited entries accepted; of several equal texts, those edited alone become entries of their own."""
    entries: list[Entry] = []
    for entry in catalog.entries:
        texts = {} if entry.obsolete else changes.get(entry.key, {})
        edited = replace(entry, state=State.ACCEPTED, origin=Origin.PERSON, previous="")
        if texts and len(texts) == max(1, len(entry.places)) and len(set(texts.values())) == 1:
            entries.append(replace(edited, text=next(iter(texts.values()))))
            continue
        entries.append(entry)
        for occurrence, text in texts.items():
            own = f"#{unit_id(entry.context, entry.source, occurrence)}"
            entries.append(replace(edited, text=text, context=own, places=entry.places[occurrence : occurrence + 1]))
    return replace(catalog, entries=tuple(entries))


def _slots(catalog: Catalog) -> list[_Slot]:
    """What the catalog would write, place by place, in the order of the article."""
    slots = [
        (line, order, _Slot(entry, occurrence, line))
        for order, entry in enumerate(catalog.live)
        for occurrence, (_, line) in enumerate(entry.places or (("", 0),))
    ]
    return [slot for *_, slot in sorted(slots, key=lambda slot: slot[:2])]


def _slot_essence(slot: _Slot, document: Document, links: Iterable[tuple[str, str]]) -> object:
    if slot.entry.context and not slot.entry.context.startswith("#"):
        return (slot.entry.context, slot.text)
    return _entry_essence(slot.text, document, links)


def _owners(base: Sequence[object], slots: Sequence[object]) -> dict[int, int]:
    """Which slot of the catalog each written unit came from, where that is certain."""
    owner: dict[int, int] = {}
    matcher = difflib.SequenceMatcher(None, base, slots, autojunk=False)
    for block in matcher.get_matching_blocks():
        owner |= {block.a + offset: block.b + offset for offset in range(block.size)}
    for index, key in enumerate(base):
        if index not in owner and slots.count(key) == 1:
            owner[index] = slots.index(key)
    return owner


def _paired(before: Sequence[Unit], after: Sequence[Unit]) -> tuple[list[tuple[Unit, Unit]], list[Unit], list[Unit]]:
    """Pair a stretch of units with what stands there now: one to one where the shapes are equal, else by likeness."""
    shape = [(unit.kind, unit.level) for unit in before]
    if shape == [(unit.kind, unit.level) for unit in after]:
        return list(zip(before, after, strict=True)), [], []
    pairs: list[tuple[Unit, Unit]] = []
    rest = list(after)
    lost: list[Unit] = []
    for unit in before:
        best = max(rest, key=lambda other: _likeness(unit, other), default=None)
        if best is not None and best.kind is unit.kind and _likeness(unit, best) >= NEAR / 100:
            pairs.append((unit, best))
            rest = rest[rest.index(best) + 1 :] if rest.index(best) == 0 else [u for u in rest if u is not best]
        else:
            lost.append(unit)
    return pairs, lost, rest


def _likeness(one: Unit, other: Unit) -> float:
    return difflib.SequenceMatcher(None, one.source, other.source, autojunk=False).ratio()


def _line_after(document: Document, index: int) -> int:
    return document.units[min(index, len(document.units) - 1)].line if document.units else 1


def _essence(unit: Unit, document: Document, links: Iterable[tuple[str, str]]) -> object:
    if unit.kind is Kind.FRONT_MATTER:
        return (unit.key, unit.source)
    return _entry_essence(unit.source, document, links)


def _entry_essence(text: str, document: Document, links: Iterable[tuple[str, str]]) -> object:
    """A text as it reads, whatever its spelling, with rewritten destinations as they stand in the catalog."""
    result = []
    for role, kind, value in events(text, Reading(document.flavor)):
        if kind in {"link", "image"}:
            for here, there in links:
                value = value.replace(there, here)  # noqa: PLW2901 - the value as the catalog has it
            value = "#" if value.startswith("#") else value  # noqa: PLW2901 - a fragment follows its heading
        result.append((role, kind, " ".join(value.split()) if role == "text" else value))
    return tuple(result)


def match_by_place(
    document: Document, target: Document, translations: Mapping[str, Translation] | None = None
) -> dict[str, Translation]:
    """What a target that was never written by Taiyaku holds for each unit, where its shape is the source's.

    Args:
        document: The source.
        target: The existing translation, cut with every place as a unit.
        translations: What the catalog holds; a unit that reads the same there keeps its state.

    Returns:
        Accepted translations by unit id; nothing where the two do not stand place by place.
    """
    places = {start: index for index, (start, _) in enumerate(document.text_spans)}
    body = [unit for unit in target.units if unit.kind is not Kind.FRONT_MATTER]
    values = {unit.key: unit for unit in target.units if unit.kind is Kind.FRONT_MATTER}
    if document.shape != target.shape or len(body) != len(document.text_spans):
        return {}
    result: dict[str, Translation] = {}
    for unit in document.units:
        found = values.get(unit.key) if unit.key else body[places[unit.start]]
        known = translations[unit.id].text if translations else None
        if found is not None and found.source != known:
            result[unit.id] = Translation(found.source, State.ACCEPTED, Origin.PERSON)
    return result

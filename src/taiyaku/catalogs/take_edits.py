"""Takes a person's edits of the target into the catalog, unit by unit; anything uncertain is a ``Conflict``."""

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
    """A difference between the target and what was written that cannot be assigned to a unit with certainty."""

    line: int
    """Line of the target file."""
    written: str
    """The catalog's text, or what was last written; empty if the person added something."""
    found: str
    """The file's text; empty if the person removed something."""
    why: str
    in_unit: bool = False
    """Whether both are texts of one unit, so that the catalog can store either."""


@dataclass(frozen=True, slots=True)
class TakenEdits:
    """The catalog with a person's edits of the target in it."""

    catalog: Catalog
    edits: tuple[tuple[str, str], ...]
    """(before, after) of each edited unit."""
    conflicts: tuple[Conflict, ...]
    """Whatever else differs, anywhere in the file."""


def take_edits(
    catalog: Catalog, written: Document, edited: Document, *, links: Sequence[tuple[str, str]] = ()
) -> TakenEdits:
    """Take what a person changed in the target file into the catalog.

    Args:
        catalog: The catalog, possibly changed since ``written``.
        written: The target as last written, every text block a unit.
        edited: The current target, likewise.
        links: How destinations were rewritten: (in the catalog, in the file), such as ``("/ja/", "/en/")``.
    """
    slots = _slots(catalog)
    essences = [_slot_essence(slot, written, links) for slot in slots]
    owners = _owners([_essence(unit, written, links) for unit in written.units], essences)
    owned = set(owners.values())
    unowned = [essence for index, essence in enumerate(essences) if index not in owned]
    pairs = dict(_pairs(written.units, edited.units))
    changes: dict[tuple[str, str], dict[int, str]] = {}
    edits: list[tuple[str, str]] = []
    conflicts: list[Conflict] = []
    for index, other in pairs.items():
        before, after = written.units[index], edited.units[other]
        if before.source == after.source:
            continue
        if (owner := owners.get(index)) is not None:
            changes.setdefault(slots[owner].entry.key, {})[slots[owner].occurrence] = after.source
            edits.append((before.source, after.source))
        elif _essence(after, edited, links) not in unowned:
            # Without added or removed blocks, slots match units one to one, and the catalog's text can be shown.
            known = slots[index].text if len(slots) == len(written.units) else before.source
            why = "changed both here and in the catalog"
            conflicts.append(Conflict(after.line, known, after.source, why, in_unit=True))
    conflicts += _outside_units(written, edited, pairs)
    conflicts.sort(key=lambda conflict: conflict.line)
    return TakenEdits(_with_changes(catalog, changes), tuple(edits), tuple(conflicts))


# ── Pairs of units ──────────────────────────────────────────────────────────


def _pairs(written: Sequence[Unit], edited: Sequence[Unit]) -> Iterator[tuple[int, int]]:
    """The indexes of each written unit and of what it reads now."""
    matcher = difflib.SequenceMatcher(None, [*map(_text, written)], [*map(_text, edited)], autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield from zip(range(i1, i2), range(j1, j2), strict=True)
        elif tag == "replace":
            yield from _by_likeness(written, edited, range(i1, i2), range(j1, j2))


def _text(unit: Unit) -> tuple[str, str]:
    return unit.key, unit.source


def _by_likeness(
    written: Sequence[Unit], edited: Sequence[Unit], before: range, after: range
) -> Iterator[tuple[int, int]]:
    """Pair a stretch of units with the present ones: one to one if the shapes are equal, otherwise by similarity."""
    if [_shape(written[i]) for i in before] == [_shape(edited[j]) for j in after]:
        yield from zip(before, after, strict=True)
        return
    start = after.start
    for index in before:
        unit = written[index]
        near = [(_likeness(unit, edited[j]), -j) for j in range(start, after.stop) if edited[j].kind is unit.kind]
        score, best = max(near, default=(0.0, 0))
        if score >= NEAR / 100:
            yield index, -best
            start = 1 - best


def _shape(unit: Unit) -> tuple[Kind, int]:
    return unit.kind, unit.level


def _likeness(one: Unit, other: Unit) -> float:
    return difflib.SequenceMatcher(None, one.source, other.source, autojunk=False).ratio()


# ── Outside the units ───────────────────────────────────────────────────────


def _outside_units(written: Document, edited: Document, pairs: Mapping[int, int]) -> tuple[Conflict, ...]:
    """Differences outside the units: added and removed blocks, code, front matter, blank lines.

    The last written text, each paired unit as it reads now, is compared with the file line by line. Whatever differs is
    in no catalog, and would be overwritten unseen if it were not a conflict.
    """
    now = {index: edited.raw(edited.units[other]) for index, other in pairs.items()}
    moved = not len(written.units) == len(edited.units) == len(pairs)
    why = "differs from what was last written" if moved else "changed outside the translated text"
    here, there = _joined(written, now, normal=True), _joined(edited, {}, normal=True)
    return _differences(_joined(written, now), edited.text, why, typed=(here, there)) if here != there else ()


def differences(given: str, found: str, why: str) -> tuple[Conflict, ...]:
    """The differences between two texts, line by line, if nothing more is known about them.

    Args:
        given: What was written, or would be.
        found: What is there now.
        why: The reason given for each difference.
    """
    conflicts = _differences(given, found, why)
    return conflicts or (Conflict(1, "", "", f"{why}; only its line ends differ"),)


def _differences(given: str, found: str, why: str, *, typed: tuple[str, str] | None = None) -> tuple[Conflict, ...]:
    """As ``differences``; ``typed`` are the texts to compare, of the same lines as those to show."""
    ours, theirs = _lines(given), _lines(found)
    here, there = map(_lines, typed or (given, found))
    matcher = difflib.SequenceMatcher(None, here, there, autojunk=False)
    return tuple(
        _conflict(ours[i1:i2], theirs[j1:j2], j1 + 1, why)
        for tag, i1, i2, j1, j2 in matcher.get_opcodes()
        if tag != "equal"
    )


def _conflict(ours: Sequence[str], theirs: Sequence[str], line: int, why: str) -> Conflict:
    written, found = "\n".join(ours), "\n".join(theirs)
    if not written.strip() and not found.strip():
        return Conflict(line, written, found, f"{why}: blank lines")
    blank = next((number for number, text in enumerate(theirs) if text.strip()), 0)
    return Conflict(line + blank, written.strip("\n"), found.strip("\n"), why)


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _joined(document: Document, now: Mapping[int, str], *, normal: bool = False) -> str:
    """A document's text with some of its units, by index, as they read now.

    ``normal`` leaves out what editors change by themselves between units; the lines stay the same.
    """
    units = [*(now.get(index, document.raw(unit)) for index, unit in enumerate(document.units)), ""]
    gaps = [document.text[gap.start : gap.end] for gap in document.gaps]
    if normal:
        units = ["\n".join(_lines(unit)) for unit in units]
        gaps = [_normal(gap) for gap in gaps]
        gaps[0] = gaps[0].removeprefix("\ufeff")
    return "".join(part for pair in zip(gaps, units, strict=True) for part in pair)


_COLUMNS = re.compile(r"[\s|:-]*")
"""What is between the cells of a table; editors align it."""


def _normal(gap: str) -> str:
    """A gap without the white space before its line ends, and without how the columns of a table are aligned."""
    gap = "\n".join(_lines(gap))
    if "|" in gap and _COLUMNS.fullmatch(gap):
        return re.sub("-+", "-", re.sub(r"[^\S\n]+", "", gap))
    return re.sub(r"[^\S\n]+(?=\n)", "", gap)


# ── Slots ───────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Slot:
    """One block of the article as the catalog would write it."""

    entry: Entry
    occurrence: int
    """The number of earlier blocks of the same entry."""
    line: int

    @property
    def text(self) -> str:
        return self.entry.text or self.entry.source


def _with_changes(catalog: Catalog, changes: Mapping[tuple[str, str], Mapping[int, str]]) -> Catalog:
    """The catalog with edited entries accepted; if only some of several equal texts were edited, they get entries."""
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
    """What the catalog would write, block by block, in the order of the article."""
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
    """The catalog's slot of each written unit, if it is certain."""
    owner: dict[int, int] = {}
    matcher = difflib.SequenceMatcher(None, base, slots, autojunk=False)
    for block in matcher.get_matching_blocks():
        owner |= {block.a + offset: block.b + offset for offset in range(block.size)}
    for index, key in enumerate(base):
        if index not in owner and slots.count(key) == 1:
            owner[index] = slots.index(key)
    return owner


def _essence(unit: Unit, document: Document, links: Iterable[tuple[str, str]]) -> object:
    if unit.kind is Kind.FRONT_MATTER:
        return (unit.key, unit.source)
    return _entry_essence(unit.source, document, links)


def _entry_essence(text: str, document: Document, links: Iterable[tuple[str, str]]) -> object:
    """A text without differences of spelling, and with the catalog's destinations."""
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
    """The translations in a target that Taiyaku did not write, if it has the shape of the source.

    Args:
        document: The source.
        target: The existing translation, every text block a unit.
        translations: The catalog's translations; a unit with the same text keeps its state.

    Returns:
        Accepted translations by unit id; empty if the blocks differ.
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

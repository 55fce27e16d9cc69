"""Match the current source with its catalog: translations that units keep, outdated drafts, and obsolete entries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from taiyaku.catalogs.catalog import Catalog, Entry
from taiyaku.markdown.inline import abstract, pieces
from taiyaku.model import Document, Kind, Origin, State, Translation, Unit

NEAR = 60
"""Similarity in percent from which an unused entry counts as the old text of a changed unit."""


def translations_of(document: Document, catalog: Catalog | None) -> dict[str, Translation]:
    """The translation of each unit from the catalog, by unit id, wherever the unit moved.

    A changed unit gets its most similar unused entry as an outdated draft. If only codes changed (a new URL), they are
    updated in the translation, which keeps its state.
    """
    found = match_entries(document, catalog) if catalog else {}
    return {unit.id: found[unit.id][1] if unit.id in found else Translation() for unit in document.units}


def match_entries(document: Document, catalog: Catalog) -> dict[str, tuple[Entry, Translation]]:
    """The entry of each unit that has one, and the unit's translation from it, by unit id; see ``translations_of``."""
    entries = {entry.key: entry for entry in reversed(catalog.entries)} | {entry.key: entry for entry in catalog.live}
    found: dict[str, tuple[Entry, Translation]] = {}
    used: set[tuple[str, str]] = set()
    changed: list[Unit] = []
    for unit in document.units:
        own, shared = entries.get((f"#{unit.id}", unit.source)), entries.get((unit.key, unit.source))
        # An obsolete entry for this unit alone was replaced by the shared one when both had the same text.
        entry = shared if own is None or (own.obsolete and shared is not None and not shared.obsolete) else own
        if entry is None and unit.key:
            entry = next((e for e in catalog.entries if e.context and e.source == unit.source), None)
        if entry is None or (not entry.text and entry.obsolete):
            changed.append(unit)
        else:
            used.add(entry.key)
            found[unit.id] = entry, _translation_from(entry)
    unused = [entry for entry in catalog.entries if entry.key not in used and entry.text]
    for unit, old in _pair_nearest(changed, unused, document):
        found[unit.id] = old, _carry_over(unit, old, document)
    return found


def _translation_from(entry: Entry) -> Translation:
    """The translation of an entry; a text that differs from its draft is a person's, whatever the editor."""
    if not entry.text.strip():
        return Translation(comments=entry.comments)  # whitespace is not a translation
    origin = Origin.PERSON if entry.draft and entry.draft != entry.text else entry.origin
    return Translation(entry.text, entry.state, origin, entry.previous, entry.comments, entry.draft)


def _pair_nearest(units: Sequence[Unit], entries: Sequence[Entry], document: Document) -> list[tuple[Unit, Entry]]:
    """Pair changed units with the entries of their old texts, the most similar first, each entry once."""
    if not units or not entries:
        return []
    from rapidfuzz import fuzz, process

    def prose(source: str) -> str:
        return abstract(source, document.reading)[0]

    old_texts = [prose(entry.source) for entry in entries]
    is_value = [bool(entry.context and not entry.context.startswith("#")) for entry in entries]
    values = {index: old_texts[index] for index, value in enumerate(is_value) if value}
    blocks = {index: old_texts[index] for index, value in enumerate(is_value) if not value}
    pairs: list[tuple[float, int, int]] = []
    for unit_index, unit in enumerate(units):
        candidates = values if unit.key else blocks
        for _, score, entry_index in process.extract(
            prose(unit.source), candidates, scorer=fuzz.ratio, score_cutoff=NEAR, limit=None
        ):
            pairs.append((score - entries[entry_index].obsolete, unit_index, entry_index))
        # A front matter value with the same key is the same value, whatever its text.
        same = [index for index in values if unit.key and entries[index].context == unit.key]
        pairs += [(200 - entries[index].obsolete, unit_index, index) for index in same]
    taken_units: set[int] = set()
    taken_entries: set[int] = set()
    result = []
    for _, unit_index, entry_index in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if unit_index not in taken_units and entry_index not in taken_entries:
            taken_units.add(unit_index)
            taken_entries.add(entry_index)
            result.append((units[unit_index], entries[entry_index]))
    return result


def _carry_over(unit: Unit, old: Entry, document: Document) -> Translation:
    """The old translation for a changed source: outdated, or with updated codes if only these changed."""
    known = _translation_from(old)
    updated = _update_codes(unit, old.source, old.text, document)
    if updated is not None:
        draft = _update_codes(unit, old.source, old.draft, document) if old.draft else ""
        return replace(known, text=updated, draft=draft or "")
    previous = old.previous if old.state is State.OUTDATED else old.source
    return replace(known, state=State.OUTDATED, previous=previous, draft="")  # the draft is of the old source


def _update_codes(unit: Unit, source: str, text: str, document: Document) -> str | None:
    """An old translation of ``source`` with the codes of the unit; None unless the prose around them is unchanged."""
    if unit.plain:
        return None
    now, new_codes = abstract(unit.source, document.reading)
    before, old_codes = abstract(source, document.reading)
    if now != before or len(new_codes) != len(old_codes):
        return None
    renamed = list(zip(old_codes, new_codes, strict=True))
    out: list[str] = []
    for piece in pieces(text, document.reading):
        if piece.is_text:
            out.append(piece.raw)
            continue
        match = next((pair for pair in renamed if pair[0] == piece.raw), None)
        if match is None:
            return None
        renamed.remove(match)
        out.append(match[1])
    return "".join(out) if not renamed else None


def renew_catalog(document: Document, translations: Mapping[str, Translation], old: Catalog, *, path: str) -> Catalog:
    """The catalog of the article in its current state; entries of ``old`` that no unit uses become obsolete."""
    live: dict[tuple[str, str], Entry] = {}
    flags = {entry.key: entry.flags for entry in old.entries}
    for unit in document.units:
        translation = translations.get(unit.id, Translation())
        as_drafted = (translation.text, translation.state) == (translation.draft, State.ACCEPTED)
        entry = Entry(
            unit.source,
            translation.text,
            unit.key,
            translation.state,
            translation.origin,
            translation.previous,
            translation.comments,
            _notes(unit),
            ((path, unit.line),),
            draft="" if as_drafted else translation.draft,
        )
        same = live.get(entry.key)
        if same is not None and (same.text, same.state) != (entry.text, entry.state):
            entry = replace(entry, context=f"#{unit.id}")
            same = live.get(entry.key)
        if same is not None:
            entry = replace(same, places=(*same.places, (path, unit.line)))
        live[entry.key] = replace(entry, flags=flags.get(entry.key, ()))
    carried = {(t.previous, t.text) for t in translations.values() if t.state is State.OUTDATED}
    obsolete = [
        replace(entry, obsolete=True, places=(), notes=(), previous="", state=_obsolete_state(entry))
        for entry in (*old.entries, *_replaced_drafts(old, live))
        if entry.key not in live and entry.text and (entry.source, entry.text) not in carried
    ]
    return replace(old, entries=(*live.values(), *{entry.key: entry for entry in obsolete}.values()))


def _replaced_drafts(old: Catalog, live: Mapping[tuple[str, str], Entry]) -> list[Entry]:
    """Outdated texts that a new draft of a machine or the memory replaces, under the sources they were made from."""
    return [
        replace(entry, source=entry.previous)
        for entry in old.live
        if entry.state is State.OUTDATED
        and (new := live.get(entry.key)) is not None
        and new.text != entry.text
        and new.state is State.DRAFT
        and new.origin != Origin.PERSON
    ]


def _obsolete_state(entry: Entry) -> State:
    return State.DRAFT if entry.state is State.OUTDATED else entry.state


def _notes(unit: Unit) -> tuple[str, ...]:
    if unit.kind is Kind.FRONT_MATTER:
        return ("front matter",)
    where = f"{unit.kind} · {unit.context}" if unit.context else str(unit.kind)
    return (where, f"note: {unit.note}") if unit.note else (where,)

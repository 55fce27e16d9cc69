"""Document + translations → Markdown, verified before it is written.

The result is parsed again: it must have the blocks and gaps of the source, and in each text block the intended text.
Units that would violate this remain in the source language and are reported; all others are written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from taiyaku.errors import UsageError
from taiyaku.markdown.blocks import read_body
from taiyaku.markdown.front_matter import body_start, find_front_matter, write_front_matter
from taiyaku.markdown.spell import write_unit
from taiyaku.model import Document, Kind


@dataclass(frozen=True, slots=True)
class Assembled:
    """An article in the target language."""

    text: str
    left: tuple[str, ...]
    """Ids of the units that could not be written safely and remain in the source language."""


def assemble_markdown(document: Document, translations: Mapping[str, str]) -> str:
    """Replace the units of a document with their translations.

    Args:
        document: The article, from ``segment_markdown``.
        translations: Markdown by unit id. A unit without a translation, or with an empty one, remains in the source
            language, as does one that cannot be written without breaking the article.

    Returns:
        The whole file, front matter, BOM and line endings included.

    Raises:
        UsageError: A translation is for a unit that the document does not have.
    """
    require_units(document, translations)
    return assemble(document, translations).text


def require_units(document: Document, translations: Iterable[str]) -> None:
    """Make sure that the unit ids of translations are those of a document.

    Raises:
        UsageError: The document has no such unit.
    """
    known = {unit.id for unit in document.units}
    if unknown := [unit_id for unit_id in translations if unit_id not in known]:
        others = f" and {len(unknown) - 1} more" if len(unknown) > 1 else ""
        raise UsageError(f'no unit of the article has the id "{unknown[0]}"{others}; use the ids of `document.units`')


def assemble(
    document: Document, translations: Mapping[str, str], *, values: Mapping[str, str] | None = None
) -> Assembled:
    """Replace the units of a document with their translations, and report those that could not be written.

    Args:
        document: What ``segment_markdown`` gave.
        translations: Markdown by unit id.
        values: Front matter values to set in addition to the translated ones, by path, if the article has them.
    """
    chosen = {
        unit.id: text
        for unit in document.units
        if (text := translations.get(unit.id, "")).strip() and text != unit.source
    }
    left: list[str] = []
    head, body_start = _write_front_matter(document, chosen, values or {}, left)
    if not chosen and not values:
        return Assembled(document.text, ())
    new_texts: dict[int, str] = {}
    """The new text of each changed unit, by the unit's offset."""
    for unit in document.units:
        if unit.kind is not Kind.FRONT_MATTER and unit.id in chosen:
            written = write_unit(document, unit, chosen[unit.id])
            if written is None:
                left.append(unit.id)
            else:
                new_texts[unit.start] = written
    text, kept = _prove(document, head, body_start, new_texts)
    left += [unit.id for unit in document.units if unit.start in new_texts and unit.start not in kept]
    return Assembled(text, tuple(left))


def _write_front_matter(
    document: Document, chosen: Mapping[str, str], values: Mapping[str, str], left: list[str]
) -> tuple[str, int]:
    """The front matter with its new values, and the offset of the body in the source."""
    found = find_front_matter(document.text)
    if found is None:
        return "", 0
    units = {unit.context: unit for unit in document.units if unit.kind is Kind.FRONT_MATTER}
    changes = dict(values) | {path: chosen[unit.id] for path, unit in units.items() if unit.id in chosen}
    if not changes:
        return document.text[: found.body], found.body
    text, failed = write_front_matter(document.text, found, changes)
    left += [units[path].id for path in failed if path in units]
    return text[: len(text) - (len(document.text) - found.body)], found.body


# ── The proof ───────────────────────────────────────────────────────────────


def _prove(document: Document, head: str, start: int, new_texts: Mapping[int, str]) -> tuple[str, frozenset[int]]:
    """The text with as many of the changed units as are safe together, and their offsets."""

    def text_with(kept: Sequence[int]) -> str:
        wanted = frozenset(kept)
        out, at = [head], start
        for unit in document.units:
            if unit.start in wanted:
                out += [document.text[at : unit.start], new_texts[unit.start]]
                at = unit.end
        return "".join([*out, document.text[at:]])

    def is_safe(kept: Sequence[int]) -> bool:
        return is_faithful(document, text_with(kept), {offset: new_texts[offset] for offset in kept})

    def largest(kept: list[int]) -> list[int]:
        """Bisect the units down to the offending ones; two safe halves must also be safe together."""
        if not kept or is_safe(kept):
            return kept
        if len(kept) == 1:
            return []
        left, right = largest(kept[: len(kept) // 2]), largest(kept[len(kept) // 2 :])
        return left + right if is_safe(left + right) else left

    kept = largest(list(new_texts))
    return text_with(kept), frozenset(kept)


def is_faithful(document: Document, text: str, new_texts: Mapping[int, str]) -> bool:
    """Whether a text has the document's blocks and gaps, and in each text block the text that was written there.

    Args:
        document: The source.
        text: Its translation.
        new_texts: What was written, by the offset of the block in the source; all other blocks must be unchanged.
    """
    at, new_at = body_start(document.text), body_start(text)
    new = read_body(text, new_at, document.reading)
    spans = new.text_spans
    if new.shape != document.shape or len(spans) != len(document.text_spans):
        return False
    for (start, end), (new_start, new_end) in zip(document.text_spans, spans, strict=True):
        if document.text[at:start] != text[new_at:new_start]:
            return False
        if text[new_start:new_end] != new_texts.get(start, document.text[start:end]):
            return False
        at, new_at = end, new_end
    return document.text[at:] == text[new_at:]

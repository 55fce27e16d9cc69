"""Entries, matches and figures of the translation memory."""

from __future__ import annotations

from dataclasses import dataclass

IN_CONTEXT = 101
"""The score of an exact match in the same context."""
EXACT = 100
"""The score of a match with the same text."""


@dataclass(frozen=True, slots=True)
class MemoryEntry:
    """A source text and one translation of it, with its context."""

    source: str
    """Inline Markdown."""
    target: str
    """Inline Markdown."""
    source_locale: str
    target_locale: str
    origin: str = ""
    """``person``, a provider's name, or the source of an import; empty if unknown."""
    accepted: bool = False
    """Whether a person accepted it; otherwise it is a draft."""
    article: str = ""
    """The article's name, or the path of the TMX file it was imported from; empty if it belongs to neither."""
    context: str = ""
    """The heading path or front matter key."""
    previous: str = ""
    """The source of the unit before it in the article."""
    draft: str = ""
    """The machine's draft, unless it was accepted unchanged."""


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that was found for a text."""

    entry: MemoryEntry
    """The entry as stored."""
    score: int
    """Percent: 101 exact in context, 100 exact, lower for fuzzy matches; rounded down, after penalties."""
    target: str
    """The suggestion: the entry's target, with the codes of the text that was looked up where they can be replaced."""
    reasons: tuple[str, ...] = ()
    """Reasons for the score: ``in context``, ``codes replaced``, ``codes differ``, ``numbers differ``."""


@dataclass(frozen=True, slots=True)
class Stats:
    """The size of the memory."""

    entries: int
    segments: int
    """Different source texts, codes ignored."""
    accepted: int
    imported: int
    """Entries that belong to no article, whether to a TMX file or to neither."""
    pairs: tuple[tuple[str, str, int], ...]
    """Source locale, target locale, entries; sorted."""
    origins: tuple[tuple[str, int], ...]
    """Origin, entries; sorted."""
    drafts: int
    """Entries that keep a machine's draft."""
    replies: int
    """Provider replies in the journal."""
    size: int
    """Size of the database in bytes."""

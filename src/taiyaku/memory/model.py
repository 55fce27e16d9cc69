"""What the memory keeps and what it answers."""

from __future__ import annotations

from dataclasses import dataclass

IN_CONTEXT = 101
"""The score of an exact match that stands where the same text stood before."""
EXACT = 100
"""The score of a match that differs in nothing a translation depends on."""


@dataclass(frozen=True, slots=True)
class MemoryEntry:
    """A source text and one translation of it, where it stands."""

    source: str
    """Inline Markdown."""
    target: str
    """Inline Markdown."""
    source_locale: str
    target_locale: str
    origin: str = ""
    """``person``, a provider's name, or where it was imported from; nothing where unknown."""
    accepted: bool = False
    """Whether a person accepted it; otherwise it is a draft."""
    article: str = ""
    """The article's name, or the path of the TMX file that it was imported in; nothing for what belongs to none."""
    context: str = ""
    """The heading path or front matter key."""
    previous: str = ""
    """The source of the unit before it in the article."""
    draft: str = ""
    """What a machine had said, as long as nobody accepted just that."""


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that answers a lookup."""

    entry: MemoryEntry
    """As it is stored."""
    score: int
    """Percent: 101 exact in context, 100 exact, below that fuzzy, rounded down, after penalties."""
    target: str
    """What to offer: the entry's target, with the codes of the text looked up where they could be exchanged."""
    reasons: tuple[str, ...] = ()
    """Why the score is what it is: ``in context``, ``codes replaced``, ``codes differ``, ``numbers differ``."""


@dataclass(frozen=True, slots=True)
class Stats:
    """How much the memory holds."""

    entries: int
    segments: int
    """Different source texts, codes left out of account."""
    accepted: int
    imported: int
    """Entries that belong to no article, but to a TMX file or to nothing."""
    pairs: tuple[tuple[str, str, int], ...]
    """Source locale, target locale, entries; sorted."""
    origins: tuple[tuple[str, int], ...]
    """Origin, entries; sorted."""
    drafts: int
    """Entries beside which a machine's own words are kept."""
    replies: int
    """Provider replies in the journal."""
    size: int
    """Of the database, in bytes."""

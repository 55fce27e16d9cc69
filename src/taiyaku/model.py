"""The types that all other modules share; this one imports none of ours.

All offsets are in characters (Unicode code points) of the text that they refer to; all lines are 1-based lines of the
article's file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

import msgspec

MASK = "\ufffc"
"""Replaces a character that is not prose: OBJECT REPLACEMENT CHARACTER."""


class Severity(StrEnum):
    """The weight of a finding: an error keeps a unit from being written, a warning is only reported."""

    ERROR = "error"
    WARNING = "warning"
    OFF = "off"


class State(StrEnum):
    """The state of a unit's translation, stored in the catalog as gettext flags."""

    MISSING = "missing"
    """No translation: an empty ``msgstr``."""
    DRAFT = "draft"
    """No person has accepted it: ``#, fuzzy``."""
    OUTDATED = "outdated"
    """The source has changed since: ``#, fuzzy`` with ``#| msgid``."""
    ACCEPTED = "accepted"
    """A person accepted it: no flag."""


class Origin(StrEnum):
    """Where a translation comes from, if no machine drafted it; otherwise the origin is the provider's name."""

    UNKNOWN = ""
    PERSON = "person"
    MEMORY = "memory"
    ALIGN = "align"
    """An existing translation, paired with its source."""
    TMX = "tmx"
    """An imported translation memory that does not say more."""
    COPY = "copy"
    """The source itself as a placeholder."""
    PSEUDO = "pseudo"
    """Accented, longer text as a placeholder."""


PLACEHOLDERS = frozenset({Origin.COPY, Origin.PSEUDO})
"""Origins of placeholders, which any other provider replaces."""
NO_MACHINES = frozenset(Origin) - PLACEHOLDERS
"""Origins of texts that no provider drafted."""


class Kind(StrEnum):
    """The kind of text that a unit is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"
    CELL = "cell"
    TERM = "term"
    DESCRIPTION = "description"
    FOOTNOTE = "footnote"
    TITLE = "title"
    """The title of an admonition or container (``:::tip[Title]``)."""
    HTML = "html"
    """Text inside an HTML block or a JSX element."""
    ATTRIBUTE = "attribute"
    """The value of an HTML or JSX attribute that readers see."""
    FRONT_MATTER = "front_matter"
    REFERENCE = "reference"
    """The title of a link reference definition."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One translatable piece of an article."""

    id: str
    """Ten hexadecimal digits, which stay the same when other blocks are added or removed."""
    kind: Kind
    line: int
    """First line of the unit in the file, 1-based."""
    context: str
    """Heading path (``AMI Labs › Funding``), or the key of a front matter value (``tags[0]``)."""
    source: str
    """Inline Markdown without container prefixes, soft breaks folded; plain text where ``plain`` is set."""
    start: int
    """Offset of the unit's first character in ``Document.text``."""
    end: int
    """Offset after the unit's last character in ``Document.text``."""
    writer: str = "markdown"
    """Which writer puts a translation back: ``markdown``, ``atx``, ``cell``, ``html``, ``attribute``, ``yaml``, …"""
    lead: str = ""
    """What every further line of the unit starts with in the file: ``> ``, an indent."""
    note: str = ""
    """The author's note for the translator, from ``<!-- taiyaku:note … -->``."""
    level: int = 0
    """1 to 6 for a heading, else 0."""

    @property
    def plain(self) -> bool:
        """Whether ``source`` is plain text rather than inline Markdown (front matter, attributes)."""
        return self.writer in {"yaml", "toml", "json", "attribute"}

    @property
    def key(self) -> str:
        """The unit's ``msgctxt``: the key of a front matter value, otherwise empty."""
        return self.context if self.kind is Kind.FRONT_MATTER else ""


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of the file between units, which no translation may change."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """How a text is read; a translation is read like its source."""

    flavor: str = "gfm"
    """The Markdown dialect."""
    references: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Destinations of link reference definitions by normalized label, for ``[text][label]``."""
    only_html: bool = False
    """The text is in an HTML block, where only tags and entities are markup."""
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """Names of the HTML and JSX attributes that readers see, by element; ``*`` means every element."""
    translated_keys: tuple[str, ...] = ()
    """Patterns of the front matter values to translate."""
    set_keys: tuple[str, ...] = ()
    """Front matter keys that get a fixed value in the translation."""
    locale: str = ""
    """The locale of the article; empty if it is unknown."""


@dataclass(frozen=True, slots=True)
class Document:
    """An article cut into units and gaps, which together give back the text byte for byte."""

    text: str
    """The whole file as text, with its BOM and line endings."""
    units: tuple[Unit, ...]
    """In the order of the file; they do not overlap."""
    reading: Reading = Reading()
    """How the text was read, including its own reference definitions."""
    shape: tuple[str, ...] = ()
    """The sequence of its blocks by tag (``h2``, ``p``, ``/p``), which no translation may change."""
    text_spans: tuple[tuple[int, int], ...] = ()
    """(start, end) of every text in the body: the units, and texts with nothing to translate (``42``)."""
    waivers: tuple[Waiver, ...] = ()
    """Findings that the author waived in the article itself."""

    @property
    def gaps(self) -> Iterator[Gap]:
        """The stretches before, between and after the units, empty ones included."""
        at = 0
        for unit in self.units:
            yield Gap(at, unit.start)
            at = unit.end
        yield Gap(at, len(self.text))

    @property
    def flavor(self) -> str:
        """The Markdown dialect of the article and its translation."""
        return self.reading.flavor

    @property
    def references(self) -> Mapping[str, str]:
        """Destinations of link reference definitions by normalized label."""
        return self.reading.references

    def reading_of(self, unit: Unit) -> Reading:
        """How the source and the translation of a unit are read."""
        return replace(self.reading, only_html=True) if unit.writer == "html" else self.reading

    def raw(self, unit: Unit) -> str:
        """The unit exactly as in the file, with prefixes and line breaks."""
        return self.text[unit.start : unit.end]


@dataclass(frozen=True, slots=True)
class Waiver:
    """A finding that a person decided to accept: ``<!-- taiyaku:ignore CHECK reason -->`` before a block."""

    check: str
    unit_id: str
    reason: str
    line: int
    ended: bool = False
    """Whether the unit or its translation has changed since the waiver was first seen, so that it no longer applies."""


@dataclass(frozen=True, slots=True)
class Translation:
    """The translation of a unit, with its state and origin."""

    text: str = ""
    state: State = State.MISSING
    origin: str = Origin.UNKNOWN
    """An ``Origin``, or a provider's name."""
    previous: str = ""
    """The source that an outdated translation was made from."""
    comments: tuple[str, ...] = ()
    """People's comments on it, which are kept but never interpreted."""
    draft: str = ""
    """The machine's draft, verbatim; empty once a person has accepted it unchanged."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """How a term is translated into one target language."""

    use: str
    also: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """One glossary entry; docs/glossary.md describes the file format."""

    term: str
    variants: tuple[str, ...] = ()
    renderings: Mapping[str, Rendering] = field(default_factory=lambda: MappingProxyType({}))
    """By target locale."""
    keep: bool = False
    """The term remains unchanged in every target."""
    expand: str = ""
    """The long form to use at the first occurrence in an article."""
    note: str = ""
    domain: str = ""
    match: str = "exact"
    """``exact``, or ``word``: only if no letter or digit of the same script is next to it."""
    case: str = ""
    """``keep`` if upper and lower case matter."""
    enforce: Severity = Severity.ERROR
    status: str = "approved"
    """``approved``, or ``proposed``: recorded but not enforced."""
    part_of_speech: str = ""
    path: str = ""
    """The glossary file, relative to the project."""
    line: int = 0


class TermUse(msgspec.Struct, frozen=True, gc=False):
    """A term where it occurs in a text.

    Not a dataclass: creating those takes as long as the search itself if a text is full of terms.
    """

    term: Term
    start: int
    end: int
    text: str
    """As written there: the term itself, a variant, or another width or case of one of them."""


class AvoidedUse(TermUse, frozen=True, gc=False):
    """A forbidden rendering found in a translation."""

    avoid: str
    """The rendering as the glossary writes it."""
    replacement: str
    """What to write instead of ``text``, with its capitals and number; empty if the term has no rendering."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check reports."""

    check: str
    severity: Severity
    message: str
    """One line: what is wrong, and what to do."""
    unit_id: str = ""
    line: int = 0
    """Line in ``path``, 1-based; 0 if the finding is about the whole file."""
    path: str = ""
    """The article, catalog or target, relative to the project."""
    source: str = ""
    target: str = ""
    fix: str = ""
    """The whole corrected target; empty if the check proposes none."""

    @property
    def details(self) -> str:
        """The message, and below it source, translation and fix, for reports that have room for them."""
        lines = [self.message]
        if self.source and self.target:
            lines += ["", self.source, self.target]
        if self.fix and self.fix != self.target:
            lines.append(f"→ {self.fix}")
        return "\n".join(lines)

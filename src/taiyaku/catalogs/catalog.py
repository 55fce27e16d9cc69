"""The catalog of an article as a value; ``po`` reads and writes its file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from taiyaku.model import State

SOURCE_HASH = "X-Taiyaku-Source"
TARGET_HASH = "X-Taiyaku-Target"
"""Header fields: SHA-256 of the source and of the target when they were last written."""
ASSEMBLED_HASH = "X-Taiyaku-Assembled"
"""Header field: SHA-256 of the text that the catalog gave when the target was last written or accepted. It differs from
the hash of the target only if a person's file was accepted unchanged."""
WAIVED = "X-Taiyaku-Waived"
"""Header field: hashes of the article's waivers, each with one of the texts that it was given for."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One source text and its translation."""

    source: str
    text: str = ""
    context: str = ""
    """``msgctxt``: the key of a front matter value, or which of several equal texts this is."""
    state: State = State.MISSING
    origin: str = ""
    previous: str = ""
    comments: tuple[str, ...] = ()
    """Translators' comments (``#``), without origin and draft."""
    notes: tuple[str, ...] = ()
    """Extracted comments (``#.``): kind and heading path, the author's note."""
    places: tuple[tuple[str, int], ...] = ()
    """File and line of each occurrence (``#:``)."""
    flags: tuple[str, ...] = ()
    """Flags other than ``fuzzy``."""
    obsolete: bool = False
    draft: str = ""
    """The machine's draft, to be compared with a person's text."""

    @property
    def key(self) -> tuple[str, str]:
        """Context and source, which no two live entries share."""
        return self.context, self.source


@dataclass(frozen=True, slots=True)
class Catalog:
    """Header fields and entries of a catalog, in the order of the file."""

    headers: tuple[tuple[str, str], ...] = ()
    entries: tuple[Entry, ...] = ()

    def header(self, name: str) -> str:
        """The value of a header field; empty if it is not set."""
        return next((value for key, value in self.headers if key == name), "")

    def with_headers(self, **values: str) -> Catalog:
        """The catalog with header fields set; a ``_`` in a name becomes ``-``."""
        new = {name.replace("_", "-"): value for name, value in values.items()}
        kept = [(name, new.pop(name, value)) for name, value in self.headers]
        return replace(self, headers=(*kept, *new.items()))

    @property
    def live(self) -> Iterator[Entry]:
        """The entries that are not obsolete."""
        return (entry for entry in self.entries if not entry.obsolete)


def new_catalog(name: str, source_locale: str, target_locale: str) -> Catalog:
    """An empty catalog with the header fields that gettext's tools require."""
    return Catalog(
        (
            ("Project-Id-Version", name),
            ("PO-Revision-Date", "2000-01-01 00:00+0000"),
            ("Last-Translator", "Taiyaku"),
            ("Language-Team", "none"),
            ("Language", target_locale),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("X-Source-Language", source_locale),
        )
    )

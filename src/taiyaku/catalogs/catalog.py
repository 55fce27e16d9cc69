"""The catalog of an article: a gettext PO file that Poedit, Weblate and ``msgfmt`` read.

``babel.messages`` reads and writes the entries. Babel takes an unterminated string without a word and knows ``#|`` only
as a comment, so the file is first scanned line by line, and the previous source is decoded here.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from taiyaku.catalogs.po_scanner import scan_po
from taiyaku.errors import CatalogError
from taiyaku.model import State

SOURCE_HASH = "X-Taiyaku-Source"
TARGET_HASH = "X-Taiyaku-Target"
"""Header fields: SHA-256 of the source and of the target as last written."""
ASSEMBLED_HASH = "X-Taiyaku-Assembled"
"""Header field: SHA-256 of what the catalog gave when the target was last settled; differs from the target's own
only where a person's file was taken as it is."""
WAIVED = "X-Taiyaku-Waived"
"""Header field: hashes of the article's waivers and of the texts that each was given for."""

_ORIGIN = "origin: "
_WAS_DRAFT = "was a draft"
_GUESSED = frozenset({"python-format", "python-brace-format"})
"""Flags that Babel gives to whatever looks like a format string: prose such as `50% s` or `{}`, which msgfmt then
holds to a format that it never was."""
_SAID = "draft: "
"""What a comment starts with that keeps the machine's own words, on one line, as a JSON string."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One source text and its translation."""

    source: str
    text: str = ""
    context: str = ""
    """``msgctxt``: the key of a front matter value, or which one of several equal texts this is."""
    state: State = State.MISSING
    origin: str = ""
    previous: str = ""
    comments: tuple[str, ...] = ()
    """Translators' comments (``#``), the origin left out."""
    notes: tuple[str, ...] = ()
    """Extracted comments (``#.``): kind and heading path, the author's note."""
    places: tuple[tuple[str, int], ...] = ()
    """File and line of each occurrence (``#:``)."""
    flags: tuple[str, ...] = ()
    """Flags other than ``fuzzy``."""
    obsolete: bool = False
    draft: str = ""
    """What the machine had said, to be compared with what a person made of it."""

    @property
    def key(self) -> tuple[str, str]:
        """What no two entries share: context and source."""
        return self.context, self.source


@dataclass(frozen=True, slots=True)
class Catalog:
    """A catalog as a value: header fields and entries, both in the order of the file."""

    headers: tuple[tuple[str, str], ...] = ()
    entries: tuple[Entry, ...] = ()

    def header(self, name: str) -> str:
        """A header field; nothing where it is not set."""
        return next((value for key, value in self.headers if key == name), "")

    def with_headers(self, **values: str) -> Catalog:
        """The catalog with header fields set; ``_`` in a name stands for ``-``."""
        new = {name.replace("_", "-"): value for name, value in values.items()}
        kept = [(name, new.pop(name, value)) for name, value in self.headers]
        return replace(self, headers=(*kept, *new.items()))

    @property
    def live(self) -> Iterator[Entry]:
        """The entries that are not obsolete."""
        return (entry for entry in self.entries if not entry.obsolete)


def new_catalog(name: str, source_locale: str, target_locale: str) -> Catalog:
    """An empty catalog with the header fields that gettext's tools ask for."""
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


# ── Read ────────────────────────────────────────────────────────────────────


def read_catalog(path: Path, *, shown: str | None = None) -> Catalog | None:
    """Read a PO file.

    Returns:
        The catalog, or None where there is no file.

    Raises:
        CatalogError: The file is damaged, in conflict or not UTF-8; with the line. It is left as it is.
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CatalogError(f"cannot be read: {error.strerror}", path=shown or path) from None
    return parse_catalog(raw, shown=shown or str(path))


def parse_catalog(raw: bytes, *, shown: str) -> Catalog:
    """Read a catalog from the bytes of a PO file; ``shown`` names it in errors.

    Raises:
        CatalogError: As ``read_catalog``.
    """
    from babel.messages.pofile import PoFileError, read_po

    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise CatalogError("not UTF-8; restore it from version control", path=shown, line=line) from None
    header, previous = scan_po(text, shown)
    try:
        po = read_po(io.StringIO(text), abort_invalid=True)
    except (PoFileError, ValueError, IndexError) as error:
        at: int | None = getattr(error, "lineno", None)
        raise CatalogError(
            f"damaged: {error}; restore it from version control", path=shown, line=None if at is None else at + 1
        ) from None
    headers = tuple(
        (name.strip(), value.strip())
        for name, colon, value in (line.partition(":") for line in header.split("\n"))
        if colon
    )
    entries = [_entry(message, previous, obsolete=False) for message in po if message.id]
    entries += [_entry(message, previous, obsolete=True) for message in po.obsolete.values()]
    return Catalog(headers, tuple(entries))


def _entry(message: object, previous: Mapping[tuple[str, str], str], *, obsolete: bool) -> Entry:
    text = message.string if isinstance(message.string, str) else message.string[0]  # type: ignore[attr-defined]
    source = message.id if isinstance(message.id, str) else message.id[0]  # type: ignore[attr-defined]
    comments: list[str] = []
    origin, draft, fuzzy = "", "", "fuzzy" in message.flags  # type: ignore[attr-defined]
    for comment in message.user_comments:  # type: ignore[attr-defined]
        if comment.startswith("|"):
            continue  # Babel takes `#|` for a translator's comment, and drops equal lines of it
        if comment.startswith(_ORIGIN):
            origin = comment.removeprefix(_ORIGIN).strip()
        elif said := _said(comment):
            draft = said
        elif comment == _WAS_DRAFT:
            fuzzy = True
        else:
            comments.append(comment)
    before = previous.get((message.context or "", source), "")  # type: ignore[attr-defined]
    if not text:
        state = State.MISSING
    elif fuzzy:
        state = State.OUTDATED if before else State.DRAFT
    else:
        state = State.ACCEPTED
    return Entry(
        source,
        text,
        message.context or "",  # type: ignore[attr-defined]
        state,
        origin,
        before if state is State.OUTDATED else "",
        tuple(comments),
        tuple(message.auto_comments),  # type: ignore[attr-defined]
        tuple((file, line or 0) for file, line in message.locations),  # type: ignore[attr-defined]
        tuple(sorted(set(message.flags) - _GUESSED - {"", "fuzzy"})),  # type: ignore[attr-defined]
        obsolete,
        draft,
    )


def _said(comment: str) -> str:
    """The machine's words in a comment; nothing where it is a person's own."""
    if comment.startswith(f'{_SAID}"'):
        with contextlib.suppress(ValueError):
            return str(json.loads(comment.removeprefix(_SAID)))
    return ""


# ── Write ───────────────────────────────────────────────────────────────────


def format_catalog(catalog: Catalog) -> str:
    """The catalog as the text of a PO file; the same value gives the same text."""
    from babel.messages import Catalog as Po
    from babel.messages.pofile import escape, normalize, write_po

    po = Po(fuzzy=False)
    for number, entry in enumerate(catalog.entries):
        draft = entry.state in {State.DRAFT, State.OUTDATED}
        comments = [*entry.comments, *([_ORIGIN + entry.origin] if entry.origin else [])]
        if entry.draft:
            comments.append(_SAID + json.dumps(entry.draft, ensure_ascii=False))
        if entry.obsolete and draft:
            comments.append(_WAS_DRAFT)
        if entry.state is State.OUTDATED:
            comments.append(f"{_MARK}{number}")
        flags = [*entry.flags, *(["fuzzy"] if draft and not entry.obsolete else [])]
        message = po.add(
            entry.source,
            entry.text,
            locations=entry.places,
            flags=flags,
            auto_comments=entry.notes,
            user_comments=comments,
            context=entry.context or None,
        )
        message.flags -= _GUESSED
        if entry.obsolete:
            po.delete(entry.source, entry.context or None)
            po.obsolete[entry.key] = message
    out = io.BytesIO()
    write_po(out, po, width=_UNWRAPPED, omit_header=True)
    lines = [f'"{escape(f"{name}: {value}")[1:-1]}\\n"\n' for name, value in catalog.headers]

    def with_previous(match: re.Match[str]) -> str:
        text = normalize(catalog.entries[int(match[1])].previous, width=_UNWRAPPED)
        return match[2] + "".join(f"#| {line}\n" for line in f"msgid {text}".split("\n"))

    body = _MARKED.sub(with_previous, out.getvalue().decode("utf-8")).strip("\n")
    return f'msgid ""\nmsgstr ""\n{"".join(lines)}\n{body}\n' if body else f'msgid ""\nmsgstr ""\n{"".join(lines)}'


_UNWRAPPED = 1_000_000_000
"""Columns: a line is a line of the text. Wrapped lines would move with every word."""

_MARK = "previous source "
_MARKED = re.compile(rf"^# {_MARK}(\d+)\n((?:#.*\n)*)", re.MULTILINE)
"""Where ``#|`` lines belong, behind the other comments; Babel would wrap them as if they were prose."""

"""A unit's inline Markdown as pieces: prose, and the codes that are not prose.

Pieces cover the text completely: their ``raw`` strings joined are the text. A paired code (``**…**``, ``[…](…)``) is an
opening and a closing piece with the same ``pair``; a single code (a code span, a hard break) is one piece. The views
that all other modules use are made from pieces: prose without codes, text of the same length with codes masked, the
codes themselves, and in ``tags`` the tagged text for providers and XLIFF.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from taiyaku.language.scripts import CJK
from taiyaku.markdown.dialects import EMPHASIS, dialect
from taiyaku.markdown.spans import References, Span, html_spans, markdown_spans
from taiyaku.model import MASK, Reading


class Role(Enum):
    """The role of a piece in the text."""

    TEXT = "text"
    OPEN = "open"
    CLOSE = "close"
    SINGLE = "single"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of inline Markdown."""

    role: Role
    kind: str
    """``text``; ``strong``, ``em``, ``del``, ``link``, ``image``, ``title``, ``note`` for pairs; ``code``, ``math``,
    ``html``, ``break``, ``soft``, ``footnote``, ``autolink``, ``opaque`` for single codes."""
    raw: str
    """As written in the Markdown."""
    text: str = ""
    """Prose as a reader sees it, or what identifies the code: its destination, code or tag."""
    pair: int = -1
    """Shared by an opening and its closing piece."""

    @property
    def is_text(self) -> bool:
        """Whether the piece is prose."""
        return self.role is Role.TEXT

    @property
    def opens(self) -> bool:
        """Whether the piece is a single code, or the first of a pair."""
        return self.role is Role.SINGLE or self.role is Role.OPEN


Code = tuple[str, str]
"""A code's kind and its identity, which are the same in source and translation."""


# ── Markdown to pieces ──────────────────────────────────────────────────────


def pieces(source: str, reading: Reading, *, strict: bool = False) -> tuple[Piece, ...]:
    """Cut inline Markdown into pieces.

    Args:
        source: Inline Markdown; a line break in it is a hard or soft break.
        reading: Its dialect and references, and whether it is in an HTML block.
        strict: Read emphasis exactly as CommonMark does. Otherwise, a ``**…**`` pair that is literal only because of
            the flanking rule beside a CJK character is read as the emphasis that it was meant to be.
    """
    if reading.only_html:
        return _html_pieces(source)
    if not dialect(reading.flavor).special.search(source):
        return (Piece(Role.TEXT, "text", source, source),) if source else ()
    known, references = None, reading.references
    if references and "[" in source:
        known = references if isinstance(references, References) else References(references)
    return (_as_spelled if strict else _as_meant)(source, reading.flavor, known)


@functools.lru_cache(maxsize=20_000)
def _as_spelled(source: str, flavor: str, references: References | None) -> tuple[Piece, ...]:
    return _cut(source, markdown_spans(source, flavor, references, cjk=False))


@functools.lru_cache(maxsize=20_000)
def _as_meant(source: str, flavor: str, references: References | None) -> tuple[Piece, ...]:
    found = _as_spelled(source, flavor, references)
    if _may_be_meant(source):
        friendly = _cut(source, markdown_spans(source, flavor, references, cjk=True))
        # It may only add pairs: every pair that CommonMark sees must still be there.
        if set(_codes_at(found)) <= set(_codes_at(friendly)):
            return friendly
    return found


@functools.lru_cache(maxsize=5_000)
def _html_pieces(source: str) -> tuple[Piece, ...]:
    return _cut(source, html_spans(source))


_may_be_meant = re.compile(rf"[{CJK}]\*|\*[{CJK}]").search


def _codes_at(found: Iterable[Piece]) -> Iterator[tuple[str, Role, int]]:
    at = 0
    for piece in found:
        if not piece.is_text:
            yield piece.kind, piece.role, at
        at += len(piece.raw)


_ROLES = {role.value: role for role in Role}


def _cut(source: str, spans: Iterable[Span]) -> tuple[Piece, ...]:
    """Spans and the text between them as pieces."""
    result: list[Piece] = []
    open_pairs: list[int] = []
    at = pairs = 0
    for start, end, role, kind, text in spans:
        if start > at:
            result.append(Piece(Role.TEXT, "text", source[at:start], source[at:start]))
        pair = -1
        if role == "open":
            pair, pairs = pairs, pairs + 1
            open_pairs.append(pair)
        elif role == "close":
            pair = open_pairs.pop() if open_pairs else -1
        result.append(Piece(_ROLES[role], kind, source[start:end], text, pair))
        at = end
    if at < len(source):
        result.append(Piece(Role.TEXT, "text", source[at:], source[at:]))
    return tuple(result)


# ── Views ───────────────────────────────────────────────────────────────────


def mask_codes(source: str, reading: Reading) -> str:
    """Replace every character that is not prose with ``MASK``, so that all offsets stay the same.

    Line breaks remain whitespace, so that searches match across them.
    """
    return "".join(p.raw if p.is_text or p.raw.isspace() else MASK * len(p.raw) for p in pieces(source, reading))


def prose(source: str, reading: Reading) -> str:
    """What a reader sees: escapes resolved, paired codes removed, single codes as ``MASK``, breaks as newlines."""
    return "".join(_visible_text(piece) for piece in pieces(source, reading))


def _visible_text(piece: Piece) -> str:
    if piece.role is Role.SINGLE:
        return "\n" if piece.kind in {"break", "soft"} else MASK
    return piece.text if piece.is_text else ""


def codes(source: str, reading: Reading) -> tuple[Code, ...]:
    """The codes in reading order; a pair counts once, where it opens."""
    return tuple((p.kind, p.text) for p in pieces(source, reading) if p.opens and p.kind != "soft")


Event = tuple[str, str, str]

_UNCOMPARED = EMPHASIS | {"title"}
"""Kinds of pairs whose spelling makes no difference."""


def events(source: str, reading: Reading, *, strict: bool = False) -> tuple[Event, ...]:
    """The structure a parser sees: (role, kind, text), adjoining prose joined. Equal events render alike."""
    return events_of(pieces(source, reading, strict=strict))


def events_of(found: tuple[Piece, ...]) -> tuple[Event, ...]:
    """The events of pieces that are already cut."""
    result: list[Event] = []
    for piece in found:
        if piece.kind == "soft":
            piece = Piece(Role.TEXT, "text", " ", " ")  # noqa: PLW2901 - a soft break reads as a space
        if piece.is_text and result and result[-1][0] == "text":
            result[-1] = ("text", "text", result[-1][2] + piece.text)
        elif piece.is_text:
            result.append(("text", "text", piece.text))
        else:
            # Emphasis is the same with `*` and with `_`.
            text = "" if piece.kind in _UNCOMPARED else piece.text
            result.append((piece.role.value, piece.kind, text))
    return tuple(result)


def abstract(source: str, reading: Reading) -> tuple[str, tuple[str, ...]]:
    """The text with each code as one ``MASK``, and the codes as written, in order."""
    found = pieces(source, reading)
    text = "".join(p.raw if p.is_text else MASK for p in found)
    return text, tuple(p.raw for p in found if not p.is_text)


def has_prose(source: str, reading: Reading) -> bool:
    """Whether there is something to translate: a letter outside codes."""
    start = None if reading.only_html else dialect(reading.flavor).text_start.match(source)
    if start and any(map(str.isalpha, start[1])):
        return True
    if start and start.end() == len(source):
        return False
    return any(any(map(str.isalpha, piece.text)) for piece in pieces(source, reading) if piece.is_text)

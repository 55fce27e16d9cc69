"""A unit's inline Markdown as pieces: prose, and the codes that are not prose.

Pieces cover the text without holes: joining their ``raw`` gives it back. A paired code (``**…**``, ``[…](…)``) is an
opening and a closing piece with the same ``pair``; a single code (a code span, a hard break) has none. From the pieces
come the views that the rest of the project works on: prose without codes, text of equal length with codes masked, the
codes themselves, and the tagged text that providers and XLIFF speak.
"""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from taiyaku.markdown.parser import CJK, SPECIAL
from taiyaku.markdown.spans import References, Span, html_spans, markdown_spans
from taiyaku.model import MASK, Reading

MARKED = re.compile(SPECIAL.pattern.replace(r"[\n", "[", 1))
"""What can start an inline rule, line breaks aside."""


class Role(Enum):
    """What a piece is to the text around it."""

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
    """As it stands in the Markdown."""
    text: str = ""
    """Prose as a reader sees it, or what makes the code this one: destination, code, tag."""
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
"""A code's kind and what makes it this one; the same in source and translation."""


# ── Markdown to pieces ──────────────────────────────────────────────────────


def pieces(source: str, reading: Reading, *, strict: bool = False) -> tuple[Piece, ...]:
    """Cut inline Markdown into pieces.

    Args:
        source: Inline Markdown; a line break in it is a hard or soft break.
        reading: Its dialect and references, and whether it is in an HTML block.
        strict: Read emphasis as CommonMark does. Otherwise a literal ``**…**`` pair that only the flanking rule
            beside a CJK character kept from being strong is taken as the pair it was meant to be.
    """
    if reading.only_html:
        return _html_pieces(source)
    if not SPECIAL.search(source):
        return (Piece(Role.TEXT, "text", source, source),) if source else ()
    known, references = None, reading.references
    if references and "[" in source:
        known = references if isinstance(references, References) else References(references)
    return (_as_spelt if strict else _as_meant)(source, reading.flavor, known)


@functools.lru_cache(maxsize=20_000)
def _as_spelt(source: str, flavor: str, references: References | None) -> tuple[Piece, ...]:
    return _cut(source, markdown_spans(source, flavor, references, cjk=False))


@functools.lru_cache(maxsize=20_000)
def _as_meant(source: str, flavor: str, references: References | None) -> tuple[Piece, ...]:
    found = _as_spelt(source, flavor, references)
    if _may_be_meant(source):
        friendly = _cut(source, markdown_spans(source, flavor, references, cjk=True))
        # Only additions are taken: every pair that CommonMark sees must still be there.
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


def masked(source: str, reading: Reading) -> str:
    """The text with every character that is not prose replaced by ``MASK``; same length, same offsets.

    A line break stays the white space that it is, so that what is looked for is found across it.
    """
    return "".join(p.raw if p.is_text or p.raw.isspace() else MASK * len(p.raw) for p in pieces(source, reading))


def prose(source: str, reading: Reading) -> str:
    """What a reader sees: escapes resolved, paired codes gone, each single code one ``MASK``, breaks a newline."""
    return "".join(_shown(piece) for piece in pieces(source, reading))


def _shown(piece: Piece) -> str:
    if piece.role is Role.SINGLE:
        return "\n" if piece.kind in {"break", "soft"} else MASK
    return piece.text if piece.is_text else ""


def codes(source: str, reading: Reading) -> tuple[Code, ...]:
    """The codes in the order of the text, a pair counted once where it opens."""
    return tuple((p.kind, p.text) for p in pieces(source, reading) if p.opens and p.kind != "soft")


Event = tuple[str, str, str]


def events(source: str, reading: Reading, *, strict: bool = False) -> tuple[Event, ...]:
    """The structure a parser sees: (role, kind, text), adjoining prose joined. Equal events render alike."""
    return events_of(pieces(source, reading, strict=strict))


def events_of(found: tuple[Piece, ...]) -> tuple[Event, ...]:
    """The events of pieces that are already cut."""
    result: list[Event] = []
    for piece in found:
        if piece.kind == "soft":
            piece = Piece(Role.TEXT, "text", " ", " ")  # noqa: PLW2901 - a soft break is read as a blank
        if piece.is_text and result and result[-1][0] == "text":
            result[-1] = ("text", "text", result[-1][2] + piece.text)
        elif piece.is_text:
            result.append(("text", "text", piece.text))
        else:
            # How emphasis is spelt (`*` or `_`) is not what it is.
            text = "" if piece.kind in {"em", "strong", "del", "title"} else piece.text
            result.append((piece.role.value, piece.kind, text))
    return tuple(result)


def abstract(source: str, reading: Reading) -> tuple[str, tuple[str, ...]]:
    """The text with each code as ``MASK``, and the codes as they are spelt, in order."""
    found = pieces(source, reading)
    text = "".join(p.raw if p.is_text else MASK for p in found)
    return text, tuple(p.raw for p in found if not p.is_text)


_START = re.compile(rf"(?:[*_\[~! ]|(?<!`)`[^`]+`(?!`))*((?:(?!{SPECIAL.pattern}).)*)")
"""What can be told without a parse: openings of pairs, code spans, and then characters that no code can hold."""


def has_prose(source: str, reading: Reading) -> bool:
    """Whether there is a letter outside codes: something to translate."""
    start = None if reading.only_html else _START.match(source)
    if start and any(map(str.isalpha, start[1])):
        return True
    if start and start.end() == len(source):
        return False
    return any(any(map(str.isalpha, piece.text)) for piece in pieces(source, reading) if piece.is_text)


# ── Tagged text ─────────────────────────────────────────────────────────────

_TAG = re.compile(r"<(/?)([gx])(\d+)(/?)>")


def to_tags(source: str, reading: Reading) -> tuple[str, dict[str, str]]:
    """Tagged text for a provider or XLIFF: ``<g1>…</g1>`` for pairs, ``<x2/>`` for single codes, prose XML-escaped.

    Returns:
        The tagged text, and what each tag stands for: ``g1`` and ``/g1``, ``x2``.
    """
    tags: dict[str, str] = {}
    opened: dict[int, tuple[str, int]] = {}
    out: list[str] = []
    at = number = 0
    for piece in pieces(source, reading):
        at += len(piece.raw)
        if piece.is_text:
            out.append(html.escape(piece.text, quote=False))
        elif piece.role is Role.CLOSE and piece.pair in opened:
            name, start = opened[piece.pair]
            # `[label]` and `[label][]` name their reference by the text that is about to be translated.
            shortcut = piece.kind in {"link", "image"} and piece.raw in {"]", "][]"}
            tags[f"/{name}"] = f"][{source[start : at - len(piece.raw)]}]" if shortcut else piece.raw
            out.append(f"</{name}>")
        else:
            number += 1
            name = f"{'g' if piece.role is Role.OPEN else 'x'}{number}"
            tags[name] = piece.raw
            if piece.role is Role.OPEN:
                opened[piece.pair] = name, at
            out.append(f"<{name}>" if piece.role is Role.OPEN else f"<{name}/>")
    return "".join(out), tags


def from_tags(tagged: str, tags: Mapping[str, str], *, only_html: bool = False) -> str:
    """Markdown again: tags become the codes they stand for, prose is unescaped once and Markdown-escaped.

    Emphasis is spelt so that it can be read: blanks at its inner edges go outside, and ``_`` beside a word is ``*``.

    Args:
        tagged: Tagged text, as a provider gave it.
        tags: What each tag stands for, as ``to_tags`` told.
        only_html: The text is for an HTML block, where ``*`` and its like are plain text.

    Raises:
        ValueError: A tag is missing, unknown, doubled or wrongly nested; the message says which.
    """
    parts: list[Piece] = []
    stack: list[str] = []
    seen: set[str] = set()
    at = 0
    for match in _TAG.finditer(tagged):
        parts.append(_plain(html.unescape(tagged[at : match.start()])))
        at = match.end()
        closing, letter, number, empty = match.groups()
        name = f"{letter}{number}"
        key = f"/{name}" if closing else name
        if key not in tags or bool(empty) != (letter == "x") or (closing and empty):
            raise ValueError(f"unknown tag {match[0]}")
        if key in seen:
            raise ValueError(f"tag {match[0]} occurs twice")
        seen.add(key)
        role = Role.CLOSE if closing else Role.OPEN if letter == "g" else Role.SINGLE
        if role is Role.OPEN:
            stack.append(name)
        elif role is Role.CLOSE and (not stack or stack.pop() != name):
            raise ValueError(f"tag {match[0]} closes what is not open")
        parts.append(Piece(role, _kind_of(tags[key]), tags[key], "", int(number)))
    parts.append(_plain(html.unescape(tagged[at:])))
    if missing := [key for key in tags if key not in seen]:
        raise ValueError(f"tag <{missing[0]}{'/' if missing[0][0] == 'x' else ''}> is missing")
    parts = [part for part in parts if part.raw]
    if only_html:
        return "".join(html.escape(part.raw, quote=False) if part.is_text else part.raw for part in parts)
    return spelt(_kept_apart(_starred(_hoisted(parts))))


def _plain(text: str) -> Piece:
    return Piece(Role.TEXT, "text", text, text)


EMPHASIS = frozenset({"strong", "em", "del"})
"""Kinds of pairs whose delimiters are read by what stands beside them."""


def _kind_of(raw: str) -> str:
    if raw.startswith("](") and raw[-1] in "\"'(":
        return "title"
    return {"*": "em", "_": "em", "~": "del"}.get(raw, "strong") if not raw.strip("*_~") else ""


def _hoisted(parts: list[Piece]) -> list[Piece]:
    """Blanks at the inner edges of emphasis moved outside it, where they cannot unmake it."""
    mirrored = [*reversed(_moved_out(parts, Role.CLOSE, str.rstrip))]
    return [*reversed(_moved_out(mirrored, Role.OPEN, str.lstrip))]


def _moved_out(parts: list[Piece], role: Role, strip: Callable[[str], str]) -> list[Piece]:
    """Blanks that stand before a delimiter, in the order given, moved behind it."""
    result: list[Piece] = []
    for part in parts:
        if not (part.role is role and part.kind in EMPHASIS and result and result[-1].is_text):
            result.append(part)
            continue
        text = result.pop().raw
        kept = strip(text)
        blank = text[len(kept) :] if role is Role.CLOSE else text[: len(text) - len(kept)]
        result += [piece for piece in (_plain(kept), part, _plain(blank)) if piece.raw]
    return result


def _starred(parts: list[Piece]) -> list[Piece]:
    """`_` cannot open or close inside a word; `*` can."""
    inside = {
        part.pair
        for left, part, right in _neighbours(parts)
        if part.kind in EMPHASIS
        and part.raw[:1] == "_"
        and (left.raw[-1:].isalnum() if part.role is Role.OPEN else right.raw[:1].isalnum())
    }
    return [
        replace(part, raw=part.raw.replace("_", "*")) if part.pair in inside and part.kind in EMPHASIS else part
        for part in parts
    ]


def _kept_apart(parts: list[Piece]) -> list[Piece]:
    """A blank between two codes that would read as one (``**a****b**``), and between math and a digit."""
    result: list[Piece] = []
    for left, part, _ in _neighbours(parts):
        both = left.role is Role.CLOSE and part.role is Role.OPEN and {left.kind, part.kind} <= EMPHASIS
        edges = left.raw[-1:], part.raw[:1]
        math = (edges[0] == "$" and edges[1].isdigit()) or (edges[0].isdigit() and edges[1] == "$")
        if both or math or (edges == ("`", "`") and left.role is part.role is Role.SINGLE):
            result.append(_plain(" "))
        result.append(part)
    return result


# ── Plain text to Markdown ──────────────────────────────────────────────────


def _neighbours(found: Sequence[Piece]) -> Iterator[tuple[Piece, Piece, Piece]]:
    return zip([_NONE, *found[:-1]], found, [*found[1:], _NONE], strict=True)


_NONE = _plain("")


def spelt(found: Sequence[Piece]) -> str:
    """Pieces as Markdown, every character of their prose escaped that could be markup."""
    out: list[str] = []
    for left, piece, right in _neighbours(found):
        if not piece.is_text:
            out.append(piece.raw)
        elif left.kind == "title" and left.role is Role.OPEN:
            quote = ")" if left.raw[-1] == "(" else left.raw[-1]
            out.append(re.sub(rf"[\\&{quote}]", r"\\\g<0>", piece.text))
        else:
            out.append(escape(piece.text, after_code=not left.is_text, before_code=not right.is_text))
    return "".join(out)


_MARKUP = re.compile(
    r"""\\(?=[!-/:-@\[-`{-~\n]|$) | [`\[\]~{$] | [*_]+ | <(?=[A-Za-z/!?]) | &(?=\#?\w+;)
      | :(?=[a-zA-Z0-9_+-]+:) | (?<=http):(?=//) | (?<=https):(?=//) | (?<=www)\.""",
    re.VERBOSE,
)


def escape(text: str, *, after_code: bool = False, before_code: bool = False) -> str:
    """Plain text as inline Markdown that reads as just that text.

    Args:
        text: One line or several.
        after_code: A code stands before it, and what follows a link may become part of it.
        before_code: A code stands after it.
    """
    if not text:
        return text
    escaped = _MARKUP.sub(_escaped, text)
    if before_code and escaped[-1] in "!^<&:":
        escaped = f"{escaped[:-1]}\\{escaped[-1]}"
    return f"\\{escaped}" if after_code and escaped[0] in "(:" else escaped


def _escaped(match: re.Match[str]) -> str:
    run = match[0]
    if run[0] not in "*_":
        return f"\\{run}"
    before, after = match.string[match.start() - 1 : match.start()], match.string[match.end() : match.end() + 1]
    alone = before.isspace() and after.isspace()
    in_word = run[0] == run[-1] == "_" and "*" not in run and before.isalnum() and after.isalnum()
    return run if alone or in_word else "".join(f"\\{character}" for character in run)

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
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Any

from markdown_it.helpers import parseLinkTitle
from markdown_it.token import Token

from taiyaku.parser import CJK, SPECIAL, link_destination, markdown

MASK = "\ufffc"
"""Stands for a character that is not prose: OBJECT REPLACEMENT CHARACTER."""

MARKED = re.compile(SPECIAL.pattern.replace(r"[\n", "[", 1))
"""What can start an inline rule, line breaks aside."""

NO_REFERENCES: Mapping[str, str] = MappingProxyType({})


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


Code = tuple[str, str]
"""A code's kind and what makes it this one; the same in source and translation."""


# ── Markdown to pieces ──────────────────────────────────────────────────────


def pieces(
    source: str,
    *,
    flavor: str = "gfm",
    references: Mapping[str, str] = NO_REFERENCES,
    only_html: bool = False,
    strict: bool = False,
) -> tuple[Piece, ...]:
    """Cut inline Markdown into pieces.

    Args:
        source: Inline Markdown; a line break in it is a hard or soft break.
        flavor: The dialect.
        references: Destinations by normalised label, for ``[text][label]``.
        only_html: The text stands in an HTML block, where only tags and entities are markup.
        strict: Read emphasis as CommonMark does. Otherwise a literal ``**…**`` pair that only the flanking rule
            beside a CJK character kept from being strong is taken as the pair it was meant to be.
    """
    if only_html:
        return _html_pieces(source)
    if not SPECIAL.search(source):
        return (Piece(Role.TEXT, "text", source, source),) if source else ()
    if not references or "[" not in source:
        return _pieces(source, flavor, None, strict)
    return _pieces(source, flavor, _Frozen(references), strict)


class _Frozen(dict[str, str]):
    """References as a cache key: hashed once, by what they hold."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))


@functools.lru_cache(maxsize=20_000)
def _pieces(source: str, flavor: str, references: _Frozen | None, strict: bool) -> tuple[Piece, ...]:
    found = _parse(source, flavor, references, cjk=False)
    if not strict and _may_be_meant(source):
        friendly = _parse(source, flavor, references, cjk=True)
        # Only additions are taken: every pair that CommonMark sees must still be there.
        if {(p.kind, p.role, at) for p, at in _codes_at(found)} <= {
            (p.kind, p.role, at) for p, at in _codes_at(friendly)
        }:
            return friendly
    return found


_may_be_meant = re.compile(rf"[{CJK}]\*|\*[{CJK}]").search


def _codes_at(found: tuple[Piece, ...]) -> Iterator[tuple[Piece, int]]:
    at = 0
    for piece in found:
        if not piece.is_text:
            yield piece, at
        at += len(piece.raw)


def _parse(source: str, flavor: str, references: _Frozen | None, *, cjk: bool) -> tuple[Piece, ...]:
    md = markdown(flavor)
    env: dict[str, Any] = {"cjk": cjk}
    if references:
        env["references"] = {label: {"href": href, "title": ""} for label, href in references.items()}
    spans = sorted(_spans(md.inline.parse(source, md, env, []), source, 0), key=lambda span: span[:2])
    result: list[Piece] = []
    open_pairs: list[int] = []
    at = pairs = 0
    for start, end, role, kind, text in spans:
        if start > at:
            result.append(Piece(Role.TEXT, "text", source[at:start], source[at:start]))
        pair = -1
        if role is Role.OPEN:
            pair, pairs = pairs, pairs + 1
            open_pairs.append(pair)
        elif role is Role.CLOSE:
            pair = open_pairs.pop() if open_pairs else -1
        result.append(Piece(role, kind, source[start:end], text, pair))
        at = end
    if at < len(source):
        result.append(Piece(Role.TEXT, "text", source[at:], source[at:]))
    return tuple(result)


Span = tuple[int, int, Role, str, str]

_KINDS = {"strong": "strong", "em": "em", "s": "del", "link": "link"}
_SINGLES = {
    "code_inline": "code",
    "math_inline": "math",
    "math_inline_double": "math",
    "html_inline": "html",
    "hardbreak": "break",
    "softbreak": "soft",
    "opaque": "opaque",
}


def _spans(tokens: list[Token], source: str, base: int) -> Iterator[Span]:
    """The stretches that tokens claim, as (start, end, role, kind, text); ``base`` is where they count from."""
    links: list[str] = []
    for token in tokens:
        if token.map is None:
            continue
        start, end = token.map[0] + base, token.map[1] + base
        name, _, side = token.type.rpartition("_")
        if token.type in _SINGLES:
            kind = _SINGLES[token.type]
            yield start, end, Role.SINGLE, kind, "" if kind in {"break", "soft"} else _identity(source[start:end])
        elif token.type == "text_special":
            yield start, end, Role.TEXT, "text", token.content
        elif token.type == "footnote_ref":
            yield from _footnote(token, source, start, end)
        elif token.type == "image":
            content_start = start + 2
            content_end = content_start + len(token.content)
            href = str(token.attrs.get("src", ""))
            yield start, content_start, Role.OPEN, "image", href
            yield from _spans(token.children or [], source, content_start)
            yield from _closing(source, content_end, end, "image", href)
        elif name == "link" and token.markup == "autolink":
            if side == "open":
                yield start, end, Role.SINGLE, "autolink", source[start:end]
        elif name == "link":
            href = str(token.attrs.get("href", "")) if side == "open" else links.pop()
            if side == "open":
                links.append(href)
                yield start, end, Role.OPEN, "link", href
            else:
                yield from _closing(source, start, end, "link", href)
        elif name in _KINDS:
            if name == "strong":
                start, end = (start - 1, end) if side == "open" else (start, end + 1)
            yield start, end, Role.OPEN if side == "open" else Role.CLOSE, _KINDS[name], token.markup[:1]


def _footnote(token: Token, source: str, start: int, end: int) -> Iterator[Span]:
    if source[start] != "^":
        yield start, end, Role.SINGLE, "footnote", source[start:end]
        return
    yield start, start + 2, Role.OPEN, "note", ""
    md_tokens = markdown("gfm").inline.parse(source[start + 2 : end - 1], markdown("gfm"), {}, [])
    yield from _spans(md_tokens, source, start + 2)
    yield end - 1, end, Role.CLOSE, "note", ""
    del token


def _closing(source: str, start: int, end: int, kind: str, href: str) -> Iterator[Span]:
    """``](url "title")``, with the title as a pair of its own inside the link's."""
    if source.startswith("](", start):
        at = start + 2
        while at < end and source[at] in " \t\n":
            at += 1
        destination = link_destination(source, at, end - 1)
        at = destination.pos if destination.ok else at
        before = at
        while at < end and source[at] in " \t\n":
            at += 1
        title = parseLinkTitle(source, at, end - 1)
        if title.ok and at > before and title.str:
            yield start, at + 1, Role.OPEN, "title", source[at]
            yield at + 1, title.pos - 1, Role.TEXT, "text", title.str
            yield title.pos - 1, title.pos, Role.CLOSE, "title", source[at]
            start = title.pos
    yield start, end, Role.CLOSE, kind, href


# What a person may translate inside a tag, without the tag becoming another one.
_VISIBLE_ATTRIBUTE = re.compile(r"""(\s(?:alt|title|aria-label|label|caption)\s*=\s*)("[^"]*"|'[^']*')""")


def _identity(raw: str) -> str:
    """A code's text for comparison: blanks folded, the values of visible attributes left out."""
    text = " ".join(raw.split())
    return _VISIBLE_ATTRIBUTE.sub(r'\1""', text) if raw.startswith("<") else text


_HTML_PIECE = re.compile(
    r"<!--.*?-->|<(?:[^<>\"']|\"[^\"]*\"|'[^']*')+>|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{2,31});", re.DOTALL
)


@functools.lru_cache(maxsize=5_000)
def _html_pieces(source: str) -> tuple[Piece, ...]:
    result: list[Piece] = []
    at = 0
    for match in _HTML_PIECE.finditer(source):
        if match.start() > at:
            result.append(Piece(Role.TEXT, "text", source[at : match.start()], source[at : match.start()]))
        if match[0][0] == "&":
            result.append(Piece(Role.TEXT, "text", match[0], html.unescape(match[0])))
        else:
            result.append(Piece(Role.SINGLE, "html", match[0], _identity(match[0])))
        at = match.end()
    if at < len(source):
        result.append(Piece(Role.TEXT, "text", source[at:], source[at:]))
    return tuple(result)


# ── Views ───────────────────────────────────────────────────────────────────


def masked(source: str, **how: Any) -> str:
    """The text with every character that is not prose replaced by ``MASK``; same length, same offsets."""
    return "".join(p.raw if p.is_text else MASK * len(p.raw) for p in pieces(source, **how))


def prose(source: str, **how: Any) -> str:
    """What a reader sees: escapes resolved, paired codes gone, each single code one ``MASK``, breaks a newline."""
    return "".join(_shown(piece) for piece in pieces(source, **how))


def _shown(piece: Piece) -> str:
    if piece.role is Role.SINGLE:
        return "\n" if piece.kind in {"break", "soft"} else MASK
    return piece.text if piece.is_text else ""


def codes(source: str, **how: Any) -> tuple[Code, ...]:
    """The codes in the order of the text, a pair counted once where it opens."""
    return tuple(
        (p.kind, p.text) for p in pieces(source, **how) if p.role in {Role.OPEN, Role.SINGLE} and p.kind != "soft"
    )


Event = tuple[str, str, str]


def events(source: str, **how: Any) -> tuple[Event, ...]:
    """The structure a parser sees: (role, kind, text), adjoining prose joined. Equal events render alike."""
    return events_of(pieces(source, **how))


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


def abstract(source: str, **how: Any) -> tuple[str, tuple[str, ...]]:
    """The text with each code as ``MASK``, and the codes as they are spelt, in order."""
    found = pieces(source, **how)
    text = "".join(p.raw if p.is_text else MASK for p in found)
    return text, tuple(p.raw for p in found if not p.is_text)


_START = re.compile(rf"(?:[*_\[~! ]|(?<!`)`[^`]+`(?!`))*((?:(?!{SPECIAL.pattern}).)*)")
"""What can be told without a parse: openings of pairs, code spans, and then characters that no code can hold."""


def has_prose(source: str, **how: Any) -> bool:
    """Whether there is a letter outside codes: something to translate."""
    start = None if how.get("only_html") else _START.match(source)
    if start and any(map(str.isalpha, start[1])):
        return True
    if start and start.end() == len(source):
        return False
    return any(any(map(str.isalpha, piece.text)) for piece in pieces(source, **how) if piece.is_text)


# ── Tagged text ─────────────────────────────────────────────────────────────

_TAG = re.compile(r"<(/?)([gx])(\d+)(/?)>")


def to_tags(source: str, **how: Any) -> tuple[str, dict[str, str]]:
    """Tagged text for a provider or XLIFF: ``<g1>…</g1>`` for pairs, ``<x2/>`` for single codes, prose XML-escaped.

    Returns:
        The tagged text, and what each tag stands for: ``g1`` and ``/g1``, ``x2``.
    """
    tags: dict[str, str] = {}
    opened: dict[int, tuple[str, int]] = {}
    out: list[str] = []
    at = number = 0
    for piece in pieces(source, **how):
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

    Raises:
        ValueError: A tag is missing, unknown, doubled or wrongly nested; the message says which.
    """
    out: list[str] = []
    stack: list[str] = []
    seen: set[str] = set()
    at = 0
    for match in _TAG.finditer(tagged):
        out.append(_restored(tagged[at : match.start()], stack, tags, only_html))
        at = match.end()
        closing, letter, number, empty = match.groups()
        name = f"{letter}{number}"
        key = f"/{name}" if closing else name
        if key not in tags or bool(empty) != (letter == "x") or (closing and empty):
            raise ValueError(f"unknown tag {match[0]}")
        if key in seen:
            raise ValueError(f"tag {match[0]} occurs twice")
        seen.add(key)
        if letter == "g" and not closing:
            stack.append(name)
        elif closing and (not stack or stack.pop() != name):
            raise ValueError(f"tag {match[0]} closes what is not open")
        out.append(tags[key])
    out.append(_restored(tagged[at:], stack, tags, only_html))
    if missing := [key for key in tags if key not in seen]:
        raise ValueError(f"tag <{missing[0]}{'/' if missing[0][0] == 'x' else ''}> is missing")
    return "".join(out)


def _restored(text: str, stack: list[str], tags: Mapping[str, str], only_html: bool) -> str:
    """Prose from between two tags as Markdown; inside a link title its quote is escaped, and nothing else."""
    plain = html.unescape(text)
    if only_html:
        return html.escape(plain, quote=False)
    opening = tags[stack[-1]] if stack else ""
    if opening.startswith("](") and (quote := opening[-1]) in "\"'(":
        return plain.replace("\\", "\\\\").replace(")" if quote == "(" else quote, f"\\{quote}")
    return escape(plain)


_ESCAPED = re.compile(r"[\\`*_\[\]<>~$^{}|]|&(?=#?\w+;)|!(?=\[)|:(?=[\w+-]+:)|https?(?=://)")


def escape(text: str) -> str:
    """Plain text as inline Markdown that reads as just that text."""
    return _ESCAPED.sub(lambda m: m[0] if m[0][0] == "h" else f"\\{m[0]}", text) if _ESCAPED.search(text) else text

"""The stretches of inline Markdown that are not plain text.

The tokens of markdown-it, with the offsets that ``parser`` records in them, become spans: what a code or an escape
covers. The contents of links, images and notes, and the titles of links, are spans inside those of their codes.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from markdown_it.helpers import parseLinkTitle
from markdown_it.token import Token

from taiyaku.markdown.budget import STEPS
from taiyaku.markdown.dialects import PAIRS, SINGLES
from taiyaku.markdown.parser import link_destination, markdown

Span = tuple[int, int, str, str, str]
"""(start, end, role, kind, text), where role is ``open``, ``close``, ``single``, or ``text`` for an escape."""


class References(dict[str, str]):
    """Destinations by normalized label; immutable, with a hash that is computed once."""

    def __init__(self, destinations: Mapping[str, str]) -> None:
        super().__init__(destinations)
        self._hash = hash(frozenset(self.items()))
        self.env = {label: {"href": href, "title": ""} for label, href in self.items()}
        """In the form that the parser expects."""

    def __hash__(self) -> int:  # type: ignore[override]
        return self._hash


def markdown_spans(source: str, flavor: str, references: References | None, *, cjk: bool) -> list[Span]:
    """The stretches of inline Markdown that are not plain text, in order.

    With ``cjk``, emphasis opens and closes beside CJK text even where CommonMark does not let it.
    """
    md = markdown(flavor)
    env: dict[str, Any] = {"cjk": cjk, STEPS: 20_000 + 20 * len(source)}
    if references:
        env["references"] = references.env
    try:
        tokens = md.inline.parse(source, md, env, [])
        return sorted(_spans(tokens, source, 0, env), key=lambda span: span[:2])
    except RecursionError:  # no person writes text this deeply nested or with so much left open
        return [(0, len(source), "single", "opaque", source)]


def _spans(tokens: Iterable[Token], source: str, base: int, env: Mapping[str, Any]) -> Iterator[Span]:
    """The stretches that tokens cover; ``base`` is added to their offsets."""
    links: list[str] = []
    for token in tokens:
        if token.map is None:
            continue
        start, end = token.map[0] + base, token.map[1] + base
        name, _, side = token.type.rpartition("_")
        if token.type == "text_special":
            yield start, end, "text", "text", token.content
        elif token.type == "footnote_ref":
            yield from _footnote(token, source, start, end, env)
        elif token.type in SINGLES:
            kind = SINGLES[token.type]
            yield start, end, "single", kind, "" if kind in {"break", "soft"} else _identity(source[start:end])
        elif token.type == "image":
            yield from _image(token, source, start, end, env)
        elif name == "link" and token.markup == "autolink":
            if side == "open":
                yield start, end, "single", "autolink", source[start:end]
        elif name == "link" and side == "open":
            links.append(str(token.attrs.get("href", "")))
            yield start, end, "open", "link", links[-1]
        elif name == "link":
            yield from _closing(source, start, end, "link", links.pop())
        elif name in PAIRS:
            if name == "strong":
                start, end = (start - 1, end) if side == "open" else (start, end + 1)
            yield start, end, side, PAIRS[name], token.markup[:1]


def _footnote(token: Token, source: str, start: int, end: int, env: Mapping[str, Any]) -> Iterator[Span]:
    """``[^1]``, or an inline note ``^[…]``, whose content is text."""
    if source[start] == "[":
        yield start, end, "single", "footnote", source[start:end]
        return
    yield start, start + 2, "open", "note", ""
    yield from _spans(env["footnotes"]["list"][token.meta["id"]]["tokens"], source, start + 2, env)
    yield end - 1, end, "close", "note", ""


def _image(token: Token, source: str, start: int, end: int, env: Mapping[str, Any]) -> Iterator[Span]:
    href = str(token.attrs.get("src", ""))
    content = start + 2
    yield start, content, "open", "image", href
    yield from _spans(token.children or [], source, content, env)
    yield from _closing(source, content + len(token.content), end, "image", href)


def _closing(source: str, start: int, end: int, kind: str, href: str) -> Iterator[Span]:
    """``](url "title")``, with the title as a pair inside the link."""
    if source.startswith("](", start):
        at = _skip_whitespace(source, start + 2, end)
        destination = link_destination(source, at, end - 1)
        before = destination.pos if destination.ok else at
        at = _skip_whitespace(source, before, end)
        title = parseLinkTitle(source, at, end - 1)
        if title.ok and at > before and title.str:
            yield start, at + 1, "open", "title", source[at]
            yield at + 1, title.pos - 1, "text", "text", title.str
            yield title.pos - 1, title.pos, "close", "title", source[at]
            start = title.pos
    yield start, end, "close", kind, href


def _skip_whitespace(source: str, at: int, end: int) -> int:
    while at < end and source[at] in " \t\n":
        at += 1
    return at


# Attributes that can be translated without changing the identity of the tag.
_VISIBLE_ATTRIBUTE = re.compile(r"""(\s(?:alt|title|aria-label|label|caption)\s*=\s*)("[^"]*"|'[^']*')""")


def _identity(raw: str) -> str:
    """A code's text for comparison: whitespace collapsed, the values of visible attributes removed."""
    text = " ".join(raw.split())
    return _VISIBLE_ATTRIBUTE.sub(r'\1""', text) if raw.startswith("<") else text


_HTML = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?:[^<>\"']|\"[^\"]*\"|'[^']*')+>|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{2,31});", re.DOTALL
)


def html_spans(source: str) -> Iterator[Span]:
    """The tags, comments and entities in the text of an HTML block, where there is no other markup."""
    for match in _HTML.finditer(source):
        if match[0][0] == "&":
            yield *match.span(), "text", "text", html.unescape(match[0])
        else:
            yield *match.span(), "single", "html", _identity(match[0])

"""The text blocks of an article's body.

The block parser reports which lines contain text and where their content starts. These lines become text blocks:
stretches of the body with their content, free of container prefixes. Everything between two text blocks stays
untouched. No inline Markdown is parsed here. A finished translation is read in the same way, to compare its structure
with the source's.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markdown_it.token import Token

from taiyaku.errors import ArticleError
from taiyaku.markdown.budget import STEPS
from taiyaku.markdown.dialects import UNIT_KINDS, Dialect, dialect
from taiyaku.markdown.html_text import TextSpan, jsx_attribute_spans, visible_spans
from taiyaku.markdown.parser import markdown, trim
from taiyaku.markdown.spans import References
from taiyaku.model import Kind, Reading

Lines = Sequence[tuple[int, int]]
"""(start, end) of the content of each line, without container prefixes."""


@dataclass(slots=True)
class TextBlock:
    """A stretch of the body that contains text. Not frozen, since there are many and they are short-lived."""

    kind: Kind
    start: int
    """Offset in the normalized body."""
    end: int
    content: str
    """Its lines without prefixes, joined by line breaks."""
    writer: str
    lines: Lines
    """The lines of the block around it; empty if it cannot continue on another line."""
    outermost: int
    """Number of the outermost block around it."""
    level: int = 0
    """1 to 6 for a heading, else 0."""


@dataclass(frozen=True, slots=True)
class Comment:
    """An instruction to Taiyaku in the article: ``<!-- taiyaku:note Keep it short -->``."""

    at: int
    """Offset in the normalized body."""
    command: str
    argument: str


@dataclass(frozen=True, slots=True)
class Body:
    """An article's body, cut into text blocks."""

    src: str
    """With LF line ends and without NUL."""
    offsets: Offsets
    blocks: Sequence[TextBlock]
    """In the order of the text; they do not overlap."""
    comments: Sequence[Comment]
    references: Mapping[str, str]
    """Destinations of link reference definitions by normalized label."""
    shape: tuple[str, ...]
    """The sequence of its blocks."""

    @property
    def text_spans(self) -> tuple[tuple[int, int], ...]:
        """(start, end) of each text block in the file."""
        original = self.offsets.original
        return tuple([(original(block.start), original(block.end)) for block in self.blocks])


def read_body(text: str, base: int, reading: Reading) -> Body:
    """Find the text blocks of a body, which starts at ``base``, after front matter and BOM.

    Raises:
        ArticleError: The blocks are nested too deeply, or too many constructs are left open.
    """
    src, offsets = normalize(text, base)
    env: dict[str, Any] = {STEPS: 1_000_000 + 20 * len(src)}
    tokens: list[Token] = []
    md = markdown(reading.flavor)
    try:
        md.block.parse(src, md, env, tokens)
    except RecursionError:
        raise ArticleError("its Markdown is nested too deeply or has too many unclosed brackets; simplify it") from None
    walk = _Walk(src, reading.attributes, dialect(reading.flavor))
    walk.through(tokens)
    references = References({label: entry["href"] for label, entry in env.get("references", {}).items()})
    return Body(src, offsets, _in_order(walk.blocks), walk.comments, references, _shape(tokens))


# ── Through the blocks ──────────────────────────────────────────────────────


@dataclass(slots=True)
class _Walk:
    src: str
    attributes: Mapping[str, tuple[str, ...]]
    grammar: Dialect
    blocks: list[TextBlock] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    outermost: int = 0

    def through(self, tokens: Iterable[Token]) -> None:
        """Walk the block tokens and keep track of the containers around each text."""
        kinds = [Kind.PARAGRAPH]
        level = 0
        first_in_item = False
        for token in tokens:
            if token.level == 0 and token.nesting >= 0:
                self.outermost += 1
            if token.nesting > 0:
                kinds.append(UNIT_KINDS.get(token.type, kinds[-1]))
                if token.type == "heading_open":
                    level = int(token.tag[1])
                first_in_item = token.type == "list_item_open" or (first_in_item and token.type == "paragraph_open")
                continue
            if token.nesting < 0:
                kinds.pop()
                level = 0
            elif token.type == "inline":
                self._text(token, kinds[-1], level, first_in_item)
            elif token.type in _OTHERS:
                _OTHERS[token.type](self, token, token.meta["lines"])
            first_in_item = False

    def _text(self, token: Token, kind: Kind, level: int, first_in_item: bool) -> None:
        src = self.src
        lines: list[tuple[int, int]] | None = token.meta.get("lines")
        if not lines:
            return
        self._comments(lines)
        if level:
            start, end = lines[-1]
            lines[-1] = start, start + len(self.grammar.without_tail(src[start:end]))
        elif first_in_item:
            lines[0] = self.grammar.without_marker(Kind.ITEM, src, *lines[0]), lines[0][1]
        start, _ = trim(src, *lines[0])
        _, end = trim(src, *lines[-1])
        if start < end:
            content, writer = _content(src, lines, start, end), "markdown"
            if kind is Kind.CELL:
                content, writer = content.replace("\\|", "|"), "cell"
            elif level and token.map and token.map[1] - token.map[0] == 1 and token.meta.get("atx"):
                writer = "atx"
            further = lines if writer == "markdown" else ()
            self.blocks.append(TextBlock(kind, start, end, content, writer, further, self.outermost, level))

    def _html(self, _: Token, lines: Lines) -> None:
        block = "\n".join([self.src[start:end] for start, end in lines])
        self._markup(block, visible_spans(block, self.attributes), lines)

    def _directive(self, token: Token, lines: Lines) -> None:
        start, end = lines[0]
        if self.src[start] == "<":
            block = "\n".join([self.src[start:end] for start, end in lines])
            self._markup(block, jsx_attribute_spans(block, self.attributes), lines)
            return
        self._comments(lines)
        line = self.src[start:end]
        for pattern in token.meta["titles"]:
            if match := re.match(pattern, line):
                first, last = match.span("title")
                self._one_line(Kind.TITLE, "title", start + first, start + last)
                return

    def _definition(self, token: Token, lines: Lines) -> None:
        """The title of a reference definition, which readers see on hover; a title of several lines stays."""
        if token.meta["title"] and (match := _TITLE.search(self.src, *lines[-1])):
            self._one_line(Kind.REFERENCE, "reference", *match.span("title"))

    def _one_line(self, kind: Kind, writer: str, start: int, end: int) -> None:
        self.blocks.append(TextBlock(kind, start, end, self.src[start:end], writer, (), self.outermost))

    def _markup(self, block: str, spans: Iterator[TextSpan], lines: Lines) -> None:
        self._comments(lines)
        starts = [0]
        for start, end in lines:
            starts.append(starts[-1] + end - start + 1)

        def in_body(offset: int) -> int:
            line = bisect.bisect_right(starts, offset, hi=len(lines)) - 1
            return lines[line][0] + offset - starts[line]

        for span in spans:
            start, end = in_body(span.start), in_body(span.end - 1) + 1
            content = block[span.start : span.end]
            if span.attribute:
                self.blocks.append(TextBlock(Kind.ATTRIBUTE, start, end, content, "attribute", (), self.outermost))
            else:
                self.blocks.append(TextBlock(Kind.HTML, start, end, content, "html", lines, self.outermost))

    def _comments(self, lines: Lines) -> None:
        start, end = lines[0][0], lines[-1][1]
        if self.src.find("taiyaku:", start, end) >= 0:
            for match in _COMMENT.finditer(self.src, start, end):
                self.comments.append(Comment(match.start(), match["command"], " ".join(match["argument"].split())))


_OTHERS = {"html_block": _Walk._html, "directive": _Walk._directive, "definition": _Walk._definition}
_TITLE = re.compile(r"""(?<=\s)(?P<quote>["'])(?P<title>(?:(?!(?P=quote))[^\\\n]|\\.)+)(?P=quote)[ \t]*\Z""")
_COMMENT = re.compile(
    r"(?:<!--|\{/\*)\s*taiyaku:(?P<command>off|on|note|ignore)\b(?P<argument>.*?)(?:-->|\*/\})", re.DOTALL
)


def _content(src: str, lines: Lines, start: int, end: int) -> str:
    if len(lines) == 1:
        return src[start:end]
    inner = [src[first:last] for first, last in lines[1:-1]]
    return "\n".join([src[start : lines[0][1]], *inner, src[lines[-1][0] : end]])


def _in_order(blocks: Iterable[TextBlock]) -> list[TextBlock]:
    """The text blocks in reading order, without empty ones and ones that overlap their predecessor."""
    result: list[TextBlock] = []
    end = 0
    for block in sorted(blocks, key=lambda block: block.start):
        if end <= block.start < block.end:
            result.append(block)
            end = block.end
    return result


def _shape(tokens: Iterable[Token]) -> tuple[str, ...]:
    """The sequence of blocks, which a translation must not change."""
    return tuple(
        [
            "/" + (token.tag or token.type) if token.nesting < 0 else token.tag or token.type
            for token in tokens
            if token.type != "inline" and not token.hidden
        ]
    )


# ── Line ends ───────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Offsets:
    """Maps offsets in the normalized body to offsets in the file."""

    base: int
    line_starts: tuple[int, ...]
    """Offsets of the lines in the normalized body; empty if nothing was normalized."""
    originals: tuple[int, ...]
    """Offsets of the same lines in the file."""

    def original(self, offset: int) -> int:
        """The offset in the file."""
        if not self.line_starts:
            return self.base + offset
        line = bisect.bisect_right(self.line_starts, offset) - 1
        return self.originals[line] + offset - self.line_starts[line]


_NEWLINE = re.compile(r"\r\n|\r|\n")


def normalize(text: str, base: int) -> tuple[str, Offsets]:
    """The body in the form that the parser expects: LF line ends, no NUL."""
    body = text[base:] if base else text
    if "\0" in body:
        body = body.replace("\0", "\ufffd")
    if "\r" not in body:
        return body, Offsets(base, (), ())
    starts, originals = [0], [base]
    shrunk = 0
    for match in _NEWLINE.finditer(body):
        shrunk += len(match[0]) - 1
        starts.append(match.end() - shrunk)
        originals.append(base + match.end())
    return _NEWLINE.sub("\n", body), Offsets(base, tuple(starts), tuple(originals))

"""The fields of a construct's record, and groups of dialects that share constructs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from taiyaku.model import Kind

JSX = frozenset({"mdx", "docusaurus"})
"""Dialects whose tags, expressions and modules are read as MDX."""
GENERATORS = frozenset({"gfm", "hugo", "mkdocs", "jekyll", "zenn"}) | JSX
"""Dialects with the additions of site generators."""
ALL = GENERATORS | {"commonmark"}
"""Every dialect; ``commonmark`` is CommonMark alone, for proofs against its specification."""
NO_JSX = ALL - JSX
"""Dialects that read HTML and indented code as CommonMark does."""


def escape_first(line: str) -> str:
    """Escape the first character."""
    return f"\\{line}"


def escape_after_number(line: str) -> str:
    r"""Escape the mark after a number: ``1\. Text``."""
    return re.sub(r"^[0-9]+", r"\g<0>\\", line)


def first_as_entity(line: str) -> str:
    """Write the first character as an entity, where a backslash does not escape it."""
    return f"&#{ord(line[0])};{line[1:]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Construct:
    """The fields of every construct."""

    name: str
    dialects: frozenset[str]
    rule: str
    """The parser rule that reads it; empty if it is read before or after the parser."""
    first: str
    """Every character that it can start with; empty if a block can start with any."""
    example: str
    """Markdown with the construct, valid in each of its dialects; the tests translate it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block(Construct):
    """A construct at the start of a line."""

    makes: str
    """The first parser token that it produces; empty if none."""
    opening: str = ""
    """How its first line starts. Prose that starts a line like this is escaped; empty if inline escapes suffice."""
    may_open: str = ""
    """A pattern for every line that can start it, if ``opening`` is narrower."""
    escape: Callable[[str], str] = escape_first
    """Turns a line that matches ``opening`` into prose."""
    contextual: bool = False
    """Whether it starts depends on the blocks around it, so that parsing the text alone cannot tell: always escaped."""
    within: Kind | None = None
    """The only kind of unit that it can start."""
    marker: str = ""
    """A pattern for the start of the unit's text that is not part of it; only with ``within``."""
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    """The kinds of the units in it, by the parser token around them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(Block):
    """A line that belongs to the site generator; between two such lines there is ordinary Markdown."""

    makes: str = "directive"
    pattern: str
    """The whole line."""
    until: str = ""
    """A pattern that its last line contains, if it can continue on further lines."""
    parent: str = ""
    """The parser's name for the only container that it can be in."""
    titles: tuple[str, ...] = ()
    """Patterns for the line whose group ``title`` is what readers see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tail(Construct):
    """Attributes at the end of a heading, which are not part of its text."""

    pattern: str
    """The whole construct, which contains a character of ``first`` only at its start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inline(Construct):
    """A construct within a text."""

    kinds: Mapping[str, str]
    """The kinds of its pieces, by parser token."""
    guard: str
    """A pattern for what gets a backslash in prose; empty if the guards of other constructs suffice."""
    pattern: str = ""
    """The whole construct, if its ``rule`` reads several by their patterns."""
    trigger: str = ""
    """How it starts, if a character of ``first`` alone is not enough."""
    stops: str = ""
    """Other characters that end a run of plain text, such as the ``]`` of a link."""
    paired: bool = False
    """It consists of two pieces around a text."""
    transparent: bool = False
    """Whether its content is text even if its first characters do not open it."""
    flanking: bool = False
    """Whether its delimiters count depends on the characters beside them, and their spelling makes no difference."""
    joins: str = ""
    """Characters that become part of it if they follow directly."""
    folding: str = ""
    """Where a line break is not equivalent to a space."""
    reserved: bool = False
    """Its first character is an error if it opens nothing, so that prose must never contain it."""
    as_entity: bool = False
    """Its first character becomes an entity in prose, since a backslash does not escape it."""

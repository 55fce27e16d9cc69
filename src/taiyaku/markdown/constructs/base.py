"""What a record of a construct says."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from taiyaku.model import Kind

JSX = frozenset({"mdx", "docusaurus"})
"""Dialects whose tags, expressions and modules are read as MDX."""
GENERATORS = frozenset({"gfm", "hugo", "mkdocs", "jekyll", "zenn"}) | JSX
"""Dialects that have what site generators add to Markdown."""
ALL = GENERATORS | {"commonmark"}
"""Every dialect; ``commonmark`` is CommonMark alone, for proofs against its specification."""
NO_JSX = ALL - JSX
"""Dialects that read HTML and indented code as CommonMark does."""


def escape_first(line: str) -> str:
    """Escape the first character."""
    return f"\\{line}"


def escape_after_number(line: str) -> str:
    r"""Escape the mark behind a number: ``1\. Text``."""
    return re.sub(r"^[0-9]+", r"\g<0>\\", line)


def first_as_entity(line: str) -> str:
    """Write the first character as an entity, where a backslash would be read as itself."""
    return f"&#{ord(line[0])};{line[1:]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Construct:
    """What all constructs have."""

    name: str
    dialects: frozenset[str]
    rule: str
    """The parser's rule that reads it; empty where the rest of the project does, before or after the parser."""
    first: str
    """Every character that it can start with; empty for a block that can start with any."""
    example: str
    """Markdown that is read as the construct in each of its dialects; the tests translate it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block(Construct):
    """A construct that starts at the start of a line."""

    makes: str
    """The first of the parser's tokens that it makes; empty where it makes none."""
    opening: str = ""
    """What prose must not start a line with; it gets ``escape``. Empty where escapes of inline constructs do."""
    may_open: str = ""
    """What every line that starts it matches, where ``opening`` is narrower."""
    escape: Callable[[str], str] = escape_first
    """Makes prose of a line that matches ``opening``."""
    contextual: bool = False
    """Only some blocks around it let it start, so that text read by itself does not show it: always escaped."""
    within: Kind | None = None
    """The only kind of unit that it can start."""
    kinds: Mapping[str, Kind] = field(default_factory=lambda: MappingProxyType({}))
    """The kind of the units in it, by the token around them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(Block):
    """A block of one line that belongs to the site generator; what is between two such lines is ordinary Markdown."""

    makes: str = "directive"
    pattern: str
    """The whole line."""
    until: str = ""
    """What the last of its lines contains, where it can go on over several."""
    parent: str = ""
    """The parser's name of the only container that it can be in."""
    titles: tuple[str, ...] = ()
    """Patterns of the line whose group ``title`` is what readers see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inline(Construct):
    """A construct inside a text."""

    kinds: Mapping[str, str]
    """The kind of piece that it makes, by the parser's token."""
    guard: str
    """What gets a backslash in prose; empty where other guards or the text beside it decide."""
    pattern: str = ""
    """All of it, where ``rule`` reads several constructs by their patterns."""
    trigger: str = ""
    """What it starts with, where that is more than one of the characters ``first``."""
    stops: str = ""
    """Further characters that end a run of plain text: the ``]`` of a link."""
    paired: bool = False
    """It is two pieces around a text."""
    transparent: bool = False
    """What follows its first characters is text for readers, whether or not they open it."""
    flanking: bool = False
    """What stands beside its delimiters decides whether they are any, and how they are spelt changes nothing."""
    joins: str = ""
    """Characters that, right behind it, would become part of it."""
    folding: str = ""
    """Where a line break is more than a space to it."""
    reserved: bool = False
    """Its first character is an error where it opens nothing, so that prose must never contain it."""
    as_entity: bool = False
    """Its first character becomes an entity in prose, for a backslash would be read as itself."""

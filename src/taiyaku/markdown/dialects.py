"""The Markdown dialects, derived from the table of constructs.

Nothing is defined here a second time. Each table is derived when it is first needed.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from taiyaku.errors import UsageError
from taiyaku.language.scripts import UNSPACED
from taiyaku.markdown.constructs import CONSTRUCTS, Block, Inline, Line, Tail
from taiyaku.markdown.constructs.base import JSX
from taiyaku.model import Kind
from taiyaku.suggest import did_you_mean

NAMES = tuple(dict.fromkeys(name for construct in CONSTRUCTS for name in sorted(construct.dialects)))
"""Every dialect."""


@dataclass(frozen=True, slots=True)
class LineEscape:
    """How to escape lines that would start a block."""

    opening: re.Pattern[str]
    escape: Callable[[str], str]
    within: Kind | None
    """The only kind of unit that it applies to."""


class Dialect:
    """The constructs of a dialect, and everything derived from them."""

    def __init__(self, name: str) -> None:
        own = [construct for construct in CONSTRUCTS if name in construct.dialects]
        self.name = name
        self.is_jsx = name in JSX
        self.blocks = tuple(construct for construct in own if isinstance(construct, Block))
        self.lines = tuple(construct for construct in self.blocks if isinstance(construct, Line))
        self.tails = tuple(construct for construct in own if isinstance(construct, Tail))
        self.inlines = tuple(construct for construct in own if isinstance(construct, Inline))

    # ── To read ─────────────────────────────────────────────────────────────

    @cached_property
    def block_rules(self) -> Mapping[str, str]:
        """The parser's block rules and the characters that their first lines start with; empty for any."""
        return _firsts(self.blocks)

    @cached_property
    def inline_rules(self) -> Mapping[str, str]:
        """The parser's inline rules and the characters that they start with."""
        return _firsts(self.inlines)

    @cached_property
    def special(self) -> re.Pattern[str]:
        """A pattern for anything that can start an inline construct; text without a match needs no inline parse."""
        return re.compile(_special(self.inlines))

    @cached_property
    def marked(self) -> re.Pattern[str]:
        """The same without line breaks."""
        return re.compile(_special(construct for construct in self.inlines if construct.first != "\n"))

    @cached_property
    def text_start(self) -> re.Pattern[str]:
        """Text that is certain without a parse: after the openings of pairs and code spans, up to the next code."""
        opens = "".join(sorted({c for construct in self.inlines if construct.transparent for c in construct.first}))
        return re.compile(rf"(?:[{re.escape(opens)} ]|(?<!`)`[^`]+`(?!`))*((?:(?!{self.special.pattern}).)*)")

    @cached_property
    def delicate(self) -> re.Pattern[str]:
        """Where a line break is not just a space: in codes that it would end, hard breaks, CJK text."""
        return re.compile(_any_of([*(c.folding for c in self.inlines), f"[{UNSPACED}]"]))

    @cached_property
    def opaque(self) -> re.Pattern[str]:
        """The inline constructs that their patterns describe completely."""
        return re.compile(_any_of(c.pattern for c in self.inlines), re.DOTALL | re.ASCII)

    @cached_property
    def line_patterns(self) -> Mapping[tuple[str, str], Sequence[tuple[Line, re.Pattern[str]]]]:
        """The constructs of one line with their patterns, by the rule that reads them and their first character."""
        found: dict[tuple[str, str], list[tuple[Line, re.Pattern[str]]]] = defaultdict(list)
        for construct in self.lines:
            for first in construct.first:
                found[construct.rule, first].append((construct, re.compile(construct.pattern)))
        return found

    def without_marker(self, kind: Kind, src: str, start: int, end: int) -> int:
        """The offset of a unit's text, after the marker at the start of its first line, such as ``[x]``."""
        for pattern in self._markers.get(kind, ()):
            if match := pattern.match(src, start, end):
                return match.end()
        return start

    @cached_property
    def _markers(self) -> Mapping[Kind, Sequence[re.Pattern[str]]]:
        found: dict[Kind, list[re.Pattern[str]]] = defaultdict(list)
        for construct in self.blocks:
            if construct.within and construct.marker:
                found[construct.within].append(re.compile(construct.marker))
        return found

    def without_tail(self, heading: str) -> str:
        """A heading's line without the attributes at its end, such as ``{#id}``."""
        text = heading.rstrip(" \t")
        for pattern, first in self._tails:
            if (at := text.rfind(first)) >= 0 and pattern.fullmatch(text, at) and text[at - 1 : at] != "\\":
                return text[:at]
        return heading

    @cached_property
    def _tails(self) -> Sequence[tuple[re.Pattern[str], str]]:
        return [(re.compile(construct.pattern), first) for construct in self.tails for first in construct.first]

    # ── To write ────────────────────────────────────────────────────────────

    @cached_property
    def line_escapes(self) -> tuple[LineEscape, ...]:
        """How each line that would start a block is escaped; the first match applies."""
        groups: dict[tuple[Callable[[str], str], Kind | None], list[str]] = defaultdict(list)
        for construct in self.blocks:
            groups[construct.escape, construct.within].append(construct.opening)
        return tuple(
            LineEscape(re.compile(_any_of(openings)), escape, within)
            for (escape, within), openings in groups.items()
            if any(openings)
        )

    @cached_property
    def contextual(self) -> tuple[tuple[re.Pattern[str], Kind | None], ...]:
        """Patterns for what starts a block only in some contexts, each with the kind of unit that it is limited to."""
        groups: dict[Kind | None, list[str]] = defaultdict(list)
        for construct in self.blocks:
            if construct.contextual:
                groups[construct.within].append(construct.opening)
        return tuple((re.compile(_any_of(openings)), within) for within, openings in groups.items())

    @cached_property
    def may_open(self) -> re.Pattern[str]:
        """Every line that can start a block other than a paragraph. Other lines need no block parse."""
        return re.compile(_any_of(construct.may_open or construct.opening for construct in self.blocks))

    @cached_property
    def reserved(self) -> re.Pattern[str] | None:
        """Characters that prose must not contain."""
        characters = "".join(sorted({c for construct in self.inlines if construct.reserved for c in construct.first}))
        return re.compile(f"[{re.escape(characters)}]") if characters else None

    @cached_property
    def as_entities(self) -> str:
        """Characters that must become entities in prose, since a backslash does not escape them."""
        return "".join(sorted({c for construct in self.inlines if construct.as_entity for c in construct.first}))


@functools.cache
def dialect(name: str) -> Dialect:
    """A dialect by its name.

    Raises:
        UsageError: The name is unknown.
    """
    if name not in NAMES:
        raise UsageError(f'unknown flavor "{name}"; {did_you_mean(name, NAMES)}')
    return Dialect(name)


# ── Across all dialects ─────────────────────────────────────────────────────

_INLINES = tuple(construct for construct in CONSTRUCTS if isinstance(construct, Inline))

UNIT_KINDS: Mapping[str, Kind] = {
    token: kind for construct in CONSTRUCTS if isinstance(construct, Block) for token, kind in construct.kinds.items()
}
"""The kind of the units in a block, by the parser's token."""
PAIRS: Mapping[str, str] = {token: kind for c in _INLINES if c.paired for token, kind in c.kinds.items()}
"""The kind of a pair of pieces, by the parser's tokens without ``_open`` and ``_close``."""
SINGLES: Mapping[str, str] = {token: kind for c in _INLINES if not c.paired for token, kind in c.kinds.items()}
"""The kind of a piece that is not part of a pair, by the parser's token."""
EMPHASIS = frozenset(kind for c in _INLINES if c.flanking for kind in c.kinds.values())
"""Kinds of pairs whose delimiters depend on the characters beside them, and whose spelling is not compared."""
JOINS = "".join(construct.joins for construct in _INLINES)
"""Characters that would become part of the code before them."""


@functools.cache
def guarded() -> re.Pattern[str]:
    """What is escaped in prose in every dialect, since a translation may be reused in an article of another dialect."""
    return re.compile(_any_of(construct.guard for construct in _INLINES))


@functools.cache
def left_open() -> str:
    """Characters that prose may contain, but not right before a code, which they would turn into another."""
    firsts = "".join(dict.fromkeys("".join(construct.first for construct in _INLINES)))
    return "".join(c for c in firsts if not (c.isalnum() or c.isspace() or guarded().match(c)))


def _firsts(constructs: Iterable[Block | Inline]) -> dict[str, str]:
    """The characters that the constructs of each rule start with; empty if one of them can start with any."""
    firsts: dict[str, list[str]] = defaultdict(list)
    for construct in constructs:
        if construct.rule:
            firsts[construct.rule].append(construct.first)
    return {rule: "".join(found) if all(found) else "" for rule, found in firsts.items()}


def _special(constructs: Iterable[Inline]) -> str:
    characters: set[str] = set()
    triggers: list[str] = []
    for construct in constructs:
        characters.update(construct.stops)
        if construct.trigger:
            triggers.append(construct.trigger)
        else:
            characters.update(construct.first)
    return _any_of([*map(re.escape, sorted(characters)), *triggers])


_ONE_CHARACTER = re.compile(r"\\[^\w]|[^\\.^$*+?{}\[\]()|-]", re.DOTALL)


def _any_of(patterns: Iterable[str]) -> str:
    """One pattern for several; single characters become a class, which is faster."""
    found = [pattern for pattern in dict.fromkeys(patterns) if pattern]
    single = [pattern for pattern in found if _ONE_CHARACTER.fullmatch(pattern)]
    return "|".join([*([f"[{''.join(single)}]"] if single else []), *(p for p in found if p not in single)])

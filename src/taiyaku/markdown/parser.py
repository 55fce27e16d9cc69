"""markdown-it-py, extended to record positions.

The library's block tokens have line numbers but not the offset of a line's content behind `> ` and list indents, and
its inline tokens have no positions at all. Both are known when a rule matches, so they are recorded then:

* tokens of block rules with text get ``meta["lines"]``: a (start, end) pair of offsets for each line;
* inline tokens get ``map``: the (start, end) offsets of their markup in the inline content.

Everything that no token covers is text.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import MD_TRIM_CHARS, isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.helpers import parseLinkDestination, parseLinkLabel, parseLinkTitle
from markdown_it.parser_inline import ParserInline
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block.state_block import StateBlock
from markdown_it.rules_inline.state_inline import Scanned, StateInline
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

from taiyaku.language.scripts import CJK
from taiyaku.markdown import directives, jsx
from taiyaku.markdown.budget import spend
from taiyaku.markdown.dialects import Dialect, dialect
from taiyaku.markdown.directives import BlockRule, InlineRule

Locate = Callable[[StateBlock, list[Token]], None]

_is_cjk = re.compile(f"[{CJK}]").match


@functools.cache
def markdown(flavor: str) -> MarkdownIt:
    """The block and inline parser of a dialect: all rules are installed, and those of the dialect enabled.

    Raises:
        UsageError: There is no such dialect.
    """
    grammar = dialect(flavor)
    md = MarkdownIt("commonmark", {"store_labels": True, "inline_definitions": True})
    md.inline = inline = _LocatingInline()
    md.helpers = _Helpers  # type: ignore[assignment]
    # Keep destinations exactly as written.
    md.normalizeLink = lambda url: url  # type: ignore[method-assign]
    md.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    md.use(footnote_plugin, move_to_end=False, always_match_refs=True)
    md.use(deflist_plugin)
    md.use(dollarmath_plugin, allow_space=False, allow_digits=False)
    inline.ruler.at("footnote_ref", _footnote_reference)
    interrupts: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    block = md.block.ruler
    block.before("table", "directive", directives.directive(grammar), interrupts)
    block.before("directive", "admonition", directives.admonition(grammar), interrupts)
    block.before("admonition", "esm", jsx.esm)
    block.before("esm", "jsx", jsx.jsx_block, {"alt": ["paragraph", "reference", "blockquote"]})
    inline.ruler.before("html_inline", "jsx_inline", jsx.jsx_inline)
    inline.ruler.before("escape", "expression", jsx.expression)
    inline.ruler.before("escape", "opaque", directives.opaque(grammar))
    inline.ruler.before("escape", "math", directives.math)
    block.enableOnly(["paragraph", *grammar.block_rules])
    inline.ruler.enableOnly(["text", *grammar.inline_rules])
    inline.ruler2.enableOnly(["balance_pairs", *({"emphasis", "strikethrough"} & grammar.inline_rules.keys())])
    _dispatch_blocks(md, grammar.block_rules)
    inline.dispatch(grammar)
    return md


# ── Blocks ──────────────────────────────────────────────────────────────────


def _dispatch_blocks(md: MarkdownIt, firsts: Mapping[str, str]) -> None:
    """Replace each chain with one rule that tries only the rules that the first character of the line can start."""
    ruler = md.block.ruler
    active = [rule for rule in ruler.__rules__ if rule.enabled]
    chains = {"", *(name for rule in active for name in rule.alt)}
    ruler.__cache__ = {
        chain: [_dispatching_rule([(rule.name, rule.fn) for rule in active if not chain or chain in rule.alt], firsts)]
        for chain in chains
    }


def _dispatching_rule(rules: list[tuple[str, BlockRule]], firsts: Mapping[str, str]) -> BlockRule:
    """One block rule for several, which records the offsets of lines while the containers around them are known."""

    def rules_for(first: str) -> list[tuple[BlockRule, Locate | None]]:
        return [(fn, _LOCATE.get(name)) for name, fn in rules if first in (firsts.get(name) or first)]

    by_first = {first: rules_for(first) for first in {*"".join(firsts.values())}}
    others = rules_for("\0")

    def rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        before = len(state.tokens)
        at = state.bMarks[start] + state.tShift[start]
        for fn, locate in by_first.get(state.src[at : at + 1], others):
            if fn(state, start, end, silent):
                if locate and not silent:
                    locate(state, state.tokens[before:])
                return True
        return False

    return rule


def line_spans(state: StateBlock, first: int, last: int) -> list[tuple[int, int]]:
    """Offsets of the content of the lines ``first`` to ``last`` (exclusive), without prefixes and indents."""
    return [(state.bMarks[line] + state.tShift[line], state.eMarks[line]) for line in range(first, last)]


def _map(token: Token) -> list[int]:
    return token.map or [0, 0]


def _text_lines(state: StateBlock, tokens: list[Token]) -> None:
    for token in tokens:
        if token.type == "inline" and token.map:
            token.meta["lines"] = line_spans(state, *token.map)


def _atx_line(state: StateBlock, tokens: list[Token]) -> None:
    opening, inline, _ = tokens
    ((start, end),) = line_spans(state, *_map(inline))
    start += len(opening.markup)
    at = state.src.find(inline.content, start, end)
    inline.meta |= {"lines": [(at, at + len(inline.content))], "atx": True}


def _cell_spans(state: StateBlock, tokens: list[Token]) -> None:
    row: list[tuple[int, int]] = []
    for token in tokens:
        if token.type == "tr_open" and token.map:
            row = _split_row(state.src, *line_spans(state, *token.map)[0])[::-1]
        elif token.type == "inline":
            token.meta["lines"] = [row.pop()] if row else []


def _split_row(src: str, start: int, end: int) -> list[tuple[int, int]]:
    """The cells of a table row, split as in markdown-it: at every `|` without a backslash before it."""
    start, end = trim(src, start, end)
    cuts = [at for at in range(start, end) if src[at] == "|" and (at == start or src[at - 1] != "\\")]
    edges = [start - 1, *cuts, end]
    cells = [(left + 1, right) for left, right in pairwise(edges)]
    if cells and cells[0][0] == cells[0][1]:
        cells.pop(0)
    if cells and cells[-1][0] == cells[-1][1]:
        cells.pop()
    return [trim(src, *cell) for cell in cells]


def _html_lines(state: StateBlock, tokens: list[Token]) -> None:
    tokens[-1].meta["lines"] = line_spans(state, *_map(tokens[-1]))


def _definition_terms(state: StateBlock, tokens: list[Token]) -> None:
    for before, token in pairwise(tokens):
        if before.type == "dt_open" and token.map:
            token.meta["lines"] = line_spans(state, token.map[0], token.map[0] + 1)


_LOCATE: dict[str, Locate] = {
    "paragraph": _text_lines,
    "lheading": _text_lines,
    "heading": _atx_line,
    "table": _cell_spans,
    "html_block": _html_lines,
    "deflist": _definition_terms,
    "reference": _html_lines,
}


def trim(src: str, start: int, end: int) -> tuple[int, int]:
    """Narrow a span by the characters that the parser trims."""
    while start < end and src[start] in MD_TRIM_CHARS:
        start += 1
    while end > start and src[end - 1] in MD_TRIM_CHARS:
        end -= 1
    return start, end


# ── Inline ──────────────────────────────────────────────────────────────────


_PLAIN_DESTINATION = re.compile(r"[^\x00-\x20\x7f()<\\&]+(?=[\x00-\x20\x7f)]|\Z)")


@dataclass(slots=True)
class _Destination:
    """The result type of the library's ``parseLinkDestination``."""

    ok: bool
    pos: int
    str: str


def link_destination(src: str, start: int, end: int) -> Any:
    """``parseLinkDestination`` with a fast path for destinations without escapes."""
    if plain := _PLAIN_DESTINATION.match(src, start, end):
        return _Destination(ok=True, pos=plain.end(), str=plain[0])
    return parseLinkDestination(src, start, end)


class _Helpers:
    """The functions that the library's rules look for in ``md.helpers``."""

    parseLinkDestination = staticmethod(link_destination)  # noqa: N815 - the library's name
    parseLinkLabel = staticmethod(parseLinkLabel)  # noqa: N815
    parseLinkTitle = staticmethod(parseLinkTitle)  # noqa: N815


_FOOTNOTE = re.compile(r"\[\^[^\] \n]++\]")


def _footnote_reference(state: StateInline, silent: bool) -> bool:
    """``[^1]``, even if the note does not exist."""
    if state.html_terminator_last("]") < state.pos or not (
        match := _FOOTNOTE.match(state.src, state.pos, state.posMax)
    ):
        return False
    if not silent:
        state.push("footnote_ref", "", 0)
    state.pos = match.end()
    return True


class _LocatingInline(ParserInline):
    """An inline parser that records offsets and tries only the rules that a character can start."""

    def dispatch(self, grammar: Dialect) -> None:
        """Sort the rules by first character, once all are installed."""
        self.terminator_re = grammar.special
        rules = [(rule.name, rule.fn) for rule in self.ruler.__rules__ if rule.enabled]
        firsts = grammar.inline_rules
        self._by_first: dict[str, list[InlineRule]] = {
            first: [fn for name, fn in rules if first in firsts.get(name, first)]
            for first in {*"".join(firsts.values())}
        }
        self._text = [fn for name, fn in rules if name == "text"]

    def skipToken(self, state: StateInline) -> None:  # noqa: N802 - the library's name
        at = state.pos
        spend(state.env)
        if (known := state.cache.get(at)) is not None:
            state.pos = known
            return
        found = False
        if state.level < state.md.options["maxNesting"]:
            state.level += 1
            found = any(rule(state, True) for rule in self._by_first.get(state.src[at], self._text))
            state.level -= 1
        else:
            state.pos = state.posMax
        if not found:
            state.pos += 1
        state.cache[at] = state.pos

    def tokenize(self, state: StateInline) -> None:
        end = state.posMax
        nesting = state.md.options["maxNesting"]
        while state.pos < end:
            at, before = state.pos, len(state.tokens)
            if state.level < nesting:
                for rule in self._by_first.get(state.src[at], self._text):
                    if rule(state, False):
                        break
                if state.pos > at:
                    if len(state.tokens) > before:
                        _locate(state, before, at)
                    continue
            state.append_pending(state.src[at])
            state.pos += 1
        if state.pending:
            state.pushPending()
        state.env["inner_end"] = end

    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        state = (_CjkFriendly if env.get("cjk") else StateInline)(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def _locate(state: StateInline, before: int, at: int) -> None:
    """Record the offsets of what one rule matched, from ``at`` to ``state.pos``, in its tokens."""
    tokens = state.tokens
    last = tokens[-1]
    if last.type == "text":
        # A run of delimiters: each of its tokens has some of the characters, and the last one ends the run.
        end = state.pos
        for token in reversed(tokens[before:]):
            if end <= at:
                break
            token.map = [end - len(token.content), end]
            end -= len(token.content)
    elif last.type == "link_close":
        opening = next(token for token in tokens[before:] if token.type == "link_open" and token.map is None)
        if last.markup == "autolink":
            opening.map, last.map = [at, state.pos], [state.pos, state.pos]
        else:
            opening.map, last.map = [at, at + 1], [state.env["inner_end"], state.pos]
    else:
        if last.type in {"softbreak", "hardbreak"}:
            while at and state.src[at - 1] == " ":
                at -= 1
        last.map = [at, state.pos]


class _CjkFriendly(StateInline):
    """Lets `*` emphasis open and close beside CJK text where the flanking rule of CommonMark does not.

    It follows the "CJK-friendly emphasis" amendment: CJK punctuation never prevents a delimiter run from opening or
    closing, and other punctuation only if there is no CJK character on the other side of the run.
    """

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803 - the library's names
        scanned = super().scanDelims(start, canSplitWord)
        if self.src[start] != "*" or (scanned.can_open and scanned.can_close):
            return scanned
        before = self.src[start - 1] if start else " "
        stop = start + scanned.length
        after = self.src[stop] if stop < self.posMax else " "
        blank_before, blank_after = isWhiteSpace(ord(before)), isWhiteSpace(ord(after))
        left = not blank_after and (not _blocks_emphasis(after) or blank_before or _is_cjk_punctuation(before))
        right = not blank_before and (not _blocks_emphasis(before) or blank_after or _is_cjk_punctuation(after))
        return Scanned(scanned.can_open or left, scanned.can_close or right, scanned.length)


def _is_punctuation(character: str) -> bool:
    return isMdAsciiPunct(ord(character)) or isPunctChar(character)


def _blocks_emphasis(character: str) -> bool:
    return _is_punctuation(character) and not _is_cjk(character)


def _is_cjk_punctuation(character: str) -> bool:
    return _is_punctuation(character) or bool(_is_cjk(character))

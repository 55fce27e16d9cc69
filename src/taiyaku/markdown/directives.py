"""The rules that read constructs by the patterns of their records.

A line that belongs to the site generator (``:::tip``, ``!!! note``, ``/// tab``, ``{% include %}``) is a leaf block:
what is between two of them is read as ordinary Markdown, and a paragraph ends where one begins. Inline, a shortcode, an
attribute list, a bare URL or an emoji name is one opaque token.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it.rules_block.state_block import StateBlock
from markdown_it.rules_inline.state_inline import StateInline

from taiyaku.markdown.budget import spend
from taiyaku.markdown.constructs import Line
from taiyaku.markdown.dialects import Dialect

BlockRule = Callable[[StateBlock, int, int, bool], bool]
InlineRule = Callable[[StateInline, bool], bool]

# ── Blocks ──────────────────────────────────────────────────────────────────


def push_directive(state: StateBlock, first: int, last: int, construct: Line | None = None) -> bool:
    """Make the lines ``first`` to ``last`` (exclusive) a directive."""
    state.line = last
    token = state.push("directive", "", 0)
    token.map = [first, last]
    token.meta["lines"] = [(state.bMarks[line] + state.tShift[line], state.eMarks[line]) for line in range(first, last)]
    token.meta["titles"] = construct.titles if construct else ()
    return True


def line_text(state: StateBlock, line: int) -> str:
    """A line without the prefixes of containers and its indent."""
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _read_line(dialect: Dialect, rule: str, state: StateBlock, line: int) -> Line | None:
    """The construct on a line."""
    if state.is_code_block(line):
        return None
    text = line_text(state, line)
    for construct, pattern in dialect.line_patterns.get((rule, text[:1]), ()):
        if construct.parent in {"", state.parentType} and pattern.fullmatch(text):
            return construct
    return None


def directive(dialect: Dialect) -> BlockRule:
    """Lines that belong to the site generator; some constructs may span several."""

    def rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        construct = _read_line(dialect, "directive", state, start)
        if construct is None:
            return False
        last = start + 1
        if construct.until:
            while last < end and not re.search(construct.until, line_text(state, last)):
                last += 1
            if last >= end:
                spend(state.env, last - start)
                return False
            last += 1
        return silent or push_directive(state, start, last, construct)

    return rule


def admonition(dialect: Dialect) -> BlockRule:
    """Constructs such as Python-Markdown's ``!!! note "Title"``, whose body is indented by four."""

    def rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        construct = _read_line(dialect, "admonition", state, start)
        if construct is None:
            return False
        if silent:
            return True
        push_directive(state, start, start + 1, construct)
        last = start + 1
        while last < end and (state.isEmpty(last) or state.sCount[last] >= state.blkIndent + 4):
            last += 1
        while last > start + 1 and state.isEmpty(last - 1):
            last -= 1
        if last > start + 1:
            indent, line_max, parent = state.blkIndent, state.lineMax, state.parentType
            state.blkIndent, state.lineMax, state.parentType = indent + 4, last, "root"
            state.level += 1
            state.md.block.tokenize(state, start + 1, last)
            state.level -= 1
            state.blkIndent, state.lineMax, state.parentType = indent, line_max, parent
        state.line = last
        return True

    return rule


# ── Inline ──────────────────────────────────────────────────────────────────

_SHORTCODES = {"{{": "}}", "{%": "%}"}
_MATH = re.compile(
    r"\$\$(?!\$)(?:\\.|[^\\])+?\$\$ | (?<!\d)\$(?![\s$])(?:\\.|[^\\$\n])*?(?<![\s\\])\$(?!\d)", re.VERBOSE | re.DOTALL
)


def opaque(dialect: Dialect) -> InlineRule:
    """Constructs that are one token, whatever their content."""
    pattern = dialect.opaque

    def rule(state: StateInline, silent: bool) -> bool:
        closing = _SHORTCODES.get(state.src[state.pos : state.pos + 2])
        if closing and state.html_terminator_last(closing) < state.pos:
            return False
        return _single(state, pattern.match(state.src, state.pos, state.posMax), "opaque", silent)

    return rule


def math(state: StateInline, silent: bool) -> bool:
    """``$$…$$``, and ``$…$`` unless it may be an amount of money: whitespace inside or a digit outside a delimiter."""
    if state.html_terminator_last("$") == state.pos:
        return False
    return _single(state, _MATH.match(state.src, state.pos, state.posMax), "math_inline", silent)


def _single(state: StateInline, match: re.Match[str] | None, kind: str, silent: bool) -> bool:
    if match is None:
        return False
    if not silent:
        state.push(kind, "", 0).content = match[0]
    state.pos = match.end()
    return True

"""MDX: the rules for modules, tags and ``{…}`` expressions, and where a tag or an expression ends."""

from __future__ import annotations

import re

from markdown_it.rules_block.state_block import StateBlock
from markdown_it.rules_inline.state_inline import StateInline

from taiyaku.markdown.budget import spend
from taiyaku.markdown.directives import line_text, push_directive

# ── Blocks ──────────────────────────────────────────────────────────────────

_ESM = re.compile(r"(?:import|export)\s(?:.*\bfrom\s*[\"']|\s*[\"'{*]|default\b|const\b|let\b|function\b|async\b)")


def esm(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """``import`` and ``export`` of MDX, up to the next blank line."""
    if state.level or not _ESM.match(line_text(state, start)):
        return False
    last = start
    depth = 0
    while last < end and (depth > 0 or not state.isEmpty(last)):
        depth += sum((c in "{[(") - (c in "}])") for c in line_text(state, last))
        last += 1
    return silent or push_directive(state, start, last)


def jsx_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Lines that consist of JSX tags and ``{…}`` expressions; between such lines there is ordinary Markdown."""
    at = state.bMarks[start] + state.tShift[start]
    if state.src[at : at + 1] not in {"<", "{"}:
        return False
    limit = state.eMarks[end - 1]
    last = start
    while True:
        opened = at
        at = scan_tag(state.src, at, limit) if state.src[at] == "<" else scan_braces(state.src, at, limit)
        if at < 0:
            spend(state.env, (limit - opened) // 10)
            return False
        while last < end and state.eMarks[last] < at:
            last += 1
        while at < state.eMarks[last] and state.src[at] in " \t":
            at += 1
        if at >= state.eMarks[last]:
            return silent or push_directive(state, start, last + 1)
        if state.src[at] not in "<{":
            return False


# ── Inline ──────────────────────────────────────────────────────────────────


def expression(state: StateInline, silent: bool) -> bool:
    """``{…}`` of MDX."""
    return _push_up_to(state, scan_braces(state.src, state.pos, state.posMax), "opaque", silent)


def jsx_inline(state: StateInline, silent: bool) -> bool:
    """A JSX tag, whose attributes may be expressions."""
    return _push_up_to(state, scan_tag(state.src, state.pos, state.posMax), "html_inline", silent)


def _push_up_to(state: StateInline, end: int, kind: str, silent: bool) -> bool:
    if end < 0:
        spend(state.env, (state.posMax - state.pos) // 10)
        return False
    if not silent:
        state.push(kind, "", 0).content = state.src[state.pos : end]
    state.pos = end
    return True


# ── Finding the end ─────────────────────────────────────────────────────────

_TAG_NAME = re.compile(r"</?(?:[A-Za-z][\w.:-]*)?")
_TAG_PART = re.compile(r"""\s+|[\w:.$-]+(?:\s*=\s*)?|"[^"]*"|'[^']*'|/(?=\s*>)""")
_BRACES = re.compile(r"""[{}]|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|/\*(?:.*?\*/|.*)""", re.DOTALL)


def scan_tag(src: str, start: int, end: int) -> int:
    """The offset after the JSX tag at ``start``, or -1 if there is none that ends before ``end``."""
    name = _TAG_NAME.match(src, start, end)
    if name is None:
        return -1
    at = name.end()
    while at < end:
        if src[at] == ">":
            return at + 1
        if src[at] == "{":
            at = scan_braces(src, at, end)
            if at < 0:
                return -1
            continue
        part = _TAG_PART.match(src, at, end)
        if part is None:
            return -1
        at = part.end()
    return -1


def scan_braces(src: str, start: int, end: int) -> int:
    """The offset after the ``{…}`` at ``start``, ignoring braces in strings and comments, or -1."""
    depth = 0
    for match in _BRACES.finditer(src, start, end):
        if match[0] == "{":
            depth += 1
        elif match[0] == "}":
            depth -= 1
            if depth == 0:
                return match.end()
    return -1

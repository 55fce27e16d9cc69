"""What site generators add to Markdown, as rules that protect it.

A directive (``:::tip``, ``!!! note``, ``/// tab``, Liquid, Hugo and MDX lines) is a leaf block of its own: what stands
between two directives is read as ordinary Markdown, and a paragraph ends where a directive line begins. Inline, a
shortcode, expression, attribute list, bare URL or emoji name is one opaque token.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block.state_block import StateBlock
from markdown_it.rules_inline.state_inline import StateInline

JSX = frozenset({"mdx", "docusaurus"})
"""Dialects whose tags, expressions and modules are read as MDX."""

STEPS = "taiyaku_steps"
"""Where a parse keeps how many steps it may still take beyond reading its text once."""


class TangledError(RecursionError):
    """The text leaves so much open that reading it would take far longer than its length allows."""


def spend(env: MutableMapping[Any, Any], steps: int = 1) -> None:
    """Count steps that led nowhere.

    Raises:
        TangledError: There were too many.
    """
    env[STEPS] = env.get(STEPS, 1_000_000) - steps
    if env[STEPS] < 0:
        raise TangledError


_INTERRUPTS: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}

_LINE = re.compile(
    r"""(?: :{3,} .*                                  # ::: containers of markdown-it, Docusaurus, Zenn
        | /{3,} (?:[ ]\S.*)?                          # /// blocks of pymdown
        | === [!+]? [ ] ["'] .* ["']                  # === tabs of Material for MkDocs
        | (?: \{% (?:(?!%\}).)* %\} \s*+)++           # {% %} Liquid
        | (?: \{\{[<%] (?:(?![>%]\}\}).)* [>%]\}\} \s*+)++ # {{< >}} and {{% %}} of Hugo
        | (?: \{\{ (?:(?!\}\}).)* \}\} \s*+)++         # {{ }} of Liquid and Jinja
        | (?: \{%-? | \{\{[<%]) (?!.*[>%]\}) .*       # the same, open to a later line
        | \{: [^}]* \}                                # {: } attribute lists of kramdown
        | @\[ [^\]]* \] \( .* \)                      # @[card](…) embeds of Zenn
        | \[\[? (?:toc|TOC) \]\]?
        )\s*$""",
    re.VERBOSE,
)
_ADMONITION = re.compile(r"""(?:!!!|\?\?\?\+?)[ ]?[\w-]+(?:[ ][\w -]*+)?(?:"[^"]*")?\s*+$""")
_ALERT = re.compile(r"\[![A-Za-z-]+\][+-]?(?:[ ].*)?$")
_STARTS = frozenset(":/=!?{@[")
_OPEN_ENDED = re.compile(r"\{%-?(?!.*%\})|\{\{[<%](?!.*[>%]\}\})")
_CLOSES = re.compile(r"[%>]\}\}?")

FIRST = {"directive": ":/={@[", "admonition": "!?=", "esm": "ie", "jsx": "<{"}
"""The characters that the lines of a block rule start with."""
INLINE_FIRST = {"opaque": "{hw:", "math": "$", "expression": "{", "jsx_inline": "<"}
"""The characters that an inline rule starts with."""

TITLES = (
    re.compile(r":{3,}[ ]*[\w-]+\[(?P<title>.+)\]"),
    re.compile(r":{3,}[ ]*(?!\{)[\w-]+[ ]+(?P<title>[^\s{\[](?:[^{]*[^\s{])?)"),
    re.compile(r"/{3,}[ ]+[\w-]+[ ]*\|[ ]*(?P<title>\S(?:.*\S)?)"),
    re.compile(r"""(?:!!!|\?\?\?\+?|===[!+]?).*?(?P<quote>["'])(?P<title>.+)(?P=quote)"""),
    re.compile(r"\[![A-Za-z-]+\][+-]?[ ]+(?P<title>\S(?:.*\S)?)"),
)
"""Where the title that readers see stands in a directive's line."""


def install(md: MarkdownIt, *, jsx: bool) -> None:
    """Add the rules to a parser; ``jsx`` reads tags, expressions and ESM as MDX does."""
    block, inline = md.block.ruler, md.inline.ruler
    block.before("table", "directive", directive, _INTERRUPTS)
    block.before("directive", "admonition", admonition, _INTERRUPTS)
    if jsx:
        block.before("admonition", "esm", esm)
        block.before("esm", "jsx", jsx_block, {"alt": ["paragraph", "reference", "blockquote"]})
        block.disable(["html_block", "code"])
        inline.before("html_inline", "jsx_inline", jsx_inline)
        inline.before("escape", "expression", expression)
    inline.before("escape", "opaque", opaque)
    inline.before("escape", "math", math)


# ── Blocks ──────────────────────────────────────────────────────────────────


def _push(state: StateBlock, first: int, last: int) -> bool:
    """Make the lines ``first`` to ``last`` (exclusive) a directive."""
    state.line = last
    token = state.push("directive", "", 0)
    token.map = [first, last]
    token.meta["lines"] = [(state.bMarks[line] + state.tShift[line], state.eMarks[line]) for line in range(first, last)]
    return True


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def directive(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A line that belongs to the site generator; a shortcode may go on over several."""
    at = state.bMarks[start] + state.tShift[start]
    if state.is_code_block(start) or at >= state.eMarks[start] or state.src[at] not in _STARTS:
        return False
    text = _line(state, start)
    alert = state.src[at] == "[" and state.parentType == "blockquote" and _ALERT.match(text)
    if not alert and not _LINE.match(text):
        return False
    last = start + 1
    if _OPEN_ENDED.match(text):
        while last < end and not _CLOSES.search(_line(state, last)):
            last += 1
        if last >= end:
            spend(state.env, last - start)
            return False
        last += 1
    return silent or _push(state, start, last)


def admonition(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """``!!! note "Title"`` of Python-Markdown, whose body is indented by four."""
    at = state.bMarks[start] + state.tShift[start]
    text = state.src[at : state.eMarks[start]]
    tab = text.startswith("===") and _LINE.match(text)
    if state.is_code_block(start) or not (tab or (text[:3] in {"!!!", "???"} and _ADMONITION.match(text))):
        return False
    if silent:
        return True
    _push(state, start, start + 1)
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


_ESM = re.compile(r"(?:import|export)\s(?:.*\bfrom\s*[\"']|\s*[\"'{*]|default\b|const\b|let\b|function\b|async\b)")


def esm(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """``import`` and ``export`` of MDX, up to the next blank line."""
    if state.level or not _ESM.match(_line(state, start)):
        return False
    last = start
    depth = 0
    while last < end and (depth > 0 or not state.isEmpty(last)):
        depth += sum((c in "{[(") - (c in "}])") for c in _line(state, last))
        last += 1
    return silent or _push(state, start, last)


def jsx_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Lines that hold only JSX tags and ``{…}`` expressions; what stands between such lines is Markdown again."""
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
            return silent or _push(state, start, last + 1)
        if state.src[at] not in "<{":
            return False


# ── Inline ──────────────────────────────────────────────────────────────────

# An ASCII URL ends before CJK text and before the punctuation that closes the sentence around it.
_URL = r"(?:https?://|www\.)[\w\-.~:/?#$&'()*+,;=%]*[\w\-~/#@$&*+=%]"
_SHORTCODES = {"{{": "}}", "{%": "%}"}
_OPAQUE = re.compile(
    rf"""\{{\{{.*?\}}\}} | \{{%.*?%\}}                          # shortcodes, Liquid
      | \{{[:#.][^{{}}\n]*\}} | \{{[ ]\#[^{{}}\n]*\}}           # attribute lists, heading ids
      | {_URL}                                                  # bare URLs
      | :[a-zA-Z0-9_+-]*[a-zA-Z][a-zA-Z0-9_+-]*:                # emoji names
    """,
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_MATH = re.compile(
    r"\$\$(?!\$)(?:\\.|[^\\])+?\$\$ | (?<!\d)\$(?![\s$])(?:\\.|[^\\$\n])*?(?<![\s\\])\$(?!\d)", re.VERBOSE | re.DOTALL
)


def opaque(state: StateInline, silent: bool) -> bool:
    """A shortcode, attribute list, bare URL or emoji name."""
    closing = _SHORTCODES.get(state.src[state.pos : state.pos + 2])
    if closing and state.html_terminator_last(closing) < state.pos:
        return False
    return _single(state, _OPAQUE.match(state.src, state.pos, state.posMax), "opaque", silent)


def math(state: StateInline, silent: bool) -> bool:
    """``$…$`` not touching blanks inside or digits outside, and ``$$…$$``; amounts of money are neither."""
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


def expression(state: StateInline, silent: bool) -> bool:
    """``{…}`` of MDX."""
    return _upto(state, scan_braces(state.src, state.pos, state.posMax), "opaque", silent)


def jsx_inline(state: StateInline, silent: bool) -> bool:
    """A JSX tag, whose attributes may be expressions."""
    return _upto(state, scan_tag(state.src, state.pos, state.posMax), "html_inline", silent)


def _upto(state: StateInline, end: int, kind: str, silent: bool) -> bool:
    if end < 0:
        spend(state.env, (state.posMax - state.pos) // 10)
        return False
    if not silent:
        state.push(kind, "", 0).content = state.src[state.pos : end]
    state.pos = end
    return True


# ── JSX ─────────────────────────────────────────────────────────────────────

_TAG_NAME = re.compile(r"</?(?:[A-Za-z][\w.:-]*)?")
_TAG_PART = re.compile(r"""\s+|[\w:.$-]+(?:\s*=\s*)?|"[^"]*"|'[^']*'|/(?=\s*>)""")
_BRACES = re.compile(r"""[{}]|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|/\*(?:.*?\*/|.*)""", re.DOTALL)


def scan_tag(src: str, start: int, end: int) -> int:
    """The offset after the JSX tag at ``start``, or -1 where none stands there before ``end``."""
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
    """The offset after the ``{…}`` at ``start``, braces in strings and comments not counted, or -1."""
    depth = 0
    for match in _BRACES.finditer(src, start, end):
        if match[0] == "{":
            depth += 1
        elif match[0] == "}":
            depth -= 1
            if depth == 0:
                return match.end()
    return -1

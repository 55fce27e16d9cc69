"""The translation has other headings, list items, table rows, quotes or code blocks than the source.

Why it is bad: a section or item was lost, added or moved to another level, and the article can no longer be kept in
step with its source.

What is compared: the blocks of the two articles in their order. Only files that were written by hand can differ:
Taiyaku itself never writes an article whose blocks differ from the source's.

Example: a list of three items translated as a list of two.

How to fix: restore the block, or copy the source's list, table or heading level.

Known false alarms: an article that was freely adapted. Turn the check off for it with `[[checks.ignore]]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from taiyaku.checks.base import Check, Context, Problem, shorten
from taiyaku.checks.block_tokens import block_tokens
from taiyaku.model import Document, Severity

_MOST = 10
"""How many differences are reported one by one."""

_NAMES = {
    "p": ("paragraph", "paragraphs"),
    "ul": ("bullet list", "bullet lists"),
    "ol": ("numbered list", "numbered lists"),
    "li": ("list item", "list items"),
    "blockquote": ("quote", "quotes"),
    "code": ("code block", "code blocks"),
    "table": ("table", "tables"),
    "tr": ("table row", "table rows"),
    "th": ("table cell", "table cells"),
    "td": ("table cell", "table cells"),
    "hr": ("thematic break", "thematic breaks"),
    "dl": ("definition list", "definition lists"),
    "dt": ("definition term", "definition terms"),
    "dd": ("definition", "definitions"),
    "html_block": ("HTML block", "HTML blocks"),
    "directive": ("directive line", "directive lines"),
    "math": ("formula", "formulas"),
}
_SILENT = frozenset({"thead", "tbody", "footnote_block", "footnote_anchor"})
_INNER = {"table": {"tr", "th", "td"}, "tr": {"th", "td"}, "ul": {"li"}, "ol": {"li"}, "li": {"p"}, "blockquote": {"p"}}
"""Blocks that are not reported once the block around them is."""


@dataclass(frozen=True, slots=True)
class _Block:
    tag: str
    line: int
    text: str
    section: str
    """The heading that it is under."""


def structure_differs(context: Context) -> Iterator[Problem]:
    """Compare the sequence of blocks, and describe the differences."""
    if context.target is None or context.document.shape == context.target.shape:
        return
    ours, theirs = list(_blocks(context.document)), list(_blocks(context.target))
    matcher = SequenceMatcher(None, [b.tag for b in ours], [b.tag for b in theirs], autojunk=False)
    messages = list(_messages(matcher.get_opcodes(), ours, theirs))
    if not messages:
        yield Problem("the blocks are nested differently in the source; copy its indentation and quote marks")
    for line, message in messages[:_MOST]:
        yield Problem(message, line=line)
    if len(messages) > _MOST:
        yield Problem(f"{len(messages) - _MOST} more blocks differ from the source; compare the two files")


def _messages(
    opcodes: Sequence[tuple[str, int, int, int, int]], ours: list[_Block], theirs: list[_Block]
) -> Iterator[tuple[int, str]]:
    for kind, a, b, c, d in opcodes:
        if kind == "equal":
            continue
        line = ours[min(a, len(ours) - 1)].line if ours else 0
        section = ours[a].section if a < b else ours[a - 1].section if a else ""
        lost, new = _group_by_tag(ours[a:b]), _group_by_tag(theirs[c:d])
        if kind == "replace" and len(lost) == len(new) == 1 and lost[0][1] == new[0][1]:
            (was, _), (now, count) = lost[0], new[0]
            where = f' "{was.text}"' if count == 1 and was.text else ""
            what = f"{_name(now.tag, count)} where the source has {_name(was.tag, count)}{where}{_under(section)}"
            yield line, f"{what}; change it back"
            continue
        for block, count in lost:
            # The sequence alone does not show which of several items or cells is missing.
            named = (
                f' ("{block.text}")'
                if count == 1 and (block.tag[0] == "h" or block.tag == "code") and block.text
                else ""
            )
            missing = f"{_name(block.tag, count)} {'is' if count == 1 else 'are'} missing"
            yield block.line, f"{missing}{_under(block.section)}{named}; restore {_it(count)}"
        for block, count in new:
            named = f' ("{block.text}", line {block.line} of the target)' if block.text and count == 1 else ""
            yield line, f"{_name(block.tag, count, 'extra ')}{_under(section)}{named}; remove {_it(count)}"


def _it(count: int) -> str:
    return "it" if count == 1 else "them"


def _under(section: str) -> str:
    return f' under "{section}"' if section else ""


def _name(tag: str, count: int, kind: str = "") -> str:
    if re.fullmatch("h[1-6]", tag):
        one, many = f"level {tag[1]} heading", f"level {tag[1]} headings"
    else:
        one, many = _NAMES.get(tag, (f"{tag} block", f"{tag} blocks"))
    return f"one {kind}{one}" if count == 1 else f"{count} {kind}{many}"


def _group_by_tag(blocks: list[_Block]) -> list[tuple[_Block, int]]:
    """The first block of each tag and the number of them, without blocks that are inside another of the group."""
    groups: dict[str, tuple[_Block, int]] = {}
    hidden: set[str] = set()
    for block in blocks:
        if block.tag in hidden:
            continue
        hidden |= _INNER.get(block.tag, set())
        first, count = groups.get(block.tag, (block, 0))
        groups[block.tag] = first, count + 1
    return list(groups.values())


def _blocks(document: Document) -> Iterator[_Block]:
    """The blocks of an article, in order."""
    tokens, first = block_tokens(document)
    section = ""
    for index, token in enumerate(tokens):
        tag = token.tag or token.type
        if token.nesting < 0 or token.type == "inline" or token.hidden or tag in _SILENT:
            continue
        text = next((t.content for t in tokens[index : index + 4] if t.content), "")
        text = shorten(text, 40)
        line = first + token.map[0] if token.map else 0
        yield _Block(tag, line, text, section)
        if token.type == "heading_open":
            section = text


CHECK = Check(
    "structure-changed",
    Severity.ERROR,
    "headings, items, rows, quotes or code blocks differ",
    document=structure_differs,
)

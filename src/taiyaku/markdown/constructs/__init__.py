"""The table of Markdown constructs: one record each, from which everything else is derived.

``dialects`` derives from these records which rules the parser of a dialect has and what triggers them, what is escaped
in prose, where line breaks matter, where titles are, and what the proof of a translation compares. To add a construct,
add a record: ``tests/core/test_constructs.py`` tries its example in each of its dialects and names what is missing.

Patterns are regular expressions without numbered groups. Those of blocks see one line, without the prefixes
and the indent of the containers around it.
"""

from __future__ import annotations

from taiyaku.markdown.constructs import commonmark, generators
from taiyaku.markdown.constructs.base import Block, Construct, Inline, Line, Tail

__all__ = ["CONSTRUCTS", "Block", "Construct", "Inline", "Line", "Tail"]

CONSTRUCTS: tuple[Construct, ...] = (
    *commonmark.BLOCKS,
    *generators.BLOCKS,
    *generators.TAILS,
    *commonmark.INLINES,
    *generators.INLINES,
)
"""If a rule reads several records by their patterns, the first match wins."""

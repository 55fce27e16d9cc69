"""The table of Markdown constructs: one record for each, and nothing else that knows it.

``dialects`` derives from these records what each dialect's parser is made of and looks for, what starts a line or a
code and is therefore escaped in prose, what keeps its line breaks, where titles are, and what the proof of a
translation compares. To add a construct, add a record: ``tests/core/test_constructs.py`` tries its example in each of
its dialects and names whatever is missing.

Patterns are regular expressions without numbered groups. Those of blocks see one line, without the prefixes
and the indent of the containers around it.
"""

from __future__ import annotations

from taiyaku.markdown.constructs import commonmark, generators
from taiyaku.markdown.constructs.base import Block, Construct, Inline, Line

__all__ = ["CONSTRUCTS", "Block", "Construct", "Inline", "Line"]

CONSTRUCTS: tuple[Construct, ...] = (
    *commonmark.BLOCKS,
    *generators.BLOCKS,
    *commonmark.INLINES,
    *generators.INLINES,
)
"""Of two records that one rule reads by their patterns, the first that matches wins."""

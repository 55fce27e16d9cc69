"""The Markdown blocks of an article, for the checks that compare whole files."""

from __future__ import annotations

import re

from markdown_it.token import Token

from taiyaku.markdown.front_matter import find_front_matter
from taiyaku.markdown.parser import markdown
from taiyaku.model import Document


def block_tokens(document: Document) -> tuple[list[Token], int]:
    """The block tokens of an article's body, and the line number of the body's first line.

    Inline content is not parsed. ``token.map`` counts lines from the start of the body.
    """
    found = find_front_matter(document.text)
    start = found.body if found else 0
    first = len(re.findall(r"\r\n|\r|\n", document.text[:start])) + 1
    body = re.sub(r"\r\n?", "\n", document.text[start:].lstrip("\ufeff"))
    tokens: list[Token] = []
    md = markdown(document.flavor)
    md.block.parse(body, md, {}, tokens)
    return tokens, first

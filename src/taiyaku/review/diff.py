"""What changed between two texts, word by word."""

from __future__ import annotations

import difflib
import re

from markupsafe import Markup, escape

_WORD = re.compile(
    "[A-Za-z0-9\u00c0-\u024f]+(?:[.,'’-][A-Za-z0-9\u00c0-\u024f]+)*|[\u3041-\u309f]+|[\u30a0-\u30ff]+|[\u4e00-\u9fff々]+|\\s+|.",
    re.DOTALL,
)


def words(text: str) -> list[str]:
    """A text cut where a reader sees words: Latin words and numbers, runs of one Japanese script, single others."""
    return _WORD.findall(text)


def changes(old: str, new: str) -> list[tuple[str, str]]:
    """The way from one text to another.

    Returns:
        Pieces in order as (``same``, ``gone`` or ``new``, text).
    """
    before, after = words(old), words(new)
    result: list[tuple[str, str]] = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            result.append(("same", "".join(before[i1:i2])))
            continue
        if i1 < i2:
            result.append(("gone", "".join(before[i1:i2])))
        if j1 < j2:
            result.append(("new", "".join(after[j1:j2])))
    return result


def marked(old: str, new: str) -> Markup:
    """The way from one text to another as HTML with ``<del>`` and ``<ins>``."""
    tags = {"gone": "del", "new": "ins"}
    return Markup("").join(
        Markup("<{0}>{1}</{0}>").format(Markup(tags[kind]), text) if kind in tags else escape(text)
        for kind, text in changes(old, new)
    )

"""The difference between two texts: Latin words and numbers as a whole, Japanese by character."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from markupsafe import Markup, escape

_WORD = re.compile(
    "[A-Za-z0-9\u00c0-\u024f]+(?:[.,'’-][A-Za-z0-9\u00c0-\u024f]+)*|[\u30a1-\u30fa\u30fc]+|\\s+|.", re.DOTALL
)

_SENTENCE = re.compile("[^。．！？.!?\n]*(?:[。．！？.!?\n]+|$)")
_LONG = 1_000_000
"""Pairs of words above which sentences are compared instead: a repetitive text would take seconds."""

Change = tuple[str, str, str]
"""Kept, removed and added text: either the first or the other two are set."""


def split_words(text: str) -> list[str]:
    """A text split where an edit may begin: Latin words, numbers and katakana words, and single other characters."""
    return _WORD.findall(text)


def diff_pieces(old: str, new: str) -> list[tuple[str, str]]:
    """The difference between two texts: pieces in order as (``same``, ``gone`` or ``new``, text)."""
    before, after = split_words(old), split_words(new)
    if len(before) * len(after) > _LONG:
        before, after = _SENTENCE.findall(old), _SENTENCE.findall(new)
    pieces: list[tuple[str, str]] = []
    for same, gone, come in _join_changes(list(_compare(before, after))):
        pieces += [(kind, text) for kind, text in (("same", same), ("gone", gone), ("new", come)) if text]
    return pieces


def _compare(before: list[str], after: list[str]) -> Iterator[Change]:
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        left, right = "".join(before[i1:i2]), "".join(after[j1:j2])
        yield (left, "", "") if tag == "equal" else ("", left, right)


def _join_changes(found: list[Change]) -> list[Change]:
    """Join changes with only a coincidental match between them, no longer than the changes on either side."""
    result: list[Change] = []
    for change in found:
        result.append(change)
        while len(result) >= 3 and not result[-1][0] and _is_coincidence(*result[-3:]):
            (_, gone, come), (same, _, _), (_, gone_too, come_too) = result[-3:]
            result[-3:] = [("", gone + same + gone_too, come + same + come_too)]
    return result


def _is_coincidence(before: Change, between: Change, after: Change) -> bool:
    """Whether the text kept between two changes is shorter than both."""
    length = len(between[0].strip())
    least = min(max(len(gone), len(come)) for _, gone, come in (before, after))
    return bool(between[0]) and not before[0] and length <= least and length <= 4


def diff_html(old: str, new: str) -> Markup:
    """The difference between two texts as HTML with ``<del>`` and ``<ins>``."""
    tags = {"gone": "del", "new": "ins"}
    return Markup("").join(
        Markup("<{0}>{1}</{0}>").format(Markup(tags[kind]), text) if kind in tags else escape(text)
        for kind, text in diff_pieces(old, new)
    )

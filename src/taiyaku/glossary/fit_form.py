"""A rendering put where another stood: its capitals, and the article before it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from taiyaku.glossary.inflect import article, like
from taiyaku.language.locales import is_english
from taiyaku.model import MASK

_ARTICLE = re.compile(rf"""(?<![^\W_])(an?)\s+(?:[*_~\["'“‘«({MASK}]|<[^<>]{{0,60}}>)*$""", re.IGNORECASE)
"""An article, and the markup, masked or not, and quotes that may stand between it and its noun."""
_BEFORE = 72  # characters in which it must lie


@dataclass(frozen=True, slots=True)
class Fitted:
    """What to write instead of a stretch of a text."""

    start: int
    """Where the stretch begins: before the article, where that changes too."""
    text: str
    sure: bool = True
    """Whether the article before it, if any, is known to be right."""


def fit(text: str, start: int, end: int, written: str, use: str, locale: str) -> Fitted:
    """Fit a rendering in.

    Args:
        text: The translation.
        start: Where the old rendering begins in it.
        end: Where it ends.
        written: The old rendering as the glossary writes it in this form; what differs from it is taken over.
        use: The new rendering in the same form.
        locale: The language of the text.
    """
    found = text[start:end]
    fitted = use if found == written else like(use, found)
    before = _ARTICLE.search(text, max(0, start - _BEFORE), start) if is_english(locale) and use else None
    if before is None:
        return Fitted(start, fitted)
    right, was = article(fitted), article(found)
    if not right or was != before[1].lower():
        return Fitted(start, fitted, sure=False)
    if was == right:
        return Fitted(start, fitted)
    return Fitted(before.start(1), like(right, before[1][:1]) + text[before.end(1) : start] + fitted)

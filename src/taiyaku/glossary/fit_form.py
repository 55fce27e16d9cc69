"""Replacing one rendering with another in a text: its capitals, and the indefinite article before it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from taiyaku.glossary.inflect import copy_capitals, indefinite_article
from taiyaku.language.locales import is_english
from taiyaku.model import MASK

_ARTICLE = re.compile(rf"""(?<![^\W_])(an?)\s+(?:[*_~\["'“‘«({MASK}]|<[^<>]{{0,60}}>)*$""", re.IGNORECASE)
"""An article, with any markup (masked or not) and quotation marks between it and its noun."""
_BEFORE = 72
"""How many characters before the noun to search for it."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """The replacement of a stretch of a text."""

    start: int
    """Where the stretch starts: at the article if that changes too."""
    text: str
    sure: bool = True
    """Whether the article before it, if any, is certainly right."""


def fit_form(text: str, start: int, end: int, written: str, use: str, locale: str) -> Fitted:
    """Replace a rendering with another, and correct the article before it.

    Args:
        text: The translation.
        start: Start of the old rendering in the translation.
        end: Its end.
        written: The old rendering in this form as the glossary writes it; other capitals in the text are kept.
        use: The new rendering in the same form.
        locale: The language of the text.
    """
    found = text[start:end]
    fitted = use if found == written else copy_capitals(use, found)
    before = _ARTICLE.search(text, max(0, start - _BEFORE), start) if is_english(locale) and use else None
    if before is None:
        return Fitted(start, fitted)
    right, was = indefinite_article(fitted), indefinite_article(found)
    if not right or was != before[1].lower():
        return Fitted(start, fitted, sure=False)
    if was == right:
        return Fitted(start, fitted)
    return Fitted(before.start(1), copy_capitals(right, before[1][:1]) + text[before.end(1) : start] + fitted)

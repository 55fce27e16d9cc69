"""Reads the quantities in a text and in its translation, and compares their values.

``read`` returns what a language's reader finds, ``compare`` the differences between two texts. A language is one folder
with a ``read(text)`` function in its ``reader`` and a line in :data:`READERS`; without a reader for both languages,
nothing is compared.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from taiyaku.language.locales import language
from taiyaku.quantities.compare import compare
from taiyaku.quantities.model import Mention, Mismatch
from taiyaku.quantities.signs import lost_signs

_WORDS = re.compile(r"[^\W\d]{2}")


def _english(text: str) -> tuple[Mention, ...]:
    from taiyaku.quantities.english import reader as english

    return english.read(text)


def _japanese(text: str) -> tuple[Mention, ...]:
    from taiyaku.quantities.japanese import reader as japanese

    return japanese.read(text)


READERS: dict[str, Callable[[str], tuple[Mention, ...]]] = {"en": _english, "ja": _japanese}
"""Readers by language, the part of a locale before its first ``-`` or ``_``."""


def read(text: str, locale: str) -> tuple[Mention, ...] | None:
    """Read the quantities of prose, with U+FFFC in place of codes, in order; None if the language has no reader."""
    reader = READERS.get(language(locale))
    return None if reader is None else reader(text)


@lru_cache(maxsize=4096)
def differences(source: str, target: str, source_locale: str, target_locale: str) -> tuple[Mismatch, ...]:
    """Compare the quantities of a text and its translation; empty if one language has no reader."""
    if source == target:
        return ()
    ours, theirs = read(source, source_locale), read(target, target_locale)
    if ours is None or theirs is None or not (ours or theirs):
        return ()
    # A name or title that occurs in the source too may have words that only the target's reader takes for numbers.
    found = (
        *compare(ours, theirs),
        *lost_signs(source, target, ours, theirs, (language(source_locale), language(target_locale))),
    )
    return tuple(
        m for m in found if m.source or not (m.target and _WORDS.match(m.target.text) and m.target.text in source)
    )


__all__ = ["READERS", "Mention", "Mismatch", "compare", "differences", "read"]

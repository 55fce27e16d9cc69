"""The translation is identical to the source, or text in the source's script was left in it.

Why it is bad: the reader of the translation cannot read it.

What is compared: the prose of both texts without their code. Between languages of different scripts, every stretch in
the source's script is reported, except in quotation marks and brackets (where an original title or term may follow its
rendering), in names that the glossary keeps, and in a language's name for itself. Between languages that share a
script, a translation is reported only if it equals its source and has three or more lower-case words.

Example: `記憶をもたない` translated as `They have no 記憶`.

How to fix: translate it; put an original that the reader should see in quotation marks or brackets.

Known false alarms: an article about the source language that shows its words without quotation marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from taiyaku.checks.base import Check, Context, Problem, shorten
from taiyaku.language.scripts import own_letters, own_stretch, quotation_spans
from taiyaku.model import MASK, Severity, Unit

_OWN_NAMES = frozenset(
    [
        "日本語",
        "中文",
        "简体中文",
        "繁體中文",
        "正體中文",
        "繁体中文",
        "한국어",
        "Русский",
        "Українська",
        "Ελληνικά",
        "العربية",
        "עברית",
        "हिन्दी",
        "ไทย",
    ]
)
_SMALL_WORD = re.compile(r"(?<![\w./\\-])[^\W\d_A-Z][^\W\d_]+(?![\w/\\-])")
_LETTER = re.compile(r"[^\W\d_]")


def source_left(unit: Unit, target: str, context: Context) -> Iterator[Problem]:
    """Look for text of the source language in a translation."""
    locales = context.source_locale, context.target_locale
    stretch = own_stretch(*locales)
    if stretch is None:
        yield from _same_script(unit, target, context)
        return
    if target.isascii():
        return
    text = context.masked(unit, target)
    found = [match.span() for match in stretch.finditer(text)]
    if not found:
        return
    if target == unit.source:
        if context.masked(unit, target).strip(f"{MASK} ") not in _OWN_NAMES:
            yield Problem("the translation is identical to the source; translate it")
        return
    letters = len(_LETTER.findall(text))
    foreign = sum(len(_LETTER.findall(text[start:end])) for start, end in found)
    if foreign > 10 and foreign > 0.7 * letters:
        yield Problem(f"most of the translation is still in the source language: {_quote(text, found)}; translate it")
        return
    allowed, own = quotation_spans(text), own_letters(*locales)
    kept = None
    left = []
    for start, end in found:
        shown = any(_is_quoted(text, start, end, *span, letters=own) for span in allowed)
        if shown or text[start:end].strip() in _OWN_NAMES:
            continue
        if kept is None:
            kept = _kept_names(text, context)
        if not _is_covered(start, end, kept, text, own):
            left.append((start, end))
    if left:
        was, it = ("was", "it") if len(left) == 1 else ("were", "them")
        yield Problem(
            f"{_quote(text, left)} {was} left in the source language; translate {it}, or put {it} in quotation marks"
        )


def _is_quoted(text: str, start: int, end: int, opening: int, closing: int, *, letters: str) -> bool:
    """Whether a stretch is a quoted or bracketed original: at an edge of the quotation, or most of it."""
    if not (opening <= start and end <= closing):
        return False
    inner = text[opening + 1 : closing - 1]
    before, after = text[opening + 1 : start], text[end : closing - 1]
    if not any(map(str.isalnum, before)) or not any(map(str.isalnum, after)):
        return True
    return len(re.findall(f"[{letters}]", inner)) > 0.5 * len(_LETTER.findall(inner))


def _kept_names(text: str, context: Context) -> list[tuple[int, int]]:
    """The (start, end) of the names in a translation that the glossary keeps."""
    uses = context.terms.find_uses(text) if context.terms else ()
    return [(use.start, use.end) for use in uses if use.term.keep]


def _is_covered(start: int, end: int, kept: list[tuple[int, int]], text: str, letters: str) -> bool:
    """Whether all letters of a stretch are part of kept names."""
    edges = [(start, start), *(span for span in kept if span[0] < end and span[1] > start), (end, end)]
    return len(edges) > 2 and not any(
        re.search(f"[{letters}]", text[a:b]) for (_, a), (b, _) in pairwise(edges) if a < b
    )


def _quote(text: str, spans: list[tuple[int, int]]) -> str:
    parts = [text[start:end].replace(MASK, "").strip() for start, end in spans[:3]]
    more = f" and {len(spans) - 3} more" if len(spans) > 3 else ""
    return ", ".join(f'"{shorten(part, 30)}"' for part in parts) + more


def _same_script(unit: Unit, target: str, context: Context) -> Iterator[Problem]:
    """Look for unchanged words of the source between languages that share a script, or from Latin script."""
    theirs = own_letters(context.target_locale, context.source_locale)
    if target != unit.source and not (theirs and not re.search(f"[{theirs}]", target)):
        return
    if _count_lower_case_words(context.masked(unit, unit.source)) < 3:
        return
    if target == unit.source:
        yield Problem("the translation is identical to the source; translate it")
    elif _count_lower_case_words(context.masked(unit, target)) >= 3:
        yield Problem("the translation has no letters of the target language's script; translate it")


def _count_lower_case_words(text: str) -> int:
    """The number of lower-case words, except in quotation marks and brackets."""
    for start, end in reversed(quotation_spans(text)):
        text = text[:start] + text[end:]
    return len(_SMALL_WORD.findall(text))


CHECK = Check("untranslated", Severity.ERROR, "text left in the source language", unit=source_left)

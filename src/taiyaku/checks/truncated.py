"""The translation stops before its end, or lacks sentences of the source.

Why it is bad: a service that hits its limit stops in the middle of a sentence, and a text that reads well hides that
one of its sentences was never translated.

What is compared: the end of the text (a dangling `and` or `the`, a bracket or quotation mark that is never closed, a
paragraph without the full stop that the source has, and shorter than it should be), and the sentences: they are paired
with the source's by how much they say and by the names and numbers in them. Sentences that were joined or parted are
paired all the same; one that has no counterpart is found.

Example: `記憶がない。計画もできない。` translated as `They have no memory.`

How to fix: translate what is missing.

Known false alarms: a sentence that says again what the one before says, left out on purpose. Waive it with its
reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from taiyaku.checks.base import Check, Context, Problem
from taiyaku.language.scripts import language, length_deviation, own_letters, text_extent
from taiyaku.language.sentence_pairs import omitted_sentence
from taiyaku.language.sentences import sentences
from taiyaku.markdown.inline import MASK
from taiyaku.model import Kind, Severity, Unit

_DANGLING = {"en": re.compile(r"(?:^|\s)(?:the|an?|and|or|but|because|whose|than|which|into|nor)$")}
"""Words that end no text, by language."""
_STOP = re.compile(r"[。！？.!?…]['\"”’」』）)\]*_~]*$")
_OPEN_END = re.compile(r"[\w,、，;]$")
_PAIRS = (("(", ")"), ("（", "）"), ("“", "”"), ("「", "」"), ("『", "』"))
_SHORT = -2.9
"""Standard deviations by which a text of several sentences is too short for them, however they are paired."""
_STOPPED = -1.0
"""The same, where a text lacks its full stop; one that is whole lacks it as a matter of style."""
_FAR = -3.5
"""The same, where there is but one sentence; the text must also be less than half as long as usual."""


def text_stops(unit: Unit, target: str, context: Context) -> Iterator[Problem]:
    """Look at the end of a translation and for the sentences of its source."""
    source, text = context.prose(unit, unit.source).rstrip(), context.prose(unit, target).rstrip()
    if not text or source == text:
        return
    if (told := _end(unit, source, text, context)) or (told := _sentences(source, text, context)):
        yield Problem(told)


def _end(unit: Unit, source: str, text: str, context: Context) -> str:
    words = _DANGLING.get(language(context.target_locale))
    last = " ".join(text.split()[-3:])
    if words and words.search(text) and " " in text and not source.endswith((MASK, ":", "：")):
        return f'the translation ends with "{last}"; write the rest'
    for opening, closing in _PAIRS:
        if text.count(opening) > text.count(closing) and _balanced(source):
            return f'"{opening}" is never closed in the translation; write the rest, or close it'
    stops = _STOP.search(source) and _OPEN_END.search(text)
    if unit.kind is Kind.PARAGRAPH and stops and length_deviation(source, text, context.length_bias()) < _STOPPED:
        return f'the translation ends with "{last}", without the full stop of the source; write the rest, or end it'
    return ""


def _balanced(text: str) -> bool:
    return all(text.count(opening) == text.count(closing) for opening, closing in _PAIRS)


def _sentences(source: str, text: str, context: Context) -> str:
    far = length_deviation(source, text, context.length_bias())
    if far > 0:
        return ""
    there, here = sentences(source), sentences(text)
    if len(there) > 1:
        named = bool(own_letters(context.source_locale, context.target_locale))
        gone = omitted_sentence(there, here, context.length_bias(), named=named)
        if not gone and far < _SHORT:
            # What is missing says about as much as the text is short of.
            gap = text_extent(source) * context.length_bias() - text_extent(text)
            gone = min(there, key=lambda one: abs(text_extent(one) - gap))
        if gone:
            count = f"{_count(len(there))} in the source, {len(here)} in the translation"
            return f'{count}, which is too short for all of them; look for "{_shown(gone)}"'
    elif far < _FAR and 50 < text_extent(source) > 2 * text_extent(text):
        percent = round(100 * text_extent(text) / text_extent(source))
        return f"the translation has {percent}% of the length to be expected; write the rest"
    return ""


def _count(number: int) -> str:
    return "1 sentence" if number == 1 else f"{number} sentences"


def _shown(text: str) -> str:
    text = text.replace(MASK, "…")
    return f"{text[:29]}…" if len(text) > 30 else text


CHECK = Check("truncated", Severity.WARNING, "the end or a sentence is missing", unit=text_stops)

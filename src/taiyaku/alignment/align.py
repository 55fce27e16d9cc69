"""An existing pair of articles → who translates whom, unit by unit, and how certain that is.

Both articles are cut at every place where text can stand. Where their blocks are the same in the same order, place
answers place. Otherwise a monotone alignment weighs every way to walk through both: one to one, one to two, two to one,
or nothing at all. The forward and backward sums over all of these walks give each link its probability, so that a unit
is only as certain as the walks that contradict it are unlikely (as Gale and Church 1993, with more than lengths).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from taiyaku.alignment.scores import Side, Weights, neutral, sides
from taiyaku.language.embeddings import Encode, has_words
from taiyaku.language.monotone import Step, best_path, diagonal_band, link_probabilities
from taiyaku.markdown.inline import Role, pieces
from taiyaku.model import Document, Origin, State, Translation, Unit

CERTAIN = 0.9
"""Confidence from which a translation counts as accepted; below it is a draft."""

_STEPS: tuple[Step, ...] = ((1, 1), (1, 0), (0, 1), (1, 2), (2, 1))
_SAME_SHAPE = 4.0
"""Log odds that a unit in the same place of the same blocks brings along."""
_BAND = 80  # units that a walk may stray from the diagonal, beyond the difference in length


@dataclass(frozen=True, slots=True)
class Aligned:
    """One source unit and what translates it."""

    unit: Unit
    text: str
    """Inline Markdown; two units of the target joined by a space. Nothing where none was found."""
    confidence: float
    """0 to 1."""
    line: int
    """Line of the target file; 0 where none was found."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """What came of aligning two articles."""

    units: tuple[Aligned, ...]
    """One for each unit of the source, in its order."""
    extra: tuple[Unit, ...]
    """Units of the target that translate nothing."""
    same_shape: bool
    """Whether the blocks of both are the same in the same order."""

    @property
    def certain(self) -> int:
        """How many units are taken as accepted."""
        return sum(bool(found.text) and found.confidence >= CERTAIN for found in self.units)

    @property
    def doubtful(self) -> int:
        """How many units are left as drafts."""
        return sum(bool(found.text) and found.confidence < CERTAIN for found in self.units)

    @property
    def missing(self) -> int:
        """How many units have no translation."""
        return sum(not found.text for found in self.units)

    @property
    def translations(self) -> dict[str, Translation]:
        """By unit id: accepted where certain, else a draft."""
        return {
            found.unit.id: Translation(
                found.text, State.ACCEPTED if found.confidence >= CERTAIN else State.DRAFT, Origin.ALIGN
            )
            if found.text
            else Translation()
            for found in self.units
        }


def align(
    document: Document,
    source: Document,
    target: Document,
    *,
    links: Sequence[tuple[str, str]] = (),
    encode: Encode | None = None,
) -> Alignment:
    """Align an article with its translation.

    Args:
        document: The article.
        source: The article again, cut with every place as a unit.
        target: The translation, cut likewise.
        links: What differs in destinations by locale: (in the source, in the target), such as ``("/ja/", "/en/")``.
        encode: What tells meanings apart, from ``meaning.encoder``; without it they are not compared.
    """
    ours = {unit.start: unit for unit in document.units}
    found: dict[int, tuple[str, float, int]] = {}
    used: set[int] = set()
    values = {unit.key: unit for unit in target.units if unit.key}
    for unit in document.units:
        if unit.key and (other := values.get(unit.key)) is not None:
            used.add(other.start)
            found[unit.start] = other.source, 1.0, other.line
    left, right = sides(source, target, links)
    same_shape = source.shape == target.shape and len(left) == len(right)
    weights = Weights(left, right, encode)
    for step in _by_place(left, right, weights) if same_shape else _by_text(left, right, weights):
        theirs = [right[index].unit for index in step.theirs]
        used |= {unit.start for unit in theirs}
        texts = _texts([left[index] for index in step.ours], [right[index] for index in step.theirs], links)
        for index, text in zip(step.ours, texts, strict=True):
            found[left[index].unit.start] = text, step.confidence, theirs[0].line
    units = tuple(Aligned(unit, *(found.get(start) or ("", 0.0, 0))) for start, unit in sorted(ours.items()))
    extra = tuple(unit for unit in target.units if unit.start not in used and has_words(unit.source) and not unit.key)
    return Alignment(units, extra, same_shape)


# ── Walks through both ──────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Taken:
    ours: tuple[int, ...]
    theirs: tuple[int, ...]
    confidence: float


def _by_place(left: Sequence[Side], right: Sequence[Side], weights: Weights) -> Iterator[_Taken]:
    del left
    for index in range(len(right)):
        odds = weights.link(index, index, (1, 1)) + _SAME_SHAPE
        yield _Taken((index,), (index,), 1 / (1 + math.exp(-max(-50.0, min(50.0, odds)))))


def _by_text(left: Sequence[Side], right: Sequence[Side], weights: Weights) -> Iterator[_Taken]:
    """The links with the highest total probability, rather than the single most likely path."""
    band = diagonal_band(len(left), len(right), max(_BAND, len(left) // 4))
    shares = link_probabilities(band, _STEPS, weights.link)

    def gain(i: int, j: int, step: Step) -> float:
        share = shares.get((i, j, step), -math.inf)
        return share if 0 in step else share * sum(step)

    for i, j, step in best_path(band, _STEPS, gain):
        if 0 not in step:
            share = shares[i, j, step]
            # Only a reader can say where a text was split or joined, so two for one is never certain.
            confidence = share if step == (1, 1) else min(share, CERTAIN - 0.01)
            yield _Taken(tuple(range(i, i + step[0])), tuple(range(j, j + step[1])), confidence)


# ── Texts ───────────────────────────────────────────────────────────────────


def _texts(ours: Sequence[Side], theirs: Sequence[Side], links: Sequence[tuple[str, str]]) -> list[str]:
    """What each source unit gets; of one target unit for two, the first gets its share of the sentences."""
    if len(ours) == 1:
        return [_restored(" ".join(side.unit.source for side in theirs), ours[0], theirs[0], links)]
    text = theirs[0].unit.source
    share = ours[0].length / max(1, ours[0].length + ours[1].length)
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    if not ends:
        return [text, ""]
    cut = min(ends, key=lambda end: abs(end - share * len(text)))
    return [
        _restored(text[:cut].rstrip(), ours[0], theirs[0], links),
        _restored(text[cut:].lstrip(), ours[1], theirs[0], links),
    ]


_SENTENCE_END = re.compile(r"[.!?][\"')\]]?\s+(?=\S)|[。！？](?=.)")
_DESTINATION = re.compile(r"(\]\(\s*<?)([^\s<>)]+)")


def _restored(text: str, side: Side, other: Side, links: Sequence[tuple[str, str]]) -> str:
    """The text with its destinations as the source has them; a catalog's links follow the locale when it is written."""
    if "](" not in text or other.unit.plain:
        return text
    wanted = [
        piece.text
        for piece in pieces(side.unit.source, side.document.reading_of(side.unit))
        if piece.role is Role.OPEN and piece.kind == "link"
    ]
    by_place = {neutral(destination, ()): destination for destination in wanted if "#" not in destination}
    anchors = [destination for destination in wanted if destination.startswith("#")]
    out: list[str] = []
    found = pieces(text, other.document.reading_of(other.unit))
    fits = len(anchors) == sum(p.role is Role.OPEN and p.kind == "link" and p.text[:1] == "#" for p in found)

    def renamed(match: re.Match[str]) -> str:
        destination = match[2]
        if destination.startswith("#"):
            return match[1] + (anchors.pop(0) if fits and anchors else destination)
        return match[1] + by_place.get(neutral(destination, links), destination)

    for piece in found:
        closing = piece.role is Role.CLOSE and piece.raw.startswith("](")
        out.append(_DESTINATION.sub(renamed, piece.raw) if closing else piece.raw)
    return "".join(out)


def counts(alignments: Sequence[Alignment]) -> Mapping[str, int]:
    """Totals: source units ``aligned``, ``doubtful`` and ``unaligned``, and target units that are ``extra``."""
    return {
        "aligned": sum(alignment.certain for alignment in alignments),
        "doubtful": sum(alignment.doubtful for alignment in alignments),
        "unaligned": sum(alignment.missing for alignment in alignments),
        "extra": sum(len(alignment.extra) for alignment in alignments),
    }

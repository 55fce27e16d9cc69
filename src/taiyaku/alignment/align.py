"""Align an article with its existing translation: which unit translates which, and how certain that is.

Both articles are cut into all their blocks of text. If the blocks are the same in the same order, they are aligned by
position. Otherwise all monotone paths through both articles are weighed: one to one, one to two, two to one, or
unpaired. A link's probability is the share of the paths that use it, so a unit is only as certain as the paths that
contradict it are unlikely (Gale and Church 1993, with more evidence than length).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from taiyaku.alignment.scores import LinkOdds, UnitFeatures, unit_features, without_locale
from taiyaku.language.embeddings import Encode, has_words
from taiyaku.language.monotone import Step, best_path, diagonal_band, link_probabilities
from taiyaku.markdown.inline import Role, pieces
from taiyaku.model import Document, Origin, State, Translation, Unit

CERTAIN = 0.9
"""Confidence from which a translation counts as accepted; below it is a draft."""

_STEPS: tuple[Step, ...] = ((1, 1), (1, 0), (0, 1), (1, 2), (2, 1))
_SAME_SHAPE = 4.0
"""Log odds of a link between units at the same position of the same blocks."""
_BAND = 80
"""How far a path may stray from the diagonal, in units, beyond the difference in length."""


@dataclass(frozen=True, slots=True)
class AlignedUnit:
    """A source unit and its translation."""

    unit: Unit
    text: str
    """Inline Markdown; two target units are joined by a space. Empty if none was found."""
    confidence: float
    """0 to 1."""
    line: int
    """Line of the target file; 0 if none was found."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """The result of aligning two articles."""

    units: tuple[AlignedUnit, ...]
    """One for each source unit, in the order of the source."""
    extra: tuple[Unit, ...]
    """Target units that translate nothing."""
    same_shape: bool
    """Whether both articles have the same blocks in the same order."""

    @property
    def certain(self) -> int:
        """The number of units whose translation is accepted."""
        return sum(bool(found.text) and found.confidence >= CERTAIN for found in self.units)

    @property
    def doubtful(self) -> int:
        """The number of units whose translation is a draft."""
        return sum(bool(found.text) and found.confidence < CERTAIN for found in self.units)

    @property
    def missing(self) -> int:
        """The number of units without a translation."""
        return sum(not found.text for found in self.units)

    @property
    def translations(self) -> dict[str, Translation]:
        """The translations by unit id: accepted if certain, otherwise drafts."""
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
    """Align an article with its translation; with ``encode``, the meanings of units are compared too.

    ``source`` and ``target`` are segmented with ``every``. ``links`` are prefixes of destinations that differ by
    locale: (source, target), such as ``("/ja/", "/en/")``.
    """
    ours = {unit.start: unit for unit in document.units}
    found: dict[int, tuple[str, float, int]] = {}
    used: set[int] = set()
    values = {unit.key: unit for unit in target.units if unit.key}
    for unit in document.units:
        if unit.key and (other := values.get(unit.key)) is not None:
            used.add(other.start)
            found[unit.start] = other.source, 1.0, other.line
    left, right = unit_features(source), unit_features(target, links)
    same_shape = source.shape == target.shape and len(left) == len(right)
    odds = LinkOdds(left, right, encode)
    for link in _link_by_position(right, odds) if same_shape else _link_by_text(left, right, odds):
        theirs = [right[index].unit for index in link.theirs]
        used |= {unit.start for unit in theirs}
        texts = _texts([left[index] for index in link.ours], [right[index] for index in link.theirs], links)
        for index, text in zip(link.ours, texts, strict=True):
            found[left[index].unit.start] = text, link.confidence, theirs[0].line
    units = tuple(AlignedUnit(unit, *(found.get(start) or ("", 0.0, 0))) for start, unit in sorted(ours.items()))
    extra = tuple(unit for unit in target.units if unit.start not in used and has_words(unit.source) and not unit.key)
    return Alignment(units, extra, same_shape)


# ── Links ───────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _TrustedLink:
    ours: tuple[int, ...]
    """Indexes of the source units."""
    theirs: tuple[int, ...]
    """Indexes of the target units."""
    confidence: float


def _link_by_position(right: Sequence[UnitFeatures], odds: LinkOdds) -> Iterator[_TrustedLink]:
    for index in range(len(right)):
        log_odds = odds.of(index, index, (1, 1)) + _SAME_SHAPE
        yield _TrustedLink((index,), (index,), 1 / (1 + math.exp(-max(-50.0, min(50.0, log_odds)))))


def _link_by_text(
    left: Sequence[UnitFeatures], right: Sequence[UnitFeatures], odds: LinkOdds
) -> Iterator[_TrustedLink]:
    """The links with the highest total probability, rather than the single most likely path."""
    band = diagonal_band(len(left), len(right), max(_BAND, len(left) // 4))
    shares = link_probabilities(band, _STEPS, odds.of)

    def gain(i: int, j: int, step: Step) -> float:
        share = shares.get((i, j, step), -math.inf)
        return share if 0 in step else share * sum(step)

    for i, j, step in best_path(band, _STEPS, gain):
        if 0 not in step:
            share = shares[i, j, step]
            # Only a reader can say where a text was split or joined, so two for one is never certain.
            confidence = share if step == (1, 1) else min(share, CERTAIN - 0.01)
            yield _TrustedLink(tuple(range(i, i + step[0])), tuple(range(j, j + step[1])), confidence)


# ── Texts ───────────────────────────────────────────────────────────────────


def _texts(ours: Sequence[UnitFeatures], theirs: Sequence[UnitFeatures], links: Sequence[tuple[str, str]]) -> list[str]:
    """The text of each source unit; one target unit for two is split between sentences, by the lengths of the two."""
    if len(ours) == 1:
        return [_with_source_destinations(" ".join(side.unit.source for side in theirs), ours[0], theirs[0], links)]
    text = theirs[0].unit.source
    share = ours[0].length / max(1, ours[0].length + ours[1].length)
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    if not ends:
        return [text, ""]
    cut = min(ends, key=lambda end: abs(end - share * len(text)))
    return [
        _with_source_destinations(text[:cut].rstrip(), ours[0], theirs[0], links),
        _with_source_destinations(text[cut:].lstrip(), ours[1], theirs[0], links),
    ]


_SENTENCE_END = re.compile(r"[.!?][\"')\]]?\s+(?=\S)|[。！？](?=.)")
_DESTINATION = re.compile(r"(\]\(\s*<?)([^\s<>)]+)")


def _with_source_destinations(
    text: str, side: UnitFeatures, other: UnitFeatures, links: Sequence[tuple[str, str]]
) -> str:
    """The text with the destinations of the source; links get their locale when the target is written."""
    if "](" not in text or other.unit.plain:
        return text
    wanted = [
        piece.text
        for piece in pieces(side.unit.source, side.document.reading_of(side.unit))
        if piece.role is Role.OPEN and piece.kind == "link"
    ]
    by_place = {without_locale(destination, ()): destination for destination in wanted if "#" not in destination}
    anchors = [destination for destination in wanted if destination.startswith("#")]
    out: list[str] = []
    found = pieces(text, other.document.reading_of(other.unit))
    fits = len(anchors) == sum(p.role is Role.OPEN and p.kind == "link" and p.text[:1] == "#" for p in found)

    def renamed(match: re.Match[str]) -> str:
        destination = match[2]
        if destination.startswith("#"):
            return match[1] + (anchors.pop(0) if fits and anchors else destination)
        return match[1] + by_place.get(without_locale(destination, links), destination)

    for piece in found:
        closing = piece.role is Role.CLOSE and piece.raw.startswith("](")
        out.append(_DESTINATION.sub(renamed, piece.raw) if closing else piece.raw)
    return "".join(out)


def count_units(alignments: Sequence[Alignment]) -> Mapping[str, int]:
    """Totals of source units that are ``aligned``, ``doubtful`` or ``unaligned``, and of ``extra`` target units."""
    return {
        "aligned": sum(alignment.certain for alignment in alignments),
        "doubtful": sum(alignment.doubtful for alignment in alignments),
        "unaligned": sum(alignment.missing for alignment in alignments),
        "extra": sum(len(alignment.extra) for alignment in alignments),
    }

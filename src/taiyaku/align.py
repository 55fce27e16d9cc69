"""An existing pair of articles → who translates whom, unit by unit, and how certain that is.

Both articles are cut at every place where text can stand. Where their blocks are the same in the same order, place
answers place. Otherwise a monotone alignment weighs every way to walk through both: one to one, one to two, two to one,
or nothing at all. The forward and backward sums over all of these walks give each link its probability, so that a unit
is only as certain as the walks that contradict it are unlikely (as Gale and Church 1993, with more than lengths).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from taiyaku.inline import Role, pieces, prose
from taiyaku.model import Document, Kind, State, Translation, Unit

CERTAIN = 0.9
"""Confidence from which a translation counts as accepted; below it is a draft."""
ORIGIN = "align"

Link = tuple[int, int]
"""How many source and target units a step takes."""

# Natural logarithms of odds, set by hand and then measured (docs/align.md).
_SKIP = -3.0
_MERGE = -3.5
_STEPS: tuple[Link, ...] = ((1, 1), (1, 0), (0, 1), (1, 2), (2, 1))
_SAME_SHAPE = 4.0
_BAND = 80  # units that a walk may stray from the diagonal, beyond the difference in length
_NONE = -1e9

_MERGEABLE = {Kind.PARAGRAPH, Kind.ITEM, Kind.DESCRIPTION, Kind.FOOTNOTE, Kind.HTML}


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
                found.text, State.ACCEPTED if found.confidence >= CERTAIN else State.DRAFT, ORIGIN
            )
            if found.text
            else Translation()
            for found in self.units
        }


def align(
    document: Document, source: Document, target: Document, *, links: Sequence[tuple[str, str]] = ()
) -> Alignment:
    """Align an article with its translation.

    Args:
        document: The article.
        source: The article again, cut with every place as a unit.
        target: The translation, cut likewise.
        links: What differs in destinations by locale: (in the source, in the target), such as ``("/ja/", "/en/")``.
    """
    ours = {unit.start: unit for unit in document.units}
    found: dict[int, tuple[str, float, int]] = {}
    used: set[int] = set()
    values = {unit.key: unit for unit in target.units if unit.key}
    for unit in document.units:
        if unit.key and (other := values.get(unit.key)) is not None:
            used.add(other.start)
            found[unit.start] = other.source, 1.0, other.line
    left, right = _sides(source, target, links)
    same_shape = source.shape == target.shape and len(left) == len(right)
    weights = _Weights(left, right)
    for step in _by_place(left, right, weights) if same_shape else _by_text(left, right, weights):
        theirs = [right[index].unit for index in step.theirs]
        used |= {unit.start for unit in theirs}
        texts = _texts([left[index] for index in step.ours], [right[index] for index in step.theirs], links)
        for index, text in zip(step.ours, texts, strict=True):
            found[left[index].unit.start] = text, step.confidence, theirs[0].line
    units = tuple(Aligned(unit, *(found.get(start) or ("", 0.0, 0))) for start, unit in sorted(ours.items()))
    extra = tuple(unit for unit in target.units if unit.start not in used and _words(unit.source) and not unit.key)
    return Alignment(units, extra, same_shape)


def _words(text: str) -> bool:
    return any(map(str.isalpha, text))


# ── What a unit has to go by ────────────────────────────────────────────────


@dataclass(frozen=True)
class _Side:
    """A unit with what can be compared across languages."""

    unit: Unit
    document: Document
    before: frozenset[str]
    """Words of the gap before it: code, mostly, which both articles share."""
    links: tuple[tuple[str, str], ...]

    @cached_property
    def length(self) -> int:
        return len(self.shown.replace(" ", ""))

    @cached_property
    def shown(self) -> str:
        return self.unit.source if self.unit.plain else prose(self.unit.source, **_how(self.unit, self.document))

    @cached_property
    def tokens(self) -> Counter[str]:
        """Names, numbers, code and destinations: what a translation leaves as it is."""
        text = unicodedata.normalize("NFKC", self.shown)
        tokens = Counter(match[0].casefold() for match in _TOKEN.finditer(text))
        if not self.unit.plain:
            for piece in pieces(self.unit.source, **_how(self.unit, self.document)):
                if piece.role is Role.SINGLE and piece.kind in _KEPT:
                    tokens[f"{piece.kind} {piece.text}"] += 1
                elif piece.role is Role.OPEN and piece.kind in {"link", "image"}:
                    tokens[f"link {_neutral(piece.text, self.links)}"] += 1
        return tokens


_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|[A-Za-z][A-Za-z0-9_+#./-]*[A-Za-z0-9+#]|[A-Z]")
_KEPT = {"code", "math", "autolink", "footnote", "html", "opaque"}
_GAP_WORD = re.compile(r"[A-Za-z_]{3,}|\d+")


def _how(unit: Unit, document: Document) -> dict[str, Any]:
    return {"flavor": document.flavor, "references": document.references, "only_html": unit.writer == "html"}


def _neutral(destination: str, links: Sequence[tuple[str, str]]) -> str:
    """A destination without what a translation changes in it."""
    for here, there in links:
        if destination.startswith(there):
            destination = here + destination.removeprefix(there)
    return destination.partition("#")[0] or "#"


def _sides(source: Document, target: Document, links: Sequence[tuple[str, str]]) -> tuple[list[_Side], list[_Side]]:
    return _side(source, ()), _side(target, tuple(links))


def _side(document: Document, links: tuple[tuple[str, str], ...]) -> list[_Side]:
    sides: list[_Side] = []
    at = max((unit.end for unit in document.units if unit.key), default=0)
    for unit in document.units:
        if not unit.key:
            gap = document.text[at : unit.start]
            sides.append(_Side(unit, document, frozenset(_GAP_WORD.findall(gap)), links))
            at = unit.end
    return sides


# ── How well two units go together ──────────────────────────────────────────


class _Weights:
    """Log odds of a link: of these two being translations of each other against their being two of many."""

    def __init__(self, left: Sequence[_Side], right: Sequence[_Side]) -> None:
        self.left, self.right = left, right
        total = len(left) + len(right)
        seen = Counter(token for side in (*left, *right) for token in side.tokens)
        self.rarity = {token: min(3.0, 0.3 + math.log(total / count) / 1.5) for token, count in seen.items()}
        ours, theirs = sum(side.length for side in left), sum(side.length for side in right)
        # How much longer a translation is; from these very texts, so that no pair of languages is assumed.
        self.ratio = min(5.0, max(0.2, (theirs + 100) / (ours + 100)))
        self.known: dict[tuple[int, int], float] = {}

    def link(self, i: int, j: int, step: Link) -> float:
        """The log odds that ``step`` units from ``i`` answer ``step`` units from ``j``."""
        if step == (1, 1):
            if (i, j) not in self.known:
                self.known[i, j] = self._score(self.left[i : i + 1], self.right[j : j + 1])
            return self.known[i, j]
        if 0 in step:
            return _SKIP
        ours, theirs = self.left[i : i + step[0]], self.right[j : j + step[1]]
        kinds = {side.unit.kind for side in (*ours, *theirs)}
        if len(kinds) > 1 or not kinds <= _MERGEABLE:
            return _NONE
        return self._score(ours, theirs) + _MERGE

    def _score(self, ours: Sequence[_Side], theirs: Sequence[_Side]) -> float:
        one, other = ours[0], theirs[0]
        score = _kinds(one.unit, other.unit)
        if score <= _NONE:
            return score
        mine, yours = _total(ours), _total(theirs)
        expected = self.ratio * sum(side.length for side in ours) + 4
        strayed = math.log((sum(side.length for side in theirs) + 4) / expected)
        score += max(-6.0, 0.9 - (strayed / (0.3 + 1.3 / math.sqrt(expected))) ** 2 / 2)
        shared = sum(self.rarity[token] * min(count, yours[token]) for token, count in mine.items() if token in yours)
        lost = sum(_cost(token) * self.rarity[token] * max(0, count - yours[token]) for token, count in mine.items())
        # The target's own words say nothing: where the source has none of them, they are its translation.
        new = sum(
            0.5 * self.rarity[token] * max(0, count - mine[token])
            for token, count in yours.items()
            if token[0].isdigit() or " " in token
        )
        score += max(-6.0, min(10.0, shared - lost - new))
        return score + _gaps(one.before, other.before)


def _kinds(one: Unit, other: Unit) -> float:
    if one.kind is other.kind:
        return 1.0 if one.level == other.level else -1.0
    if Kind.HEADING in {one.kind, other.kind} or Kind.CELL in {one.kind, other.kind}:
        return -7.0
    return -2.5


def _total(sides: Sequence[_Side]) -> Counter[str]:
    return sides[0].tokens if len(sides) == 1 else sides[0].tokens + sides[1].tokens


def _cost(token: str) -> float:
    """What it costs that a translation lacks a token: code and links stay, a name may be rendered."""
    return 0.8 if " " in token else 0.4


def _gaps(one: frozenset[str], other: frozenset[str]) -> float:
    if len(one) < 3 and len(other) < 3:
        return 0.0
    alike = len(one & other) / len(one | other)
    return 4.0 * alike - 1.5


# ── Walks through both ──────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Step:
    ours: tuple[int, ...]
    theirs: tuple[int, ...]
    confidence: float


def _by_place(left: Sequence[_Side], right: Sequence[_Side], weights: _Weights) -> Iterator[_Step]:
    del left
    for index in range(len(right)):
        odds = weights.link(index, index, (1, 1)) + _SAME_SHAPE
        yield _Step((index,), (index,), 1 / (1 + math.exp(-max(-50.0, min(50.0, odds)))))


def _by_text(left: Sequence[_Side], right: Sequence[_Side], weights: _Weights) -> Iterator[_Step]:
    """The likeliest walk, each link with the share of all walks that go over it."""
    forward = _sums(len(left), len(right), weights)
    backward = _sums(len(left), len(right), weights, back=True)
    whole = forward[len(left), len(right)]
    shares: dict[tuple[int, int, Link], float] = {}
    for (i, j), before in forward.items():
        for step in _STEPS:
            after = backward.get((i + step[0], j + step[1]))
            if after is not None:
                shares[i, j, step] = math.exp(min(0.0, before + weights.link(i, j, step) + after - whole))
    # The walk whose links hold the most probability, rather than the single likeliest one.
    best: dict[tuple[int, int], tuple[float, Link]] = {(0, 0): (0.0, (0, 0))}
    for i, j in sorted(forward):
        for step in _STEPS:
            share = shares.get((i, j, step))
            if share is None or (i, j) not in best:
                continue
            gain = best[i, j][0] + (share * sum(step) if 0 not in step else share)
            to = i + step[0], j + step[1]
            if to not in best or gain > best[to][0]:
                best[to] = gain, step
    i, j = len(left), len(right)
    walk: list[_Step] = []
    while (i, j) != (0, 0):
        step = best[i, j][1]
        i, j = i - step[0], j - step[1]
        if 0 not in step:
            share = shares[i, j, step]
            # Two for one is never certain: whether a text was cut or joined there, only a reader can tell.
            confidence = share if step == (1, 1) else min(share, CERTAIN - 0.01)
            walk.append(_Step(tuple(range(i, i + step[0])), tuple(range(j, j + step[1])), confidence))
    return iter(walk[::-1])


def _sums(rows: int, columns: int, weights: _Weights, *, back: bool = False) -> dict[tuple[int, int], float]:
    """For each pair of places, the log of the summed weights of all walks up to it, or from it."""
    stray = max(_BAND, rows // 4) + abs(rows - columns)
    sums: dict[tuple[int, int], float] = {(rows, columns) if back else (0, 0): 0.0}
    order = range(rows, -1, -1) if back else range(rows + 1)
    for i in order:
        middle = i * columns // rows if rows else 0
        low, high = max(0, middle - stray), min(columns, middle + stray)
        if i == (0 if not back else rows):
            low, high = (0, high) if not back else (low, columns)
        for j in range(high, low - 1, -1) if back else range(low, high + 1):
            terms: list[float] = []
            for step in _STEPS:
                at = (i + step[0], j + step[1]) if back else (i - step[0], j - step[1])
                if (known := sums.get(at)) is not None:
                    weight = weights.link(i, j, step) if back else weights.link(*at, step)
                    terms.append(known + weight)
            if terms:
                top = max(terms)
                sums[i, j] = top + math.log(sum(math.exp(term - top) for term in terms))
    return sums


# ── Texts ───────────────────────────────────────────────────────────────────


def _texts(ours: Sequence[_Side], theirs: Sequence[_Side], links: Sequence[tuple[str, str]]) -> list[str]:
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


def _restored(text: str, side: _Side, other: _Side, links: Sequence[tuple[str, str]]) -> str:
    """The text with its destinations as the source has them; a catalog's links follow the locale when it is written."""
    if "](" not in text or other.unit.plain:
        return text
    wanted = [
        piece.text
        for piece in pieces(side.unit.source, **_how(side.unit, side.document))
        if piece.role is Role.OPEN and piece.kind == "link"
    ]
    by_place = {_neutral(destination, ()): destination for destination in wanted if "#" not in destination}
    anchors = [destination for destination in wanted if destination.startswith("#")]
    out: list[str] = []
    found = pieces(text, **_how(other.unit, other.document))
    fits = len(anchors) == sum(p.role is Role.OPEN and p.kind == "link" and p.text[:1] == "#" for p in found)

    def renamed(match: re.Match[str]) -> str:
        destination = match[2]
        if destination.startswith("#"):
            return match[1] + (anchors.pop(0) if fits and anchors else destination)
        return match[1] + by_place.get(_neutral(destination, links), destination)

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

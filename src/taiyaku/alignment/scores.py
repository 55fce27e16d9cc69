"""How likely a unit is the translation of another, by kind, length, names, numbers, codes and meaning.

All scores are natural logarithms of odds: that two units translate each other, against their being any two units.
The odds were set by hand and then measured (docs/align.md).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from taiyaku.language.embeddings import Encode, has_words
from taiyaku.language.monotone import Step
from taiyaku.markdown.inline import Role, pieces, prose
from taiyaku.model import Document, Kind, Unit

IMPOSSIBLE = -1e9
"""Log odds of units that cannot translate each other."""
_SKIP = -3.0
_MERGE = -3.5

_MERGEABLE = {Kind.PARAGRAPH, Kind.ITEM, Kind.DESCRIPTION, Kind.FOOTNOTE, Kind.HTML}


# ── Features of a unit ──────────────────────────────────────────────────────


@dataclass(frozen=True)
class UnitFeatures:
    """A unit and what can be compared across languages."""

    unit: Unit
    document: Document
    before: frozenset[str]
    """Words between the previous unit and this one: mostly code, which both articles share."""
    links: tuple[tuple[str, str], ...]

    @cached_property
    def length(self) -> int:
        """Characters that a reader sees, without spaces."""
        return len(self.shown.replace(" ", ""))

    @cached_property
    def shown(self) -> str:
        """The text without its markup."""
        return self.unit.source if self.unit.plain else prose(self.unit.source, self.document.reading_of(self.unit))

    @cached_property
    def tokens(self) -> Counter[str]:
        """Names, numbers, code and destinations, which a translation leaves unchanged."""
        text = unicodedata.normalize("NFKC", self.shown)
        tokens = Counter(match[0].casefold() for match in _TOKEN.finditer(text))
        if not self.unit.plain:
            for piece in pieces(self.unit.source, self.document.reading_of(self.unit)):
                if piece.role is Role.SINGLE and piece.kind in _KEPT:
                    tokens[f"{piece.kind} {piece.text}"] += 1
                elif piece.role is Role.OPEN and piece.kind in {"link", "image"}:
                    tokens[f"link {without_locale(piece.text, self.links)}"] += 1
        return tokens


_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|[A-Za-z][A-Za-z0-9_+#./-]*[A-Za-z0-9+#]|[A-Z]")
_KEPT = {"code", "math", "autolink", "footnote", "html", "opaque"}
_GAP_WORD = re.compile(r"[A-Za-z_]{3,}|\d+")


def without_locale(destination: str, links: Sequence[tuple[str, str]]) -> str:
    """A destination without its locale and anchor, which a translation changes."""
    for here, there in links:
        if destination.startswith(there):
            destination = here + destination.removeprefix(there)
    return destination.partition("#")[0] or "#"


def unit_features(document: Document, links: Sequence[tuple[str, str]] = ()) -> list[UnitFeatures]:
    """The units in the body of an article; ``links`` lists prefixes of destinations that differ by locale."""
    features: list[UnitFeatures] = []
    at = max((unit.end for unit in document.units if unit.key), default=0)
    for unit in document.units:
        if not unit.key:
            gap = document.text[at : unit.start]
            features.append(UnitFeatures(unit, document, frozenset(_GAP_WORD.findall(gap)), tuple(links)))
            at = unit.end
    return features


# ── Odds of a link ──────────────────────────────────────────────────────────


class LinkOdds:
    """Log odds of the links between the units of two articles; without ``encode``, meanings are not compared."""

    def __init__(
        self, left: Sequence[UnitFeatures], right: Sequence[UnitFeatures], encode: Encode | None = None
    ) -> None:
        self.left, self.right = left, right
        self.meanings = _Meanings(left, right, encode) if encode and left and right else None
        total = len(left) + len(right)
        seen = Counter(token for side in (*left, *right) for token in side.tokens)
        self.rarity = {token: min(3.0, 0.3 + math.log(total / count) / 1.5) for token, count in seen.items()}
        ours, theirs = sum(side.length for side in left), sum(side.length for side in right)
        # How much longer the translation is, measured on these texts, so that it holds for any pair of languages.
        self.ratio = min(5.0, max(0.2, (theirs + 100) / (ours + 100)))
        self.known: dict[tuple[int, int], float] = {}

    def of(self, i: int, j: int, step: Step) -> float:
        """The log odds that the units of a step from ``i`` and ``j`` translate each other."""
        if step == (1, 1):
            if (i, j) not in self.known:
                self.known[i, j] = self._score(self.left[i : i + 1], self.right[j : j + 1]) + self._meaning(i, j, step)
            return self.known[i, j]
        if 0 in step:
            return _SKIP
        ours, theirs = self.left[i : i + step[0]], self.right[j : j + step[1]]
        if not _mergeable((*ours, *theirs)):
            return IMPOSSIBLE
        return self._score(ours, theirs) + self._meaning(i, j, step) + _MERGE

    def _meaning(self, i: int, j: int, step: Step) -> float:
        return self.meanings.odds(i, j, step) if self.meanings else 0.0

    def _score(self, ours: Sequence[UnitFeatures], theirs: Sequence[UnitFeatures]) -> float:
        one, other = ours[0], theirs[0]
        score = _kind_odds(one.unit, other.unit)
        if score <= IMPOSSIBLE:
            return score
        mine, yours = _tokens(ours), _tokens(theirs)
        expected = self.ratio * sum(side.length for side in ours) + 4
        difference = math.log((sum(side.length for side in theirs) + 4) / expected)
        score += max(-6.0, 0.9 - (difference / (0.3 + 1.3 / math.sqrt(expected))) ** 2 / 2)
        shared = sum(self.rarity[token] * min(count, yours[token]) for token, count in mine.items() if token in yours)
        lost = sum(_cost(token) * self.rarity[token] * max(0, count - yours[token]) for token, count in mine.items())
        # Words that only the target has are no evidence: they may be the translation.
        new = sum(
            0.5 * self.rarity[token] * max(0, count - mine[token])
            for token, count in yours.items()
            if token[0].isdigit() or " " in token
        )
        score += max(-6.0, min(10.0, shared - lost - new))
        return score + _gap_odds(one.before, other.before)


def _mergeable(sides: Sequence[UnitFeatures]) -> bool:
    """Whether a translator may have joined the units into one."""
    kinds = {side.unit.kind for side in sides}
    return len(kinds) == 1 and kinds <= _MERGEABLE


def _kind_odds(one: Unit, other: Unit) -> float:
    if one.kind is other.kind:
        return 1.0 if one.level == other.level else -1.0
    if Kind.HEADING in {one.kind, other.kind} or Kind.CELL in {one.kind, other.kind}:
        return -7.0
    return -2.5


def _tokens(sides: Sequence[UnitFeatures]) -> Counter[str]:
    return sides[0].tokens if len(sides) == 1 else sides[0].tokens + sides[1].tokens


def _cost(token: str) -> float:
    """The cost of a token that the translation lacks: code and links stay, but a name may be translated."""
    return 0.8 if " " in token else 0.4


def _gap_odds(one: frozenset[str], other: frozenset[str]) -> float:
    if len(one) < 3 and len(other) < 3:
        return 0.0
    alike = len(one & other) / len(one | other)
    return 4.0 * alike - 1.5


# ── Meaning ─────────────────────────────────────────────────────────────────

_ALIKE = {True: (0.65, 0.18), False: (0.77, 0.12)}
"""Mean and standard deviation of the cosine of a unit and its translation, for long and short units."""
_UNRELATED = 0.17, 0.18
"""The same for two unrelated units. Both were measured on 1,088 units of pages with the same blocks."""
_SHORT = 6  # characters of the source
_MEANING_LIMITS = -4.0, 4.0
"""The lowest and highest log odds for a cosine, which may be a coincidence."""


class _Meanings:
    """Cosines between units, computed when needed, since alignment by position never joins units."""

    def __init__(self, left: Sequence[UnitFeatures], right: Sequence[UnitFeatures], encode: Encode) -> None:
        self.left, self.right = _Vectors(left, encode), _Vectors(right, encode)
        self._cosines: dict[Step, Any] = {}

    def odds(self, i: int, j: int, step: Step) -> float:
        """The log odds that the units of a step from ``i`` and ``j`` have the same meaning."""
        (rows, ours), (columns, theirs) = self.left.of(step[0]), self.right.of(step[1])
        if i not in rows or j not in columns:
            return 0.0
        if step not in self._cosines:
            self._cosines[step] = ours @ theirs.T
        cosine = float(self._cosines[step][rows[i], columns[j]])
        alike = _log_normal(cosine, *_ALIKE[self.left.sides[i].length < _SHORT])
        return min(_MEANING_LIMITS[1], max(_MEANING_LIMITS[0], alike - _log_normal(cosine, *_UNRELATED)))


class _Vectors:
    """The vectors of an article's units, alone and joined with the next."""

    def __init__(self, sides: Sequence[UnitFeatures], encode: Encode) -> None:
        self.sides, self.encode = sides, encode
        self._known: dict[int, tuple[dict[int, int], Any]] = {}

    def of(self, count: int) -> tuple[dict[int, int], Any]:
        """The rows of units that have words, by the index of the first unit, and the matrix of vectors."""
        if count not in self._known:
            parts = (self.sides[at : at + count] for at in range(len(self.sides) + 1 - count))
            joined = ["" if count > 1 and not _mergeable(part) else " ".join(s.shown for s in part) for part in parts]
            # The encoder returns meaningless vectors for texts without words, and fails on empty ones.
            worded = [at for at, text in enumerate(joined) if has_words(text)]
            rows = {at: row for row, at in enumerate(worded)}
            self._known[count] = rows, self.encode([joined[at] for at in worded]) if worded else None
        return self._known[count]


def _log_normal(value: float, mean: float, deviation: float) -> float:
    """The log of a normal density, up to a constant."""
    return -(((value - mean) / deviation) ** 2) / 2 - math.log(deviation)

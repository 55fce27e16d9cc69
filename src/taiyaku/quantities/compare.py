"""Finds the quantities that one text has and the other lacks.

Mentions are paired from the best agreement to the loosest, each once; ranges and dates without a partner are then
tried in parts. A mention that is left over is a mismatch if its weight is high enough, unless it only repeats something
that the other text has: a translator may mention a number twice, or once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from taiyaku.quantities.figures import PLAIN
from taiyaku.quantities.model import Clock, Date, Meaning, Mention, Mismatch, Quantity, QuantityKind, Weight
from taiyaku.quantities.units import FAMILIES, MEASURES

SAME, CLOSE, LOOSE = 3, 2, 1
"""How well two meanings agree: in value and unit; in everything that both express; only if nothing agrees better."""

_ROUNDING = Fraction(1, 10)
"""The largest deviation of a rounded value, as a share of it, if one side has 約 or "about"."""


_POINT = re.compile(r"\d\.\d")
_MANY = 80
"""The most mentions of one text that are all compared with each other, which takes quadratic time; prose has fewer."""


@dataclass(slots=True)
class _Piece:
    """A mention, or a part of one, to be paired."""

    mention: Mention
    whole: int
    """The index of the mention that it belongs to."""
    matched: bool = False


def compare(source: Sequence[Mention], target: Sequence[Mention]) -> tuple[Mismatch, ...]:
    """The differences between the quantities of two texts, those of the source first, in the order of the text."""
    if len(source) * len(target) > _MANY**2:
        source, target = _without_equals(source, target), _without_equals(target, source)
    left, right = _pieces(source), _pieces(target)

    def elliptic(ours: Mention, theirs: Mention) -> int:
        return _elliptic_agreement(ours, theirs, source, target)

    _pair(left, right, agreement)
    if all(piece.matched or piece.mention.weight is Weight.IDLE for piece in (*left, *right)):
        return ()
    _pair(left, right, elliptic)
    left, right = _split_unmatched(left, right), _split_unmatched(right, left)
    _pair(left, right, agreement)
    _pair(left, right, elliptic)
    missing = _leftovers(left, right, source, agreement)
    added = _leftovers(right, left, target, lambda own, other: agreement(other, own))
    if not any(
        isinstance(meaning, Date) and meaning.year is not None for mention, _ in missing for meaning in mention.meanings
    ):
        added = [(mention, weight) for mention, weight in added if not _adds_only_year(mention, right, target)]
    return _mismatches(missing, added, [piece.mention for piece in right if not piece.matched])


def _without_equals(own: Sequence[Mention], other: Sequence[Mention]) -> Sequence[Mention]:
    """The mentions whose value the other side does not have in any unit, up to ``_MANY``."""
    known = Counter(_value(mention) for mention in other)
    different = []
    for mention in own:
        if known[_value(mention)]:
            known[_value(mention)] -= 1
        else:
            different.append(mention)
    return different[:_MANY]


def _value(mention: Mention) -> object:
    values = ((m.low, m.high) for m in mention.meanings if isinstance(m, Quantity))
    return next(values, mention.meaning)


def _pieces(mentions: Sequence[Mention]) -> list[_Piece]:
    return [_Piece(mention, index) for index, mention in enumerate(mentions)]


def _split_unmatched(pieces: list[_Piece], others: list[_Piece]) -> list[_Piece]:
    """The pieces, with unmatched ones replaced by their parts; not a time of day if the other side has one left."""
    has_time = any(not other.matched and isinstance(other.mention.meaning, Clock) for other in others)
    split = []
    for piece in pieces:
        whole = has_time and isinstance(piece.mention.meaning, Clock)
        if piece.matched or whole or not piece.mention.parts:
            split.append(piece)
        else:
            split.extend(_Piece(part, piece.whole) for part in _smallest_parts(piece.mention))
    return split


def _smallest_parts(mention: Mention) -> list[Mention]:
    return [smallest for part in mention.parts for smallest in (_smallest_parts(part) if part.parts else [part])]


def _pair(left: list[_Piece], right: list[_Piece], agree: Callable[[Mention, Mention], int]) -> None:
    """Match unmatched pieces, the best agreement first, then the higher weight, then the closest relative position."""
    candidates = []
    for i, a in enumerate(left):
        if a.matched:
            continue
        for j, b in enumerate(right):
            if not b.matched and (level := agree(a.mention, b.mention)):
                weight = min(a.mention.weight, b.mention.weight) * 2 + max(a.mention.weight, b.mention.weight)
                drift = abs(i * len(right) - j * len(left))
                candidates.append((-level, -weight, drift, i, j))
    for *_, i, j in sorted(candidates):
        if not left[i].matched and not right[j].matched:
            left[i].matched = right[j].matched = True


def _elliptic_agreement(a: Mention, b: Mention, source: Sequence[Mention], target: Sequence[Mention]) -> int:
    """Agreement of a bare number with the currency or percent sign of another: 39 to 76%, 126 yen to 125."""
    for x, side, y in ((b.meaning, target, a.meaning), (a.meaning, source, b.meaning)):
        if (
            isinstance(x, Quantity)
            and isinstance(y, Quantity)
            and x.kind in PLAIN
            and y.kind in {QuantityKind.MONEY, QuantityKind.SHARE}
        ):
            scale = 100 if y.kind is QuantityKind.SHARE else 1
            shared = any(
                isinstance(m, Quantity) and m.kind is y.kind and (m.unit == y.unit or _family(m.unit, y.unit))
                for other in side
                for m in other.meanings
            )
            if shared and (x.low, x.high) == (y.low * scale, y.high * scale):
                return LOOSE
    return 0


def _leftovers(
    own: list[_Piece], other: list[_Piece], mentions: Sequence[Mention], agree: Callable[[Mention, Mention], int]
) -> list[tuple[Mention, Weight]]:
    """The mentions of one side without a partner, with their weight."""
    left: dict[int, Weight] = {}
    for piece in own:
        weight = min(piece.mention.weight, mentions[piece.whole].weight)
        if piece.matched or weight is Weight.IDLE:
            continue
        if any(
            agree(piece.mention, atom) >= CLOSE
            for known in other
            for atom in (known.mention, *_smallest_parts(known.mention))
        ):
            weight = Weight.SMALL  # one side mentions it once and the other twice
        left[piece.whole] = max(weight, left.get(piece.whole, weight))
    return [(mentions[index], weight) for index, weight in sorted(left.items())]


def _adds_only_year(mention: Mention, pieces: list[_Piece], target: Sequence[Mention]) -> bool:
    """Whether a date of the target differs from the source only in its year, which the context may give."""
    own = [piece for piece in pieces if target[piece.whole] is mention]
    if len(own) < 2 or not any(piece.matched for piece in own):
        return False
    return all(
        piece.matched or (isinstance(piece.mention.meaning, Date) and piece.mention.meaning.year is not None)
        for piece in own
    )


def _mismatches(
    missing: list[tuple[Mention, Weight]], added: list[tuple[Mention, Weight]], loose: list[Mention]
) -> tuple[Mismatch, ...]:
    """Pair each missing mention with its likely replacement: an added one, or else a word such as "doubled"."""
    pairs = [
        (-_likelihood(mention, other), i, j)
        for i, (mention, weight) in enumerate(missing)
        for j, (other, its) in enumerate(added)
        if (Weight.FIRM in (weight, its) or _conflict(mention, other)) and _likelihood(mention, other)
    ]
    partner: dict[int, int] = {}
    for _, i, j in sorted(pairs):
        if i not in partner and j not in partner.values():
            partner[i] = j
    found: list[Mismatch] = []
    for i, (mention, weight) in enumerate(missing):
        if i in partner:
            found.append(Mismatch(mention, added[partner[i]][0]))
        elif weight is Weight.FIRM:
            words = [other for other in loose if other.weight is Weight.IDLE and _likelihood(mention, other) >= 3]
            found.append(Mismatch(mention, words[0] if len(words) == 1 else None))
    extra = [
        mention for j, (mention, weight) in enumerate(added) if weight is Weight.FIRM and j not in partner.values()
    ]
    return (*found, *(Mismatch(None, mention) for mention in extra))


def _conflict(a: Mention, b: Mention) -> bool:
    """Whether two mentions of low weight certainly refer to the same thing: 三つ and "four"."""
    x, y = a.meaning, b.meaning
    if isinstance(x, Quantity) and isinstance(y, Quantity):
        if QuantityKind.NAME in (x.kind, y.kind):
            letters = _letters(x.unit)
            return x.kind is y.kind and letters == _letters(y.unit) and (letters != "" or len(x.unit) == len(y.unit))
        return x.kind is y.kind or {x.kind, y.kind} <= PLAIN
    return type(x) is type(y)


def _letters(name: str) -> str:
    return "".join(c for c in name if c.isalpha()).lower()


def _likelihood(a: Mention, b: Mention) -> int:
    """How likely ``b`` is a translation of ``a``; 0 if they have nothing in common."""
    best = 0
    for x in a.meanings:
        for y in b.meanings:
            best = max(best, _similarity(x, y))
    return best


def _similarity(x: Meaning, y: Meaning) -> int:
    if isinstance(x, Date) and isinstance(y, Date):
        fields = ((x.year, y.year), (x.month, y.month), (x.day, y.day))
        return 2 + 2 * sum(p is not None and p == q for p, q in fields)
    if not isinstance(x, Quantity) or not isinstance(y, Quantity):
        return 3 if type(x) is type(y) else 0
    if QuantityKind.NAME in (x.kind, y.kind):
        return 5 if x.kind is y.kind and _letters(x.unit) == _letters(y.unit) else 0
    same_kind = x.kind is y.kind or {x.kind, y.kind} <= PLAIN
    score = 3 if same_kind else 1
    if same_kind and x.unit == y.unit:
        score += 2
    if _digits(x.low) == _digits(y.low):
        score += 3
    elif sorted(_digits(x.low)) == sorted(_digits(y.low)):
        score += 2
    return score if score > 1 or QuantityKind.NUMBER in (x.kind, y.kind) else 0


def _digits(value: Fraction) -> str:
    """The significant digits, which are the same for 50億 and 5 billion."""
    return f"{float(value):.12e}".split("e")[0].rstrip("0")


def agreement(a: Mention, b: Mention) -> int:
    """How well a mention of the source and one of the target agree in their best meanings; 0 if not at all."""
    rough = a.approximate or b.approximate
    idle = Weight.IDLE in (a.weight, b.weight)
    if idle and (_POINT.search(a.text) or _POINT.search(b.text)):
        return 0  # 2.0 is never "both"
    # Units given on both sides must agree: 17歳 may be "17" but not "17 days".
    measured = _measured(a) and _measured(b)
    best = 0
    for x in a.meanings:
        for y in b.meanings:
            if isinstance(x, Quantity) and isinstance(y, Quantity):
                kinds = {x.kind, y.kind}
                if (measured and kinds & PLAIN) or (idle and kinds == {QuantityKind.MEASURE} and x.unit != y.unit):
                    continue
            if (level := _agree(x, y, rough=rough)) > best:
                best = level
                if best == SAME:
                    return best
    return best


def _measured(mention: Mention) -> bool:
    return any(isinstance(m, Quantity) and m.kind is QuantityKind.MEASURE for m in mention.meanings)


def _agree(x: Meaning, y: Meaning, *, rough: bool) -> int:
    if isinstance(x, Quantity) and isinstance(y, Quantity):
        return _quantities(x, y, rough=rough)
    if isinstance(x, Date) and isinstance(y, Date):
        return _dates(x, y)
    if isinstance(x, Clock) and isinstance(y, Clock):
        return _clocks(x, y)
    for p, q in ((x, y), (y, x)):
        if isinstance(p, Clock) and isinstance(q, Quantity) and not p.minute:  # 7時 as "at seven"
            return LOOSE if q.kind is QuantityKind.NUMBER and q.low == q.high in {p.hour, p.hour % 12} else 0
    return 0


def _dates(x: Date, y: Date) -> int:
    if x == y:
        return SAME
    if Date() in (x, y):
        return LOOSE
    if (x.month, x.day) != (y.month, y.day) or x.year is None or y.year is None:
        return 0
    return CLOSE if min(x.year, y.year) < 100 and x.year % 100 == y.year % 100 else 0


def _clocks(x: Clock, y: Clock) -> int:
    if x.minute != y.minute or x.hour % 12 != y.hour % 12:
        return 0
    if None in (x.afternoon, y.afternoon):
        return CLOSE
    return SAME if x.afternoon == y.afternoon else 0


def _quantities(x: Quantity, y: Quantity, *, rough: bool) -> int:
    level = _same_kind(x, y)
    if (
        not level
        and QuantityKind.NUMBER in (x.kind, y.kind)
        and {x.kind, y.kind} <= {*PLAIN, QuantityKind.MEASURE, QuantityKind.MONEY}
    ):
        level = LOOSE if (x if x.kind is QuantityKind.NUMBER else y).vague else 0  # a few dollars
    if not level:
        return 0
    if QuantityKind.NAME in (x.kind, y.kind):
        return level
    low_x, high_x, low_y, high_y = x.low, x.high, y.low, y.high
    if x.kind is y.kind is QuantityKind.MEASURE and x.unit != y.unit:
        by_x, by_y = MEASURES[x.unit][1], MEASURES[y.unit][1]
        low_x, high_x, low_y, high_y = low_x * by_x, high_x * by_x, low_y * by_y, high_y * by_y
    if x.kind is QuantityKind.DECADE and min(low_x, low_y) < 100:
        low_x, high_x, low_y, high_y = low_x % 100, high_x % 100, low_y % 100, high_y % 100
    if x.vague or y.vague:
        if QuantityKind.ORDINAL in (x.kind, y.kind):
            return 0  # "a few" is not "the second"
        if x.vague and y.vague:
            return min(level, CLOSE) if low_x < high_y and low_y < high_x else 0
        return LOOSE if low_x <= high_y and low_y <= high_x else 0
    if (low_x, high_x) == (low_y, high_y):
        return level
    if rough and _is_rounded(low_x, low_y) and _is_rounded(high_x, high_y):
        return LOOSE
    return 0


def _same_kind(x: Quantity, y: Quantity) -> int:
    if x.kind is y.kind:
        if x.unit == y.unit:
            return SAME
        if x.kind is QuantityKind.MEASURE:
            return SAME if MEASURES[x.unit][0] == MEASURES[y.unit][0] else 0
        if x.kind is QuantityKind.MONEY:
            return CLOSE if _family(x.unit, y.unit) else 0
        return CLOSE if x.kind is QuantityKind.NAME and _plain_name(x.unit) == _plain_name(y.unit) else 0
    kinds = {x.kind, y.kind}
    if kinds <= PLAIN:
        return CLOSE
    if kinds in ({QuantityKind.FACTOR, QuantityKind.COUNT}, {QuantityKind.FACTOR, QuantityKind.NUMBER}):
        return CLOSE
    if kinds in ({QuantityKind.NUMBER, QuantityKind.MEASURE}, {QuantityKind.ORDINAL, QuantityKind.MEASURE}) or (
        x.kind is QuantityKind.NUMBER and y.kind is QuantityKind.MONEY
    ):
        return LOOSE  # a translator may add the currency that the source leaves out
    return 0


def _plain_name(name: str) -> str:
    return name.replace("-", "").replace("_", "").lower()


def _family(x: str, y: str) -> bool:
    return y in FAMILIES.get(x, ()) or x in FAMILIES.get(y, ())


def _is_rounded(x: Fraction, y: Fraction) -> bool:
    """Whether the target's value ``y`` is the source's value rounded to fewer digits or to a simple share."""
    if x == y:
        return True
    if 0 < y < 1 and y.denominator <= 6:  # a third, two fifths
        return abs(x - y) <= _ROUNDING * max(x, y)
    if not x or not y or abs(x - y) > _ROUNDING * x:
        return False
    return len(_digits(y)) < len(_digits(x)) and round(float(x), _places(y)) == round(float(y), _places(y))


def _places(value: Fraction) -> int:
    """The number of decimal places up to the last significant digit; negative for whole tens."""
    mantissa, _, exponent = f"{float(value):.12e}".partition("e")
    return len(mantissa.rstrip("0").replace(".", "").lstrip("-")) - 1 - int(exponent)

"""Numbers that belong together: ranges, lists that give their unit once, and amounts in two units.

5〜10億ドル, between 5 and 10 billion dollars; 10, 20 and 30 percent; 1時間30分, 7ドル65セント, six feet two inches.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from taiyaku.quantities.figures import BARE, ONE, Figure, Sense
from taiyaku.quantities.model import Meaning, Mention, Quantity, QuantityKind
from taiyaku.quantities.scan import Found
from taiyaku.quantities.units import MEASURES

Reading = tuple[Mention, Figure, tuple[Sense, ...]]
"""One number: its mention, its figure, and the senses of its unit, if it has one."""

_LONGEST_LIST = 8


@dataclass(frozen=True, slots=True)
class Grammar:
    """How a language joins numbers that belong together."""

    one: Callable[[str, int], Reading | None]
    """Reads one number with its unit."""
    to: re.Pattern[str]
    """Between the ends of a range."""
    either: re.Pattern[str]
    """Between consecutive numbers that form a range (2、3日, two or three days), or other numbers that form a list."""
    item: re.Pattern[str]
    """Between the items of a list."""
    further: re.Pattern[str]
    """Between an amount and one in a smaller unit that is added to it."""


def series(text: str, at: int, grammar: Grammar) -> Found | None:
    """Read the number at ``at`` and the numbers that belong to it."""
    if (first := grammar.one(text, at)) is None:
        return None
    mention, figure, senses = _with_smaller_units(text, first, grammar)
    if (joint := grammar.to.match(text, mention.end)) and (second := grammar.one(text, joint.end())):
        return _range(text, (mention, figure, senses), _with_smaller_units(text, second, grammar))
    if (joint := grammar.either.match(text, mention.end)) and (second := grammar.one(text, joint.end())):
        other = second[1]
        if not senses and other.low == figure.low + 1 < 10 and other.scale == 1:
            return _range(text, (mention, figure, senses), second)
    if not senses:
        mention = _from_list(text, mention, figure, grammar)
    return mention.end, (mention,)


def _range(text: str, first: Reading, second: Reading) -> Found:
    mention, figure, senses = first
    other, other_figure, other_senses = second
    if not senses or (senses[0].kind is QuantityKind.MONEY and figure.scale == 1 and other_figure.scale != 1):
        mention = _lend(mention, figure, other_senses or senses or BARE, other_figure.scale)
    if senses and not other_senses:
        other = _lend(other, other_figure, senses, ONE)
    both = span(text, mention, other)
    return (other.end, (both,)) if both else (mention.end, (mention,))


def _from_list(text: str, mention: Mention, figure: Figure, grammar: Grammar) -> Mention:
    """Give a number without a unit the unit of a later item in its list."""
    end = mention.end
    for _ in range(_LONGEST_LIST):
        joint = grammar.item.match(text, end)
        if not joint or (further := grammar.one(text, joint.end())) is None:
            break
        other, other_figure, senses = further
        if senses or other_figure.scale != 1:
            return _lend(mention, figure, senses or BARE, other_figure.scale)
        end = other.end
    return mention


def _with_smaller_units(text: str, first: Reading, grammar: Grammar) -> Reading:
    """Add the minutes to the hours, and the cents to the dollars."""
    mention, figure, senses = first
    joint = grammar.further.match(text, mention.end) if senses else None
    if joint is None or (second := grammar.one(text, joint.end())) is None or not second[2]:
        return first
    sums = [
        total
        for a in mention.meanings
        for b in second[0].meanings
        if isinstance(a, Quantity) and isinstance(b, Quantity) and (total := _sum(a, b))
    ]
    if not sums:
        return first
    end = second[0].end
    whole = replace(mention, end=end, text=text[mention.start : end], meanings=tuple(sums), parts=(mention, second[0]))
    return whole, figure, senses


def _sum(a: Quantity, b: Quantity) -> Quantity | None:
    if a.kind is not b.kind or a.vague or b.vague or a.low != a.high or b.low != b.high:
        return None
    if a.kind is QuantityKind.MONEY and a.unit == b.unit and b.low < 1 <= a.low:
        return replace(a, low=a.low + b.low, high=a.low + b.low)
    if a.kind is not QuantityKind.MEASURE or MEASURES[a.unit][0] != MEASURES[b.unit][0]:
        return None
    factor = MEASURES[b.unit][1] / MEASURES[a.unit][1]
    if factor >= 1 or b.low * factor >= 1 or a.unit in {"day", "week", "month"}:  # 1日8時間 is eight hours a day
        return None
    total = a.low + b.low * factor
    return replace(a, low=total, high=total)


def span(text: str, first: Mention, second: Mention) -> Mention | None:
    """Combine two mentions into a range; None if they do not rise or are of different kinds.

    The first may take the unit and the scale from the second: 5〜10億ドル.
    """
    meanings: list[Meaning] = []
    for high in second.meanings:
        for low in first.meanings:
            if isinstance(low, Quantity) and isinstance(high, Quantity):
                factor = _conversion(low, high)
                if factor is not None and low.high * factor < high.high:
                    meanings.append(replace(high, low=low.low * factor))
    if not meanings:
        return None
    return Mention(
        first.start,
        second.end,
        text[first.start : second.end],
        tuple(dict.fromkeys(meanings)),
        max(first.weight, second.weight),
        first.approximate or second.approximate,
        (first, second),
    )


def _conversion(low: Quantity, high: Quantity) -> Fraction | None:
    """How many units of ``high`` are one unit of ``low``; None if they are of different kinds."""
    if low.kind is not high.kind:
        return None
    if low.unit == high.unit:
        return ONE
    if low.kind is not QuantityKind.MEASURE or MEASURES[low.unit][0] != MEASURES[high.unit][0]:
        return None
    return MEASURES[low.unit][1] / MEASURES[high.unit][1]


def _lend(bare: Mention, figure: Figure, senses: Iterable[Sense], scale: Fraction) -> Mention:
    """Give a numeral without a unit the unit of a later one, with and without its scale."""
    loans: list[Meaning] = []
    for sense in senses:
        for by in dict.fromkeys((scale if figure.scale == 1 else ONE, ONE)):
            factor = sense.factor * by
            loans.append(Quantity(figure.low * factor, figure.high * factor, sense.kind, sense.unit))
    return replace(bare, meanings=tuple(dict.fromkeys((*loans, *bare.meanings))))

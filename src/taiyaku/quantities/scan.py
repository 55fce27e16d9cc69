"""Reads a text in any language by rules, tried in order at each position where a numeral may start.

A language provides a function that finds these positions, its rules, and a reader of its numerals that returns a
``Figure``. The meaning of a figure beside a unit, and ranges and lists that share a unit, are the same for every
language (``mentions``, ``series``, ``common_rules``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from taiyaku.quantities.model import Mention

Found = tuple[int, tuple[Mention, ...]]
"""The offset at which to continue, and the mentions read before it."""

Rule = Callable[[str, int], Found | None]
"""Reads what starts at an offset; None if the rule does not apply."""

_FOLDED = {
    **{0xFF01 + n: 0x21 + n for n in range(94)},  # full-width ASCII
    **dict.fromkeys(map(ord, "\u3000\u00a0\u2009\u202f"), " "),
    **dict.fromkeys(map(ord, "〜～∼˜"), "~"),
    **dict.fromkeys(map(ord, "‐‑‒–—―−─"), "-"),
    **dict.fromkeys(map(ord, "’‘＇"), "'"),
    **dict.fromkeys(map(ord, "×✕"), "x"),
    ord("º"): "°",
    ord("￥"): "¥",
    ord("￡"): "£",
}


_BY = re.compile(r"(?<=\d)x(?=\d)")
"""1920x1080 is two numbers."""


def fold(text: str) -> str:
    """Replace full-width forms, spaces, dashes and quotation marks with one form each; offsets are unchanged."""
    if not text.isascii():
        text = text.translate(_FOLDED)
    return _BY.sub(" ", text) if "x" in text else text


_TOO_LONG = re.compile(
    r"(?:[\d,.]{40}|[〇零一二三四五六七八九十百千万億兆京]{40})[\d,.〇零一二三四五六七八九十百千万億兆京]*"
)
"""Runs of forty digits or more, which are not quantities; Python refuses to convert very long ones."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a language in the order in which they are tried, by the first character at a position.

    One list would give the same result, but most positions are plain numbers, to which few rules apply.
    """

    letter: Sequence[Rule]
    plain: Sequence[Rule]
    """For one to three digits without a sign or Latin letter after them: not part of a code, time or date."""
    other: Sequence[Rule]
    """For all other digits, and for signs."""

    def at(self, text: str, position: int) -> Sequence[Rule]:
        """The rules to try at a position."""
        if text[position].isalpha():
            return self.letter
        return self.plain if _PLAIN.match(text, position) else self.other


_PLAIN = re.compile(r"\d{1,3}(?![\dA-Za-z:/'^-]|[.,]\d)")


def scan(
    original: str, text: str, next_position: Callable[[str, int], int | None], rules: Rules
) -> tuple[Mention, ...]:
    """Read a text from left to right; at each ``next_position``, the first rule that applies wins.

    ``text`` is ``original`` folded, and of the same length.
    """
    found: list[Mention] = []
    at = 0
    while (position := next_position(text, at)) is not None:
        if too_long := _TOO_LONG.match(text, position):
            at = too_long.end()
            continue
        at = position + 1
        for rule in rules.at(text, position):
            if (read := rule(text, position)) is not None:
                at = max(read[0], at)
                found.extend(read[1])
                break
    if text == original:
        return tuple(found)
    return tuple(replace(mention, text=original[mention.start : mention.end]) for mention in found)

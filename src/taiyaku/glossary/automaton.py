"""Leftmost-longest search for many strings at once, each with conditions on where it may occur."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from taiyaku.glossary.folding import Folded, fold
from taiyaku.language.scripts import HAN, HANGUL, HIRAGANA, KATAKANA
from taiyaku.model import MASK, Term

SPACED = "0-9A-Za-z_ªµºÀ-ÖØ-öø-ʯͰ-ͽͿ-҃Ҋ-ԯḀ-῿"
"""Letters of the scripts that separate words with spaces (Latin, Greek, Cyrillic), and digits, as a regex class."""

_SCRIPTS = (
    ("spaced", re.compile(f"[{SPACED}]")),
    ("han", re.compile(f"[{HAN}]")),
    ("hiragana", re.compile(f"[{HIRAGANA}]")),
    ("katakana", re.compile(f"[{KATAKANA}]")),
    ("hangul", re.compile(f"[{HANGUL}]")),
)


_ADDRESS = re.compile(r"://[!-~]+|@[A-Za-z0-9-]+\.[A-Za-z0-9.-]+")
"""The end of a URL or email address, from its ``://`` or ``@``; its start is ``_HEAD`` before that."""
_HEAD = re.compile(r"[A-Za-z0-9_.+%-]*$")
_QUOTED = re.compile("`[^`\n]+`")
"""Code in a text that is not parsed as Markdown: a front matter value, the content of an HTML element."""
_JOINED_BEFORE, _JOINED_AFTER = re.compile(r"[A-Za-z0-9_@][./@_-]$|[./@]$"), re.compile(r"[./@_-][A-Za-z0-9_]")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A string to find, and the conditions under which it is accepted."""

    term: Term
    written: str
    """The phrase as the glossary writes it."""
    text: str
    """The form to find."""
    kind: str = "base"
    """The kind of that form, as in ``inflect.Form``."""
    word: bool = False
    """Whether no letter or digit of the same script may be next to it; always so in scripts that separate words with
    spaces."""
    cased: bool = False
    """Whether upper and lower case matter."""
    name: bool = False
    """A name, which is not accepted in other capitals inside a longer identifier (``astro.config``)."""
    allowed: bool = False
    """An approved rendering, found so that no forbidden one is found inside it."""

    def borders(self, folded: str) -> tuple[str, str]:
        """The scripts that must not be next to its start and end; empty if any may."""
        first, last = script(folded[0]), script(folded[-1])
        return (first if self.word or first == "spaced" else "", last if self.word or last == "spaced" else "")


class Automaton:
    """Finds any of the patterns in a text; of several that are equal when folded, the first accepted one is found."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        from ahocorasick_rs import AhoCorasick, MatchKind

        self._by_text: dict[str, list[tuple[Pattern, str, str]]] = {}
        for pattern in patterns:
            key = fold(pattern.text).text
            self._by_text.setdefault(key, []).append((pattern, *pattern.borders(key)))
        self._keys = list(self._by_text)
        # By the automaton's index, the pattern that is accepted anywhere: no borders, and capitals do not matter.
        firsts = (candidates[0] for candidates in self._by_text.values())
        self._free = [None if pattern.cased or left or right else pattern for pattern, left, right in firsts]
        lengths: dict[str, set[int]] = {}
        for key in self._keys:
            lengths.setdefault(key[0], set()).add(len(key))
        self._lengths = {first: sorted(sizes, reverse=True) for first, sizes in lengths.items()}
        self._automaton = AhoCorasick(self._keys, matchkind=MatchKind.LeftmostLongest)

    def find(self, text: str) -> list[tuple[int, int, Pattern]]:
        """The accepted matches, leftmost first, then longest: start and end in ``text``, and the pattern.

        Addresses and text between backticks are skipped.

        The automaton does not know the conditions of the patterns. No pattern starts between two of its matches, so
        only the inside of a match that was rejected, or overlaps one accepted before it, is searched by hand.
        """
        folded = fold(mask_addresses(text))
        free, origins = self._free, folded.origins
        as_is = isinstance(origins, range)  # folding changed no offset, as in most texts
        accepted: list[tuple[int, int, Pattern]] = []
        done = 0
        for index, start, end in self._automaton.find_matches_as_indexes(folded.text):
            if start >= done:
                if (pattern := free[index]) is not None:
                    first, last = (start, end) if as_is else (origins[start], origins[end])
                    if first >= 0 and last >= 0:
                        accepted.append((first, last, pattern))
                        done = end
                        continue
                elif found := self._accept(self._keys[index], start, end, folded, text):
                    accepted.append(found)
                    done = end
                    continue
            done = max(start, done)
            while done < end:
                done, found = self._longest(done, folded, text)
                if found:
                    accepted.append(found)
        return accepted

    def _longest(self, at: int, folded: Folded, text: str) -> tuple[int, tuple[int, int, Pattern] | None]:
        """The offset at which to continue, and the longest accepted match that starts here."""
        for length in self._lengths.get(folded.text[at], ()):
            key = folded.text[at : at + length]
            if key in self._by_text and (found := self._accept(key, at, at + len(key), folded, text)):
                return at + len(key), found
        return at + 1, None

    def _accept(self, key: str, start: int, end: int, folded: Folded, text: str) -> tuple[int, int, Pattern] | None:
        """The first pattern of this spelling that is accepted here."""
        first, last = folded.origins[start], folded.origins[end]
        if first < 0 or last < 0:
            return None
        for pattern, left, right in self._by_text[key]:
            if left and start and script(folded.text[start - 1]) == left:
                continue
            if right and end < len(folded.text) and script(folded.text[end]) == right:
                continue
            if not (pattern.cased or pattern.name) or _case(text[first:last]) == _case(pattern.text):
                return first, last, pattern
            if not pattern.cased and not in_identifier(text, first, last):
                return first, last, pattern
        return None


def mask_addresses(text: str) -> str:
    """The text with bare addresses and code in backticks masked; its length is unchanged."""
    if "`" in text:
        text = _QUOTED.sub(lambda found: MASK * len(found[0]), text)
    if "://" not in text and "@" not in text:
        return text
    parts, done = [], 0
    for found in _ADDRESS.finditer(text):
        head = _HEAD.search(text, max(done, found.start() - 64), found.start())
        start = head.start() if head else found.start()
        parts += [text[done:start], MASK * (found.end() - start)]
        done = found.end()
    return "".join((*parts, text[done:]))


def in_identifier(text: str, start: int, end: int) -> bool:
    """Whether a stretch is part of a file name, package name or path."""
    return bool(_JOINED_BEFORE.search(text, max(0, start - 2), start) or _JOINED_AFTER.match(text, end))


@lru_cache(maxsize=8192)
def script(char: str) -> str:
    """The script of a letter, for word borders; empty for any other character."""
    return next((name for name, letters in _SCRIPTS if letters.match(char)), "")


def _case(text: str) -> str:
    """The text folded in everything except case."""
    return " ".join(unicodedata.normalize("NFKC", text).split())

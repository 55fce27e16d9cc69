"""Leftmost-longest search for many strings at once, each of which may refuse a place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from taiyaku.glossary.folding import Folded, fold
from taiyaku.model import MASK, Term

SPACED = "0-9A-Za-z_ªµºÀ-ÖØ-öø-ʯͰ-ͽͿ-҃Ҋ-ԯḀ-῿"
"""Letters of the scripts that part words with spaces (Latin, Greek, Cyrillic), and digits, as a regex class."""

_SCRIPTS = (
    ("spaced", re.compile(f"[{SPACED}]")),
    ("han", re.compile("[々〆㐀-䶿一-鿿豈-\ufaff\U00020000-\U0003ffff]")),
    ("hiragana", re.compile("[ぁ-ゟ]")),
    ("katakana", re.compile("[ァ-ヺー-ヿㇰ-ㇿ]")),
    ("hangul", re.compile("[ᄀ-ᇿ가-힣]")),
)


_ADDRESS = re.compile(r"://[!-~]+|@[A-Za-z0-9-]+\.[A-Za-z0-9.-]+")
"""The tail of an address, from what gives it away; its head is ``_HEAD`` before that."""
_HEAD = re.compile(r"[A-Za-z0-9_.+%-]*$")
_QUOTED = re.compile("`[^`\n]+`")
"""Code in a text that is not read as Markdown: a front matter value, the inside of an HTML element."""
_JOINED_BEFORE, _JOINED_AFTER = re.compile(r"[A-Za-z0-9_@][./@_-]$|[./@]$"), re.compile(r"[./@_-][A-Za-z0-9_]")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A string to look for, and where it is taken."""

    term: Term
    written: str
    """As the glossary writes it."""
    text: str
    """The form of it to look for."""
    kind: str = "base"
    """The kind of that form, as in ``inflect.Form``."""
    word: bool = False
    """Only where no letter or digit of the same script touches it. A script that parts words with spaces is always
    held to that."""
    cased: bool = False
    """Upper and lower case matter."""
    name: bool = False
    """A name, which in other capitals inside a longer identifier (``astro.config``) is not meant."""
    allowed: bool = False
    """An approved rendering, found so that nothing forbidden is seen inside it."""

    def borders(self, folded: str) -> tuple[str, str]:
        """The scripts that must not go on before and after it; empty where anything may."""
        first, last = script(folded[0]), script(folded[-1])
        return (first if self.word or first == "spaced" else "", last if self.word or last == "spaced" else "")


class Automaton:
    """The patterns, ready to be found in any text.

    Args:
        patterns: In order of precedence where several are the same when folded.
    """

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        from ahocorasick_rs import AhoCorasick, MatchKind

        self._by_text: dict[str, list[tuple[Pattern, str, str]]] = {}
        for pattern in patterns:
            key = fold(pattern.text).text
            self._by_text.setdefault(key, []).append((pattern, *pattern.borders(key)))
        self._keys = list(self._by_text)
        # The pattern that takes any place at all, by the automaton's index: no borders, no capitals to look at.
        firsts = (candidates[0] for candidates in self._by_text.values())
        self._free = [None if pattern.cased or left or right else pattern for pattern, left, right in firsts]
        lengths: dict[str, set[int]] = {}
        for key in self._keys:
            lengths.setdefault(key[0], set()).add(len(key))
        self._lengths = {first: sorted(sizes, reverse=True) for first, sizes in lengths.items()}
        self._automaton = AhoCorasick(self._keys, matchkind=MatchKind.LeftmostLongest)

    def find(self, text: str) -> list[tuple[int, int, Pattern]]:
        """The places taken, leftmost first and there the longest: start and end in ``text``, and the pattern.

        Nothing is found in addresses and between backticks.

        The automaton's matches come without asking whether a pattern takes the place. Between two of them no pattern
        begins; so only the inside of one that was refused, or is cut by one taken before it, is gone through by hand.
        """
        folded = fold(visible(text))
        free, origins = self._free, folded.origins
        as_is = isinstance(origins, range)  # folding moved nothing, as in most texts
        taken: list[tuple[int, int, Pattern]] = []
        done = 0
        for index, start, end in self._automaton.find_matches_as_indexes(folded.text):
            if start >= done:
                if (pattern := free[index]) is not None:
                    first, last = (start, end) if as_is else (origins[start], origins[end])
                    if first >= 0 and last >= 0:
                        taken.append((first, last, pattern))
                        done = end
                        continue
                elif found := self._take(self._keys[index], start, end, folded, text):
                    taken.append(found)
                    done = end
                    continue
            done = max(start, done)
            while done < end:
                done, found = self._longest(done, folded, text)
                if found:
                    taken.append(found)
        return taken

    def _longest(self, at: int, folded: Folded, text: str) -> tuple[int, tuple[int, int, Pattern] | None]:
        """The longest place taken that begins here, and where to go on."""
        for length in self._lengths.get(folded.text[at], ()):
            key = folded.text[at : at + length]
            if key in self._by_text and (found := self._take(key, at, at + len(key), folded, text)):
                return at + len(key), found
        return at + 1, None

    def _take(self, key: str, start: int, end: int, folded: Folded, text: str) -> tuple[int, int, Pattern] | None:
        """The first pattern of this spelling that takes the place."""
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


def visible(text: str) -> str:
    """The text with bare addresses and what stands between backticks masked, at the same length."""
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
    """Whether a stretch is part of a file name, a package or a path rather than a word."""
    return bool(_JOINED_BEFORE.search(text, max(0, start - 2), start) or _JOINED_AFTER.match(text, end))


@lru_cache(maxsize=8192)
def script(char: str) -> str:
    """The script of a letter as far as word borders go; empty for anything else."""
    return next((name for name, letters in _SCRIPTS if letters.match(char)), "")


def _case(text: str) -> str:
    """Folded in everything but case."""
    return " ".join(unicodedata.normalize("NFKC", text).split())

"""Terms that a glossary may lack: phrases that articles use often, and how accepted translations render them.

Candidates are parts of noun phrases, ranked by C-value (Frantzi, Ananiadou and Mima, 2000): frequent and long ones
first, without those that occur only inside a longer one. Renderings are word sequences of the translations, ranked by
the Dice coefficient of occurring in the same pairs.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from taiyaku.glossary.automaton import mask_addresses
from taiyaku.glossary.folding import fold
from taiyaku.glossary.inflect import singulars
from taiyaku.glossary.match import with_boundaries
from taiyaku.glossary.phrases import EVERYDAY, STOP_WORDS, Span, Splitter, splitter
from taiyaku.language.locales import is_english
from taiyaku.model import MASK, Term

LONGEST = 5
"""The most components of a candidate."""
CONTEXT = 24
"""Characters of context on either side."""
NEAR = 2 / 3
"""The share of the best rendering's score that another must reach to be shown."""
_POSSESSIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A likely rendering."""

    text: str
    score: float
    """Dice coefficient, 0 to 1: 1 if the two only occur together."""
    count: int
    """Pairs that have both."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A phrase that may be worth an entry."""

    text: str
    """In its most frequent spelling."""
    count: int
    score: float
    """C-value; only the order is meaningful."""
    contexts: tuple[str, ...] = ()
    """Up to three contexts, with the phrase in the middle."""
    renderings: tuple[Suggestion, ...] = ()
    """Up to three, the most likely first."""


@dataclass(slots=True)
class _Occurrences:
    """The occurrences of a phrase, recorded while texts are read."""

    count: int = 0
    size: int = 1
    spellings: Counter[str] = field(default_factory=Counter)
    contexts: list[str] = field(default_factory=list)
    around: set[str] = field(default_factory=set)
    """The phrases one component longer that contain it."""


def mine_terms(
    texts: Iterable[str],
    *,
    locale: str,
    target: str = "en",
    known: Iterable[Term] = (),
    pairs: Iterable[tuple[str, str]] = (),
    at_least: int = 3,
    limit: int = 50,
    split: Splitter | None = None,
) -> list[Candidate]:
    """Find candidates for new terms in the prose of units, the best first; each occurs at least ``at_least`` times.

    Known terms are left out. Renderings come from ``pairs``: source and target of accepted translations, as prose.
    """
    split = split or splitter(locale)
    seen: defaultdict[str, _Occurrences] = defaultdict(_Occurrences)
    for text in dict.fromkeys(map(mask_addresses, texts)):
        for start, end, size, around in _phrases(split(text), text):
            _record(seen, text, start, end, size, around)
    names = {fold(name).text for term in known for name in (term.term, *term.variants)}
    scored = [
        (score, key)
        for key, found in seen.items()
        if found.count >= at_least and key not in names and _may_be_term(key) and (score := _c_value(found, seen)) > 0
    ]
    scored.sort(key=lambda pair: (-pair[0], pair[1]))
    best = [key for _, key in scored[:limit]]
    renderings = _renderings(best, pairs, target)
    scores = {key: score for score, key in scored[:limit]}
    return [
        Candidate(
            text=seen[key].spellings.most_common(1)[0][0],
            count=seen[key].count,
            score=scores[key],
            contexts=tuple(seen[key].contexts),
            renderings=renderings[key],
        )
        for key in best
    ]


def _phrases(runs: Sequence[Sequence[Span]], text: str) -> Iterator[tuple[int, int, int, list[str]]]:
    """Every part of every run: start, end, number of components, and the parts one component longer around it."""
    for run in runs:
        for first in range(len(run)):
            for last in range(first, min(len(run), first + LONGEST)):
                around = []
                if last - first + 1 < LONGEST:
                    around += [text[run[first - 1][0] : run[last][1]]] if first else []
                    around += [text[run[first][0] : run[last + 1][1]]] if last + 1 < len(run) else []
                yield run[first][0], run[last][1], last - first + 1, around


def _record(
    seen: defaultdict[str, _Occurrences], text: str, start: int, end: int, size: int, around: Iterable[str]
) -> None:
    found = seen[fold(text[start:end]).text]
    found.count += 1
    found.size = size
    found.spellings[text[start:end]] += 1
    found.around.update(fold(longer).text for longer in around)
    if len(found.contexts) < 3 and (context := _context(text, start, end)) not in found.contexts:
        found.contexts.append(context)


def _context(text: str, start: int, end: int) -> str:
    first, last = max(0, start - CONTEXT), min(len(text), end + CONTEXT)
    cut = " ".join(re.sub(f"{MASK}+", "…", text[first:last]).split())
    return f"{'…' if first else ''}{cut}{'…' if last < len(text) else ''}"


def _may_be_term(key: str) -> bool:
    """Whether a phrase can be a term: at least two characters, not all hiragana, and not an everyday word."""
    return len(key) > 1 and key not in STOP_WORDS and key not in EVERYDAY and not re.fullmatch(r"[぀-ゟー]+", key)


def _c_value(found: _Occurrences, seen: defaultdict[str, _Occurrences]) -> float:
    """C-value, except that it subtracts the count of the most frequent longer phrase instead of the mean of all."""
    nested = max((seen[key].count for key in found.around), default=0)
    return math.log2(found.size + 1) * (found.count - nested)


def _renderings(
    keys: Sequence[str], pairs: Iterable[tuple[str, str]], locale: str
) -> dict[str, tuple[Suggestion, ...]]:
    """The likely renderings of each phrase."""
    patterns = {key: re.compile(with_boundaries(re.escape(key), key)) for key in keys}
    alone: Counter[str] = Counter()
    together: dict[str, Counter[str]] = {key: Counter() for key in keys}
    occurring: Counter[str] = Counter()
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for source, target in pairs:
        folded = fold(source).text
        inside = [key for key, pattern in patterns.items() if pattern.search(folded)]
        grams = dict(_grams(target, locale))
        alone.update(grams.keys())
        for key in inside:
            occurring[key] += 1
            together[key].update(grams.keys())
        for gram, spelling in grams.items() if inside else ():
            spellings[gram][spelling] += 1
    scores = {
        key: {gram: 2 * count / (occurring[key] + alone[gram]) for gram, count in counts.items() if count > 1}
        for key, counts in together.items()
    }
    found: dict[str, tuple[Suggestion, ...]] = {}
    for key in keys:
        # A rendering that is as likely for a longer phrase belongs to that: 行動規範, not 行動, is "code of conduct".
        longer = [scores[other] for other in keys if key != other and key in other]
        own = {
            gram: score for gram, score in scores[key].items() if all(score > other.get(gram, 0) for other in longer)
        }
        found[key] = _best_suggestions(
            [Suggestion(_usual_spelling(g, spellings[g]), score, together[key][g]) for g, score in own.items()]
        )
    return found


def _usual_spelling(gram: str, spellings: Counter[str]) -> str:
    """The most frequent spelling; of equally frequent ones, the plainest."""
    return min(spellings, key=lambda text: (-spellings[text], text != gram, len(text), text))


def _best_suggestions(suggestions: list[Suggestion]) -> tuple[Suggestion, ...]:
    """Up to three that are nearly as likely as the best; of two that mostly occur together, only the longer one.

    *conduct* is left out if it mostly occurs in *code of conduct*.
    """
    suggestions.sort(key=lambda found: (-found.score, -len(found.text), found.text))
    likely = suggestions[:12]
    whole = [
        found
        for found in likely
        if not any(
            f" {found.text.lower()} " in f" {other.text.lower()} " and other.count >= 0.8 * found.count
            for other in likely
            if other is not found
        )
    ]
    return tuple(found for found in whole[:3] if found.score >= NEAR * whole[0].score)


def _grams(text: str, locale: str) -> Iterator[tuple[str, str]]:
    """Sequences of one to four words that can be a rendering: the form that is counted, and the spelling."""
    words = list(re.finditer(r"[^\W_](?:[\w'’.+#-]*[\w+#])?", text))
    for first, start in enumerate(words):
        if _is_stop_word(start[0]):
            continue
        for last in range(first, min(len(words), first + 4)):
            if last > first and text[words[last - 1].end() : words[last].start()] != " ":
                break
            if not _is_stop_word(words[last][0]):
                spelling = _POSSESSIVE.sub("", text[start.start() : words[last].end()])
                yield _counted_form(spelling, locale), spelling


def _is_stop_word(word: str) -> bool:
    """Whether a word cannot start or end a rendering."""
    return word.lower() in STOP_WORDS or word[0].isdigit() or (len(word) == 1 and word.isascii())


def _counted_form(spelling: str, locale: str) -> str:
    """The form that is counted: in lower case, and an English plural as its singular."""
    *rest, last = spelling.split(" ")
    single = singulars(last)[:1] if is_english(locale) else ()
    return " ".join((*rest, *(single or (last,)))).lower()

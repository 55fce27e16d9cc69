"""What people change in machine drafts, grouped for learning.

A draft and the text that a person accepted in its place are compared word by word. Each difference has a kind, equal
differences are counted together, and a repeated one is proposed as a glossary entry if its sources share a term.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from taiyaku.language.scripts import HAN
from taiyaku.markdown.inline import abstract
from taiyaku.model import MASK, Reading, Rendering, Term


class ChangeKind(StrEnum):
    """The kind of a change, in the order of the report."""

    TERM = "term"
    """A few words replaced by the same few others in several texts."""
    NUMBER = "number"
    STYLE = "style"
    """Punctuation, spacing, letter case, markup."""
    REWORDING = "rewording"


@dataclass(frozen=True, slots=True)
class Correction:
    """A text that a machine drafted and a person accepted, with or without changes."""

    source: str
    draft: str
    """The machine's translation, as inline Markdown."""
    text: str
    """The person's translation, as inline Markdown."""


@dataclass(frozen=True, slots=True)
class RepeatedChange:
    """A difference between drafts and the accepted texts."""

    kind: ChangeKind
    before: str
    """In the draft; empty if something was added."""
    after: str
    """In the accepted text; empty if something was removed."""
    examples: tuple[Correction, ...]
    """The texts that have it."""

    @property
    def count(self) -> int:
        """The number of texts that have it."""
        return len(self.examples)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A glossary entry that would make a repeated change unnecessary."""

    term: Term
    """With ``status: proposed``."""
    change: RepeatedChange


@dataclass(frozen=True, slots=True)
class Corrections:
    """All changes and what follows from them."""

    changes: tuple[RepeatedChange, ...]
    """By kind, most frequent first."""
    proposals: tuple[Proposal, ...]
    """Most frequent first."""
    compared: int
    """The number of different pairs of draft and accepted text."""
    unchanged: int
    """The number of those in which the draft was accepted unchanged."""


def find_corrections(corrections: Iterable[Correction], *, target_locale: str, minimum: int = 2) -> Corrections:
    """Compare drafts with the accepted texts; a change that occurs in ``minimum`` texts counts as a term."""
    texts = sorted(set(corrections), key=lambda c: (c.source, c.draft, c.text))
    found: dict[tuple[ChangeKind, str, str], list[tuple[_Edit, Correction]]] = defaultdict(list)
    for correction in texts:
        for edit in _edits(correction):
            exact = edit.kind in {ChangeKind.STYLE, ChangeKind.NUMBER}
            key = (edit.before, edit.after) if exact else (edit.before.casefold(), edit.after.casefold())
            if (edit.kind, *key) not in found or found[edit.kind, *key][-1][1] is not correction:
                found[edit.kind, *key].append((edit, correction))
    changes = [(_change(pairs, minimum), [edit for edit, _ in pairs]) for pairs in found.values()]
    order = list(ChangeKind)
    changes.sort(key=lambda c: (order.index(c[0].kind), -c[0].count, c[0].before, c[0].after))
    proposals = [
        Proposal(term, change)
        for change, edits in changes
        if change.count >= minimum and (term := _propose_term(change, edits, texts, target_locale))
    ]
    proposals.sort(key=lambda p: (-p.change.count, p.term.term))
    unchanged = sum(c.draft == c.text for c in texts)
    return Corrections(tuple(change for change, _ in changes), tuple(proposals), len(texts), unchanged)


# ── Differences ─────────────────────────────────────────────────────────────

_TOKEN = re.compile(
    rf"""{MASK}
    | \d+(?:[.,]\d+)*
    | [ァ-ヺー]+ | [ぁ-ゖ]+ | [{HAN}]+       # scripts without spaces between words
    | [^\W\d_ァ-ヺーぁ-ゖ{HAN}]+(?:['’\-][^\W\d_ァ-ヺーぁ-ゖ{HAN}]+)*
    | \S""",
    re.VERBOSE,
)
_FEW = 4  # words; a longer replacement is another sentence, not another term
_REWRITTEN = 0.6  # share of a text's words; beyond it, single differences mean nothing


@dataclass(frozen=True, slots=True)
class _Edit:
    kind: ChangeKind
    before: str
    after: str
    left: str = ""
    """The unchanged word before it, with the whitespace between them."""
    right: str = ""
    """The unchanged word after it, with the whitespace between them."""


@dataclass(frozen=True, slots=True)
class _Words:
    """A text split into words, codes included, and the whitespace between them."""

    words: tuple[str, ...]
    gaps: tuple[str, ...]
    """The whitespace before each word and after the last: one more than words."""

    @classmethod
    def of(cls, markdown: str) -> _Words:
        text, codes = abstract(markdown, Reading())
        # In a text that contains the mask itself, codes cannot be distinguished; it is compared as it is.
        spellings = iter(codes if text.count(MASK) == len(codes) else ())
        words: list[str] = []
        gaps: list[str] = []
        at = 0
        for match in _TOKEN.finditer(text):
            gaps.append(text[at : match.start()])
            words.append(next(spellings, MASK) if match[0] == MASK else match[0])
            at = match.end()
        return cls(tuple(words), (*gaps, text[at:]))

    def between(self, start: int, end: int) -> str:
        """The words from start to end with the whitespace between them, but not around them."""
        inner = zip(self.words[start:end], ("", *self.gaps[start + 1 : end]), strict=True)
        return "".join(gap + word for word, gap in inner) if end > start else ""


def _edits(correction: Correction) -> list[_Edit]:
    if correction.draft == correction.text:
        return []
    draft, text = _Words.of(correction.draft), _Words.of(correction.text)
    matcher = difflib.SequenceMatcher(None, draft.words, text.words, autojunk=False)
    edits: list[_Edit] = []
    reworded = 0
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            gaps = zip(draft.gaps[a + 1 : b], text.gaps[c + 1 : d], strict=True)
            edits += [_Edit(ChangeKind.STYLE, old, new) for old, new in gaps if old != new]
            continue
        kind = _kind(draft.words[a:b], text.words[c:d])
        reworded += max(b - a, d - c) if kind in {ChangeKind.TERM, ChangeKind.REWORDING} else 0
        left = draft.words[a - 1] + draft.gaps[a] if a else ""
        right = draft.gaps[b] + draft.words[b] if b < len(draft.words) else ""
        edits.append(_Edit(kind, draft.between(a, b), text.between(c, d), left, right))
    size = max(len(draft.words), len(text.words))
    if size > _FEW and reworded > _REWRITTEN * size:
        return [_Edit(ChangeKind.REWORDING, correction.draft, correction.text)]
    return edits or [_Edit(ChangeKind.STYLE, correction.draft, correction.text)]


def _kind(before: Sequence[str], after: Sequence[str]) -> ChangeKind:
    if _letters(before) == _letters(after) or all(map(_is_code, (*before, *after))):
        return ChangeKind.STYLE
    if _numbers(before) != _numbers(after) and (_numbers(before) or _words(before) == _words(after)):
        return ChangeKind.NUMBER
    short = 0 < len(before) <= _FEW and 0 < len(after) <= _FEW
    return ChangeKind.TERM if short and _is_distinctive(before) and _is_distinctive(after) else ChangeKind.REWORDING


def _is_code(word: str) -> bool:
    return len(word) > 1 and not _TOKEN.fullmatch(word)


def _letters(words: Sequence[str]) -> str:
    """Letters and digits only, in lower case: words without their style."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", "".join(words)).casefold()))


def _numbers(words: Sequence[str]) -> list[str]:
    return [word for word in words if word[:1].isdecimal()]


def _words(words: Sequence[str]) -> list[str]:
    return [word for word in words if word[:1].isalpha()]


def _is_distinctive(words: Sequence[str]) -> bool:
    """Whether a word is more than a function word: has four letters, a capital, or a script without spaces."""
    return any(word[0].isalpha() and (len(word) > 3 or not word.islower() or not word.isascii()) for word in words)


def _change(edits: list[tuple[_Edit, Correction]], minimum: int) -> RepeatedChange:
    """Equal edits as one change; one in too few texts does not count as one of a term."""
    # The first word of a sentence is capitalized, so the most frequent spelling represents all.
    spellings = Counter((edit.before, edit.after) for edit, _ in edits)
    before, after = min(spellings, key=lambda pair: (-spellings[pair], sum(map(str.isupper, pair[1])), pair))
    kind = edits[0][0].kind
    examples = tuple(correction for _, correction in edits)
    if kind is ChangeKind.TERM and len({c.source for c in examples}) < minimum:
        kind = ChangeKind.REWORDING
    return RepeatedChange(kind, before, after, examples)


# ── Proposals ───────────────────────────────────────────────────────────────

_CERTAIN = 0.8  # share of the texts with a term whose accepted translation has the new words
_COMMON = 0.3  # share of other drafts; a word that is in more of them belongs to no term
_LONGEST = 30  # characters of a source term


def _propose_term(
    change: RepeatedChange, edits: Sequence[_Edit], texts: Sequence[Correction], locale: str
) -> Term | None:
    """The entry for a repeated change, if its sources have a term in common that it can be for."""
    sources = [abstract(example.source, Reading())[0] for example in change.examples]
    note = f"corrected from “{change.before}” in {change.count} drafts"
    if all(_occurs(change.after, source) for source in sources):
        return Term(change.after, keep=True, note=note, status="proposed")
    if change.kind is not ChangeKind.TERM:
        return None
    before, after = _widen(change, edits, texts)
    if not (term := _find_common_term(sources, after, change, texts)):
        return None
    renderings = MappingProxyType({locale: Rendering(after, avoid=(before,))})
    return Term(term, renderings=renderings, note=note, status="proposed")


def _widen(change: RepeatedChange, edits: Sequence[_Edit], texts: Sequence[Correction]) -> tuple[str, str]:
    """The change with a neighboring word that belongs to the term: ``world model`` for ``global`` → ``world``."""
    others = [c.draft for c in texts if c not in change.examples]

    def belongs(words: set[str]) -> bool:
        if len(words) != 1 or not _is_distinctive(_Words.of(*words).words):
            return False
        return sum(word.strip() in other for other in others for word in words) <= _COMMON * len(others)

    right, left = {edit.right for edit in edits}, {edit.left for edit in edits}
    if belongs(right):
        return change.before + min(right), change.after + min(right)
    if belongs(left):
        return min(left) + change.before, min(left) + change.after
    return change.before, change.after


_RUN = re.compile(r"(?:(?![ぁ-ゖ_])\w|(?<=\w)[ -](?=\w))+")


def _find_common_term(sources: Sequence[str], after: str, change: RepeatedChange, texts: Sequence[Correction]) -> str:
    """The longest term that all sources have and that is almost always translated ``after``; empty if there is none."""
    candidates = {
        run[0][start:end]
        for run in _RUN.finditer(min(sources, key=len))
        for start in range(len(run[0]))
        for end in range(start + 2, min(start + _LONGEST, len(run[0])) + 1)
    }
    best = (0.0, 0, "")
    for term in sorted(candidates):
        if term != term.strip(" -") or not any(map(str.isalpha, term)):
            continue
        if not all(_occurs(term, source) for source in sources) or any(term in c.text for c in change.examples):
            continue
        having = [c for c in texts if _occurs(term, abstract(c.source, Reading())[0])]
        share = sum(after.casefold() in c.text.casefold() for c in having) / len(having)
        if share >= _CERTAIN:
            best = max(best, (share, len(term), term))
    return best[2]


def _occurs(term: str, text: str) -> bool:
    """Whether a term occurs in a text, and not as part of a longer word of a script other than ideographs."""
    at = text.find(term)
    while at >= 0:
        end = at + len(term)
        if not _is_inside_word(text[at - 1 : at], term[:1]) and not _is_inside_word(term[-1:], text[end : end + 1]):
            return bool(term)
        at = text.find(term, at + 1)
    return False


def _is_inside_word(left: str, right: str) -> bool:
    if not left or not right or _script(left) != _script(right):
        return False
    return _script(left) not in {"", "CJK", "HIRAGANA"}


def _script(character: str) -> str:
    """The script of a letter or digit, the first word of its Unicode name; empty for any other character."""
    if character == "ー":
        return "KATAKANA"
    return unicodedata.name(character, "").partition(" ")[0] if character.isalnum() else ""

"""Finds terms in a source text, and their renderings in its translation.

The texts are Markdown in which every character of code, destinations and markup is ``MASK``, so that nothing is found
there and offsets are those of the text. Bare URLs are skipped here.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from taiyaku.glossary.automaton import SPACED, Automaton, Pattern, in_identifier, mask_addresses
from taiyaku.glossary.fit_form import fit_form
from taiyaku.glossary.folding import fold
from taiyaku.glossary.inflect import Form, forms, inflect, plurals
from taiyaku.glossary.read_file import is_enforced, rendering_of
from taiyaku.language.locales import is_english
from taiyaku.model import MASK, AvoidedUse, Rendering, Term, TermUse

_CHUNK = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z]*|[^\sA-Z_-]+")
"""The parts of a name between which spacing may vary: A-MI, Labs; Le, Cun."""


class TermMatcher:
    """Finds the terms of a glossary in texts and translations; of two that share a spelling, the first is found."""

    def __init__(self, terms: Iterable[Term], source: str, target: str) -> None:
        self.terms = tuple(terms)
        self.source = source
        self.target = target
        self._sources = Automaton(_source_patterns(self.terms, source))
        self._targets = Automaton(_target_patterns(self.terms, target))

    def find_uses(self, text: str) -> tuple[TermUse, ...]:
        """The terms in a source text, from left to right; of several that start together, the longest."""
        # A list first: a generator takes a fifth longer, and this runs for every unit of every article.
        uses = [TermUse(pattern.term, start, end, text[start:end]) for start, end, pattern in self._sources.find(text)]
        return tuple(uses)

    def is_enforced(self, term: Term) -> bool:
        """Whether translations must use the term: it is approved, not switched off, and has a rendering."""
        return is_enforced(term, self.target)

    def is_rendered(self, term: Term, text: str) -> bool:
        """Whether a translation has a rendering of the term, in any form.

        A term that is not enforced counts as rendered.
        """
        return not self.is_enforced(term) or find_rendering(term, text, self.target) is not None

    def is_expanded(self, term: Term, text: str) -> bool:
        """Whether a translation has the term's long form; true also if the term has none."""
        if not term.expand or not self.is_enforced(term):
            return True
        # Hyphens between its words are a matter of style.
        long, plain = (re.sub("[-‐‑]", " ", words) for words in (term.expand, _plain(text)))
        return _regex((long,), self.target, term.part_of_speech, "").search(plain) is not None

    def find_avoided(self, text: str, *, source: str | None = None) -> tuple[AvoidedUse, ...]:
        """The forbidden renderings in a translation.

        A forbidden rendering that is part of an approved one (*model* in *world model*), or is the approved one of
        another term, is not reported.

        Args:
            text: The translation.
            source: Its source. If given, only terms that the source uses are considered, which avoids many false
                alarms, because a word that is wrong for one term is often right for another.
        """
        found = [place for place in self._targets.find(text) if not place[2].allowed]
        if found and source is not None:
            used = {id(pattern.term) for _, _, pattern in self._sources.find(source)}
            found = [place for place in found if id(place[2].term) in used]
        return tuple(self._avoided_use(pattern, start, end, text) for start, end, pattern in found)

    def find_altered(self, term: Term, text: str) -> TermUse | None:
        """Find the altered form of a ``keep`` term that a translation does not have unchanged.

        Returns:
            A stretch that differs from the term only in capitals, spacing or width, is another spelling of the source,
            or has one or two letters changed. None if the term is unchanged, is not kept, or has no such stretch.
        """
        if not term.keep or self.is_rendered(term, text):
            return None
        folded = fold(mask_addresses(text))
        for name in (term.term, *term.variants):
            for found in _loose_pattern(name).finditer(folded.text):
                start, end = folded.origins[found.start()], folded.origins[found.end()]
                if start >= 0 and end >= 0 and not in_identifier(text, start, end):
                    return TermUse(term, start, end, text[start:end])
        return _find_misspelling(term, text)

    def _avoided_use(self, pattern: Pattern, start: int, end: int, text: str) -> AvoidedUse:
        term, found = pattern.term, text[start:end]
        rendering = rendering_of(term, self.target) or Rendering("")
        use = rendering.use
        if not term.keep:
            use = inflect(use, pattern.kind, self.target, term.part_of_speech)
        fitted = fit_form(text, start, end, found if term.keep else pattern.text, use, self.target)
        return AvoidedUse(term, fitted.start, end, text[fitted.start : end], pattern.written, fitted.text)


def find_rendering(term: Term, text: str, locale: str) -> re.Match[str] | None:
    """The first rendering of a term in a translation, enforced or not; offsets are not those of ``text``."""
    rendering = rendering_of(term, locale)
    if rendering is None:
        return None
    case = "exact" if term.keep else term.case
    approved = tuple(filter(None, (rendering.use, *rendering.also)))
    return _regex(approved, locale, term.part_of_speech, case, rendering.avoid).search(_plain(text))


def _source_patterns(terms: Iterable[Term], locale: str) -> Iterator[Pattern]:
    for term in terms:
        for name in (term.term, *term.variants):
            for form in forms(name, locale, term.part_of_speech):
                yield Pattern(
                    term,
                    name,
                    form.text,
                    form.kind,
                    word=term.match == "word",
                    cased=term.case == "keep",
                    name=term.keep,
                )


def _target_patterns(terms: Iterable[Term], locale: str) -> list[Pattern]:
    """Forbidden and approved renderings in order of precedence, which matters if they are equal when folded.

    Renderings that the glossary spells out precede their inflected forms, and approved ones precede forbidden ones; but
    a forbidden spelling that differs from its own approved one only in capitals (*Github*) comes first.
    """
    ranks: tuple[list[Pattern], ...] = ([], [], [], [], [])
    for term in terms:
        rendering = rendering_of(term, locale)
        if rendering is None:
            continue
        cased = term.case == "keep"
        approved = tuple(filter(None, (rendering.use, *rendering.also)))
        for phrase in approved:
            for form in forms(phrase, locale, term.part_of_speech):
                exact = cased or (term.keep and phrase == term.term)
                pattern = Pattern(term, phrase, form.text, form.kind, cased=exact, allowed=True)
                ranks[1 if form.kind == "base" else 3].append(pattern)
        if not is_enforced(term, locale):
            continue
        own = {fold(phrase).text for phrase in approved}
        for phrase in rendering.avoid:
            if phrase in approved:
                continue
            for form in forms(phrase, locale, term.part_of_speech):
                same = fold(form.text).text in own
                pattern = Pattern(term, phrase, form.text, form.kind, cased=cased or same)
                ranks[0 if same else 2 if form.kind == "base" else 4].append(pattern)
    return [pattern for rank in ranks for pattern in rank]


@lru_cache(maxsize=16384)
def _regex(
    phrases: tuple[str, ...], locale: str, part_of_speech: str, case: str, avoid: tuple[str, ...] = ()
) -> re.Pattern[str]:
    """A pattern that finds any form of the phrases in a plain text.

    ``case`` is empty if capitals do not matter, ``keep`` if they do except at the start of a sentence, and ``exact``
    for a name, whose only other form is its plural.
    """
    found: list[Form] = []
    for phrase in phrases:
        if case != "exact":
            found += forms(phrase, locale, part_of_speech)
        else:
            *rest, last = phrase.split(" ")
            found += [Form(phrase), *(Form(" ".join((*rest, word))) for word in _name_plurals(last, locale))]
    texts = {form.text: None for form in found if form.text in phrases or form.text not in avoid}
    parts = [with_boundaries(_flexible_pattern(text), text) for text in texts]
    if case == "keep":
        starts = r"(?:^|(?<=[.!?:…]\s)|(?<=[\"“(]))"
        parts += [starts + with_boundaries(_flexible_pattern(text[:1].upper() + text[1:]), text) for text in texts]
    return re.compile("|".join(parts) or "(?!)", 0 if case else re.IGNORECASE)


def _name_plurals(word: str, locale: str) -> tuple[str, ...]:
    return plurals(word) if is_english(locale) and re.fullmatch(r"[A-Za-z0-9-]*[A-Za-z]", word) else ()


def _flexible_pattern(text: str) -> str:
    """A phrase as a regular expression that accepts any whitespace, apostrophe and hyphen."""
    pattern = re.escape(text).replace("\\ ", r"\s+").replace("\\-", "[-‐‑]")
    return re.sub("['’‘]", "['’‘]", pattern)


def with_boundaries(pattern: str, text: str) -> str:
    """The pattern with word boundaries, for scripts that separate words with spaces."""
    before = f"(?<![{SPACED}])" if re.match(f"[{SPACED}]", text) else ""
    after = f"(?![{SPACED}])" if re.search(f"[{SPACED}]$", text) else ""
    return f"{before}{pattern}{after}"


@lru_cache(maxsize=4096)
def _loose_pattern(name: str) -> re.Pattern[str]:
    """A pattern of a name with any spacing, for folded texts."""
    chunks = [re.escape(fold(chunk).text) for chunk in _CHUNK.findall(name)] or [re.escape(fold(name).text)]
    return re.compile(with_boundaries(r"[\s\-_·・]{0,2}".join(chunks), fold(name).text))


def _find_misspelling(term: Term, text: str) -> TermUse | None:
    """Find words that differ from the name in one letter (if it has five or more) or two (nine or more)."""
    from rapidfuzz.distance import OSA

    name = fold(term.term).text
    allowed = 0 if len(name) < 5 else 1 if len(name) < 9 else 2
    words = list(re.finditer(r"[^\W_]+(?:[-'’][^\W_]+)*", mask_addresses(text)))
    count = len(name.split())
    for first, last in zip(words, words[count - 1 :], strict=False) if allowed else ():
        start, end = first.start(), last.end()
        if abs(end - start - len(name)) > allowed or in_identifier(text, start, end):
            continue
        if 0 < OSA.distance(fold(text[start:end]).text, name) <= allowed:
            return TermUse(term, start, end, text[start:end])
    return None


def _plain(text: str) -> str:
    """The text as words, which masked characters and whitespace separate."""
    text = mask_addresses(text).replace(MASK, " ")
    if "&" in text:
        text = html.unescape(text)  # world&nbsp;model, R&amp;D
    return unicodedata.normalize("NFC", " ".join(text.split()))

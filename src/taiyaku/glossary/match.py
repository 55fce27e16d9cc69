"""Terms in texts: where the source uses them, and what the translation made of them.

The texts are Markdown in which every character of codes, destinations and markup is ``MASK``, so that nothing is found
there and offsets stay those of the text. Addresses written bare are left out here.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from taiyaku.glossary.automaton import SPACED, Automaton, Pattern, in_identifier, visible
from taiyaku.glossary.fit_form import fit
from taiyaku.glossary.folding import fold
from taiyaku.glossary.inflect import Form, forms, inflected, plurals
from taiyaku.glossary.read_file import is_enforced, rendering_of
from taiyaku.language.locales import is_english
from taiyaku.model import MASK, Rendering, Term, TermUse

_CHUNK = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z]*|[^\sA-Z_-]+")
"""The pieces of a name that spacing may come between: A-MI, Labs; Le, Cun."""


class AvoidedUse(TermUse, frozen=True, gc=False):
    """A rendering that the glossary forbids, where it stands in a translation."""

    avoid: str
    """As the glossary forbids it."""
    replacement: str
    """What to write instead of ``text``, with its capitals and number; empty where the term has no rendering."""


class TermMatcher:
    """All terms of a glossary, ready to be looked for from one locale to another.

    Args:
        terms: In order of precedence: of two that share a spelling, the first is found.
        source: Locale of the source texts.
        target: Locale of the translations.
    """

    def __init__(self, terms: Iterable[Term], source: str, target: str) -> None:
        self.terms = tuple(terms)
        self.source = source
        self.target = target
        self._sources = Automaton(_source_patterns(self.terms, source))
        self._targets = Automaton(_target_patterns(self.terms, target))

    def uses(self, text: str) -> tuple[TermUse, ...]:
        """The terms that occur in a source text, from left to right, the longest where several begin."""
        # A list first: a generator costs a fifth more, and this runs over every unit of every article.
        uses = [TermUse(pattern.term, start, end, text[start:end]) for start, end, pattern in self._sources.find(text)]
        return tuple(uses)

    def enforced(self, term: Term) -> bool:
        """Whether a translation is held to the term: approved, not switched off, with a rendering in the target."""
        return is_enforced(term, self.target)

    def rendered(self, term: Term, text: str) -> bool:
        """Whether a rendering of the term stands in a translation, in whatever form.

        A term that is not enforced asks for nothing and counts as rendered.
        """
        return not self.enforced(term) or find_rendering(term, text, self.target) is not None

    def expanded(self, term: Term, text: str) -> bool:
        """Whether a translation holds the term's long form; true also where it asks for none."""
        if not term.expand or not self.enforced(term):
            return True
        # Which of its words are joined by hyphens is a matter of taste.
        long, said = (re.sub("[-‐‑]", " ", words) for words in (term.expand, _plain(text)))
        return _regex((long,), self.target, term.part_of_speech, "").search(said) is not None

    def avoided(self, text: str, *, source: str | None = None) -> tuple[AvoidedUse, ...]:
        """The forbidden renderings in a translation.

        One that is part of an approved rendering (*model* in *world model*), or is itself one of another term, is not
        reported.

        Args:
            text: The translation.
            source: Its source; with it, only terms that the source uses forbid anything. A word that is wrong for one
                term is mostly right for another, so that without it false alarms are many.
        """
        found = [place for place in self._targets.find(text) if not place[2].allowed]
        if found and source is not None:
            used = {id(pattern.term) for _, _, pattern in self._sources.find(source)}
            found = [place for place in found if id(place[2].term) in used]
        return tuple(self._avoided(pattern, start, end, text) for start, end, pattern in found)

    def altered(self, term: Term, text: str) -> TermUse | None:
        """What became of a ``keep`` term that does not stand in a translation as it must.

        Returns:
            The place where it stands in other capitals, spacing or width, in a spelling of the source, or with a letter
            or two changed; None where it stands unchanged, was never to be kept, or is not there at all.
        """
        if not term.keep or self.rendered(term, text):
            return None
        folded = fold(visible(text))
        for name in (term.term, *term.variants):
            for found in _loose(name).finditer(folded.text):
                start, end = folded.origins[found.start()], folded.origins[found.end()]
                if start >= 0 and end >= 0 and not in_identifier(text, start, end):
                    return TermUse(term, start, end, text[start:end])
        return _misspelt(term, text)

    def _avoided(self, pattern: Pattern, start: int, end: int, text: str) -> AvoidedUse:
        term, found = pattern.term, text[start:end]
        rendering = rendering_of(term, self.target) or Rendering("")
        use = rendering.use
        if not term.keep:
            use = inflected(use, pattern.kind, self.target, term.part_of_speech)
        fitted = fit(text, start, end, found if term.keep else pattern.text, use, self.target)
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
    """Forbidden and approved renderings by precedence, which counts where they are the same when folded.

    What the glossary says in so many words goes before what is inferred from it, and approved before forbidden; but a
    forbidden spelling that differs from its own approved one only in capitals (*Github*) goes before that.
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
    """What finds any form of the phrases in a text made plain.

    ``case`` is empty where capitals do not matter, ``keep`` where they do but for the first letter of a sentence,
    ``exact`` for a name, which has no forms but its plural.
    """
    found: list[Form] = []
    for phrase in phrases:
        if case != "exact":
            found += forms(phrase, locale, part_of_speech)
        else:
            *rest, last = phrase.split(" ")
            found += [Form(phrase), *(Form(" ".join((*rest, word))) for word in _name_plurals(last, locale))]
    texts = {form.text: None for form in found if form.text in phrases or form.text not in avoid}
    parts = [bounded(_flexible(text), text) for text in texts]
    if case == "keep":
        starts = r"(?:^|(?<=[.!?:…]\s)|(?<=[\"“(]))"
        parts += [starts + bounded(_flexible(text[:1].upper() + text[1:]), text) for text in texts]
    return re.compile("|".join(parts) or "(?!)", 0 if case else re.IGNORECASE)


def _name_plurals(word: str, locale: str) -> tuple[str, ...]:
    return plurals(word) if is_english(locale) and re.fullmatch(r"[A-Za-z0-9-]*[A-Za-z]", word) else ()


def _flexible(text: str) -> str:
    """A phrase as a regular expression that takes any white space and either apostrophe and hyphen."""
    pattern = re.escape(text).replace("\\ ", r"\s+").replace("\\-", "[-‐‑]")
    return re.sub("['’‘]", "['’‘]", pattern)


def bounded(pattern: str, text: str) -> str:
    """The pattern where no letter or digit goes on beside it, for scripts that part words with spaces."""
    before = f"(?<![{SPACED}])" if re.match(f"[{SPACED}]", text) else ""
    after = f"(?![{SPACED}])" if re.search(f"[{SPACED}]$", text) else ""
    return f"{before}{pattern}{after}"


@lru_cache(maxsize=4096)
def _loose(name: str) -> re.Pattern[str]:
    """A name however it is spaced, for folded texts."""
    chunks = [re.escape(fold(chunk).text) for chunk in _CHUNK.findall(name)] or [re.escape(fold(name).text)]
    return re.compile(bounded(r"[\s\-_·・]{0,2}".join(chunks), fold(name).text))


def _misspelt(term: Term, text: str) -> TermUse | None:
    """Words that are the name but for a letter (from five letters on) or two (from nine on)."""
    from rapidfuzz.distance import OSA

    name = fold(term.term).text
    allowed = 0 if len(name) < 5 else 1 if len(name) < 9 else 2
    words = list(re.finditer(r"[^\W_]+(?:[-'’][^\W_]+)*", visible(text)))
    count = len(name.split())
    for first, last in zip(words, words[count - 1 :], strict=False) if allowed else ():
        start, end = first.start(), last.end()
        if abs(end - start - len(name)) > allowed or in_identifier(text, start, end):
            continue
        if 0 < OSA.distance(fold(text[start:end]).text, name) <= allowed:
            return TermUse(term, start, end, text[start:end])
    return None


def _plain(text: str) -> str:
    """The text as words: what is masked parts them, and so does any white space."""
    text = visible(text).replace(MASK, " ")
    if "&" in text:
        text = html.unescape(text)  # world&nbsp;model, R&amp;D
    return unicodedata.normalize("NFC", " ".join(text.split()))

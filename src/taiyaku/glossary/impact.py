"""What a new rendering of a term would change in the translations that people accepted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from taiyaku.glossary.automaton import Automaton, Pattern
from taiyaku.glossary.fit_form import fit
from taiyaku.glossary.folding import fold
from taiyaku.glossary.inflect import forms, inflected
from taiyaku.glossary.match import TermMatcher
from taiyaku.glossary.read_file import rendering_of
from taiyaku.model import Rendering, Term


@dataclass(frozen=True, slots=True)
class Accepted:
    """A translation that a person accepted."""

    source: str
    """Markdown, as are all the texts here."""
    target: str
    path: str = ""
    """The article."""
    line: int = 0
    context: str = ""
    """What tells it from others of the same source in one catalog: ``msgctxt``."""
    source_masked: str = ""
    """The source with everything that is no prose masked; nothing where all of it is prose."""
    target_masked: str = ""


@dataclass(frozen=True, slots=True)
class RenderingChange:
    """A translation as the new rendering would have it."""

    accepted: Accepted
    after: str
    """As it stands now where the old rendering is not to be found."""
    doubt: str = ""
    """Why a person should look at it; nothing where the change is sure."""


def impact(
    term: Term,
    use: str,
    accepted: Iterable[Accepted],
    *,
    source: str,
    target: str,
    terms: Sequence[Term] = (),
) -> Iterator[RenderingChange]:
    """Go through accepted translations whose source uses the term.

    Args:
        term: The term as the glossary has it.
        use: What its rendering is to become.
        accepted: The translations.
        source: Locale of the sources.
        target: Locale of the translations.
        terms: The other terms, whose renderings are left alone and whose longer matches go first.

    Yields:
        A change for each translation that would differ, and for each whose rendering cannot be found.
    """
    others = [other for other in terms if other is not term]
    matcher = TermMatcher([term, *others], source, target)
    automaton = Automaton(_patterns(term, use, others, target))
    for pair in accepted:
        uses = matcher.uses(pair.source_masked or pair.source)
        count = sum(found.term is term for found in uses)
        if not count:
            continue
        after, doubts, hits, done = _rewritten(pair.target, pair.target_masked or pair.target, automaton, use, target)
        if not hits and done:
            continue
        if not hits:
            doubts = ["the rendering does not stand in it"]
        elif hits + done != count:
            doubts.append(f"{count} in the source, {hits + done} in the translation")
        rivals = {found.term.term for found in uses if found.term is not term and _same(found.term, term, target)}
        doubts += [f"`{name}` has the same rendering" for name in sorted(rivals)]
        yield RenderingChange(pair, after, "; ".join(dict.fromkeys(doubts)))


def _rewritten(text: str, masked: str, automaton: Automaton, use: str, locale: str) -> tuple[str, list[str], int, int]:
    """The translation rewritten, what is in doubt about it, and how often the old and the new rendering stood in it."""
    after, doubts, hits, done = text, list[str](), 0, 0
    for start, end, pattern in reversed(automaton.find(masked)):
        if pattern.allowed:
            done += pattern.written == use
            continue
        hits += 1
        pos = pattern.term.part_of_speech
        new = inflected(use, pattern.kind, locale, pos)
        fitted = fit(text, start, end, pattern.text, new, locale)
        after = after[: fitted.start] + fitted.text + after[end:]
        if not fitted.sure:
            doubts.append("the article before it may not fit")
        if not _sure(pattern, new, locale):
            doubts.append(f"`{new}` may not be the right form")
    return after, doubts, hits, done


def _sure(pattern: Pattern, new: str, locale: str) -> bool:
    """Whether the new rendering stands in the form of the old: not *dataset* for *data*, and no past that is odd."""
    if pattern.kind in {"past", "third", "gerund"}:
        return pattern.kind != "past"  # English has too many irregular verbs to be sure

    def plural(phrase: str) -> bool:
        return inflected(phrase, "singular", locale, pattern.term.part_of_speech) != phrase

    wanted = pattern.kind == "plural" or (pattern.kind != "singular" and plural(pattern.written))
    return plural(new) == wanted


def _patterns(term: Term, use: str, others: Iterable[Term], locale: str) -> Iterator[Pattern]:
    """The new rendering first, so that it is not found again in itself; then the old one; then those of other terms."""
    new = replace(term, keep=False, renderings={locale: Rendering(use)})
    yield from _forms(new, locale, allowed=True)
    yield from _forms(term, locale, allowed=False)
    for other in others:
        yield from _forms(other, locale, allowed=True)


def _forms(term: Term, locale: str, *, allowed: bool) -> Iterator[Pattern]:
    rendering = rendering_of(term, locale)
    for phrase in filter(None, (rendering.use, *rendering.also) if rendering else ()):
        for form in forms(phrase, locale, term.part_of_speech):
            yield Pattern(term, phrase, form.text, form.kind, cased=term.case == "keep", allowed=allowed)


def _same(one: Term, other: Term, locale: str) -> bool:
    """Whether two terms share a rendering, so that it cannot be told whose it is."""
    first, second = rendering_of(one, locale), rendering_of(other, locale)
    if first is None or second is None:
        return False
    return bool(
        {fold(text).text for text in (first.use, *first.also) if text}
        & {fold(text).text for text in (second.use, *second.also) if text}
    )

"""Finds what a new rendering of a term would change in the translations that people accepted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from taiyaku.glossary.automaton import Automaton, Pattern
from taiyaku.glossary.fit_form import fit_form
from taiyaku.glossary.folding import fold
from taiyaku.glossary.inflect import forms, inflect
from taiyaku.glossary.match import TermMatcher
from taiyaku.glossary.read_file import rendering_of
from taiyaku.model import Rendering, Term


@dataclass(frozen=True, slots=True)
class Accepted:
    """A translation that a person accepted."""

    source: str
    """Markdown, like all texts here."""
    target: str
    path: str = ""
    """The article."""
    line: int = 0
    context: str = ""
    """``msgctxt``, which distinguishes it from others of the same source in one catalog."""
    source_masked: str = ""
    """The source with everything that is not prose masked; empty if all of it is prose."""
    target_masked: str = ""


@dataclass(frozen=True, slots=True)
class RenderingChange:
    """A translation with the new rendering."""

    accepted: Accepted
    after: str
    """The new text; the present one if the old rendering was not found."""
    doubt: str = ""
    """Why a person should review it; empty if the change is certain."""


def rendering_changes(
    term: Term,
    use: str,
    accepted: Iterable[Accepted],
    *,
    source: str,
    target: str,
    terms: Sequence[Term] = (),
) -> Iterator[RenderingChange]:
    """Find the accepted translations that a new rendering of a term would change.

    The renderings of the other ``terms`` are left unchanged, and their longer matches take precedence.

    Yields:
        A change for each translation that would differ, and for each in which the rendering was not found.
    """
    others = [other for other in terms if other is not term]
    matcher = TermMatcher([term, *others], source, target)
    automaton = Automaton(_patterns(term, use, others, target))
    for pair in accepted:
        uses = matcher.find_uses(pair.source_masked or pair.source)
        count = sum(found.term is term for found in uses)
        if not count:
            continue
        after, doubts, hits, done = _rewrite(pair.target, pair.target_masked or pair.target, automaton, use, target)
        if not hits and done:
            continue
        if not hits:
            doubts = ["the rendering is not in the translation"]
        elif hits + done != count:
            doubts.append(f"{count} in the source, {hits + done} in the translation")
        rivals = {
            found.term.term for found in uses if found.term is not term and _share_rendering(found.term, term, target)
        }
        doubts += [f"`{name}` has the same rendering" for name in sorted(rivals)]
        yield RenderingChange(pair, after, "; ".join(dict.fromkeys(doubts)))


def _rewrite(text: str, masked: str, automaton: Automaton, use: str, locale: str) -> tuple[str, list[str], int, int]:
    """The new text, the doubts about it, and how often the text had the old and the new rendering."""
    after, doubts, hits, done = text, list[str](), 0, 0
    for start, end, pattern in reversed(automaton.find(masked)):
        if pattern.allowed:
            done += pattern.written == use
            continue
        hits += 1
        pos = pattern.term.part_of_speech
        new = inflect(use, pattern.kind, locale, pos)
        fitted = fit_form(text, start, end, pattern.text, new, locale)
        after = after[: fitted.start] + fitted.text + after[end:]
        if not fitted.sure:
            doubts.append("the article before it may not fit")
        if not _keeps_form(pattern, new, locale):
            doubts.append(f"`{new}` may not be the right form")
    return after, doubts, hits, done


def _keeps_form(pattern: Pattern, new: str, locale: str) -> bool:
    """Whether the new rendering certainly has the form of the old, unlike *dataset* in place of *data*."""
    if pattern.kind in {"past", "third", "gerund"}:
        return pattern.kind != "past"  # the new verb may be irregular

    def plural(phrase: str) -> bool:
        return inflect(phrase, "singular", locale, pattern.term.part_of_speech) != phrase

    wanted = pattern.kind == "plural" or (pattern.kind != "singular" and plural(pattern.written))
    return plural(new) == wanted


def _patterns(term: Term, use: str, others: Iterable[Term], locale: str) -> Iterator[Pattern]:
    """The new rendering first, so that the old one is not found inside it; then the old one; then all other terms."""
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


def _share_rendering(one: Term, other: Term, locale: str) -> bool:
    """Whether two terms share a rendering, which then may belong to either."""
    first, second = rendering_of(one, locale), rendering_of(other, locale)
    if first is None or second is None:
        return False
    return bool(
        {fold(text).text for text in (first.use, *first.also) if text}
        & {fold(text).text for text in (second.use, *second.also) if text}
    )

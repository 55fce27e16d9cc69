"""What is wrong in a glossary that can be read: entries that contradict, hide each other, or have no use any more."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from taiyaku.config import GlossaryScope
from taiyaku.glossary.folding import fold
from taiyaku.glossary.inflect import forms
from taiyaku.glossary.project_texts import Usage
from taiyaku.glossary.read_file import GlossaryEntry, rendering_of
from taiyaku.glossary.scopes import KEY, kept_domains, spelling
from taiyaku.model import Finding, Severity, Term
from taiyaku.suggest import did_you_mean

RULES = {
    "glossary-contradiction": Severity.ERROR,
    "glossary-avoided": Severity.ERROR,
    "glossary-duplicate": Severity.WARNING,
    "glossary-hidden": Severity.WARNING,
    "glossary-scope": Severity.WARNING,
    "glossary-unused": Severity.WARNING,
    "glossary-proposed": Severity.WARNING,
}
"""Ids and severities of what ``lint`` finds, in the order of the manual."""


def lint(
    entries: Sequence[GlossaryEntry],
    *,
    scopes: Mapping[GlossaryScope, tuple[str, int]] = MappingProxyType({}),
    usage: Usage | None = None,
    waiting_since: datetime.date | None = None,
) -> list[Finding]:
    """Look through all entries of a project.

    Args:
        entries: In order of precedence, as ``load_entries`` gives them.
        scopes: From the settings, each with the file and line where it stands.
        usage: What the articles make of the entries; None: not looked at.
        waiting_since: Proposed terms added before that day are reported; None: not looked at.

    Returns:
        Findings by file and line.
    """
    terms = [entry.term for entry in entries]
    found = [
        *_within(terms),
        *_spellings(terms, kept_domains(scopes)),
        *_avoided(terms),
        *_scopes(terms, scopes, usage),
    ]
    if usage is not None:
        found += _unused(terms, usage)
    if waiting_since is not None:
        found += _waiting(entries, waiting_since)
    return sorted(found, key=lambda finding: (finding.path, finding.line, list(RULES).index(finding.check)))


def _finding(rule: str, term: Term, message: str) -> Finding:
    return Finding(rule, RULES[rule], message, path=term.path, line=term.line)


def _place(term: Term, seen_from: Term) -> str:
    """Where another entry stands, as short as can be."""
    return f"line {term.line}" if term.path == seen_from.path else f"{term.path}:{term.line}"


def _within(terms: Iterable[Term]) -> Iterator[Finding]:
    """Entries that contradict or repeat themselves."""
    for term in terms:
        for locale, rendering in term.renderings.items():
            approved = {rendering.use, *rendering.also, term.term if term.keep else ""} - {""}
            for phrase in dict.fromkeys(rendering.avoid):
                if phrase in approved:
                    message = f"`{phrase}` is approved and avoided for {locale}; remove it from one of them"
                    yield _finding("glossary-contradiction", term, message)
            for phrase in (*_repeated([rendering.use, *rendering.also]), *_repeated(rendering.avoid)):
                yield _finding("glossary-duplicate", term, f"`{phrase}` stands twice for {locale}; remove one")
        for name in _repeated(spelling(text, term) for text in (term.term, *term.variants)):
            yield _finding("glossary-duplicate", term, f"`{name}` is the term or a variant already; remove one")


def _repeated(texts: Iterable[str]) -> list[str]:
    return [text for text, count in Counter(texts).items() if text and count > 1]


def _spellings(terms: Iterable[Term], kept: frozenset[str]) -> Iterator[Finding]:
    """Entries that share a spelling: twice the same, contradicting, or one hiding the other."""
    owners: defaultdict[str, list[Term]] = defaultdict(list)
    for term in terms:
        for name in dict.fromkeys(fold(text).text for text in (term.term, *term.variants)):
            owners[name].append(term)
    told: set[tuple[int, int]] = set()
    for sharing in owners.values():
        for at, later in enumerate(sharing):
            for earlier in sharing[:at]:
                pair = (id(earlier), id(later))
                if pair in told or not (shared := _shared(earlier, later)):
                    continue
                told.add(pair)
                yield _clash(earlier, later, shared, kept)


def _shared(one: Term, other: Term) -> str:
    """A spelling that the matcher cannot tell apart; two that hold to their case are kept apart by it."""
    names = (one.term, *one.variants)
    if one.case == other.case == "keep":
        return next((name for name in names if name in (other.term, *other.variants)), "")
    mine = {fold(name).text: name for name in names}
    return next((mine[folded] for name in (other.term, *other.variants) if (folded := fold(name).text) in mine), "")


def _clash(earlier: Term, later: Term, shared: str, kept: frozenset[str]) -> Finding:
    place = _place(earlier, later)
    if earlier.domain != later.domain:
        return _hidden(earlier, later, shared, kept)
    locales = [*dict.fromkeys((*earlier.renderings, *later.renderings))]
    differing = [name for name in locales if _uses(earlier, name) != _uses(later, name)]
    if earlier.keep != later.keep or differing:
        mine, theirs = (_told(term, (differing or locales or ["en"])[0]) for term in (later, earlier))
        message = f"`{shared}` is {mine} here and {theirs} in {place}; keep one entry, or give them domains"
        return _finding("glossary-contradiction", later, message)
    return _finding("glossary-duplicate", later, f"`{shared}` stands in {place} already; make them one entry")


def _hidden(earlier: Term, later: Term, shared: str, kept: frozenset[str]) -> Finding:
    """Two entries of different domains, one of which hides the other wherever both hold."""
    if earlier.domain and later.domain:
        place = _place(earlier, later)
        message = f"`{shared}` is for {later.domain} here and for {earlier.domain} in {place}"
        message += "; an article that picks both goes by the one it picks first"
        if not kept & {earlier.domain, later.domain}:
            message += f", one that picks none by {place}"
        return _finding("glossary-hidden", later, message)
    special, general = (earlier, later) if earlier.domain else (later, earlier)
    message = f"`{shared}` hides the entry in {_place(general, special)} in articles of {special.domain}"
    if special.domain not in kept:
        message += "; in articles that pick no domain it is hidden by it"
    return _finding("glossary-hidden", special, message)


def _scopes(
    terms: Iterable[Term], scopes: Mapping[GlossaryScope, tuple[str, int]], usage: Usage | None
) -> Iterator[Finding]:
    """Domains that are picked and that no entry has, and scopes that no article lies in."""
    domains = {term.domain: None for term in terms if term.domain}

    def unknown(name: str) -> str:
        return f"no entry has the domain `{name}`; " + (did_you_mean(name, domains) if domains else "no entry has any")

    def told(path: str, line: int, message: str) -> Finding:
        return Finding("glossary-scope", RULES["glossary-scope"], message, path=path, line=line)

    for scope in scopes:
        for name in scope.domains:
            if name not in domains:
                yield told(*scopes[scope], f"scope `{scope.path}`: {unknown(name)}")
    for path, line, name in usage.strayed if usage else ():
        yield told(path, line, f"`{KEY}` in the front matter: {unknown(name)}")
    for scope in usage.empty if usage else ():
        yield told(*scopes[scope], f"scope `{scope.path}`: no article lies there; correct the path or remove the scope")


def _uses(term: Term, locale: str) -> str:
    rendering = rendering_of(term, locale)
    return rendering.use if rendering else ""


def _told(term: Term, locale: str) -> str:
    use = _uses(term, locale)
    return "kept unchanged" if term.keep else f"“{use}”" if use else f"without a rendering for {locale}"


def _avoided(terms: Sequence[Term]) -> Iterator[Finding]:
    """Approved renderings that another entry avoids."""
    avoiders: defaultdict[tuple[str, str], list[Term]] = defaultdict(list)
    for term in terms:
        for locale, rendering in term.renderings.items():
            for phrase in rendering.avoid:
                avoiders[locale, fold(phrase).text].append(term)
    for term in terms:
        for locale in {name for name, _ in avoiders}:
            own = rendering_of(term, locale)
            approved = (own.use, *own.also) if own else ()
            for phrase in filter(None, approved):
                texts = {fold(form.text).text for form in forms(phrase, locale, term.part_of_speech)}
                others = [other for text in texts for other in avoiders.get((locale, text), ()) if other is not term]
                if clashing := [other for other in others if _meet(term, other)]:
                    place = _place(clashing[0], term)
                    message = f"`{phrase}` is avoided by `{clashing[0].term}` in {place}; change one of them"
                    yield _finding("glossary-avoided", term, message)


def _meet(one: Term, other: Term) -> bool:
    """Whether both can hold for one article."""
    return one.domain == other.domain or not (one.domain and other.domain)


def _unused(terms: Sequence[Term], usage: Usage) -> Iterator[Finding]:
    """Entries that no article uses; where one of the same term and domain goes before it, that is told already."""

    def key(term: Term) -> tuple[str, str]:
        return spelling(term.term, term), term.domain

    used = {key(term) for term in terms if usage.counts.get((term.path, term.line))}
    for term in terms:
        if key(term) not in used:
            yield _finding("glossary-unused", term, f"no article uses `{term.term}`; remove it if its day is over")


def _waiting(entries: Iterable[GlossaryEntry], since: datetime.date) -> Iterator[Finding]:
    for entry in entries:
        if entry.term.status != "proposed":
            continue
        if entry.added is None:
            message = f"`{entry.term.term}` is proposed, but not since when; write `added: 2026-01-31`"
            yield _finding("glossary-proposed", entry.term, message)
        elif entry.added < since:
            message = (
                f"`{entry.term.term}` is proposed since {entry.added}; approve it (`status: approved`) or remove it"
            )
            yield _finding("glossary-proposed", entry.term, message)

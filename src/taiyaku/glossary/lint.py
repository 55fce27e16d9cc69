"""Problems in a valid glossary: entries that contradict or hide each other, or that no article uses."""

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
from taiyaku.glossary.scopes import KEY, reserved_domains, spelling_key
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
    """Check all entries of a project, and return the findings by file and line.

    Args:
        entries: In order of precedence, as ``load_entries`` gives them.
        scopes: The scopes of the settings, each with its file and line.
        usage: How the articles use the entries; None to skip these rules.
        waiting_since: Report proposed terms added before this day; None to skip this rule.
    """
    terms = [entry.term for entry in entries]
    found = [
        *_self_contradictions(terms),
        *_spellings(terms, reserved_domains(scopes)),
        *_avoided_renderings(terms),
        *_scopes(terms, scopes, usage),
    ]
    if usage is not None:
        found += _unused_terms(terms, usage)
    if waiting_since is not None:
        found += _waiting_terms(entries, waiting_since)
    return sorted(found, key=lambda finding: (finding.path, finding.line, list(RULES).index(finding.check)))


def _finding(rule: str, term: Term, message: str) -> Finding:
    return Finding(rule, RULES[rule], message, path=term.path, line=term.line)


def _location(term: Term, seen_from: Term) -> str:
    """The position of another entry, without the file if it is the same."""
    return f"line {term.line}" if term.path == seen_from.path else f"{term.path}:{term.line}"


def _self_contradictions(terms: Iterable[Term]) -> Iterator[Finding]:
    """Entries that contradict or repeat themselves."""
    for term in terms:
        for locale, rendering in term.renderings.items():
            approved = {rendering.use, *rendering.also, term.term if term.keep else ""} - {""}
            for phrase in dict.fromkeys(rendering.avoid):
                if phrase in approved:
                    message = f"`{phrase}` is approved and avoided for {locale}; remove it from one of them"
                    yield _finding("glossary-contradiction", term, message)
            for phrase in (*_repeated_texts([rendering.use, *rendering.also]), *_repeated_texts(rendering.avoid)):
                yield _finding("glossary-duplicate", term, f"`{phrase}` appears twice for {locale}; remove one")
        for name in _repeated_texts(spelling_key(text, term) for text in (term.term, *term.variants)):
            yield _finding("glossary-duplicate", term, f"`{name}` is already the term or a variant; remove one")


def _repeated_texts(texts: Iterable[str]) -> list[str]:
    return [text for text, count in Counter(texts).items() if text and count > 1]


def _spellings(terms: Iterable[Term], reserved: frozenset[str]) -> Iterator[Finding]:
    """Entries that share a spelling: duplicates, contradictions, and entries that hide others."""
    owners: defaultdict[str, list[Term]] = defaultdict(list)
    for term in terms:
        for name in dict.fromkeys(fold(text).text for text in (term.term, *term.variants)):
            owners[name].append(term)
    reported: set[tuple[int, int]] = set()
    for sharing in owners.values():
        for at, later in enumerate(sharing):
            for earlier in sharing[:at]:
                pair = (id(earlier), id(later))
                if pair in reported or not (shared := _shared_spelling(earlier, later)):
                    continue
                reported.add(pair)
                yield _clash_finding(earlier, later, shared, reserved)


def _shared_spelling(one: Term, other: Term) -> str:
    """A spelling that the matcher cannot distinguish in the two entries; empty if there is none."""
    names = (one.term, *one.variants)
    if one.case == other.case == "keep":
        return next((name for name in names if name in (other.term, *other.variants)), "")
    mine = {fold(name).text: name for name in names}
    return next((mine[folded] for name in (other.term, *other.variants) if (folded := fold(name).text) in mine), "")


def _clash_finding(earlier: Term, later: Term, shared: str, reserved: frozenset[str]) -> Finding:
    location = _location(earlier, later)
    if earlier.domain != later.domain:
        return _hides_finding(earlier, later, shared, reserved)
    locales = [*dict.fromkeys((*earlier.renderings, *later.renderings))]
    differing = [name for name in locales if _uses(earlier, name) != _uses(later, name)]
    if earlier.keep != later.keep or differing:
        mine, theirs = (_describe_use(term, (differing or locales or ["en"])[0]) for term in (later, earlier))
        message = f"`{shared}` is {mine} here but {theirs} in {location}; keep one entry, or give them domains"
        return _finding("glossary-contradiction", later, message)
    return _finding("glossary-duplicate", later, f"`{shared}` is already in {location}; merge the entries")


def _hides_finding(earlier: Term, later: Term, shared: str, reserved: frozenset[str]) -> Finding:
    """Two entries of different domains, one of which hides the other where both apply."""
    if earlier.domain and later.domain:
        location = _location(earlier, later)
        message = f"`{shared}` is for {later.domain} here and for {earlier.domain} in {location}"
        message += "; an article that selects both uses the one it selects first"
        if not reserved & {earlier.domain, later.domain}:
            message += f", one that selects none uses {location}"
        return _finding("glossary-hidden", later, message)
    special, general = (earlier, later) if earlier.domain else (later, earlier)
    message = f"`{shared}` hides the entry in {_location(general, special)} in articles of {special.domain}"
    if special.domain not in reserved:
        message += "; in articles that select no domain, that entry hides this one"
    return _finding("glossary-hidden", special, message)


def _scopes(
    terms: Iterable[Term], scopes: Mapping[GlossaryScope, tuple[str, int]], usage: Usage | None
) -> Iterator[Finding]:
    """Domains that are selected but that no entry has, and scopes that match no article."""
    domains = {term.domain: None for term in terms if term.domain}

    def unknown(name: str) -> str:
        hint = did_you_mean(name, domains) if domains else "no entry has a domain"
        return f"no entry has the domain `{name}`; {hint}"

    def finding(path: str, line: int, message: str) -> Finding:
        return Finding("glossary-scope", RULES["glossary-scope"], message, path=path, line=line)

    for scope in scopes:
        for name in scope.domains:
            if name not in domains:
                yield finding(*scopes[scope], f"scope `{scope.path}`: {unknown(name)}")
    for path, line, name in usage.unknown_domains if usage else ():
        yield finding(path, line, f"`{KEY}` in the front matter: {unknown(name)}")
    for scope in usage.empty_scopes if usage else ():
        yield finding(*scopes[scope], f"scope `{scope.path}` matches no article; correct the path or remove the scope")


def _uses(term: Term, locale: str) -> str:
    rendering = rendering_of(term, locale)
    return rendering.use if rendering else ""


def _describe_use(term: Term, locale: str) -> str:
    use = _uses(term, locale)
    return "kept unchanged" if term.keep else f"“{use}”" if use else f"without a rendering for {locale}"


def _avoided_renderings(terms: Sequence[Term]) -> Iterator[Finding]:
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
                if clashing := [other for other in others if _may_apply_together(term, other)]:
                    location = _location(clashing[0], term)
                    message = f"`{phrase}` is avoided by `{clashing[0].term}` in {location}; change one of them"
                    yield _finding("glossary-avoided", term, message)


def _may_apply_together(one: Term, other: Term) -> bool:
    """Whether both can apply to one article."""
    return one.domain == other.domain or not (one.domain and other.domain)


def _unused_terms(terms: Sequence[Term], usage: Usage) -> Iterator[Finding]:
    """Entries that no article uses, except duplicates, which are reported as such."""

    def key(term: Term) -> tuple[str, str]:
        return spelling_key(term.term, term), term.domain

    used = {key(term) for term in terms if usage.counts.get((term.path, term.line))}
    for term in terms:
        if key(term) not in used:
            yield _finding(
                "glossary-unused", term, f"no article uses `{term.term}`; remove it if it is no longer needed"
            )


def _waiting_terms(entries: Iterable[GlossaryEntry], since: datetime.date) -> Iterator[Finding]:
    for entry in entries:
        if entry.term.status != "proposed":
            continue
        if entry.added is None:
            message = f"`{entry.term.term}` is proposed without a date; write `added: 2026-01-31`"
            yield _finding("glossary-proposed", entry.term, message)
        elif entry.added < since:
            advice = "approve it (`status: approved`) or remove it"
            message = f"`{entry.term.term}` has been proposed since {entry.added}; {advice}"
            yield _finding("glossary-proposed", entry.term, message)

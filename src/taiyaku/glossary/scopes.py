"""Several glossaries in one project: which domains an article picks, and whose entry wins.

An article names domains in its front matter, or its path does by a pattern of the settings. What it picks holds beside
the entries that name no domain; of two entries with one spelling the nearer wins: the front matter's domains in their
order, then those of the patterns, the most specific first, then entries without a domain. An article that picks nothing
is held to every entry whose domain the settings do not keep for certain articles, those without a domain first.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from pathlib import PurePosixPath

from taiyaku.config import Config, GlossaryScope
from taiyaku.glossary.folding import fold
from taiyaku.glossary.match import TermMatcher
from taiyaku.glossary.read_file import load_terms
from taiyaku.markdown.front_matter import find_front_matter, front_matter_values, matches
from taiyaku.markdown.front_matter_strings import FrontMatterValue
from taiyaku.model import Term

KEY = "glossary"
"""The front matter key that picks domains: one, or a list."""


class Glossary:
    """All terms of a project for one target locale, ready for any of its articles.

    Args:
        terms: In the order of the files.
        source: Locale of the articles.
        target: Locale of the translations.
        scopes: From the settings.
    """

    def __init__(self, terms: Iterable[Term], source: str, target: str, scopes: Sequence[GlossaryScope] = ()) -> None:
        self.terms = tuple(terms)
        self.source = source
        self.target = target
        self.scopes = tuple(scopes)
        self.domains = frozenset(term.domain for term in self.terms) - {""}
        self._kept = kept_domains(self.scopes)
        self._matchers: dict[tuple[str, ...], TermMatcher] = {}

    def for_article(self, path: str, text: str) -> TermMatcher | None:
        """The terms that an article is held to; articles that pick the same domains share one matcher.

        A domain that no entry has picks nothing; ``lint`` tells of it.

        Args:
            path: The source article, relative to the project, with forward slashes.
            text: Its text, for the front matter.

        Returns:
            What finds the terms; None where the project has none.
        """
        if not self.terms:
            return None
        domains: tuple[str, ...] = ()
        if self.domains:
            named = [value.text for value in picked(text)]
            domains = tuple(name for name in domains_of(path, named, self.scopes) if name in self.domains)
        if domains not in self._matchers:
            holding = scoped(self.terms, domains, kept=self._kept)
            self._matchers[domains] = TermMatcher(holding, self.source, self.target)
        return self._matchers[domains]


def load_glossary(config: Config, locale: str) -> Glossary:
    """The project's glossary for one target locale.

    Raises:
        GlossaryError: A file is missing or broken.
    """
    terms = load_terms(config.glossary.paths, config.root, source=config.source, targets=config.targets)
    return Glossary(terms, config.source, locale, config.glossary.scopes)


def picked(text: str) -> list[FrontMatterValue]:
    """The domains that an article's front matter names, with their places."""
    if KEY not in text:
        return []
    found = find_front_matter(text)
    return (
        [value for value in front_matter_values(text, found) if matches(value.path, (KEY, f"{KEY}[]"))] if found else []
    )


def domains_of(path: str, named: Sequence[str], scopes: Sequence[GlossaryScope] = ()) -> tuple[str, ...]:
    """The domains that an article picks, the nearest first.

    Args:
        path: The source article, relative to the project, with forward slashes.
        named: What its front matter picks.
        scopes: From the settings.
    """
    placed = sorted(
        (scope for scope in scopes if covers(scope, path)), key=lambda scope: (-_depth(scope.path), -len(scope.path))
    )
    return tuple(dict.fromkeys([*named, *(name for scope in placed for name in scope.domains)]))


def covers(scope: GlossaryScope, path: str) -> bool:
    """Whether an article lies where a scope says."""
    return _regex(scope.path).fullmatch(path) is not None


def kept_domains(scopes: Iterable[GlossaryScope]) -> frozenset[str]:
    """The domains that the settings keep for certain articles."""
    return frozenset(name for scope in scopes for name in scope.domains)


def scoped(terms: Iterable[Term], domains: Sequence[str] = (), *, kept: Collection[str] = ()) -> tuple[Term, ...]:
    """The terms that hold for an article, the nearest first, without those that a nearer one hides.

    Args:
        terms: All terms of the project.
        domains: What the article picks, from ``domains_of``.
        kept: Domains that do not hold where an article picks nothing.
    """
    ranks = {domain: rank for rank, domain in enumerate((*domains, ""))}
    holding = [term for term in terms if (term.domain in ranks if domains else term.domain not in kept)]
    holding.sort(key=lambda term: ranks.get(term.domain, len(ranks)))
    nearest: dict[str, Term] = {}
    for term in holding:
        nearest.setdefault(spelling(term.term, term), term)
    return tuple(term for term in holding if nearest[spelling(term.term, term)] is term)


def spelling(text: str, term: Term) -> str:
    """What two spellings share where the matcher cannot tell them apart."""
    return text if term.case == "keep" else fold(text).text


def _depth(pattern: str) -> int:
    """How many folders the pattern names outright."""
    return sum("*" not in part for part in PurePosixPath(pattern).parts)


@lru_cache(maxsize=256)
def _regex(pattern: str) -> re.Pattern[str]:
    """A pattern of paths; one that names a folder means all that is in it."""
    parts = re.split(r"(\*\*/|\*\*|\*|\{locale\}|\{name\})", pattern.rstrip("/"))
    known = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "{locale}": "[^/]+", "{name}": ".+"}
    return re.compile("".join(known.get(part, re.escape(part)) for part in parts) + "(?:/.*)?")

"""Several glossaries in one project: which domains an article picks, and whose entry wins.

An article names domains in its front matter, or its path does by a pattern of the settings. What it picks holds beside
the entries that name no domain; of two entries with one spelling the nearer wins: the front matter's domains in their
order, then those of the patterns, the most specific first, then entries without a domain. An article that picks nothing
is held to every entry, those without a domain first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath

from taiyaku.glossary.folding import fold
from taiyaku.glossary.match import TermMatcher
from taiyaku.model import Term

KEY = "glossary"
"""The front matter key that picks domains: one, or a list."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Articles that pick domains by where they are."""

    path: str
    """Pattern of source articles, from the project's folder: ``*`` within a folder, ``**`` over folders."""
    domains: tuple[str, ...]


class Glossary:
    """All terms of a project for one target locale, ready for any of its articles.

    Args:
        terms: In the order of the files.
        source: Locale of the articles.
        target: Locale of the translations.
        scopes: From the settings.
    """

    def __init__(self, terms: Iterable[Term], source: str, target: str, scopes: Sequence[Scope] = ()) -> None:
        self.terms = tuple(terms)
        self.source = source
        self.target = target
        self.scopes = tuple(scopes)
        self._matchers: dict[tuple[str, ...], TermMatcher] = {}

    def for_article(self, path: str, front_matter: Mapping[str, object]) -> TermMatcher:
        """The terms that an article is held to; articles that pick the same domains share one matcher.

        Args:
            path: The source article, relative to the project, with forward slashes.
            front_matter: Its values.
        """
        domains = domains_of(path, front_matter, self.scopes)
        if domains not in self._matchers:
            self._matchers[domains] = TermMatcher(scoped(self.terms, domains), self.source, self.target)
        return self._matchers[domains]


def domains_of(path: str, front_matter: Mapping[str, object], scopes: Sequence[Scope] = ()) -> tuple[str, ...]:
    """The domains that an article picks, the nearest first.

    Args:
        path: The source article, relative to the project, with forward slashes.
        front_matter: Its values.
        scopes: From the settings.
    """
    named = front_matter.get(KEY)
    own = [named] if isinstance(named, str) else list(named) if isinstance(named, (list, tuple)) else []
    placed = sorted(
        (scope for scope in scopes if _regex(scope.path).fullmatch(path)),
        key=lambda scope: (-_depth(scope.path), -len(scope.path)),
    )
    return tuple(dict.fromkeys([str(name) for name in own] + [name for scope in placed for name in scope.domains]))


def scoped(terms: Iterable[Term], domains: Sequence[str] = ()) -> tuple[Term, ...]:
    """The terms that hold for an article, the nearest first, without those that a nearer one hides.

    Args:
        terms: All terms of the project.
        domains: What the article picks, from ``domains_of``.
    """
    ranks = {domain: rank for rank, domain in enumerate((*domains, ""))}
    holding = [term for term in terms if not domains or term.domain in ranks]
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
    parts = re.split(r"(\*\*/|\*\*|\*|\{locale\}|\{name\})", pattern)
    known = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "{locale}": "[^/]+", "{name}": ".+"}
    return re.compile("".join(known.get(part, re.escape(part)) for part in parts))

"""Which domains of the glossary apply to an article, and which of several entries wins.

An article selects domains in its front matter, or by a pattern of the settings that matches its path. Entries of these
domains apply to it, and entries without a domain. Of several entries with one spelling, the first of these wins: the
domains of the front matter in their order; the domains of the patterns, the most specific pattern first; entries
without a domain. To an article that selects no domain, every entry applies whose domain the settings do not reserve for
certain articles, entries without a domain first.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from pathlib import PurePosixPath

from taiyaku.config import GlossaryScope
from taiyaku.glossary.folding import fold
from taiyaku.markdown.front_matter import find_front_matter, front_matter_values, matches
from taiyaku.markdown.front_matter_strings import FrontMatterValue
from taiyaku.model import Term

KEY = "glossary"
"""The front matter key that selects domains: one, or a list."""


def front_matter_domains(text: str) -> list[FrontMatterValue]:
    """The domains that an article's front matter names, with their positions."""
    if KEY not in text:
        return []
    found = find_front_matter(text)
    return (
        [value for value in front_matter_values(text, found) if matches(value.path, (KEY, f"{KEY}[]"))] if found else []
    )


def article_domains(path: str, named: Sequence[str], scopes: Sequence[GlossaryScope] = ()) -> tuple[str, ...]:
    """The domains that an article selects in its front matter (``named``) or by scopes, in order of precedence."""
    covering = sorted(
        (scope for scope in scopes if covers(scope, path)), key=lambda scope: (-_depth(scope.path), -len(scope.path))
    )
    return tuple(dict.fromkeys([*named, *(name for scope in covering for name in scope.domains)]))


def covers(scope: GlossaryScope, path: str) -> bool:
    """Whether an article is in a scope."""
    return _regex(scope.path).fullmatch(path) is not None


def reserved_domains(scopes: Iterable[GlossaryScope]) -> frozenset[str]:
    """The domains that the settings reserve for certain articles."""
    return frozenset(name for scope in scopes for name in scope.domains)


def applicable_terms(
    terms: Iterable[Term], domains: Sequence[str] = (), *, reserved: Collection[str] = ()
) -> tuple[Term, ...]:
    """The terms that apply to an article in order of precedence, without those that an earlier one hides.

    ``reserved`` domains do not apply to an article that selects none.
    """
    ranks = {domain: rank for rank, domain in enumerate((*domains, ""))}
    candidates = [term for term in terms if (term.domain in ranks if domains else term.domain not in reserved)]
    candidates.sort(key=lambda term: ranks.get(term.domain, len(ranks)))
    first: dict[str, Term] = {}
    for term in candidates:
        first.setdefault(spelling_key(term.term, term), term)
    return tuple(term for term in candidates if first[spelling_key(term.term, term)] is term)


def spelling_key(text: str, term: Term) -> str:
    """A key that is equal for two spellings that the matcher cannot distinguish."""
    return text if term.case == "keep" else fold(text).text


def _depth(pattern: str) -> int:
    """The number of parts of a pattern without a wildcard."""
    return sum("*" not in part for part in PurePosixPath(pattern).parts)


@lru_cache(maxsize=256)
def _regex(pattern: str) -> re.Pattern[str]:
    """A pattern of paths; a pattern that names a folder matches everything in it."""
    parts = re.split(r"(\*\*/|\*\*|\*|\{locale\}|\{name\})", pattern.rstrip("/"))
    known = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "{locale}": "[^/]+", "{name}": ".+"}
    return re.compile("".join(known.get(part, re.escape(part)) for part in parts) + "(?:/.*)?")

"""The glossary of a project: all its terms, and which of them apply to an article."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from taiyaku.config import Config, GlossaryScope
from taiyaku.glossary.read_file import load_terms
from taiyaku.glossary.scopes import applicable_terms, article_domains, front_matter_domains, reserved_domains
from taiyaku.model import Term

if TYPE_CHECKING:
    from taiyaku.glossary.match import TermMatcher


class Glossary:
    """All terms of a project, in the order of the files, for one target locale."""

    def __init__(self, terms: Iterable[Term], source: str, target: str, scopes: Sequence[GlossaryScope] = ()) -> None:
        self.terms = tuple(terms)
        self.source = source
        self.target = target
        self.scopes = tuple(scopes)
        self.domains = frozenset(term.domain for term in self.terms) - {""}
        self._matchers: dict[tuple[str, ...], TermMatcher] = {}

    def for_article(self, path: str, text: str) -> TermMatcher | None:
        """The matcher of the terms that apply to an article, if any; articles with the same domains share one.

        ``path`` is relative to the project, with forward slashes; ``text`` is read for its front matter. A domain that
        no entry has is ignored; ``lint`` reports it.
        """
        if not self.terms:
            return None
        domains: tuple[str, ...] = ()
        if self.domains:
            named = [value.text for value in front_matter_domains(text)]
            domains = tuple(name for name in article_domains(path, named, self.scopes) if name in self.domains)
        if domains not in self._matchers:
            from taiyaku.glossary.match import TermMatcher  # a project without terms needs no automaton

            terms = applicable_terms(self.terms, domains, reserved=reserved_domains(self.scopes))
            self._matchers[domains] = TermMatcher(terms, self.source, self.target)
        return self._matchers[domains]


def load_glossary(config: Config, locale: str) -> Glossary:
    """The project's glossary for one target locale.

    Raises:
        GlossaryError: A file is missing or invalid.
    """
    terms = load_terms(config.glossary.paths, config.root, source=config.source, targets=config.targets)
    return Glossary(terms, config.source, locale, config.glossary.scopes)

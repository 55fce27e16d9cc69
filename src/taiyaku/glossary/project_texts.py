"""The texts of the project that the glossary commands read: source articles and accepted translations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from taiyaku.catalogs.catalog import Catalog
from taiyaku.catalogs.po import read_catalog
from taiyaku.config import Config, GlossaryScope
from taiyaku.glossary.glossary import Glossary, load_glossary
from taiyaku.glossary.impact import Accepted, RenderingChange, rendering_changes
from taiyaku.glossary.match import TermMatcher
from taiyaku.glossary.scopes import covers, front_matter_domains
from taiyaku.markdown.inline import mask_codes, prose
from taiyaku.markdown.segment import segment_markdown
from taiyaku.model import Document, Reading, State, Term
from taiyaku.project.articles import Article, find_articles, read_text


@dataclass(frozen=True, slots=True)
class Text:
    """A unit of a source article."""

    prose: str
    """The text as a reader sees it."""
    masked: str
    """The source with everything that is not prose masked."""


def source_documents(config: Config, articles: Sequence[Article] | None = None) -> Iterator[tuple[Article, Document]]:
    """Read the source articles, by default all, each once.

    Raises:
        ArticleError: An article cannot be read.
    """
    chosen = find_articles(config) if articles is None else articles
    for article in {article.source: article for article in chosen}.values():
        text = read_text(article.source, shown=article.path)
        yield article, segment_markdown(text, config=config, flavor=article.flavor)


def unit_texts(document: Document) -> Iterator[Text]:
    """The units of an article."""
    for unit in document.units:
        if unit.plain:
            yield Text(unit.source, unit.source)
        else:
            reading = document.reading_of(unit)
            yield Text(prose(unit.source, reading), mask_codes(unit.source, reading))


@dataclass(frozen=True, slots=True)
class Usage:
    """How the articles use the glossary."""

    counts: Mapping[tuple[str, int], int]
    """How often articles use each entry, by its file and line; unused entries are not included."""
    unknown_domains: tuple[tuple[str, int, str], ...] = ()
    """Domains that front matter selects and no entry has: article, line, domain."""
    empty_scopes: tuple[GlossaryScope, ...] = ()
    """Scopes of the settings that match no article."""


def count_uses(
    config: Config, terms: Iterable[Term], documents: Iterable[tuple[Article, Document]] | None = None
) -> Usage:
    """Count the uses of the terms in the source articles, by default in all, considering the domains of each."""
    target = config.targets[0] if config.targets else config.source
    glossary = Glossary(terms, config.source, target, config.glossary.scopes)
    counts: Counter[tuple[str, int]] = Counter()
    unknown: list[tuple[str, int, str]] = []
    empty = dict.fromkeys(glossary.scopes)
    for article, document in source_documents(config) if documents is None else documents:
        for scope in [scope for scope in empty if covers(scope, article.path)]:
            del empty[scope]
        unknown += [
            (article.path, document.text.count("\n", 0, value.start) + 1, value.text)
            for value in (front_matter_domains(document.text) if glossary.domains else ())
            if value.text not in glossary.domains
        ]
        if matcher := glossary.for_article(article.path, document.text):
            for text in unit_texts(document):
                counts.update((use.term.path, use.term.line) for use in matcher.find_uses(text.masked))
    return Usage(counts, tuple(unknown), tuple(empty))


def accepted_translations(
    config: Config, locale: str, articles: Sequence[Article] | None = None
) -> Iterator[tuple[Article, Accepted]]:
    """The translations into a locale that people accepted, from the catalogs.

    Raises:
        CatalogError: A catalog is damaged.
    """
    for article in find_articles(config, locale=locale) if articles is None else articles:
        catalog = read_catalog(article.catalog, shown=article.catalog_path)
        for entry in catalog.live if catalog else ():
            if entry.state is State.ACCEPTED and entry.text:
                path, line = entry.places[0] if entry.places else (article.path, 0)
                yield (
                    article,
                    Accepted(
                        entry.source,
                        entry.text,
                        path=path,
                        line=line,
                        context=entry.context,
                        source_masked=mask_codes(entry.source, Reading(article.flavor)),
                        target_masked=mask_codes(entry.text, Reading(article.flavor)),
                    ),
                )


def project_changes(config: Config, term: Term, use: str, locale: str) -> list[tuple[Article, RenderingChange]]:
    """What a new rendering of an entry would change in the articles that it applies to."""
    glossary = load_glossary(config, locale)
    by_matcher: dict[int, tuple[TermMatcher, list[tuple[Article, Accepted]]]] = {}
    for article in find_articles(config, locale=locale):
        found = list(accepted_translations(config, locale, [article]))
        matcher = glossary.for_article(article.path, read_text(article.source, shown=article.path)) if found else None
        if matcher:
            by_matcher.setdefault(id(matcher), (matcher, []))[1].extend(found)
    changes: list[tuple[Article, RenderingChange]] = []
    for matcher, translations in by_matcher.values():
        entry = next((t for t in matcher.terms if (t.path, t.line, t.term) == (term.path, term.line, term.term)), None)
        if entry is None:
            continue
        owners = {id(pair): article for article, pair in translations}
        found_here = rendering_changes(
            entry, use, [pair for _, pair in translations], source=config.source, target=locale, terms=matcher.terms
        )
        changes += [(owners[id(change.accepted)], change) for change in found_here]
    return changes


def prose_pairs(found: Iterable[tuple[Article, Accepted]]) -> Iterator[tuple[str, str]]:
    """Accepted translations as prose: source and target."""
    for article, pair in found:
        yield prose(pair.source, Reading(article.flavor)), prose(pair.target, Reading(article.flavor))


def rewrite_catalog(catalog: Catalog, changes: Iterable[RenderingChange]) -> Catalog:
    """A catalog with the changed translations; doubtful ones become drafts, for a person to review.

    A translation that has changed in the meantime is left unchanged.
    """
    by_key = {(change.accepted.context, change.accepted.source): change for change in changes}
    entries = []
    for entry in catalog.entries:
        change = by_key.get(entry.key)
        if change is not None and entry.text == change.accepted.target and entry.state is State.ACCEPTED:
            state = State.DRAFT if change.doubt else State.ACCEPTED
            entries.append(replace(entry, text=change.after, state=state))
        else:
            entries.append(entry)
    return replace(catalog, entries=tuple(entries))

"""The project's articles and accepted translations, as the glossary looks at them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from taiyaku.article import Article, find_articles, read_text
from taiyaku.catalog import Catalog, read_catalog
from taiyaku.config import Config
from taiyaku.glossary.impact import Accepted, Change
from taiyaku.glossary.match import TermMatcher
from taiyaku.inline import masked, prose
from taiyaku.model import State, Term
from taiyaku.segment import segment_markdown


@dataclass(frozen=True, slots=True)
class Text:
    """A unit of a source article."""

    prose: str
    """As a reader sees it."""
    masked: str
    """As it stands, with everything that is no prose masked."""


def source_texts(config: Config, articles: Sequence[Article] | None = None) -> Iterator[Text]:
    """The units of the source articles, each article once.

    Args:
        config: The project's settings.
        articles: Those to read; by default all.

    Raises:
        ArticleError: An article cannot be read.
    """
    chosen = find_articles(config) if articles is None else articles
    for article in {article.source: article for article in chosen}.values():
        document = segment_markdown(read_text(article.source, shown=article.path), config=config, flavor=article.flavor)
        how = {"flavor": document.flavor, "references": document.references}
        for unit in document.units:
            if unit.plain:
                yield Text(unit.source, unit.source)
            else:
                html = unit.writer == "html"
                yield Text(prose(unit.source, only_html=html, **how), masked(unit.source, only_html=html, **how))


def usage(config: Config, terms: Iterable[Term]) -> Counter[str]:
    """How often each term, by its ``term``, occurs in the source articles; one that never does is not there."""
    matcher = TermMatcher(terms, config.source, config.targets[0] if config.targets else config.source)
    counts: Counter[str] = Counter()
    for text in source_texts(config):
        counts.update(use.term.term for use in matcher.uses(text.masked))
    return counts


def accepted(
    config: Config, locale: str, articles: Sequence[Article] | None = None
) -> Iterator[tuple[Article, Accepted]]:
    """The translations to a locale that people accepted, from the catalogs.

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
                        source_masked=masked(entry.source, flavor=article.flavor),
                        target_masked=masked(entry.text, flavor=article.flavor),
                    ),
                )


def pairs(found: Iterable[tuple[Article, Accepted]]) -> Iterator[tuple[str, str]]:
    """Accepted translations as prose: source and target."""
    for article, pair in found:
        yield prose(pair.source, flavor=article.flavor), prose(pair.target, flavor=article.flavor)


def rewritten(catalog: Catalog, changes: Iterable[Change]) -> Catalog:
    """A catalog with changed translations; one that is in doubt becomes a draft, for a person to look at.

    A translation that is no longer what the change was made from is left as it is.
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

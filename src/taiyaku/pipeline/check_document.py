"""What the checks may know of an article, and all of them over one, for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from taiyaku.catalogs.catalog import WAIVED, Catalog
from taiyaku.checks import Context, check_article, check_units
from taiyaku.checks.waivers import end_waivers
from taiyaku.config import Config
from taiyaku.glossary import Glossary
from taiyaku.markdown.assemble import assemble
from taiyaku.markdown.links import localize
from taiyaku.markdown.segment import segment
from taiyaku.model import Document, Finding, Term, Translation
from taiyaku.project.articles import Article


def article_context(document: Document, article: Article, config: Config, terms: Glossary | None) -> Context:
    """What the checks may know of an article of a project, without translations yet."""
    return Context(
        document=document,
        source_locale=config.source,
        target_locale=article.locale,
        terms=terms.for_article(article.path, document.text) if terms else None,
        links=config.articles.links,
        target_path=article.target_path,
    )


def end_stale_waivers(
    document: Document, translations: Mapping[str, Translation], catalog: Catalog
) -> tuple[Document, Catalog]:
    """The article with the waivers ended that were given for other texts, and the catalog that remembers for which."""
    remembered = catalog.header(WAIVED)
    document, waived = end_waivers(document, {key: t.text for key, t in translations.items()}, remembered)
    return document, catalog if waived == remembered else catalog.with_headers(**{WAIVED: waived})


def check_document(
    document: Document,
    translations: Mapping[str, str],
    *,
    terms: Sequence[Term] = (),
    locale: str = "en",
    config: Config | None = None,
) -> list[Finding]:
    """Check an article's translations.

    Args:
        document: What ``segment_markdown`` gave.
        translations: Markdown by unit id; units without one are passed over.
        terms: Glossary terms to hold the translations to.
        locale: The target locale.
        config: The project's settings; the defaults where none are given.

    Returns:
        Findings of the unit checks, then of the document checks on the assembled target.
    """
    config = config or Config()
    settled, texts = localize(document, translations, config=config, locale=locale)
    target = segment(assemble(settled, texts).text, document.reading)
    context = Context(
        document=document,
        translations=translations,
        source_locale=config.source,
        target_locale=locale,
        terms=Glossary(terms, config.source, locale, config.glossary.scopes).for_article("", document.text),
        links=config.articles.links,
        target=target,
    )
    return check_units(context) + check_article(context)

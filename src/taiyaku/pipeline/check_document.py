"""All checks over one article, from text to findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from taiyaku.checks import Context, check_article, check_units
from taiyaku.config import Config
from taiyaku.glossary import Glossary
from taiyaku.markdown.assemble import assemble, require_units
from taiyaku.markdown.links import localize
from taiyaku.markdown.segment import segment
from taiyaku.model import Document, Finding, Term


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
        translations: Markdown by unit id; units without one are skipped.
        terms: Glossary terms that the translations must use.
        locale: The target locale.
        config: The project's settings; by default all but the locales have their defaults.

    Returns:
        Findings of the unit checks, then of the document checks on the assembled target.

    Raises:
        UsageError: A translation is for a unit that the document does not have.
    """
    require_units(document, translations)
    config = config or _settings(document.reading.locale, locale)
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


def _settings(source: str, target: str) -> Config:
    return Config(source=source, targets=(target,)) if source not in {"", target} else Config()

"""One file outside of a project, from text to text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec

from taiyaku.catalogs.catalog import ASSEMBLED_HASH, TARGET_HASH, WAIVED, Catalog, new_catalog
from taiyaku.config import Config
from taiyaku.drafting.job import Job, Progress
from taiyaku.glossary import Glossary
from taiyaku.markdown.segment import reading_of, segment_file
from taiyaku.pipeline.core import conclude, merge
from taiyaku.pipeline.run import Result, draft, result_of
from taiyaku.pipeline.steps import ArticleInputs
from taiyaku.project.articles import flavor_of
from taiyaku.providers import Provider


def translate_text(
    text: str,
    *,
    config: Config,
    provider: Provider,
    locale: str,
    catalog: Catalog | None = None,
    terms: Glossary | None = None,
    name: str = "-",
    watch: Callable[[Progress], None] | None = None,
) -> tuple[Result, Catalog]:
    """Translate one file outside of a project; nothing is read or written.

    Args:
        text: The article.
        config: Settings; ``publish`` counts as ``partial``.
        provider: Drafts what the catalog lacks.
        locale: The target locale.
        catalog: The existing translations.
        terms: The glossary.
        name: How messages name the article; its ending decides the dialect, as in a project.
        watch: Called with the provider's progress.

    Returns:
        The result, whose ``text`` is the translation, and the new catalog.

    Raises:
        ArticleError: The article cannot be segmented.
    """
    flavor = flavor_of(Path(name), config)
    articles = msgspec.structs.replace(config.articles, publish="partial", flavor=flavor)
    settings = msgspec.structs.replace(config, articles=articles)
    document = segment_file(text, reading_of(settings), path=name)
    known = catalog or new_catalog(Path(name).stem, settings.source, locale)
    # What a project recorded of its target says nothing about this one.
    texts = known.with_headers(**dict.fromkeys(_OF_A_TARGET, ""))
    inputs = ArticleInputs(name, locale, name, document, settings, terms, texts)
    merged = merge(inputs)
    drafted = draft(merged, provider, Job(settings, provider, watch, memory_of_project=False))
    outcome = conclude(merged, drafted.translations, drafted.findings)
    headers = [(key, value) for key, value in outcome.catalog.headers if key not in _OF_A_TARGET]
    headers += [(key, value) for key, value in known.headers if key in _OF_A_TARGET]
    return result_of(outcome, inputs, drafted), replace(outcome.catalog, headers=tuple(headers))


_OF_A_TARGET = (TARGET_HASH, ASSEMBLED_HASH, WAIVED)
"""The header fields that belong to the target of a project."""

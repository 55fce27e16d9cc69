"""One file outside of a project, from text to text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec

from taiyaku.catalogs.catalog import SOURCE_HASH, Catalog, new_catalog
from taiyaku.catalogs.match_source import renew_catalog, translations_of
from taiyaku.config import Config
from taiyaku.drafting.job import Job, Progress
from taiyaku.glossary import Glossary
from taiyaku.model import State
from taiyaku.pipeline.result import Result
from taiyaku.pipeline.run import Run, segmented
from taiyaku.project.articles import Article, flavor_of, sha256
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
        config: Settings; ``publish`` is taken as ``partial``.
        provider: Who drafts what the catalog lacks.
        locale: The target locale.
        catalog: What is translated already.
        terms: The glossary.
        name: How messages name the article; ``.mdx`` at its end decides the dialect.
        watch: Told how far the provider is.

    Returns:
        The result, whose ``text`` is the translation, and the catalog as it is now.
    """
    path = Path(name)
    article = Article(path.stem, locale, path, path, path, Path(), flavor_of(path, config))
    settings = msgspec.structs.replace(
        config, articles=msgspec.structs.replace(config.articles, publish="partial", flavor=article.flavor)
    )
    run = Run(article, settings, provider, terms, "", False, Job(settings, provider, watch, memory_of_project=False))
    document = segmented(text, article, settings)
    old = catalog or new_catalog(article.name, settings.source, locale)
    translations = translations_of(document, old)
    reused = sum(t.state in {State.DRAFT, State.ACCEPTED} for t in translations.values())
    context = run.context(document)
    filled = run.drafted(document, translations, context)
    translations |= filled.translations
    findings = [*filled.findings, *run.checked(translations, context)]
    target, left = run.assembled(document, translations, findings)
    findings += run.checked_whole(translations, target, context)
    missing = sum(not t.text for t in translations.values())
    result = Result(
        name,
        locale,
        reused=reused,
        from_provider=filled.from_provider,
        repairs=filled.repairs,
        left=missing + len(left),
        outdated=sum(t.state is State.OUTDATED for t in translations.values()),
        findings=tuple(replace(f, path=f.path or name) for f in findings),
        text=target,
        failure=filled.failure,
    )
    return result, renew_catalog(document, translations, old, path=name).with_headers(**{SOURCE_HASH: sha256(text)})

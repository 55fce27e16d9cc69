"""Taiyaku (対訳): translate Markdown articles and keep them translated.

Text to text, without a file: ``segment_markdown``, ``assemble_markdown``, ``check_document`` and ``translate_text``.
In a project: ``load_config``, ``find_articles``, ``translate_article`` and ``translate_articles``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from taiyaku.catalogs.catalog import Catalog
    from taiyaku.config import Config, load_config
    from taiyaku.drafting.job import Job, Progress
    from taiyaku.errors import (
        ArticleError,
        CatalogError,
        ConfigError,
        ConflictError,
        CredentialsError,
        GlossaryError,
        InterchangeError,
        ProviderError,
        QuotaError,
        TaiyakuError,
        UsageError,
        WorkError,
    )
    from taiyaku.glossary import Glossary, load_glossary
    from taiyaku.markdown.assemble import assemble_markdown
    from taiyaku.markdown.segment import segment_markdown
    from taiyaku.model import (
        Document,
        Finding,
        Gap,
        Kind,
        Origin,
        Reading,
        Severity,
        State,
        Term,
        Translation,
        Unit,
        Waiver,
    )
    from taiyaku.pipeline.batch import translate_articles
    from taiyaku.pipeline.check_document import check_document
    from taiyaku.pipeline.one_file import translate_text
    from taiyaku.pipeline.run import Result, translate_article
    from taiyaku.project.articles import Article, find_articles
    from taiyaku.providers import load_provider
    from taiyaku.providers.base import Limits, Provider, Reply, Request

__version__ = "0.1.0"

_MODULES = {
    "Article": "project.articles",
    "ArticleError": "errors",
    "Catalog": "catalogs.catalog",
    "CatalogError": "errors",
    "Config": "config",
    "ConfigError": "errors",
    "ConflictError": "errors",
    "CredentialsError": "errors",
    "Document": "model",
    "Finding": "model",
    "Gap": "model",
    "Glossary": "glossary",
    "GlossaryError": "errors",
    "InterchangeError": "errors",
    "Job": "drafting.job",
    "Kind": "model",
    "Limits": "providers.base",
    "Origin": "model",
    "Progress": "drafting.job",
    "Provider": "providers.base",
    "ProviderError": "errors",
    "QuotaError": "errors",
    "Reading": "model",
    "Reply": "providers.base",
    "Request": "providers.base",
    "Result": "pipeline.run",
    "Severity": "model",
    "State": "model",
    "TaiyakuError": "errors",
    "Term": "model",
    "Translation": "model",
    "Unit": "model",
    "UsageError": "errors",
    "Waiver": "model",
    "WorkError": "errors",
    "assemble_markdown": "markdown.assemble",
    "check_document": "pipeline.check_document",
    "find_articles": "project.articles",
    "load_config": "config",
    "load_glossary": "glossary",
    "load_provider": "providers",
    "segment_markdown": "markdown.segment",
    "translate_article": "pipeline.run",
    "translate_articles": "pipeline.batch",
    "translate_text": "pipeline.one_file",
}
"""The module of each public name. It is imported on first use, so that ``taiyaku --version`` starts at once."""

__all__ = [
    "Article",
    "ArticleError",
    "Catalog",
    "CatalogError",
    "Config",
    "ConfigError",
    "ConflictError",
    "CredentialsError",
    "Document",
    "Finding",
    "Gap",
    "Glossary",
    "GlossaryError",
    "InterchangeError",
    "Job",
    "Kind",
    "Limits",
    "Origin",
    "Progress",
    "Provider",
    "ProviderError",
    "QuotaError",
    "Reading",
    "Reply",
    "Request",
    "Result",
    "Severity",
    "State",
    "TaiyakuError",
    "Term",
    "Translation",
    "Unit",
    "UsageError",
    "Waiver",
    "WorkError",
    "assemble_markdown",
    "check_document",
    "find_articles",
    "load_config",
    "load_glossary",
    "load_provider",
    "segment_markdown",
    "translate_article",
    "translate_articles",
    "translate_text",
]


if not TYPE_CHECKING:  # a type checker would take every unknown name for one that this function gives

    def __getattr__(name: str) -> object:
        if name not in _MODULES:
            raise AttributeError(f"module 'taiyaku' has no attribute {name!r}")
        value: object = getattr(import_module(f"taiyaku.{_MODULES[name]}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])

"""All that the outcome of an article follows from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from taiyaku.catalogs.catalog import Catalog
from taiyaku.checks import Context
from taiyaku.config import Config
from taiyaku.glossary import Glossary
from taiyaku.model import Document, Severity
from taiyaku.project.articles import Article

Take = Literal["", "file", "catalog"]
"""Which side decides what is in conflict; empty where nobody has decided."""


@dataclass(frozen=True, slots=True)
class LastWritten:
    """What is known of the target as it was last written."""

    text: str | None = None
    """The text that the catalog's hash belongs to; None where it was not found."""
    unchanged: bool = False
    """Whether the target as it is now is Taiyaku's own work."""


@dataclass(frozen=True, slots=True)
class ArticleInputs:
    """One article in one target locale: all that its outcome follows from."""

    path: str
    """The source, relative to the project, as findings name it."""
    locale: str
    target_path: str
    """The target, likewise."""
    document: Document
    """The source, segmented."""
    config: Config
    terms: Glossary | None = None
    catalog: Catalog = field(default_factory=Catalog)
    target: str | None = None
    """The target file as it is; None where there is none."""
    last_written: LastWritten = LastWritten()
    take: Take = ""

    @classmethod
    def of(cls, article: Article, document: Document, config: Config, terms: Glossary | None) -> ArticleInputs:
        """Those of an article of a project, without its catalog and target."""
        return cls(article.path, article.locale, article.target_path, document, config, terms)

    @property
    def context(self) -> Context:
        """What the checks may know of the article, without translations yet."""
        return Context(
            document=self.document,
            source_locale=self.config.source,
            target_locale=self.locale,
            terms=self.terms.for_article(self.path, self.document.text) if self.terms else None,
            links=self.config.articles.links,
            target_path=self.target_path,
        )


def severities_of(config: Config) -> dict[str, Severity]:
    """The settings' severities by check id."""
    return {check: Severity(severity) for check, severity in config.checks.severity.items()}

"""The inputs of an article's outcome, and the steps that compute it: check, assemble, segment again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from taiyaku.catalogs.catalog import Catalog
from taiyaku.checks import Context, check_article, check_units
from taiyaku.config import Config
from taiyaku.glossary import Glossary
from taiyaku.markdown.assemble import assemble
from taiyaku.markdown.links import localize, pin_heading_ids
from taiyaku.markdown.segment import segment_file
from taiyaku.model import PLACEHOLDERS, Document, Finding, Severity, State, Translation, Unit
from taiyaku.project.articles import Article

Take = Literal["", "file", "catalog"]
"""The side that decides conflicts; empty if nobody has decided."""


@dataclass(frozen=True, slots=True)
class LastWritten:
    """What is known about the target as last written."""

    text: str | None = None
    """The text with the hash in the catalog; None if it was not found."""
    unchanged: bool = False
    """Whether the current target was written by Taiyaku."""


@dataclass(frozen=True, slots=True)
class ArticleInputs:
    """One article in one target locale: everything that its outcome depends on."""

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
    """The current target file; None if there is none."""
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


def check_texts(inputs: ArticleInputs, translations: Mapping[str, Translation], context: Context) -> list[Finding]:
    """The findings of the unit checks; placeholders skip the checks of language."""
    texts = {key: t.text for key, t in translations.items() if t.text and t.state is not State.OUTDATED}
    real = {key: text for key, text in texts.items() if translations[key].origin not in PLACEHOLDERS}
    placeholders = {key: text for key, text in texts.items() if key not in real}
    found: list[Finding] = []
    for chosen, language in ((real, True), (placeholders, False)):
        found += check_units(
            replace(context, translations=chosen),
            severities=severities_of(inputs.config),
            language=language,
            waive=inputs.config.checks.ignore,
            path=inputs.path,
        )
    return found


def check_target(
    inputs: ArticleInputs, translations: Mapping[str, Translation], text: str, context: Context
) -> list[Finding]:
    """What the document checks find in a target."""
    return check_article(
        replace(
            context,
            translations={key: t.text for key, t in translations.items() if t.text},
            target=segment_target(inputs, text),
        ),
        severities=severities_of(inputs.config),
        language=not any(t.origin in PLACEHOLDERS for t in translations.values()),
        waive=inputs.config.checks.ignore,
        path=inputs.path,
    )


@dataclass(frozen=True, slots=True)
class AssembledTarget:
    """A target as assembled."""

    text: str
    unwritable: tuple[str, ...] = ()
    findings: list[Finding] = field(default_factory=list)


def assemble_target(
    inputs: ArticleInputs, translations: Mapping[str, Translation], findings: Sequence[Finding]
) -> AssembledTarget:
    """The target's text, with what failed a check left in the source language."""
    config, locale, document = inputs.config, inputs.locale, inputs.document
    failed = {finding.unit_id for finding in findings if finding.severity is Severity.ERROR}
    texts = {
        key: t.text
        for key, t in translations.items()
        if t.text
        and (key not in failed or t.state is State.OUTDATED)
        and (config.articles.publish != "reviewed" or t.state is State.ACCEPTED)
    }
    units = {unit.id: unit for unit in document.units}
    copied = all(key in units and text == units[key].source for key, text in texts.items())
    if copied:
        result = assemble(document, texts)
        return AssembledTarget(result.text, result.left, _not_written(units, texts, result.left))
    linked, texts = localize(document, texts, config=config, locale=locale)
    values = {key: value.replace("{locale}", locale) for key, value in config.front_matter.set.items()}
    result = assemble(linked, texts, values=values)
    text = pin_heading_ids(linked, result.text) if config.articles.anchors == "source" else result.text
    return AssembledTarget(text, result.left, _not_written(units, texts, result.left))


def _not_written(units: Mapping[str, Unit], texts: Mapping[str, str], left: Sequence[str]) -> list[Finding]:
    return [not_written(units[key], texts.get(key, "")) for key in left if key in units]


def not_written(unit: Unit, text: str) -> Finding:
    """The finding for a unit that no spelling could be proved for."""
    message = "this translation would break the article's structure and was left out; reword it"
    return Finding("not-written", Severity.ERROR, message, unit.id, unit.line, "", unit.source, text)


def segment_target(inputs: ArticleInputs, text: str, *, every: bool = False) -> Document:
    """A text of the target file, segmented."""
    return segment_file(text, inputs.document.reading, path=inputs.target_path, every=every)

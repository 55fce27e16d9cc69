"""Align the files of an article and its translation, and write their catalog."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from taiyaku.alignment.align import Alignment, align
from taiyaku.catalogs.catalog import ASSEMBLED_HASH, SOURCE_HASH, TARGET_HASH, Catalog, new_catalog
from taiyaku.catalogs.match_source import renew_catalog, translations_of
from taiyaku.catalogs.po import format_catalog, read_catalog
from taiyaku.config import Config
from taiyaku.errors import ConflictError, UsageError
from taiyaku.glossary import load_glossary
from taiyaku.language.embeddings import encoder
from taiyaku.markdown.links import locale_links
from taiyaku.markdown.segment import reading_of, segment_file
from taiyaku.model import Document, Translation
from taiyaku.pipeline.core import text_given
from taiyaku.pipeline.steps import ArticleInputs
from taiyaku.project import last_written
from taiyaku.project.articles import Article, article_of, flavor_of, read_text, sha256, write_text
from taiyaku.project.locks import lock_article


def find_pair(source: Path, target: Path, config: Config, to: str | None) -> Article:
    """The article that both files belong to.

    Raises:
        UsageError: The first is not an article in the source locale, or the second is not the path of its target.
    """
    theirs = article_of(target, config, locale=to or config.targets[0])
    article = article_of(source, config, locale=to or theirs.locale)
    if article.source.resolve() != source.resolve():
        raise UsageError(f"is not an article in the source locale, {config.source}; name the source first", path=source)
    if article.target != theirs.target or article.target.resolve() != target.resolve():
        message = f"is not where the translation of {source} belongs, {article.target_path}; move it, or use --catalog"
        raise UsageError(message, path=target)
    return article


def align_files(source: Path, target: Path, catalog: Path, config: Config, to: str | None) -> Alignment:
    """Write the catalog of two files outside a project.

    Raises:
        ConflictError: The catalog has other translations.
    """
    text = read_text(source)
    locale, flavor = to or config.targets[0], flavor_of(source, config)
    document, found = _align((text, str(source)), (read_text(target), str(target)), config, flavor, locale)
    old = read_catalog(catalog)
    translations = _merge(document, found, old, str(catalog))
    base = old or new_catalog(source.stem, config.source, locale)
    new = renew_catalog(document, translations, base, path=str(source))
    write_text(catalog, format_catalog(new.with_headers(**{SOURCE_HASH: sha256(text)})))
    return found


def align_article(article: Article, config: Config) -> Alignment:
    """Write the catalog of an article of the project from its target, which then counts as merged.

    Raises:
        ConflictError: The catalog has other translations.
    """
    source = read_text(article.source, shown=article.path)
    target = read_text(article.target, shown=article.target_path)
    texts = (source, article.path), (target, article.target_path)
    document, found = _align(*texts, config, article.flavor, article.locale)
    with lock_article(article):
        old = read_catalog(article.catalog, shown=article.catalog_path)
        translations = _merge(document, found, old, article.catalog_path)
        base = old or new_catalog(article.name, config.source, article.locale)
        new = renew_catalog(document, translations, base, path=article.path)
        # The target is a person's. Until the catalog's own text is recorded, its hash matches nothing, so that no run
        # overwrites the target if this one is killed between the two writes.
        hashes = {SOURCE_HASH: sha256(source), TARGET_HASH: sha256(target), ASSEMBLED_HASH: "unknown"}
        new = new.with_headers(**hashes)
        last_written.remember(article, target)
        write_text(article.catalog, format_catalog(new))
        terms = load_glossary(config, article.locale)
        given = text_given(replace(ArticleInputs.of(article, document, config, terms), catalog=new))
        assembled = "" if given == target else sha256(given)
        write_text(article.catalog, format_catalog(new.with_headers(**{ASSEMBLED_HASH: assembled})))
    return found


def _align(
    source: tuple[str, str], target: tuple[str, str], config: Config, flavor: str, locale: str
) -> tuple[Document, Alignment]:
    """Align two texts, each given with its path for errors; return the article too."""
    reading = reading_of(config, flavor)
    document = segment_file(source[0], reading, path=source[1])
    blocks, target_blocks = (segment_file(text, reading, path=path, every=True) for text, path in (source, target))
    return document, align(document, blocks, target_blocks, links=locale_links(config, locale), encode=encoder())


def _merge(document: Document, found: Alignment, old: Catalog | None, shown: str) -> dict[str, Translation]:
    """The translations of a catalog, with the aligned ones for units that have none; the two must not differ."""
    existing = translations_of(document, old)
    result: dict[str, Translation] = {}
    differ = [
        one
        for one in found.units
        if one.text and existing[one.unit.id].text and one.text.split() != existing[one.unit.id].text.split()
    ]
    if differ:
        raise ConflictError(
            f"has another translation for {len(differ)} of the units (first: line {differ[0].unit.line} of the "
            "source); nothing was changed: edit it, run taiyaku translate --take file, or delete it and align again",
            path=shown,
        )
    new = found.translations
    for one in found.units:
        kept = existing[one.unit.id]
        result[one.unit.id] = kept if kept.text else new[one.unit.id]
    return result

"""``taiyaku align``: a catalog out of an existing pair."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from taiyaku.align import Alignment, align, counts
from taiyaku.article import Article, article_of, find_articles, flavor_of, read_text, sha256, write_text
from taiyaku.catalog import SOURCE_HASH, TARGET_HASH, Catalog, format_catalog, new_catalog, read_catalog
from taiyaku.config import Config, load_config
from taiyaku.errors import ConflictError, TaiyakuError, UsageError
from taiyaku.model import Document, Translation


def align_command(
    pair: Annotated[
        list[Path] | None, typer.Argument(metavar="SOURCE TARGET", help="An article and its translation.")
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Every article that has a target file and no catalog.")] = False,
    to: Annotated[str | None, typer.Option("--to", help="Target locale; by default as TARGET's place says.")] = None,
    catalog: Annotated[Path | None, typer.Option(help="Bare files: write the catalog here.")] = None,
    report: Annotated[bool, typer.Option("--units", help="Show each unit with its confidence.")] = False,
) -> None:
    """Build a catalog from an article and the translation that it has already; neither file is changed."""
    config = load_config()
    if all_:
        if pair or catalog is not None:
            raise UsageError("--all takes no files and no --catalog")
        if config is None:
            raise UsageError("no taiyaku.toml here or in a folder above; --all needs a project")
        _all(config, to, report=report)
        return
    if not pair or len(pair) != 2:
        raise UsageError("name a SOURCE and a TARGET file, or give --all")
    if catalog is not None:
        found = _bare(*pair, catalog, config or Config(), to)
    else:
        if config is None:
            raise UsageError("outside a project, say where the catalog goes: --catalog OUT.po")
        found = _adopt(_article(*pair, config, to), config)
    _show(str(pair[0]), found, report=report)
    if found.missing:
        raise typer.Exit(1)


def _all(config: Config, to: str | None, *, report: bool) -> None:
    if to is not None and to not in config.targets:
        raise UsageError(f"`{to}` is not a target of this project; targets are {', '.join(config.targets)}")
    found: list[Alignment] = []
    failed = 0
    for article in find_articles(config, locale=to):
        if not article.target.is_file() or _translated(read_catalog(article.catalog, shown=article.catalog_path)):
            continue
        try:
            alignment = _adopt(article, config)
        except TaiyakuError as error:
            if error.exit_code == 2:
                raise
            failed += 1
            typer.secho("error: ", fg="red", bold=True, err=True, nl=False)
            typer.echo(str(error), err=True)
            continue
        found.append(alignment)
        _show(article.path, alignment, report=report)
    told = ", ".join(f"{number:,} {what}" for what, number in counts(found).items())
    typer.secho(
        f"{len(found):,} aligned articles: {told}" + (f"; {failed} failed" if failed else ""), err=True, bold=True
    )
    if failed or any(alignment.missing for alignment in found):
        raise typer.Exit(1)


def _translated(catalog: Catalog | None) -> bool:
    return catalog is not None and any(entry.text for entry in catalog.live)


def _article(source: Path, target: Path, config: Config, to: str | None) -> Article:
    """The article that both files belong to."""
    theirs = article_of(target, config, locale=to or config.targets[0])
    article = article_of(source, config, locale=to or theirs.locale)
    if article.source.resolve() != source.resolve():
        raise UsageError(f"is no article in the source locale, {config.source}; name the source first", path=source)
    if article.target != theirs.target or article.target.resolve() != target.resolve():
        message = f"is not where the translation of {source} belongs, {article.target_path}; move it, or give --catalog"
        raise UsageError(message, path=target)
    return article


def _cut(text: str, config: Config, flavor: str, shown: str) -> tuple[Document, Document]:
    """A text cut into units, and into every place."""
    from taiyaku.errors import ArticleError
    from taiyaku.segment import segment_markdown

    try:
        return (
            segment_markdown(text, config=config, flavor=flavor),
            segment_markdown(text, config=config, flavor=flavor, every=True),
        )
    except ArticleError as error:
        raise ArticleError(error.message, path=shown, line=error.line) from None


def _merged(document: Document, found: Alignment, old: Catalog | None, shown: str) -> dict[str, Translation]:
    """The aligned translations beside those that a catalog holds already, which must say the same."""
    from taiyaku.reconcile import translations_of

    held = translations_of(document, old)
    result: dict[str, Translation] = {}
    differ = [
        one
        for one in found.units
        if one.text and held[one.unit.id].text and one.text.split() != held[one.unit.id].text.split()
    ]
    if differ:
        raise ConflictError(
            f"holds another translation of {len(differ)} of the units (first: line {differ[0].unit.line} of the source); "
            "nothing was changed: edit it, run taiyaku translate --take file, or delete it and align again",
            path=shown,
        )
    new = found.translations
    for one in found.units:
        kept = held[one.unit.id]
        result[one.unit.id] = kept if kept.text else new[one.unit.id]
    return result


def _bare(source: Path, target: Path, catalog: Path, config: Config, to: str | None) -> Alignment:
    """Two files outside of any project."""
    from taiyaku.localize import locale_links
    from taiyaku.reconcile import renewed

    text, other = read_text(source), read_text(target)
    flavor = flavor_of(source, config)
    document, every = _cut(text, config, flavor, str(source))
    _, theirs = _cut(other, config, flavor, str(target))
    locale = to or config.targets[0]
    found = align(document, every, theirs, links=locale_links(config, locale))
    old = read_catalog(catalog)
    translations = _merged(document, found, old, str(catalog))
    new = renewed(document, translations, old or new_catalog(source.stem, config.source, locale), path=str(source))
    write_text(catalog, format_catalog(new.with_headers(**{SOURCE_HASH: sha256(text)})))
    return found


def _adopt(article: Article, config: Config) -> Alignment:
    """Take an article of the project on board: its catalog is written, and its target counts as known.

    Raises:
        ConflictError: The catalog says something else already.
    """
    from taiyaku import written
    from taiyaku.localize import locale_links
    from taiyaku.lock import locked
    from taiyaku.pipeline import ASSEMBLED_HASH, translate_article
    from taiyaku.providers.human import Human
    from taiyaku.reconcile import renewed

    source = read_text(article.source, shown=article.path)
    target = read_text(article.target, shown=article.target_path)
    document, every = _cut(source, config, article.flavor, article.path)
    _, theirs = _cut(target, config, article.flavor, article.target_path)
    found = align(document, every, theirs, links=locale_links(config, article.locale))
    with locked(article):
        old = read_catalog(article.catalog, shown=article.catalog_path)
        translations = _merged(document, found, old, article.catalog_path)
        base = old or new_catalog(article.name, config.source, article.locale)
        new = renewed(document, translations, base, path=article.path)
        # The target stands as a person wrote it. Until what the catalog gives is known, nothing matches this, so a kill
        # between the two writes leaves a target that no run writes over.
        hashes = {SOURCE_HASH: sha256(source), TARGET_HASH: sha256(target), ASSEMBLED_HASH: "unknown"}
        new = new.with_headers(**hashes)
        written.remember(article, target)
        write_text(article.catalog, format_catalog(new))
        given = translate_article(
            article.source, config=config, provider=Human(), locale=article.locale, take="catalog", frozen=True
        ).text
        settled = "" if given == target else sha256(given)
        write_text(article.catalog, format_catalog(new.with_headers(**{ASSEMBLED_HASH: settled})))
    return found


def _show(name: str, found: Alignment, *, report: bool) -> None:
    told = ", ".join(f"{number:,} {what}" for what, number in counts([found]).items() if number or what == "aligned")
    how = "place by place" if found.same_shape else "by text"
    typer.echo(f"{name}  {told} ({how})")
    for one in found.units:
        if report or not one.text:
            state = f"{one.confidence:.2f}" if one.text else "none"
            text = f" | {_short(one.text)}" if one.text else ""
            typer.echo(f"    {one.unit.line}: {state}  {_short(one.unit.source)}{text}", err=not report)
    for unit in found.extra:
        typer.echo(f"    target {unit.line}: translates nothing: {_short(unit.source)}", err=not report)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59] + "…"

"""``taiyaku align``: a catalog from an article and its existing translation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from taiyaku.errors import TaiyakuError, UsageError


def align_command(
    pair: Annotated[
        list[Path] | None, typer.Argument(metavar="SOURCE TARGET", help="An article and its translation.")
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Every article with a target file but no catalog.")] = False,
    to: Annotated[
        str | None, typer.Option("--to", help="Target locale; by default derived from the path of TARGET.")
    ] = None,
    catalog: Annotated[Path | None, typer.Option(help="Outside a project: write the catalog here.")] = None,
    report: Annotated[bool, typer.Option("--units", help="Show each unit with its confidence.")] = False,
) -> None:
    """Build a catalog from an article and its existing translation; neither file is changed."""
    from taiyaku.alignment.files import align_article, align_files, find_pair
    from taiyaku.cli.project import project_config
    from taiyaku.config import Config

    config = project_config()
    if all_:
        if pair or catalog is not None:
            raise UsageError("--all takes neither files nor --catalog")
        if config is None:
            raise UsageError("no taiyaku.toml here or in a folder above; --all needs a project")
        _all(config, to, report=report)
        return
    if not pair or len(pair) != 2:
        raise UsageError("name a SOURCE and a TARGET file, or use --all")
    if catalog is not None:
        found = align_files(pair[0], pair[1], catalog, config or Config(), to)
    else:
        if config is None:
            raise UsageError("outside a project, use --catalog OUT.po to say where the catalog goes")
        found = align_article(find_pair(pair[0], pair[1], config, to), config)
    _show(str(pair[0]), found, report=report)
    if found.missing:
        raise typer.Exit(1)


def _all(config: Any, to: str | None, *, report: bool) -> None:
    from taiyaku.alignment.align import count_units
    from taiyaku.alignment.files import align_article
    from taiyaku.catalogs.po import read_catalog
    from taiyaku.cli.output import show_error
    from taiyaku.cli.project import known_target
    from taiyaku.project.articles import find_articles

    known_target(config, to)
    found: list[Any] = []
    failed = 0
    for article in find_articles(config, locale=to):
        if not article.target.is_file():
            continue
        try:
            catalog = read_catalog(article.catalog, shown=article.catalog_path)
            if catalog is not None and any(entry.text for entry in catalog.live):
                continue
            alignment = align_article(article, config)
        except TaiyakuError as error:
            if error.exit_code == 2:
                raise
            failed += 1
            show_error(error)
            continue
        found.append(alignment)
        _show(article.path, alignment, report=report)
    totals = ", ".join(f"{number:,} {what}" for what, number in count_units(found).items())
    typer.secho(
        f"{len(found):,} aligned articles: {totals}" + (f"; {failed} failed" if failed else ""), err=True, bold=True
    )
    if failed or any(alignment.missing for alignment in found):
        raise typer.Exit(1)


def _show(name: str, found: Any, *, report: bool) -> None:
    from taiyaku.alignment.align import count_units
    from taiyaku.checks.base import shorten

    totals = ", ".join(
        f"{number:,} {what}" for what, number in count_units([found]).items() if number or what == "aligned"
    )
    method = "by position" if found.same_shape else "by text"
    typer.echo(f"{name}  {totals} ({method})")
    for one in found.units:
        if report or not one.text:
            state = f"{one.confidence:.2f}" if one.text else "none"
            text = f" | {shorten(one.text, 60)}" if one.text else ""
            typer.echo(f"    {one.unit.line}: {state}  {shorten(one.unit.source, 60)}{text}", err=not report)
    for unit in found.extra:
        typer.echo(f"    target {unit.line}: translates nothing: {shorten(unit.source, 60)}", err=not report)

"""``taiyaku export`` and ``taiyaku import``: articles to the tools of translators, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from taiyaku.errors import UsageError


def export(
    articles: Annotated[list[Path] | None, typer.Argument(help="Articles or folders; all if none is named.")] = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="One file for all of them, or a folder for a file each; - is stdout.")
    ] = ...,  # type: ignore[assignment]
    to: Annotated[str | None, typer.Option("--to", help="Target locale; every target if not given.")] = None,
    format_: Annotated[
        str, typer.Option("--format", help="xliff (2.1), xliff12, csv or tmx; by default as the file is called.")
    ] = "",
) -> None:
    """Write articles with their translations for a translator's own tool."""
    from taiyaku.cli.exchange_files import export_articles

    export_articles(articles=articles or [], output=output, to=to, format_=format_)


def import_(
    files: Annotated[list[Path], typer.Argument(help="XLIFF or CSV files that taiyaku export wrote.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")] = False,
    take: Annotated[
        str,
        typer.Option(help="file or catalog: whose text stands where both changed since the export.", metavar="SIDE"),
    ] = "",
    accept: Annotated[
        bool, typer.Option("--accept", help="Take every changed text as accepted, whatever state the tool gave it.")
    ] = False,
) -> None:
    """Merge translated files into the catalogs, unit by unit."""
    from taiyaku.cli.exchange_files import import_files

    if take not in {"", "file", "catalog"}:
        raise UsageError(f"--take is file or catalog, not `{take}`")
    if not import_files(files, dry_run=dry_run, take=take, accept=accept):
        raise typer.Exit(1)

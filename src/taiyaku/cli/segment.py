"""``taiyaku segment``: the units of an article."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from taiyaku.cli.options import TableOrJson


def segment(
    article: Annotated[Path, typer.Argument(help="An article, or any other Markdown file; - is stdin.")],
    format_: TableOrJson = "table",
) -> None:
    """Show the translatable units of an article."""
    from taiyaku.cli.project import project_config, read_input
    from taiyaku.config import Config
    from taiyaku.markdown.segment import reading_of, segment_file
    from taiyaku.project.articles import flavor_of

    config = project_config() or Config()
    text = read_input(article)
    document = segment_file(text, reading_of(config, flavor_of(article, config)), path=article)
    if format_ == "json":
        from taiyaku.reports.articles_json import segment_json

        typer.echo(segment_json(document, article=str(article)), nl=False)
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("line", justify="right", style="dim")
    table.add_column("kind", style="cyan", no_wrap=True)
    table.add_column("source", overflow="fold")
    table.add_column("id", style="dim", no_wrap=True)
    for unit in document.units:
        kind = unit.context if unit.key else f"h{unit.level}" if unit.level else str(unit.kind)
        table.add_row(str(unit.line), kind, unit.source.replace("[", r"\["), unit.id)
    Console(soft_wrap=False).print(table)

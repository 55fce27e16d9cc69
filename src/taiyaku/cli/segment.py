"""``taiyaku segment``: shows the units of an article."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from taiyaku.errors import ArticleError, UsageError


def segment(
    article: Annotated[Path, typer.Argument(help="An article, or any Markdown file; - is stdin.")],
    format_: Annotated[str, typer.Option("--format", help="table or json.", metavar="table|json")] = "table",
) -> None:
    """Show what of an article is to be translated, unit by unit."""
    from taiyaku.cli.project import project_config, read_input
    from taiyaku.config import Config
    from taiyaku.markdown.segment import segment_markdown
    from taiyaku.project.articles import flavor_of

    if format_ not in {"table", "json"}:
        raise UsageError(f"--format is `table` or `json`, not `{format_}`")
    config = project_config() or Config()
    text = read_input(article)
    try:
        document = segment_markdown(text, config=config, flavor=flavor_of(article, config))
    except ArticleError as error:
        raise ArticleError(error.message, path=article, line=error.line) from None
    units = [
        {"id": u.id, "kind": str(u.kind), "line": u.line, "context": u.context, "source": u.source}
        for u in document.units
    ]
    if format_ == "json":
        typer.echo(
            json.dumps({"schema_version": 1, "article": str(article), "units": units}, ensure_ascii=False, indent=2)
        )
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

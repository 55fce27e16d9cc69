"""``taiyaku status``: one row per article and locale."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from taiyaku.errors import UsageError
from taiyaku.status import Row


def status(
    to: Annotated[str | None, typer.Option("--to", help="Target locale; every target if not given.")] = None,
    format_: Annotated[str, typer.Option("--format", help="table or json.", metavar="table|json")] = "table",
) -> None:
    """Tell what is missing, partial, outdated, edited by hand, in review and done."""
    from taiyaku.cli.project import load_glossary, require_config
    from taiyaku.status import project_status

    if format_ not in {"table", "json"}:
        raise UsageError(f"--format is `table` or `json`, not `{format_}`")
    config = require_config()
    if to is not None and to not in config.targets:
        raise UsageError(f"`{to}` is not a target of this project; targets are {', '.join(config.targets)}")
    rows = list(project_status(config, locale=to))
    for row in rows:
        if row.error:
            typer.secho("error: ", fg="red", bold=True, err=True, nl=False)
            typer.echo(str(row.error), err=True)
    if format_ == "json":
        articles = [
            {"article": r.article, "locale": r.locale, "state": str(r.state), "units": r.units, "words": r.words}
            for r in rows
        ]
        typer.echo(json.dumps({"schema_version": 1, "articles": articles}, ensure_ascii=False, indent=2))
    else:
        _table(rows)
    if any(row.error for row in rows):
        raise typer.Exit(1)


_STYLES = {
    "done": "green",
    "review": "cyan",
    "partial": "yellow",
    "missing": "red",
    "outdated": "magenta",
    "edited": "blue",
    "orphaned": "red",
}


def _table(rows: list[Row]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("article", no_wrap=True)
    table.add_column("to", no_wrap=True)
    table.add_column("state", no_wrap=True)
    table.add_column("progress", no_wrap=True)
    table.add_column("words", justify="right", no_wrap=True)
    console = Console()
    # Only the article gives way on a narrow terminal: 45 columns are for what there is to know of it.
    room = max(20, console.width - 45)
    for row in rows:
        state = "unreadable" if row.error else str(row.state)
        style = "red" if row.error else _STYLES[row.state]
        table.add_row(_shortened(row.article, room), row.locale, Text(state, style), _bar(row), f"{row.words:,}" if row.words else "")
    if rows:
        console.print(table)
    done = sum(str(row.state) == "done" for row in rows)
    typer.echo(f"{done} of {len(rows)} done" if rows else "no articles found where articles.path says", err=True)


def _shortened(name: str, room: int) -> str:
    """The end of a long name, where articles differ, rather than its start, where their folders are the same."""
    return name if len(name) <= room else "…" + name[len(name) - room + 1 :]


def _bar(row: Row, width: int = 12) -> Text:
    """Accepted, draft, outdated and missing units as a bar of ``width`` columns, with the share accepted."""
    from rich.text import Text

    total = sum(row.units.values())
    bar = Text()
    if not total:
        return bar
    drawn = passed = 0
    for name, character, style in (
        ("accepted", "█", "green"),
        ("draft", "▓", "cyan"),
        ("outdated", "▒", "magenta"),
        ("missing", "░", "dim"),
    ):
        passed += row.units[name]
        cells = round(passed * width / total) - drawn
        bar.append(character * cells, style)
        drawn += cells
    return bar.append(f" {row.units['accepted'] * 100 // total:3d}%")

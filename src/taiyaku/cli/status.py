"""``taiyaku status``: one row per article and locale."""

from __future__ import annotations

import json
import os
import shutil
import sys
from typing import Annotated, Any

import typer

from taiyaku.errors import UsageError

FORMATS = ("table", "json", "html", "markdown")


def status(
    to: Annotated[str | None, typer.Option("--to", help="Target locale; every target if not given.")] = None,
    format_: Annotated[
        str, typer.Option("--format", help="How it is told; html is a page to publish.", metavar="|".join(FORMATS))
    ] = "table",
) -> None:
    """Tell what is missing, partial, outdated, edited by hand, in review and done."""
    from taiyaku.cli.project import all_articles, require_config
    from taiyaku.status import project_status

    if format_ not in FORMATS:
        raise UsageError(f"--format is {', '.join(f'`{name}`' for name in FORMATS)}, not `{format_}`")
    config = require_config()
    if to is not None and to not in config.targets:
        raise UsageError(f"`{to}` is not a target of this project; targets are {', '.join(config.targets)}")
    all_articles(config)
    rows = list(project_status(config, locale=to, jobs=os.cpu_count() or 1))
    for row in rows:
        if row.error:
            typer.secho("error: ", fg="red", bold=True, err=True, nl=False)
            typer.echo(str(row.error), err=True)
    shown = [
        {"article": row.article, "locale": row.locale, "state": str(row.state), "units": row.units, "words": row.words}
        for row in rows
    ]
    if format_ == "json":
        typer.echo(json.dumps({"schema_version": 1, "articles": shown}, ensure_ascii=False, indent=2))
    else:
        for row, told in zip(rows, shown, strict=True):
            told["state"] = "unreadable" if row.error else told["state"]
        _echo(format_, shown)
    if any(row.error for row in rows):
        raise typer.Exit(1)


def _echo(format_: str, rows: list[dict[str, Any]]) -> None:
    from taiyaku.cli.project import in_colour
    from taiyaku.reports import html, markdown, table

    if format_ != "table":
        typer.echo((html if format_ == "html" else markdown).write(rows), nl=False)
        return
    terminal = sys.stdout.isatty()
    # What goes into a pipe is for a program, which wants the whole name, unless COLUMNS says otherwise.
    columns = shutil.get_terminal_size((80, 24)).columns if terminal or "COLUMNS" in os.environ else None
    typer.echo(table.write(rows, columns=columns, colour=in_colour()), nl=False)
    done = sum(row["state"] == "done" for row in rows)
    typer.echo(f"{done:,} of {len(rows):,} done", err=True)

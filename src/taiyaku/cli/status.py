"""``taiyaku status``: one row per article and locale."""

from __future__ import annotations

import os
import shutil
import sys
from typing import Annotated

import typer

from taiyaku.cli.options import AllTargets
from taiyaku.cli.output import in_color, show_error
from taiyaku.reports.formats import STATUS_FORMATS, ReportOptions, find_format


def status(
    to: AllTargets = None,
    format_: Annotated[
        str,
        typer.Option(
            "--format",
            help="Report format; html is a page to publish.",
            metavar="|".join(one.name for one in STATUS_FORMATS),
        ),
    ] = "table",
) -> None:
    """Show which articles are missing, partial, outdated, edited by hand, in review or done."""
    from taiyaku.cli.project import all_articles, known_target, require_config
    from taiyaku.status import ArticleState, project_status

    report = find_format(format_, STATUS_FORMATS)
    config = require_config()
    known_target(config, to)
    all_articles(config)
    rows = list(project_status(config, locale=to, jobs=os.cpu_count() or 1))
    for row in rows:
        if row.error:
            show_error(row.error)
    # Output to a pipe is read by a program, which needs full names unless COLUMNS is set.
    limited = sys.stdout.isatty() or "COLUMNS" in os.environ
    columns = shutil.get_terminal_size((80, 24)).columns if limited else None
    typer.echo(report.write(rows, ReportOptions(color=in_color(), columns=columns)), nl=False)
    if format_ == "table":
        done = sum(row.state is ArticleState.DONE for row in rows)
        typer.echo(f"{done:,} of {len(rows):,} done", err=True)
    if any(row.error for row in rows):
        raise typer.Exit(1)

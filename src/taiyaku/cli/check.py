"""``taiyaku check``: the gate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from taiyaku.errors import UsageError
from taiyaku.model import Severity

FORMATS = ("text", "json", "github", "sarif", "junit")


def check(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Articles or folders; or a bare SOURCE and TARGET file.")
    ] = None,
    changed_from: Annotated[
        str | None, typer.Option(help="Only articles that changed since this git revision.", metavar="REV")
    ] = None,
    fail_on: Annotated[str, typer.Option(help="Exit 1 from this severity on.", metavar="error|warning")] = "error",
    format_: Annotated[
        str, typer.Option("--format", help="How findings are told.", metavar="|".join(FORMATS))
    ] = "text",
    output: Annotated[
        Path | None, typer.Option(help="Write the report to this file; findings are then told as text.")
    ] = None,
    fix: Annotated[
        bool, typer.Option("--fix", help="Take safe offers: avoided terms, punctuation, spaces, artifacts.")
    ] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show what --fix would change, and write nothing.")] = False,
) -> None:
    """Flag what is untranslated, outdated or wrong; no key and no network needed."""
    from taiyaku.cli.gate import checked, report, write_report
    from taiyaku.cli.project import counted, in_colour

    if fail_on not in {"error", "warning"}:
        raise UsageError(f"--fail-on is `error` or `warning`, not `{fail_on}`")
    if format_ not in FORMATS:
        raise UsageError(f"--format is {', '.join(f'`{name}`' for name in FORMATS)}, not `{format_}`")
    found = checked(paths or [], changed_from, fix=fix, diff=diff, to_stderr=format_ != "text" and output is None)
    if output is not None:
        write_report(output, report(found, format_, fail_on))
    if output is None or format_ != "text":
        shown = "text" if output is not None else format_
        typer.echo(report(found, shown, fail_on, colour=in_colour()), nl=False)
    findings = found.findings
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    told = [counted(errors, "error"), counted(len(findings) - errors, "warning")] if findings else ["no findings"]
    unreadable = sum(row.error is not None for row in found.rows)
    told += [f"{unreadable:,} unreadable"] if unreadable else []
    typer.secho(f"{counted(found.articles, 'article')} checked: {', '.join(told)}", bold=True, err=True)
    if errors or unreadable or (findings and fail_on == "warning"):
        raise typer.Exit(1)

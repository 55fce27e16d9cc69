"""How every command prints: results on stdout, messages on stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

import typer

from taiyaku.model import Finding, Severity


def in_color(*, err: bool = False) -> bool:
    """Whether stdout, or stderr, is a terminal whose user has not switched color off (no-color.org)."""
    return (sys.stderr if err else sys.stdout).isatty() and not os.environ.get("NO_COLOR")


def counted(number: int, what: str) -> str:
    """``1 unit``, ``2 units``."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def show_error(error: object) -> None:
    """Print each line of an error on stderr."""
    for line in str(error).splitlines():
        # Outside a command, typer has no context and does not respect NO_COLOR.
        plain = False if os.environ.get("NO_COLOR") else None
        typer.secho("error: ", fg="red", bold=True, err=True, nl=False, color=plain)
        typer.echo(line, err=True)


def show_warning(warning: object) -> None:
    """Print a warning on stderr."""
    typer.secho(f"warning: {warning}", fg="yellow", err=True)


def show_findings(findings: Iterable[Finding], *, err: bool = False) -> None:
    """Print findings as text: location, message, sentence, suggested fix."""
    from taiyaku.reports import text

    typer.echo(text.write(findings, color=in_color(err=err)), err=err, nl=False)


def show_tally(what: str, findings: Iterable[Finding], *, unreadable: int = 0) -> None:
    """Print the last line of a check: what was checked, and the number of findings."""
    severities = [finding.severity for finding in findings]
    errors = severities.count(Severity.ERROR)
    parts = [counted(errors, "error"), counted(len(severities) - errors, "warning")] if severities else ["no findings"]
    parts += [f"{unreadable:,} unreadable"] if unreadable else []
    typer.secho(f"{what}: {', '.join(parts)}", bold=True, err=True)

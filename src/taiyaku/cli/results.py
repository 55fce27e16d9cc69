"""How ``taiyaku translate`` prints the result of each article, and the summary of all."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from taiyaku.catalogs.take_edits import Conflict
from taiyaku.cli.output import counted, show_findings
from taiyaku.model import Severity
from taiyaku.pipeline.run import Result
from taiyaku.project.articles import Article
from taiyaku.reports.text import harmless

_SHOWN = 10
"""Conflicts of an article, and lines of a conflict, that are shown."""


def show_result(result: Result, article: Article, *, frozen: bool) -> None:
    """One line for an article, then what stands in its way."""
    if result.conflicts:
        _line("✗", "red", result.article, f"not touched: {counted(len(result.conflicts), 'conflict')}")
        for conflict in result.conflicts[:_SHOWN]:
            _show_conflict(conflict, article)
        if len(result.conflicts) > _SHOWN:
            typer.echo(f"    and {len(result.conflicts) - _SHOWN:,} more", err=True)
        typer.echo("    decide with --take file or --take catalog", err=True)
        return
    told = _told(result)
    if result.written:
        told.insert(0, f"{'would write' if frozen else 'wrote'} {article.target_path}")
    elif frozen and result.changed:
        told.insert(0, f"would update {article.catalog_path}")
    errors = [finding for finding in result.findings if finding.severity is Severity.ERROR]
    if errors:
        _line("✗", "red", result.article, "; ".join([counted(len(errors), "error"), *told]))
    elif result.left or result.outdated:
        _line("•", "yellow", result.article, "; ".join(told))
    else:
        _line("✓", "green", result.article, "; ".join(told) or "up to date")
    show_findings(result.findings)
    if result.left or result.outdated:
        typer.echo(f"    translate in {article.catalog_path}, or run taiyaku review", err=True)


def _told(result: Result) -> list[str]:
    told = [f"was {result.renamed}"] if result.renamed else []
    if result.edited:
        told.append(f"{counted(result.edited, 'edit')} taken in")
    if result.from_memory:
        told.append(f"{result.from_memory:,} from memory")
    if result.from_provider:
        told.append(f"{result.from_provider:,} drafted")
    if result.repairs:
        mended = sum(repair.mended for repair in result.repairs)
        told.append(f"{len(result.repairs):,} asked again, {mended:,} mended")
    if result.outdated:
        told.append(f"{counted(result.outdated, 'unit')} outdated")
    if result.left:
        told.append(f"{result.left:,} to translate")
    return told


def _line(mark: str, colour: str, name: str, what: str) -> None:
    typer.secho(mark, fg=colour, bold=True, nl=False)
    typer.echo(f" {name}  ", nl=False)
    typer.secho(what, fg=colour if colour != "green" else None)


def _show_conflict(conflict: Conflict, article: Article) -> None:
    typer.secho(f"    {article.target_path}:{conflict.line}: {conflict.why}", fg="red", err=True)
    for mark, colour, text in (("-", "red", conflict.written), ("+", "green", conflict.found)):
        lines = text.splitlines()
        for line in lines[:_SHOWN]:
            typer.secho(f"      {mark} {harmless(line)}", fg=colour, err=True)
        if len(lines) > _SHOWN:
            typer.secho(f"      {mark} … and {len(lines) - _SHOWN:,} lines more", fg=colour, err=True)


def show_summary(results: Sequence[Result], failed: int, *, frozen: bool) -> None:
    """The last line: what was done in all."""
    if not results and not failed:
        typer.echo(
            "no articles found where articles.path in taiyaku.toml says; write one, or correct the path", err=True
        )
        return
    parts = [counted(len(results) + failed, "article")]
    written = sum(result.written for result in results)
    if written:
        parts.append(f"{written:,} {'would be written' if frozen else 'written'}")
    for name, total in (
        ("outdated", sum(result.outdated for result in results)),
        ("to translate", sum(result.left for result in results)),
        ("with errors", sum(any(f.severity is Severity.ERROR for f in result.findings) for result in results)),
        ("in conflict", sum(len(result.conflicts) for result in results)),
        ("failed", failed),
    ):
        if total:
            parts.append(f"{total:,} {name}")
    if len(parts) == 1:
        parts.append("all up to date")
    typer.secho(", ".join(parts), bold=True, err=True)


def show_left(result: Result) -> None:
    """What is still to translate in a file outside of a project."""
    if result.left:
        typer.echo(
            f"{result.article}: {counted(result.left, 'unit')} left in the source language; "
            "name a --provider, or keep a --catalog and translate it",
            err=True,
        )

"""The output of ``taiyaku translate``: the result of each article, and a summary."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from taiyaku.catalogs.take_edits import Conflict
from taiyaku.cli.output import counted, show_findings
from taiyaku.model import Severity
from taiyaku.pipeline.run import Result
from taiyaku.project.articles import Article
from taiyaku.reports.text import harmless


def show_result(result: Result, article: Article, *, frozen: bool) -> None:
    """Print one line for an article, then its conflicts and findings."""
    if result.conflicts:
        _line("✗", "red", result.article, f"not touched: {counted(len(result.conflicts), 'conflict')}")
        _show_conflicts(result.conflicts, article)
        typer.echo("    resolve with --take file or --take catalog", err=True)
        return
    parts = _parts(result)
    if result.written:
        parts.insert(0, f"{'would write' if frozen else 'wrote'} {article.target_path}")
    elif frozen and result.changed:
        parts.insert(0, f"would update {article.catalog_path}")
    errors = [finding for finding in result.findings if finding.severity is Severity.ERROR]
    if errors:
        _line("✗", "red", result.article, "; ".join([counted(len(errors), "error"), *parts]))
    elif result.left or result.outdated:
        _line("•", "yellow", result.article, "; ".join(parts))
    else:
        _line("✓", "green", result.article, "; ".join(parts) or "up to date")
    if result.decided:
        typer.echo("    resolved by --take:", err=True)
        _show_conflicts(result.decided, article)
    if result.findings:
        show_findings(result.findings)
    if result.left or result.outdated:
        typer.echo(f"    translate in {article.catalog_path}, or run taiyaku review", err=True)


def _parts(result: Result) -> list[str]:
    parts = [f"was {result.renamed}"] if result.renamed else []
    if result.edited:
        parts.append(f"{counted(result.edited, 'edit')} merged")
    if result.from_memory:
        parts.append(f"{result.from_memory:,} from memory")
    if result.from_provider:
        parts.append(f"{result.from_provider:,} drafted")
    if result.repairs:
        mended = sum(repair.mended for repair in result.repairs)
        parts.append(f"{len(result.repairs):,} retried, {mended:,} repaired")
    if result.outdated:
        parts.append(f"{counted(result.outdated, 'unit')} outdated")
    if result.left:
        parts.append(f"{result.left:,} to translate")
    return parts


def _line(mark: str, color: str, name: str, what: str) -> None:
    typer.secho(mark, fg=color, bold=True, nl=False)
    typer.echo(f" {name}  ", nl=False)
    typer.secho(what, fg=color if color != "green" else None)


def _show_conflicts(conflicts: Sequence[Conflict], article: Article) -> None:
    """Print every line of every conflict, since ``--take`` may decide only what was shown."""
    for conflict in conflicts:
        typer.secho(f"    {article.target_path}:{conflict.line}: {conflict.why}", fg="red", err=True)
        for mark, color, text in (("-", "red", conflict.written), ("+", "green", conflict.found)):
            for line in text.splitlines():
                typer.secho(f"      {mark} {harmless(line)}", fg=color, err=True)


def show_summary(results: Sequence[Result], failed: int, *, frozen: bool) -> None:
    """Print the last line: what was done in total."""
    if not results and not failed:
        typer.echo("no articles found at articles.path in taiyaku.toml; write one, or correct the path", err=True)
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
    """Print what is still to be translated in a file outside a project."""
    if result.left:
        typer.echo(
            f"{result.article}: {counted(result.left, 'unit')} left in the source language; "
            "name a --provider, or keep a --catalog and translate that",
            err=True,
        )

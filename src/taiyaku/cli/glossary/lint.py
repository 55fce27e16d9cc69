"""``taiyaku glossary lint``."""

from __future__ import annotations

from typing import Annotated

import typer

from taiyaku.errors import UsageError
from taiyaku.model import Severity


def lint_glossary(
    waiting: Annotated[int, typer.Option(help="Report terms proposed more than this many days ago.", min=0)] = 90,
    fail_on: Annotated[str, typer.Option(help="Exit 1 from this severity on.", metavar="error|warning")] = "error",
    format_: Annotated[str, typer.Option("--format", help="text or json.", metavar="text|json")] = "text",
) -> None:
    """Look for entries that contradict or hide each other, and for terms that no article uses."""
    import datetime

    from taiyaku.cli.output import show_findings
    from taiyaku.cli.progress import watched
    from taiyaku.cli.project import counted, require_config
    from taiyaku.config import settings_place
    from taiyaku.glossary.lint import lint
    from taiyaku.glossary.project_texts import count_uses, source_documents
    from taiyaku.glossary.read_file import load_entries
    from taiyaku.project.articles import find_articles
    from taiyaku.reports import json as report

    if fail_on not in {"error", "warning"}:
        raise UsageError(f"--fail-on is `error` or `warning`, not `{fail_on}`")
    if format_ not in {"text", "json"}:
        raise UsageError(f"--format is `text` or `json`, not `{format_}`")
    config = require_config()
    entries = load_entries(config.glossary.paths, config.root, source=config.source, targets=config.targets)
    since = datetime.datetime.now(tz=datetime.UTC).date() - datetime.timedelta(days=waiting)
    articles = find_articles(config)
    documents = watched(source_documents(config, articles), len({a.source for a in articles}), "reading articles")
    used = count_uses(config, [entry.term for entry in entries], documents)
    places = (settings_place(config, "glossary", "scopes", at, "path") for at in range(len(config.glossary.scopes)))
    scopes = {scope: (path, line or 1) for scope, (path, line) in zip(config.glossary.scopes, places, strict=True)}
    findings = lint(entries, scopes=scopes, usage=used, waiting_since=since)
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    if format_ == "json":
        typer.echo(report.write(findings), nl=False)
    else:
        show_findings(findings)
        counts = [counted(errors, "error"), counted(len(findings) - errors, "warning")] if findings else ["no findings"]
        typer.secho(f"{counted(len(entries), 'term')} checked: {', '.join(counts)}", bold=True, err=True)
    if errors or (findings and fail_on == "warning"):
        raise typer.Exit(1)

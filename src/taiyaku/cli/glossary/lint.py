"""``taiyaku glossary lint``."""

from __future__ import annotations

from typing import Annotated

import typer

from taiyaku.cli.options import FailOn, TextOrJson
from taiyaku.model import Severity


def lint_glossary(
    waiting: Annotated[int, typer.Option(help="Report terms proposed more than this many days ago.", min=0)] = 90,
    fail_on: FailOn = "error",
    format_: TextOrJson = "text",
) -> None:
    """Look for entries that contradict or hide each other, and for terms that no article uses."""
    import datetime

    from taiyaku.cli.output import counted, show_findings, show_tally
    from taiyaku.cli.progress import progress_bar
    from taiyaku.cli.project import require_config
    from taiyaku.config import locate_setting
    from taiyaku.glossary.lint import lint
    from taiyaku.glossary.project_texts import count_uses, source_documents
    from taiyaku.glossary.read_file import load_entries
    from taiyaku.project.articles import find_articles
    from taiyaku.reports import json as report

    config = require_config()
    entries = load_entries(config.glossary.paths, config.root, source=config.source, targets=config.targets)
    since = datetime.datetime.now(tz=datetime.UTC).date() - datetime.timedelta(days=waiting)
    articles = find_articles(config)
    documents = progress_bar(source_documents(config, articles), len({a.source for a in articles}), "reading articles")
    used = count_uses(config, [entry.term for entry in entries], documents)
    places = (locate_setting(config, "glossary", "scopes", at, "path") for at in range(len(config.glossary.scopes)))
    scopes = {scope: (path, line or 1) for scope, (path, line) in zip(config.glossary.scopes, places, strict=True)}
    findings = lint(entries, scopes=scopes, usage=used, waiting_since=since)
    if format_ == "json":
        typer.echo(report.write(findings), nl=False)
    else:
        show_findings(findings)
        show_tally(f"{counted(len(entries), 'term')} checked", findings)
    if any(finding.severity is Severity.ERROR or fail_on == "warning" for finding in findings):
        raise typer.Exit(1)

"""``taiyaku glossary list``."""

from __future__ import annotations

from typing import Annotated

import typer

from taiyaku.errors import UsageError


def list_terms(
    domain: Annotated[str | None, typer.Option(help="Only terms of this domain.")] = None,
    status: Annotated[str | None, typer.Option(help="Only terms of this status.", metavar="approved|proposed")] = None,
    format_: Annotated[str, typer.Option("--format", help="table or json.", metavar="table|json")] = "table",
) -> None:
    """List the terms with their renderings."""
    from taiyaku.cli.glossary.term_table import print_terms
    from taiyaku.cli.project import counted, require_config
    from taiyaku.glossary import load_terms

    config = require_config()
    if status not in {None, "approved", "proposed"}:
        raise UsageError(f"--status is `approved` or `proposed`, not `{status}`")
    terms = [
        term
        for term in load_terms(config.glossary.paths, config.root, source=config.source)
        if domain in {None, term.domain} and status in {None, term.status}
    ]
    print_terms(terms, format_)
    if format_ == "table":
        typer.echo(counted(len(terms), "term") if terms else "no terms; add one with taiyaku glossary add", err=True)

"""``taiyaku glossary list``."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from taiyaku.cli.options import TableOrJson


def list_terms(
    domain: Annotated[str | None, typer.Option(help="Only terms of this domain.")] = None,
    status: Annotated[Literal["approved", "proposed"] | None, typer.Option(help="Only terms of this status.")] = None,
    format_: TableOrJson = "table",
) -> None:
    """List the terms with their renderings."""
    from taiyaku.cli.glossary.term_table import print_terms
    from taiyaku.cli.output import counted
    from taiyaku.cli.project import require_config
    from taiyaku.glossary import load_terms

    config = require_config()
    terms = [
        term
        for term in load_terms(config.glossary.paths, config.root, source=config.source)
        if domain in {None, term.domain} and status in {None, term.status}
    ]
    print_terms(terms, format_)
    if format_ == "table":
        typer.echo(counted(len(terms), "term") if terms else "no terms; add one with taiyaku glossary add", err=True)

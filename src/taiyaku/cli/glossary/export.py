"""``taiyaku glossary export``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from taiyaku.errors import UsageError


def export_terms(
    format_: Annotated[
        str,
        typer.Option("--format", help="By default determined from the file's name.", metavar="tbx|csv|tsv|deepl"),
    ] = "",
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write; - is stdout.")] = Path("-"),
    to: Annotated[str | None, typer.Option("--to", help="Target locale; by default all.")] = None,
) -> None:
    """Write the glossary for another tool or a spreadsheet."""
    from taiyaku.cli.glossary.files import exchange_format, target_locale, write_file
    from taiyaku.cli.project import counted, require_config
    from taiyaku.glossary import load_terms
    from taiyaku.interchange import deepl_tsv, tbx, terms_csv

    config = require_config()
    kind = exchange_format(output, format_)
    terms = load_terms(config.glossary.paths, config.root, source=config.source)
    targets = (target_locale(config, to),) if to else config.targets
    if not terms:
        raise UsageError("the glossary has no terms to write; add one with taiyaku glossary add")
    if kind == "tbx":
        raw = tbx.write(terms, source=config.source, targets=targets)
    elif kind == "deepl":
        raw = deepl_tsv.write(terms, target=targets[0])
    else:
        raw = terms_csv.write(terms, targets=targets, delimiter="\t" if kind == "tsv" else ",")
    if str(output) == "-":
        sys.stdout.buffer.write(raw)
        return
    write_file(output, None, raw)
    typer.echo(f"wrote {counted(len(terms), 'term')} to {output}", err=True)

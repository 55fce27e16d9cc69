"""``taiyaku glossary export``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from taiyaku.cli.options import AllTargets
from taiyaku.errors import UsageError
from taiyaku.interchange.formats import TERM_FORMATS, choices, find_format


def export_terms(
    format_: Annotated[
        str,
        typer.Option(
            "--format", help="Format of the file; by default determined by its name.", metavar=choices(TERM_FORMATS)
        ),
    ] = "",
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write; - is stdout.")] = Path("-"),
    to: AllTargets = None,
) -> None:
    """Write the glossary for another tool or a spreadsheet."""
    from taiyaku.cli.glossary.files import target_locale, write_file
    from taiyaku.cli.output import counted
    from taiyaku.cli.project import require_config
    from taiyaku.glossary import load_terms

    config = require_config()
    form = find_format(TERM_FORMATS, output, format_)
    terms = load_terms(config.glossary.paths, config.root, source=config.source)
    targets = (target_locale(config, to),) if to else config.targets
    if not terms:
        raise UsageError("the glossary has no terms to write; add one with taiyaku glossary add")
    raw = form.write(terms, source=config.source, targets=targets[:1] if form.one_locale else targets)
    if str(output) == "-":
        sys.stdout.buffer.write(raw)
        return
    write_file(output, None, raw)
    typer.echo(f"wrote {counted(len(terms), 'term')} to {output}", err=True)

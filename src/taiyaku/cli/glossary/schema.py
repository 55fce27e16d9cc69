"""``taiyaku glossary schema``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def export_schema(
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write; - is stdout.")] = Path("-"),
) -> None:
    """Write the JSON Schema that editors use to check and complete glossary files."""
    from taiyaku.cli.glossary.files import write_file
    from taiyaku.glossary.schema import LINE, schema_text

    if str(output) == "-":
        typer.echo(schema_text(), nl=False)
        return
    write_file(output, None, schema_text().encode())
    typer.echo(f"wrote {output}; to use it, put this line at the top of a glossary file in the same folder:", err=True)
    typer.echo(LINE.format(output.name))

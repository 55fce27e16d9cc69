"""``taiyaku glossary remove``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def remove_term(
    term: Annotated[str, typer.Argument(help="The term as its entry spells it.")],
    file: Annotated[Path | None, typer.Option(help="The glossary file, if several have the term.")] = None,
    domain: Annotated[str | None, typer.Option(help="The entry's domain, if several entries have the term.")] = None,
) -> None:
    """Remove a term; the rest of the file stays unchanged."""
    from taiyaku.cli.glossary import files
    from taiyaku.cli.project import require_config
    from taiyaku.glossary.edit_file import remove_entry

    config = require_config()
    entry = files.find_entry(config, term, file, domain)
    path = config.root / entry.path
    raw = path.read_bytes()
    files.write_file(path, raw, remove_entry(raw, entry))
    typer.echo(f"removed from {entry.path}:{entry.line}", err=True)

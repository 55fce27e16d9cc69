"""``taiyaku memory import`` and ``export``: translations from and to TMX files."""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from taiyaku.cli.memory.open_memory import open_memory
from taiyaku.cli.options import AllTargets

if TYPE_CHECKING:
    from taiyaku.config import Config
    from taiyaku.memory import MemoryEntry


def import_tmx(
    file: Annotated[Path, typer.Argument(help="A TMX file.")],
    to: AllTargets = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what the file contains, and change nothing.")
    ] = False,
) -> None:
    """Add the translations of a TMX file to the project's memory, which suggests them like its own."""
    from taiyaku.cli.output import counted
    from taiyaku.cli.project import known_target, require_config
    from taiyaku.errors import InterchangeError, UsageError
    from taiyaku.interchange import tmx
    from taiyaku.project.locks import lock_file

    config = require_config()
    if not file.is_file():
        raise UsageError("no such file", path=file)
    targets = (to,) if (to := known_target(config, to)) else config.targets
    entries = list(tmx.read(file, source=config.source, targets=targets))
    if not entries:
        counts = Counter((entry.source_locale, entry.target_locale) for entry in tmx.read(file))
        pairs = ", ".join(f"{source} to {target} ({n:,})" for (source, target), n in counts.most_common(5))
        wanted = f"{config.source} to {' or '.join(targets)}"
        raise InterchangeError(f"contains no translations {wanted}; it has {pairs or 'none'}", path=file)
    name = "" if dry_run else config.memory.folder
    with lock_file(config.root, name) if name else nullcontext(), open_memory(config) as memory:
        known = {_key(entry) for entry in memory.entries() if entry.accepted or entry.article.endswith(".tmx")}
        new = [entry for key, entry in {_key(entry): entry for entry in entries}.items() if key not in known]
        written = _write(new, file, config) if new and name else ""
    summary = f"{counted(len(entries), 'translation')} in {file}, {len(new):,} of them new"
    if not written:
        typer.echo(f"{summary}; nothing was changed", err=True)
        return
    with open_memory(config):
        typer.echo(f"{summary}; they are in {written}: commit it with the catalogs", err=True)


def _key(entry: MemoryEntry) -> tuple[str, str, str]:
    return entry.source, entry.target, entry.target_locale


def _write(entries: list[MemoryEntry], file: Path, config: Config) -> str:
    """Write translations to a new file of the project, never over an existing one, and return its path."""
    from taiyaku.errors import UsageError, WorkError
    from taiyaku.interchange import tmx

    folder = config.root / config.memory.folder
    if not folder.resolve().is_relative_to(config.root.resolve()):
        raise UsageError("leads out of the project; name another folder under [memory]", path=folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WorkError(f"cannot be created: {error.strerror}", path=folder) from None
    names = (folder / f"{file.stem}{end}.tmx" for end in ("", *(f"-{n}" for n in range(2, 10_000))))
    path = next(path for path in names if not os.path.lexists(path))
    tmx.write(path, entries, source_locale=config.source)
    return path.relative_to(config.root).as_posix()


def export_tmx(
    output: Annotated[Path, typer.Option("--output", "-o", help="The TMX file to write; - is stdout.")] = Path("-"),
    to: AllTargets = None,
    accepted: Annotated[bool, typer.Option("--accepted", help="Only translations that a person accepted.")] = False,
) -> None:
    """Write the translations as TMX 1.4b for another tool."""
    from taiyaku.cli.output import counted
    from taiyaku.cli.project import known_target, require_config
    from taiyaku.interchange import tmx

    config = require_config()
    to = known_target(config, to)
    with open_memory(config) as memory, tempfile.TemporaryDirectory() as folder:
        stdout = str(output) == "-"
        path = Path(folder) / "memory.tmx" if stdout else output
        entries = (entry for entry in memory.entries(target_locale=to) if entry.accepted or not accepted)
        written = tmx.write(path, entries, source_locale=config.source)
        if stdout:
            sys.stdout.buffer.write(path.read_bytes())
    typer.echo(f"wrote {counted(written, 'translation')}" + ("" if stdout else f" to {output}"), err=True)

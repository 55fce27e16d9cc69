"""``taiyaku memory rebuild``: rebuilds the memory from the committed files."""

from __future__ import annotations

import typer

from taiyaku.cli.memory.open_memory import open_memory


def rebuild_memory() -> None:
    """Rebuild the memory from the catalogs and imported files; paid replies are kept."""
    from taiyaku.cli.output import counted, show_error
    from taiyaku.cli.project import require_config
    from taiyaku.drafting.memory_feed import rebuild

    config = require_config()
    with open_memory(config, update=False) as memory:
        damaged = rebuild(memory, config)
        stats, files = memory.stats(), [name for name, _ in memory.stamps()]
    imported = [name for name in files if name.endswith(".tmx")]
    catalogs = counted(len(files) - len(imported), "catalog")
    summary = f"{counted(stats.entries - stats.imported, 'translation')} from {catalogs}"
    if imported:
        summary += f", {stats.imported:,} from {counted(len(set(imported)), 'imported file')}"
    typer.echo(summary, err=True)
    for error in damaged:
        show_error(error)
    if damaged:
        raise typer.Exit(1)

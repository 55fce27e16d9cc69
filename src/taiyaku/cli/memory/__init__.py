"""``taiyaku memory``: the project's translation memory. One file a subcommand."""

from __future__ import annotations

import typer

from taiyaku.cli.memory.corrections import show_corrections
from taiyaku.cli.memory.rebuild import rebuild_memory
from taiyaku.cli.memory.search import search_memory
from taiyaku.cli.memory.stats import show_stats
from taiyaku.cli.memory.tmx import export_tmx, import_tmx

app = typer.Typer(
    name="memory",
    help="Search all translations of the project, exchange them, and learn from corrections.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.command("search")(search_memory)
app.command("stats")(show_stats)
app.command("import")(import_tmx)
app.command("export")(export_tmx)
app.command("rebuild")(rebuild_memory)
app.command("corrections")(show_corrections)

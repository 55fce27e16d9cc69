"""``taiyaku memory``: the project's translation memory. One file a subcommand."""

from taiyaku.cli.memory.corrections import show_corrections
from taiyaku.cli.memory.rebuild import rebuild_memory
from taiyaku.cli.memory.search import search_memory
from taiyaku.cli.memory.stats import show_stats
from taiyaku.cli.memory.tmx import export_tmx, import_tmx
from taiyaku.cli.options import command_group

app = command_group(
    "memory",
    "Search all translations of the project, exchange them, and learn from corrections.",
    {
        "search": search_memory,
        "stats": show_stats,
        "import": import_tmx,
        "export": export_tmx,
        "rebuild": rebuild_memory,
        "corrections": show_corrections,
    },
)

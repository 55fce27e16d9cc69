"""``taiyaku memory search``: translations similar to a text, and those that contain it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from taiyaku.cli.memory.open_memory import open_memory
from taiyaku.cli.options import AllTargets, TableOrJson

if TYPE_CHECKING:
    from taiyaku.memory import Match, MemoryEntry


def search_memory(
    text: Annotated[str, typer.Argument(help="A text to translate, or words of a source or a translation.")],
    to: AllTargets = None,
    minimum: Annotated[int, typer.Option(help="The lowest score to show, in percent.", min=1, max=100)] = 75,
    limit: Annotated[int, typer.Option(help="The most translations to show.", min=1)] = 10,
    format_: TableOrJson = "table",
) -> None:
    """Show the translations most similar to a text, then those that contain it."""
    from taiyaku.cli.project import known_target, require_config
    from taiyaku.reports.terms_json import search_json

    config = require_config()
    to = known_target(config, to)
    with open_memory(config) as memory:
        matches = [
            match
            for locale in ((to,) if to else config.targets)
            for match in memory.lookup(
                text, source_locale=config.source, target_locale=locale, limit=limit, minimum=minimum
            )
        ]
        matches.sort(key=lambda match: -match.score)
        found = {(match.entry.source, match.entry.target) for match in matches}
        containing = memory.containing(text, target_locale=to, limit=limit)
    others = [entry for entry in containing if (entry.source, entry.target) not in found]
    matches, others = matches[:limit], others[: max(0, limit - len(matches))]
    if format_ == "json":
        typer.echo(search_json(matches, others), nl=False)
        return
    _show(matches, others, text, several=len(config.targets) > 1)
    if not (matches or others):
        typer.echo(f"no translation is {minimum}% similar, and none contains this text", err=True)


def _show(matches: list[Match], others: list[MemoryEntry], text: str, *, several: bool) -> None:
    """Print a table of translations that are similar to a text or contain it; the text is highlighted."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from taiyaku.reports.text import harmless

    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(justify="right", style="bold", no_wrap=True)
    table.add_column(overflow="fold")

    def add(score: str, entry: MemoryEntry, offer: str, reasons: tuple[str, ...]) -> None:
        source, target = Text(harmless(entry.source), "dim"), Text(harmless(offer))
        for words in (source, target):
            words.highlight_words([text], "bold yellow")
        details = [
            "accepted" if entry.accepted else "draft",
            f"by {entry.origin}" if entry.origin else "",
            entry.target_locale if several else "",
            entry.article or "imported",
            entry.context,
            *reasons,
        ]
        last = Text(harmless(" · ".join(filter(None, details))), "italic dim")
        if table.rows:
            table.add_row()
        table.add_row(score, Text("\n").join((source, target, last)))

    for match in matches:
        add(f"{match.score}%", match.entry, match.target, match.reasons)
    for entry in others:
        add("…", entry, entry.target, ())
    if table.rows:
        Console(highlight=False).print(table)

"""``taiyaku memory stats``: the size of the memory."""

from __future__ import annotations

import typer

from taiyaku.cli.memory.open_memory import open_memory
from taiyaku.cli.options import TableOrJson


def show_stats(format_: TableOrJson = "table") -> None:
    """Show the size of the memory."""
    from taiyaku.cli.project import require_config
    from taiyaku.reports.terms_json import stats_json
    from taiyaku.reports.text import harmless

    with open_memory(require_config()) as memory:
        stats = memory.stats()
    if format_ == "json":
        typer.echo(stats_json(stats), nl=False)
        return
    rows = [
        ("translations", stats.entries),
        ("  accepted by a person", stats.accepted),
        ("  imported", stats.imported),
        ("different source texts", stats.segments),
        *((f"{source} → {target}", n) for source, target, n in stats.pairs),
        *((f"by {origin or 'unknown'}", n) for origin, n in stats.origins),
        ("machine drafts to learn from", stats.drafts),
        ("paid replies", stats.replies),
    ]
    name_width = max(len(harmless(name)) for name, _ in rows)
    number_width = max(len(f"{n:,}") for _, n in rows)
    for name, n in rows:
        typer.echo(f"{harmless(name):{name_width}}  {n:>{number_width},}")
    typer.echo(f".taiyaku/memory.db, {stats.size / 1e6:,.1f} MB; a cache that is not to be committed", err=True)

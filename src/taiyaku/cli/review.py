"""``taiyaku review``: the page for a person."""

from __future__ import annotations

import contextlib
import signal
from pathlib import Path
from typing import Annotated

import typer

from taiyaku.errors import UsageError


def review(
    articles: Annotated[list[Path] | None, typer.Argument(help="Articles or folders; all if none is named.")] = None,
    to: Annotated[str | None, typer.Option("--to", help="Target locale; every target if not given.")] = None,
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0 picks a free one.", min=0, max=65535)] = 0,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open the browser.")] = False,
    export: Annotated[
        Path | None, typer.Option(help="Write one article with its translation as a page to send, and stop.")
    ] = None,
) -> None:
    """Open the page on which a person translates, corrects and accepts."""
    from taiyaku.cli.project import chosen_articles, follow_renames, require_config
    from taiyaku.editing.workspace import Workspace
    from taiyaku.glossary import load_glossary
    from taiyaku.memory import Memory
    from taiyaku.project.articles import write_text
    from taiyaku.providers import load_provider

    config = require_config()
    chosen = chosen_articles(config, articles or [], to)
    follow_renames(config, chosen)
    desk = Workspace(
        config,
        lambda: chosen_articles(config, articles or [], to),
        lambda locale: load_glossary(config, locale),
    )
    if export is not None:
        from taiyaku.review.export import exported

        if len(chosen) != 1:
            raise UsageError(
                f"--export writes one article, and {len(chosen)} are chosen; name one, and --to its locale"
            )
        write_text(export, exported(desk, next(iter(desk.articles()))))
        typer.echo(f"wrote {export}", err=True)
        return
    if config.provider.name != "human":
        desk.machine = load_provider(config.provider.name, config)
    for locale in {article.locale for article in chosen}:
        desk.terms(locale)  # a broken glossary is told before the browser opens

    from taiyaku.review.server import serve

    def ready(address: str) -> None:
        typer.echo(address)
        typer.echo("Ctrl-C stops; every change is saved as it is made", err=True)
        if not no_open:
            _open(address)

    with Memory.open(config.root / ".taiyaku" / "memory.db", flavor=config.articles.flavor) as memory:
        desk.memory = memory
        # A service manager's SIGTERM is to end it as gently as Ctrl-C does.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with contextlib.suppress(KeyboardInterrupt):
            serve(desk, port=port, ready=ready)
        typer.echo("stopped; everything is saved", err=True)


def _open(address: str) -> None:
    """Open the browser without waiting for it; where there is none, the address on stdout has to do."""
    import threading
    import webbrowser

    threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

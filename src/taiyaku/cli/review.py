"""``taiyaku review``: serves the review page."""

from __future__ import annotations

import contextlib
import signal
from pathlib import Path
from typing import Annotated

import typer

from taiyaku.cli.options import AllTargets, ArticlePaths
from taiyaku.errors import UsageError


def review(
    articles: ArticlePaths = None,
    to: AllTargets = None,
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0 uses a free one.", min=0, max=65535)] = 0,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open the browser.")] = False,
    export: Annotated[
        Path | None, typer.Option(help="Write one article and its translation to a page to send, and exit.")
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
    workspace = Workspace(
        config,
        lambda: chosen_articles(config, articles or [], to),
        lambda locale: load_glossary(config, locale),
    )
    if export is not None:
        from taiyaku.review.export import export_html

        if len(chosen) != 1:
            raise UsageError(
                f"--export writes one article, but {len(chosen)} are chosen; name one, and its locale with --to"
            )
        write_text(export, export_html(workspace, next(iter(workspace.articles()))))
        typer.echo(f"wrote {export}", err=True)
        return
    if config.provider.name != "human":
        workspace.machine = load_provider(config.provider.name, config)
    for locale in {article.locale for article in chosen}:
        workspace.terms(locale)  # a broken glossary must be reported before the browser opens

    from taiyaku.review.server import serve

    def ready(address: str) -> None:
        typer.echo(address)
        typer.echo("press Ctrl-C to stop; every change is saved immediately", err=True)
        if not no_open:
            _open(address)

    with Memory.open(config.root / ".taiyaku" / "memory.db", flavor=config.articles.flavor) as memory:
        workspace.memory = memory
        # SIGTERM from a service manager stops it like Ctrl-C.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with contextlib.suppress(KeyboardInterrupt):
            serve(workspace, port=port, ready=ready)
        typer.echo("stopped; everything is saved", err=True)


def _open(address: str) -> None:
    """Open the browser without waiting for it; if there is none, the address is on stdout."""
    import threading
    import webbrowser

    threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

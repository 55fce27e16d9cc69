"""``taiyaku glossary sync``."""

from __future__ import annotations

from typing import Annotated

import typer

from taiyaku.cli.options import AllTargets
from taiyaku.errors import UsageError


def sync_glossaries(
    provider: Annotated[
        str | None,
        typer.Option(help="deepl or google; by default as in the settings.", metavar="deepl|google"),
    ] = None,
    to: AllTargets = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, but change nothing.")] = False,
) -> None:
    """Create or update the glossaries stored at a translation service, and remove outdated ones."""
    from taiyaku.cli.output import counted, show_warning
    from taiyaku.cli.project import known_target, require_config
    from taiyaku.providers import load_provider
    from taiyaku.providers.base import notices_of
    from taiyaku.providers.remote_glossaries import delete_untargeted, load_remote_glossary, sync_glossary

    config = require_config()
    known_target(config, to)
    name = provider or config.provider.name
    service = load_provider(name, config)
    store = getattr(service, "glossary_store", None)
    if store is None:
        raise UsageError(f"`{name}` stores no glossaries; give --provider deepl or google")
    for notice in notices_of(service):
        show_warning(notice)
    for target in (to,) if to else config.targets:
        glossary = load_remote_glossary(config, target)
        done = sync_glossary(store, glossary, dry_run=dry_run)
        changes = dry_run and done.action in {"created", "renewed"}
        action = f"would be {done.action}" if changes else done.action
        typer.echo(f"{glossary.name}  {action}, {counted(len(glossary.entries), 'phrase')}")
        deleted = [] if to else delete_untargeted(store, glossary, config.targets, dry_run=dry_run)
        for old in (*done.removed, *deleted):
            typer.echo(f"{old}  {'would be removed' if dry_run else 'removed'}")

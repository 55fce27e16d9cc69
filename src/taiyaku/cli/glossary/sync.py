"""``taiyaku glossary sync``: the glossaries that services keep, in step with the project's."""

from __future__ import annotations

from typing import Annotated

import typer

from taiyaku.errors import UsageError


def sync(
    provider: Annotated[
        str | None, typer.Option(help="deepl or google; by default as the settings say.", metavar="deepl|google")
    ] = None,
    to: Annotated[str | None, typer.Option("--to", help="Target locale; every target if not given.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would change, and change nothing.")] = False,
) -> None:
    """Make or renew the glossary that a translation service keeps, and remove what no target needs any more."""
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
        raise UsageError(f"`{name}` stores no glossaries; use --provider deepl or google")
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

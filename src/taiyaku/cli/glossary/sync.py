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
    """Create or update the glossaries stored at a translation service, and remove those that no target needs."""
    from taiyaku.cli.output import counted, show_warning
    from taiyaku.cli.project import known_target, require_config
    from taiyaku.providers import load_provider
    from taiyaku.providers.base import notices_of
    from taiyaku.providers.remote_glossaries import load_remote_glossary, remove_untargeted, sync_glossary

    config = require_config()
    known_target(config, to)
    name = provider or config.provider.name
    service = load_provider(name, config)
    store = getattr(service, "shelf", None)
    if store is None:
        raise UsageError(f"`{name}` stores no glossaries; give --provider deepl or google")
    for notice in notices_of(service):
        show_warning(notice)
    for target in (to,) if to else config.targets:
        remote = load_remote_glossary(config, target)
        outcome = sync_glossary(store, remote, dry_run=dry_run)
        result = f"would be {outcome.did}" if dry_run and outcome.did in {"created", "renewed"} else outcome.did
        typer.echo(f"{remote.name}  {result}, {counted(len(remote.entries), 'phrase')}")
        untargeted = [] if to else remove_untargeted(store, remote, config.targets, dry_run=dry_run)
        for old in (*outcome.removed, *untargeted):
            typer.echo(f"{old}  {'would be removed' if dry_run else 'removed'}")

"""``taiyaku init``: starts a project where a site already is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from taiyaku.errors import UsageError


def init(
    source: Annotated[str, typer.Option("--from", help="Locale that the articles are written in.")] = "ja",
    to: Annotated[list[str] | None, typer.Option("--to", help="Target locale; may be given several times.")] = None,
) -> None:
    """Write taiyaku.toml and an example glossary; the site's generator is recognised."""
    from taiyaku.article import find_articles, write_text
    from taiyaku.cli.project import counted
    from taiyaku.config import NAME, parse_config
    from taiyaku.glossary.schema import schema_text
    from taiyaku.sites import SCHEMA, detect_site, example_glossary, settings_for

    root = Path.cwd()
    path = root / NAME
    if path.exists():
        raise UsageError("is already here; edit it, or delete it to start again", path=NAME)
    site = detect_site(root)
    settings = settings_for(site, source, tuple(to or ["en"]))
    config = parse_config(settings.encode("utf-8"), path=path, root=root)
    write_text(path, settings)
    typer.echo(f"wrote {NAME}" + (f" for {site.name}" if site.name else ""))
    if not any(root.glob("glossary/*.yaml")):
        for name, text in {
            "terms.yaml": example_glossary(config.source, config.targets),
            SCHEMA: schema_text(),
        }.items():
            write_text(root / "glossary" / name, text)
            typer.echo(f"wrote glossary/{name}")
    found = len(find_articles(config, locale=config.targets[0]))
    if found:
        typer.echo(f"{counted(found, 'article')} found; run taiyaku translate, then taiyaku review")
    else:
        typer.echo(f"no articles found; put one where articles.path says: {config.path_patterns[0]}")

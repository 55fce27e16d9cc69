"""``taiyaku init``: starts a project where a site already is."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from taiyaku.errors import UsageError


def init(
    source: Annotated[str, typer.Option("--from", help="Locale that the articles are written in.")] = "ja",
    to: Annotated[list[str] | None, typer.Option("--to", help="Target locale; may be given several times.")] = None,
) -> None:
    """Write taiyaku.toml and an example glossary; the site's generator is recognised."""
    from taiyaku.cli.output import counted
    from taiyaku.config import NAME, Config, load_config, parse_config
    from taiyaku.glossary.schema import schema_text
    from taiyaku.project.articles import find_articles, write_text
    from taiyaku.project.site_layouts import SCHEMA, detect_site, example_glossary, settings_for

    root = Path.cwd()
    path = root / NAME
    if path.exists():
        raise UsageError("is already here; edit it, or delete it to start again", path=NAME)
    if above := load_config(root.parent):
        shown = os.path.relpath(above.root).replace(os.sep, "/")
        raise UsageError(
            f"this folder is in the project at {shown}, whose settings hold here too; "
            f"for a project of its own, write a {NAME} by hand"
        )
    targets = tuple(to or ["en"])
    try:
        Config(source=source, targets=targets)
    except ValueError as error:
        raise UsageError(str(error).replace("`source`", "--from").replace("`targets`", "--to")) from None
    site = detect_site(root)
    layouts = [settings_for(site, layout, source, targets) for layout in site.layouts]
    configs = [parse_config(text.encode("utf-8"), path=path, root=root) for text in layouts]
    counts = [len(find_articles(config, locale=config.targets[0])) for config in configs]
    taken = next((number for number, count in enumerate(counts) if count), 0)
    settings, config, found = layouts[taken], configs[taken], counts[taken]
    write_text(path, settings)
    typer.echo(f"wrote {NAME}" + (f" for {site.name}" if site.name else ""))
    if not any(root.glob("glossary/*.yaml")):
        for name, text in {
            "terms.yaml": example_glossary(config.source, config.targets),
            SCHEMA: schema_text(),
        }.items():
            write_text(root / "glossary" / name, text)
            typer.echo(f"wrote glossary/{name}")
    if found:
        typer.echo(f"{counted(found, 'article')} found; run taiyaku translate, then taiyaku review")
    else:
        typer.echo(f"no articles found; put one where articles.path says: {config.path_patterns[0]}")

"""``taiyaku init``: starts a project in a site's folder."""

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
    """Write taiyaku.toml for the site in this folder, and an example glossary."""
    from taiyaku.cli.output import counted
    from taiyaku.config import NAME, Config, load_config, parse_config
    from taiyaku.glossary.schema import schema_text
    from taiyaku.project.articles import find_articles, write_text
    from taiyaku.project.site_layouts import GLOSSARY_SCHEMA, detect_site, example_glossary, settings_text

    root = Path.cwd()
    path = root / NAME
    if path.exists():
        raise UsageError("already exists; edit it, or delete it to start again", path=NAME)
    if above := load_config(root.parent):
        shown = os.path.relpath(above.root).replace(os.sep, "/")
        raise UsageError(
            f"this folder is in the project at {shown}, whose settings apply here too; "
            f"for a separate project, write a {NAME} by hand"
        )
    targets = tuple(to or ["en"])
    try:
        Config(source=source, targets=targets)
    except ValueError as error:
        raise UsageError(str(error).replace("`source`", "--from").replace("`targets`", "--to")) from None
    site = detect_site(root)
    texts = [settings_text(site, layout, source, targets) for layout in site.layouts]
    configs = [parse_config(text.encode("utf-8"), path=path, root=root) for text in texts]
    counts = [len(find_articles(config, locale=config.targets[0])) for config in configs]
    chosen = next((number for number, count in enumerate(counts) if count), 0)
    settings, config, found = texts[chosen], configs[chosen], counts[chosen]
    write_text(path, settings)
    typer.echo(f"wrote {NAME}" + (f" for {site.name}" if site.name else ""))
    if not any(root.glob("glossary/*.yaml")):
        for name, text in {
            "terms.yaml": example_glossary(config.source, config.targets),
            GLOSSARY_SCHEMA: schema_text(),
        }.items():
            write_text(root / "glossary" / name, text)
            typer.echo(f"wrote glossary/{name}")
    if found:
        typer.echo(f"{counted(found, 'article')} found; run taiyaku translate, then taiyaku review")
    else:
        typer.echo(f"no articles found; articles.path expects them at {config.path_patterns[0]}")

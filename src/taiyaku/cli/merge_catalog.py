"""``taiyaku merge-catalog``: git's merge driver for catalogs."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from taiyaku.errors import CatalogError, UsageError


def merge_catalog(
    base: Annotated[Path, typer.Argument(help="The common ancestor; git's %O.")],
    ours: Annotated[Path, typer.Argument(help="The catalog to merge into, which is overwritten; git's %A.")],
    theirs: Annotated[Path, typer.Argument(help="The catalog to merge; git's %B.")],
    name: Annotated[str, typer.Argument(help="The path to show in messages; git's %P.")] = "",
) -> None:
    """Merge two catalogs unit by unit, as git's merge driver; exit 1 if both sides translated a unit differently."""
    from taiyaku.catalogs.merge import merge_catalogs
    from taiyaku.catalogs.po import format_catalog, parse_catalog
    from taiyaku.cli.output import show_error
    from taiyaku.project.articles import write_text

    shown = name or str(ours)
    for path in (base, ours, theirs):
        if not path.is_file():
            raise UsageError("no such file", path=path)
    try:
        merged = merge_catalogs(*(parse_catalog(path.read_bytes(), shown=shown) for path in (base, ours, theirs)))
    except CatalogError as error:
        show_error(f"{error}; merged by line instead")
        raise typer.Exit(_by_line(base, ours, theirs)) from None
    text = format_catalog(merged.catalog)
    write_text(ours, text)
    if merged.conflicts:
        _show(merged.conflicts, text, shown)
        raise typer.Exit(1)


def _show(conflicts: Sequence[Any], text: str, shown: str) -> None:
    """Show each conflict with its line in the result and both texts."""
    lines = text.split("\n")
    at: dict[str, int] = {}
    for conflict in conflicts:
        mark = f"# {conflict.entry.comments[-1]}"
        at[mark] = lines.index(mark, at.get(mark, 0)) + 1
        typer.secho(f"{shown}:{at[mark]}: both sides translated this unit", fg="red", err=True)
        texts = ((" ", conflict.entry.source, None), ("-", conflict.ours, "red"), ("+", conflict.theirs, "green"))
        for sign, line, color in texts:
            typer.secho(f"    {sign} {' '.join(line.split())}", fg=color, err=True)
    typer.echo(
        "each is now a draft with our text, and theirs in a comment; choose one and remove the comment", err=True
    )


def _by_line(base: Path, ours: Path, theirs: Path) -> int:
    """Merge as git does without a driver, with conflict markers, so that nothing of a damaged catalog is lost.

    Raises:
        UsageError: Git is not installed.
    """
    names = [word for name in ("ours", "base", "theirs") for word in ("-L", name)]
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command on the caller's files
            ["git", "merge-file", *names, str(ours), str(base), str(theirs)],  # noqa: S607 - the user's git
            check=False,
        )
    except OSError:
        raise UsageError("git is not installed; the catalogs were not merged") from None
    return min(1, done.returncode)

"""``taiyaku status``: one row per article and locale."""

from __future__ import annotations

import json
import os
import shutil
import sys
import unicodedata
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from taiyaku.errors import UsageError
from taiyaku.status import Row

FORMATS = ("table", "json", "html", "markdown")


def status(
    to: Annotated[str | None, typer.Option("--to", help="Target locale; every target if not given.")] = None,
    format_: Annotated[
        str, typer.Option("--format", help="How it is told; html is a page to publish.", metavar="|".join(FORMATS))
    ] = "table",
) -> None:
    """Tell what is missing, partial, outdated, edited by hand, in review and done."""
    from taiyaku.cli.project import require_config
    from taiyaku.status import project_status

    if format_ not in FORMATS:
        raise UsageError(f"--format is {', '.join(f'`{name}`' for name in FORMATS)}, not `{format_}`")
    config = require_config()
    if to is not None and to not in config.targets:
        raise UsageError(f"`{to}` is not a target of this project; targets are {', '.join(config.targets)}")
    rows = list(project_status(config, locale=to, jobs=os.cpu_count() or 1))
    for row in rows:
        if row.error:
            typer.secho("error: ", fg="red", bold=True, err=True, nl=False)
            typer.echo(str(row.error), err=True)
    if format_ == "json":
        articles = [_as_json(row) for row in rows]
        typer.echo(json.dumps({"schema_version": 1, "articles": articles}, ensure_ascii=False, indent=2))
    elif format_ == "table":
        _table(rows)
    else:
        from taiyaku.reports import html, markdown

        shown = [_as_json(row) | {"state": _state(row)} for row in rows]
        typer.echo((html if format_ == "html" else markdown).write(shown), nl=False)
    if any(row.error for row in rows):
        raise typer.Exit(1)


def _as_json(row: Row) -> dict[str, Any]:
    return {
        "article": row.article,
        "locale": row.locale,
        "state": str(row.state),
        "units": row.units,
        "words": row.words,
    }


def _state(row: Row) -> str:
    return "unreadable" if row.error else str(row.state)


# ── The table ───────────────────────────────────────────────────────────────

_STYLES = {
    "done": "green",
    "review": "cyan",
    "partial": "yellow",
    "missing": "red",
    "outdated": "magenta",
    "edited": "blue",
    "orphaned": "red",
    "unreadable": "red",
}
_BAR = 16
_PARTS = (("accepted", "█", "green"), ("draft", "▓", "cyan"), ("outdated", "▒", "magenta"), ("missing", "░", "white"))


def _table(rows: Sequence[Row]) -> None:
    """The rows in as many columns as the terminal has; only the article's name may give way."""
    if not rows:
        typer.echo("no articles found where articles.path says", err=True)
        return
    words = [f"{row.words:,}" if row.words else "" for row in rows]
    to = max(2, *(len(row.locale) for row in rows))
    state = max(5, *(len(_state(row)) for row in rows))
    count = max(5, *(len(text) for text in words))
    rest = to + state + _BAR + 5 + count + 4 * 2
    longest = max(7, *(width_of(row.article) for row in rows))
    columns = shutil.get_terminal_size((80, 24)).columns
    # What goes into a pipe is for a program, which wants the whole name, unless COLUMNS says otherwise.
    room = min(longest, max(12, columns - rest)) if sys.stdout.isatty() or "COLUMNS" in os.environ else longest
    head = f"{'article':{room}}  {'to':{to}}  {'state':{state}}  {'progress':{_BAR + 5}}  {'words':>{count}}"
    typer.secho(head, bold=True)
    for row, text in zip(rows, words, strict=True):
        name = shortened(row.article, room)
        typer.echo(f"{name}{' ' * (room - width_of(name))}  {row.locale:{to}}  ", nl=False)
        typer.secho(f"{_state(row):{state}}", fg=_STYLES[_state(row)], nl=False)
        typer.echo(f"  {_bar(row)}  {text:>{count}}".rstrip())
    done = sum(_state(row) == "done" for row in rows)
    typer.echo(f"{done:,} of {len(rows):,} done", err=True)


def width_of(text: str) -> int:
    """Columns of a terminal that a text takes: two for a full-width character, none for one that joins another."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def shortened(path: str, room: int) -> str:
    """A path in at most ``room`` columns: folders give way first, from the left, then the middle of the name."""
    if width_of(path) <= room:
        return path
    *folders, name = path.split("/")
    for index in range(1, len(folders) + 1):
        short = "/".join(("…", *folders[index:], name))
        if width_of(short) <= room:
            return short
    left, right = name, ""
    while width_of(left + right) > room - 1:
        if not right:
            half = len(name) // 2
            left, right = name[:half], name[half:]
        elif len(left) > len(right):
            left = left[:-1]
        else:
            right = right[1:]
    return f"{left}…{right}"


def _bar(row: Row) -> str:
    """Accepted, draft, outdated and missing units as a bar, with the share accepted."""
    total = sum(row.units.values())
    if not total:
        return " " * (_BAR + 5)
    drawn = passed = 0
    bar = ""
    for name, character, colour in _PARTS:
        passed += row.units[name]
        cells = round(passed * _BAR / total) - drawn
        bar += typer.style(character * cells, fg=colour, dim=name == "missing") if cells else ""
        drawn += cells
    return f"{bar} {row.units['accepted'] * 100 // total:3d}%"

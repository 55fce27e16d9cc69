"""``taiyaku export`` and ``taiyaku import``: articles to translators' tools, and back."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from taiyaku.cli.options import AllTargets, ArticlePaths
from taiyaku.interchange.formats import FORMATS, ArticleFormat, find_format

if TYPE_CHECKING:
    from taiyaku.editing import ImportedUnit, ImportOutcome
    from taiyaku.editing.files import ImportedArticle

_NAMES = ", ".join(f"{one.name} ({one.title})" for one in FORMATS)
_IMPORTED = ", ".join(one.title for one in FORMATS if isinstance(one, ArticleFormat))


def export(
    articles: ArticlePaths = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="One file for all of them, or a folder for a file each; - is stdout.")
    ] = ...,  # type: ignore[assignment]
    to: AllTargets = None,
    format_: Annotated[
        str, typer.Option("--format", help=f"{_NAMES}; by default according to the suffix of the output.")
    ] = "",
) -> None:
    """Export articles with their translations for a translator's tool."""
    from taiyaku.cli.output import counted
    from taiyaku.cli.project import chosen_articles, require_config
    from taiyaku.editing.files import export_files
    from taiyaku.errors import UsageError
    from taiyaku.interchange.formats import MemoryFormat

    config = require_config()
    default = FORMATS[0].name if output.is_dir() or not output.suffix else ""
    form = find_format(FORMATS, output, format_ or default)
    chosen = chosen_articles(config, articles or [], to)
    if not chosen:
        raise UsageError(f"no articles found; the settings look for them in {' or '.join(config.path_patterns)}")
    stdout = str(output) == "-"
    found = export_files(config, chosen, form, None if stdout else output)
    for path in found.empty:
        typer.echo(f"{path}: has nothing to translate", err=True)
    sys.stdout.buffer.write(found.data)
    if isinstance(form, MemoryFormat):
        summary = f"{counted(found.units, 'translation')}"
    else:
        summary = f"{counted(found.articles, 'article')}, {counted(found.units, 'unit')}, {found.accepted:,} accepted"
    typer.echo(f"wrote {summary} to {'stdout' if stdout else output}", err=True)


def import_(
    files: Annotated[list[Path], typer.Argument(help=f"Files that taiyaku export wrote: {_IMPORTED}.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")] = False,
    take: Annotated[
        Literal["file", "catalog"] | None, typer.Option(help="Whose text wins if both changed since the export.")
    ] = None,
    accept: Annotated[
        bool, typer.Option("--accept", help="Import every changed text as accepted, whatever its state in the file.")
    ] = False,
) -> None:
    """Merge translated files into the catalogs, unit by unit."""
    from taiyaku.cli.project import chosen_articles, require_config
    from taiyaku.editing import ImportOptions, ImportOutcome
    from taiyaku.editing.files import import_files

    options = ImportOptions(take or "", accept)
    config = require_config()
    counts: Counter[ImportOutcome] = Counter()
    for imported in import_files(config, chosen_articles(config, [], None), files, options, dry_run=dry_run):
        counts.update(unit.outcome for unit in imported.units)
        _show(imported, dry_run=dry_run)
    _show_next_steps(counts, dry_run=dry_run)
    if any(counts[one] for one in (ImportOutcome.HELD, ImportOutcome.CONFLICT, ImportOutcome.REFUSED)):
        raise typer.Exit(1)


def _show(imported: ImportedArticle, *, dry_run: bool) -> None:
    """The units of an article that were not simply imported; all of them in a dry run."""
    from taiyaku.editing import ImportOutcome

    colors = {
        ImportOutcome.OUTDATED: "magenta",
        ImportOutcome.OBSOLETE: "magenta",
        ImportOutcome.EMPTY: "yellow",
    }
    article = imported.article
    typer.echo(f"{article.path} → {article.locale}: {_summary(imported) or 'nothing new'}")
    shown = [unit for unit in imported.units if dry_run or unit.outcome is not ImportOutcome.IMPORTED]
    changes = [f"{unit.before.state} → {unit.after.state}" for unit in shown]
    width = max(map(len, changes), default=0)
    for unit, change in zip(shown, changes, strict=True):
        if unit.outcome is ImportOutcome.IMPORTED:
            text = unit.after.text if unit.after.text != unit.before.text else "(unchanged)"
            typer.echo(f"  {unit.article_line:>5}  {change:{width}}  {_shorten(text, width + 11)}")
            continue
        name = f"unit {unit.unit_id}" + (f", line {unit.article_line} of the article" if unit.article_line else "")
        typer.secho(
            f"  {imported.file}:{unit.line}: {unit.outcome}: {name}: {unit.reason}", fg=colors.get(unit.outcome, "red")
        )
        if unit.outcome is ImportOutcome.CONFLICT:
            typer.echo(f"      catalog: {unit.before.text}")
            typer.echo(f"      file:    {unit.after.text}")


def _summary(imported: ImportedArticle) -> str:
    """How many units had which outcome: ``2 accepted, 1 draft, 1 conflict``."""
    from taiyaku.editing import ImportOutcome
    from taiyaku.model import State

    def name(unit: ImportedUnit) -> str:
        if unit.outcome is not ImportOutcome.IMPORTED:
            return unit.outcome
        return "accepted" if unit.after.state is State.ACCEPTED else "draft"

    counts = Counter(map(name, imported.units))
    return ", ".join(f"{counts[one]:,} {one}" for one in ("accepted", "draft", *ImportOutcome) if counts[one])


def _shorten(text: str, used: int) -> str:
    """A text shortened to fit a line of the terminal in which other text takes ``used`` columns."""
    from taiyaku.reports.table import width_of

    line = " ".join(text.split())
    room = max(20, shutil.get_terminal_size().columns - used)
    if width_of(line) <= room:
        return line
    while width_of(line) > room - 1:
        line = line[:-1]
    return f"{line}…"


def _show_next_steps(counts: Counter[ImportOutcome], *, dry_run: bool) -> None:
    from taiyaku.editing import ImportOutcome

    if dry_run:
        typer.echo("dry run: nothing was changed", err=True)
        return
    if counts[ImportOutcome.CONFLICT]:
        typer.echo("conflicts: import again with --take file or --take catalog", err=True)
    if counts[ImportOutcome.REFUSED]:
        typer.echo("refused: correct them in the tool they come from, and import the file again", err=True)
    drafts = counts[ImportOutcome.HELD] + counts[ImportOutcome.OUTDATED]
    if drafts:
        typer.echo("held and outdated units are drafts; taiyaku review shows them with their findings", err=True)
    if counts[ImportOutcome.IMPORTED] + drafts:
        typer.echo("the catalogs are up to date; taiyaku translate writes the articles", err=True)

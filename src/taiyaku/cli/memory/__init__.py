"""``taiyaku memory``: every translation of the project, found again, and what people make of machine drafts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from taiyaku.cli.choices import TableOrJson

app = typer.Typer(
    name="memory",
    help="Search, exchange and learn from all translations of the project.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)

To = Annotated[str | None, typer.Option("--to", help="Target locale; every target if not given.")]


@app.command()
def search(
    text: Annotated[str, typer.Argument(help="A text to translate, or words of a source or a translation.")],
    to: To = None,
    minimum: Annotated[int, typer.Option(help="Percent; nothing that is less alike.", min=1, max=100)] = 75,
    limit: Annotated[int, typer.Option(help="How many to show at most.", min=1)] = 10,
    format_: TableOrJson = "table",
) -> None:
    """Show the translations nearest to a text, then those that hold it as it stands."""
    from taiyaku.cli.memory import work as memory_work

    memory_work.search(text, to=to, minimum=minimum, limit=limit, format_=format_)


@app.command()
def stats(format_: TableOrJson = "table") -> None:
    """Tell how much the memory holds."""
    from taiyaku.cli.memory import work as memory_work

    memory_work.tell_stats(format_=format_)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A TMX file.")],
    to: To = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what is in it, and change nothing.")] = False,
) -> None:
    """Put the translations of a TMX file into the project's folder for them; they are offered like its own."""
    from taiyaku.cli.memory import work as memory_work

    memory_work.import_tmx(file, to=to, dry_run=dry_run)


@app.command()
def export(
    output: Annotated[Path, typer.Option("--output", "-o", help="The TMX file to write; - is stdout.")] = Path("-"),
    to: To = None,
    accepted: Annotated[bool, typer.Option("--accepted", help="Only what a person accepted.")] = False,
) -> None:
    """Write the translations as TMX 1.4b for another tool."""
    from taiyaku.cli.memory import work as memory_work

    memory_work.export_tmx(output, to=to, accepted=accepted)


@app.command()
def rebuild() -> None:
    """Make the memory anew from the catalogs and imported files; paid replies stay."""
    from taiyaku.cli.memory import work as memory_work

    memory_work.rebuild()


@app.command()
def corrections(
    to: Annotated[str | None, typer.Option("--to", help="Target locale; the first if not given.")] = None,
    at_least: Annotated[int, typer.Option(help="In how many texts a change must stand to propose a term.", min=2)] = 2,
    limit: Annotated[int, typer.Option(help="How many changes to show of each kind.", min=1)] = 5,
    format_: TableOrJson = "table",
) -> None:
    """List what people changed in machine drafts, and propose glossary entries from what keeps coming back."""
    from taiyaku.cli.memory.corrections import corrections as list_corrections

    list_corrections(to=to, at_least=at_least, limit=limit, format_=format_)

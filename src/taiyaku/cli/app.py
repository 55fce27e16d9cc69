"""The typer app: one command a file, and how errors leave the program."""

from __future__ import annotations

import os
import sys

import typer

from taiyaku import __version__
from taiyaku.cli import (
    align,
    check,
    checks,
    exchange,
    glossary,
    glossary_sync,
    init,
    memory,
    merge_catalog,
    review,
    segment,
    status,
    translate,
)
from taiyaku.errors import TaiyakuError

app = typer.Typer(
    name="taiyaku",
    help="Translate Markdown articles and keep them translated.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.command("init")(init.init)
app.command("align")(align.align_command)
app.command("segment")(segment.segment)
app.command("translate")(translate.translate)
app.command("status")(status.status)
app.command("check")(check.check)
app.command("checks")(checks.checks)
app.command("review")(review.review)
app.command("export")(exchange.export)
app.command("import")(exchange.import_)
app.command("merge-catalog")(merge_catalog.merge_catalog)
glossary.app.command("sync")(glossary_sync.sync)
app.add_typer(glossary.app, name="glossary")
app.add_typer(memory.app, name="memory")


@app.callback()
def _common(
    version: bool = typer.Option(False, "--version", "-V", help="Show the version and exit.", is_eager=True),
) -> None:
    if version:
        typer.echo(f"taiyaku {__version__}")
        raise typer.Exit


def run() -> None:
    """Run the app; an error that was meant is one line on stderr, not a traceback."""
    try:
        app()
    except TaiyakuError as error:
        for line in str(error).splitlines():
            typer.secho("error: ", fg="red", bold=True, err=True, nl=False)
            typer.echo(line, err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of a pipe (`| head`) has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except SystemExit as end:
        if end.code == 130:  # what typer makes of Ctrl-C, without a word
            typer.echo("stopped; everything done so far is kept", err=True)
        raise

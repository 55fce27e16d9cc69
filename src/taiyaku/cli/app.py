"""The typer app: one command per file, and how errors are printed."""

from __future__ import annotations

import os
import re
import sys
from typing import Any, NoReturn

import typer

from taiyaku import __version__
from taiyaku.cli import (
    align,
    check,
    checks,
    exchange,
    glossary,
    init,
    memory,
    merge_catalog,
    review,
    segment,
    status,
    translate,
)
from taiyaku.cli.output import show_error
from taiyaku.errors import TaiyakuError
from taiyaku.suggest import nearest

app = typer.Typer(
    name="taiyaku",
    help="Translate Markdown articles and keep them translated.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"], "color": False if os.environ.get("NO_COLOR") else None},
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
    """Run the app; an expected error is one line on stderr, not a traceback."""
    try:
        code = app(standalone_mode=False)
    except TaiyakuError as error:
        _fail(error, error.exit_code)
    except BrokenPipeError:
        # The reader of a pipe (`| head`) has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except Exception as error:
        # Typer does not export the classes of its usage errors; they are those that can be shown.
        if not hasattr(error, "format_message"):
            raise
        if error.__class__.__name__ == "NoArgsIsHelpError":
            sys.exit(2)  # it has printed the help
        _fail(usage_message(error), 2)
    if code == 130:  # Ctrl-C
        typer.echo("stopped; everything done so far is kept", err=True)
    sys.exit(code)


def _fail(error: object, code: int) -> NoReturn:
    show_error(error)
    sys.exit(code)


def usage_message(error: Any) -> str:
    """A wrong command line in one line, with the nearest known name and where the help is."""
    message = " ".join(error.format_message().split()).partition(" (Possible options")[0].rstrip(".")
    message = message.replace(". Did you mean", "; did you mean")
    message = re.sub(r": Input should be a valid integer.*", " must be a whole number", message)
    message = re.sub(r": Value error, '(.*)' is not one of (.*)", _choice, message)
    message = re.sub(r": Input should be ", " must be ", message).replace("Invalid value for ", "")
    name = getattr(error, "option_name", "")
    if near := nearest(name, getattr(error, "possibilities", None) or ()):
        message += f"; did you mean {near}?"
    command = error.ctx.command_path if getattr(error, "ctx", None) else "taiyaku"
    return f"{message[:1].lower()}{message[1:]} (see {command} --help)"


def _choice(match: re.Match[str]) -> str:
    """What an option must be: ``must be `text` or `json`, not `xml```."""
    *others, last = [f"`{name}`" for name in re.findall("'(.*?)'", match[2])]
    return f" must be {', '.join(others)} or {last}, not `{match[1]}`"

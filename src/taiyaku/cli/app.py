"""The typer app: one command per file, and how errors are printed."""

from __future__ import annotations

import os
import re
import sys
from functools import cache
from importlib import import_module
from typing import Any, NoReturn

import typer

from taiyaku import __version__
from taiyaku.cli.output import show_error
from taiyaku.errors import TaiyakuError
from taiyaku.suggest import nearest

COMMANDS = {
    "init": "init:init",
    "align": "align:align_command",
    "segment": "segment:segment",
    "translate": "translate:translate",
    "status": "status:status",
    "check": "check:check",
    "checks": "checks:checks",
    "review": "review:review",
    "export": "exchange:export",
    "import": "exchange:import_",
    "merge-catalog": "merge_catalog:merge_catalog",
    "glossary": "glossary:app",
    "memory": "memory:app",
}
"""Each command with its location below ``taiyaku.cli``, in the order of ``--help``; an ``app`` has subcommands."""


@cache
def build_app(*names: str) -> typer.Typer:
    """The app with the named commands, or with all; only their modules are imported."""
    color = False if os.environ.get("NO_COLOR") else None
    app = typer.Typer(
        name="taiyaku",
        help="Translate Markdown articles and keep them translated.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode="markdown",
        context_settings={"help_option_names": ["-h", "--help"], "color": color},
    )
    app.callback()(_common)
    for name in names or COMMANDS:
        module, _, attribute = COMMANDS[name].partition(":")
        command = getattr(import_module(f"taiyaku.cli.{module}"), attribute)
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name)
        else:
            app.command(name)(command)
    return app


def _common(
    version: bool = typer.Option(False, "--version", "-V", help="Show the version and exit.", is_eager=True),
) -> None:
    if version:
        typer.echo(f"taiyaku {__version__}")
        raise typer.Exit


def run() -> None:
    """Run the app; an expected error is one line on stderr, not a traceback."""
    try:
        code = build_app(*(name for name in sys.argv[1:2] if name in COMMANDS))(standalone_mode=False)
    except TaiyakuError as error:
        _fail(error, error.exit_code)
    except BrokenPipeError:
        # The reader of a pipe (`| head`) has closed it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except Exception as error:
        # Typer does not export the classes of its usage errors; they are the ones that have `show`.
        if not hasattr(error, "format_message"):
            raise
        if error.__class__.__name__ == "NoArgsIsHelpError":
            sys.exit(2)  # typer has printed the help
        _fail(usage_message(error), 2)
    if code == 130:  # Ctrl-C
        typer.echo("stopped; everything done so far is kept", err=True)
    sys.exit(code)


def _fail(error: object, code: int) -> NoReturn:
    show_error(error)
    sys.exit(code)


def usage_message(error: Any) -> str:
    """A usage error on one line, with the nearest known name and the command that prints the help."""
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

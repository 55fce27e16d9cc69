"""Arguments and options that several commands share, with the values that typer accepts, and groups of commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

ArticlePaths = Annotated[list[Path] | None, typer.Argument(help="Articles or folders; all articles by default.")]
AllTargets = Annotated[str | None, typer.Option("--to", help="Target locale; all of them by default.")]
OneTarget = Annotated[str | None, typer.Option("--to", help="Target locale; the first by default.")]
TextOrJson = Annotated[Literal["text", "json"], typer.Option("--format", help="Output format.")]
TableOrJson = Annotated[Literal["table", "json"], typer.Option("--format", help="Output format.")]
FailOn = Annotated[
    Literal["error", "warning"], typer.Option("--fail-on", help="Exit with 1 on findings of this severity or above.")
]


def command_group(name: str, help_: str, commands: Mapping[str, Callable[..., Any]]) -> typer.Typer:
    """A command with subcommands, listed in their order."""
    app = typer.Typer(
        name=name,
        help=help_,
        no_args_is_help=True,
        rich_markup_mode="markdown",
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for subcommand, function in commands.items():
        app.command(subcommand)(function)
    return app

"""Arguments and options that several commands share, with the values that typer accepts for them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

ArticlePaths = Annotated[list[Path] | None, typer.Argument(help="Articles or folders; all articles by default.")]
AllTargets = Annotated[str | None, typer.Option("--to", help="Target locale; all of them by default.")]
OneTarget = Annotated[str | None, typer.Option("--to", help="Target locale; the first by default.")]
TextOrJson = Annotated[Literal["text", "json"], typer.Option("--format", help="Output format.")]
TableOrJson = Annotated[Literal["table", "json"], typer.Option("--format", help="Output format.")]
FailOn = Annotated[
    Literal["error", "warning"], typer.Option("--fail-on", help="Exit with 1 on findings of this severity or above.")
]

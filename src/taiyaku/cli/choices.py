"""Options that several commands share, with the values that typer accepts for them."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

TextOrJson = Annotated[Literal["text", "json"], typer.Option("--format", help="Output format.")]
TableOrJson = Annotated[Literal["table", "json"], typer.Option("--format", help="Output format.")]
FailOn = Annotated[
    Literal["error", "warning"], typer.Option("--fail-on", help="Exit with 1 on findings of this severity or above.")
]

"""The project's memory, opened for a command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from taiyaku.config import Config
    from taiyaku.memory import Memory

To = Annotated[str | None, typer.Option("--to", help="Target locale; every target if not given.")]


@contextmanager
def open_memory(config: Config, *, update: bool = True) -> Iterator[Memory]:
    """Open the project's memory, and print its notices as warnings.

    Args:
        config: The project's settings.
        update: Whether to bring it up to date with the catalogs and imported files.
    """
    from taiyaku.drafting.memory_feed import remember_all
    from taiyaku.memory import Memory

    with Memory.open(config.root / ".taiyaku" / "memory.db", flavor=config.articles.flavor) as memory:
        damaged = remember_all(memory, config) if update else ()
        for notice in (*memory.notices, *damaged):
            typer.secho(f"warning: {notice}", fg="yellow", err=True)
        yield memory


def known_target(config: Config, to: str | None) -> str | None:
    """The locale that was named, if it is a target of the project.

    Raises:
        UsageError: It is not.
    """
    from taiyaku.errors import UsageError

    if to is not None and to not in config.targets:
        raise UsageError(f"`{to}` is not a target of this project; targets are {', '.join(config.targets)}")
    return to

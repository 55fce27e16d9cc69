"""The project's memory, opened for a command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from taiyaku.config import Config
    from taiyaku.memory import Memory


@contextmanager
def open_memory(config: Config, *, update: bool = True) -> Iterator[Memory]:
    """Open the project's memory, by default after an update from the committed files; print its notices as warnings."""
    from taiyaku.cli.output import show_warning
    from taiyaku.drafting.memory_feed import remember_all
    from taiyaku.memory import Memory

    with Memory.open(config.root / ".taiyaku" / "memory.db", flavor=config.articles.flavor) as memory:
        damaged = remember_all(memory, config) if update else ()
        for notice in (*memory.notices, *damaged):
            show_warning(notice)
        yield memory

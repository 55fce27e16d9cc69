"""How a job shows that it goes on: one bar on a terminal, a plain line now and then elsewhere; always on stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

import typer

from taiyaku.config import Config
from taiyaku.dispatch import Progress

PAUSE = 5.0
"""Seconds between two plain lines."""


@contextmanager
def shown_progress(config: Config) -> Iterator[Callable[[Progress], None]]:
    """What a job is to be watched with; a last line tells what was sent, and nothing is shown where nothing was."""
    last = Progress()

    def watch(progress: Progress) -> None:
        nonlocal last
        last = progress
        show(progress)

    try:
        with _bar(config) if sys.stderr.isatty() else nullcontext(_lines(config)) as show:
            yield watch
    finally:
        if last.requests:
            typer.echo(told(last, config), err=True)


def told(progress: Progress, config: Config) -> str:
    """``12/40 units, 3,400 characters, 4 requests, 0.07 EUR``."""
    if progress.waiting:
        return "another run is asking the provider; waiting for it"
    parts = [f"{progress.units:,}/{progress.asked:,} units", f"{progress.characters:,} characters"]
    if progress.requests:
        parts.append(f"{progress.requests:,} request{'' if progress.requests == 1 else 's'}")
    if config.provider.price:
        parts.append(f"{progress.characters * config.provider.price / 1_000_000:,.2f} {config.provider.currency}")
    return ", ".join(parts)


def _lines(config: Config) -> Callable[[Progress], None]:
    last = time.monotonic()

    def watch(progress: Progress) -> None:
        nonlocal last
        if (progress.requests and time.monotonic() - last >= PAUSE) or progress.waiting:
            last = time.monotonic()
            typer.echo(told(progress, config), err=True)

    return watch


@contextmanager
def _bar(config: Config) -> Iterator[Callable[[Progress], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, visible=False)

        def watch(progress: Progress) -> None:
            bar.update(
                task,
                visible=True,
                total=progress.asked,
                completed=progress.units,
                description=told(progress, config),
            )

        yield watch

"""How a job shows that it goes on: one bar on a terminal, a plain line now and then elsewhere; always on stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import typer

from taiyaku.config import Config
from taiyaku.drafting.job import Progress

T = TypeVar("T")

PAUSE = 5.0
"""Seconds between two plain lines."""


class Shown:
    """What is shown of a job while it goes on, from the first step that it tells of."""

    def __init__(self, config: Config) -> None:
        self.last = Progress()
        self._config = config
        self._lines = _lines(config)
        self._bar: _Bar | None = None

    def watch(self, progress: Progress) -> None:
        """Show how far it is."""
        self.last = progress
        if not sys.stderr.isatty():
            self._lines(progress)
            return
        self._bar = self._bar or _Bar(self._config)
        self._bar.show(progress)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Take the bar away while something else is printed."""
        self.hide()
        yield
        if self._bar:
            self._bar.show(self.last)

    def hide(self) -> None:
        """Take the bar away, where there is one."""
        if self._bar:
            self._bar.hide()


@contextmanager
def shown_progress(config: Config) -> Iterator[Shown]:
    """What a job is to be watched with; a last line tells what was sent, and nothing is shown where nothing was."""
    shown = Shown(config)
    try:
        yield shown
    finally:
        shown.hide()
        if shown.last.requests:
            typer.echo(told(shown.last, config), err=True)


def watched(items: Iterable[T], total: int, doing: str) -> Iterable[T]:
    """The items as they are, with a bar on a terminal while they are gone through.

    Args:
        items: What to go through.
        total: How many they are.
        doing: What the bar says.
    """
    if not sys.stderr.isatty():
        return items
    from rich.console import Console
    from rich.progress import track

    return track(items, doing, total, console=Console(stderr=True), transient=True)


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


class _Bar:
    """One line on stderr."""

    def __init__(self, config: Config) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar

        columns = (BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        # What is printed goes to stdout, beside the bar's back: it is taken away for that.
        there = Console(stderr=True)
        self._bar = Bar(*columns, console=there, transient=True, redirect_stdout=False, redirect_stderr=False)
        self._task = self._bar.add_task("", total=None)
        self._config = config

    def show(self, progress: Progress) -> None:
        text = told(progress, self._config)
        self._bar.update(self._task, total=progress.asked, completed=progress.units, description=text)
        self._bar.start()

    def hide(self) -> None:
        self._bar.stop()

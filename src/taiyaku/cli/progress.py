"""The progress of a job on stderr: a bar on a terminal, otherwise a plain line every few seconds."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import typer

from taiyaku.cli.output import counted
from taiyaku.config import Config
from taiyaku.drafting.job import Progress

T = TypeVar("T")

SECONDS_BETWEEN_LINES = 5.0
"""Seconds between two plain lines."""


class ProgressDisplay:
    """Shows the progress of a job from its first step."""

    def __init__(self, config: Config) -> None:
        self.last = Progress()
        self._config = config
        self._lines = _lines(config)
        self._bar: _Bar | None = None

    def watch(self, progress: Progress) -> None:
        """Show the progress of a step."""
        self.last = progress
        if not sys.stderr.isatty():
            self._lines(progress)
            return
        self._bar = self._bar or _Bar(self._config)
        self._bar.show(progress)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Remove the bar while something else is printed."""
        self.hide()
        yield
        if self._bar:
            self._bar.show(self.last)

    def hide(self) -> None:
        """Remove the bar, if there is one."""
        if self._bar:
            self._bar.hide()


@contextmanager
def show_progress(config: Config) -> Iterator[ProgressDisplay]:
    """Show the progress of a job and, if anything was sent, a summary at the end."""
    display = ProgressDisplay(config)
    try:
        yield display
    finally:
        display.hide()
        if display.last.requests:
            typer.echo(progress_text(display.last, config), err=True)


def progress_bar(items: Iterable[T], total: int, doing: str) -> Iterable[T]:
    """The items, with a progress bar on a terminal while they are iterated."""
    if not sys.stderr.isatty():
        return items
    from rich.console import Console
    from rich.progress import track

    return track(items, doing, total, console=Console(stderr=True), transient=True)


def progress_text(progress: Progress, config: Config) -> str:
    """``12/40 units, 3,400 characters, 4 requests, 0.07 EUR``."""
    if progress.waiting:
        return "another run is using the provider; waiting for it"
    parts = [f"{progress.units:,}/{progress.asked:,} units", f"{progress.characters:,} characters"]
    if progress.requests:
        parts.append(counted(progress.requests, "request"))
    if config.provider.price:
        parts.append(f"{progress.characters * config.provider.price / 1_000_000:,.2f} {config.provider.currency}")
    return ", ".join(parts)


def _lines(config: Config) -> Callable[[Progress], None]:
    last = time.monotonic()

    def watch(progress: Progress) -> None:
        nonlocal last
        if (progress.requests and time.monotonic() - last >= SECONDS_BETWEEN_LINES) or progress.waiting:
            last = time.monotonic()
            typer.echo(progress_text(progress, config), err=True)

    return watch


class _Bar:
    """One line on stderr."""

    def __init__(self, config: Config) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar

        columns = (BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        # Results are printed to stdout independently of the bar, so the bar is hidden while they are printed.
        console = Console(stderr=True)
        self._bar = Bar(*columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False)
        self._task = self._bar.add_task("", total=None)
        self._config = config

    def show(self, progress: Progress) -> None:
        text = progress_text(progress, self._config)
        self._bar.update(self._task, total=progress.asked, completed=progress.units, description=text)
        self._bar.start()

    def hide(self) -> None:
        self._bar.stop()

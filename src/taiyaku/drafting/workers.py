"""Threads that have a provider answer batches of requests."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable

from taiyaku.drafting.job import Job
from taiyaku.providers.base import Reply, Request
from taiyaku.providers.client import RefusedError

GRACE = 1.5
"""Seconds that requests under way get to bring in what is already paid for, once a person stops the job."""
PATIENCE = 60.0
"""Seconds that they get where the service itself ended the job."""


class Workers:
    """Threads that work off batches.

    Daemon threads rather than an executor: one that hangs in a slow answer must not keep the program from ending.
    """

    def __init__(
        self, job: Job, work: Callable[[list[Request]], dict[str, Reply]], waiting: list[list[Request]]
    ) -> None:
        self._job = job
        self._work = work
        self._todo: queue.SimpleQueue[list[Request]] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[dict[str, Reply] | BaseException | None] = queue.SimpleQueue()
        self._ended = threading.Event()
        self._deadline: float | None = None
        for batch in waiting:
            self._todo.put(batch)
        self._count = min(len(waiting), max(1, job.config.provider.jobs))
        for _ in range(self._count):
            threading.Thread(target=self._run, name="taiyaku-provider", daemon=True).start()

    @property
    def at_work(self) -> bool:
        """Whether something may still come in."""
        return self._count > 0 and (self._deadline is None or time.monotonic() < self._deadline)

    def end(self) -> None:
        """Take up nothing more; what is under way gets its time."""
        self._ended.set()
        self._deadline = self._deadline or time.monotonic() + PATIENCE

    def next(self) -> dict[str, Reply] | BaseException | None:
        """What came in; None where nothing did for a moment, or a thread is through."""
        if self._job.stopping.is_set() and not self._ended.is_set():
            self._ended.set()
            self._deadline = time.monotonic() + GRACE
        try:
            got = self._done.get(timeout=0.1)
        except queue.Empty:
            return None
        self._count -= got is None
        return got

    def _run(self) -> None:
        while not (self._ended.is_set() or self._job.stopping.is_set()):
            try:
                batch = self._todo.get_nowait()
            except queue.Empty:
                break
            try:
                self._done.put(self._work(batch))
            except RefusedError as error:
                self._done.put(error)  # a request that was refused says nothing of the next
            except BaseException as error:
                self.end()
                self._done.put(error)
        self._done.put(None)

"""Threads that have a provider answer batches of requests."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable

from taiyaku.drafting.job import Job
from taiyaku.providers.base import RefusedError, Reply, Request

GRACE = 1.5
"""Seconds that requests in progress get to deliver paid replies after a person stops the job."""
PATIENCE = 60.0
"""Seconds that they get after the service itself ended the job."""


class Workers:
    """Threads that process batches.

    Daemon threads rather than an executor: one that waits for a slow answer must not keep the program from ending.

    Args:
        job: The run; at most ``provider.jobs`` threads are started, and its ``stopping`` ends them.
        answer: Has one batch answered, and returns its replies by journal key.
        waiting: The batches.
    """

    def __init__(
        self, job: Job, answer: Callable[[list[Request]], dict[str, Reply]], waiting: list[list[Request]]
    ) -> None:
        self._job = job
        self._answer = answer
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
    def is_running(self) -> bool:
        """Whether more replies may arrive."""
        return self._count > 0 and (self._deadline is None or time.monotonic() < self._deadline)

    def end(self) -> None:
        """Start no further batch; those in progress may finish within ``PATIENCE``."""
        self._ended.set()
        self._deadline = self._deadline or time.monotonic() + PATIENCE

    def next(self) -> dict[str, Reply] | BaseException | None:
        """The replies or the error of a batch; None if none arrived for a moment, or a thread has finished."""
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
                self._done.put(self._answer(batch))
            except RefusedError as error:
                self._done.put(error)  # the next request may succeed
            except BaseException as error:
                self.end()
                self._done.put(error)
        self._done.put(None)

"""One process at a time: at a file that is written, and at a provider that is paid."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from taiyaku.errors import WorkError
from taiyaku.project.articles import Article

PATIENCE = 10.0
"""Seconds to wait for another process that is writing."""

_PAUSE = 0.02  # seconds between two tries


def locked(article: Article, *, patience: float = PATIENCE) -> AbstractContextManager[None]:
    """Hold an article's catalog against other processes while it is read, changed and written; as ``alone``."""
    return alone(article.root, article.catalog_path, patience=patience)


@contextmanager
def alone(root: Path, name: str, *, patience: float = PATIENCE) -> Iterator[None]:
    """Hold a file of a project against other processes while it is read, changed and written.

    The lock is on a file of its own below ``.taiyaku/locks``: the one that is meant is replaced at each write. The
    operating system lets go of it when the process ends, however that happens.

    Args:
        root: The project's folder.
        name: The file, relative to it.
        patience: Seconds to wait for another process.

    Raises:
        WorkError: Another process did not let go in time, or the folder cannot be written to.
    """
    path = root / ".taiyaku" / "locks" / f"{hashlib.sha256(name.encode()).hexdigest()[:24]}.lock"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise WorkError(f"cannot be locked: {error.strerror}", path=name) from None
    try:
        until = time.monotonic() + patience
        while not _taken(handle):
            if time.monotonic() >= until:
                raise WorkError("another process is writing it; try again when that is done", path=name)
            time.sleep(_PAUSE)
        yield
    finally:
        os.close(handle)


class Turn:
    """A project's turn at its provider: one process has it at a time, and the threads of a job share it.

    Two runs that asked at once would both pay for what neither has in the journal yet.

    Args:
        root: The project's folder.
    """

    def __init__(self, root: Path) -> None:
        self._path = root / ".taiyaku" / "locks" / "asking.lock"
        self._gate = threading.Lock()
        self._users = 0
        self._handle = -1

    @contextmanager
    def taken(self, waits: Callable[[], None]) -> Iterator[None]:
        """Have the turn; ``waits`` is called again and again until another process is done.

        Raises:
            WorkError: The folder cannot be written to, so that what is paid for could not be kept.
        """
        with self._gate:
            if not self._users:
                self._take(waits)
            self._users += 1
        try:
            yield
        finally:
            with self._gate:
                self._users -= 1
                if not self._users:
                    os.close(self._handle)

    def _take(self, waits: Callable[[], None]) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            told = f"cannot be written ({error.strerror}); nothing that is paid for could be kept, so nothing was asked"
            raise WorkError(told, path=self._path.parent) from None
        try:
            while not _taken(handle):
                waits()
                time.sleep(_PAUSE)
        except BaseException:
            os.close(handle)
            raise
        self._handle = handle


if os.name == "nt":  # pragma: no cover - the tests run elsewhere
    import msvcrt

    def _taken(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True

else:
    import fcntl

    def _taken(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

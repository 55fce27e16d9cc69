"""One process at a time: for a file that is written, and for a provider that is paid."""

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
_FOLDER = ".taiyaku/locks"


def lock_article(article: Article, *, patience: float = PATIENCE) -> AbstractContextManager[None]:
    """Lock an article's catalog, as ``lock_file`` does."""
    return lock_file(article.root, article.catalog_path, patience=patience)


@contextmanager
def lock_file(root: Path, name: str, *, patience: float = PATIENCE) -> Iterator[None]:
    """Lock a file of a project against other processes while it is read, changed and written.

    The lock is a separate file in ``.taiyaku/locks``, because the file itself is replaced at each write. The operating
    system releases it when the process ends, however that happens. Another process is waited for up to ``patience``
    seconds.

    Raises:
        WorkError: Another process did not release the lock in time, or the folder cannot be written to.
    """
    try:
        handle = _open(root, hashlib.sha256(name.encode()).hexdigest()[:24])
    except OSError as error:
        raise WorkError(f"cannot be locked: {error.strerror}", path=name) from None
    try:
        until = time.monotonic() + patience
        while not _try_lock(handle):
            if time.monotonic() >= until:
                raise WorkError("another process is writing it; try again when that is done", path=name)
            time.sleep(_PAUSE)
        yield
    finally:
        os.close(handle)


class ProviderTurn:
    """A project's turn at its provider: one process has it at a time, and the threads of a job share it.

    Two runs that sent requests at the same time would both pay for what neither has in the journal yet.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._gate = threading.Lock()
        self._users = 0
        self._handle = -1

    @contextmanager
    def acquire(self, on_wait: Callable[[], None]) -> Iterator[None]:
        """Take the turn; ``on_wait`` is called again and again until another process is done.

        Raises:
            WorkError: The folder cannot be written to, so that paid replies could not be kept.
        """
        with self._gate:
            if not self._users:
                self._lock(on_wait)
            self._users += 1
        try:
            yield
        finally:
            with self._gate:
                self._users -= 1
                if not self._users:
                    os.close(self._handle)

    def _lock(self, on_wait: Callable[[], None]) -> None:
        try:
            handle = _open(self._root, "asking")
        except OSError as error:
            message = f"cannot be written ({error.strerror}); paid replies could not be kept, so nothing was sent"
            raise WorkError(message, path=self._root / _FOLDER) from None
        try:
            while not _try_lock(handle):
                on_wait()
                time.sleep(_PAUSE)
        except BaseException:
            os.close(handle)
            raise
        self._handle = handle


def _open(root: Path, name: str) -> int:
    """Open a lock file, which is created if it does not exist."""
    folder = root / _FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    return os.open(folder / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)


if os.name == "nt":  # pragma: no cover - the tests run elsewhere
    import msvcrt

    def _try_lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

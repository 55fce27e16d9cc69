"""One writer at a time for each catalog, across processes."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from taiyaku.article import Article
from taiyaku.errors import WorkError

PATIENCE = 10.0
"""Seconds to wait for another process that is writing."""

_PAUSE = 0.02  # seconds between two tries


@contextmanager
def locked(article: Article, *, patience: float = PATIENCE) -> Iterator[None]:
    """Hold an article's catalog against other processes while it is read, changed and written.

    The lock is on a file of its own below ``.taiyaku/locks``: the catalog itself is replaced at each write. The
    operating system lets go of it when the process ends, however that happens.

    Raises:
        WorkError: Another process did not let go in time, or the folder cannot be written to.
    """
    path = _path(article)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise WorkError(f"cannot be locked: {error.strerror}", path=article.catalog_path) from None
    try:
        until = time.monotonic() + patience
        while not _taken(handle):
            if time.monotonic() >= until:
                raise WorkError("another process is writing it; try again when that is done", path=article.catalog_path)
            time.sleep(_PAUSE)
        yield
    finally:
        os.close(handle)


def _path(article: Article) -> Path:
    name = hashlib.sha256(article.catalog_path.encode()).hexdigest()[:24]
    return article.root / ".taiyaku" / "locks" / f"{name}.lock"


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

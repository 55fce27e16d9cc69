"""The memory's file: opened, locked, kept in shape, and given up when it is damaged.

Several processes and several threads may use one file at once. SQLite's write-ahead log lets all of them read while one
writes; who wants to write waits for the other. A committed transaction survives the death of the process and of the
machine (``synchronous = FULL``).
"""

from __future__ import annotations

import errno
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import RLock
from typing import TypeVar

from taiyaku.errors import UsageError, WorkError
from taiyaku.memory import tables

T = TypeVar("T")
Connection = sqlite3.Connection

_APPLICATION = 0x74616979
"""SQLite's ``application_id`` of a memory: ``taiy``."""

_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_OURS = {-1, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_MISUSE}  # a mistake in this package, not the user's to see to
_UNWRITABLE = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}


class _UnfitError(Exception):
    """The file cannot be used as it is; the message completes "the memory …"."""

    def __init__(self, message: str, *, keep: bool = True) -> None:
        super().__init__(message)
        self.keep = keep


class Store:
    """One connection to the file, which the threads of a process share.

    Args:
        path: The database; its folder is made where it is missing.
        reading: The name of the reading of codes; what is stored under another one is renewed.
        patience: Seconds to wait for another process.

    Raises:
        UsageError: This Python's SQLite lacks what the memory needs, or a newer Taiyaku wrote the file.
        WorkError: Another process did not let go of it in time, or the disk failed.
    """

    def __init__(self, path: Path, *, reading: str, patience: float) -> None:
        self.path = path
        self.notices: list[str] = []
        self.persistent = True
        self._reading = reading
        self._patience = patience
        self._lock = RLock()
        self._opened: tuple[int, int] | None = None
        with self._told():
            try:
                _demand_trigrams()
                _make_writable(path)
                self._connection = self._open()
            except _UnfitError as unfit:
                self._connection = self._renewed(unfit)
            except OSError as error:
                self._connection = self._fallback(error.strerror or "not writable")
            except sqlite3.OperationalError as error:
                if _code(error) not in _UNWRITABLE:
                    raise
                self._connection = self._fallback(str(error))

    def read(self, work: Callable[[Connection], T]) -> T:
        """What ``work`` finds, on one consistent state of the file."""
        return self._attempt(work, "BEGIN")

    def write(self, work: Callable[[Connection], T]) -> T:
        """Do ``work`` in one transaction, which is safe on disk on return; on an exception nothing is changed."""
        return self._attempt(work, "BEGIN IMMEDIATE")

    def verify(self) -> None:
        """Read the whole file, and renew it where anything in it does not fit together; some seconds a gigabyte."""

        def work(connection: Connection) -> None:
            (told,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            if told != "ok":
                raise _UnfitError(" ".join(str(told).split()))
            tables.verify(connection)

        if self.persistent:
            self.write(work)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    # ── One transaction ──

    def _attempt(self, work: Callable[[Connection], T], begin: str) -> T:
        with self._lock, self._told():
            try:
                return self._transact(work, begin)
            except (sqlite3.DatabaseError, _UnfitError) as error:
                if not self.persistent or not _is_damage(error):
                    raise
                self._connection.close()
                self._connection = self._renewed(_UnfitError(f"was damaged ({error})"))
                return self._transact(work, begin)

    def _transact(self, work: Callable[[Connection], T], begin: str) -> T:
        connection = self._connection
        self._patiently(lambda: connection.execute(begin))
        try:
            result = work(connection)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        return result

    def _patiently(self, step: Callable[[], T]) -> T:
        """Try until the other process is done; in short waits, so that Ctrl-C is heard."""
        deadline = time.monotonic() + self._patience
        while True:
            try:
                return step()
            except sqlite3.OperationalError as error:
                if _code(error) not in _BUSY or time.monotonic() >= deadline:
                    raise
                time.sleep(0.01)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """SQLite's complaints as errors that say what to do."""
        try:
            yield
        except sqlite3.Error as error:
            code = _code(error)
            if code in _BUSY:
                message = f"another run has held the memory for {self._patience:g} s; wait for it to end, or end it"
            elif code == sqlite3.SQLITE_FULL:
                message = "the disk is full; make room and run again, what was done is kept"
            elif code in _OURS:
                raise
            else:
                message = f"the memory cannot be used ({error}); see to the disk and its permissions"
            raise WorkError(message, path=self.path) from error

    # ── Opening ──

    def _open(self, path: Path | None = None) -> Connection:
        """A connection to a file in the shape of this version.

        Raises:
            _UnfitError: It is something else.
        """
        if path is None:
            self._opened = _identity(self.path)
        connection = sqlite3.connect(path or self.path, timeout=0.5, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA cache_size = -16000")  # KiB
            connection.execute("PRAGMA journal_size_limit = 67108864")  # bytes
            self._patiently(lambda: connection.execute("PRAGMA journal_mode = WAL").fetchone())
            self._shape(connection)
        except sqlite3.DatabaseError as error:
            connection.close()
            if _is_damage(error):
                raise _UnfitError(f"was damaged ({error})") from error
            raise
        except BaseException:
            connection.close()
            raise
        if path is None:
            self._opened = self._opened or _identity(self.path)
        return connection

    def _shape(self, connection: Connection) -> None:
        """Make the tables in an empty file, or see that they are right."""
        if _empty(connection):
            self._patiently(lambda: connection.execute("BEGIN IMMEDIATE"))
            if _empty(connection):  # still, now that no other process can be at it
                for statement in tables.TABLES:
                    connection.execute(statement)
                connection.execute("INSERT INTO meta VALUES ('reading', ?)", (self._reading,))
                connection.execute(f"PRAGMA application_id = {_APPLICATION}")
                connection.execute(f"PRAGMA user_version = {tables.SCHEMA}")
            connection.execute("COMMIT")
        if connection.execute("PRAGMA application_id").fetchone() != (_APPLICATION,):
            raise _UnfitError("was another program's file")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > tables.SCHEMA:
            message = "a newer taiyaku wrote this memory; update taiyaku, or delete the file and rebuild it"
            raise UsageError(message, path=self.path)
        if version < tables.SCHEMA:
            raise _UnfitError("was of an older version", keep=False)
        if connection.execute("SELECT value FROM meta WHERE key = 'reading'").fetchone() != (self._reading,):
            raise _UnfitError("was made for another flavor of Markdown", keep=False)

    def _fallback(self, reason: str) -> Connection:
        """A memory for this run only, filled from the file if it can at least be read."""
        self.persistent = False
        self.notices.append(f"{self.path}: cannot be written ({reason}); what this run learns is not kept")
        connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        # Immutable, because even to read a write-ahead log SQLite wants to write beside it.
        with suppress(sqlite3.Error, OSError), closing(self._readable("immutable=1")) as file:
            file.backup(connection)
        try:
            self._shape(connection)
        except (_UnfitError, sqlite3.DatabaseError):
            connection.close()
            connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
            self._shape(connection)
        return connection

    def _readable(self, how: str) -> Connection:
        return sqlite3.connect(f"{self.path.absolute().as_uri()}?{how}", uri=True, isolation_level=None)

    # ── Starting again ──

    def _renewed(self, unfit: _UnfitError) -> Connection:
        """A new file in place of one that is unfit, with what could be salvaged from it."""
        with self._alone():
            if _identity(self.path) != self._opened:  # another process was faster
                try:
                    return self._open()
                except _UnfitError as still:
                    unfit = still
            fresh = self.path.with_name(f"{self.path.stem}.new{self.path.suffix}")
            for leftover in _files(fresh):
                leftover.unlink(missing_ok=True)
            replies = self._salvage(fresh)
            aside = _unused(self.path)
            try:
                # The log before the database: a log without one is nothing, but beside another one it would be read.
                for part, name in reversed(list(zip(_files(self.path), _files(aside), strict=True))):
                    with suppress(FileNotFoundError):
                        part.replace(name)
                fresh.replace(self.path)
            except OSError as error:
                message = (
                    f"the memory {unfit} and cannot be moved aside ({error.strerror}); end other runs, or delete it"
                )
                raise WorkError(message, path=self.path) from error
            kept = f"moved to {aside.name}" if unfit.keep else "renewed"
            if not unfit.keep:
                for part in _files(aside):
                    part.unlink(missing_ok=True)
            self.notices.append(
                f"{self.path}: the memory {unfit}: {kept}, {replies} paid replies kept; "
                "the rest is made anew from the catalogs"
            )
            return self._open()

    def _salvage(self, fresh: Path) -> int:
        with closing(self._open(fresh)) as new:
            new.execute("BEGIN IMMEDIATE")
            replies = 0
            with suppress(sqlite3.Error), closing(self._readable("mode=rw")) as old:
                with suppress(sqlite3.Error):
                    old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                replies = tables.salvage(old, new)
            new.execute("COMMIT")
            return replies

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other processes from renewing the file at the same time; the lock dies with its holder."""
        beside = self.path.with_suffix(".lock")
        with closing(sqlite3.connect(beside, timeout=0.5, isolation_level=None)) as lock:
            self._patiently(lambda: lock.execute("BEGIN EXCLUSIVE"))
            yield


def _code(error: sqlite3.Error) -> int:
    """SQLite's primary result code, or -1 where the complaint is Python's."""
    code = getattr(error, "sqlite_errorcode", None)
    return -1 if code is None else int(code) & 0xFF


def _is_damage(error: Exception) -> bool:
    if isinstance(error, sqlite3.Error):
        # The latter is Python's own complaint, about what SQLite took for text.
        return _code(error) in _DAMAGED or str(error).startswith("Could not decode to UTF-8")
    return isinstance(error, _UnfitError)


def _empty(connection: Connection) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is None


def _demand_trigrams() -> None:
    with closing(sqlite3.connect(":memory:")) as probe:
        try:
            probe.execute("CREATE VIRTUAL TABLE probe USING fts5(text, tokenize = 'trigram')")
        except sqlite3.OperationalError:
            raise UsageError(
                f"this Python's SQLite ({sqlite3.sqlite_version}) has no FTS5 trigram index; use a Python whose "
                "sqlite3 module has SQLite 3.34 or newer with FTS5, such as those of python.org or `uv python install`"
            ) from None


def _make_writable(path: Path) -> None:
    """Make the folder where it is missing.

    Raises:
        OSError: It cannot be made, or the file cannot be written.
    """
    if not path.parent.is_dir() or path.parent.name == ".taiyaku":
        path.parent.mkdir(parents=True, exist_ok=True)
        # Nothing in it is to be committed.
        with suppress(FileExistsError), (path.parent / ".gitignore").open("x", encoding="utf-8") as ignore:
            ignore.write("*\n")
    # SQLite itself would say so at the first write only.
    for place in (path.parent, path):
        if place.exists() and not os.access(place, os.W_OK):
            raise PermissionError(errno.EACCES, "read-only", str(place))


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file it is, whatever its name."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _files(path: Path) -> list[Path]:
    return [path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")]


def _unused(path: Path) -> Path:
    """A name beside the file that is still free."""
    number = 1
    while (name := path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")).exists():
        number += 1
    return name

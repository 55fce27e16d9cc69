"""The memory's file: opened, locked, and replaced if it is damaged.

Several processes and threads may use the file at once. SQLite's write-ahead log lets all of them read while one writes;
other writers wait. A committed transaction survives a crash of the process or the machine (``synchronous = FULL``).
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
_BUGS = {-1, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_MISUSE}  # errors in this package
_UNWRITABLE = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}


class _UnfitError(Exception):
    """The file is unusable; ``message`` completes "the memory …", and with ``keep`` the file is renamed."""

    def __init__(self, message: str, *, keep: bool = True) -> None:
        super().__init__(message)
        self.keep = keep


class Store:
    """One connection to the file, which the threads of a process share.

    ``reading`` names the dialect in which codes are parsed; a file that was made with another is replaced. ``patience``
    is in seconds.

    Raises:
        UsageError: This Python's SQLite lacks a feature, or a newer Taiyaku wrote the file.
        WorkError: Another process did not release the file in time, or the disk failed.
    """

    def __init__(self, path: Path, *, reading: str, patience: float) -> None:
        self.path = path
        self.notices: list[str] = []
        self.persistent = True
        self._reading = reading
        self._patience = patience
        self._lock = RLock()
        self._opened: tuple[int, int] | None = None
        with self._explained_errors():
            try:
                _require_trigrams()
                _make_writable(path)
                self._connection = self._open()
            except _UnfitError as unfit:
                self._connection = self._renew(unfit)
            except OSError as error:
                self._connection = self._open_in_memory(error.strerror or "not writable")
            except sqlite3.OperationalError as error:
                if _code(error) not in _UNWRITABLE:
                    raise
                self._connection = self._open_in_memory(str(error))

    def read(self, work: Callable[[Connection], T]) -> T:
        """The result of ``work`` on one consistent state of the file."""
        return self._attempt(work, "BEGIN")

    def write(self, work: Callable[[Connection], T]) -> T:
        """Do ``work`` in one transaction, which is safely on disk on return; an exception undoes it."""
        return self._attempt(work, "BEGIN IMMEDIATE")

    def verify(self) -> None:
        """Check the whole file, and replace it if it is damaged; takes some seconds per gigabyte."""

        def work(connection: Connection) -> None:
            (problem,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            if problem != "ok":
                raise _UnfitError(" ".join(str(problem).split()))
            tables.verify(connection)

        if self.persistent:
            self.write(work)

    def close(self) -> None:
        """Release the file."""
        with self._lock:
            self._connection.close()

    # ── One transaction ──

    def _attempt(self, work: Callable[[Connection], T], begin: str) -> T:
        with self._lock, self._explained_errors():
            try:
                return self._transact(work, begin)
            except (sqlite3.DatabaseError, _UnfitError) as error:
                if not self.persistent or not _is_damage(error):
                    raise
                self._connection.close()
                self._connection = self._renew(_UnfitError(f"was damaged ({error})"))
                return self._transact(work, begin)

    def _transact(self, work: Callable[[Connection], T], begin: str) -> T:
        connection = self._connection
        self._retry(lambda: connection.execute(begin))
        try:
            result = work(connection)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        return result

    def _retry(self, step: Callable[[], T]) -> T:
        """Try until the other process is done, in short waits so that Ctrl-C works."""
        deadline = time.monotonic() + self._patience
        while True:
            try:
                return step()
            except sqlite3.OperationalError as error:
                if _code(error) not in _BUSY or time.monotonic() >= deadline:
                    raise
                time.sleep(0.01)

    @contextmanager
    def _explained_errors(self) -> Iterator[None]:
        """Turn SQLite's errors into errors that say what to do."""
        try:
            yield
        except sqlite3.Error as error:
            code = _code(error)
            if code in _BUSY:
                message = (
                    f"another run has been using the memory for {self._patience:g} s; wait for it to finish, or stop it"
                )
            elif code == sqlite3.SQLITE_FULL:
                message = "the disk is full; free some space and run the command again, nothing done so far is lost"
            elif code in _BUGS:
                raise
            else:
                message = f"the memory cannot be used ({error}); check the disk and its permissions"
            raise WorkError(message, path=self.path) from error

    # ── Opening ──

    def _open(self, path: Path | None = None) -> Connection:
        """Connect to a file with the tables of this version.

        Raises:
            _UnfitError: The file is something else.
        """
        if path is None:
            self._opened = _identity(self.path)
        connection = sqlite3.connect(path or self.path, timeout=0.5, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA cache_size = -16000")  # KiB
            connection.execute("PRAGMA journal_size_limit = 67108864")  # bytes
            self._retry(lambda: connection.execute("PRAGMA journal_mode = WAL").fetchone())
            self._prepare_tables(connection)
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

    def _prepare_tables(self, connection: Connection) -> None:
        """Create the tables in an empty file, or check those of another."""
        if _is_empty(connection):
            self._retry(lambda: connection.execute("BEGIN IMMEDIATE"))
            if _is_empty(connection):  # check again, now that no other process can create them
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
            message = "this memory was written by a newer taiyaku; update taiyaku, or delete the file and rebuild it"
            raise UsageError(message, path=self.path)
        if version < tables.SCHEMA:
            raise _UnfitError("was written by an older version", keep=False)
        if connection.execute("SELECT value FROM meta WHERE key = 'reading'").fetchone() != (self._reading,):
            raise _UnfitError("was written for another flavor of Markdown", keep=False)

    def _open_in_memory(self, reason: str) -> Connection:
        """A memory for this run only, filled from the file if that can at least be read."""
        self.persistent = False
        self.notices.append(f"{self.path}: cannot be written ({reason}); changes to the memory are lost after this run")
        connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        # Immutable, because SQLite writes next to the file even to read a write-ahead log.
        with suppress(sqlite3.Error, OSError), closing(self._connect_with("immutable=1")) as file:
            file.backup(connection)
        try:
            self._prepare_tables(connection)
        except (_UnfitError, sqlite3.DatabaseError):
            connection.close()
            connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
            self._prepare_tables(connection)
        return connection

    def _connect_with(self, options: str) -> Connection:
        return sqlite3.connect(f"{self.path.absolute().as_uri()}?{options}", uri=True, isolation_level=None)

    # ── Replacing the file ──

    def _renew(self, unfit: _UnfitError) -> Connection:
        """Replace a file that cannot be used by a new one, with the replies that can still be read."""
        with self._exclusively():
            if _identity(self.path) != self._opened:  # another process has already replaced it
                try:
                    return self._open()
                except _UnfitError as still:
                    unfit = still
            fresh = self.path.with_name(f"{self.path.stem}.new{self.path.suffix}")
            for leftover in _files_of(fresh):
                leftover.unlink(missing_ok=True)
            replies = self._salvage(fresh)
            aside = _unused_name(self.path)
            try:
                # The log before the database: a log without its database is ignored, but with another one it is read.
                for part, name in reversed(list(zip(_files_of(self.path), _files_of(aside), strict=True))):
                    with suppress(FileNotFoundError):
                        part.replace(name)
                fresh.replace(self.path)
            except OSError as error:
                message = (
                    f"the memory {unfit} and cannot be moved aside ({error.strerror}); stop other runs, or delete it"
                )
                raise WorkError(message, path=self.path) from error
            action = f"moved to {aside.name}" if unfit.keep else "replaced"
            if not unfit.keep:
                for part in _files_of(aside):
                    part.unlink(missing_ok=True)
            self.notices.append(
                f"{self.path}: the memory {unfit}: {action}, {replies} paid replies kept; "
                "everything else is rebuilt from the catalogs"
            )
            return self._open()

    def _salvage(self, fresh: Path) -> int:
        with closing(self._open(fresh)) as new:
            new.execute("BEGIN IMMEDIATE")
            replies = 0
            with suppress(sqlite3.Error), closing(self._connect_with("mode=rw")) as old:
                with suppress(sqlite3.Error):
                    old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                replies = tables.salvage(old, new)
            new.execute("COMMIT")
            return replies

    @contextmanager
    def _exclusively(self) -> Iterator[None]:
        """Prevent other processes from replacing the file at the same time; the lock ends with its process."""
        beside = self.path.with_suffix(".lock")
        with closing(sqlite3.connect(beside, timeout=0.5, isolation_level=None)) as lock:
            self._retry(lambda: lock.execute("BEGIN EXCLUSIVE"))
            yield


def _code(error: sqlite3.Error) -> int:
    """SQLite's primary result code, or -1 if the error is Python's."""
    code = getattr(error, "sqlite_errorcode", None)
    return -1 if code is None else int(code) & 0xFF


def _is_damage(error: Exception) -> bool:
    if isinstance(error, sqlite3.Error):
        # The latter is Python's own error about a text that SQLite returned.
        return _code(error) in _DAMAGED or str(error).startswith("Could not decode to UTF-8")
    return isinstance(error, _UnfitError)


def _is_empty(connection: Connection) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is None


def _require_trigrams() -> None:
    with closing(sqlite3.connect(":memory:")) as probe:
        try:
            probe.execute("CREATE VIRTUAL TABLE probe USING fts5(text, tokenize = 'trigram')")
        except sqlite3.OperationalError:
            raise UsageError(
                f"this Python's SQLite ({sqlite3.sqlite_version}) has no FTS5 trigram index; use a Python whose "
                "sqlite3 module has SQLite 3.34 or newer with FTS5, such as one from python.org or `uv python install`"
            ) from None


def _make_writable(path: Path) -> None:
    """Create the folder if it is missing.

    Raises:
        OSError: It cannot be created, or the file cannot be written.
    """
    if not path.parent.is_dir() or path.parent.name == ".taiyaku":
        path.parent.mkdir(parents=True, exist_ok=True)
        # Nothing in it should be committed.
        with suppress(FileExistsError), (path.parent / ".gitignore").open("x", encoding="utf-8") as ignore:
            ignore.write("*\n")
    # SQLite itself would report this only at the first write.
    for required in (path.parent, path):
        if required.exists() and not os.access(required, os.W_OK):
            raise PermissionError(errno.EACCES, "read-only", str(required))


def _identity(path: Path) -> tuple[int, int] | None:
    """The identity of a file, independent of its name."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _files_of(path: Path) -> list[Path]:
    return [path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")]


def _unused_name(path: Path) -> Path:
    """A name next to the file that is still free."""
    number = 1
    while (name := path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")).exists():
        number += 1
    return name

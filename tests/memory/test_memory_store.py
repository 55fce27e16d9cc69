"""The file: several processes, sudden death, damage, folders that cannot be written."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from taiyaku.errors import UsageError, WorkError
from taiyaku.memory import Memory, MemoryEntry
from waiting import PATIENCE

PAIR: Any = {"source_locale": "ja", "target_locale": "en"}


def entry(number: int, article: str = "a") -> MemoryEntry:
    return MemoryEntry(f"これは{number}番目の文章です", f"Sentence {number}", "ja", "en", article=article)


def run(code: str, *args: object) -> subprocess.Popen[str]:
    """Start another Python with the memory's path and more as its arguments."""
    command = [sys.executable, "-c", f"import sys\nfrom pathlib import Path\n{code}", *map(str, args)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def connect(path: Path) -> contextlib.closing[sqlite3.Connection]:
    return contextlib.closing(sqlite3.connect(path, isolation_level=None))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / ".taiyaku" / "memory.db"


def filled(path: Path, count: int = 300) -> Path:
    """A memory with articles, an entry that belongs to none and replies, closed again."""
    with Memory.open(path) as memory:
        memory.rebuild(entry(n, f"{n // 20}") for n in range(count))
        memory.put([MemoryEntry("輸入した文", "Imported", "ja", "en", origin="tmx")])
        memory.journal_put_all([(f"k{n}", "deepl", f"request {n}", f"reply {n}" * 50) for n in range(100)])
    return path


def test_what_was_put_is_there_after_opening_again(path: Path) -> None:
    filled(path)
    with Memory.open(path) as memory:
        assert memory.notices == ()
        assert memory.persistent
        assert memory.stats().entries == 301
        assert memory.journal_find(["k7"]).get("k7") == "reply 7" * 50


def test_the_folder_is_made_and_kept_out_of_git(path: Path) -> None:
    with Memory.open(path):
        assert (path.parent / ".gitignore").read_text() == "*\n"


def test_a_reply_comes_back_as_it_was_received(path: Path) -> None:
    with Memory.open(path) as memory:
        assert memory.journal_find(["k"]).get("k") is None
        for reply in ("", '{"a": "\\u00e9\r\n\0"}', "lone \ud800 surrogate"):
            memory.journal_put_all([("k", "openai", "ask", reply)])
            assert memory.journal_find(["k"]).get("k") == reply


def test_several_replies_are_journaled_all_or_none(path: Path) -> None:
    with Memory.open(path) as memory:
        bad: Any = [("a", "p", "q", "r"), ("b", None, "q", "r")]
        with pytest.raises(WorkError):
            memory.journal_put_all(bad)
        assert memory.journal_find(["a"]).get("a") is None


# ── Several at once ─────────────────────────────────────────────────────────

WRITER = """
from taiyaku.memory import Memory, MemoryEntry
name, count = sys.argv[2], int(sys.argv[3])
with Memory.open(Path(sys.argv[1])) as memory:
    for n in range(count):
        memory.put([MemoryEntry(f"{name}の{n}番目の文章", f"{name} {n}", "ja", "en", article=name)])
        memory.journal_put_all([(f"{name}{n}", "p", "q", f"r{n}")])
        assert memory.lookup(f"{name}の{n}番目の文章", source_locale="ja", target_locale="en")[0].score == 100
"""


def test_processes_that_create_and_fill_one_memory_at_once_lose_nothing(path: Path) -> None:
    writers = [run(WRITER, path, name, 40) for name in "甲乙丙丁"]
    for writer in writers:
        _, errors = writer.communicate(timeout=PATIENCE)
        assert writer.returncode == 0, errors
    with Memory.open(path) as memory:
        assert memory.stats().entries == 160
        assert memory.stats().replies == 160
        assert memory.stats().segments == 160


def test_threads_share_one_memory(path: Path) -> None:
    failed: list[BaseException] = []

    def work(name: str) -> None:
        try:
            for n in range(30):
                memory.put([MemoryEntry(f"{name}の{n}番目の文章", "t", "ja", "en", article=name)])
                memory.journal_put_all([(f"{name}{n}", "p", "q", "r")])
                assert memory.lookup(f"{name}の{n}番目の文章だ", **PAIR)
        except BaseException as error:
            failed.append(error)

    with Memory.open(path) as memory:
        threads = [threading.Thread(target=work, args=(name,)) for name in "甲乙丙丁"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failed == []
        assert memory.stats().replies == 120


def test_a_memory_that_another_run_holds_is_readable_and_says_so_when_written(path: Path) -> None:
    filled(path)
    with connect(path) as other, Memory.open(path, patience=0.2) as memory:
        other.execute("BEGIN IMMEDIATE")
        assert memory.exact(entry(3).source, **PAIR)
        with pytest.raises(WorkError, match=r"memory\.db: another run has been using the memory for 0\.2 s; wait"):
            memory.journal_put_all([("k", "p", "q", "r")])
        other.execute("ROLLBACK")
        memory.journal_put_all([("k", "p", "q", "r")])


def test_a_writer_waits_for_the_other(path: Path) -> None:
    filled(path)
    with connect(path) as other, Memory.open(path, patience=30) as memory:
        other.execute("BEGIN IMMEDIATE")
        waiting = threading.Thread(target=memory.journal_put_all, args=([("k", "p", "q", "r")],))
        waiting.start()
        time.sleep(0.8)  # longer than SQLite itself waits at a time
        other.execute("COMMIT")
        waiting.join()
        assert memory.journal_find(["k"]).get("k") == "r"


def test_an_exception_in_the_middle_changes_nothing(path: Path) -> None:
    def entries() -> Iterator[MemoryEntry]:
        yield entry(1)
        raise KeyboardInterrupt

    with Memory.open(path) as memory:
        with pytest.raises(KeyboardInterrupt):
            memory.put(entries())
        with pytest.raises(KeyboardInterrupt):
            memory._store.write(lambda c: [c.execute("DELETE FROM meta"), next(e for e in entries() if not e.source)])
        assert memory.stats().entries == 0
        memory.put([entry(1)])
        assert memory.stats().entries == 1


# ── Sudden death ────────────────────────────────────────────────────────────

ENDLESS = """
from taiyaku.memory import Memory, MemoryEntry
start = int(sys.argv[2])
with Memory.open(Path(sys.argv[1])) as memory:
    for n in range(start, start + 100_000):
        memory.journal_put_all([(f"k{n}", "p", "q", f"r{n}")])
        texts = [f"これは{n}番目の記事の{k}番目の文章です" for k in range(20)]
        entries = [MemoryEntry(text, f"{n}", "ja", "en", article=f"a{n % 7}") for text in texts]
        memory.replace_article(f"a{n % 7}", "en", entries)
        print(n, flush=True)
"""


def test_what_was_acknowledged_survives_kill_9(path: Path) -> None:
    choose = random.Random(3)
    done = -1
    for _ in range(5):
        process = run(ENDLESS, path, done + 1)
        assert process.stdout
        first = process.stdout.readline()  # the import takes longer than the rest
        time.sleep(choose.uniform(0.0, 0.25))
        process.send_signal(signal.SIGKILL)
        lines = [first, *process.communicate()[0].splitlines()]
        done = max(int(line) for line in lines if line.strip())
        with Memory.open(path) as memory:
            assert memory.notices == ()
            assert [n for n in range(done + 1) if memory.journal_find([f"k{n}"]).get(f"k{n}") != f"r{n}"] == []
            for n in range(max(0, done - 5), done + 1):  # all or nothing of an article; n + 7 may have begun
                found = memory.exact(f"これは{n}番目の記事の19番目の文章です", **PAIR)
                assert found or memory.exact(f"これは{n + 7}番目の記事の0番目の文章です", **PAIR)
            assert memory.stats().entries == 20 * min(7, len({e.article for e in memory.entries()}))
            memory._store.write(lambda c: c.execute("INSERT INTO trigram (trigram) VALUES ('integrity-check')").close())
            assert memory._store.read(lambda c: c.execute("PRAGMA quick_check").fetchone()) == ("ok",)


# ── Damage ──────────────────────────────────────────────────────────────────


def test_a_file_that_is_no_database_is_moved_aside(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"this is not a database at all, though long enough to be one\n" * 100)
    with Memory.open(path) as memory:
        assert len(memory.notices) == 1
        assert "was damaged" in memory.notices[0]
        assert "moved to memory.damaged-1.db" in memory.notices[0]
        assert "rebuilt from the catalogs" in memory.notices[0]
        memory.rebuild([entry(1)])
    assert (path.parent / "memory.damaged-1.db").read_bytes().startswith(b"this is not")
    with Memory.open(path) as memory:
        assert memory.notices == ()
        assert memory.stats().entries == 1


def test_a_second_damaged_file_does_not_replace_the_first(path: Path) -> None:
    path.parent.mkdir()
    for text in (b"first " * 999, b"second " * 999):
        path.write_bytes(text)
        Memory.open(path).close()
    assert (path.parent / "memory.damaged-1.db").read_bytes().startswith(b"first")
    assert (path.parent / "memory.damaged-2.db").read_bytes().startswith(b"second")


def test_another_programs_database_is_left_to_it(path: Path) -> None:
    path.parent.mkdir()
    with connect(path) as other:
        other.execute("CREATE TABLE bookmarks (url)")
    with Memory.open(path) as memory:
        assert "another program's file" in memory.notices[0]
    with connect(path.parent / "memory.damaged-1.db") as other:
        assert other.execute("SELECT count(*) FROM bookmarks").fetchone() == (0,)


def test_an_empty_file_becomes_a_memory(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    with Memory.open(path) as memory:
        memory.put([entry(1)])
        assert memory.notices == ()


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_memory_opens_answers_and_goes_on(path: Path, seed: int) -> None:
    filled(path)
    choose = random.Random(seed)
    raw = bytearray(path.read_bytes())
    if seed % 3 == 0:
        raw = raw[: choose.randrange(200, len(raw))]
    else:
        for _ in range(1 + seed * 2):
            at = choose.randrange(0 if seed % 3 == 1 else 4096, len(raw))
            raw[at : at + 400] = choose.randbytes(min(400, len(raw) - at))
    path.write_bytes(raw)
    with Memory.open(path) as memory:
        for n in range(300):
            memory.lookup(entry(n).source, **PAIR)
            memory.journal_find([f"k{n}"]).get(f"k{n}")
        memory.journal_put_all([("new", "p", "q", "r")])
        memory.rebuild(entry(n, f"{n // 20}") for n in range(150))
        assert memory.journal_find(["new"]).get("new") == "r"
        found = memory.exact(entry(149).source, **PAIR)
        assert found
        assert found.target == "Sentence 149"
    with Memory.open(path) as memory:
        assert memory.exact(entry(149).source, **PAIR)


def test_replies_are_saved_out_of_a_memory_whose_index_is_damaged(path: Path) -> None:
    filled(path)
    with connect(path) as raw:
        (root,) = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'gram'").fetchone()
        (size,) = raw.execute("PRAGMA page_size").fetchone()
    with path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)
    with Memory.open(path) as memory:
        assert memory.persistent  # it is only seen when it is read
        memory.lookup("これはどこにもない文章です", **PAIR)
        assert "was damaged" in memory.notices[0]
        assert "100 paid replies kept" in memory.notices[0]
        assert memory.journal_find(["k99"]).get("k99") == "reply 99" * 50
        assert list(memory.entries()) == []  # they come back from what is committed


def test_a_reply_that_is_no_longer_whole_is_not_given_out(path: Path) -> None:
    filled(path)
    raw = path.read_bytes()
    assert raw.count(b"reply 55reply 55") >= 1
    path.write_bytes(raw.replace(b"reply 55reply 55", b"reply 55reply 56"))
    with Memory.open(path) as memory:
        assert memory.journal_find(["k55"]).get("k55") is None
        assert memory.journal_find(["k54"]).get("k54") == "reply 54" * 50


def test_rebuilding_finds_damage_that_no_lookup_met(path: Path) -> None:
    filled(path)
    with connect(path) as raw:
        raw.execute("PRAGMA writable_schema = ON")
        raw.execute("DELETE FROM sqlite_master WHERE name = 'entry_by_article'")
    with Memory.open(path) as memory:
        memory.rebuild([entry(1)])
        assert "was damaged" in memory.notices[0]
        assert [e.target for e in memory.entries()] == ["Sentence 1"]
        assert memory.stats().replies == 100


RENEWER = """
from taiyaku.memory import Memory
with Memory.open(Path(sys.argv[1])) as memory:
    memory.journal_put_all([(sys.argv[2], "p", "q", "r")])
    print(len(memory.notices))
"""


def test_of_processes_that_find_the_same_damage_one_renews_the_file(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"damaged " * 4000)
    runs = [run(RENEWER, path, f"k{n}") for n in range(4)]
    told = []
    for process in runs:
        out, errors = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, errors
        told.append(int(out))
    assert sum(told) == 1
    assert [p.name for p in path.parent.glob("*damaged*.db")] == ["memory.damaged-1.db"]
    with Memory.open(path) as memory:
        assert memory.stats().replies == 4


# ── Versions ────────────────────────────────────────────────────────────────


def test_an_older_version_is_renewed_with_its_replies(path: Path) -> None:
    filled(path)
    with connect(path) as raw:
        raw.execute("PRAGMA user_version = 0")
    with Memory.open(path) as memory:
        assert "by an older version: replaced, 100 paid replies kept" in memory.notices[0]
        assert memory.journal_find(["k5"]).get("k5") == "reply 5" * 50
        assert list(memory.entries()) == []
    assert not list(path.parent.glob("*damaged*"))
    assert not list(path.parent.glob("*new*"))


def test_a_newer_version_is_refused_and_left(path: Path) -> None:
    filled(path)
    with connect(path) as raw:
        raw.execute("PRAGMA user_version = 999")
    with pytest.raises(UsageError, match="this memory was written by a newer taiyaku; update taiyaku"):
        Memory.open(path)
    with connect(path) as raw:
        assert raw.execute("SELECT count(*) FROM journal").fetchone() == (100,)


def test_another_flavor_reads_codes_anew(path: Path) -> None:
    filled(path)
    with Memory.open(path, flavor="mdx") as memory:
        assert "another flavor" in memory.notices[0]
        assert memory.stats().replies == 100
        memory.put([MemoryEntry("値は{a}です", "It is {a}", "ja", "en")])
        found = memory.exact("値は{b}です", **PAIR)
        assert found
        assert found.target == "It is {b}"
    with Memory.open(path, flavor="mdx") as memory:
        assert memory.notices == ()


def test_a_python_without_trigrams_is_told_what_to_do(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Bare(sqlite3.Connection):
        def execute(self, sql: str, *args: Any) -> sqlite3.Cursor:
            if "fts5" in sql:
                raise sqlite3.OperationalError("no such module: fts5")
            return super().execute(sql, *args)

    whole = sqlite3.connect

    def bare(*args: Any, **kwargs: Any) -> sqlite3.Connection:
        return whole(*args, factory=Bare, **kwargs)

    monkeypatch.setattr(sqlite3, "connect", bare)
    with pytest.raises(UsageError, match=r"has no FTS5 trigram index; use a Python whose sqlite3 module has"):
        Memory.open(path)


# ── Where it cannot be written ──────────────────────────────────────────────


def as_nobody(test: Any) -> None:
    """Run something without the rights of root, in a child, and fail where it fails."""
    child = os.fork()
    if child == 0:
        code = 1
        with contextlib.suppress(BaseException):
            if os.geteuid() == 0:
                os.setgid(65534)
                os.setuid(65534)
            test()
            code = 0
        os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@pytest.fixture
def open_folder(tmp_path: Path) -> Path:
    """A folder that another user may look into, though not all the way to it is that open by default."""
    for folder in (tmp_path, *tmp_path.parents):
        if folder.parent != folder and not folder.stat().st_mode & 0o001:
            folder.chmod(folder.stat().st_mode | 0o011)
    return tmp_path


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("exists", [True, False])
def test_a_read_only_folder_gives_a_memory_for_this_run(open_folder: Path, exists: bool) -> None:
    path = open_folder / "project" / "memory.db"
    path.parent.mkdir()
    if exists:
        filled(path)
        path.chmod(0o444)
    path.parent.chmod(0o555)

    def look() -> None:
        with Memory.open(path) as memory:
            assert not memory.persistent
            assert "cannot be written" in memory.notices[0]
            assert "lost after this run" in memory.notices[0]
            assert memory.stats().replies == (100 if exists else 0)
            memory.put([entry(999)])
            memory.journal_put_all([("x", "p", "q", "r")])
            assert memory.journal_find(["x"]).get("x") == "r"
            assert memory.exact(entry(999).source, **PAIR)

    as_nobody(look)
    path.parent.chmod(0o755)
    assert sorted(p.name for p in path.parent.iterdir()) == (["memory.db"] if exists else [])


def test_a_folder_that_cannot_be_made_gives_a_memory_for_this_run(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with Memory.open(tmp_path / "file" / ".taiyaku" / "memory.db") as memory:
        assert not memory.persistent
        memory.put([entry(1)])
        assert memory.exact(entry(1).source, **PAIR)

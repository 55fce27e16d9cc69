"""``kill -9`` at any moment, then the same command: no answered request is repeated, no file is half-written."""

from __future__ import annotations

import random
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from waiting import PATIENCE, until

from .conftest import Site
from .service import Service

SOURCES = [f"段落{number}の話です。" for number in range(1000, 1040)]
ARTICLES = 2
JOBS, BATCH = 2, 2
COMMAND = [sys.executable, "-m", "taiyaku", "translate"]
SPAN = 2.0
"""Seconds from the start of the command, somewhat more than it takes."""

KILLED_AT = """
import os, signal, sys

place, count = sys.argv[1], int(sys.argv[2])
seen = 0

def dies(before, after):
    def wrapped(function):
        def work(*args, **more):
            global seen
            seen += 1
            if before and seen == count:
                os.kill(os.getpid(), signal.SIGKILL)
            done = function(*args, **more)
            if after and seen == count:
                os.kill(os.getpid(), signal.SIGKILL)
            return done
        return work
    return wrapped

from taiyaku.memory import memory, store, tables
if place == "in the transaction":
    tables.put_replies = dies(False, True)(tables.put_replies)
elif place == "after the commit":
    memory.Memory.journal_put_all = dies(False, True)(memory.Memory.journal_put_all)
elif place == "before the sync":
    os.fsync = dies(True, False)(os.fsync)
elif place == "before the rename":
    os.replace = dies(True, False)(os.replace)
elif place == "after the rename":
    os.replace = dies(False, True)(os.replace)

sys.argv = ["taiyaku", "translate"]
from taiyaku.cli import main
main()
"""
"""The command, which dies at a chosen call."""


@pytest.fixture
def job(site: Site, service: Service) -> Site:
    site.settings("openai", f"jobs = {JOBS}", f"batch = {BATCH}")
    for number in range(ARTICLES):
        site.write(f"content/ja/{number}.md", "\n\n".join(SOURCES[number::ARTICLES]) + "\n")
    good = service.translate
    service.translate = lambda unit, message: (time.sleep(0.01), good(unit, message))[1]
    return site


def journaled(site: Site) -> set[str]:
    """The texts whose replies are on disk, read from a copy so that nothing is touched."""
    aside = site.root.parent / "copy"
    shutil.rmtree(aside, ignore_errors=True)
    if not (site.root / ".taiyaku/memory.db").exists():
        return set()
    shutil.copytree(site.root / ".taiyaku", aside)
    connection = sqlite3.connect(aside / "memory.db")
    try:
        return {
            text for (text,) in connection.execute("SELECT CAST(request AS TEXT) FROM journal WHERE length(reply) > 0")
        }
    except sqlite3.OperationalError:  # killed before the tables were made
        return set()
    finally:
        connection.close()


def whole(path: Path) -> bool:
    """Whether a target contains every paragraph, in Japanese or in English."""
    return path.read_text("utf-8").count("\n\n") == len(SOURCES) // ARTICLES - 1


def killed(job: Site, service: Service, command: Sequence[str], after: float | None) -> None:
    """Kill a run, by itself or after some seconds, and see what the next one asks and leaves."""
    first = subprocess.Popen(command, cwd=job.root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        first.wait(after if after is not None else PATIENCE)
    except subprocess.TimeoutExpired:
        assert after is not None, "it should have died by itself"
        first.kill()
        first.wait()
    until(lambda: service.at_once == 0, "the service is still busy")
    kept, asked = journaled(job), dict(service.asked)
    assert kept <= set(asked)
    # Answers that are not on disk were in progress when it was killed.
    assert len(set(asked) - kept) <= JOBS * BATCH
    for path in (job.root / "content/en").glob("*.md"):
        assert whole(path)
    done = job.taiyaku("translate")
    assert done.returncode == 0, done.stdout + done.stderr
    assert {text: service.asked[text] for text in kept if service.asked[text] != 1} == {}
    assert set(service.asked) == set(SOURCES)
    assert sum(service.asked.values()) - len(SOURCES) <= JOBS * BATCH
    for number in range(ARTICLES):
        target = job.root / f"content/en/{number}.md"
        assert whole(target)
        assert not re.search("[ぁ-ん]", target.read_text("utf-8"))
        assert job.read(f"catalogs/en/{number}.po").count("# origin: openai") == len(SOURCES) // ARTICLES


def at_random(job: Site, service: Service, rng: random.Random) -> None:
    moment = rng.uniform(0.2, SPAN)
    print(f"killed after {moment:.3f} s")
    killed(job, service, COMMAND, moment)


@pytest.mark.parametrize("number", range(5))
def test_kill_9_loses_nothing_that_was_answered(job: Site, service: Service, number: int, rng: random.Random) -> None:
    at_random(job, service, rng)


@pytest.mark.campaign
@pytest.mark.parametrize("number", range(30))
def test_kill_9_at_thirty_moments_loses_nothing(job: Site, service: Service, number: int, rng: random.Random) -> None:
    at_random(job, service, rng)


@pytest.mark.parametrize(
    ("place", "most"),
    [
        ("in the transaction", 20),
        ("after the commit", 20),
        ("before the sync", 4),
        ("before the rename", 4),
        ("after the rename", 4),
    ],
)
def test_kill_9_in_a_commit_or_a_write_loses_nothing(
    job: Site, service: Service, place: str, most: int, rng: random.Random
) -> None:
    count = rng.randint(1, most)
    print(f"killed {place}, call {count}")
    killed(job, service, [sys.executable, "-c", KILLED_AT, place, str(count)], None)

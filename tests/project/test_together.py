"""Several at work on one project at the same time, each in a process of its own: all wait their turn, none loses."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from exchanging import desk_of, held
from project_on_disk import Project
from taiyaku.errors import WorkError
from taiyaku.model import State
from taiyaku.project.articles import article_of
from taiyaku.project.locks import lock_article
from waiting import PATIENCE

COUNT = 24
ARTICLE = "".join(
    f"{'甲乙丙'[n // 10]}の{'山川森海空風雨雪星月'[n % 10]}についてゆっくり書いた文章です。\n\n" for n in range(COUNT)
)
TMX = (
    '<tmx version="1.4"><header srclang="ja"/><body>'
    '<tu><tuv xml:lang="ja"><seg>{0}</seg></tuv><tuv xml:lang="en"><seg>{1}</seg></tuv></tu></body></tmx>'
)
HOLDER = """
import sys, time
from pathlib import Path
from taiyaku.project.articles import article_of
from taiyaku.config import load_config
from taiyaku.project.locks import lock_article

config = load_config(Path())
with lock_article(article_of(Path("content/ja/a.md"), config, locale="en")):
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def project(project: Project) -> Project:
    project.write("content/ja/a.md", ARTICLE)
    return project


def started(project: Project, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *arguments], cwd=project.root, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    out, err = process.communicate(timeout=PATIENCE)
    assert "Traceback" not in err, err
    return process.returncode, out + err


def test_what_a_person_saves_while_translate_runs_again_and_again_is_kept(project: Project) -> None:
    desk = desk_of(project)
    key = next(iter(desk.articles()))
    runs: list[subprocess.Popen[str]] = []
    wrote: dict[str, str] = {}
    for number, unit in enumerate(desk.open(key).document.units):
        if number % 4 == 0:
            runs.append(started(project, "-m", "taiyaku", "translate"))
        text = f"Somebody wrote sentence {'abcdefghij'[number % 10] * 3} of {'xyz'[number // 10] * 3} here."
        saved = desk.save(key, unit.id, text, desk.open(key).version(unit.id), accept=True, force=True)
        assert saved.translation.text == text
        wrote[unit.source] = text
        time.sleep(0.05)
    assert {ended(run)[0] for run in runs} <= {0, 1}
    assert project.run("translate").code == 0
    now = held(project)
    assert {source: now[source].text for source in wrote} == wrote
    assert all(now[source].state is State.ACCEPTED for source in wrote)
    assert all(text in project.read("content/en/a.md") for text in wrote.values())


def test_two_files_that_come_back_at_once_both_arrive(project: Project) -> None:
    for name, source in (("one", 0), ("two", 1)):
        assert project.run("export", "-o", f"{name}.csv").code == 0
        rows = project.read(f"{name}.csv").split("\r\n")
        for at in range(1 + source, len(rows) - 1, 2):
            cells = rows[at].split(",")
            cells[6], cells[7] = f"Text {name} of this row.", "accepted"
            rows[at] = ",".join(cells)
        project.write(f"{name}.csv", "\r\n".join(rows))
    runs = [started(project, "-m", "taiyaku", "import", f"{name}.csv") for name in ("one", "two")]
    told = [ended(run) for run in runs]
    texts = [one.text for one in held(project).values()]
    assert (texts.count("Text one of this row."), texts.count("Text two of this row.")) == (12, 12), told


def test_two_memories_that_are_imported_at_once_both_stay(project: Project) -> None:
    for name in ("one", "two", "three"):
        project.write(f"{name}/m.tmx", TMX.format(f"文{name}", f"Text {name}"))
    runs = [started(project, "-m", "taiyaku", "memory", "import", f"{name}/m.tmx") for name in ("one", "two", "three")]
    assert [ended(run)[0] for run in runs] == [0, 0, 0]
    texts = "".join(path.read_text("utf-8") for path in (project.root / "memory").glob("*.tmx"))
    assert sorted(re.findall(r"Text \w+", texts)) == ["Text one", "Text three", "Text two"]
    runs = [started(project, "-m", "taiyaku", "memory", "import", "one/m.tmx") for _ in range(2)]
    assert [ended(run)[0] for run in runs] == [0, 0]
    assert '"imported": 3' in project.run("memory", "stats", "--format", "json").out


@pytest.mark.skipif(os.name == "nt", reason="kills a process the way of POSIX")
def test_who_holds_an_article_is_waited_for_and_told_of_and_a_killed_one_holds_nothing(project: Project) -> None:
    holder = started(project, "-c", HOLDER)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        article = article_of(Path(project.root / "content/ja/a.md"), project.config, locale="en")
        with (
            pytest.raises(WorkError, match="another process is writing it; try again"),
            lock_article(article, patience=0.2),
        ):
            pass
        waiting = started(project, "-m", "taiyaku", "translate")
        time.sleep(1.5)
        assert waiting.poll() is None, "it waits"
    finally:
        holder.send_signal(signal.SIGKILL)
        holder.communicate()
    code, told = ended(waiting)
    assert (code, "24 to translate" in told) == (1, True), told
    assert (project.root / "catalogs/en/a.po").exists()

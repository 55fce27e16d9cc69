"""What the commands look like in a terminal: tables that fit, color and progress only where a person looks."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len

from project_on_disk import Project

GLOSSARY = """\
source: ja
terms:
  - term: 世界モデル
    variants: [ワールドモデル, 環境モデル]
    en: {use: world model, also: [model of the world, generative world model], avoid: [global model]}
    note: 環境の動きを予測する内部モデルで、計画にも使われる
    domain: machine learning
  - term: 永続的記憶
    keep: true
"""


@pytest.fixture
def project(project: Project) -> Project:
    project.write("glossary/machine-learning/terms.yaml", GLOSSARY)
    project.write("taiyaku.toml", 'source = "ja"\ntargets = ["en"]\n[glossary]\npaths = ["glossary/**/*.yaml"]\n')
    sentence = "自己教師あり学習で得たコンポーネントライブラリと強化学習の報酬モデルを長い文の中で何度も使う"
    project.write("content/ja/a.md", "\n\n".join(f"{sentence}その{number}。" for number in range(4)) + "\n")
    return project


@pytest.mark.parametrize("command", [("list",), ("find", "世界モデル"), ("mine",)])
def test_a_table_fits_into_80_columns(project: Project, command: tuple[str, ...]) -> None:
    out = project.run("glossary", *command, code=0, COLUMNS="80").out
    assert len(out.splitlines()) > 1
    assert max(cell_len(line) for line in out.splitlines()) <= 80


def on_a_terminal(root: Path, *arguments: str, answer: str = "") -> tuple[str, str]:
    """Standard output, and what a terminal gets that is standard input and error."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "taiyaku", *arguments]
    with subprocess.Popen(command, cwd=root, stdin=theirs, stdout=subprocess.PIPE, stderr=theirs) as process:
        os.close(theirs)
        os.write(ours, answer.encode())
        assert process.stdout is not None
        out, err = process.stdout.read(), b""
        while True:
            try:
                read = os.read(ours, 4096)
            except OSError:  # how a terminal says that nobody writes to it any more
                break
            if not read:
                break
            err += read
    os.close(ours)
    return out.decode(), err.decode()


@pytest.mark.parametrize("command", ["mine", "lint"])
def test_a_bar_is_shown_while_articles_are_read_and_only_to_a_person(project: Project, command: str) -> None:
    out, err = on_a_terminal(project.root, "glossary", command)
    assert "reading articles" in err
    assert "reading articles" not in out
    done = project.run("glossary", command)
    assert "reading articles" not in done.out + done.err
    assert "\x1b" not in done.out + done.err + out


def test_import_asks_before_it_overwrites(project: Project) -> None:
    name = "glossary/machine-learning/terms.yaml"
    project.write("in.csv", "term,en,domain\n世界モデル,world simulator,machine learning\n推論,inference,\n")
    _, err = on_a_terminal(project.root, "glossary", "import", "in.csv", answer="n\n")
    assert "overwrite values in 1 entry?" in err
    declined = project.read(name)
    assert declined == GLOSSARY + "  - term: 推論\n    en: {use: inference}\n"
    on_a_terminal(project.root, "glossary", "import", "in.csv", answer="y\n")
    assert project.read(name) == declined.replace("use: world model", "use: world simulator")

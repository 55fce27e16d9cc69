"""A project on disk, and the command line in it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from typer.testing import CliRunner

from taiyaku.cli.app import build_app
from taiyaku.config import Config, parse_config
from taiyaku.errors import TaiyakuError
from waiting import PATIENCE

SETTINGS = 'source = "ja"\ntargets = ["en"]\n'

ARTICLE = """---
title: 世界モデル
lang: ja
---

# 見出し

最初の段落です。[節](#二つ目の節)と[隣の記事](/ja/other/)へ。

- 項目一
- 項目二

## 二つ目の節

二番目の段落です。

```python
print("そのまま")  # コメント
```
"""


@dataclass(frozen=True)
class Done:
    """How a command ended: its exit code, and what it printed."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Project:
    """A project in a folder of its own."""

    root: Path

    @classmethod
    def create(cls, root: Path, **articles: str) -> Self:
        """Make a project from Japanese to English with articles: name and text."""
        made = cls(root)
        made.write("taiyaku.toml", SETTINGS)
        for name, text in articles.items():
            made.write(f"content/ja/{name}.md", text)
        return made

    @property
    def config(self) -> Config:
        path = self.root / "taiyaku.toml"
        return parse_config(path.read_bytes(), path=path, root=self.root)

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
        return path

    def read(self, name: str) -> str:
        return (self.root / name).read_bytes().decode("utf-8")

    def edit(self, name: str, old: str, new: str) -> None:
        text = self.read(name)
        assert old in text
        self.write(name, text.replace(old, new, 1))

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """Start the command in a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "taiyaku", *arguments],
            cwd=self.root,
            env=_environment(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def run(self, *arguments: str, code: int | None = None, stdin: str = "", **environment: str) -> Done:
        """Run the command in a process of its own, as a script does; ``code`` is what it must exit with."""
        ended = subprocess.run(
            [sys.executable, "-m", "taiyaku", *arguments],
            cwd=self.root,
            env=_environment(environment),
            input=stdin.encode("utf-8"),
            capture_output=True,
            check=False,
            timeout=PATIENCE,
        )
        done = Done(ended.returncode, ended.stdout.decode("utf-8"), ended.stderr.decode("utf-8"))
        assert "Traceback" not in done.err, done.err
        assert "\x1b[" not in done.out + done.err, "colour where there is no terminal"
        assert code is None or done.code == code, done
        return done

    def invoke(self, *arguments: str, code: int | None = None, stdin: str | None = None, **environment: str) -> Done:
        """Run the command in this process, which is far faster; an error is printed as the program prints it."""
        assert Path.cwd() == self.root.resolve(), "the command line works in the current folder"
        ended = CliRunner().invoke(build_app(), arguments, input=stdin, env={"COLUMNS": "80"} | environment)
        if isinstance(ended.exception, TaiyakuError):
            done = Done(ended.exception.exit_code, ended.stdout, f"{ended.stderr}error: {ended.exception}\n")
        else:
            assert ended.exception is None or isinstance(ended.exception, SystemExit), ended.exc_info
            done = Done(ended.exit_code, ended.stdout, ended.stderr)
        assert code is None or done.code == code, done
        return done


def end_of(process: subprocess.Popen[str]) -> Done:
    """Wait for a process that ``Project.start`` started."""
    out, err = process.communicate(timeout=PATIENCE)
    assert "Traceback" not in err, err
    return Done(process.returncode, out, err)


def _environment(more: dict[str, str]) -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if key != "FORCE_COLOR"} | {"COLUMNS": "80"} | more

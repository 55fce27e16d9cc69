"""A project on disk and the command line in it, as a real process."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Done:
    """What a command came to."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Site:
    """A project on disk, and the command line in it."""

    root: Path

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
        return path

    def read(self, name: str) -> str:
        return (self.root / name).read_bytes().decode("utf-8")

    def run(self, *arguments: str, code: int | None = None, **environment: str) -> Done:
        """Run taiyaku in a process of its own; ``code`` is what it must exit with."""
        done = subprocess.run(
            [sys.executable, "-m", "taiyaku", *arguments],
            cwd=self.root,
            env={key: value for key, value in os.environ.items() if key != "FORCE_COLOR"} | environment,
            capture_output=True,
            check=False,
            timeout=60,
        )
        told = Done(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))
        assert "Traceback" not in told.err, told.err
        assert code is None or told.code == code, told
        return told

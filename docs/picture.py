"""Makes docs/images/terminal.svg from a real run on a copy of the sample articles.

    uv run python docs/picture.py

A Japanese amount is changed, and a hasty person accepts the outdated translation as it is.
"""

from __future__ import annotations

import os
import pty
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).parents[1]
COLUMNS = 100
NAME = "lecun-ami-labs-world-models-2026-02-12"
COMMANDS = (
    "taiyaku status",
    f"sed -i 's/5億ユーロ/6億ユーロ/' content/ja/{NAME}.md",
    "taiyaku translate",
    f"msgattrib --clear-fuzzy --clear-previous -o catalogs/en/{NAME}.po catalogs/en/{NAME}.po",
    "taiyaku check",
)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, Path(os.devnull).open("w") as nowhere:
        site = Path(folder) / "site"
        for name in ("content", "catalogs", "glossary"):
            shutil.copytree(ROOT / name, site / name)
        shutil.copy(ROOT / "taiyaku.toml", site)
        console = Console(record=True, width=COLUMNS, force_terminal=True, color_system="truecolor", file=nowhere)
        for command in COMMANDS:
            console.print(Text(f"$ {command}", "bold"))
            if out := run(command, site).strip():
                console.print(Text.from_ansi(out + "\n"))
        console.save_svg(str(ROOT / "docs/images/terminal.svg"), title="taiyaku", unique_id="taiyaku")


def run(command: str, folder: Path) -> str:
    """Run a command as on a terminal, colors and all."""
    ours, theirs = pty.openpty()
    environment = os.environ | {"COLUMNS": str(COLUMNS), "TERM": "xterm-256color"}
    process = subprocess.Popen(command, shell=True, cwd=folder, env=environment, stdout=theirs, stderr=theirs)
    os.close(theirs)
    out = b""
    while True:
        try:
            data = os.read(ours, 65536)
        except OSError:  # how a pty says that the other side is gone
            break
        if not data:
            break
        out += data
    process.wait()
    os.close(ours)
    return re.sub(r"\r\n", "\n", out.decode("utf-8"))


if __name__ == "__main__":
    main()

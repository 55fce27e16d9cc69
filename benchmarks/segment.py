"""How long an article takes to be cut and put together again, as a multiple of parsing it.

    uv run --group bench python benchmarks/segment.py [FOLDER]

FOLDER holds Markdown files; by default it is the corpus beside the checkout, or else the sample articles. Every row is
the median of several rounds in this one run, and a multiple of a bare ``MarkdownIt().parse()`` of the same texts. mdpo,
translate-toolkit and po4a are measured where they are installed; the last two are programs, so their start is part of it.
"""

from __future__ import annotations

import importlib.util
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from markdown_it import MarkdownIt

from corpus import CORPUS
from taiyaku.markdown.assemble import assemble_markdown
from taiyaku.markdown.inline import pieces
from taiyaku.markdown.segment import segment_markdown
from taiyaku.model import Document

ROOT = Path(__file__).parents[1]
ROUNDS = 5


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS
    files = sorted((folder if folder.is_dir() else ROOT / "content").rglob("*.md"))
    texts = [path.read_bytes().decode("utf-8") for path in files]
    print(f"{len(texts)} files, {sum(map(len, texts)):,} characters, {ROUNDS} rounds\n")
    tasks: dict[str, Callable[[], object]] = {
        "MarkdownIt().parse()": lambda: [MarkdownIt().parse(text) for text in texts],
        "taiyaku: segment": lambda: [segment_markdown(text) for text in texts],
        "taiyaku: segment + identity assemble": lambda: [identity(text) for text in texts],
        "taiyaku: segment + every unit changed + proof": lambda: [changed(text) for text in texts],
    }
    if importlib.util.find_spec("mdpo"):
        from mdpo.md2po import markdown_to_pofile

        tasks["mdpo: md2po (extract only)"] = lambda: [markdown_to_pofile(text) for text in texts]
    with tempfile.TemporaryDirectory() as scratch:
        for name, command in programs(Path(scratch)).items():
            tasks[name] = lambda command=command: [subprocess.run(command(path), capture_output=True) for path in files]
        report(tasks)


def programs(scratch: Path) -> dict[str, Callable[[Path], list[str]]]:
    found: dict[str, Callable[[Path], list[str]]] = {}
    if shutil.which("md2po") and shutil.which("po2md"):
        found["translate-toolkit: md2po, a process a file"] = lambda path: [
            "md2po",
            "--duplicates=merge",
            path,
            scratch / "a.po",
        ]
    if shutil.which("po4a-gettextize"):
        found["po4a-gettextize, a process a file"] = lambda path: [
            "po4a-gettextize",
            "-f",
            "text",
            "-o",
            "markdown",
            "-M",
            "UTF-8",
            "-m",
            path,
            "-p",
            scratch / "b.po",
        ]
    return found


def identity(text: str) -> str:
    document = segment_markdown(text)
    result = assemble_markdown(document, {unit.id: unit.source for unit in document.units})
    assert result == text
    return result


def changed(text: str) -> str:
    document = segment_markdown(text)
    return assemble_markdown(document, {unit.id: longer(unit.source, document) for unit in document.units})


def longer(source: str, document: Document) -> str:
    found = pieces(source, document.reading)
    return "".join(piece.raw.replace("e", "é") if piece.is_text else piece.raw for piece in found) + " lorem"


def report(tasks: dict[str, Callable[[], object]]) -> None:
    seconds: dict[str, list[float]] = {name: [] for name in tasks}
    for number in range(ROUNDS):
        for name, task in tasks.items():
            if number and ("process" in name or "mdpo" in name):
                continue  # one round is enough to see a factor of a hundred
            start = time.perf_counter()
            task()
            seconds[name].append(time.perf_counter() - start)
    base = statistics.median(seconds["MarkdownIt().parse()"])
    for name, measured in seconds.items():
        print(f"{name:48} {statistics.median(measured) / base:8.2f}")


if __name__ == "__main__":
    main()

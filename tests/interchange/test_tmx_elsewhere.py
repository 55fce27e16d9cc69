"""TMX between Taiyaku and a tool that we did not write, which runs as a program of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from taiyaku.interchange import tmx
from taiyaku.memory import MemoryEntry
from waiting import PATIENCE

READS = """
import json, sys
from translate.storage.tmx import tmxfile

store = tmxfile.parsefile(sys.argv[1])
print(json.dumps([[unit.source, unit.target] for unit in store.units]))
"""
WRITES = """
import sys
from translate.storage.tmx import tmxfile

store = tmxfile(sourcelanguage="ja", targetlanguage="en")
for source, target in (("世界モデル", "world model"), ("AとB < C & D", "A and B < C & D"), ("一行目\\n二行目", "One\\nTwo")):
    store.addtranslation(source, "ja", target, "en", comment="a note")
store.savefile(sys.argv[1])
"""


def other_tool(program: str, path: Path) -> str:
    done = subprocess.run([sys.executable, "-c", program, str(path)], check=True, capture_output=True, timeout=PATIENCE)
    return done.stdout.decode("utf-8")


def test_another_tool_reads_every_text_that_was_written(tmp_path: Path) -> None:
    path = tmp_path / "a.tmx"
    texts = [("世界モデル", "world model"), ("AとB < C & D", "A and B < C & D"), ("猫 🐈 が", "a cat 🐈")]
    tmx.write(path, (MemoryEntry(source, target, "ja", "en") for source, target in texts), source_locale="ja")
    assert [tuple(pair) for pair in json.loads(other_tool(READS, path))] == texts


def test_what_another_tool_wrote_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.tmx"
    other_tool(WRITES, path)
    found = [(entry.source, entry.target, entry.origin) for entry in tmx.read(path, source="ja", targets=["en"])]
    assert found == [
        ("世界モデル", "world model", "tmx"),
        ("AとB < C & D", "A and B < C & D", "tmx"),
        ("一行目\n二行目", "One\nTwo", "tmx"),
    ]

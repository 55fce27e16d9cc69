"""How many modules an article passes: whoever reads along should not have to open more."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

MOST = 45

PROFILED = """
import inspect, os, sys
import taiyaku
from taiyaku.cli import main

PACKAGE = os.path.dirname(taiyaku.__file__)
modules = set()

def called(frame, event, _):
    code = frame.f_code
    if event == "call" and code.co_flags & inspect.CO_OPTIMIZED and code.co_name not in COMPREHENSIONS:
        modules.add(code.co_filename)

COMPREHENSIONS = {"<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>"}
sys.argv = ["taiyaku", "translate", "--provider", "copy"]
sys.setprofile(called)
try:
    main()
finally:
    sys.setprofile(None)
    print(*sorted(file for file in modules if file.startswith(PACKAGE)), sep="\\n")
"""
"""Prints the files of which a function is called; bodies of modules, classes and comprehensions are not functions."""


def test_a_three_line_article_calls_functions_of_few_modules(tmp_path: Path) -> None:
    article = tmp_path / "content/ja/a.md"
    article.parent.mkdir(parents=True)
    article.write_text("# 題名\n\n一つ目の段落です。\n", "utf-8")
    (tmp_path / "taiyaku.toml").write_text('source = "ja"\ntargets = ["en"]\n', "utf-8")
    done = subprocess.run([sys.executable, "-c", PROFILED], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "wrote content/en/a.md" in done.stdout, done.stderr
    modules = [line.partition("taiyaku/")[2] for line in done.stdout.splitlines() if line.endswith(".py")]
    assert "pipeline/core.py" in modules
    assert len(modules) <= MOST, f"{len(modules)} modules; an article passes through {', '.join(modules)}"

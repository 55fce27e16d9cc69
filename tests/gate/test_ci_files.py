"""The action, the hooks and the set-ups of docs/ci.md, by running what they run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from made import Project

ROOT = Path(__file__).parents[2]
GOOD = {"今日は晴れです。": "It is sunny today."}
BAD = {"参加者は25人です。": "There are 52 participants."}


def shell(script: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, **variables}
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def action() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))  # type: ignore[no-any-return]


def step(name: str) -> str:
    return next(s["run"] for s in action()["runs"]["steps"] if s.get("name") == name)  # type: ignore[no-any-return]


def check(folder: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    defaults = {"PATHS": "", "CHANGED_FROM": "", "FAIL_ON": "error", "FORMAT": "github", "OUTPUT": ""}
    return shell(step("Check"), folder, **defaults | inputs)


def test_the_action_annotates_and_fails(project: Project, add: Any) -> None:
    add("a", BAD)
    add("b", GOOD)
    done = check(project.root)
    assert done.returncode == 1
    assert done.stdout.startswith("::error file=content/ja/a.md,line=1,title=taiyaku%3A number-changed::")
    assert check(project.root, PATHS="content/ja/b.md\n").returncode == 0
    assert check(project.root, CHANGED_FROM="nowhere").returncode == 2
    assert check(project.root, FORMAT="sarif", OUTPUT="x.sarif").returncode == 1
    assert (project.root / "x.sarif").exists()


def test_an_input_of_the_action_is_never_run(project: Project, add: Any) -> None:
    add("a", GOOD)
    done = check(project.root, PATHS="$(touch owned) `touch owned`; touch owned", CHANGED_FROM="$(touch owned)")
    assert done.returncode == 2
    assert not (project.root / "owned").exists()
    assert not any("${{ inputs" in s["run"] for s in action()["runs"]["steps"] if "run" in s)


def test_the_action_writes_a_summary_table(project: Project, add: Any) -> None:
    add("a", GOOD)
    project.write("content/ja/new.md", "訳がない。\n")
    summary = project.root / "summary.md"
    assert shell(step("Summary"), project.root, GITHUB_STEP_SUMMARY=str(summary)).returncode == 0
    assert "| content/ja/new.md | en | missing | 0 | 0 | 0 | 1 |" in summary.read_text("utf-8")


def test_the_action_installs_the_version_that_is_asked_for(tmp_path: Path) -> None:
    fake = tmp_path / "python"
    fake.write_text('#!/bin/sh\nfor a; do last=$a; done; echo "$last"\n')
    fake.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    for version, wanted in (("1.2.3", "taiyaku==1.2.3"), ("", "/the/action")):
        done = shell(f"export PATH='{path}'\n{step('Install')}", tmp_path, VERSION=version, ACTION="/the/action")
        assert done.stdout.strip() == wanted


def test_every_input_of_the_action_is_used() -> None:
    text = (ROOT / "action.yml").read_text("utf-8")
    for name in action()["inputs"]:
        assert f"${{{{ inputs.{name} }}}}" in text


@pytest.mark.parametrize(
    "hook", yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")), ids=lambda h: h["id"]
)
def test_a_hook_passes_and_fails(hook: dict[str, Any], project: Project, add: Any) -> None:
    add("a", GOOD)
    begin = "git init -q -b main && git add -A && git -c user.name=a -c user.email=a@example.com commit -qm x"
    assert shell(begin, project.root).returncode == 0
    assert shell(hook["entry"], project.root).returncode == 0
    add("b", BAD)
    done = shell(f"git add -A && {hook['entry']}", project.root)
    assert done.returncode == 1
    assert "content/ja/b.md:1: error" in done.stdout


def test_the_hook_looks_at_articles_catalogs_glossary_and_settings() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    files = re.compile(hooks[0]["files"])
    for name in ("content/ja/a.md", "a.mdx", "catalogs/en/a.po", "glossary/ai.yaml", "taiyaku.toml"):
        assert files.search(name), name
    assert not files.search("src/a.py")


BLOCKS = re.findall(r"```(\w+)\n(.*?)```", (ROOT / "docs/ci.md").read_text("utf-8"), re.DOTALL)


def test_the_set_ups_of_the_manual_are_yaml_that_names_real_inputs() -> None:
    for kind, block in BLOCKS:
        if kind != "yaml":
            continue
        data = yaml.safe_load(block)
        for job in (data.get("jobs") or {}).values():
            for used in job["steps"]:
                if used.get("uses", "").startswith("OWNER/taiyaku@"):
                    assert set(used["with"]) <= set(action()["inputs"])
        for repo in data.get("repos") or ():
            known = {h["id"] for h in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
            assert {hook["id"] for hook in repo["hooks"]} <= known


def test_every_command_of_the_manual_runs(project: Project, add: Any) -> None:
    add("a", GOOD)
    commands = set(re.findall(r"^\s*(?:- )?(taiyaku .+)$", "\n".join(block for _, block in BLOCKS), re.MULTILINE))
    assert len(commands) >= 3
    (project.root / "public").mkdir()
    for command in commands:
        done = shell(command, project.root)
        assert done.returncode == 0, (command, done.stderr)

"""The action, the hooks and the set-ups of docs/ci.md, by running what they run."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

from project_on_disk import Project

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


# ── docs/ci.md ──────────────────────────────────────────────────────────────

MANUAL = (ROOT / "docs/ci.md").read_text("utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", MANUAL, re.DOTALL)
YAML = [yaml.safe_load(block) for kind, block in BLOCKS if kind == "yaml"]
WORKFLOWS = [data for data in YAML if "jobs" in data]
(GITLAB,) = (data for data in YAML if "translations" in data)
(PRE_COMMIT,) = (data for data in YAML if "repos" in data)


@pytest.fixture
def checkout(project: Project, add: Any) -> Project:
    """A repository as the manual has it: Taiyaku is below ``vendor``, a pull request changes one of two articles."""
    add("a", GOOD)
    add("b", BAD)
    (project.root / "vendor").mkdir()
    (project.root / "vendor/taiyaku").symlink_to(ROOT)
    project.write(".gitignore", "vendor/\n.taiyaku/\nbin/\n")
    commit = "git add -A && git -c user.name=a -c user.email=a@example.com commit -qm x"
    begin = f"git init -q -b main && {commit} && git update-ref refs/remotes/origin/main HEAD"
    assert shell(begin, project.root).returncode == 0
    # In place of pip: what it is to install must be this package. It was installed for the tests already.
    pip = project.write(
        "bin/pip", '#!/bin/bash\nfor last; do :; done; grep -q \'^name = "taiyaku"$\' "$last/pyproject.toml"\n'
    )
    pip.chmod(0o755)
    python = project.write("bin/python", '#!/bin/bash\n[ "$1 $2" = "-m pip" ] && shift 2 && exec pip "$@"\n')
    python.chmod(0o755)
    return project


def run_here(script: str, checkout: Project, **variables: str) -> subprocess.CompletedProcess[str]:
    return shell(f'export PATH="$PWD/bin:$PATH"\n{script}', checkout.root, **variables)


def filled(text: str, inputs: dict[str, str], where: str) -> str:
    """A text of a workflow with its expressions filled in, as GitHub does before a step."""
    known = {f"inputs.{name}": value for name, value in inputs.items()}
    known |= {"github.base_ref": "main", "github.action_path": where}
    return re.sub(r"\$\{\{ ([\w.-]+) \}\}", lambda found: known[found[1]], text)


def run_action(used: dict[str, Any], checkout: Project) -> list[subprocess.CompletedProcess[str]]:
    """The steps of the action that a workflow uses, until one fails."""
    where = checkout.root / used["uses"]
    described = yaml.safe_load((where / "action.yml").read_text("utf-8"))
    inputs = {name: about["default"] for name, about in described["inputs"].items()}
    for name, value in used.get("with", {}).items():
        assert name in inputs
        inputs[name] = filled(value, {}, "")
    done: list[subprocess.CompletedProcess[str]] = []
    for one in described["runs"]["steps"]:
        if "run" in one and not (done and done[-1].returncode):
            variables = {name: filled(value, inputs, str(where)) for name, value in one.get("env", {}).items()}
            done.append(run_here(one["run"], checkout, GITHUB_STEP_SUMMARY="summary.md", **variables))
    return done


def job_of(workflow: dict[str, Any]) -> list[dict[str, Any]]:
    (job,) = workflow["jobs"].values()
    steps: list[dict[str, Any]] = job["steps"]
    checks_out = steps[0]
    assert checks_out["uses"].startswith("actions/checkout@")
    assert checks_out["with"]["submodules"] is True
    return steps


def test_the_manual_leaves_one_place_to_fill_in() -> None:
    assert not re.search(r"OWNER|TODO|example\.(com|org)", MANUAL)
    submodule = next(block for _, block in BLOCKS if "submodule" in block)
    assert submodule == "git submodule add /path/to/taiyaku vendor/taiyaku\n"


def test_the_workflow_for_pull_requests_annotates_what_they_change(checkout: Project) -> None:
    (workflow,) = (data for data in WORKFLOWS if data[True] == ["pull_request"])  # `on` is a boolean of YAML 1.1
    checks_out, uses = job_of(workflow)
    assert checks_out["with"]["fetch-depth"] == 0
    *_, checked = run_action(uses, checkout)
    assert (checked.returncode, checked.stdout) == (0, "")  # the wrong article was so before
    checkout.edit("content/ja/b.md", "25人", "26人")
    *_, checked = run_action(uses, checkout)
    assert checked.returncode == 1
    assert checked.stdout.startswith("::error file=content/ja/b.md,line=1,")
    assert "| content/ja/b.md | en | outdated |" in checkout.read("summary.md")


def test_the_workflow_for_the_security_tab_writes_the_file_that_it_uploads(checkout: Project) -> None:
    (workflow,) = (data for data in WORKFLOWS if data[True] != ["pull_request"])
    _, uses, uploads = job_of(workflow)
    *_, checked = run_action(uses, checkout)
    assert checked.returncode == 1
    assert uploads["if"] == "always()"
    assert json.loads(checkout.read(uploads["with"]["sarif_file"]))["runs"][0]["results"]


def test_the_gitlab_jobs_write_what_they_keep(checkout: Project) -> None:
    for job in (GITLAB["translations"], GITLAB["pages"]):
        assert job["variables"]["GIT_SUBMODULE_STRATEGY"] == "recursive"
    checked = run_here("\n".join(GITLAB["translations"]["script"]), checkout)
    assert checked.returncode == 1
    report = checkout.read(GITLAB["translations"]["artifacts"]["reports"]["junit"])
    assert ElementTree.fromstring(report.encode()).get("failures") == "1"
    assert (checkout.root / ".taiyaku/known.json").is_file()
    assert run_here("\n".join(GITLAB["pages"]["script"]), checkout).returncode == 0
    assert checkout.read("public/index.html").startswith("<!doctype html>")


def test_the_commands_for_any_other_server_run(checkout: Project) -> None:
    script = next(block for kind, block in BLOCKS if kind == "sh" and "pip install" in block)
    checkout.edit("content/ja/b.md", "25人", "52人")
    assert run_here("set +e\n" + script, checkout).returncode == 0
    assert checkout.read("report.xml").startswith("<?xml")
    assert "b.md" in checkout.read("status.html")


def test_the_hooks_of_the_manual_are_there() -> None:
    (repo,) = PRE_COMMIT["repos"]
    assert repo["repo"] == "vendor/taiyaku"
    known = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
    assert {hook["id"] for hook in repo["hooks"]} <= known


def test_every_option_that_the_manual_speaks_of_is_there() -> None:
    options = set(re.findall(r"(?<![\w-])--[a-z][\w-]*", MANUAL))
    known = set(re.findall(r"--[\w-]+", shell("taiyaku check --help", ROOT, COLUMNS="200").stdout))
    assert options - known <= {"--always"}  # of git describe

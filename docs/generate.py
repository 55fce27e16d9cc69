"""Writes the pages of the manual that are made from the code.

``python docs/generate.py`` writes them; with ``--check`` it writes nothing, names each page that is stale and exits 1.
"""

from __future__ import annotations

import argparse
import importlib.util
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from taiyaku.checks.manual import Page, pages
from taiyaku.checks.registry import article_checks
from taiyaku.glossary.schema import schema_text
from taiyaku.model import Severity

HERE = Path(__file__).parent
NOTICE = "<!-- Made by docs/generate.py from the code; do not edit. -->\n"
CASES = HERE.parent / "tests" / "checks" / "case_files.py"


def check_pages() -> dict[Path, str]:
    """The pages of the checks and states, and their index, by path."""
    case_files = _module(CASES)
    found = {HERE / "checks" / f"{page.id}.md": _check_page(page, case_files) for page in pages()}
    return {HERE / "checks" / "README.md": _index(), **found}


def _index() -> str:
    ids = {check.id for check in article_checks()}
    rows = [
        (page.id in ids, f"| {_link(page)} | {'always an error' if page.always else page.severity} | {page.summary} |")
        for page in pages()
    ]
    head = ["| id | by default | finds |", "|---|---|---|"]
    return "\n".join(
        [
            NOTICE,
            "# Checks",
            "",
            "What `taiyaku check` looks for in every translation. `taiyaku checks ID` shows a page in the terminal.",
            "",
            *head,
            *(row for of_article, row in rows if of_article),
            "",
            "What it reports about the project, whole articles, and checks and waivers themselves:",
            "",
            *head,
            *(row for of_article, row in rows if not of_article),
            "",
        ]
    )


def _link(page: Page) -> str:
    return f"[`{page.id}`]({page.id}.md)"


def _check_page(page: Page, case_files: ModuleType) -> str:
    out = [NOTICE, f"# `{page.id}`", "", page.by_default, ""]
    sections = dict(page.sections)
    out += [sections.pop(""), ""]
    has_cases = (case_files.FOLDER / f"{page.id}.txt").exists()
    examples = _examples(case_files.read_cases(page.id)) if has_cases else []
    for heading, text in sections.items():
        out += [f"## {heading}", "", text[:1].upper() + text[1:], ""]
        if heading == "Example":
            out += examples
    return "\n".join(out if page.always else [*out, *_settings(page)])


def _examples(cases: Sequence[Any]) -> list[str]:
    """One case with a finding and one without, from the case file."""
    found = next(case for case in cases if case.finds)
    silent = next(case for case in cases if not case.finds)
    out: list[str] = []
    messages = [f"> {line.replace('<', '&lt;').replace('*', chr(92) + '*')}" for line in found.finds]
    for case, findings in ((found, messages), (silent, ["No finding."])):
        text = "\n".join(["source:", _indented(case.parts["source"]), "target:", _indented(case.parts["target"])])
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
        if case is silent:
            out += ["And without a finding:", ""]
        out += [f"{fence}text", text, fence, "", *findings, ""]
    return out


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.split("\n"))


def _settings(page: Page) -> list[str]:
    other = "warning" if page.severity is Severity.ERROR else "error"
    out = ["## Settings", "", "```toml", "[checks]", f'severity = {{ {page.id} = "{other}" }}', "```", ""]
    if page.id in {check.id for check in article_checks()}:
        out += [
            "To accept a finding, waive it with a reason, in the article before its block or in the settings:",
            "",
            "```markdown",
            f"<!-- taiyaku:ignore {page.id} reason -->",
            "```",
            "",
            "```toml",
            "[[checks.ignore]]",
            f'check = "{page.id}"',
            'reason = "…"',
            'source = "the unit as in the article"',
            'target = "its translation"',
            "```",
            "",
            "A waiver [ends](waiver-ended.md) when the unit or its translation changes. In the settings, only the texts that",
            "the entry names count.",
            "",
        ]
    return out


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no module")
    if path.stem not in sys.modules:
        module = importlib.util.module_from_spec(spec)
        sys.modules[path.stem] = module
        spec.loader.exec_module(module)
    return sys.modules[path.stem]


def all_pages() -> dict[Path, str]:
    """Every generated page by path."""
    schema = {HERE / "glossary.schema.json": schema_text()}
    providers = _module(HERE / "provider_pages.py").pages()
    json = _module(HERE / "json_page.py").pages()
    return {**_module(HERE / "reference.py").pages(), **json, **check_pages(), **providers, **schema}


def stale(wanted: dict[Path, str]) -> list[Path]:
    """The pages that are missing or not as the code has them, and those of checks that are no more."""
    differ = [path for path, text in wanted.items() if not path.exists() or path.read_text("utf-8") != text]
    return differ + [path for path in (HERE / "checks").glob("*.md") if path not in wanted]


def main() -> int:
    """Write the pages, or report which are stale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where a page is stale")
    wanted = all_pages()
    different = stale(wanted)
    if parser.parse_args().check:
        for path in different:
            print(f"{path.relative_to(HERE.parent)} is stale; run python docs/generate.py", file=sys.stderr)
        return int(bool(different))
    for path in different:
        if path in wanted:
            path.parent.mkdir(exist_ok=True)
            path.write_text(wanted[path], "utf-8")
        else:
            path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The report formats of ``check`` and ``status``: one record each.

A writer imports its module when it is called: the command line reads the names at every start.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from taiyaku.errors import UsageError
from taiyaku.model import Finding, Severity

if TYPE_CHECKING:
    from taiyaku.status import Row
    from taiyaku.status.check import CheckResult

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """The options of a report."""

    fail_on: Severity = Severity.ERROR
    """The severity at which the run fails."""
    color: bool = False
    """Whether to use the escape sequences of a terminal."""
    columns: int | None = None
    """Columns of the terminal; with None, nothing is shortened."""


@dataclass(frozen=True, slots=True)
class ReportFormat(Generic[T]):
    """One way to write a report."""

    name: str
    write: Callable[[T, ReportOptions], str]


def _text(result: CheckResult, options: ReportOptions) -> str:
    from taiyaku.reports import text

    # Articles that cannot be read are errors on stderr.
    return text.write(result.findings, color=options.color)


def _json(result: CheckResult, _: ReportOptions) -> str:
    from taiyaku.reports import json

    return json.write([*result.findings, *result.unreadable])


def _github(result: CheckResult, _: ReportOptions) -> str:
    from taiyaku.reports import github

    return github.write(_from_repository(result))


def _sarif(result: CheckResult, _: ReportOptions) -> str:
    from importlib.metadata import version

    from taiyaku.checks.manual import pages
    from taiyaku.reports import sarif

    rules = [sarif.Rule(page.id, page.summary, page.text, page.severity) for page in pages()]
    return sarif.write(_from_repository(result), rules=rules, version=version("taiyaku"))


def _junit(result: CheckResult, options: ReportOptions) -> str:
    from taiyaku.reports import junit

    cases = [junit.Case(row.article, row.locale, row.findings, str(row.error or "")) for row in result.rows]
    if result.settings:
        cases.insert(0, junit.Case(result.settings[0].path, "settings", result.settings))
    return junit.write(cases, fail_on=options.fail_on)


def _from_repository(result: CheckResult) -> list[Finding]:
    """All findings, their paths relative to the root of the repository, as annotations need them."""
    prefix = _path_in_repository(result.root)
    findings = [*result.findings, *result.unreadable]
    return [f if Path(f.path).is_absolute() else replace(f, path=prefix + f.path) for f in findings]


def _path_in_repository(root: Path) -> str:
    """The folder of a project in its repository, with a final slash; empty at the repository's root."""
    workspace = os.environ.get("GITHUB_WORKSPACE")
    tops = [Path(workspace)] if workspace else []
    tops += [folder for folder in (root, *root.parents) if (folder / ".git").exists()][:1]
    for top in tops:
        if root.resolve().is_relative_to(top.resolve()):
            inside = root.resolve().relative_to(top.resolve()).as_posix()
            return "" if inside == "." else f"{inside}/"
    return ""


def _status_table(rows: Sequence[Row], options: ReportOptions) -> str:
    from taiyaku.reports import table

    return table.write(rows, columns=options.columns, color=options.color)


def _status_json(rows: Sequence[Row], _: ReportOptions) -> str:
    from taiyaku.reports import articles_json

    return articles_json.status_json(rows)


def _status_html(rows: Sequence[Row], _: ReportOptions) -> str:
    from taiyaku.reports import html

    return html.write(rows)


def _status_markdown(rows: Sequence[Row], _: ReportOptions) -> str:
    from taiyaku.reports import markdown

    return markdown.write(rows)


CHECK_FORMATS: tuple[ReportFormat[CheckResult], ...] = (
    ReportFormat("text", _text),
    ReportFormat("json", _json),
    ReportFormat("github", _github),
    ReportFormat("sarif", _sarif),
    ReportFormat("junit", _junit),
)
"""The formats of findings."""

STATUS_FORMATS: tuple[ReportFormat[Sequence[Row]], ...] = (
    ReportFormat("table", _status_table),
    ReportFormat("json", _status_json),
    ReportFormat("html", _status_html),
    ReportFormat("markdown", _status_markdown),
)
"""The formats of the status."""


def find_format(name: str, formats: Sequence[ReportFormat[T]]) -> ReportFormat[T]:
    """The format with a name.

    Raises:
        UsageError: There is none; the message lists the known ones.
    """
    for one in formats:
        if one.name == name:
            return one
    known = ", ".join(f"`{one.name}`" for one in formats)
    raise UsageError(f"there is no report format `{name}`; use one of {known}")

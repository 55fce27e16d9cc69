"""Findings as workflow commands of GitHub Actions, which become annotations on the changed files.

The form is ``::error file=…,line=…,title=…::message``. In a message ``%``, CR and LF are escaped, in a property also
``:`` and ``,`` (GitHub's workflow command reference, and the escaping in its own ``@actions/core``).
"""

from __future__ import annotations

from collections.abc import Iterable

from taiyaku.model import Finding, Severity


def write(findings: Iterable[Finding]) -> str:
    """One command a line, errors first: GitHub shows ten errors and ten warnings of a step and drops the rest."""
    ordered = sorted(findings, key=lambda finding: finding.severity is not Severity.ERROR)
    return "".join(f"{_command(finding)}\n" for finding in ordered)


def _command(finding: Finding) -> str:
    properties = {"file": finding.path, "line": str(max(finding.line, 1)), "title": f"taiyaku: {finding.check}"}
    written = ",".join(f"{name}={_escaped_property(value)}" for name, value in properties.items() if value)
    level = "error" if finding.severity is Severity.ERROR else "warning"
    return f"::{level} {written}::{_escaped(finding.details)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped_property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")

"""Findings as workflow commands of GitHub Actions, which become annotations on the changed files.

The form is ``::error file=…,line=…,title=…::message``. In a message ``%``, CR and LF are escaped, in a property also
``:`` and ``,`` (GitHub's workflow command reference, and the escaping in its own ``@actions/core``).
"""

from __future__ import annotations

from collections.abc import Iterable

from taiyaku.model import Finding, Severity


def write(findings: Iterable[Finding]) -> str:
    """One command per line, errors first, since GitHub shows only ten errors and ten warnings of a step."""
    ordered = sorted(findings, key=lambda finding: finding.severity is not Severity.ERROR)
    return "".join(f"{_command(finding)}\n" for finding in ordered)


def _command(finding: Finding) -> str:
    properties = {"file": finding.path, "line": str(max(finding.line, 1)), "title": f"taiyaku: {finding.check}"}
    written = ",".join(f"{name}={_escape_property(value)}" for name, value in properties.items() if value)
    level = "error" if finding.severity is Severity.ERROR else "warning"
    return f"::{level} {written}::{_escape(finding.details)}"


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")

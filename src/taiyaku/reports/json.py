"""Findings as JSON, and the base of all JSON output.

Every output is one object with a ``schema_version``. It changes only when a key is removed or changes its meaning; new
keys may be added at any time.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from taiyaku.model import Finding

SCHEMA_VERSION = 1


class JsonOutput(msgspec.Struct, frozen=True, kw_only=True):
    """The base of every output."""

    schema_version: int = SCHEMA_VERSION
    """Version of the format."""


class FindingJson(msgspec.Struct, frozen=True, omit_defaults=True):
    """A finding of a check."""

    check: str
    """The id of the check; `unreadable` if a file cannot be read."""
    severity: str
    """`error` or `warning`."""
    message: str
    """What is wrong and what to do, on one line."""
    path: str
    """The file, relative to the project."""
    line: int
    """1-based line in that file; 0 if the finding is about the whole file."""
    unit_id: str
    """The unit; empty if the finding is not about one."""
    source: str
    """The unit's source as Markdown."""
    target: str
    """The unit's translation as Markdown."""
    fix: str = ""
    """The corrected translation; left out if the check does not have one."""


class CheckJson(JsonOutput, frozen=True, kw_only=True):
    """`taiyaku check`, `taiyaku glossary lint`."""

    findings: tuple[FindingJson, ...]
    """All findings."""


def finding_json(finding: Finding) -> FindingJson:
    """The shape of one finding."""
    return msgspec.convert(finding, FindingJson, from_attributes=True)


def write(findings: Iterable[Finding]) -> str:
    """All findings as one JSON document."""
    return encode(CheckJson(findings=tuple(map(finding_json, findings))))


def encode(output: JsonOutput | dict[str, Any]) -> str:
    """An output as indented JSON with a final newline; characters are not escaped."""
    return msgspec.json.format(msgspec.json.encode(output), indent=2).decode("utf-8") + "\n"

"""Findings as SARIF 2.1.0 (OASIS), as GitHub code scanning and other dashboards read it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any
from urllib.parse import quote

from taiyaku.model import Finding, Severity

LIMIT = 25_000
"""Results that GitHub accepts in one run; if there are more, errors take precedence."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a dashboard shows about a check."""

    id: str
    summary: str
    page: str = ""
    """Its page as Markdown."""
    severity: Severity = Severity.ERROR


def write(findings: Iterable[Finding], *, rules: Sequence[Rule] = (), version: str = "") -> str:
    """All findings as one run; a finding whose id is not among the rules gets one without a page."""
    found = list(findings)
    kept = found
    if len(found) > LIMIT:
        kept = sorted(found, key=lambda finding: finding.severity is not Severity.ERROR)[:LIMIT]
    known = {rule.id: rule for rule in rules}
    known |= {f.check: Rule(f.check, f.check, severity=f.severity) for f in found if f.check not in known}
    indexes = {name: index for index, name in enumerate(known)}
    seen: Counter[str] = Counter()
    driver = {"name": "Taiyaku", "rules": [_rule(rule) for rule in known.values()]}
    if version:
        driver |= {"version": version, "semanticVersion": version}
    run: dict[str, Any] = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, indexes[finding.check], seen) for finding in kept],
    }
    if len(kept) < len(found):
        text = f"{len(found) - len(kept):,} more findings were left out: a run may have at most {LIMIT:,}"
        note = {"level": "warning", "message": {"text": text}}
        run["invocations"] = [{"executionSuccessful": True, "toolExecutionNotifications": [note]}]
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    text = rule.summary[:1].upper() + rule.summary[1:]
    page = {"help": {"text": rule.page, "markdown": rule.page}} if rule.page else {}
    return {
        "id": rule.id,
        "shortDescription": {"text": text},
        "defaultConfiguration": {"level": _level(rule.severity)},
        **page,
    }


def _result(finding: Finding, rule: int, seen: Counter[str]) -> dict[str, Any]:
    digest = fingerprint(finding)
    seen[digest] += 1
    location = {"artifactLocation": _artifact(finding.path), "region": {"startLine": max(finding.line, 1)}}
    return {
        "ruleId": finding.check,
        "ruleIndex": rule,
        "level": _level(finding.severity),
        "message": {"text": finding.details},
        "locations": [{"physicalLocation": location}],
        "partialFingerprints": {"primaryLocationLineHash": f"{digest}:{seen[digest]}"},
    }


def fingerprint(finding: Finding) -> str:
    """A hash that survives edits elsewhere in the file: of the check, the file and the source text, not the line.

    If the finding is not about a unit, the message is used instead of the text.
    """
    text = finding.source or finding.message
    return hashlib.sha256(f"{finding.check}\0{finding.path}\0{text}".encode()).hexdigest()[:16]


def _artifact(path: str) -> dict[str, str]:
    """A path as a URI: relative to the checkout, or a ``file:`` URI if it is absolute."""
    if PurePosixPath(path).is_absolute():
        return {"uri": PurePosixPath(path).as_uri()}
    if PureWindowsPath(path).is_absolute():
        return {"uri": PureWindowsPath(path).as_uri()}
    return {"uri": quote(path), "uriBaseId": "%SRCROOT%"}


def _level(severity: Severity) -> str:
    return {Severity.ERROR: "error", Severity.WARNING: "warning"}.get(severity, "none")

"""Findings as JSON; ``schema_version`` changes only when a field changes its meaning."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from taiyaku.model import Finding

SCHEMA_VERSION = 1


def finding_as_json(finding: Finding) -> dict[str, Any]:
    """One finding as an object; ``fix`` is there only where there is an offer."""
    data: dict[str, Any] = {
        "check": finding.check,
        "severity": str(finding.severity),
        "message": finding.message,
        "path": finding.path,
        "line": finding.line,
        "unit_id": finding.unit_id,
        "source": finding.source,
        "target": finding.target,
    }
    return data | ({"fix": finding.fix} if finding.fix else {})


def write(findings: Iterable[Finding]) -> str:
    """All findings as one JSON document."""
    data = {"schema_version": SCHEMA_VERSION, "findings": [finding_as_json(finding) for finding in findings]}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"

"""Findings as JUnit XML, which GitLab, Jenkins and most other CI servers show as tests: one case per article."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from taiyaku.model import Finding, Severity
from taiyaku.reports.text import finding_lines

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 does not allow, escaped or not."""


@dataclass(frozen=True, slots=True)
class Case:
    """An article in one locale, and its findings."""

    article: str
    locale: str
    findings: tuple[Finding, ...] = ()
    error: str = ""
    """Why it could not be read; empty if it could."""


def write(cases: Iterable[Case], *, fail_on: Severity = Severity.ERROR) -> str:
    """One suite per locale and one case per article; findings below ``fail_on`` go to the case's output."""
    suites: dict[str, list[Case]] = {}
    for case in cases:
        suites.setdefault(case.locale, []).append(case)
    body = "".join(_suite(locale, inside, fail_on) for locale, inside in suites.items())
    every = [case for inside in suites.values() for case in inside]
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="taiyaku" {_counts(every, fail_on)}>\n'
    return f"{head}{body}</testsuites>\n"


def _suite(locale: str, cases: list[Case], fail_on: Severity) -> str:
    inside = "".join(_case(case, fail_on) for case in cases)
    return f"  <testsuite name={_attribute(f'taiyaku {locale}')} {_counts(cases, fail_on)}>\n{inside}  </testsuite>\n"


def _counts(cases: list[Case], fail_on: Severity) -> str:
    errors = sum(bool(case.error) for case in cases)
    failures = sum(bool(_failing(case, fail_on)) and not case.error for case in cases)
    return f'tests="{len(cases)}" failures="{failures}" errors="{errors}" skipped="0" time="0"'


def _case(case: Case, fail_on: Severity) -> str:
    head = (
        f"    <testcase classname={_attribute(f'taiyaku.{case.locale}')} name={_attribute(case.article)} "
        f'file={_attribute(case.article)} time="0"'
    )
    failing = _failing(case, fail_on)
    rest = [finding for finding in case.findings if finding not in failing]
    parts = []
    if case.error:
        parts.append(f'      <error type="unreadable" message={_attribute(case.error)}/>\n')
    elif failing:
        # Most servers show one failure per case, so its text is all findings.
        first = failing[0]
        more = f" (and {len(failing) - 1:,} more)" if len(failing) > 1 else ""
        kind, message = _attribute(first.check), _attribute(first.message + more)
        parts.append(f"      <failure type={kind} message={message}>{_text(failing)}</failure>\n")
    if rest:
        parts.append(f"      <system-out>{_text(rest)}</system-out>\n")
    return f"{head}>\n{''.join(parts)}    </testcase>\n" if parts else f"{head}/>\n"


def _failing(case: Case, fail_on: Severity) -> list[Finding]:
    return [f for f in case.findings if f.severity is Severity.ERROR or fail_on is Severity.WARNING]


def _text(findings: list[Finding]) -> str:
    lines = [line for finding in findings for line in finding_lines(finding, color=False)]
    return escape(_NOT_XML.sub("\ufffd", "\n".join(lines)))


def _attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("\ufffd", text))

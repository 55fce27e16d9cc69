"""Findings that a person decided to live with, in the article or in the settings, each with its reason."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Protocol

from taiyaku.checks.registry import IDS
from taiyaku.checks.states import STATE_CHECKS
from taiyaku.model import Document, Finding, Severity

_SEVERITY = {state.id: state.severity for state in STATE_CHECKS}


class Waive(Protocol):
    """A waiver of the settings; ``config.Waive`` is one."""

    @property
    def check(self) -> str:
        """The check's id."""

    @property
    def reason(self) -> str:
        """Why it is right as it is; without one, nothing is waived."""

    @property
    def path(self) -> str:
        """Pattern of the articles; ``*`` stands for any characters, slashes included."""

    @property
    def source(self) -> str:
        """The unit's source, exactly; empty: any."""

    @property
    def target(self) -> str:
        """Its translation, exactly; empty: any."""


def in_article(document: Document) -> frozenset[tuple[str, str]]:
    """What the author waived in the article: check and unit id."""
    return frozenset((waiver.check, waiver.unit_id) for waiver in document.waivers if waiver.reason.strip())


def matching(waive: Iterable[Waive], path: str) -> tuple[Waive, ...]:
    """The waivers of the settings that hold for an article, those without a reason left out."""
    return tuple(
        entry
        for entry in waive
        if entry.reason.strip() and (entry.path in {"**", "*"} or not path or fnmatchcase(path, entry.path))
    )


def is_waived(finding: Finding, waive: Iterable[Waive]) -> bool:
    """Whether a waiver of the settings that holds for the article covers a finding."""
    return any(
        entry.check == finding.check and entry.source in {"", finding.source} and entry.target in {"", finding.target}
        for entry in waive
    )


def waivers_at_fault(document: Document, severities: Mapping[str, Severity]) -> Iterator[Finding]:
    """The waivers in an article that waive nothing: without a reason, or for a check that there is not."""
    seen: set[tuple[str, int]] = set()
    for waiver in document.waivers:
        if (waiver.check, waiver.line) not in seen:
            seen.add((waiver.check, waiver.line))
            yield from _faults(waiver.check, waiver.reason, severities, waiver.line)


def setting_at_fault(waive: Waive, severities: Mapping[str, Severity], path: str, line: int | None) -> list[Finding]:
    """The same for a waiver of the settings, which stands in the file ``path``."""
    return list(_faults(waive.check, waive.reason, severities, line or 0, path))


def _faults(
    check: str, reason: str, severities: Mapping[str, Severity], line: int = 0, path: str = ""
) -> Iterator[Finding]:
    if check not in IDS:
        near = difflib.get_close_matches(check, IDS, n=1)
        hint = f"did you mean {near[0]}?" if near else "`taiyaku checks` lists them"
        fault, message = "waiver-unknown", f'there is no check "{check}" to waive; {hint}'
    elif not reason.strip():
        fault = "waiver-without-reason"
        message = f"the waiver of {check} gives no reason and waives nothing; write why it is right as it is"
    else:
        return
    severity = severities.get(fault, _SEVERITY[fault])
    if severity is not Severity.OFF:
        yield Finding(fault, severity, message, line=line, path=path)

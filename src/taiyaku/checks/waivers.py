"""Findings that a person decided to live with, in the article or in the settings, each with its reason."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
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


def waivers_at_fault(document: Document) -> Iterator[Finding]:
    """The waivers in an article that waive nothing: without a reason, or for a check that there is not."""
    seen: set[tuple[str, int]] = set()
    for waiver in document.waivers:
        if (waiver.check, waiver.line) not in seen:
            seen.add((waiver.check, waiver.line))
            yield from _faults(waiver.check, waiver.reason, waiver.line, "")


def settings_at_fault(waive: Sequence[Waive], path: str) -> Iterator[Finding]:
    """The same for the waivers of the settings, whose file is ``path``."""
    for entry in waive:
        yield from _faults(entry.check, entry.reason, 0, path)


def _faults(check: str, reason: str, line: int, path: str) -> Iterator[Finding]:
    if check not in IDS:
        near = difflib.get_close_matches(check, IDS, n=1)
        hint = f"did you mean {near[0]}?" if near else "`taiyaku checks` lists them"
        yield _finding("waiver-unknown", f'there is no check "{check}" to waive; {hint}', line, path)
    elif not reason.strip():
        message = f"the waiver of {check} gives no reason and waives nothing; write why it is right as it is"
        yield _finding("waiver-without-reason", message, line, path)


def _finding(check: str, message: str, line: int, path: str) -> Finding:
    return Finding(check, _SEVERITY.get(check, Severity.WARNING), message, line=line, path=path)

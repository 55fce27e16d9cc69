"""The pages of the checks, for ``taiyaku checks`` and the manual."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from taiyaku.checks.registry import article_checks, module_of, project_checks
from taiyaku.checks.state_pages import STATE_CHECKS
from taiyaku.errors import UsageError
from taiyaku.model import Severity
from taiyaku.suggest import did_you_mean


@dataclass(frozen=True, slots=True)
class Page:
    """The page of a check or state."""

    id: str
    severity: Severity
    """The default."""
    summary: str
    always: bool
    """Whether the settings cannot make it less than an error."""
    text: str
    """Paragraphs; all but the first start with their heading: ``Why it is bad:``, ``How to fix:``, …"""

    @property
    def by_default(self) -> str:
        """The default severity in words."""
        return "Always an error." if self.always else f"By default: {self.severity}."

    @property
    def sections(self) -> tuple[tuple[str, str], ...]:
        """The paragraphs as (heading, text); the first has no heading."""
        result: list[tuple[str, str]] = []
        for paragraph in self.text.strip().split("\n\n"):
            heading, mark, rest = paragraph.partition(": ")
            if mark and result and heading in HEADINGS:
                result.append((heading, rest))
            elif result:
                result[-1] = (result[-1][0], f"{result[-1][1]}\n\n{paragraph}")
            else:
                result.append(("", paragraph))
        return tuple(result)


HEADINGS = ("Why it is bad", "What is compared", "Example", "How to fix", "Known false alarms")


def pages() -> tuple[Page, ...]:
    """All pages: the checks in the order of the registry, then the states."""
    found = [
        Page(
            check.id,
            check.severity,
            check.summary,
            False,
            import_module(f"taiyaku.checks.{module_of(check.id)}").__doc__ or "",
        )
        for check in (*article_checks(), *project_checks())
    ]
    states = (Page(state.id, state.severity, state.summary, state.always, state.page) for state in STATE_CHECKS)
    return (*found, *states)


def page_of(check_id: str) -> Page:
    """The page of one check.

    Raises:
        UsageError: There is no such check; the message suggests the nearest.
    """
    known = {page.id: page for page in pages()}
    if check_id not in known:
        hint = did_you_mean(check_id, known, otherwise="`taiyaku checks` lists them", cutoff=0.6)
        raise UsageError(f'there is no check "{check_id}"; {hint}')
    return known[check_id]

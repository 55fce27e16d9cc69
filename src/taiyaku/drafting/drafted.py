"""The result of drafting, and the choice of units to draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from taiyaku.model import PLACEHOLDERS, Finding, Severity, State, Translation, Unit
from taiyaku.providers.base import Provider
from taiyaku.providers.human import HUMAN


@dataclass(frozen=True, slots=True)
class Repair:
    """The repeated requests for one unit."""

    unit_id: str
    line: int
    findings: tuple[str, ...]
    """The problem sent with each request, in order."""
    mended: bool
    """Whether the last reply has no finding."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """The result of drafting an article."""

    translations: Mapping[str, Translation] = field(default_factory=dict)
    """The drafts by unit id."""
    findings: tuple[Finding, ...] = ()
    """Why replies were refused."""
    from_memory: int = 0
    from_provider: int = 0
    repairs: tuple[Repair, ...] = ()
    failure: BaseException | None = None
    """What ended the drafting early; earlier drafts are in ``translations``."""


def wants_draft(translation: Translation, provider: Provider) -> bool:
    """Whether the provider drafts a unit: it is untranslated, has a placeholder, or its source was edited."""
    if translation.state is State.OUTDATED:
        return not provider.placeholder and provider.name != HUMAN
    return translation.state is State.MISSING or (
        translation.state is State.DRAFT and translation.origin in PLACEHOLDERS and translation.origin != provider.name
    )


def refusal(unit: Unit, provider: Provider, problem: str, reply: str) -> Finding:
    """The finding for a reply that was refused."""
    message = f"the reply of {provider.name} was refused: {problem}"
    return Finding("markup-broken", Severity.ERROR, message, unit.id, unit.line, "", unit.source, reply)

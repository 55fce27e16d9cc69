"""The checks, in the order in which they run and are told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from taiyaku.checks import link_changed
from taiyaku.checks.base import Check, Context, Problem, Terms
from taiyaku.model import Finding, Severity, Unit

CHECKS: tuple[Check, ...] = (link_changed.CHECK,)


def check_units(
    context: Context,
    *,
    severities: Mapping[str, Severity] | None = None,
    language: bool = True,
    only: Unit | None = None,
) -> list[Finding]:
    """Run every unit check over the translations of an article.

    Args:
        context: The article and its translations; units without one are passed over.
        severities: By check id, where they differ from the default.
        language: Whether the checks that judge language run too.
        only: Check this unit alone.

    Returns:
        Findings in the order of the units. A check that fails is itself a finding, ``check-failed``.
    """
    chosen = severities or {}
    findings: list[Finding] = []
    for unit in (only,) if only else context.document.units:
        text = context.translations.get(unit.id, "")
        if not text:
            continue
        waived = {waiver.check for waiver in context.document.waivers if waiver.unit_id == unit.id and waiver.reason}
        for check in CHECKS:
            severity = chosen.get(check.id, check.severity)
            if check.unit is None or severity is Severity.OFF or check.id in waived or not (language or not check.language):
                continue
            findings += _findings(check, severity, unit, text, context)
    return findings


def check_article(
    context: Context, *, severities: Mapping[str, Severity] | None = None, language: bool = True
) -> list[Finding]:
    """Run the document checks over an article as a whole; ``context.target`` is the assembled target."""
    chosen = severities or {}
    findings: list[Finding] = []
    for check in CHECKS:
        severity = chosen.get(check.id, check.severity)
        if check.document is None or severity is Severity.OFF or not (language or not check.language):
            continue
        try:
            problems = list(check.document(context))
        except Exception as error:  # noqa: BLE001 - one check's fault must not hide what the others find
            findings.append(_failed(check, error, "", 0))
            continue
        waived = {waiver.unit_id for waiver in context.document.waivers if waiver.check == check.id}
        findings += [
            Finding(
                check.id,
                severity,
                problem.message,
                problem.unit.id if problem.unit else "",
                problem.unit.line if problem.unit else problem.line,
                fix=problem.fix,
            )
            for problem in problems
            if problem.unit is None or problem.unit.id not in waived
        ]
    return findings


def _findings(check: Check, severity: Severity, unit: Unit, text: str, context: Context) -> Iterator[Finding]:
    assert check.unit
    try:
        problems = list(check.unit(unit, text, context))
    except Exception as error:  # noqa: BLE001 - one check's fault must not hide what the others find
        yield _failed(check, error, unit.id, unit.line)
        return
    for problem in problems:
        yield Finding(
            check.id, severity, problem.message, unit.id, unit.line, "", unit.source, text, problem.fix
        )


def _failed(check: Check, error: Exception, unit_id: str, line: int) -> Finding:
    message = f"{check.id} could not be run: {type(error).__name__}: {error}"
    return Finding("check-failed", Severity.ERROR, message, unit_id, line)


__all__ = ["CHECKS", "Check", "Context", "Problem", "Terms", "check_article", "check_units"]

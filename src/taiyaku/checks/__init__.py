"""The checks: what each is (``base``), which there are (``registry``), and running them over an article."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from taiyaku.checks import waivers
from taiyaku.checks.base import Check, Context, Problem, Terms
from taiyaku.checks.inconsistent import find_inconsistent
from taiyaku.checks.registry import CHECKS
from taiyaku.checks.state_pages import STATE_CHECKS, StateCheck
from taiyaku.checks.untranslated_places import untranslated_pairs
from taiyaku.checks.waivers import Waive, setting_at_fault
from taiyaku.model import Finding, Severity, Unit


def check_units(
    context: Context,
    *,
    severities: Mapping[str, Severity] | None = None,
    language: bool = True,
    only: Unit | None = None,
    waive: Sequence[Waive] = (),
    path: str = "",
) -> list[Finding]:
    """Run every unit check over the translations of an article.

    Args:
        context: The article and its translations; units without one are passed over.
        severities: By check id, where they differ from the default.
        language: Whether the checks that judge language run too.
        only: Check this unit alone.
        waive: Waivers of the settings.
        path: The article, relative to the project, for the patterns of ``waive``.

    Returns:
        Findings in the order of the units. A check that fails is itself a finding, ``check-failed``.
    """
    if not context.translations:
        return []
    checks = _chosen(severities or {}, language)
    ours, theirs = waivers.in_article(context.document), waivers.matching(waive, path)
    findings: list[Finding] = []
    for unit in (only,) if only else context.document.units:
        text = context.translations.get(unit.id, "")
        if not text:
            continue
        for check, severity in checks:
            if check.unit is None or (check.id, unit.id) in ours:
                continue
            findings += _of_unit(check, severity, unit, text, context)
    return [finding for finding in findings if not waivers.is_waived(finding, theirs)] if theirs else findings


def check_article(
    context: Context,
    *,
    severities: Mapping[str, Severity] | None = None,
    language: bool = True,
    waive: Sequence[Waive] = (),
    path: str = "",
) -> list[Finding]:
    """Run the document checks over an article as a whole; ``context.target`` is the assembled target.

    The arguments are those of ``check_units``. Waivers in the article that waive nothing are told here too.
    """
    chosen = severities or {}
    ours, theirs = waivers.in_article(context.document), waivers.matching(waive, path)
    findings: list[Finding] = []
    for check, severity in _chosen(chosen, language):
        if check.document is not None:
            findings += _of_article(check, severity, context)
        if check.everywhere:
            findings += _of_untranslated(check, severity, context)
    findings += waivers.waivers_at_fault(context.document, chosen)
    return [
        finding
        for finding in findings
        if (finding.check, finding.unit_id) not in ours and not waivers.is_waived(finding, theirs)
    ]


def _chosen(severities: Mapping[str, Severity], language: bool) -> list[tuple[Check, Severity]]:
    """The checks that are to run, with the severity of what they find."""
    return [
        (check, severity)
        for check in CHECKS
        if (severity := severities.get(check.id, check.severity)) is not Severity.OFF
        and (language or not check.language)
    ]


def _of_unit(check: Check, severity: Severity, unit: Unit, text: str, context: Context) -> Iterator[Finding]:
    try:
        problems = list(check.unit(unit, text, context)) if check.unit else []
    except Exception as error:  # one check's fault must not hide what the others find
        yield _failed(check, error, unit, text)
        return
    for problem in problems:
        weight = _lighter(severity, problem.severity)
        if weight is not Severity.OFF:
            yield Finding(check.id, weight, problem.message, unit.id, unit.line, "", unit.source, text, problem.fix)


def _of_article(check: Check, severity: Severity, context: Context) -> Iterator[Finding]:
    try:
        problems = list(check.document(context)) if check.document else []
    except Exception as error:
        yield _failed(check, error, None, "")
        return
    for problem in problems:
        unit = problem.unit
        if unit is None:
            path = context.target_path if problem.in_target else ""
            yield Finding(check.id, severity, problem.message, line=problem.line, path=path, fix=problem.fix)
        else:
            text = context.translations.get(unit.id, "")
            yield Finding(check.id, severity, problem.message, unit.id, unit.line, "", unit.source, text, problem.fix)


def _of_untranslated(check: Check, severity: Severity, context: Context) -> Iterator[Finding]:
    for unit, other in untranslated_pairs(context.document, context.target) if context.target else ():
        for finding in _of_unit(check, severity, unit, other.source, context):
            yield replace(finding, line=other.line, path=context.target_path, fix="")


_WEIGHT = (Severity.OFF, Severity.WARNING, Severity.ERROR)


def _lighter(severity: Severity, other: Severity | None) -> Severity:
    return severity if other is None else min(severity, other, key=_WEIGHT.index)


def _failed(check: Check, error: Exception, unit: Unit | None, text: str) -> Finding:
    what = " ".join(str(error).split())
    message = f"{check.id} could not be run: {type(error).__name__}: {what}; please report it"
    if unit is None:
        return Finding("check-failed", Severity.ERROR, message)
    return Finding("check-failed", Severity.ERROR, message, unit.id, unit.line, "", unit.source, text)


__all__ = [
    "CHECKS",
    "STATE_CHECKS",
    "Check",
    "Context",
    "Problem",
    "StateCheck",
    "Terms",
    "Waive",
    "check_article",
    "check_units",
    "find_inconsistent",
    "setting_at_fault",
]

"""Runs the checks over the units of an article and over the article as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from taiyaku.checks import waivers
from taiyaku.checks.base import Check, Context
from taiyaku.checks.registry import article_checks
from taiyaku.config import WaiverSettings
from taiyaku.model import Document, Finding, Kind, Severity, Unit


def check_units(
    context: Context,
    *,
    severities: Mapping[str, Severity] | None = None,
    language: bool = True,
    only: Unit | None = None,
    waive: Sequence[WaiverSettings] = (),
    path: str = "",
) -> list[Finding]:
    """Run every unit check over the translations of an article.

    Args:
        context: The article and its translations; units without one are skipped.
        severities: Severities by check id that override the defaults.
        language: Whether to run the checks that judge language.
        only: Check only this unit.
        waive: The waivers of the settings.
        path: The article's path relative to the project, for the patterns of ``waive``.

    Returns:
        Findings in the order of the units. A check that raises becomes a finding itself, ``check-failed``.
    """
    texts = [
        (unit, text)
        for unit in ((only,) if only else context.document.units)
        if (text := context.translations.get(unit.id, "")) and (language or text != unit.source)
    ]  # apart from its language, a copy of the source has nothing to check
    checks = _enabled_checks(severities or {}, language) if texts else []
    in_article, in_settings = _waivers_of(context, waive, path)
    findings: list[Finding] = []
    for unit, text in texts:
        for check, severity in checks:
            if check.unit is None or (check.id, unit.id) in in_article:
                continue
            findings += _check_unit(check, severity, unit, text, context)
    if not in_settings:
        return findings
    return [finding for finding in findings if not waivers.is_waived(finding, in_settings)]


def check_article(
    context: Context,
    *,
    severities: Mapping[str, Severity] | None = None,
    language: bool = True,
    waive: Sequence[WaiverSettings] = (),
    path: str = "",
) -> list[Finding]:
    """Run the document checks over an article as a whole; ``context.target`` is the assembled target.

    The arguments are those of ``check_units``. Waivers in the article that have no effect are reported here too.
    """
    chosen = severities or {}
    in_article, in_settings = _waivers_of(context, waive, path)
    findings: list[Finding] = []
    copied = not language and context.target is not None and context.target.text == context.document.text
    for check, severity in () if copied else _enabled_checks(chosen, language):
        if check.document is not None:
            findings += _check_document(check, severity, context)
        if check.checks_untranslated:
            findings += _check_untranslated(check, severity, context)
    if context.document.waivers:
        findings += waivers.article_waiver_faults(context.document, chosen)
    return [
        finding
        for finding in findings
        if (finding.check, finding.unit_id) not in in_article and not waivers.is_waived(finding, in_settings)
    ]


def _waivers_of(
    context: Context, waive: Sequence[WaiverSettings], path: str
) -> tuple[frozenset[tuple[str, str]], tuple[WaiverSettings, ...]]:
    """What the article waives, as (check, unit id), and the waivers of the settings that apply to it."""
    in_article = waivers.waived_in_article(context.document) if context.document.waivers else frozenset()
    return in_article, waivers.waivers_for(waive, path) if waive else ()


def _enabled_checks(severities: Mapping[str, Severity], language: bool) -> list[tuple[Check, Severity]]:
    """The checks to run, with the severity of their findings."""
    return [
        (check, severity)
        for check in article_checks(language=language)
        if (severity := severities.get(check.id, check.severity)) is not Severity.OFF
    ]


def _check_unit(check: Check, severity: Severity, unit: Unit, text: str, context: Context) -> Iterator[Finding]:
    try:
        problems = list(check.unit(unit, text, context)) if check.unit else []
    except Exception as error:  # a faulty check must not hide the findings of the others
        yield _failure(check, error, unit, text)
        return
    for problem in problems:
        lesser = _lower_severity(severity, problem.severity)
        if lesser is not Severity.OFF:
            yield Finding(check.id, lesser, problem.message, unit.id, unit.line, "", unit.source, text, problem.fix)


def _check_document(check: Check, severity: Severity, context: Context) -> Iterator[Finding]:
    try:
        problems = list(check.document(context)) if check.document else []
    except Exception as error:
        yield _failure(check, error, None, "")
        return
    for problem in problems:
        unit = problem.unit
        if unit is None:
            path = context.target_path if problem.in_target else ""
            yield Finding(check.id, severity, problem.message, line=problem.line, path=path, fix=problem.fix)
        else:
            text = context.translations.get(unit.id, "")
            yield Finding(check.id, severity, problem.message, unit.id, unit.line, "", unit.source, text, problem.fix)


def _check_untranslated(check: Check, severity: Severity, context: Context) -> Iterator[Finding]:
    for unit, other in _untranslated_pairs(context.document, context.target) if context.target else ():
        for finding in _check_unit(check, severity, unit, other.source, context):
            yield replace(finding, line=other.line, path=context.target_path, fix="")


_NEWLINE = re.compile(r"\r\n?|\n")


def _untranslated_pairs(document: Document, target: Document) -> Iterator[tuple[Unit, Unit]]:
    """The parts of an article that are not units and differ in the target, in pairs: cells of figures, bare URLs.

    A target that Taiyaku wrote has them unchanged. A file that a person wrote may differ there.

    Each part is a unit without an id, with its line in its own file. There are no pairs if the two articles have
    different blocks, which ``structure-changed`` reports.
    """
    if document.shape != target.shape or len(document.text_spans) != len(target.text_spans):
        return
    units = {unit.start for unit in document.units}
    for span, target_span in zip(document.text_spans, target.text_spans, strict=True):
        if span[0] not in units and document.text[slice(*span)] != target.text[slice(*target_span)]:
            yield _as_unit(document, *span), _as_unit(target, *target_span)


def _as_unit(document: Document, start: int, end: int) -> Unit:
    line = len(_NEWLINE.findall(document.text, 0, start)) + 1
    return Unit("", Kind.PARAGRAPH, line, "", document.text[start:end], start, end)


_ASCENDING = (Severity.OFF, Severity.WARNING, Severity.ERROR)


def _lower_severity(severity: Severity, other: Severity | None) -> Severity:
    return severity if other is None else min(severity, other, key=_ASCENDING.index)


def _failure(check: Check, error: Exception, unit: Unit | None, text: str) -> Finding:
    reason = " ".join(str(error).split())
    message = f"{check.id} could not be run: {type(error).__name__}: {reason}; please report it"
    if unit is None:
        return Finding("check-failed", Severity.ERROR, message)
    return Finding("check-failed", Severity.ERROR, message, unit.id, unit.line, "", unit.source, text)

"""Waivers: findings that a person accepted, in the article or in the settings, each with a reason."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from hashlib import blake2b

from taiyaku.checks.registry import IDS
from taiyaku.checks.state_pages import STATE_CHECKS
from taiyaku.config import WaiverSettings
from taiyaku.model import Document, Finding, Severity
from taiyaku.suggest import did_you_mean

_SEVERITY = {state.id: state.severity for state in STATE_CHECKS}


def waived_in_article(document: Document) -> frozenset[tuple[str, str]]:
    """The findings that the author waived in the article, as pairs of check and unit id."""
    return frozenset((w.check, w.unit_id) for w in document.waivers if w.reason.strip() and not w.ended)


def end_waivers(document: Document, texts: Mapping[str, str], remembered: str) -> tuple[Document, str]:
    """End the waivers of an article that were given for another source or translation.

    A waiver is identified by its check and reason, and bound to the texts with which it was first seen; the same waiver
    may precede several blocks. To renew a waiver that has ended, reword its reason.

    Returns:
        The article with its ended waivers marked, and what to remember for the next run: a pair of hashes,
        ``waiver:texts``, for each waiver.
    """
    if not document.waivers:
        return document, ""
    units = {unit.id: unit for unit in document.units}
    known: dict[str, Counter[str]] = defaultdict(Counter)
    for pair in remembered.split():
        waiver, _, bound = pair.partition(":")
        known[waiver][bound] += 1
    by_waiver: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for index, w in enumerate(document.waivers):
        if w.reason.strip():
            text = texts.get(w.unit_id, "")
            bound = _hash(units[w.unit_id].source, text) if text else ""
            by_waiver[_hash(w.check, w.reason.strip())].append((index, bound))
    ended: set[int] = set()
    to_keep: list[str] = []
    for waiver, found in by_waiver.items():
        lost = known[waiver] - Counter(bound for _, bound in found)
        unknown = [(index, bound) for index, bound in found if bound not in known[waiver]]
        if lost:  # its texts have changed
            ended |= {index for index, _ in unknown}
        gone = {index for index, _ in unknown} if lost else set()
        bounds = [*lost.elements(), *(bound for index, bound in found if bound and index not in gone)]
        to_keep += [f"{waiver}:{bound}" for bound in bounds]
    waivers = tuple(replace(w, ended=index in ended) for index, w in enumerate(document.waivers))
    return replace(document, waivers=waivers), " ".join(sorted(to_keep))


def _hash(*parts: str) -> str:
    return blake2b("\0".join(parts).encode(), digest_size=6).hexdigest()


def waivers_for(waive: Iterable[WaiverSettings], path: str) -> tuple[WaiverSettings, ...]:
    """The waivers of the settings that apply to an article and give a reason."""
    return tuple(
        entry
        for entry in waive
        if entry.reason.strip() and (entry.path in {"**", "*"} or not path or fnmatchcase(path, entry.path))
    )


def is_waived(finding: Finding, waive: Iterable[WaiverSettings]) -> bool:
    """Whether one of the waivers that apply to the article covers a finding."""
    return any(
        entry.check == finding.check and entry.source in {"", finding.source} and entry.target in {"", finding.target}
        for entry in waive
    )


def article_waiver_faults(document: Document, severities: Mapping[str, Severity]) -> Iterator[Finding]:
    """Report the waivers in an article that have no effect: without a reason, for an unknown check, or ended."""
    seen: set[tuple[str, int]] = set()
    for waiver in sorted(document.waivers, key=lambda waiver: not waiver.ended):
        if (waiver.check, waiver.line) not in seen:
            seen.add((waiver.check, waiver.line))
            yield from _faults(waiver.check, waiver.reason, severities, waiver.line, ended=waiver.ended)


def setting_waiver_faults(
    waive: WaiverSettings, severities: Mapping[str, Severity], path: str, line: int | None
) -> list[Finding]:
    """Report a waiver of the settings that has no effect; ``path`` is the settings file."""
    return list(_faults(waive.check, waive.reason, severities, line or 0, path))


def _faults(
    check: str, reason: str, severities: Mapping[str, Severity], line: int = 0, path: str = "", *, ended: bool = False
) -> Iterator[Finding]:
    if check not in IDS:
        hint = did_you_mean(check, IDS, otherwise="`taiyaku checks` lists them", cutoff=0.6)
        fault, message = "waiver-unknown", f'there is no check "{check}" to waive; {hint}'
    elif not reason.strip():
        fault = "waiver-without-reason"
        message = f"the waiver of {check} gives no reason and has no effect; add the reason"
    elif ended:
        fault = "waiver-ended"
        message = f"the waiver of {check} was given for another text and has ended; to renew it, reword its reason"
    else:
        return
    severity = severities.get(fault, _SEVERITY[fault])
    if severity is not Severity.OFF:
        yield Finding(fault, severity, message, line=line, path=path)

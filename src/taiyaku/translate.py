"""Per unit: the memory, else the provider guided by the glossary; what comes back is verified before it is used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from taiyaku.checks import Context
from taiyaku.inline import from_tags, to_tags
from taiyaku.model import Document, Finding, Kind, Severity, State, Translation, Unit
from taiyaku.providers.base import Limits, Provider, Request

PLACEHOLDERS = frozenset({"copy", "pseudo"})
"""Origins whose drafts only stand in for a translation; any other provider replaces them."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """What was filled in, by unit id."""

    translations: Mapping[str, Translation] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    """Why a reply was refused."""


def wants_draft(translation: Translation, provider: Provider) -> bool:
    """Whether a unit is for the provider: untranslated, or standing in for a translation."""
    return translation.state is State.MISSING or (
        translation.state is State.DRAFT and translation.origin in PLACEHOLDERS and translation.origin != provider.name
    )


def draft_units(
    document: Document, translations: Mapping[str, Translation], *, provider: Provider, context: Context
) -> Drafted:
    """Have the provider draft what is missing.

    Args:
        document: The article.
        translations: What is there, by unit id.
        provider: Who drafts.
        context: The glossary and locales that drafts are checked with.

    Raises:
        ProviderError: As the provider raises it.
    """
    wanted = [unit for unit in document.units if wants_draft(translations[unit.id], provider)]
    drafts: dict[str, Translation] = {}
    findings: list[Finding] = []
    tags = {unit.id: _tagged(document, unit) for unit in wanted}
    units = {unit.id: unit for unit in wanted}
    requests = [
        _request(document, index, tags[unit.id][0]) for index, unit in enumerate(document.units) if unit.id in units
    ]
    for batch in batches(requests, provider.limits):
        for reply in provider.translate(batch, source=context.source_locale, target=context.target_locale):
            unit = units[reply.id]
            try:
                text = _restored(unit, reply.text, *tags[unit.id])
            except ValueError as error:
                message = f"the reply of {provider.name} was refused: {error}"
                findings.append(
                    Finding("markup-broken", Severity.ERROR, message, unit.id, unit.line, "", unit.source, reply.text)
                )
                continue
            drafts[unit.id] = Translation(text, State.DRAFT, provider.name)
    return Drafted(drafts, tuple(findings))


def batches(requests: Sequence[Request], limits: Limits) -> Iterator[list[Request]]:
    """Requests in batches that a service takes: at most ``limits.units`` of them and ``limits.size`` bytes."""
    batch: list[Request] = []
    size = 0
    for request in requests:
        length = len(request.text.encode("utf-8"))
        if batch and (len(batch) >= limits.units or size + length > limits.size):
            yield batch
            batch, size = [], 0
        batch.append(request)
        size += length
    if batch:
        yield batch


def _tagged(document: Document, unit: Unit) -> tuple[str, dict[str, str]]:
    if unit.plain:
        return unit.source, {}
    return to_tags(
        unit.source, flavor=document.flavor, references=document.references, only_html=unit.writer == "html"
    )


def _restored(unit: Unit, reply: str, asked: str, tags: Mapping[str, str]) -> str:
    """A reply as Markdown; the very text that was sent is the very source.

    Raises:
        ValueError: Its tags are not those that were sent.
    """
    if reply == asked:
        return unit.source
    return reply if unit.plain else from_tags(reply, tags, only_html=unit.writer == "html")


def _request(document: Document, index: int, text: str) -> Request:
    unit = document.units[index]
    return Request(
        unit.id,
        text,
        title=next((u.source for u in document.units if u.kind is Kind.FRONT_MATTER and u.context == "title"), ""),
        context=unit.context,
        before=document.units[index - 1].source if index else "",
        after=document.units[index + 1].source if index + 1 < len(document.units) else "",
        note=unit.note,
    )

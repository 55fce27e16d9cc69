"""Drafts units: placeholders from their provider, anything else from the memory or by the machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from taiyaku.checks import Context
from taiyaku.config import Config
from taiyaku.drafting.drafted import Drafted, refusal, wants_draft
from taiyaku.drafting.job import Job
from taiyaku.drafting.replies.tags import parse_reply, tag_unit
from taiyaku.model import Document, Finding, Severity, State, Translation, Unit
from taiyaku.providers.base import Provider, Request
from taiyaku.providers.human import HUMAN


def draft_units(
    document: Document,
    translations: Mapping[str, Translation],
    *,
    provider: Provider,
    context: Context,
    job: Job | None = None,
    severities: Mapping[str, Severity] | None = None,
) -> Drafted:
    """Draft what is missing, from the memory or else by the provider.

    Args:
        document: The article.
        translations: The present translations, by unit id.
        provider: Drafts what the memory lacks.
        context: The glossary and locales that drafts are checked with.
        job: The run, with its memory and journal; without one nothing outlives the call.
        severities: The checks' severities that differ from the default.

    Returns:
        The drafts, including those from before a failure of the provider.
    """
    wanted = [unit for unit in document.units if wants_draft(translations[unit.id], provider)]
    if not wanted:
        return Drafted()
    run = job or Job(Config(), provider, memory_of_project=False)
    if provider.placeholder:
        return _draft_placeholders(document, wanted, provider, context)
    from taiyaku.drafting.machine import ArticleDrafting  # with all that verifies replies

    drafting = ArticleDrafting(document, context, provider, run, severities or {})
    recalled = drafting.exact_matches(wanted)
    left = [unit for unit in wanted if unit.id not in recalled]
    if provider.name == HUMAN or not left:
        return Drafted(recalled, from_memory=len(recalled))
    drafted = drafting.draft(left, translations)
    return replace(drafted, translations=recalled | dict(drafted.translations), from_memory=len(recalled))


def _draft_placeholders(document: Document, wanted: Sequence[Unit], provider: Provider, context: Context) -> Drafted:
    """Copies and pseudo-translations, which cost nothing: no memory, no journal, no repeated request."""
    sent = {unit.id: tag_unit(document, unit) for unit in wanted}
    requests = [Request(key, asked.text) for key, asked in sent.items()]
    drafts: dict[str, Translation] = {}
    findings: list[Finding] = []
    for reply in provider.translate(requests, source=context.source_locale, target=context.target_locale):
        asked = sent[reply.id]
        try:
            drafts[reply.id] = Translation(parse_reply(asked, reply.text), State.DRAFT, provider.name)
        except ValueError as error:
            findings.append(refusal(asked.unit, provider, str(error), reply.text))
    return Drafted(drafts, tuple(findings), from_provider=len(drafts))

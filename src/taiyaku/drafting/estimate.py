"""Estimates a run: units, characters, the memory's coverage, requests and the price. Nothing is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace

from taiyaku.checks import Context
from taiyaku.drafting.dispatch import batches, characters, journal_key
from taiyaku.drafting.drafted import wants_draft
from taiyaku.drafting.job import Job
from taiyaku.drafting.machine import ArticleDrafting
from taiyaku.model import Document, Translation
from taiyaku.providers.base import Provider, Request
from taiyaku.providers.human import HUMAN


@dataclass(frozen=True, slots=True)
class Estimate:
    """The work in one article, or in several together."""

    units: int = 0
    """Units to be drafted."""
    characters: int = 0
    """Their characters, without tags."""
    exact: int = 0
    """Units that the memory fills."""
    from_95: int = 0
    """Units whose nearest match scores 95% or more."""
    from_85: int = 0
    from_75: int = 0
    journaled: int = 0
    """Units whose reply was paid for in an earlier run."""
    fresh: Mapping[str, Request] = field(default_factory=dict, repr=False)
    """The requests to send, by target locale and journal key: equal requests are sent once."""

    @property
    def sent(self) -> int:
        """Units that would be sent."""
        return len(self.fresh)

    @property
    def sent_characters(self) -> int:
        """The characters that the service would bill, without repeated requests."""
        return sum(map(characters, self.fresh.values()))

    def requests(self, provider: Provider) -> int:
        """The number of requests; articles with the same target locale share them."""
        by_locale: dict[str, list[Request]] = {}
        for key, request in self.fresh.items():
            by_locale.setdefault(key.partition(" ")[0], []).append(request)
        return sum(len(list(batches(asked, provider.limits))) for asked in by_locale.values())

    def __add__(self, other: Estimate) -> Estimate:
        """The sum of both."""
        counts = [item.name for item in fields(self) if item.name != "fresh"]
        both = {name: getattr(self, name) + getattr(other, name) for name in counts}
        return Estimate(**both, fresh={**self.fresh, **other.fresh})


def estimate_units(
    document: Document, translations: Mapping[str, Translation], *, context: Context, job: Job
) -> Estimate:
    """Estimate the drafting of an article's missing units.

    Args:
        document: The article.
        translations: The present translations, by unit id.
        context: Locales and terms.
        job: The run; its provider gets no request, its memory is read.
    """
    provider = job.provider
    wanted = [unit for unit in document.units if wants_draft(translations[unit.id], provider)]
    desk = ArticleDrafting(document, context, provider, job, {})
    asked = {unit.id: desk.request(unit, translations[unit.id]) for unit in wanted}
    total = Estimate(len(wanted), sum(map(characters, asked.values())))
    if provider.placeholder or not wanted:
        return total
    recalled = desk.exact_matches(wanted)
    left = [unit for unit in wanted if unit.id not in recalled]
    scores = [] if job.memory is None else [desk.best_score(unit) for unit in left]
    total = replace(
        total,
        exact=len(recalled),
        from_95=sum(score >= 95 for score in scores),
        from_85=sum(85 <= score < 95 for score in scores),
        from_75=sum(75 <= score < 85 for score in scores),
    )
    if provider.name == HUMAN:
        return total
    here, there = context.source_locale, context.target_locale
    keys = {unit.id: journal_key(provider, asked[unit.id], source=here, target=there) for unit in left}
    kept = job.find_replies(keys.values())
    known = {unit.id for unit in left if keys[unit.id] in kept}
    fresh = {f"{there} {keys[unit.id]}": asked[unit.id] for unit in left if unit.id not in known}
    return replace(total, journaled=len(known), fresh=fresh)


def total_of(estimates: Sequence[Estimate]) -> Estimate:
    """The sum of several articles' estimates."""
    return sum(estimates, Estimate())

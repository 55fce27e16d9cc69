"""What a run would take: units, characters, what the memory covers, requests and the price. Nothing is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from taiyaku.checks import Context
from taiyaku.dispatch import Job, batches, characters, journal_key
from taiyaku.model import Document, Translation
from taiyaku.translate import HUMAN, Desk, wants_draft

BANDS = (("exact", 100), ("95", 95), ("85", 85), ("75", 75))
"""Names of the bands of likeness, and the percent from which each begins."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What is to do in one article, or in several together."""

    units: int = 0
    """Units that want a draft."""
    characters: int = 0
    """Their characters, tags left out of account."""
    exact: int = 0
    """Units that the memory fills."""
    from_95: int = 0
    """Units whose nearest match is 95% alike or more."""
    from_85: int = 0
    from_75: int = 0
    journaled: int = 0
    """Units whose reply was paid for in a run that did not end."""
    sent: int = 0
    """Units that would be sent."""
    sent_characters: int = 0
    """What the service would bill, without repairs."""
    requests: int = 0
    price: float = 0.0
    """By ``[provider] price``; 0 where none is set."""

    def __add__(self, other: Estimate) -> Estimate:
        """Both together."""
        names = self.__slots__
        return Estimate(**{name: getattr(self, name) + getattr(other, name) for name in names})


def estimate_units(
    document: Document, translations: Mapping[str, Translation], *, context: Context, job: Job
) -> Estimate:
    """What drafting an article's missing units would take.

    Args:
        document: The article.
        translations: What is there, by unit id.
        context: Locales and terms.
        job: The run; its provider is not asked, its memory is read.
    """
    provider = job.provider
    wanted = [unit for unit in document.units if wants_draft(translations[unit.id], provider)]
    desk = Desk(document, context, provider, job, {})
    # As a run does, but with nothing drafted.
    asked = {unit.id: desk.request(unit, translations[unit.id]) for unit in wanted}
    total = Estimate(len(wanted), sum(map(characters, asked.values())))
    if provider.placeholder or not wanted:
        return total
    recalled = desk.recalled(wanted)
    left = [unit for unit in wanted if unit.id not in recalled]
    scores = [] if job.memory is None else [desk.likeness(unit) for unit in left]
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
    known = [unit.id for unit in left if job.recalled(keys[unit.id]) is not None]
    fresh = {keys[unit.id]: asked[unit.id] for unit in left if unit.id not in known}
    billed = sum(map(characters, fresh.values()))
    return replace(
        total,
        journaled=len(known),
        sent=len(fresh),
        sent_characters=billed,
        requests=len(list(batches(list(fresh.values()), provider.limits))),
        price=billed * job.config.provider.price / 1_000_000,
    )


def total_of(estimates: Sequence[Estimate]) -> Estimate:
    """Several articles together."""
    return sum(estimates, Estimate())

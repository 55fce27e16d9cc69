"""Requests to a provider: in batches, several at once, each reply committed to the journal before it is used."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from taiyaku.drafting.job import Job
from taiyaku.drafting.workers import Workers
from taiyaku.errors import QuotaError, WorkError
from taiyaku.providers.base import Limits, Provider, Reply, Request, identity_of


@dataclass(frozen=True, slots=True)
class Answers:
    """What came of asking."""

    replies: dict[str, Reply]
    """By unit id; a unit without one was not answered."""
    failure: BaseException | None = None
    """What ended the asking before its time; what had come until then is in ``replies``."""


def journal_key(provider: Provider, request: Request, *, source: str, target: str, turn: int = 0) -> str:
    """What a reply is filed under: all that it depends on but the surroundings, which may change at no cost."""
    about = (source, target, request.text, request.note, request.terms, turn, request.finding, request.previous)
    told = json.dumps([identity_of(provider), *about], ensure_ascii=False)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def ask(
    job: Job,
    requests: Sequence[Request],
    *,
    source: str,
    target: str,
    turn: int = 0,
    came: Callable[[Reply], None] = lambda _: None,
) -> Answers:
    """Have requests answered by the journal, else by the provider.

    Args:
        job: The run, whose places at the service are shared.
        requests: One a unit; equal ones are sent once.
        source: The locale they are in.
        target: The locale they go to.
        turn: How often they were asked before; from 1 on each is sent by itself.
        came: Called in this thread with each reply as it comes in, while others are still under way.

    Raises:
        WorkError: The journal cannot be written.
    """
    provider = job.provider
    limits = Limits(1, provider.limits.size) if turn else provider.limits
    replies: dict[str, Reply] = {}
    ids: dict[str, list[str]] = {}
    first: dict[str, Request] = {}

    def settle(found: Mapping[str, Reply]) -> None:
        for key, reply in found.items():
            for id_ in ids[key]:
                replies[id_] = replace(reply, id=id_)
                came(replies[id_])

    def settle_and_count(found: Mapping[str, Reply]) -> None:
        job.count(units=sum(len(ids[key]) for key in found))
        settle(found)

    known: dict[str, Reply] = {}
    asked = recalled = over = 0
    keyed = [(journal_key(provider, request, source=source, target=target, turn=turn), request) for request in requests]
    journaled = job.find_replies(key for key, _ in keyed if key not in job.prefetched)
    for key, request in keyed:
        ids.setdefault(key, []).append(request.id)
        if (kept := job.prefetched.get(key)) is not None:
            known[key] = kept
            continue
        asked += 1
        if (kept := journaled.get(key)) is not None:
            known[key] = kept
            recalled += 1
        elif _size(request) > limits.size:
            problem = f"{_size(request):,} bytes are more than {provider.name} takes at once; split the paragraph"
            known[key] = Reply("", "", problem)
            over += 1
        else:
            first.setdefault(key, request)
    job.count(asked=asked, units=recalled + over, journaled=recalled)
    settle(known)
    if job.ended or not first:
        return Answers(replies, job.ended if first else None)
    with job.provider_turn():
        # What another process has asked for meanwhile.
        known = job.find_replies(first)
        job.count(journaled=sum(len(ids[key]) for key in known))
        settle_and_count(known)
        left = {key: request for key, request in first.items() if key not in known}
        keys = {request.id: key for key, request in left.items()}
        failure = _sent(job, list(batches(list(left.values()), limits)), keys, source, target, settle_and_count)
    if isinstance(failure, QuotaError):
        job.ended = failure
    return Answers(replies, failure)


def batches(requests: Sequence[Request], limits: Limits) -> Iterator[list[Request]]:
    """Requests in batches that a service takes: at most ``limits.units`` of them and ``limits.size`` bytes."""
    batch: list[Request] = []
    size = 0
    for request in requests:
        length = _size(request)
        if batch and (len(batch) >= limits.units or size + length > limits.size):
            yield batch
            batch, size = [], 0
        batch.append(request)
        size += length
    if batch:
        yield batch


def _size(request: Request) -> int:
    return len(request.text.encode("utf-8", "surrogatepass"))


def _sent(
    job: Job,
    waiting: list[list[Request]],
    keys: Mapping[str, str],
    source: str,
    target: str,
    settle: Callable[[Mapping[str, Reply]], None],
) -> BaseException | None:
    """Have batches answered; ``settle`` gets replies by journal key as they come. What is returned ended it early."""
    if not waiting:
        return None
    crew = Workers(job, lambda batch: _answered(job, batch, keys, source, target), waiting)
    failure: BaseException | None = None
    while crew.at_work:
        try:
            got = crew.next()
            if isinstance(got, BaseException):
                failure = failure or got
            elif got:
                settle(got)
        except KeyboardInterrupt as stop:
            job.stopping.set()
            failure = stop
    if failure is None and job.stopping.is_set():
        failure = WorkError("the job was stopped; what is done is kept")
    return failure


def _answered(job: Job, batch: list[Request], keys: Mapping[str, str], source: str, target: str) -> dict[str, Reply]:
    """The provider's replies to a batch by journal key; those that say anything are journaled."""
    with job.slots:
        if job.stopping.is_set():
            return {}
        replies = job.provider.translate(batch, source=source, target=target)
    asked = {request.id: request for request in batch}
    found = _told_apart(asked, {reply.id: reply for reply in replies if reply.id in asked})
    job.keep((keys[key], asked[key], reply) for key, reply in found.items() if not reply.problem)
    job.count(characters=sum(map(characters, batch)), requests=1)
    left_out = f"{job.provider.name} left this unit out"
    return {keys[key]: found.get(key, Reply(key, "", left_out)) for key in asked}


def _told_apart(asked: Mapping[str, Request], found: Mapping[str, Reply]) -> dict[str, Reply]:
    """The replies of one answer, with a problem where two of them seem to have changed places."""
    from taiyaku.drafting.replies import find_swaps
    from taiyaku.drafting.replies.tags import without_tags

    pairs = {
        key: (without_tags(asked[key].text), without_tags(reply.text))
        for key, reply in found.items()
        if not reply.problem
    }
    told = "the text seems to be that of another unit ({}); answer each id with its own text"
    strays = {key: replace(found[key], problem=told.format(other)) for key, other in find_swaps(pairs).items()}
    return {**found, **strays}


def characters(request: Request) -> int:
    """How many characters of a request services bill: its text without tags."""
    from taiyaku.drafting.replies.tags import without_tags

    return len(without_tags(request.text))

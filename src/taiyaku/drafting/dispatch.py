"""Sends requests to a provider: in batches, several at once, each reply journaled before it is used."""

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
    """The result of a call of ``ask``."""

    replies: dict[str, Reply]
    """By unit id; units that were not answered are missing."""
    failure: BaseException | None = None
    """What ended the call early; earlier replies are in ``replies``."""


def journal_key(provider: Provider, request: Request, *, source: str, target: str, attempt: int = 0) -> str:
    """The key of a reply in the journal: everything that it depends on except its context, which may change freely."""
    about = (source, target, request.text, request.note, request.terms, attempt, request.finding, request.previous)
    text = json.dumps([identity_of(provider), *about], ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def ask(
    job: Job,
    requests: Sequence[Request],
    *,
    source: str,
    target: str,
    attempt: int = 0,
    on_reply: Callable[[Reply], None] = lambda _: None,
) -> Answers:
    """Get replies from the journal, or else from the provider.

    Args:
        job: The run, which limits how many requests are in progress at once.
        requests: One per unit; equal ones are sent once.
        source: Their locale.
        target: The locale to translate to.
        attempt: How often they were sent before; from 1 on each is sent alone.
        on_reply: Called in this thread with each reply as it arrives, while others are in progress.

    Raises:
        WorkError: The journal cannot be written.
    """
    provider = job.provider
    limits = Limits(1, provider.limits.size) if attempt else provider.limits
    replies: dict[str, Reply] = {}
    ids: dict[str, list[str]] = {}
    to_send: dict[str, Request] = {}

    def settle(found: Mapping[str, Reply]) -> None:
        for key, reply in found.items():
            for id_ in ids[key]:
                replies[id_] = replace(reply, id=id_)
                on_reply(replies[id_])

    def settle_and_count(found: Mapping[str, Reply]) -> None:
        job.count(units=sum(len(ids[key]) for key in found))
        settle(found)

    known: dict[str, Reply] = {}
    asked = recalled = over = 0
    keyed = [
        (journal_key(provider, request, source=source, target=target, attempt=attempt), request) for request in requests
    ]
    journaled = job.find_replies(key for key, _ in keyed if key not in job.prefetched)
    for key, request in keyed:
        ids.setdefault(key, []).append(request.id)
        if (reply := job.prefetched.get(key)) is not None:
            known[key] = reply
            continue
        asked += 1
        if (reply := journaled.get(key)) is not None:
            known[key] = reply
            recalled += 1
        elif (size := _size(request)) > limits.size:
            problem = f"{size:,} bytes are more than {provider.name} accepts at once; split the paragraph"
            known[key] = Reply("", "", problem)
            over += 1
        else:
            to_send.setdefault(key, request)
    job.count(asked=asked, units=recalled + over, journaled=recalled)
    settle(known)
    if job.ended or not to_send:
        return Answers(replies, job.ended if to_send else None)
    with job.provider_turn():
        # Another process may have got these replies in the meantime.
        known = job.find_replies(to_send)
        job.count(journaled=sum(len(ids[key]) for key in known))
        settle_and_count(known)
        left = {key: request for key, request in to_send.items() if key not in known}
        keys = {request.id: key for key, request in left.items()}
        failure = _send_batches(job, list(batches(list(left.values()), limits)), keys, source, target, settle_and_count)
    if isinstance(failure, QuotaError):
        job.ended = failure
    return Answers(replies, failure)


def batches(requests: Sequence[Request], limits: Limits) -> Iterator[list[Request]]:
    """Requests in batches of at most ``limits.units`` requests and ``limits.size`` bytes."""
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


def _send_batches(
    job: Job,
    waiting: list[list[Request]],
    keys: Mapping[str, str],
    source: str,
    target: str,
    settle: Callable[[Mapping[str, Reply]], None],
) -> BaseException | None:
    """Send batches; ``settle`` gets the replies by journal key as they arrive. Return any error that ended it."""
    if not waiting:
        return None
    workers = Workers(job, lambda batch: _answer_batch(job, batch, keys, source, target), waiting)
    failure: BaseException | None = None
    while workers.is_running:
        try:
            got = workers.next()
            if isinstance(got, BaseException):
                failure = failure or got
            elif got:
                settle(got)
        except KeyboardInterrupt as stop:
            job.stopping.set()
            failure = stop
    if failure is None and job.stopping.is_set():
        failure = WorkError("the job was stopped; finished work is kept")
    return failure


def _answer_batch(
    job: Job, batch: list[Request], keys: Mapping[str, str], source: str, target: str
) -> dict[str, Reply]:
    """The provider's replies to a batch by journal key; those without a problem are journaled."""
    with job.slots:
        if job.stopping.is_set():
            return {}
        replies = job.provider.translate(batch, source=source, target=target)
    asked = {request.id: request for request in batch}
    found = _mark_swaps(asked, {reply.id: reply for reply in replies if reply.id in asked})
    job.keep((keys[key], asked[key], reply) for key, reply in found.items() if not reply.problem)
    job.count(characters=sum(map(characters, batch)), requests=1)
    left_out = f"{job.provider.name} left this unit out"
    return {keys[key]: found.get(key, Reply(key, "", left_out)) for key in asked}


def _mark_swaps(asked: Mapping[str, Request], found: Mapping[str, Reply]) -> dict[str, Reply]:
    """The replies of one answer, with a problem for each two that seem to be swapped."""
    from taiyaku.drafting.replies.swaps import find_swaps
    from taiyaku.drafting.replies.tags import without_tags

    pairs = {
        key: (without_tags(asked[key].text), without_tags(reply.text))
        for key, reply in found.items()
        if not reply.problem
    }
    problem = "the text seems to belong to another unit ({}); answer each id with its own text"
    swapped = {key: replace(found[key], problem=problem.format(other)) for key, other in find_swaps(pairs).items()}
    return {**found, **swapped}


def characters(request: Request) -> int:
    """The characters of a request that services bill: its text without tags."""
    from taiyaku.drafting.replies.tags import without_tags

    return len(without_tags(request.text))

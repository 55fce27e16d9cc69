"""Requests to a provider: in batches, several at once, each reply committed to the journal before it is used."""

from __future__ import annotations

import hashlib
import json
import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

from taiyaku.catalogs.catalog import Catalog
from taiyaku.config import Config
from taiyaku.errors import QuotaError, TaiyakuError, WorkError
from taiyaku.memory import Memory
from taiyaku.project.articles import Article
from taiyaku.project.locks import Turn
from taiyaku.project.renames import Rename, find_renames
from taiyaku.providers.base import Limits, Provider, Reply, Request, identity_of
from taiyaku.providers.client import RefusedError

GRACE = 1.5
"""Seconds that requests under way get to bring in what is already paid for, once a person stops the job."""
PATIENCE = 60.0
"""Seconds that they get where the service itself ended the job."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is."""

    units: int = 0
    """Replies so far, those of the journal included."""
    characters: int = 0
    """Source characters sent to the provider so far, tags left out of account."""
    requests: int = 0
    asked: int = 0
    """Units asked of the provider so far, again or for the first time, the journal's included."""
    retold: int = 0
    """Replies that came out of the journal and cost nothing."""
    waiting: bool = False
    """Whether another process asks this project's provider, and we are next."""


@dataclass(slots=True)
class Job:
    """What a run shares between its articles. Use it as a context manager, or close it."""

    config: Config
    provider: Provider
    watch: Callable[[Progress], None] | None = None
    """Told of every step, from whichever thread it happens in."""
    memory_of_project: bool = True
    """Whether ``.taiyaku/memory.db`` is used; a file outside a project has none."""
    progress: Progress = field(default_factory=Progress)
    stopping: threading.Event = field(default_factory=threading.Event)
    """Set to end the job: nothing more is sent."""
    ended: BaseException | None = None
    """Why the service will not go on today; set once it has said so."""
    fetched: dict[str, Reply] = field(default_factory=dict)
    """Replies by journal key that were asked for beforehand, for several articles together."""
    places: threading.BoundedSemaphore = field(init=False)
    """As many as requests may be under way at once, whichever articles they are of."""
    _turn: Turn = field(init=False)
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _memory: Memory | None = None
    _damaged: tuple[TaiyakuError, ...] = ()
    _journal: dict[str, str] = field(default_factory=dict)
    _renames: dict[str, Mapping[Path, Rename]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.places = threading.BoundedSemaphore(max(1, self.config.provider.jobs))
        self._turn = Turn(self.config.root)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the memory."""
        with self._lock:
            if self._memory is not None:
                self._memory.close()
                self._memory = None

    @property
    def memory(self) -> Memory | None:
        """The project's memory, opened and brought up to date with the catalogs when it is first asked for."""
        if not self.memory_of_project:
            return None
        from taiyaku.drafting.memory_feed import remember_all

        with self._lock:
            if self._memory is None:
                flavor = self.config.articles.flavor
                self._memory = Memory.open(self.config.root / ".taiyaku" / "memory.db", flavor=flavor)
                self._damaged = remember_all(self._memory, self.config)
            return self._memory

    def learn(self, catalog: Catalog, text: str, article: Article) -> None:
        """Have the memory hold an article's catalog, just written as ``text``; one that is not open learns it later."""
        from taiyaku.drafting.memory_feed import remember_catalog

        with self._lock:
            if self._memory is not None:
                remember_catalog(self._memory, catalog, text, article, source_locale=self.config.source)

    @property
    def notices(self) -> tuple[str, ...]:
        """What the memory has to tell."""
        return (*(self._memory.notices if self._memory else ()), *map(str, self._damaged))

    def old_name(self, article: Article) -> Article | None:
        """What an article without a catalog was before it was renamed; None where it is new.

        Raises:
            ConflictError: That cannot be told for certain.
        """
        if article.catalog.exists():
            return None
        with self._lock:
            if article.locale not in self._renames:
                self._renames[article.locale] = find_renames(self.config, locale=article.locale)
            found = self._renames[article.locale].get(article.catalog)
        return found.settled(article) if found else None

    # ── The journal ──

    def recalled(self, keys: Iterable[str]) -> dict[str, Reply]:
        """The replies that were journaled under any of these keys, in this run or in one before."""
        memory = self.memory
        if memory is None:
            found = {key: self._journal[key] for key in keys if key in self._journal}
        else:
            found = memory.journal_find(keys)
        return {key: Reply("", kept) for key, kept in found.items() if kept}

    def keep(self, replies: Iterable[tuple[str, Request, Reply]]) -> None:
        """Commit replies; on return they are safe on disk."""
        rows = [(key, self.provider.name, request.text, reply.text) for key, request, reply in replies]
        if not rows:
            return
        memory = self.memory
        if memory is None:
            self._journal.update({key: kept for key, _, _, kept in rows})
        else:
            memory.journal_put_all(rows)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Have the project's provider for this process alone; a file outside a project has it always."""
        with self._turn.taken(self._waits) if self.memory_of_project else nullcontext():
            yield

    def _waits(self) -> None:
        if self.stopping.is_set():
            raise WorkError("the job was stopped; what is done is kept")
        if not self.progress.waiting:
            with self._lock:
                self.progress = replace(self.progress, waiting=True)
                if self.watch:
                    self.watch(self.progress)

    def forget(self, asked: Iterable[tuple[str, Request]]) -> None:
        """Have replies asked for anew by the next run: an empty reply is none."""
        self.keep((key, request, Reply(request.id, "")) for key, request in asked)

    def note(self, *, units: int = 0, characters: int = 0, requests: int = 0, asked: int = 0, retold: int = 0) -> None:
        """Count what happened and tell who watches."""
        with self._lock:
            now = self.progress
            self.progress = Progress(
                now.units + units,
                now.characters + characters,
                now.requests + requests,
                now.asked + asked,
                now.retold + retold,
            )
            if self.watch:
                self.watch(self.progress)


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
        job.note(units=sum(len(ids[key]) for key in found))
        settle(found)

    known: dict[str, Reply] = {}
    asked = retold = over = 0
    keyed = [(journal_key(provider, request, source=source, target=target, turn=turn), request) for request in requests]
    journaled = job.recalled(key for key, _ in keyed if key not in job.fetched)
    for key, request in keyed:
        ids.setdefault(key, []).append(request.id)
        if (kept := job.fetched.get(key)) is not None:
            known[key] = kept
            continue
        asked += 1
        if (kept := journaled.get(key)) is not None:
            known[key] = kept
            retold += 1
        elif _size(request) > limits.size:
            problem = f"{_size(request):,} bytes are more than {provider.name} takes at once; split the paragraph"
            known[key] = Reply("", "", problem)
            over += 1
        else:
            first.setdefault(key, request)
    job.note(asked=asked, units=retold + over, retold=retold)
    settle(known)
    if job.ended or not first:
        return Answers(replies, job.ended if first else None)
    with job.turn():
        # What another process has asked for meanwhile.
        known = job.recalled(first)
        job.note(retold=sum(len(ids[key]) for key in known))
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
    crew = _Workers(job, lambda batch: _answered(job, batch, keys, source, target), waiting)
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


class _Workers:
    """Threads that work off batches.

    Daemon threads rather than an executor: one that hangs in a slow answer must not keep the program from ending.
    """

    def __init__(
        self, job: Job, work: Callable[[list[Request]], dict[str, Reply]], waiting: list[list[Request]]
    ) -> None:
        self._job = job
        self._work = work
        self._todo: queue.SimpleQueue[list[Request]] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[dict[str, Reply] | BaseException | None] = queue.SimpleQueue()
        self._ended = threading.Event()
        self._deadline: float | None = None
        for batch in waiting:
            self._todo.put(batch)
        self._count = min(len(waiting), max(1, job.config.provider.jobs))
        for _ in range(self._count):
            threading.Thread(target=self._run, name="taiyaku-provider", daemon=True).start()

    @property
    def at_work(self) -> bool:
        """Whether something may still come in."""
        return self._count > 0 and (self._deadline is None or time.monotonic() < self._deadline)

    def end(self) -> None:
        """Take up nothing more; what is under way gets its time."""
        self._ended.set()
        self._deadline = self._deadline or time.monotonic() + PATIENCE

    def next(self) -> dict[str, Reply] | BaseException | None:
        """What came in; None where nothing did for a moment, or a thread is through."""
        if self._job.stopping.is_set() and not self._ended.is_set():
            self._ended.set()
            self._deadline = time.monotonic() + GRACE
        try:
            got = self._done.get(timeout=0.1)
        except queue.Empty:
            return None
        self._count -= got is None
        return got

    def _run(self) -> None:
        while not (self._ended.is_set() or self._job.stopping.is_set()):
            try:
                batch = self._todo.get_nowait()
            except queue.Empty:
                break
            try:
                self._done.put(self._work(batch))
            except RefusedError as error:
                self._done.put(error)  # a request that was refused says nothing of the next
            except BaseException as error:
                self.end()
                self._done.put(error)
        self._done.put(None)


def _answered(job: Job, batch: list[Request], keys: Mapping[str, str], source: str, target: str) -> dict[str, Reply]:
    """The provider's replies to a batch by journal key; those that say anything are journaled."""
    with job.places:
        if job.stopping.is_set():
            return {}
        replies = job.provider.translate(batch, source=source, target=target)
    asked = {request.id: request for request in batch}
    found = _told_apart(asked, {reply.id: reply for reply in replies if reply.id in asked})
    job.keep((keys[key], asked[key], reply) for key, reply in found.items() if not reply.problem)
    job.note(characters=sum(map(characters, batch)), requests=1)
    left_out = f"{job.provider.name} left this unit out"
    return {keys[key]: found.get(key, Reply(key, "", left_out)) for key in asked}


def _told_apart(asked: Mapping[str, Request], found: Mapping[str, Reply]) -> dict[str, Reply]:
    """The replies of one answer, with a problem where two of them seem to have changed places."""
    from taiyaku.drafting.replies import swapped
    from taiyaku.drafting.replies.tags import without_tags

    pairs = {
        key: (without_tags(asked[key].text), without_tags(reply.text))
        for key, reply in found.items()
        if not reply.problem
    }
    told = "the text seems to be that of another unit ({}); answer each id with its own text"
    strays = {key: replace(found[key], problem=told.format(other)) for key, other in swapped(pairs).items()}
    return {**found, **strays}


def characters(request: Request) -> int:
    """How many characters of a request services bill: its text without tags."""
    from taiyaku.drafting.replies.tags import without_tags

    return len(without_tags(request.text))

"""What a run shares between its articles: provider, memory, journal and progress."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from taiyaku.catalogs.catalog import Catalog
from taiyaku.config import Config
from taiyaku.errors import TaiyakuError, WorkError
from taiyaku.project.articles import Article
from taiyaku.project.locks import ProviderTurn
from taiyaku.project.renames import Rename, find_renames
from taiyaku.providers.base import Provider, Reply, Request

if TYPE_CHECKING:
    from taiyaku.memory import Memory  # a run that asks nobody opens none


@dataclass(frozen=True, slots=True)
class Progress:
    """What a job has done so far."""

    units: int = 0
    """Replies, those from the journal included."""
    characters: int = 0
    """Source characters sent to the provider, without tags."""
    requests: int = 0
    asked: int = 0
    """Units requested, repeated requests and those in the journal included."""
    journaled: int = 0
    """Replies from the journal, which cost nothing."""
    waiting: bool = False
    """Whether this process is waiting for another that is using the project's provider."""


@dataclass(slots=True)
class Job:
    """What the articles of a run share. Use it as a context manager, or close it."""

    config: Config
    provider: Provider
    watch: Callable[[Progress], None] | None = None
    """Called with each change of the progress, in whichever thread it happens."""
    memory_of_project: bool = True
    """Whether ``.taiyaku/memory.db`` is used; a file outside a project has no memory."""
    progress: Progress = field(default_factory=Progress)
    stopping: threading.Event = field(default_factory=threading.Event)
    """Set to end the job: no further request is sent."""
    ended: BaseException | None = None
    """The service's error if it delivers no more today."""
    prefetched: dict[str, Reply] = field(default_factory=dict)
    """Replies by journal key that were requested in advance, for several articles together."""
    slots: threading.BoundedSemaphore = field(init=False)
    """One slot for each request that may be in progress at once, across all articles."""
    _turn: ProviderTurn = field(init=False)
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _memory: Memory | None = None
    _damaged: tuple[TaiyakuError, ...] = ()
    _journal: dict[str, str] = field(default_factory=dict)
    _renames: dict[str, Mapping[Path, Rename]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.slots = threading.BoundedSemaphore(max(1, self.config.provider.jobs))
        self._turn = ProviderTurn(self.config.root)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the memory."""
        with self._lock:
            if self._memory is not None:
                self._memory.close()
                self._memory = None

    @property
    def memory(self) -> Memory | None:
        """The project's memory, opened and brought up to date with the catalogs on first access."""
        if not self.memory_of_project:
            return None
        from taiyaku.drafting.memory_feed import remember_all
        from taiyaku.memory import Memory

        with self._lock:
            if self._memory is None:
                flavor = self.config.articles.flavor
                self._memory = Memory.open(self.config.root / ".taiyaku" / "memory.db", flavor=flavor)
                self._damaged = remember_all(self._memory, self.config)
            return self._memory

    def learn(self, catalog: Catalog, text: str, article: Article) -> None:
        """Store a catalog that was just written as ``text`` in the memory; if it is not open, it catches up later."""
        with self._lock:
            if self._memory is not None:
                from taiyaku.drafting.memory_feed import remember_catalog

                remember_catalog(self._memory, catalog, text, article, source_locale=self.config.source)

    @property
    def notices(self) -> tuple[str, ...]:
        """Warnings about the memory, one line each."""
        return (*(self._memory.notices if self._memory else ()), *map(str, self._damaged))

    def old_name(self, article: Article) -> Article | None:
        """The former article of one without a catalog that was renamed; None if it is new.

        Raises:
            ConflictError: There is more than one candidate.
        """
        if article.catalog.exists():
            return None
        with self._lock:
            if article.locale not in self._renames:
                self._renames[article.locale] = find_renames(self.config, locale=article.locale)
            found = self._renames[article.locale].get(article.catalog)
        return found.resolve(article) if found else None

    # ── The journal ──

    def find_replies(self, keys: Iterable[str]) -> dict[str, Reply]:
        """The journal's replies under any of these keys, from this run or an earlier one."""
        memory = self.memory
        if memory is None:
            found = {key: self._journal[key] for key in keys if key in self._journal}
        else:
            found = memory.journal_find(keys)
        return {key: Reply("", kept) for key, kept in found.items() if kept}

    def keep(self, replies: Iterable[tuple[str, Request, Reply]]) -> None:
        """Write replies to the journal; on return they are on disk."""
        rows = [(key, self.provider.name, request.text, reply.text) for key, request, reply in replies]
        if not rows:
            return
        memory = self.memory
        if memory is None:
            self._journal.update({key: kept for key, _, _, kept in rows})
        else:
            memory.journal_put_all(rows)

    @contextmanager
    def provider_turn(self) -> Iterator[None]:
        """Hold the project's provider for this process alone; outside a project there is nothing to wait for."""
        with self._turn.acquire(self._report_waiting) if self.memory_of_project else nullcontext():
            yield

    def _report_waiting(self) -> None:
        if self.stopping.is_set():
            raise WorkError("the job was stopped; finished work is kept")
        if not self.progress.waiting:
            with self._lock:
                self.progress = replace(self.progress, waiting=True)
                if self.watch:
                    self.watch(self.progress)

    def forget(self, requests: Iterable[tuple[str, Request]]) -> None:
        """Make the next run send requests, given with their keys, again; an empty reply counts as none."""
        self.keep((key, request, Reply(request.id, "")) for key, request in requests)

    def count(
        self, *, units: int = 0, characters: int = 0, requests: int = 0, asked: int = 0, journaled: int = 0
    ) -> None:
        """Add to the progress and report it."""
        with self._lock:
            now = self.progress
            self.progress = Progress(
                now.units + units,
                now.characters + characters,
                now.requests + requests,
                now.asked + asked,
                now.journaled + journaled,
            )
            if self.watch:
                self.watch(self.progress)

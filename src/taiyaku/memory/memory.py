"""The translation memory's interface."""

from __future__ import annotations

import functools
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self

from taiyaku.memory import search_index, tables
from taiyaku.memory.model import EXACT, IN_CONTEXT, Match, MemoryEntry, Stats
from taiyaku.memory.scoring import PENALTY, Abstract, numbers_in, replace_codes
from taiyaku.memory.store import Connection, Store
from taiyaku.model import Reading

MINIMUM = 75
"""Percent; less similar matches do not help a translator."""

_VARIANTS = 200  # different translations of one text that are considered
_BATCH = 20_000  # entries in one transaction, so that another process never waits long
_NO_STAMPS: Mapping[tuple[str, str], str] = MappingProxyType({})


class Memory:
    """All translations of the project, and the journal of provider replies.

    Use it as a context manager, or close it. Threads may share it; processes may open the same file. Every method
    raises WorkError if another process does not release the file in time, or the disk fails.
    """

    def __init__(self, store: Store, abstract: Abstract) -> None:
        self._store = store
        self._abstract = abstract

    @classmethod
    def open(cls, path: Path, *, flavor: str = "gfm", patience: float = 60.0) -> Self:
        """Open the memory in ``path``, and create it if it does not exist.

        A damaged file is moved aside and one of an older version replaced; the journal is kept as far as it can be
        read. If the file cannot be written, the memory lasts for this run only. ``notices`` reports all of this.

        Args:
            path: The database, ``.taiyaku/memory.db``.
            flavor: The Markdown dialect in which codes are parsed.
            patience: Seconds to wait for another process that is writing.

        Raises:
            UsageError: This Python's SQLite lacks a feature, or a newer Taiyaku wrote the file.
            WorkError: Another process did not release the file in time, or the disk failed.
        """
        from taiyaku.markdown import inline  # importing it takes 0.1 s

        abstract = functools.partial(inline.abstract, reading=Reading(flavor))
        return cls(Store(path, reading=flavor, patience=patience), abstract)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Release the file."""
        self._store.close()

    @property
    def notices(self) -> tuple[str, ...]:
        """What users should know about the file, one line each; more may be added while the memory is in use."""
        return tuple(self._store.notices)

    @property
    def persistent(self) -> bool:
        """Whether the memory outlives this run."""
        return self._store.persistent

    # ── Looking up ──────────────────────────────────────────────────────────

    def lookup(
        self,
        source: str,
        *,
        source_locale: str,
        target_locale: str,
        limit: int = 5,
        minimum: int = MINIMUM,
        context: str = "",
        previous: str = "",
    ) -> list[Match]:
        """The best translations for a text, best first, each once.

        Among equal scores the identical source comes first, then translations that a person accepted, then those that
        a person wrote, then the more frequent ones.

        Args:
            source: Inline Markdown.
            source_locale: Its locale.
            target_locale: The locale to translate to.
            limit: The most matches to return.
            minimum: Percent, 1 to 100; the lowest score to return.
            context: Its heading path or key. If it is the same, an exact match is one in context, provided that
                neither text has a unit before it.
            previous: The source of the unit before it. If it is the same, an exact match is one in context.
        """
        query = _Query.of(source, self._abstract, source_locale, target_locale, context, previous)
        return self._store.read(lambda c: self._matches(c, query, limit, minimum))

    def exact(
        self, source: str, *, source_locale: str, target_locale: str, context: str = "", previous: str = ""
    ) -> Match | None:
        """The best translation with a score of 100 or 101, without a fuzzy search; arguments as for ``lookup``."""
        query = _Query.of(source, self._abstract, source_locale, target_locale, context, previous)

        def work(connection: Connection) -> list[Match]:
            segment = _segment(connection, query)
            ranked = [] if segment is None else self._variants(connection, query, segment, query.text, EXACT)
            return [match for _, match in sorted(ranked, key=lambda pair: pair[0])[:1] if match.score >= EXACT]

        found = self._store.read(work)
        return found[0] if found else None

    def _matches(self, connection: Connection, query: _Query, limit: int, minimum: int) -> list[Match]:
        from rapidfuzz import fuzz, process  # importing it takes 0.05 s

        texts = dict(
            search_index.candidates(
                connection,
                query.text,
                source_locale=query.source_locale,
                target_locale=query.target_locale,
                minimum=minimum,
            )
        )
        if (segment := _segment(connection, query)) is not None:
            texts[segment] = query.text
        ranked: dict[tuple[int, str], tuple[_Rank, Match]] = {}
        for text, ratio, id_ in process.extract(query.text, texts, scorer=fuzz.ratio, score_cutoff=minimum, limit=None):
            # Penalties only lower a score, so no later text can be among the best.
            if len(ranked) >= limit and sorted(ranked.values(), key=_by_rank)[limit - 1][1].score > ratio:
                break
            for rank, match in self._variants(connection, query, id_, text, int(ratio + 1e-9)):
                key = (id_, match.target)
                if match.score >= minimum and (key not in ranked or rank < ranked[key][0]):
                    ranked[key] = rank, match
        return [match for _, match in sorted(ranked.values(), key=_by_rank)[:limit]]

    def _variants(
        self, connection: Connection, query: _Query, segment: int, text: str, ratio: int
    ) -> list[tuple[_Rank, Match]]:
        """The translations of a stored text, as matches."""
        rows = connection.execute(
            f"""SELECT x.*, count(*) AS often, max({_RANK}) AS rank
                FROM ({tables.SELECT_ENTRY} WHERE e.segment = :segment AND e.target_locale = :locale) AS x
                GROUP BY x.source, x.target ORDER BY rank DESC, often DESC, x.source, x.target LIMIT {_VARIANTS}""",  # noqa: S608 - constants
            {
                "segment": segment,
                "locale": query.target_locale,
                "source": query.source,
                "previous": tables.storable(query.previous),
                "context": tables.storable(query.context),
            },
        )
        result = []
        for _, *columns, often, rank in rows:
            entry = tables.entry_of(columns)
            match = self._match(query, entry, text, ratio, in_context=bool(rank & 4))
            order = (-match.score, entry.source != query.source, -(rank & 3), -often, entry.source, entry.target)
            result.append((order, match))
        return result

    def _match(self, query: _Query, entry: MemoryEntry, text: str, ratio: int, *, in_context: bool) -> Match:
        reasons: list[str] = []
        exact = text == query.text
        score = EXACT if exact else min(ratio, EXACT - 1)
        target = replace_codes(entry.target, self._abstract(entry.source)[1], query.codes, self._abstract)
        if target is None:
            score -= PENALTY
            reasons.append("codes differ")
        elif target != entry.target:
            reasons.append("codes replaced")
        if not exact and numbers_in(text) != numbers_in(query.text):
            score -= PENALTY
            reasons.append("numbers differ")
        if score == EXACT and in_context:
            score = IN_CONTEXT
            reasons.append("in context")
        return Match(entry, max(score, 0), entry.target if target is None else target, tuple(reasons))

    # ── Filling ─────────────────────────────────────────────────────────────

    def put(self, entries: Iterable[MemoryEntry]) -> None:
        """Add entries; an existing one gets the new origin and acceptance.

        Entries without source or target are skipped.
        """
        for batch in _batches(entries):
            self._store.write(lambda c, batch=batch: tables.put(c, batch, self._abstract))  # type: ignore[misc]

    def replace_article(
        self, article: str, target_locale: str, entries: Iterable[MemoryEntry], *, stamp: str = ""
    ) -> None:
        """Replace the entries of an article or imported file; if nothing changed, this takes one query.

        ``stamp`` is what ``stamps`` returns for it: the SHA-256 of the catalog.
        """
        given = list(entries)
        if not article or any((e.article, e.target_locale) != (article, target_locale) for e in given):
            raise ValueError("entries of another article or locale")

        first, more = given[:_BATCH], given[_BATCH:]

        def work(connection: Connection) -> None:
            tables.replace(connection, [(article, target_locale, first)], self._abstract)
            # The stamp comes last: until it is there, all of this is repeated.
            tables.put_stamp(connection, article, target_locale, "" if more else stamp)

        self._store.write(work)
        if more:
            self.put(more)
            self._store.write(lambda c: tables.put_stamp(c, article, target_locale, stamp))

    def forget(self, article: str, target_locale: str | None = None) -> None:
        """Delete an article's entries, in one target locale or in all."""
        self._store.write(lambda c: tables.forget(c, article, target_locale))

    def rebuild(self, entries: Iterable[MemoryEntry], *, stamps: Mapping[tuple[str, str], str] = _NO_STAMPS) -> None:
        """Replace all entries by those of the catalogs and imported files; the journal stays.

        This may be interrupted and repeated, and other processes may use the memory meanwhile. The file is checked
        first, and replaced if it is damaged. Entries should come article by article; stamps are those of
        ``replace_article``, by article and target locale.
        """
        self._store.verify()
        seen: set[tuple[str, str]] = set()
        for batch in _batches(entries):

            def work(connection: Connection, batch: list[MemoryEntry] = batch) -> None:
                by_article = groupby(sorted(batch, key=_owner), key=_owner)
                groups = [(*owner, list(group)) for owner, group in by_article]
                tables.replace(connection, [g for g in groups if g[0] and g[:2] not in seen], self._abstract)
                more = [entry for *owner, group in groups if not owner[0] or tuple(owner) in seen for entry in group]
                tables.put(connection, more, self._abstract)

            self._store.write(work)
            seen.update(map(_owner, batch))

        def finish(connection: Connection) -> None:
            for article, target_locale in tables.owners(connection):
                if (article, target_locale) not in seen:
                    tables.forget(connection, article, target_locale)
            for (article, target_locale), stamp in stamps.items():
                tables.put_stamp(connection, article, target_locale, stamp)

        self._store.write(finish)

    def stamps(self) -> dict[tuple[str, str], str]:
        """The stamps given to ``replace_article`` and ``rebuild``, by article and target locale."""
        return self._store.read(
            lambda c: {(a, t): stamp for a, t, stamp in c.execute("SELECT * FROM stamp ORDER BY article")}
        )

    # ── Reading ─────────────────────────────────────────────────────────────

    def entries(self, *, target_locale: str | None = None) -> Iterator[MemoryEntry]:
        """Every entry, in the order in which they were added; more may be added meanwhile."""
        after = 0
        while rows := self._store.read(lambda c, after=after: tables.page(c, after, target_locale)):  # type: ignore[misc]
            after = rows[-1][0]
            yield from (entry for _, entry in rows)

    def containing(self, text: str, *, target_locale: str | None = None, limit: int = 20) -> list[MemoryEntry]:
        """Entries whose source or target contains ``text`` literally, each pair of texts once, sources first."""
        return self._store.read(lambda c: tables.containing(c, text, target_locale, limit)) if text else []

    def stats(self) -> Stats:
        """The size of the memory."""
        return self._store.read(tables.stats)

    def accepted(self, target_locale: str) -> list[MemoryEntry]:
        """Entries that people accepted in articles, without imported ones, in the order in which they were added."""
        return self._store.read(lambda c: tables.accepted(c, target_locale))

    # ── The journal ─────────────────────────────────────────────────────────

    def journal_find(self, keys: Iterable[str]) -> dict[str, str]:
        """The replies journaled under any of ``keys``, read at once."""
        wanted = list(keys)
        return self._store.read(
            lambda c: {key: reply for key in wanted if (reply := tables.get_reply(c, key)) is not None}
        )

    def journal_put_all(self, replies: Iterable[tuple[str, str, str, str]]) -> None:
        """Journal replies as (key, provider, request, reply), all or none; they are safely on disk on return."""
        given = list(replies)
        self._store.write(lambda c: tables.put_replies(c, given))


_Rank = tuple[int, bool, int, int, str, str]

# In context: decided by the unit before or, if there is none, by the heading path or key.
_RANK = """(x.source = :source) * 8 + x.accepted * 2 + (x.origin = 'person') + 4 *
    CASE WHEN :previous <> '' THEN x.previous = :previous
    WHEN :context <> '' THEN x.previous = '' AND x.context = :context ELSE 0 END"""


@dataclass(frozen=True, slots=True)
class _Query:
    """A text to look up."""

    source: str
    text: str
    codes: tuple[str, ...]
    source_locale: str
    target_locale: str
    context: str
    previous: str

    @classmethod
    def of(
        cls, source: str, abstract: Abstract, source_locale: str, target_locale: str, context: str, previous: str
    ) -> Self:
        stored = tables.storable(source)
        return cls(stored, *abstract(stored), source_locale, target_locale, context, previous)


def _segment(connection: sqlite3.Connection, query: _Query) -> int | None:
    key = tables.digest(query.source_locale, query.text.encode())
    row = connection.execute("SELECT id FROM segment WHERE digest = ?", (key,)).fetchone()
    return None if row is None else int(row[0])


def _by_rank(pair: tuple[_Rank, Match]) -> _Rank:
    return pair[0]


def _owner(entry: MemoryEntry) -> tuple[str, str]:
    return entry.article, entry.target_locale


def _batches(entries: Iterable[MemoryEntry]) -> Iterator[list[MemoryEntry]]:
    """Entries in batches that end with an article, unless it is huge."""
    batch: list[MemoryEntry] = []
    for entry in entries:
        if len(batch) >= _BATCH and (_owner(entry) != _owner(batch[-1]) or len(batch) >= 2 * _BATCH):
            yield batch
            batch = []
        batch.append(entry)
    if batch:
        yield batch

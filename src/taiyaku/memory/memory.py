"""The memory as the rest of the project sees it."""

from __future__ import annotations

import functools
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self

from taiyaku.memory import search_index as nearest
from taiyaku.memory import tables
from taiyaku.memory.model import EXACT, IN_CONTEXT, Match, MemoryEntry, Stats
from taiyaku.memory.scoring import PENALTY, Abstract, exchanged, numbers
from taiyaku.memory.store import Connection, Store
from taiyaku.model import Reading

MINIMUM = 75
"""Percent; what is less alike is no help to a translator (DESIGN section 6)."""

_VARIANTS = 200  # different translations of one text that are weighed
_BATCH = 20_000  # entries written in one transaction, so that another process never waits long
_NO_STAMPS: Mapping[tuple[str, str], str] = MappingProxyType({})


class Memory:
    """All translations of the project, and the journal of what providers replied.

    Use it as a context manager, or close it. Threads may share it; processes may open the same file. Every method
    raises WorkError where another process does not let go of the file in time, or the disk fails.
    """

    def __init__(self, store: Store, abstract: Abstract) -> None:
        self._store = store
        self._abstract = abstract

    @classmethod
    def open(cls, path: Path, *, flavor: str = "gfm", patience: float = 60.0) -> Self:
        """Open the memory in ``path``, and make it where there is none.

        A damaged file is moved aside and one of an older version renewed; the journal is carried over as far as it
        can be read. Where the file cannot be written, the memory lasts for this run only. ``notices`` tells of all
        this.

        Args:
            path: The database, ``.taiyaku/memory.db``.
            flavor: The Markdown dialect that codes are read in.
            patience: Seconds to wait for another process that is writing.

        Raises:
            UsageError: This Python's SQLite lacks what the memory needs, or a newer Taiyaku wrote the file.
            WorkError: Another process did not let go of the file in time, or the disk failed.
        """
        from taiyaku.markdown import inline  # which takes a tenth of a second

        abstract = functools.partial(inline.abstract, reading=Reading(flavor))
        return cls(Store(path, reading=flavor, patience=patience), abstract)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._store.close()

    @property
    def notices(self) -> tuple[str, ...]:
        """What the user should be told about the file, one line each; it may grow while the memory is used."""
        return tuple(self._store.notices)

    @property
    def persistent(self) -> bool:
        """Whether what is put here is kept after this run."""
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
        """The best translations for a text, the best first and each once.

        Of equal scores the identical source comes first, then what a person accepted, then what a person wrote, then
        what occurs more often.

        Args:
            source: Inline Markdown.
            source_locale: The locale it is in.
            target_locale: The locale it is to be translated to.
            limit: How many matches at most.
            minimum: Percent, 1 to 100; nothing that scores less.
            context: The heading path or key it stands under. It makes an exact match one in context where neither
                text has a unit before it.
            previous: The source of the unit before it. It makes an exact match one in context.
        """
        asked = _Asked.of(source, self._abstract, source_locale, target_locale, context, previous)
        return self._store.read(lambda c: self._matches(c, asked, limit, minimum))

    def exact(
        self, source: str, *, source_locale: str, target_locale: str, context: str = "", previous: str = ""
    ) -> Match | None:
        """The best translation with a score of 100 or 101, without looking for fuzzy ones; arguments as ``lookup``."""
        asked = _Asked.of(source, self._abstract, source_locale, target_locale, context, previous)

        def work(connection: Connection) -> list[Match]:
            segment = _segment(connection, asked)
            ranked = [] if segment is None else self._variants(connection, asked, segment, asked.text, EXACT)
            return [match for _, match in sorted(ranked, key=lambda pair: pair[0])[:1] if match.score >= EXACT]

        found = self._store.read(work)
        return found[0] if found else None

    def _matches(self, connection: Connection, asked: _Asked, limit: int, minimum: int) -> list[Match]:
        from rapidfuzz import fuzz, process  # which takes 0.05 s

        texts = dict(
            nearest.candidates(
                connection,
                asked.text,
                source_locale=asked.source_locale,
                target_locale=asked.target_locale,
                minimum=minimum,
            )
        )
        if (segment := _segment(connection, asked)) is not None:
            texts[segment] = asked.text
        ranked: dict[tuple[int, str], tuple[_Rank, Match]] = {}
        for text, ratio, id_ in process.extract(asked.text, texts, scorer=fuzz.ratio, score_cutoff=minimum, limit=None):
            # Penalties only lower a score, so what follows cannot get among the best any more.
            if len(ranked) >= limit and sorted(ranked.values(), key=_first)[limit - 1][1].score > ratio:
                break
            for rank, match in self._variants(connection, asked, id_, text, int(ratio + 1e-9)):
                key = (id_, match.target)
                if match.score >= minimum and (key not in ranked or rank < ranked[key][0]):
                    ranked[key] = rank, match
        return [match for _, match in sorted(ranked.values(), key=_first)[:limit]]

    def _variants(
        self, connection: Connection, asked: _Asked, segment: int, text: str, ratio: int
    ) -> list[tuple[_Rank, Match]]:
        """What a stored text was translated to, as matches."""
        rows = connection.execute(
            f"""SELECT x.*, count(*) AS often, max({_RANK}) AS rank
                FROM ({tables.ENTRY} WHERE e.segment = :segment AND e.target_locale = :locale) AS x
                GROUP BY x.source, x.target ORDER BY rank DESC, often DESC, x.source, x.target LIMIT {_VARIANTS}""",  # noqa: S608 - constants
            {
                "segment": segment,
                "locale": asked.target_locale,
                "source": asked.source,
                "previous": tables.sound(asked.previous),
                "context": tables.sound(asked.context),
            },
        )
        result = []
        for _, *columns, often, rank in rows:
            entry = tables.entry_of(columns)
            match = self._match(asked, entry, text, ratio, in_context=bool(rank & 4))
            order = (-match.score, entry.source != asked.source, -(rank & 3), -often, entry.source, entry.target)
            result.append((order, match))
        return result

    def _match(self, asked: _Asked, entry: MemoryEntry, text: str, ratio: int, *, in_context: bool) -> Match:
        reasons: list[str] = []
        exact = text == asked.text
        score = EXACT if exact else min(ratio, EXACT - 1)
        target = exchanged(entry.target, self._abstract(entry.source)[1], asked.codes, self._abstract)
        if target is None:
            score -= PENALTY
            reasons.append("codes differ")
        elif target != entry.target:
            reasons.append("codes replaced")
        if not exact and numbers(text) != numbers(asked.text):
            score -= PENALTY
            reasons.append("numbers differ")
        if score == EXACT and in_context:
            score = IN_CONTEXT
            reasons.append("in context")
        return Match(entry, max(score, 0), entry.target if target is None else target, tuple(reasons))

    # ── Filling ─────────────────────────────────────────────────────────────

    def put(self, entries: Iterable[MemoryEntry]) -> None:
        """Add entries; one that is there already takes the new origin and acceptance.

        Entries without source or target are left out.
        """
        for batch in _batches(entries):
            self._store.write(lambda c, batch=batch: tables.put(c, batch, self._abstract))  # type: ignore[misc]

    def replace_article(
        self, article: str, target_locale: str, entries: Iterable[MemoryEntry], *, stamp: str = ""
    ) -> None:
        """Make the entries of an article or imported file those given; where nothing changed this costs one query.

        Args:
            article: Its name, not empty.
            target_locale: Whose entries are replaced.
            entries: All with that article and target locale.
            stamp: What ``stamps`` shall tell for it, the catalog's SHA-256.
        """
        given = list(entries)
        if not article or any((e.article, e.target_locale) != (article, target_locale) for e in given):
            raise ValueError("entries of another article or locale")

        first, more = given[:_BATCH], given[_BATCH:]

        def work(connection: Connection) -> None:
            tables.replace(connection, [(article, target_locale, first)], self._abstract)
            # The stamp comes last: as long as it is not there, all of this is done again.
            tables.put_stamp(connection, article, target_locale, "" if more else stamp)

        self._store.write(work)
        if more:
            self.put(more)
            self._store.write(lambda c: tables.put_stamp(c, article, target_locale, stamp))

    def forget(self, article: str, target_locale: str | None = None) -> None:
        """Drop an article's entries, in one target locale or in all."""
        self._store.write(lambda c: tables.forget(c, article, target_locale))

    def rebuild(self, entries: Iterable[MemoryEntry], *, stamps: Mapping[tuple[str, str], str] = _NO_STAMPS) -> None:
        """Make the memory hold what the catalogs and imported files hold; the journal stays.

        It is interrupted and repeated without harm, and other processes may use the memory meanwhile. The file is
        checked first, and renewed where it is damaged.

        Args:
            entries: Every article's, best with those of one article in a row.
            stamps: By article and target locale, as for ``replace_article``.
        """
        self._store.verify()
        seen: set[tuple[str, str]] = set()
        for batch in _batches(entries):

            def work(connection: Connection, batch: list[MemoryEntry] = batch) -> None:
                by_article = groupby(sorted(batch, key=_place), key=_place)
                groups = [(*place, list(group)) for place, group in by_article]
                tables.replace(connection, [g for g in groups if g[0] and g[:2] not in seen], self._abstract)
                more = [entry for *place, group in groups if not place[0] or tuple(place) in seen for entry in group]
                tables.put(connection, more, self._abstract)

            self._store.write(work)
            seen.update(map(_place, batch))

        def finish(connection: Connection) -> None:
            for article, target_locale in tables.places(connection):
                if (article, target_locale) not in seen:
                    tables.forget(connection, article, target_locale)
            for (article, target_locale), stamp in stamps.items():
                tables.put_stamp(connection, article, target_locale, stamp)

        self._store.write(finish)

    def stamps(self) -> dict[tuple[str, str], str]:
        """What ``replace_article`` and ``rebuild`` were told, by article and target locale."""
        return self._store.read(
            lambda c: {(a, t): stamp for a, t, stamp in c.execute("SELECT * FROM stamp ORDER BY article")}
        )

    # ── Reading ─────────────────────────────────────────────────────────────

    def entries(self, *, target_locale: str | None = None) -> Iterator[MemoryEntry]:
        """Every entry, in the order they came; more may come while it is read."""
        after = 0
        while rows := self._store.read(lambda c, after=after: tables.page(c, after, target_locale)):  # type: ignore[misc]
            after = rows[-1][0]
            yield from (entry for _, entry in rows)

    def containing(self, text: str, *, target_locale: str | None = None, limit: int = 20) -> list[MemoryEntry]:
        """Entries whose source or target holds ``text`` as it stands, each pair of texts once, sources first."""
        return self._store.read(lambda c: tables.containing(c, text, target_locale, limit)) if text else []

    def stats(self) -> Stats:
        """How much it holds."""
        return self._store.read(tables.stats)

    def accepted(self, target_locale: str) -> list[MemoryEntry]:
        """What people accepted in the articles, in the order it came; what was imported is left out."""
        return self._store.read(lambda c: tables.accepted(c, target_locale))

    # ── The journal ─────────────────────────────────────────────────────────

    def journal_get(self, key: str) -> str | None:
        """The reply that was journaled under ``key``."""
        return self._store.read(lambda c: tables.get_reply(c, key))

    def journal_find(self, keys: Iterable[str]) -> dict[str, str]:
        """The replies that were journaled under any of ``keys``, read in one go."""
        wanted = list(keys)
        return self._store.read(
            lambda c: {key: reply for key in wanted if (reply := tables.get_reply(c, key)) is not None}
        )

    def journal_put(self, key: str, provider: str, request: str, reply: str) -> None:
        """Keep a reply; it is safe on disk on return."""
        self.journal_put_all([(key, provider, request, reply)])

    def journal_put_all(self, replies: Iterable[tuple[str, str, str, str]]) -> None:
        """Keep several replies, all or none, as (key, provider, request, reply)."""
        given = list(replies)
        self._store.write(lambda c: tables.put_replies(c, given))


_Rank = tuple[int, bool, int, int, str, str]

# In context: the unit before decides; where none is before, the heading path or key does.
_RANK = """(x.source = :source) * 8 + x.accepted * 2 + (x.origin = 'person') + 4 *
    CASE WHEN :previous <> '' THEN x.previous = :previous
    WHEN :context <> '' THEN x.previous = '' AND x.context = :context ELSE 0 END"""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A text that is looked up."""

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
        sound = tables.sound(source)
        return cls(sound, *abstract(sound), source_locale, target_locale, context, previous)


def _segment(connection: sqlite3.Connection, asked: _Asked) -> int | None:
    key = tables.digest(asked.source_locale, asked.text.encode())
    row = connection.execute("SELECT id FROM segment WHERE digest = ?", (key,)).fetchone()
    return None if row is None else int(row[0])


def _first(pair: tuple[_Rank, Match]) -> _Rank:
    return pair[0]


def _place(entry: MemoryEntry) -> tuple[str, str]:
    return entry.article, entry.target_locale


def _batches(entries: Iterable[MemoryEntry]) -> Iterator[list[MemoryEntry]]:
    """In pieces that end where an article does, as long as it is not huge."""
    batch: list[MemoryEntry] = []
    for entry in entries:
        if len(batch) >= _BATCH and (_place(entry) != _place(batch[-1]) or len(batch) >= 2 * _BATCH):
            yield batch
            batch = []
        batch.append(entry)
    if batch:
        yield batch

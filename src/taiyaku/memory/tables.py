"""The memory's tables, and the operations on their rows within one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import islice
from typing import Any

from taiyaku.memory import search_index
from taiyaku.memory.model import MemoryEntry, Stats
from taiyaku.memory.scoring import Abstract

SCHEMA = 2
"""The version of the tables, of the result of ``inline.abstract``, and of how both are indexed."""

TABLES = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE segment (
        id INTEGER PRIMARY KEY, locale TEXT NOT NULL, text TEXT NOT NULL, digest BLOB NOT NULL UNIQUE)""",
    # `source` is NULL if it equals the segment's text, as it does unless it has codes.
    """CREATE TABLE entry (
        id INTEGER PRIMARY KEY, segment INTEGER NOT NULL, target_locale TEXT NOT NULL, source TEXT,
        target TEXT NOT NULL, origin TEXT NOT NULL, accepted INTEGER NOT NULL, article TEXT NOT NULL,
        context TEXT NOT NULL, previous TEXT NOT NULL, draft TEXT NOT NULL)""",
    "CREATE INDEX entry_by_segment ON entry (segment, target_locale, article)",
    "CREATE INDEX entry_by_article ON entry (article, target_locale)",
    """CREATE TABLE stamp (
        article TEXT, target_locale TEXT, stamp TEXT NOT NULL, PRIMARY KEY (article, target_locale)) WITHOUT ROWID""",
    # Bytes, so that a reply is returned exactly as it was received, lone surrogates included; with a checksum, because
    # a damaged reply would otherwise be used as a translation.
    """CREATE TABLE journal (
        key TEXT UNIQUE, provider TEXT NOT NULL, request BLOB NOT NULL, reply BLOB NOT NULL, digest BLOB NOT NULL)""",
    *search_index.TABLES,
)

_CHUNK = 10_000  # entries indexed at once

SELECT_ENTRY = """
    SELECT e.id, coalesce(e.source, s.text) AS source, e.target, s.locale, e.target_locale, e.origin, e.accepted,
        e.article, e.context, e.previous, e.draft
    FROM entry AS e CROSS JOIN segment AS s ON s.id = e.segment
"""
"""To be completed by a WHERE clause; ``entry_of`` takes a row without its leading id."""


def entry_of(row: Sequence[str]) -> MemoryEntry:
    """An entry from the columns of ``SELECT_ENTRY`` without the id."""
    source, target, source_locale, target_locale, origin, accepted, *rest = row
    return MemoryEntry(source, target, source_locale, target_locale, origin, bool(accepted), *rest)


def digest(name: str, content: bytes) -> bytes:
    """The key of a segment, by its locale and text, or the checksum of a reply, by its key and content."""
    return blake2b(name.encode("utf-8", "surrogatepass") + b"\0" + content, digest_size=16).digest()


def storable(text: str) -> str:
    """Text that SQLite can store as UTF-8; a lone surrogate, which no article can have, becomes U+FFFD."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def put(connection: sqlite3.Connection, entries: Iterable[MemoryEntry], abstract: Abstract) -> None:
    """Add entries; an existing one gets the new origin and acceptance. Entries with empty texts are skipped."""
    complete = (entry for entry in entries if entry.source and entry.target)
    while chunk := list(islice(complete, _CHUNK)):
        fresh: list[tuple[int, str]] = []
        for entry in chunk:
            _put(connection, entry, abstract, fresh)
        search_index.add(connection, fresh)


def _put(connection: sqlite3.Connection, entry: MemoryEntry, abstract: Abstract, fresh: list[tuple[int, str]]) -> None:
    source, text = storable(entry.source), storable(abstract(entry.source)[0])
    key = digest(entry.source_locale, text.encode())
    if row := connection.execute("SELECT id FROM segment WHERE digest = ?", (key,)).fetchone():
        segment: int = row[0]
    else:
        columns = (entry.source_locale, text, key)
        segment = int(connection.execute("INSERT INTO segment VALUES (NULL, ?, ?, ?)", columns).lastrowid or 0)
        fresh.append((segment, text))
    owner = (segment, entry.target_locale, entry.article, None if source == text else source)
    texts = (storable(entry.target), storable(entry.context), storable(entry.previous))
    status = (entry.origin, entry.accepted, storable(entry.draft))
    existing = connection.execute(
        """SELECT id FROM entry WHERE segment = ? AND target_locale = ? AND article = ? AND source IS ?
           AND target = ? AND context = ? AND previous = ?""",
        (*owner, *texts),
    ).fetchone()
    if existing:
        connection.execute("UPDATE entry SET origin = ?, accepted = ?, draft = ? WHERE id = ?", (*status, *existing))
    else:
        connection.execute(
            """INSERT INTO entry
               (segment, target_locale, article, source, target, context, previous, origin, accepted, draft)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            (*owner, *texts, *status),
        )


def replace(
    connection: sqlite3.Connection, groups: Iterable[tuple[str, str, Iterable[MemoryEntry]]], abstract: Abstract
) -> None:
    """Replace the entries of articles, as (article, target locale, its entries), changing only those that differ."""
    gone: list[int] = []
    fresh: list[MemoryEntry] = []
    for article, target_locale, entries in groups:
        wanted = {_identity(entry): entry for entry in entries}
        where = "WHERE e.article = ? AND e.target_locale = ?"
        for id_, *row in connection.execute(f"{SELECT_ENTRY} {where}", (article, target_locale)):
            entry = entry_of(row)
            if (identity := _identity(entry)) not in wanted:
                gone.append(id_)
            elif wanted[identity] == entry:
                del wanted[identity]
        fresh.extend(wanted.values())
    # New entries first, so that a segment that old and new ones share stays in the index.
    put(connection, fresh, abstract)
    remove(connection, gone)


def _identity(entry: MemoryEntry) -> tuple[str, ...]:
    return (
        storable(entry.source),
        storable(entry.target),
        entry.source_locale,
        storable(entry.context),
        storable(entry.previous),
    )


def remove(connection: sqlite3.Connection, ids: Iterable[int]) -> None:
    """Delete entries, and the segments that no other entry uses."""
    orphans: dict[int, str] = {}
    for id_ in ids:
        (segment,) = connection.execute("SELECT segment FROM entry WHERE id = ?", (id_,)).fetchone()
        connection.execute("DELETE FROM entry WHERE id = ?", (id_,))
        left = connection.execute("SELECT 1 FROM entry WHERE segment = ? LIMIT 1", (segment,)).fetchone()
        if not left:
            orphans.update(connection.execute("SELECT id, text FROM segment WHERE id = ?", (segment,)))
    connection.executemany("DELETE FROM segment WHERE id = ?", [(id_,) for id_ in orphans])
    search_index.remove(connection, list(orphans.items()))


def put_replies(connection: sqlite3.Connection, replies: Iterable[tuple[str, str, str, str]]) -> None:
    """Journal replies as (key, provider, request, reply)."""
    raw = [
        (key, name, request.encode("utf-8", "surrogatepass"), reply.encode("utf-8", "surrogatepass"))
        for key, name, request, reply in replies
    ]
    connection.executemany(_JOURNAL, [(*row, digest(row[0], row[3])) for row in raw])


_JOURNAL = "INSERT OR REPLACE INTO journal (key, provider, request, reply, digest) VALUES (?, ?, ?, ?, ?)"


def get_reply(connection: sqlite3.Connection, key: str) -> str | None:
    """The reply journaled under a key, if it is undamaged."""
    row = connection.execute("SELECT reply, digest FROM journal WHERE key = ?", (key,)).fetchone()
    return row[0].decode("utf-8", "surrogatepass") if row and digest(key, row[0]) == row[1] else None


def salvage(old: sqlite3.Connection, new: sqlite3.Connection) -> int:
    """Copy the readable replies from a database of any version, which may be damaged, and return their number.

    Everything else can be rebuilt from the committed files.
    """
    journal = _rows(old, "SELECT rowid, key, provider, request, reply, digest FROM journal")
    replies = [row for row in journal if _has_types(row, "ttbbb") and digest(row[0], row[3]) == row[4]]
    new.executemany(_JOURNAL, replies)
    return len(replies)


def _rows(old: sqlite3.Connection, select: str) -> Iterator[tuple[Any, ...]]:
    """Every readable row without its id, from both ends up to the damage."""
    seen: set[int] = set()
    for order in ("ASC", "DESC"):
        try:
            for number, *row in old.execute(f"{select} ORDER BY rowid {order}"):
                if number in seen:
                    return
                seen.add(number)
                yield tuple(row)
        except sqlite3.DatabaseError:
            continue
        return


def _has_types(row: Sequence[object], shape: str) -> bool:
    types = {"t": str, "b": bytes, "n": int}
    return all(isinstance(value, types[kind]) for value, kind in zip(row, shape, strict=True))


def put_stamp(connection: sqlite3.Connection, article: str, target_locale: str, stamp: str) -> None:
    """Record the version of the file that an article's entries were read from."""
    connection.execute("INSERT OR REPLACE INTO stamp VALUES (?, ?, ?)", (article, target_locale, stamp))


def forget(connection: sqlite3.Connection, article: str, target_locale: str | None) -> None:
    """Delete an article's entries and stamps, in one target locale or in all."""
    which = "article = ? AND target_locale = coalesce(?, target_locale)"
    values = (article, target_locale)
    remove(connection, [id_ for (id_,) in connection.execute(f"SELECT id FROM entry WHERE {which}", values).fetchall()])  # noqa: S608
    connection.execute(f"DELETE FROM stamp WHERE {which}", values)  # noqa: S608


def verify(connection: sqlite3.Connection) -> None:
    """Check the trigram index, which SQLite's own check leaves out.

    Raises:
        sqlite3.DatabaseError: It is damaged.
    """
    connection.execute("INSERT INTO trigram (trigram) VALUES ('integrity-check')")


def owners(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Each article and target locale that has entries or stamps."""
    return connection.execute(
        """SELECT article, target_locale FROM entry WHERE article <> ''
           UNION SELECT article, target_locale FROM stamp ORDER BY 1, 2"""
    ).fetchall()


def page(
    connection: sqlite3.Connection, after: int, target_locale: str | None, size: int = 1_000
) -> list[tuple[int, MemoryEntry]]:
    """The next entries after an id, with their ids."""
    rows = connection.execute(
        f"{SELECT_ENTRY} WHERE e.id > ? AND e.target_locale = coalesce(?, e.target_locale) ORDER BY e.id LIMIT ?",
        (after, target_locale, size),
    )
    return [(id_, entry_of(row)) for id_, *row in rows]


def containing(connection: sqlite3.Connection, text: str, target_locale: str | None, limit: int) -> list[MemoryEntry]:
    """Entries whose source, or else target, contains a text."""
    found: dict[tuple[str, str], MemoryEntry] = {}
    for column in ("coalesce(e.source, s.text)", "e.target"):
        rows = connection.execute(
            f"""{SELECT_ENTRY} WHERE instr({column}, ?) > 0 AND e.target_locale = coalesce(?, e.target_locale)
                ORDER BY e.accepted DESC, length(s.text), e.id""",
            (storable(text), target_locale),
        )
        for _, *row in rows:
            if len(found) >= limit:
                break
            entry = entry_of(row)
            found.setdefault((entry.source, entry.target), entry)
    return list(found.values())


def accepted(connection: sqlite3.Connection, target_locale: str) -> list[MemoryEntry]:
    """Entries that people accepted in articles, in the order in which they were added."""
    rows = connection.execute(
        f"{SELECT_ENTRY} WHERE e.target_locale = ? AND e.accepted AND e.article NOT LIKE '%.tmx' ORDER BY e.id",
        (target_locale,),
    )
    return [entry_of(row) for _, *row in rows]


def stats(connection: sqlite3.Connection) -> Stats:
    """Counts over all tables."""

    def one(query: str) -> int:
        return int(connection.execute(query).fetchone()[0] or 0)

    pairs = connection.execute(
        """SELECT s.locale, e.target_locale, count(*) FROM entry AS e JOIN segment AS s ON s.id = e.segment
           GROUP BY 1, 2 ORDER BY 1, 2"""
    )
    return Stats(
        entries=one("SELECT count(*) FROM entry"),
        segments=one("SELECT count(*) FROM segment"),
        accepted=one("SELECT sum(accepted) FROM entry"),
        imported=one("SELECT count(*) FROM entry WHERE article = '' OR article LIKE '%.tmx'"),
        pairs=tuple(pairs.fetchall()),
        origins=tuple(connection.execute("SELECT origin, count(*) FROM entry GROUP BY 1 ORDER BY 1").fetchall()),
        drafts=one("SELECT count(*) FROM entry WHERE draft <> ''"),
        replies=one("SELECT count(*) FROM journal"),
        size=one("PRAGMA page_count") * one("PRAGMA page_size"),
    )

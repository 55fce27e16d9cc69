"""Candidates for fuzzy matches: a few hundred stored texts out of a million, in about a millisecond.

Two indexes share the work. SQLite's FTS5 with its ``trigram`` tokenizer covers texts of any length. Only the rarest
trigrams are searched for, since one like ます。 is in every second text and distinguishes nothing. Short texts can be
75% similar without a trigram in common (設定方法, 設計方法), so texts of up to ``SHORT`` characters are also indexed by
bigram and length. ``gram`` counts the occurrences of each trigram, and of each bigram in short texts.
"""

from __future__ import annotations

import math
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain

SHORT = 32
"""Characters; longer texts are found by trigrams alone."""
LEAST = 3
"""Characters; a shorter text has exact matches only."""

_TRIGRAMS = 12
_POSTINGS = 3_000
# Measured on 100,000 and 1,000,000 texts: more trigrams or longer lists take time and find nothing more.
_LIMIT = 50
_SHORT_LIMIT = 200
_MOST_GRAMS = 2_000  # about how many trigrams of a very long text are considered

TABLES = (
    "CREATE VIRTUAL TABLE trigram USING fts5(text, content = '', tokenize = 'trigram case_sensitive 1')",
    "CREATE TABLE gram (gram TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID",
    """CREATE TABLE short (
        gram TEXT, length INTEGER, segment INTEGER, PRIMARY KEY (gram, length, segment)) WITHOUT ROWID""",
)


def add(connection: sqlite3.Connection, segments: Sequence[tuple[int, str]]) -> None:
    """Add texts that are not in the index yet, as (id, text)."""
    connection.executemany(
        "INSERT INTO trigram (rowid, text) VALUES (?, ?)", [(id_, _without_nul(t)) for id_, t in segments]
    )
    connection.executemany("INSERT INTO short VALUES (?, ?, ?)", sorted(_short_rows(segments)))
    connection.executemany(
        "INSERT INTO gram VALUES (?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n", sorted(_count(segments).items())
    )


def remove(connection: sqlite3.Connection, segments: Sequence[tuple[int, str]]) -> None:
    """Remove texts from the index, given exactly as they were added."""
    connection.executemany(
        "INSERT INTO trigram (trigram, rowid, text) VALUES ('delete', ?, ?)",
        [(id_, _without_nul(t)) for id_, t in segments],
    )
    connection.executemany("DELETE FROM short WHERE gram = ? AND length = ? AND segment = ?", _short_rows(segments))
    counts = sorted(_count(segments).items())
    connection.executemany("UPDATE gram SET n = n - ? WHERE gram = ?", [(n, gram) for gram, n in counts])
    connection.executemany("DELETE FROM gram WHERE gram = ? AND n <= 0", [(gram,) for gram, _ in counts])


def candidates(
    connection: sqlite3.Connection, text: str, *, source_locale: str, target_locale: str, minimum: int
) -> list[tuple[int, str]]:
    """Texts that may be ``minimum`` percent similar to ``text`` by Indel distance, as (id, text); many are not.

    Args:
        connection: An open memory.
        text: With masked codes.
        source_locale: Only texts in this locale.
        target_locale: Only texts that have a translation to this locale.
        minimum: Percent, 1 to 100; bounds how much longer or shorter a candidate may be.
    """
    if len(text) < LEAST:
        return []
    # The Indel ratio of lengths a <= b is at most 2a / (a + b).
    shortest = math.ceil(len(text) * minimum / (200 - minimum))
    longest = len(text) * (200 - minimum) // minimum
    found: dict[int, str] = {}
    if shortest <= SHORT:
        found |= _by_bigrams(connection, _without_nul(text), (shortest, longest), (source_locale, target_locale))
    if longest > SHORT:
        found |= _by_trigrams(connection, _without_nul(text), (source_locale, target_locale))
    return sorted(found.items())


_TRANSLATED = """
    JOIN segment AS s ON s.id = found.id
    WHERE s.locale = ? AND EXISTS (SELECT 1 FROM entry AS e WHERE e.segment = s.id AND e.target_locale = ?)
"""


def _by_trigrams(connection: sqlite3.Connection, text: str, locales: tuple[str, str]) -> list[tuple[int, str]]:
    grams = _rarest(connection, _grams(text, 3), most=_TRIGRAMS)
    if not grams:
        return []
    query = " OR ".join('"' + gram.replace('"', '""') + '"' for gram in grams)
    # CROSS makes FTS5 the outer loop, so that it yields rows by rank and stops at the limit.
    return connection.execute(
        f"""SELECT s.id, s.text FROM trigram AS found CROSS JOIN segment AS s ON s.id = found.rowid
            WHERE found.text MATCH ? AND s.locale = ?
            AND EXISTS (SELECT 1 FROM entry AS e WHERE e.segment = s.id AND e.target_locale = ?)
            ORDER BY found.rank LIMIT {_LIMIT}""",  # noqa: S608 - a constant
        (query, *locales),
    ).fetchall()


def _by_bigrams(
    connection: sqlite3.Connection, text: str, bounds: tuple[int, int], locales: tuple[str, str]
) -> list[tuple[int, str]]:
    grams = _rarest(connection, _grams(text, 2), most=SHORT)
    if not grams:
        return []
    # Ordered by Dice's coefficient of the two sets of bigrams, counting only the bigrams searched for.
    return connection.execute(
        f"""SELECT s.id, s.text FROM (
                SELECT segment AS id FROM short
                WHERE gram IN ({", ".join("?" * len(grams))}) AND length BETWEEN ? AND ?
                GROUP BY segment ORDER BY count(*) * 1.0 / (? + length) DESC, segment LIMIT {_SHORT_LIMIT}
            ) AS found {_TRANSLATED}""",  # noqa: S608 - placeholders and constants
        (*grams, *bounds, len(text), *locales),
    ).fetchall()


def _rarest(connection: sqlite3.Connection, grams: Iterable[str], *, most: int) -> list[str]:
    """The rarest grams that occur: as many as have up to ``_POSTINGS`` occurrences in total, but at least one."""
    different = list(dict.fromkeys(grams))
    sample = different[:: len(different) // _MOST_GRAMS + 1]
    counted: list[tuple[int, str]] = connection.execute(
        f"SELECT n, gram FROM gram WHERE gram IN ({', '.join('?' * len(sample))})",  # noqa: S608 - placeholders
        sample,
    ).fetchall()
    chosen: list[str] = []
    postings = 0
    for n, gram in sorted(counted)[:most]:
        postings += n
        if chosen and postings > _POSTINGS:
            break
        chosen.append(gram)
    return chosen


def _without_nul(text: str) -> str:
    """A text without NUL, at which the tokenizer stops."""
    return text.replace("\0", "\ufffd")


def _grams(text: str, size: int) -> Iterable[str]:
    return (text[at : at + size] for at in range(len(text) - size + 1))


def _short_rows(segments: Sequence[tuple[int, str]]) -> list[tuple[str, int, int]]:
    return [
        (gram, len(text), id_)
        for id_, text in segments
        if LEAST - 1 <= len(text) <= SHORT
        for gram in set(_grams(_without_nul(text), 2))
    ]


def _count(segments: Sequence[tuple[int, str]]) -> Counter[str]:
    counts = Counter(chain.from_iterable(_grams(_without_nul(text), 3) for _, text in segments))
    counts.update(gram for gram, _, _ in _short_rows(segments))
    return counts

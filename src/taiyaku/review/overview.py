"""The list of articles: what state each is in and how much a person has to do."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from taiyaku.article import Article, write_text
from taiyaku.dispatch import Job
from taiyaku.errors import TaiyakuError
from taiyaku.model import Severity, State
from taiyaku.providers.human import Human
from taiyaku.review.desk import Desk, Stamp, stamp_of
from taiyaku.status import ArticleState, article_status, count_words
from taiyaku.status.known import digest_of, stamp_of_project

FIRST_LOOK = 0.8
"""Seconds that the first answer waits for counts; a project of ordinary size is done by then."""


@dataclass(frozen=True, slots=True)
class Line:
    """An article in one locale, as the list shows it."""

    key: str
    article: str
    title: str
    locale: str
    need: str
    """What it needs: a state of ``status``, ``unpublished``, ``broken``, or ``counting`` until it is known."""
    units: dict[str, int]
    to_go: int = 0
    """Words of the source that wait for a person: missing, outdated and drafted ones."""
    errors: int = 0
    warnings: int = 0
    message: str = ""
    """Why it cannot be opened."""
    settled: bool = False
    """Whether all of this follows from the article's files alone, so that it may be kept."""

    @property
    def total(self) -> int:
        """All units."""
        return sum(self.units.values())


NEEDS = ("broken", "edited", "outdated", "partial", "missing", "review", "unpublished", "done", "counting")
"""What needs a person most, first."""


class Overview:
    """Counts of all articles, made in the background and kept as long as the files stay the same.

    ``.taiyaku/overview.json`` keeps them from one start to the next, each under the hash of its article's files.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._lines: dict[str, tuple[Stamp, Line]] = {}
        self._kept: dict[str, tuple[str, Line]] = {}
        self._path = desk.config.root / ".taiyaku" / "overview.json"
        self._worker: threading.Thread | None = None
        self._start = threading.Lock()

    def lines(self) -> tuple[list[Line], int]:
        """What is known, by need, and how many articles are still to be counted."""
        articles = self.desk.articles()
        until = time.monotonic() + FIRST_LOOK
        stale = self._stale(articles)
        if stale:
            self._count(articles, stale)
            while stale and time.monotonic() < until and self._worker and self._worker.is_alive():
                self._worker.join(0.05)
            stale = self._stale(articles)
        shown = [self._lines[key][1] if key in self._lines else _uncounted(key, a) for key, a in articles.items()]
        return sorted(shown, key=_need), len(stale)

    def _stale(self, articles: dict[str, Article]) -> list[str]:
        return [key for key, a in articles.items() if key not in self._lines or self._lines[key][0] != stamp_of(a)]

    def _count(self, articles: dict[str, Article], stale: Sequence[str]) -> None:
        with self._start:
            if self._worker and self._worker.is_alive():
                return
            self._worker = threading.Thread(target=self._work, args=(articles, stale), name="overview", daemon=True)
            self._worker.start()

    def _work(self, articles: dict[str, Article], stale: Sequence[str]) -> None:
        mark = stamp_of_project(self.desk.config)
        self._kept = self._kept or self._read()
        before = dict(self._kept)
        job = Job(self.desk.config, Human())  # looks through the project once, not once for each article
        for key in stale:
            stamp = stamp_of(articles[key])
            digest = f"{mark} {digest_of(articles[key])}"
            known = self._kept.get(key)
            line = known[1] if known and known[0] == digest else self.line(key, articles[key], job)
            if line.settled:
                self._kept[key] = digest, line
            self._lines[key] = stamp, line
            time.sleep(0)  # let a translator's keystroke in between
        if self._kept != before:
            raw = msgspec.json.encode({key: kept for key, kept in self._kept.items() if key in articles})
            with contextlib.suppress(TaiyakuError, OSError):
                write_text(self._path, raw.decode("utf-8"))

    def _read(self) -> dict[str, tuple[str, Line]]:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=dict[str, tuple[str, Line]])
        except (OSError, msgspec.DecodeError):
            return {}

    def line(self, key: str, article: Article, job: Job) -> Line:
        """Count one article."""
        try:
            with self.desk.lock:
                terms = self.desk.terms(article.locale)
                row = article_status(article, self.desk.config, terms=terms, job=job)
        except Exception as error:  # one article's fault must not hide the others
            message = f"{type(error).__name__}: {error}"
            return Line(key, article.path, article.name, article.locale, "broken", {}, message=message)
        if row.error is not None or row.result is None or row.result.document is None:
            message = str(row.error or "cannot be read")
            return Line(key, article.path, article.name, article.locale, "broken", {}, message=message)
        units, translations = row.result.document.units, row.result.translations
        need = str(row.state)
        if row.state is ArticleState.OUTDATED and not row.units["outdated"]:
            need = "unpublished" if not (row.units["draft"] or row.units["missing"]) else "review"
        title = next((unit.source for unit in units if unit.key == "title"), "")
        return Line(
            key,
            article.path,
            title or next((unit.source for unit in units if unit.level == 1), article.name),
            article.locale,
            need,
            row.units,
            sum(count_words(unit.source) for unit in units if translations[unit.id].state is not State.ACCEPTED),
            sum(finding.severity is Severity.ERROR for finding in row.findings),
            sum(finding.severity is Severity.WARNING for finding in row.findings),
            settled=row.settled,
        )


def _uncounted(key: str, article: Article) -> Line:
    return Line(key, article.path, article.name, article.locale, "counting", {})


def _need(line: Line) -> tuple[int, int, str, str]:
    return NEEDS.index(line.need), -line.to_go, line.article, line.locale

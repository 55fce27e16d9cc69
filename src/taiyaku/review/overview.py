"""The list of articles: what state each is in and how much a person has to do."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from taiyaku.drafting.job import Job
from taiyaku.editing.workspace import Stamp, Workspace, stamp_of
from taiyaku.errors import WorkError
from taiyaku.model import Severity
from taiyaku.project.articles import Article
from taiyaku.providers.human import Human
from taiyaku.status import ArticleState, Row, article_status
from taiyaku.status.cache import Known, digest_of

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

    @property
    def total(self) -> int:
        """All units."""
        return sum(self.units.values())


NEEDS = ("broken", "edited", "outdated", "partial", "missing", "review", "unpublished", "done", "counting")
"""What needs a person most, first."""


class Overview:
    """Counts of all articles, made in the background and kept as long as the files stay the same.

    What ``check``, ``status`` or an earlier start knows of an article that has not changed since is not counted again.
    """

    def __init__(self, desk: Workspace) -> None:
        self.desk = desk
        self._lines: dict[str, tuple[Stamp, Line]] = {}
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
        known = Known(self.desk.config)
        job = Job(self.desk.config, Human())  # looks through the project once, not once for each article
        for key in stale:
            article, stamp = articles[key], stamp_of(articles[key])
            digest = digest_of(article)
            row = known.row(article, digest)
            if row is None:
                row = self._row(article, job)
                known.remember(article, digest, row)
            self._lines[key] = stamp, _line(key, article, row)
            time.sleep(0)  # let a translator's keystroke in between
        known.save(everything=False)

    def _row(self, article: Article, job: Job) -> Row:
        try:
            with self.desk.lock:
                terms = self.desk.terms(article.locale)
                return article_status(article, self.desk.config, terms=terms, job=job)
        except Exception as error:  # one article's fault must not hide the others
            told = WorkError(f"{type(error).__name__}: {error}")
            return Row(article.path, article.locale, ArticleState.PARTIAL, error=told)


def _line(key: str, article: Article, row: Row) -> Line:
    if row.error is not None:
        return Line(key, article.path, article.name, article.locale, "broken", {}, message=str(row.error))
    need = str(row.state)
    if row.state is ArticleState.OUTDATED and not row.units["outdated"]:
        need = "unpublished" if not (row.units["draft"] or row.units["missing"]) else "review"
    return Line(
        key,
        article.path,
        row.title or article.name,
        article.locale,
        need,
        row.units,
        row.to_go,
        sum(finding.severity is Severity.ERROR for finding in row.findings),
        sum(finding.severity is Severity.WARNING for finding in row.findings),
    )


def _uncounted(key: str, article: Article) -> Line:
    return Line(key, article.path, article.name, article.locale, "counting", {})


def _need(line: Line) -> tuple[int, int, str, str]:
    return NEEDS.index(line.need), -line.to_go, line.article, line.locale

"""The list of articles: the state of each, and the words left for a person."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from taiyaku.drafting.job import Job
from taiyaku.editing.workspace import Stamp, Workspace, file_stamp
from taiyaku.errors import WorkError
from taiyaku.model import Severity
from taiyaku.project.articles import Article
from taiyaku.providers.human import Human
from taiyaku.status import ArticleState, Row, article_status
from taiyaku.status.cache import StatusCache, digest_of

FIRST_LOOK = 0.8
"""Seconds that the first response waits for counts; enough for a project of ordinary size."""


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article in one locale, as the list shows it."""

    key: str
    article: str
    title: str
    locale: str
    need: str
    """A state of ``status``, ``unpublished``, ``broken``, or ``counting`` until the article is read."""
    units: dict[str, int]
    to_go: int = 0
    """Words of the source in units that are missing, outdated or drafts."""
    errors: int = 0
    warnings: int = 0
    message: str = ""
    """Why the article cannot be opened."""

    @property
    def total(self) -> int:
        """All units."""
        return sum(self.units.values())


NEEDS = ("broken", "edited", "outdated", "partial", "missing", "review", "unpublished", "done", "counting")
"""The needs of an article, the most urgent first."""


class Overview:
    """Counts of all articles, computed in the background and kept until their files change.

    Counts that ``check``, ``status`` or an earlier start stored for an unchanged article are used again. A
    response waits up to ``patience`` seconds for counts.
    """

    def __init__(self, workspace: Workspace, *, patience: float = FIRST_LOOK) -> None:
        self.workspace = workspace
        self._patience = patience
        self._lines: dict[str, tuple[Stamp, ArticleLine]] = {}
        self._worker: threading.Thread | None = None
        self._start = threading.Lock()

    def lines(self) -> tuple[list[ArticleLine], int]:
        """The known lines, the most urgent first, and how many articles are still to be counted."""
        articles = self.workspace.articles()
        until = time.monotonic() + self._patience
        stale = self._stale_keys(articles)
        if stale:
            self._start_counting(articles, stale)
            while stale and time.monotonic() < until and self._worker and self._worker.is_alive():
                self._worker.join(0.05)
            stale = self._stale_keys(articles)
        shown = [self._lines[key][1] if key in self._lines else _uncounted_line(key, a) for key, a in articles.items()]
        return sorted(shown, key=_order), len(stale)

    def _stale_keys(self, articles: dict[str, Article]) -> list[str]:
        return [key for key, a in articles.items() if key not in self._lines or self._lines[key][0] != file_stamp(a)]

    def _start_counting(self, articles: dict[str, Article], stale: Sequence[str]) -> None:
        with self._start:
            if self._worker and self._worker.is_alive():
                return
            self._worker = threading.Thread(
                target=self._count_all, args=(articles, stale), name="overview", daemon=True
            )
            self._worker.start()

    def _count_all(self, articles: dict[str, Article], stale: Sequence[str]) -> None:
        cache = StatusCache(self.workspace.config)
        job = Job(self.workspace.config, Human())  # lists the project once, not once for each article
        for key in stale:
            article, stamp = articles[key], file_stamp(articles[key])
            digest = digest_of(article)
            row = cache.row(article, digest)
            if row is None:
                row = self._row(article, job)
                cache.remember(article, digest, row)
            self._lines[key] = stamp, _article_line(key, article, row)
            time.sleep(0)  # let requests run in between
        cache.save(everything=False)

    def _row(self, article: Article, job: Job) -> Row:
        try:
            with self.workspace.lock:
                terms = self.workspace.terms(article.locale)
                return article_status(article, self.workspace.config, terms=terms, job=job)
        except Exception as error:  # an error in one article must not hide the others
            failure = WorkError(f"{type(error).__name__}: {error}")
            return Row(article.path, article.locale, ArticleState.PARTIAL, error=failure)


def _article_line(key: str, article: Article, row: Row) -> ArticleLine:
    if row.error is not None:
        return ArticleLine(key, article.path, article.name, article.locale, "broken", {}, message=str(row.error))
    need = str(row.state)
    if row.state is ArticleState.OUTDATED and not row.units["outdated"]:
        need = "unpublished" if not (row.units["draft"] or row.units["missing"]) else "review"
    return ArticleLine(
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


def _uncounted_line(key: str, article: Article) -> ArticleLine:
    return ArticleLine(key, article.path, article.name, article.locale, "counting", {})


def _order(line: ArticleLine) -> tuple[int, int, str, str]:
    return NEEDS.index(line.need), -line.to_go, line.article, line.locale

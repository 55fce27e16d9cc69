"""The list of articles: what state each is in and how much a person has to do."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass

from taiyaku.article import Article
from taiyaku.errors import TaiyakuError
from taiyaku.model import Severity, State
from taiyaku.review.desk import Desk, Stamp, stamp_of
from taiyaku.status import ArticleState, article_status, count_words

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
    """What it needs: a state of ``status``, ``unpublished``, or ``broken``."""
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


NEEDS = ("broken", "edited", "outdated", "partial", "missing", "review", "unpublished", "done")
"""What needs a person most, first."""


class Overview:
    """Counts of all articles, made in the background and kept as long as the files stay the same."""

    def __init__(self, desk: Desk) -> None:
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
        known = [self._lines[key][1] for key in articles if key in self._lines]
        return sorted(known, key=_need), len(stale)

    def _stale(self, articles: dict[str, Article]) -> list[str]:
        return [key for key, a in articles.items() if key not in self._lines or self._lines[key][0] != stamp_of(a)]

    def _count(self, articles: dict[str, Article], stale: Iterable[str]) -> None:
        with self._start:
            if self._worker and self._worker.is_alive():
                return

            def work() -> None:
                for key in stale:
                    stamp = stamp_of(articles[key])
                    self._lines[key] = stamp, self.line(key, articles[key])
                    time.sleep(0)  # let a translator's keystroke in between

            self._worker = threading.Thread(target=work, name="overview", daemon=True)
            self._worker.start()

    def line(self, key: str, article: Article) -> Line:
        """Count one article."""
        try:
            with self.desk.lock:
                row = article_status(article, self.desk.config, terms=self.desk.terms(article.locale))
                if row.error is not None:
                    return Line(key, article.path, article.name, article.locale, "broken", {}, message=str(row.error))
                sheet = self.desk.sheet(key)
        except TaiyakuError as error:
            return Line(key, article.path, article.name, article.locale, "broken", {}, message=str(error))
        except Exception as error:  # one article's fault must not hide the others
            message = f"{type(error).__name__}: {error}"
            return Line(key, article.path, article.name, article.locale, "broken", {}, message=message)
        open_units = [u for u in sheet.document.units if sheet.translations[u.id].state is not State.ACCEPTED]
        findings = row.result.findings if row.result else ()
        need = str(row.state)
        if row.state is ArticleState.OUTDATED and not row.units["outdated"]:
            need = "unpublished" if not (row.units["draft"] or row.units["missing"]) else "review"
        title = next((u.source for u in sheet.document.units if u.key == "title"), "")
        return Line(
            key,
            article.path,
            title or next((u.source for u in sheet.document.units if u.level == 1), article.name),
            article.locale,
            need,
            row.units,
            sum(count_words(unit.source) for unit in open_units),
            sum(finding.severity is Severity.ERROR for finding in findings),
            sum(finding.severity is Severity.WARNING for finding in findings),
        )


def _need(line: Line) -> tuple[int, int, str, str]:
    return NEEDS.index(line.need), -line.to_go, line.article, line.locale

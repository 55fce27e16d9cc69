"""All articles of a project: those that changed are read, in several processes where it pays; the others are known."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace

from taiyaku.config import Config
from taiyaku.drafting.job import Job
from taiyaku.glossary import Glossary, load_glossary
from taiyaku.model import Finding
from taiyaku.project.articles import Article, find_articles
from taiyaku.providers.human import Human
from taiyaku.status.cache import Known, digest_of, together
from taiyaku.status.consistency import catalog_pairs, project_findings
from taiyaku.status.rows import Row, article_status, orphans

_log = logging.getLogger(__name__)

WORTH_PROCESSES = 200
"""Articles from which on starting processes costs less than it saves."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found in the articles that were asked for, in their order."""

    articles: tuple[Article, ...]
    rows: tuple[Row, ...]
    whole: tuple[tuple[str, Finding], ...]
    """Findings that only the articles together show, each with its locale."""


def project_status(config: Config, *, locale: str | None = None, jobs: int = 1) -> Iterator[Row]:
    """A row for every article and target locale, then one for every orphan.

    Args:
        config: The project's settings.
        locale: One target locale; by default all of them.
        jobs: How many processes may be used.

    Raises:
        ConfigError: The settings do not tell where articles are.
        GlossaryError: A glossary file is missing or broken.
    """
    articles = find_articles(config, locale=locale)
    yield from survey(articles, config, jobs=jobs, among=articles if locale is None else (), together_too=False).rows
    yield from orphans(config, locale=locale, articles=articles)


def survey(
    articles: Sequence[Article],
    config: Config,
    *,
    among: Sequence[Article] = (),
    jobs: int = 1,
    together_too: bool = True,
    remember: bool = True,
) -> Survey:
    """Look at articles; nothing but the cache in ``.taiyaku`` is written, and no network used.

    Args:
        articles: Those that are asked for.
        config: The project's settings.
        among: All articles of the project, where they are known. Others than those that are asked for are only
            compared with; where none is left over, the cache forgets what is not among them.
        jobs: How many processes may be used.
        together_too: Whether to compare the articles with each other.
        remember: Whether to use the cache. What is found is the same without it.

    Raises:
        GlossaryError: A glossary file is missing or broken.
    """
    known = Known(config) if remember else None
    digests = [digest_of(article) if known else "" for article in articles]
    rows = [known.row(article, digest) if known else None for article, digest in zip(articles, digests, strict=True)]
    new = [index for index, row in enumerate(rows) if row is None]
    for index, row in zip(new, _read_all([articles[index] for index in new], config, jobs), strict=True):
        rows[index] = row
        if known:
            known.remember(articles[index], digests[index], row)
    done = [row for row in rows if row is not None]
    everything = len(articles) == len(among)
    whole: tuple[tuple[str, Finding], ...] = ()
    if together_too and everything and known and all(row.settled for row in done):
        digest = together({f"{a.locale}:{a.path}": d for a, d in zip(articles, digests, strict=True)})
        found = known.whole(digest)
        whole = project_findings(articles, done, config) if found is None else found
        known.remember_whole(digest, whole)
    elif together_too:
        chosen = set(articles)
        others = [article for article in among if article not in chosen]
        pairs = [_pairs(article, known) for article in others]
        whole = project_findings(articles, done, config, others=others, pairs=pairs)
    if known:
        known.save(everything=everything)
    return Survey(tuple(articles), tuple(done), whole)


def _pairs(article: Article, known: Known | None) -> bytes:
    """The hashes of an article that is only compared with."""
    row = known.row(article, digest_of(article)) if known else None
    return catalog_pairs(article) if row is None else row.pairs


# ── Reading ─────────────────────────────────────────────────────────────────


def _read_all(articles: Sequence[Article], config: Config, jobs: int) -> list[Row]:
    if jobs > 1 and len(articles) >= WORTH_PROCESSES:
        try:
            with ProcessPoolExecutor(jobs, initializer=_start, initargs=(config,)) as pool:
                return list(pool.map(_read_in_process, articles, chunksize=20))
        except (BrokenProcessPool, ImportError, NotImplementedError, OSError) as error:
            # A sandbox may forbid processes, or the semaphores that they need.
            _log.warning("working in one process: others cannot be started here (%s)", " ".join(str(error).split()))
    reader = _StatusReader(config)
    return [reader.read(article) for article in articles]


@dataclass(slots=True)
class _StatusReader:
    """Reads articles one after another, with the glossary of each locale loaded once."""

    config: Config
    terms: dict[str, Glossary] = field(default_factory=dict)
    job: Job = field(init=False)

    def __post_init__(self) -> None:
        self.job = Job(self.config, Human())

    def read(self, article: Article) -> Row:
        if article.locale not in self.terms:
            self.terms[article.locale] = load_glossary(self.config, article.locale)
        row = article_status(article, self.config, terms=self.terms[article.locale], job=self.job)
        return replace(row, result=None)


_readers: list[_StatusReader] = []
"""The reader of this process, where it is one of several."""


def _start(config: Config) -> None:
    _readers[:] = [_StatusReader(config)]


def _read_in_process(article: Article) -> Row:
    return _readers[0].read(article)

"""All articles of a project: changed ones are read, in several processes if that pays; the others are cached."""

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
from taiyaku.status.cache import StatusCache, combined_digest, digest_of
from taiyaku.status.consistency import catalog_pairs, project_findings
from taiyaku.status.rows import Row, article_status, orphan_rows

_log = logging.getLogger(__name__)

MIN_FOR_PROCESSES = 200
"""The number of articles from which starting processes is worthwhile."""


@dataclass(frozen=True, slots=True)
class Survey:
    """The rows of the chosen articles, in their order."""

    articles: tuple[Article, ...]
    rows: tuple[Row, ...]
    shared: tuple[tuple[str, Finding], ...]
    """Findings between articles, each with its locale."""


def project_status(config: Config, *, locale: str | None = None, jobs: int = 1) -> Iterator[Row]:
    """A row for every article and target locale, then one for every orphan; all target locales by default.

    Raises:
        ConfigError: The settings do not define where articles are.
        GlossaryError: A glossary file is missing or broken.
    """
    articles = find_articles(config, locale=locale)
    yield from survey(articles, config, jobs=jobs, among=articles if locale is None else (), compare=False).rows
    yield from orphan_rows(config, locale=locale, articles=articles)


def survey(
    articles: Sequence[Article],
    config: Config,
    *,
    among: Sequence[Article] = (),
    jobs: int = 1,
    compare: bool = True,
) -> Survey:
    """Read articles; only the cache in ``.taiyaku`` is written, and the network is not used.

    Args:
        articles: The chosen articles.
        config: The project's settings.
        among: All articles of the project, if known. The chosen articles are compared with the others; if all are
            chosen, the cache drops everything else.
        jobs: How many processes may be used.
        compare: Whether to compare the articles with each other.

    Raises:
        GlossaryError: A glossary file is missing or broken.
    """
    cache = StatusCache(config)
    digests = [digest_of(article) for article in articles]
    rows = [cache.row(article, digest) for article, digest in zip(articles, digests, strict=True)]
    new = [index for index, row in enumerate(rows) if row is None]
    for index, row in zip(new, _read_all([articles[index] for index in new], config, jobs), strict=True):
        rows[index] = row
        cache.remember(articles[index], digests[index], row)
    done = [row for row in rows if row is not None]
    everything = len(articles) == len(among)
    shared: tuple[tuple[str, Finding], ...] = ()
    if compare and everything and all(row.cacheable for row in done):
        digest = combined_digest({f"{a.locale}:{a.path}": d for a, d in zip(articles, digests, strict=True)})
        found = cache.shared_findings(digest)
        shared = project_findings(articles, done, config) if found is None else found
        cache.remember_shared(digest, shared)
    elif compare:
        chosen = set(articles)
        others = [article for article in among if article not in chosen]
        pairs = [_pairs(article, cache) for article in others]
        shared = project_findings(articles, done, config, others=others, pairs=pairs)
    cache.save(everything=everything)
    return Survey(tuple(articles), tuple(done), shared)


def _pairs(article: Article, cache: StatusCache) -> bytes:
    """The hashes of an article that others are compared with."""
    row = cache.row(article, digest_of(article))
    return catalog_pairs(article) if row is None else row.pairs


# ── Reading ─────────────────────────────────────────────────────────────────


def _read_all(articles: Sequence[Article], config: Config, jobs: int) -> list[Row]:
    if jobs > 1 and len(articles) >= MIN_FOR_PROCESSES:
        try:
            with ProcessPoolExecutor(jobs, initializer=_start, initargs=(config,)) as pool:
                return list(pool.map(_read_in_process, articles, chunksize=20))
        except (BrokenProcessPool, ImportError, NotImplementedError, OSError) as error:
            # A sandbox may forbid processes, or the semaphores that they need.
            _log.warning(
                "working in one process because others cannot be started here (%s)", " ".join(str(error).split())
            )
    reader = _StatusReader(config)
    return [reader.read(article) for article in articles]


@dataclass(slots=True)
class _StatusReader:
    """Reads articles one after another, and loads the glossary of each locale once."""

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
"""The reader of this process, if it is one of several."""


def _start(config: Config) -> None:
    _readers[:] = [_StatusReader(config)]


def _read_in_process(article: Article) -> Row:
    return _readers[0].read(article)

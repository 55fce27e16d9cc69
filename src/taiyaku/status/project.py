"""All articles of a project: those that changed are read, in several processes where it pays; the others are known."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace

from taiyaku.article import Article, find_articles, read_text
from taiyaku.catalog import read_catalog
from taiyaku.checks import find_inconsistent
from taiyaku.checks.inconsistent import CHECK as INCONSISTENT
from taiyaku.checks.waivers import is_waived, matching
from taiyaku.config import Config
from taiyaku.dispatch import Job
from taiyaku.glossary import Glossary, load_glossary
from taiyaku.model import Finding, Severity, Unit
from taiyaku.pipeline import segmented
from taiyaku.providers.human import Human
from taiyaku.reconcile import translations_of
from taiyaku.status.known import Known, digest_of, together
from taiyaku.status.rows import Row, article_status, orphans, text_hash

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
    yield from survey(articles, config, jobs=jobs, everything=locale is None, together_too=False).rows
    yield from orphans(config, locale=locale, articles=articles)


def survey(
    articles: Sequence[Article],
    config: Config,
    *,
    jobs: int = 1,
    everything: bool = False,
    together_too: bool = True,
    remember: bool = True,
) -> Survey:
    """Look at articles; nothing but the cache in ``.taiyaku`` is written, and no network used.

    Args:
        articles: Those that are asked for.
        config: The project's settings.
        jobs: How many processes may be used.
        everything: Whether these are all articles of the project, so that the cache forgets any other.
        together_too: Whether to compare the articles with each other.
        remember: Whether to use the cache. What is found is the same without it.

    Raises:
        GlossaryError: A glossary file is missing or broken.
    """
    if not remember:
        read = _read_all(articles, config, jobs)
        return Survey(tuple(articles), tuple(read), project_findings(articles, read, config) if together_too else ())
    known = Known(config)
    digests = [digest_of(article) for article in articles]
    rows = [known.row(article, digest) for article, digest in zip(articles, digests, strict=True)]
    new = [index for index, row in enumerate(rows) if row is None]
    for index, row in zip(new, _read_all([articles[index] for index in new], config, jobs), strict=True):
        rows[index] = row
        known.remember(articles[index], digests[index], row)
    done = [row for row in rows if row is not None]
    whole: tuple[tuple[str, Finding], ...] = ()
    if together_too:
        digest = together({f"{a.locale}:{a.path}": d for a, d in zip(articles, digests, strict=True)})
        found = known.whole(digest) if all(row.settled for row in done) else None
        whole = project_findings(articles, done, config) if found is None else found
        if everything and all(row.settled for row in done):
            known.remember_whole(digest, whole)
    known.save(everything=everything)
    return Survey(tuple(articles), tuple(done), whole)


# ── Reading ─────────────────────────────────────────────────────────────────


def _read_all(articles: Sequence[Article], config: Config, jobs: int) -> list[Row]:
    if jobs > 1 and len(articles) >= WORTH_PROCESSES:
        with ProcessPoolExecutor(jobs, initializer=_start, initargs=(config,)) as pool:
            return list(pool.map(_read_in_process, articles, chunksize=20))
    reader = _Reader(config)
    return [reader.read(article) for article in articles]


@dataclass(slots=True)
class _Reader:
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


_readers: list[_Reader] = []
"""The reader of this process, where it is one of several."""


def _start(config: Config) -> None:
    _readers[:] = [_Reader(config)]


def _read_in_process(article: Article) -> Row:
    return _readers[0].read(article)


# ── The articles together ───────────────────────────────────────────────────


def project_findings(
    articles: Sequence[Article], rows: Sequence[Row], config: Config
) -> tuple[tuple[str, Finding], ...]:
    """What only the articles together show: one source with two renderings.

    The hashes of the rows tell which sources it can be; only the articles that hold one are read.
    """
    severity = Severity(config.checks.severity.get(INCONSISTENT.id, INCONSISTENT.severity))
    if severity is Severity.OFF:
        return ()
    found: list[tuple[str, Finding]] = []
    for locale in dict.fromkeys(article.locale for article in articles):
        here = [(a, row) for a, row in zip(articles, rows, strict=True) if a.locale == locale]
        suspects = _with_several(row.pairs for _, row in here)
        held = [article for article, row in here if suspects and not suspects.isdisjoint(_numbers(row.pairs)[::2])]
        found += [
            (locale, finding)
            for finding in find_inconsistent(_entries(held, suspects, config), severity=severity)
            if not is_waived(finding, matching(config.checks.ignore, finding.path))
        ]
    return tuple(found)


def _with_several(rows: Iterable[bytes]) -> set[int]:
    """Hashes of the sources that have more than one translation."""
    first: dict[int, int] = {}
    several: set[int] = set()
    for raw in rows:
        pairs = _numbers(raw)
        for source, text in zip(pairs[::2], pairs[1::2], strict=True):
            if first.setdefault(source, text) != text:
                several.add(source)
    return several


def _numbers(raw: bytes) -> array[int]:
    numbers = array("Q")
    numbers.frombytes(raw[: len(raw) // 16 * 16])
    return numbers


def _entries(articles: Iterable[Article], suspects: set[int], config: Config) -> Iterator[tuple[str, Unit, str]]:
    for article in articles:
        document = segmented(read_text(article.source, shown=article.path), article, config)
        catalog = read_catalog(article.catalog, shown=article.catalog_path)
        translations = translations_of(document, catalog)
        waived = {waiver.unit_id for waiver in document.waivers if waiver.check == INCONSISTENT.id and waiver.reason}
        for unit in document.units:
            if unit.id not in waived and text_hash(" ".join(unit.source.split())) in suspects:
                yield article.path, unit, translations[unit.id].text

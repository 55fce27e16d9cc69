"""The JSON of commands about articles: ``segment``, ``status`` and ``translate``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from taiyaku.config import Config
from taiyaku.drafting.estimate import Estimate, total_of
from taiyaku.model import Document, Kind
from taiyaku.pipeline.run import Result
from taiyaku.project.articles import Article
from taiyaku.providers.base import Provider
from taiyaku.reports.json import FindingJson, JsonOutput, encode
from taiyaku.status.rows import ArticleState, Row

# ── segment ─────────────────────────────────────────────────────────────────


class UnitJson(msgspec.Struct, frozen=True):
    """A translatable unit."""

    id: str
    """Stays the same when other blocks are added or removed."""
    kind: Kind
    """The kind of text."""
    line: int
    """1-based line in the article."""
    context: str
    """The heading path, or the key in the front matter."""
    source: str
    """The text as inline Markdown."""


class SegmentJson(JsonOutput, frozen=True, kw_only=True):
    """`taiyaku segment`."""

    article: str
    """The file, as given on the command line."""
    units: tuple[UnitJson, ...]
    """The units in the order of the article."""


def segment_json(document: Document, *, article: str) -> str:
    """The units of an article."""
    units = tuple(msgspec.convert(unit, UnitJson, from_attributes=True) for unit in document.units)
    return encode(SegmentJson(article=article, units=units))


# ── status ──────────────────────────────────────────────────────────────────


class ArticleStatusJson(msgspec.Struct, frozen=True):
    """An article in one locale."""

    article: str
    """The source file, or the catalog of an orphan."""
    locale: str
    """The target locale."""
    state: ArticleState
    """The state of the article."""
    units: dict[str, int]
    """How many units are `accepted`, `draft`, `outdated` and `missing`."""
    words: int
    """Words of the source; a CJK character counts as one."""


class StatusJson(JsonOutput, frozen=True, kw_only=True):
    """`taiyaku status`."""

    articles: tuple[ArticleStatusJson, ...]
    """Every article in every target locale, then orphans."""


def status_json(rows: Iterable[Row]) -> str:
    """The state of every article."""
    articles = tuple(msgspec.convert(row, ArticleStatusJson, from_attributes=True) for row in rows)
    return encode(StatusJson(articles=articles))


# ── translate ───────────────────────────────────────────────────────────────


class ConflictJson(msgspec.Struct, frozen=True):
    """A conflict between a target file and its catalog."""

    line: int
    """1-based line in the target."""
    written: str
    """The text that the catalog gives, or that was last written."""
    found: str
    """The text in the target."""
    why: str
    """Why it is a conflict."""


class RepairJson(msgspec.Struct, frozen=True):
    """A unit that was sent to the provider again because its draft had findings."""

    unit_id: str
    """The unit."""
    line: int
    """1-based line in the article."""
    findings: tuple[str, ...]
    """What was wrong with the first draft."""
    mended: bool
    """Whether the next draft was right."""


class ArticleResultJson(msgspec.Struct, frozen=True):
    """The result for an article in one locale."""

    article: str
    """The source file."""
    locale: str
    """The target locale."""
    written: bool
    """Whether the target was written; with `--frozen`, whether it would be."""
    reused: int
    """Units translated from the catalog."""
    from_memory: int
    """Units filled from the translation memory."""
    from_provider: int
    """Units drafted by the provider."""
    left: int
    """Units without a translation."""
    outdated: int
    """Units whose source has changed since they were translated."""
    edited: int
    """Units that a person edited in the target."""
    renamed: str
    """The article's former name, if it was renamed."""
    conflicts: tuple[ConflictJson, ...]
    """Conflicts to resolve with `--take`."""
    decided: tuple[ConflictJson, ...]
    """Conflicts that `--take` has resolved."""
    repairs: tuple[RepairJson, ...]
    """Units sent again."""
    findings: tuple[FindingJson, ...]
    """Findings of the checks."""


class TranslateJson(JsonOutput, frozen=True, kw_only=True):
    """`taiyaku translate`."""

    articles: tuple[ArticleResultJson, ...]
    """The articles in the order in which they were done."""


def translate_json(results: Iterable[Result]) -> str:
    """The result for each article."""
    articles = tuple(msgspec.convert(result, ArticleResultJson, from_attributes=True) for result in results)
    return encode(TranslateJson(articles=articles))


# ── translate --dry-run ─────────────────────────────────────────────────────


class EstimateJson(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a run would send."""

    article: str = ""
    """The source file; left out in the total."""
    locale: str = ""
    """The target locale; left out in the total."""
    units: int
    """Units to draft."""
    characters: int
    """Their characters, without tags."""
    memory: dict[str, int]
    """Units with an `exact` match, and with one of at least `95`, `85` and `75` percent."""
    journaled: int
    """Units whose reply an interrupted run has paid for."""
    sent: int
    """Units to send to the provider."""
    sent_characters: int
    """Their characters."""
    requests: int
    """Requests to the provider."""
    price: float
    """The cost by the configured price; 0 if no price is set."""


class DryRunJson(JsonOutput, frozen=True, kw_only=True):
    """`taiyaku translate --dry-run`."""

    articles: tuple[EstimateJson, ...]
    """All articles, including those that need nothing."""
    total: EstimateJson
    """All of them; equal requests are sent once."""
    currency: str
    """The currency of the prices."""


def price_of(estimate: Estimate, config: Config) -> float:
    """The cost by ``[provider] price``, in its currency; 0 if no price is set."""
    return estimate.sent_characters * config.provider.price / 1_000_000


def dry_run_json(estimates: Sequence[tuple[Article, Estimate]], config: Config, provider: Provider) -> str:
    """What a run would send, for each article and in total."""

    def shape(estimate: Estimate, article: str = "", locale: str = "") -> EstimateJson:
        return EstimateJson(
            article=article,
            locale=locale,
            units=estimate.units,
            characters=estimate.characters,
            memory={
                "exact": estimate.exact,
                "95": estimate.from_95,
                "85": estimate.from_85,
                "75": estimate.from_75,
            },
            journaled=estimate.journaled,
            sent=estimate.sent,
            sent_characters=estimate.sent_characters,
            requests=estimate.requests(provider),
            price=round(price_of(estimate, config), 6),
        )

    return encode(
        DryRunJson(
            articles=tuple(shape(estimate, article.path, article.locale) for article, estimate in estimates),
            total=shape(total_of([estimate for _, estimate in estimates])),
            currency=config.provider.currency,
        )
    )

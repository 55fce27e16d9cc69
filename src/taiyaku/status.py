"""What is missing, partial, outdated, edited, in review, done; one row per article and locale."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from taiyaku.article import Article, find_articles, read_text, relative
from taiyaku.catalog import TARGET_HASH, read_catalog
from taiyaku.checks import Terms
from taiyaku.config import Config
from taiyaku.errors import TaiyakuError
from taiyaku.model import Finding, Severity, State
from taiyaku.pipeline import Result, segmented, translate_article
from taiyaku.providers.human import Human
from taiyaku.reconcile import translations_of


class ArticleState(StrEnum):
    """What an article needs; the first that holds, in the order of who must act first."""

    ORPHANED = "orphaned"
    """A target or catalog whose source is gone."""
    EDITED = "edited"
    """The target file was changed by hand, or was there before its catalog."""
    OUTDATED = "outdated"
    """The source changed, or the target file is not what the catalog gives."""
    MISSING = "missing"
    """Nothing is translated."""
    PARTIAL = "partial"
    """Some units have no translation."""
    REVIEW = "review"
    """All is translated, some of it drafts."""
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Row:
    """One article in one locale."""

    article: str
    locale: str
    state: ArticleState
    units: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("accepted", "draft", "outdated", "missing"), 0))
    words: int = 0
    """Of the source; a CJK character counts as a word."""
    result: Result | None = None
    error: TaiyakuError | None = None
    lines: tuple[int, ...] = ()
    """Lines of the units that are missing or outdated."""


_WORD = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7ff]|[^\\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7ff]+")


def count_words(text: str) -> int:
    """Words as translators count them: each CJK character, and each run of other letters and digits."""
    return len(_WORD.findall(text))


def article_status(article: Article, config: Config, *, terms: Terms | None = None) -> Row:
    """The state of one article, with all findings; nothing is written and no network used."""
    try:
        result = translate_article(
            article.source, config=config, provider=Human(), locale=article.locale, terms=terms, frozen=True
        )
        return _row(article, config, result)
    except TaiyakuError as error:
        return Row(article.path, article.locale, ArticleState.PARTIAL, error=error)


def _row(article: Article, config: Config, result: Result) -> Row:
    document = segmented(read_text(article.source, shown=article.path), article, config)
    catalog = read_catalog(article.catalog, shown=article.catalog_path)
    translations = translations_of(document, catalog)
    states = Counter(translation.state for translation in translations.values())
    names = {State.ACCEPTED: "accepted", State.DRAFT: "draft", State.OUTDATED: "outdated", State.MISSING: "missing"}
    units = {name: states[state] for state, name in names.items()}
    lines = {
        unit.line: None
        for unit in document.units
        if translations[unit.id].state in {State.OUTDATED, State.MISSING}
    }
    words = sum(count_words(unit.source) for unit in document.units)
    known = catalog is not None and bool(catalog.header(TARGET_HASH))
    if result.edited or result.conflicts or (article.target.exists() and not known):
        state = ArticleState.EDITED
    elif units["outdated"]:
        state = ArticleState.OUTDATED
    elif units["missing"] and units["missing"] == len(document.units):
        state = ArticleState.MISSING
    elif units["missing"]:
        state = ArticleState.PARTIAL
    elif article.target_path in result.changed:
        state = ArticleState.OUTDATED
    elif units["draft"]:
        state = ArticleState.REVIEW
    else:
        state = ArticleState.DONE
    return Row(article.path, article.locale, state, units, words, result, None, tuple(lines))


def project_status(
    config: Config, *, locale: str | None = None, terms: dict[str, Terms] | None = None
) -> Iterator[Row]:
    """A row for every article and target locale, then one for every orphan.

    Raises:
        ConfigError: The settings do not tell where articles are.
    """
    for article in find_articles(config, locale=locale):
        yield article_status(article, config, terms=(terms or {}).get(article.locale))
    yield from orphans(config, locale=locale)


def orphans(config: Config, *, locale: str | None = None) -> Iterator[Row]:
    """Catalogs and targets whose source article is gone."""
    known = {path for a in find_articles(config, locale=locale) for path in (a.catalog, a.target)}
    for target_locale in (locale,) if locale else config.targets:
        catalogs = config.articles.catalogs.replace("{locale}", target_locale)
        head = re.sub(r"[*?\[]", r"[\g<0>]", catalogs.partition("{name}")[0])
        suffix = Path(catalogs).suffix
        for path in sorted(config.root.glob(f"{head}**/*{suffix}")):
            if path not in known:
                yield Row(relative(path, config.root), target_locale, ArticleState.ORPHANED)


MESSAGES = {
    ArticleState.MISSING: "has no {locale} translation; run taiyaku translate",
    ArticleState.PARTIAL: "{missing} of {total} units have no {locale} translation; translate them in {catalog}",
    ArticleState.OUTDATED: "{what}",
    ArticleState.EDITED: "its {locale} translation was edited by hand; run taiyaku translate to take the edits in",
    ArticleState.ORPHANED: "its article is gone; delete it, or run taiyaku translate --prune",
    ArticleState.REVIEW: "{draft} of {total} units are drafts that no person accepted",
}


def state_findings(row: Row, config: Config) -> list[Finding]:
    """What ``check`` reports of a row's state; ``unreviewed`` only where the settings ask for it."""
    if row.state is ArticleState.DONE or row.error is not None:
        return []
    check = "unreviewed" if row.state is ArticleState.REVIEW else str(row.state)
    default = Severity.OFF if check == "unreviewed" else Severity.ERROR
    severity = Severity(config.checks.severity.get(check, default))
    if severity is Severity.OFF:
        return []
    total = sum(row.units.values())
    outdated = row.units["outdated"]
    what = (
        f"{outdated} unit{'s' if outdated != 1 else ''} changed since the {row.locale} translation was made; "
        "review the outdated drafts"
        if outdated
        else f"its {row.locale} file is not what the catalog gives; run taiyaku translate"
    )
    message = MESSAGES[row.state].format(
        locale=row.locale, total=total, what=what, catalog="the catalog or taiyaku review", **row.units
    )
    line = row.lines[0] if row.lines else 1
    return [Finding(check, severity, message, "", line, row.article)]

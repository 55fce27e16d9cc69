"""One article in one locale: its state and its findings."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import blake2b

from taiyaku.checks import STATE_CHECKS
from taiyaku.checks.waivers import is_waived, waivers_for
from taiyaku.config import Config
from taiyaku.drafting.job import Job
from taiyaku.errors import TaiyakuError
from taiyaku.glossary import Glossary
from taiyaku.language.scripts import HAN, HANGUL, KANA
from taiyaku.markdown.segment import reading_of, segment_file
from taiyaku.model import Finding, Severity, State
from taiyaku.pipeline.run import Result, translate_article
from taiyaku.project.articles import Article, read_text
from taiyaku.project.renames import find_orphans
from taiyaku.providers.human import Human


class ArticleState(StrEnum):
    """The state of an article; the first that applies, the most urgent first."""

    ORPHANED = "orphaned"
    """A target or catalog whose source is gone."""
    EDITED = "edited"
    """The target file was edited by hand, or existed before its catalog."""
    OUTDATED = "outdated"
    """The source changed, or the target file differs from what the catalog gives."""
    MISSING = "missing"
    """Nothing is translated."""
    PARTIAL = "partial"
    """Some units have no translation."""
    REVIEW = "review"
    """Everything is translated, but partly by drafts."""
    DONE = "done"


UNITS = {State.ACCEPTED: "accepted", State.DRAFT: "draft", State.OUTDATED: "outdated", State.MISSING: "missing"}
"""The counts of units in a row."""


@dataclass(frozen=True, slots=True)
class Row:
    """One article in one locale."""

    article: str
    locale: str
    state: ArticleState
    units: dict[str, int] = field(default_factory=lambda: dict.fromkeys(UNITS.values(), 0))
    words: int = 0
    """Words of the source; a CJK character counts as a word."""
    to_go: int = 0
    """The words in units that nobody has accepted."""
    title: str = ""
    """The title of the source: from the front matter, or the first heading of level 1."""
    findings: tuple[Finding, ...] = ()
    """Findings of the checks; ``state_findings`` gives those of the state."""
    line: int = 1
    """The first line that shows the state, in the article, or in the target if that was edited."""
    target: str = ""
    """The target file, relative to the project."""
    pairs: bytes = field(default=b"", repr=False)
    """Two 64-bit hashes for each translated unit: of its source and of its translation."""
    cacheable: bool = False
    """Whether the row depends on the source, the target and the catalog only, so that it may be cached."""
    error: TaiyakuError | None = None
    """Why the article cannot be read."""
    result: Result | None = field(default=None, repr=False, compare=False)
    """The result of the pipeline; None in a survey."""

    @property
    def label(self) -> str:
        """The state as people see it: ``unreadable`` if there is an error."""
        return str(self.state) if self.error is None else "unreadable"


_WORD = re.compile(rf"[{KANA}{HAN}{HANGUL}]|[^\W{KANA}{HAN}{HANGUL}]+")


def count_words(text: str) -> int:
    """The number of words as translators count them: each CJK character, and each run of other letters and digits."""
    return len(_WORD.findall(text))


def article_status(article: Article, config: Config, *, terms: Glossary | None = None, job: Job | None = None) -> Row:
    """The state of one article with its findings; nothing is written, and the network is not used."""
    try:
        result = translate_article(
            article.source, config=config, provider=Human(), locale=article.locale, terms=terms, frozen=True, job=job
        )
        return _row(article, config, result)
    except TaiyakuError as error:
        return Row(article.path, article.locale, ArticleState.PARTIAL, target=article.target_path, error=error)


def _row(article: Article, config: Config, result: Result) -> Row:
    units = result.document.units if result.document else ()
    states = Counter(result.translations[unit.id].state for unit in units)
    state = _state(article, result, states, len(units))
    line = next((u.line for u in units if result.translations[u.id].state in {State.OUTDATED, State.MISSING}), 1)
    pairs = array("Q")
    for unit in units:
        text = result.translations[unit.id].text
        if text and text != unit.source:
            pairs.extend(pair_hashes(unit.source, text))
    failed = any(finding.check == "check-failed" for finding in result.findings)
    return Row(
        article.path,
        article.locale,
        state,
        {name: states[unit_state] for unit_state, name in UNITS.items()},
        sum(count_words(unit.source) for unit in units),
        sum(count_words(u.source) for u in units if result.translations[u.id].state is not State.ACCEPTED),
        next((u.source for u in sorted(units, key=lambda u: u.key != "title") if u.key == "title" or u.level == 1), ""),
        result.findings,
        _edited_line(article, config, result) if state is ArticleState.EDITED else line,
        article.target_path,
        pairs.tobytes(),
        result.cacheable and not failed,
        result=result,
    )


def pair_hashes(source: str, text: str) -> tuple[int, int]:
    """64-bit hashes of a source with its whitespace folded and of its translation, the same in every process."""
    return _hash(" ".join(source.split())), _hash(text)


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")


def _state(article: Article, result: Result, states: Counter[State], total: int) -> ArticleState:
    if result.edited or result.conflicts:
        return ArticleState.EDITED
    if states[State.OUTDATED]:
        return ArticleState.OUTDATED
    if states[State.MISSING]:
        return ArticleState.MISSING if states[State.MISSING] == total else ArticleState.PARTIAL
    if article.target_path in result.changed:
        return ArticleState.OUTDATED
    # A translation with an error may be accepted without having been written.
    wrong = any(finding.severity is Severity.ERROR for finding in result.findings)
    return ArticleState.REVIEW if states[State.DRAFT] or wrong else ArticleState.DONE


def _edited_line(article: Article, config: Config, result: Result) -> int:
    """The line of the first edit or conflict in the target."""
    if result.conflicts:
        return result.conflicts[0].line
    edited = {after for _, after in result.edits}
    shown = article.target_path
    target = segment_file(
        read_text(article.target, shown=shown), reading_of(config, article.flavor), path=shown, every=True
    )
    return next((unit.line for unit in target.units if unit.source in edited), 1)


def orphan_rows(config: Config, *, locale: str | None = None, articles: list[Article] | None = None) -> Iterator[Row]:
    """Rows of catalogs whose source article is gone, each with its target if that still exists."""
    for target_locale in (locale,) if locale else config.targets:
        for old in find_orphans(config, locale=target_locale, articles=articles):
            target = old.target_path if old.target.exists() else old.catalog_path
            yield Row(old.catalog_path, target_locale, ArticleState.ORPHANED, target=target)


_SEVERITIES = {check.id: check.severity for check in STATE_CHECKS}


def state_findings(row: Row, config: Config) -> list[Finding]:
    """The findings of a row's state; ``unreviewed`` only if the settings enable it."""
    if row.state is ArticleState.DONE or row.error is not None:
        return []
    if row.state is ArticleState.REVIEW and not row.units["draft"]:
        return []  # the error is reported separately
    check = "unreviewed" if row.state is ArticleState.REVIEW else str(row.state)
    severity = Severity(config.checks.severity.get(check, _SEVERITIES.get(check, Severity.ERROR)))
    if severity is Severity.OFF:
        return []
    path = row.target if row.state is ArticleState.EDITED else row.article
    finding = Finding(check, severity, _state_message(row), "", row.line, path)
    return [] if is_waived(finding, waivers_for(config.checks.ignore, row.article)) else [finding]


def _state_message(row: Row) -> str:
    total = sum(row.units.values())
    match row.state:
        case ArticleState.MISSING:
            return f"has no {row.locale} translation; run taiyaku translate"
        case ArticleState.PARTIAL:
            missing = f"{row.units['missing']} of {total} units have no {row.locale} translation"
            return f"{missing}; translate them in the catalog or taiyaku review"
        case ArticleState.OUTDATED if outdated := row.units["outdated"]:
            changed = (
                f"{outdated} unit{'s' if outdated != 1 else ''} changed after the {row.locale} translation was made"
            )
            return f"{changed}; review the outdated drafts"
        case ArticleState.OUTDATED:
            return f"its {row.locale} file differs from the catalog; run taiyaku translate"
        case ArticleState.EDITED:
            return f"the {row.locale} translation was edited by hand; run taiyaku translate to merge the edits"
        case ArticleState.ORPHANED:
            still = f", and {row.target} still exists" if row.target != row.article else ""
            return f"its article is gone{still}; remove it with taiyaku translate --prune"
        case _:
            return f"{row.units['draft']} of {total} units are drafts that nobody has accepted"

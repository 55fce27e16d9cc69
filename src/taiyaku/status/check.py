"""The gate behind ``taiyaku check``: the articles to check, their findings, and the findings of their states."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from taiyaku.catalogs.take_edits import match_by_place
from taiyaku.checks import Context, check_article, check_units, setting_waiver_faults
from taiyaku.config import Config, locate_setting
from taiyaku.markdown.segment import reading_of, segment_file
from taiyaku.model import Finding, Severity
from taiyaku.pipeline.steps import severities_of
from taiyaku.project.articles import Article, flavor_of
from taiyaku.status.git_changes import changed_articles, changed_files, changed_orphans
from taiyaku.status.project import survey
from taiyaku.status.rows import ArticleState, Row, orphan_rows, state_findings


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of one run of the gate."""

    rows: tuple[Row, ...] = ()
    """Articles, then orphans, each with all of its findings."""
    settings: tuple[Finding, ...] = ()
    """Findings in the project's settings."""
    articles: int = 1
    root: Path = field(default_factory=Path.cwd)
    """The folder that paths are relative to."""

    @property
    def findings(self) -> list[Finding]:
        """All findings: those in the settings, then each article's."""
        return [*self.settings, *(finding for row in self.rows for finding in row.findings)]

    @property
    def unreadable(self) -> list[Finding]:
        """A finding for each article that could not be read."""
        return [
            Finding(
                "unreadable",
                Severity.ERROR,
                row.error.message,
                "",
                row.error.line or 1,
                str(row.error.path) if row.error.path else row.article,
            )
            for row in self.rows
            if row.error is not None
        ]


@dataclass(frozen=True, slots=True)
class CheckScope:
    """The articles and orphans that a run checks."""

    articles: Sequence[Article]
    among: Sequence[Article]
    """All articles of the project, which the chosen ones are compared with."""
    orphans: Sequence[Row] = ()
    """Catalogs whose article is gone."""


def check_scope(
    config: Config, articles: Sequence[Article], among: Sequence[Article], *, changed_from: str | None = None
) -> CheckScope:
    """The articles to check and, if the whole project is checked, the orphans.

    With ``changed_from``, a git revision, what has not changed since is left out.

    Raises:
        UsageError: This is not a git checkout, or the revision is unknown.
    """
    lost = list(orphan_rows(config, articles=list(among))) if articles is among else []
    if changed_from is None:
        return CheckScope(articles, among, lost)
    changed = changed_files(config.root, changed_from)
    return CheckScope(changed_articles(articles, changed, config), among, changed_orphans(lost, changed, config))


def check_project(scope: CheckScope, config: Config) -> CheckResult:
    """Check articles, with the findings of their states and of the settings.

    A finding between articles is in the row of the article that it is about.

    Raises:
        UsageError: The glossary or a key is missing or broken, so that no article can be checked.
    """
    seen = survey(scope.articles, config, among=scope.among, jobs=os.cpu_count() or 1)
    for row in seen.rows:
        if row.error is not None and row.error.exit_code == 2:
            raise row.error
    shared: dict[tuple[str, str], list[Finding]] = {}
    for locale, finding in seen.shared:
        shared.setdefault((finding.path, locale), []).append(finding)
    rows = [replace(row, findings=(*row.findings, *shared.get((row.article, row.locale), ()))) for row in seen.rows]
    return CheckResult(
        tuple(replace(row, findings=(*state_findings(row, config), *row.findings)) for row in (*rows, *scope.orphans)),
        tuple(_settings_findings(config)),
        len(scope.articles),
        config.root,
    )


def _settings_findings(config: Config) -> list[Finding]:
    severities = severities_of(config)
    return [
        finding
        for number, entry in enumerate(config.checks.ignore)
        for finding in setting_waiver_faults(
            entry, severities, *locate_setting(config, "checks", "ignore", number, "reason")
        )
    ]


def check_pair(source: str, target: str, *, source_path: Path, target_path: Path) -> CheckResult:
    """Check two files outside a project against each other, unit by unit; the source's ending gives the flavor.

    Raises:
        ArticleError: One of them cannot be segmented.
    """
    config = Config()
    reading, other = (reading_of(config, flavor_of(path, config)) for path in (source_path, target_path))
    document = segment_file(source, reading, path=source_path)
    found = match_by_place(document, segment_file(target, other, path=target_path, every=True))
    texts = {key: match.text for key, match in found.items()}
    written = segment_file(target, other, path=target_path)
    context = Context(document, texts, target=written, target_path=str(target_path))
    findings = [replace(f, path=f.path or str(source_path)) for f in (*check_units(context), *check_article(context))]
    if not texts and document.units:
        message = "the blocks of the two files differ, so their units are not compared; taiyaku align pairs such files"
        findings.append(Finding("structure-changed", Severity.ERROR, message, "", 1, str(target_path)))
    row = Row(str(source_path), config.targets[0], ArticleState.DONE, findings=tuple(findings), target=str(target_path))
    return CheckResult((row,))

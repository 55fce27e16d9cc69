"""What ``taiyaku check`` does: choose, survey, fix, report."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import typer

from taiyaku.config import Config
from taiyaku.errors import ArticleError, TaiyakuError, UsageError
from taiyaku.model import Document, Finding, Severity
from taiyaku.project.articles import Article
from taiyaku.status import Row


@dataclass(frozen=True, slots=True)
class Checked:
    """What one run found."""

    rows: tuple[Row, ...] = ()
    """Articles, then orphans, each with all of its findings."""
    whole: tuple[Finding, ...] = ()
    """Findings of the project's settings."""
    articles: int = 1
    root: Path = field(default_factory=Path.cwd)

    @property
    def findings(self) -> list[Finding]:
        """All findings: the settings', then each article's."""
        return [*self.whole, *(finding for row in self.rows for finding in row.findings)]


# ── What is checked ─────────────────────────────────────────────────────────


def checked(paths: list[Path], changed_from: str | None, *, fix: bool, diff: bool, to_stderr: bool) -> Checked:
    """Look at what was asked for, and fix it where that was.

    Raises:
        UsageError: The paths, the revision or the settings cannot be meant.
    """
    from taiyaku.cli.project import chosen_articles, project_config
    from taiyaku.project.articles import find_articles
    from taiyaku.status import orphans
    from taiyaku.status.git_changes import changed_articles, changed_orphans, changed_since

    config = project_config()
    if config is None or (len(paths) == 2 and _bare(paths, config)):
        if len(paths) != 2:
            raise UsageError("outside a project, name a source and a target file; or run taiyaku init")
        if fix or diff or changed_from:
            raise UsageError("--fix, --diff and --changed-from need a project; run taiyaku init to start one")
        source, target = paths
        return Checked((_pair(source, target),))
    changed = changed_since(config.root, changed_from) if changed_from else None
    articles = chosen_articles(config, paths, None)
    among = find_articles(config) if paths else articles
    lost = [] if paths else list(orphans(config, articles=among))
    if changed is not None:
        articles, lost = changed_articles(articles, changed, config), changed_orphans(lost, changed, config)
    checked = _surveyed(articles, among, config)
    if (fix or diff) and _mend_all(articles, checked.rows, config, write=not diff, to_stderr=to_stderr):
        checked = _surveyed(articles, among, config)
    return _with_states(replace(checked, rows=(*checked.rows, *lost)), config)


def _surveyed(articles: Sequence[Article], among: Sequence[Article], config: Config) -> Checked:
    """The articles' rows; findings that only the articles together show stand with the article they are about."""
    from taiyaku.status import survey

    seen = survey(articles, config, among=among, jobs=os.cpu_count() or 1)
    for row in seen.rows:
        if row.error is not None and row.error.exit_code == 2:
            raise row.error
    by_path: dict[tuple[str, str], list[Finding]] = {}
    for locale, finding in seen.whole:
        by_path.setdefault((finding.path, locale), []).append(finding)
    rows = tuple(
        replace(row, findings=(*row.findings, *by_path.get((row.article, row.locale), ()))) for row in seen.rows
    )
    return Checked(rows, (), len(articles), config.root)


def _with_states(checked: Checked, config: Config) -> Checked:
    """The rows with the findings of their states, what cannot be read told on stderr, and waivers at fault."""
    from taiyaku.checks import setting_waiver_faults
    from taiyaku.config import settings_place
    from taiyaku.pipeline.run import severities_of
    from taiyaku.status import state_findings

    for row in checked.rows:
        if row.error is not None:
            typer.secho("error: ", fg="red", bold=True, err=True, nl=False)
            typer.echo(str(row.error), err=True)
    rows = tuple(replace(row, findings=(*state_findings(row, config), *row.findings)) for row in checked.rows)
    severities = severities_of(config)
    whole = [
        finding
        for number, entry in enumerate(config.checks.ignore)
        for finding in setting_waiver_faults(
            entry, severities, *settings_place(config, "checks", "ignore", number, "reason")
        )
    ]
    return replace(checked, rows=rows, whole=tuple(whole))


def _bare(paths: list[Path], config: Config) -> bool:
    from taiyaku.project.articles import article_of

    try:
        article_of(paths[0], config, locale=config.targets[0])
    except UsageError:
        return not any(path.is_dir() for path in paths)
    return False


def _pair(source: Path, target: Path) -> Row:
    """Check two bare files against each other, place by place."""
    from taiyaku.catalogs.take_edits import match_by_place
    from taiyaku.checks import Context, check_article, check_units
    from taiyaku.cli.project import read_input
    from taiyaku.status import ArticleState

    config = Config()
    written = read_input(target)
    document = _cut(read_input(source), source, config)
    texts = {
        key: found.text for key, found in match_by_place(document, _cut(written, target, config, every=True)).items()
    }
    context = Context(document, texts, target=_cut(written, target, config), target_path=str(target))
    findings = [replace(f, path=f.path or str(source)) for f in (*check_units(context), *check_article(context))]
    if not texts and document.units:
        message = "the blocks of the two files differ, and units were not compared; taiyaku align pairs such files"
        findings.append(Finding("structure-changed", Severity.ERROR, message, "", 1, str(target)))
    return Row(str(source), config.targets[0], ArticleState.DONE, findings=tuple(findings), target=str(target))


def _cut(text: str, path: Path, config: Config, *, every: bool = False) -> Document:
    from taiyaku.markdown.segment import segment_markdown
    from taiyaku.project.articles import flavor_of

    try:
        return segment_markdown(text, config=config, flavor=flavor_of(path, config), every=every)
    except ArticleError as error:
        raise ArticleError(error.message, path=path, line=error.line) from None


# ── Fixing ──────────────────────────────────────────────────────────────────


def _mend_all(
    articles: Sequence[Article], rows: Sequence[Row], config: Config, *, write: bool, to_stderr: bool
) -> bool:
    """Take the safe offers of all articles; whether anything was written."""
    from taiyaku.cli.project import counted
    from taiyaku.glossary import load_glossary
    from taiyaku.status import ArticleState
    from taiyaku.status.fixes import has_offer, mend

    terms = {locale: load_glossary(config, locale) for locale in {article.locale for article in articles}}
    done = 0
    for article, row in zip(articles, rows, strict=True):
        if not any(has_offer(finding) for finding in row.findings):
            continue
        if row.state is ArticleState.EDITED:
            typer.echo(f"{article.target_path}: edited by hand, not fixed; run taiyaku translate first", err=True)
            continue
        try:
            mended = mend(article, config, terms[article.locale], write=write)
        except TaiyakuError as error:
            if error.exit_code == 2:
                raise
            typer.echo(f"error: {error}", err=True)
            continue
        for change in mended:
            place = f"{change.path}:{change.line}"
            _diff(place, change.checks, change.before, change.after, err=to_stderr)
        done += len(mended)
    typer.secho(f"{counted(done, 'unit')} {'fixed' if write else 'would be fixed'}", bold=True, err=True)
    return write and done > 0


def _diff(place: str, checks: Sequence[str], before: str, after: str, *, err: bool) -> None:
    from taiyaku.reports.text import harmless

    typer.secho(f"{harmless(place)}: {', '.join(checks)}", bold=True, err=err)
    typer.secho(f"  - {harmless(before)}", fg="red", err=err)
    typer.secho(f"  + {harmless(after)}", fg="green", err=err)


# ── Reports ─────────────────────────────────────────────────────────────────


def report(checked: Checked, format_: str, fail_on: str, *, colour: bool = False) -> str:
    """The findings in a form; unreadable articles are findings in all but text, where stderr has told them."""
    from taiyaku.reports import github, json, junit, sarif, text

    if format_ == "text":
        return text.write(checked.findings, colour=colour)
    unreadable = [_unreadable(row, row.error) for row in checked.rows if row.error is not None]
    findings = [*checked.findings, *unreadable]
    if format_ == "json":
        return json.write(findings)
    if format_ == "junit":
        cases = [junit.Case(r.article, r.locale, r.findings, str(r.error) if r.error else "") for r in checked.rows]
        if checked.whole:
            cases.insert(0, junit.Case(checked.whole[0].path, "settings", checked.whole))
        return junit.write(cases, fail_on=Severity(fail_on))
    above = _above(checked.root)
    findings = [f if Path(f.path).is_absolute() else replace(f, path=above + f.path) for f in findings]
    if format_ == "github":
        return github.write(findings)
    from importlib.metadata import version

    from taiyaku.checks.manual import pages

    rules = [sarif.Rule(page.id, page.summary, page.text, page.severity) for page in pages()]
    return sarif.write(findings, rules=rules, version=version("taiyaku"))


def _unreadable(row: Row, error: TaiyakuError) -> Finding:
    path = str(error.path) if error.path else row.article
    return Finding("unreadable", Severity.ERROR, error.message, "", error.line or 1, path)


def _above(root: Path) -> str:
    """What stands before a project's paths in the repository, whose root annotations are relative to."""
    workspace = os.environ.get("GITHUB_WORKSPACE")
    tops = [Path(workspace)] if workspace else []
    tops += [folder for folder in (root, *root.parents) if (folder / ".git").exists()][:1]
    for top in tops:
        if root.resolve().is_relative_to(top.resolve()):
            inside = root.resolve().relative_to(top.resolve()).as_posix()
            return "" if inside == "." else f"{inside}/"
    return ""


def write_report(output: Path, text: str) -> None:
    """Write the report to a file.

    Raises:
        UsageError: The file cannot be written.
    """
    from taiyaku.project.articles import write_text

    try:
        write_text(output, text)
    except ArticleError as error:
        raise UsageError(f"--output {error.message}", path=output) from None

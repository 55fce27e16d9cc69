"""``taiyaku check``: the gate."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from taiyaku.cli.options import FailOn
from taiyaku.cli.output import counted, in_color, show_error, show_tally
from taiyaku.config import Config
from taiyaku.errors import ArticleError, TaiyakuError, UsageError
from taiyaku.model import Severity
from taiyaku.reports.formats import CHECK_FORMATS, ReportOptions, find_format

if TYPE_CHECKING:
    from taiyaku.status.check import CheckResult, CheckScope


def check(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Articles or folders; or a SOURCE and a TARGET file outside a project.")
    ] = None,
    changed_from: Annotated[
        str | None, typer.Option(help="Check only articles that changed since this git revision.", metavar="REV")
    ] = None,
    fail_on: FailOn = "error",
    format_: Annotated[
        str, typer.Option("--format", help="Report format.", metavar="|".join(one.name for one in CHECK_FORMATS))
    ] = "text",
    output: Annotated[
        Path | None, typer.Option(help="Write the report to this file, and print the findings as text.")
    ] = None,
    fix: Annotated[
        bool,
        typer.Option("--fix", help="Apply safe fixes: avoided and altered terms, punctuation, invisible characters."),
    ] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show what --fix would change; write nothing.")] = False,
) -> None:
    """Find what is untranslated, outdated or wrong; needs neither a key nor the network."""
    report = find_format(format_, CHECK_FORMATS)
    result = _check(paths or [], changed_from, fix=fix, diff=diff, to_stderr=format_ != "text" and output is None)
    for row in result.rows:
        if row.error is not None:
            show_error(row.error)
    options = ReportOptions(fail_on=Severity(fail_on), color=in_color())
    if output is not None:
        _write(output, report.write(result, ReportOptions(fail_on=Severity(fail_on))))
    if output is None or format_ != "text":
        shown = find_format("text", CHECK_FORMATS) if output is not None else report
        typer.echo(shown.write(result, options), nl=False)
    unreadable = len(result.unreadable)
    show_tally(f"{counted(result.articles, 'article')} checked", result.findings, unreadable=unreadable)
    errors = any(finding.severity is Severity.ERROR for finding in result.findings)
    if errors or unreadable or (result.findings and fail_on == "warning"):
        raise typer.Exit(1)


def _check(paths: list[Path], changed_from: str | None, *, fix: bool, diff: bool, to_stderr: bool) -> CheckResult:
    """Check the chosen articles, and fix them on request.

    Raises:
        UsageError: The paths, the revision or the settings are wrong.
    """
    from taiyaku.cli.project import chosen_articles, project_config, read_input
    from taiyaku.project.articles import find_articles
    from taiyaku.status.check import check_pair, check_project, check_scope

    config = project_config()
    if config is None or (len(paths) == 2 and _outside(paths, config)):
        if len(paths) != 2:
            raise UsageError("outside a project, name a source and a target file; or run taiyaku init")
        if fix or diff or changed_from:
            raise UsageError("--fix, --diff and --changed-from need a project; run taiyaku init to start one")
        source, target = paths
        return check_pair(read_input(source), read_input(target), source_path=source, target_path=target)
    articles = chosen_articles(config, paths, None)
    scope = check_scope(config, articles, find_articles(config) if paths else articles, changed_from=changed_from)
    result = check_project(scope, config)
    if (fix or diff) and _fix(scope, result, config, write=not diff, to_stderr=to_stderr):
        result = check_project(scope, config)
    return result


def _outside(paths: list[Path], config: Config) -> bool:
    """Whether two files are not articles of the project."""
    from taiyaku.project.articles import article_of

    try:
        article_of(paths[0], config, locale=config.targets[0])
    except UsageError:
        return not any(path.is_dir() for path in paths)
    return False


def _fix(scope: CheckScope, result: CheckResult, config: Config, *, write: bool, to_stderr: bool) -> bool:
    """Apply the safe fixes of all articles; whether anything was written."""
    from taiyaku.glossary import load_glossary
    from taiyaku.status import ArticleState
    from taiyaku.status.fixes import fix_article, has_safe_fix

    terms = {locale: load_glossary(config, locale) for locale in {article.locale for article in scope.articles}}
    done = 0
    for article, row in zip(scope.articles, result.rows, strict=False):  # orphans follow
        if not any(has_safe_fix(finding) for finding in row.findings):
            continue
        if row.state is ArticleState.EDITED:
            typer.echo(f"{article.target_path}: edited by hand, not fixed; run taiyaku translate first", err=True)
            continue
        try:
            fixed = fix_article(article, config, terms[article.locale], write=write)
        except TaiyakuError as error:
            if error.exit_code == 2:
                raise
            show_error(error)
            continue
        for change in fixed:
            _show_change(f"{change.path}:{change.line}", change.checks, change.before, change.after, err=to_stderr)
        done += len(fixed)
    typer.secho(f"{counted(done, 'unit')} {'fixed' if write else 'would be fixed'}", bold=True, err=True)
    return write and done > 0


def _show_change(location: str, checks: Sequence[str], before: str, after: str, *, err: bool) -> None:
    from taiyaku.reports.text import harmless

    typer.secho(f"{harmless(location)}: {', '.join(checks)}", bold=True, err=err)
    typer.secho(f"  - {harmless(before)}", fg="red", err=err)
    typer.secho(f"  + {harmless(after)}", fg="green", err=err)


def _write(output: Path, text: str) -> None:
    """Write the report to a file.

    Raises:
        UsageError: The file cannot be written.
    """
    from taiyaku.project.articles import write_text

    try:
        write_text(output, text)
    except ArticleError as error:
        raise UsageError(f"--output {error.message}", path=output) from None

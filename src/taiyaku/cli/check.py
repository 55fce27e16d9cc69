"""``taiyaku check``: the gate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from taiyaku.errors import UsageError
from taiyaku.model import Finding, Severity


def check(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Articles or folders; or a bare SOURCE and TARGET file.")
    ] = None,
    fail_on: Annotated[str, typer.Option(help="Exit 1 from this severity on.", metavar="error|warning")] = "error",
    format_: Annotated[str, typer.Option("--format", help="text or json.", metavar="text|json")] = "text",
    output: Annotated[Path | None, typer.Option(help="Write the report to this file.")] = None,
) -> None:
    """Flag what is untranslated, outdated or wrong; no key and no network needed."""
    from taiyaku.cli.project import counted
    from taiyaku.cli.show import show_findings
    from taiyaku.reports import json

    if fail_on not in {"error", "warning"}:
        raise UsageError(f"--fail-on is `error` or `warning`, not `{fail_on}`")
    if format_ not in {"text", "json"}:
        raise UsageError(f"--format is `text` or `json`, not `{format_}`")
    findings, failed, total = _findings(paths or [])
    if output is not None:
        from taiyaku.article import write_text

        write_text(output, json.write(findings))
    if format_ == "json":
        typer.echo(json.write(findings), nl=False)
    else:
        show_findings(findings)
        errors = sum(finding.severity is Severity.ERROR for finding in findings)
        told = [counted(errors, "error"), counted(len(findings) - errors, "warning")] if findings else ["no findings"]
        typer.secho(f"{counted(total, 'article')} checked: {', '.join(told)}", bold=True, err=True)
    if failed or any(finding.severity is Severity.ERROR or fail_on == "warning" for finding in findings):
        raise typer.Exit(1)


def _findings(paths: list[Path]) -> tuple[list[Finding], int, int]:
    from taiyaku.cli.project import chosen_articles, load_glossary
    from taiyaku.config import load_config
    from taiyaku.status import article_status, orphans, state_findings

    config = load_config()
    if config is None or (len(paths) == 2 and _bare(paths, config)):
        if len(paths) != 2:
            raise UsageError("outside a project, name a source and a target file; or run taiyaku init")
        return _pair(*paths), 0, 1
    articles = chosen_articles(config, paths, None)
    terms = {locale: load_glossary(config, locale) for locale in config.targets}
    rows = [article_status(article, config, terms=terms[article.locale]) for article in articles]
    if not paths:
        rows += orphans(config)
    findings: list[Finding] = []
    failed = 0
    for row in rows:
        if row.error is not None:
            if row.error.exit_code == 2:
                raise row.error
            failed += 1
            typer.secho("error: ", fg="red", bold=True, err=True, nl=False)
            typer.echo(str(row.error), err=True)
        findings += state_findings(row, config)
        findings += row.result.findings if row.result else ()
    return findings, failed, len(articles)


def _bare(paths: list[Path], config: object) -> bool:
    from taiyaku.article import article_of
    from taiyaku.config import Config

    assert isinstance(config, Config)
    try:
        article_of(paths[0], config, locale=config.targets[0])
    except UsageError:
        return True
    return False


def _pair(source: Path, target: Path) -> list[Finding]:
    """Check two bare files against each other, place by place."""
    from dataclasses import replace

    from taiyaku.article import flavor_of, read_text
    from taiyaku.config import Config
    from taiyaku.judge import check_document
    from taiyaku.reconcile import adopted
    from taiyaku.segment import segment_markdown

    config = Config()
    flavor = flavor_of(source, config)
    document = segment_markdown(read_text(source), config=config, flavor=flavor)
    other = segment_markdown(read_text(target), config=config, flavor=flavor, every=True)
    texts = {key: translation.text for key, translation in adopted(document, other).items()}
    if not texts and document.units:
        message = "the blocks of the two files differ; align them first: taiyaku align SOURCE TARGET"
        return [Finding("structure-changed", Severity.ERROR, message, "", 1, str(target))]
    return [replace(finding, path=str(source)) for finding in check_document(document, texts)]

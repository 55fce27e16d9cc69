"""``taiyaku translate``: bring articles up to date, in a project or one file to another."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from taiyaku.cli.options import AllTargets, ArticlePaths, TextOrJson
from taiyaku.cli.output import show_error, show_warning
from taiyaku.errors import TaiyakuError, UsageError

if TYPE_CHECKING:
    from taiyaku.pipeline.steps import Take


def translate(
    articles: ArticlePaths = None,
    to: AllTargets = None,
    source: Annotated[str, typer.Option("--from", help="With -o: locale of the source.")] = "ja",
    provider: Annotated[
        str | None, typer.Option(help="Provider that drafts what is missing; by default the one in the settings.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Translate a single file into this one; - is stdout."),
    ] = None,
    catalog: Annotated[Path | None, typer.Option(help="With -o: PO file that keeps the translations.")] = None,
    frozen: Annotated[bool, typer.Option("--frozen", help="Change nothing; exit 1 if something would change.")] = False,
    take: Annotated[
        Literal["file", "catalog"] | None, typer.Option(help="Which side decides conflicts.", show_default=False)
    ] = None,
    prune: Annotated[
        bool, typer.Option("--prune", help="Remove catalogs whose article is gone, and the targets made from them.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the work and its price; send nothing.")] = False,
    jobs: Annotated[int | None, typer.Option(min=1, help="Concurrent requests; by default as in the settings.")] = None,
    format_: TextOrJson = "text",
) -> None:
    """Bring translations up to date: merge edits, fill in what is missing, check, verify and write."""
    if output is not None:
        if dry_run or prune:
            raise UsageError(f"{'--dry-run' if dry_run else '--prune'} works inside a project, without -o")
        _one_file(articles or [], source, to or "en", provider, output, catalog)
        return
    if prune and (articles or dry_run):
        raise UsageError(f"--prune covers the whole project; leave out {'the articles' if articles else '--dry-run'}")
    _project(
        articles or [],
        to,
        provider,
        frozen=frozen,
        take=take or "",
        as_json=format_ == "json",
        dry_run=dry_run,
        jobs=jobs,
        prune=prune,
    )


def _project(
    paths: list[Path],
    to: str | None,
    provider_name: str | None,
    *,
    frozen: bool,
    take: Take,
    as_json: bool,
    dry_run: bool = False,
    jobs: int | None = None,
    prune: bool = False,
) -> None:
    import msgspec

    from taiyaku.cli.progress import show_progress
    from taiyaku.cli.project import chosen_articles, require_config
    from taiyaku.cli.results import show_result, show_summary
    from taiyaku.drafting.job import Job
    from taiyaku.glossary import load_glossary
    from taiyaku.pipeline.batch import translate_articles
    from taiyaku.pipeline.run import Result
    from taiyaku.providers import load_provider
    from taiyaku.providers.base import notices_of

    config = require_config()
    if jobs is not None:
        config = msgspec.structs.replace(config, provider=msgspec.structs.replace(config.provider, jobs=jobs))
    chosen = chosen_articles(config, paths, to, or_none=prune)
    provider = load_provider(provider_name or config.provider.name, config, sends=not (dry_run or frozen))
    terms = {locale: load_glossary(config, locale) for locale in {article.locale for article in chosen}}
    warned = _warn(notices_of(provider))
    if dry_run:
        from taiyaku.cli.dry_run import show_estimates

        show_estimates(config, chosen, provider, terms, as_json=as_json)
        return
    results: list[Result] = []
    errors: set[str] = set()
    failed = 0
    with show_progress(config) as shown, Job(config, provider, shown.watch) as job:
        for article, outcome in translate_articles(
            chosen, config=config, terms=terms, job=job, take=take, frozen=frozen
        ):
            if isinstance(outcome, Result):
                results.append(outcome)
                if not as_json:
                    with shown.aside():
                        show_result(outcome, article, frozen=frozen)
            elif outcome.exit_code == 2:
                raise outcome
            else:
                failed += 1
                if str(outcome) not in errors:
                    with shown.aside():
                        show_error(outcome)
                errors.add(str(outcome))
        shown.hide()
        _warn([*job.notices, *(notice for notice in notices_of(provider) if notice not in warned)])
    if as_json:
        from taiyaku.reports.articles_json import translate_json

        typer.echo(translate_json(results), nl=False)
    else:
        show_summary(results, failed, frozen=frozen)
    gone, kept = _prune(config, to, edited=take == "catalog", frozen=frozen) if prune else (0, 0)
    pending = frozen and (gone or any(result.changed for result in results))
    if failed or kept or pending or not all(result.clean for result in results):
        raise typer.Exit(1)


def _warn(notices: Sequence[str]) -> Sequence[str]:
    for notice in notices:
        show_warning(notice)
    return notices


def _prune(config: Any, to: str | None, *, edited: bool, frozen: bool) -> tuple[int, int]:
    """Remove the files of articles that are gone.

    Returns:
        How many articles' files were removed, and how many could not be.
    """
    from taiyaku.project.articles import relative_path
    from taiyaku.project.renames import find_orphans, find_renames, prune

    gone = kept = 0
    for locale in (to,) if to else config.targets:
        claimed = {old for rename in find_renames(config, locale=locale).values() for old in rename.old}
        for old in find_orphans(config, locale=locale):
            if old in claimed:
                continue  # an article may be this one, renamed
            try:
                files = prune(old, edited=edited, frozen=frozen)
            except TaiyakuError as error:
                kept += 1
                show_error(error)
                continue
            gone += 1
            names = " and ".join(relative_path(path, config.root) for path in files)
            typer.echo(f"{'would remove' if frozen else 'removed'} {names}: {old.path} is gone", err=True)
    return gone, kept


def _one_file(
    paths: list[Path], source: str, locale: str, provider_name: str | None, output: Path, catalog_path: Path | None
) -> None:
    import msgspec

    from taiyaku.catalogs.po import format_catalog, read_catalog
    from taiyaku.cli.output import show_findings
    from taiyaku.cli.progress import show_progress
    from taiyaku.cli.project import project_config, read_input
    from taiyaku.cli.results import show_left
    from taiyaku.config import Config
    from taiyaku.glossary import load_glossary
    from taiyaku.pipeline.one_file import translate_text
    from taiyaku.project.articles import write_text
    from taiyaku.providers import load_provider
    from taiyaku.providers.base import notices_of

    if len(paths) != 1:
        raise UsageError("with -o, name one file, or - for stdin")
    if str(output) != "-" and output.exists() and paths[0].exists() and output.samefile(paths[0]):
        raise UsageError("is the article itself; name another file with -o", path=output)
    project = project_config()
    try:
        config = msgspec.structs.replace(project or Config(), source=source, targets=(locale,))
    except ValueError as error:
        raise UsageError(str(error)) from None
    name = str(paths[0])
    own = project is not None and project.source == source and locale in project.targets
    text = read_input(paths[0])
    old = read_catalog(catalog_path) if catalog_path else None
    provider = load_provider(provider_name or config.provider.name, config)
    warned = _warn(notices_of(provider))
    with show_progress(config) as shown:
        result, new = translate_text(
            text,
            config=config,
            provider=provider,
            locale=locale,
            catalog=old,
            terms=load_glossary(config, locale) if own else None,
            name=name,
            watch=shown.watch,
        )
    _warn([notice for notice in notices_of(provider) if notice not in warned])
    if result.failure and not result.from_provider:
        raise result.failure
    if str(output) == "-":
        sys.stdout.buffer.write(result.text.encode("utf-8"))
        sys.stdout.buffer.flush()
    else:
        write_text(output, result.text)
    if catalog_path and new != old:
        write_text(catalog_path, format_catalog(new))
    show_findings(result.findings, err=True)
    show_left(replace(result, article=name))
    if result.failure:
        raise result.failure
    if not result.clean:
        raise typer.Exit(1)

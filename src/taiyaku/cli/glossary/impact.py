"""``taiyaku glossary impact``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from taiyaku.cli.options import OneTarget, TextOrJson
from taiyaku.errors import ConflictError, TaiyakuError, UsageError

if TYPE_CHECKING:
    from taiyaku.config import Config
    from taiyaku.glossary.impact import RenderingChange
    from taiyaku.model import Term
    from taiyaku.project.articles import Article


def show_impact(
    term: Annotated[str, typer.Argument(help="A term of the glossary.")],
    use: Annotated[str, typer.Option("--use", help="Its new rendering.")],
    to: OneTarget = None,
    domain: Annotated[str | None, typer.Option(help="The entry's domain, if several entries have the term.")] = None,
    apply: Annotated[bool, typer.Option("--apply", help="Rewrite the accepted translations and the entry.")] = False,
    format_: TextOrJson = "text",
) -> None:
    """Show the accepted translations that a new rendering would change; --apply rewrites them."""
    from taiyaku.cli.glossary.files import find_entry, target_locale
    from taiyaku.cli.output import counted
    from taiyaku.cli.project import require_config
    from taiyaku.glossary.project_texts import project_changes

    config = require_config()
    locale = target_locale(config, to)
    entry = find_entry(config, term, domain=domain)
    use = " ".join(use.split())
    _require_changeable(entry, use, locale)
    changes = project_changes(config, entry, use, locale)
    if format_ == "json":
        from taiyaku.reports.terms_json import impact_json

        typer.echo(impact_json(change for _, change in changes), nl=False)
    else:
        for _, change in changes:
            _show(change)
    doubtful = sum(bool(change.doubt) for _, change in changes)
    summary = f"{counted(len(changes), 'translation')}, {doubtful:,} in doubt"
    if not apply:
        typer.echo(f"{summary}; --apply rewrites them" if changes else "no accepted translation would change", err=True)
        return
    failed = _apply(config, entry, use, locale, changes)
    if not changes:
        summary = "the entry is changed; no accepted translation needed a change"
    else:
        summary += ": rewritten" + ("; those in doubt await review" if doubtful else "")
    typer.echo(summary, err=True)
    if failed:
        raise typer.Exit(1)


def _require_changeable(entry: Term, use: str, locale: str) -> None:
    """Raise a UsageError if the entry cannot have the new rendering."""
    from taiyaku.glossary.read_file import rendering_of
    from taiyaku.model import Rendering

    old = rendering_of(entry, locale) or Rendering("")
    if use in {"", old.use} and not entry.keep:
        raise UsageError("--use must differ from the present rendering")
    problem = ""
    if entry.keep:
        problem = f"`{entry.term}` is kept unchanged; remove `keep` from its entry"
    elif not old.use:
        problem = f"`{entry.term}` has no rendering for {locale} yet"
    elif use in old.avoid:
        problem = f"`{use}` is under `avoid` in this entry; remove it there first"
    if problem:
        raise UsageError(problem, path=entry.path, line=entry.line)


def _apply(
    config: Config, entry: Term, use: str, locale: str, changes: Sequence[tuple[Article, RenderingChange]]
) -> int:
    """Write the catalogs, the entry, then the targets; return how many articles failed. It can be repeated."""
    from taiyaku.catalogs.po import format_catalog, read_catalog
    from taiyaku.cli.output import show_error
    from taiyaku.glossary import load_glossary
    from taiyaku.glossary.project_texts import rewrite_catalog
    from taiyaku.pipeline.run import translate_article
    from taiyaku.project.articles import write_text
    from taiyaku.project.locks import lock_article
    from taiyaku.providers.human import Human
    from taiyaku.status import ArticleState, article_status

    by_article: dict[Article, list[RenderingChange]] = {}
    for article, change in changes:
        by_article.setdefault(article, []).append(change)
    glossary = load_glossary(config, locale)
    for article in by_article:
        if article_status(article, config, terms=glossary).state is ArticleState.EDITED:
            message = "was edited by hand; import the edits with taiyaku translate, then run this again"
            raise ConflictError(f"{message} (nothing has been changed)", path=article.target_path)
    for article, chosen in by_article.items():
        with lock_article(article):
            catalog = read_catalog(article.catalog, shown=article.catalog_path)
            if catalog is not None:
                write_text(article.catalog, format_catalog(rewrite_catalog(catalog, chosen)))
    _set_rendering(config, entry, use, locale)
    glossary = load_glossary(config, locale)
    failed = 0
    for article in by_article:
        try:
            translate_article(article.source, config=config, provider=Human(), locale=locale, terms=glossary)
        except TaiyakuError as error:
            failed += 1
            show_error(error)
    return failed


def _set_rendering(config: Config, entry: Term, use: str, locale: str) -> None:
    """Write the new rendering into the entry."""
    from taiyaku.cli.glossary.files import write_file
    from taiyaku.glossary.edit_file import set_value
    from taiyaku.language.locales import fallbacks

    # `en-GB` may use the rendering for `en`: change it under the locale that the entry has.
    key = next(name for name in fallbacks(locale) if name in entry.renderings)
    path = config.root / entry.path
    raw = path.read_bytes()
    changed = set_value(raw, entry, key, use, part="use")
    also = entry.renderings[key].also
    if use in also:
        changed = set_value(changed, entry, key, [text for text in also if text != use], part="also")
    write_file(path, raw, changed)


def _show(change: RenderingChange) -> None:
    accepted = change.accepted
    typer.secho(f"{accepted.path}:{accepted.line}" if accepted.line else accepted.path, bold=True)
    if change.after == accepted.target:
        _line(" ", accepted.target)
    else:
        _line("-", accepted.target, "red")
        _line("+", change.after, "green")
    if change.doubt:
        _line("?", change.doubt, "yellow")


def _line(mark: str, text: str, color: str | None = None) -> None:
    """Print a text after its mark, with all of its lines indented."""
    typer.secho(f"    {mark} " + text.replace("\n", "\n      "), fg=color)

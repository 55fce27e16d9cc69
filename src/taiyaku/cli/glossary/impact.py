"""What ``taiyaku glossary impact`` does: shows what another rendering would change, and changes it."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from taiyaku.config import Config
from taiyaku.errors import ConflictError, TaiyakuError, UsageError
from taiyaku.glossary.impact import RenderingChange
from taiyaku.language.locales import fallbacks
from taiyaku.model import Rendering, Term
from taiyaku.project.articles import Article


def weigh(*, term: str, use: str, to: str | None, domain: str | None, apply: bool, format_: str) -> None:
    """Show each accepted sentence that another rendering would change; --apply rewrites them."""
    from taiyaku.cli.glossary.exchange import one_term, target_locale
    from taiyaku.cli.output import counted
    from taiyaku.cli.project import require_config
    from taiyaku.glossary.project_texts import changes_of

    config = require_config()
    locale = target_locale(config, to)
    entry = one_term(config, term, domain=domain)
    use = " ".join(use.split())
    _refuse(entry, use, locale)
    changes = changes_of(config, entry, use, locale)
    if format_ == "json":
        from taiyaku.reports.terms_json import impact_json

        typer.echo(impact_json(change for _, change in changes), nl=False)
    else:
        for _, change in changes:
            _show(change)
    doubtful = sum(bool(change.doubt) for _, change in changes)
    told = f"{counted(len(changes), 'translation')}, {doubtful:,} in doubt"
    if not apply:
        typer.echo(f"{told}; --apply rewrites them" if changes else "no accepted translation would change", err=True)
        return
    failed = _apply(config, entry, use, locale, changes)
    if not changes:
        told = "the entry is changed; no accepted translation had to be"
    else:
        told += ": rewritten" + ("; what is in doubt waits for review" if doubtful else "")
    typer.echo(told, err=True)
    if failed:
        raise typer.Exit(1)


def _refuse(entry: Term, use: str, locale: str) -> None:
    """Raise where the entry cannot get this rendering."""
    from taiyaku.glossary.read_file import rendering_of

    old = rendering_of(entry, locale) or Rendering("")
    if use in {"", old.use} and not entry.keep:
        raise UsageError("--use must be another rendering than the one it has")
    why = ""
    if entry.keep:
        why = f"`{entry.term}` is kept unchanged; remove `keep` from its entry"
    elif not old.use:
        why = f"`{entry.term}` has no rendering for {locale} yet"
    elif use in old.avoid:
        why = f"`{use}` stands under `avoid` in this entry; remove it there first"
    if why:
        raise UsageError(why, path=entry.path, line=entry.line)


def _apply(
    config: Config, entry: Term, use: str, locale: str, changes: Sequence[tuple[Article, RenderingChange]]
) -> int:
    """Write the catalogs, then the entry, then the targets; a job that stops between them can be run again.

    Returns:
        How many articles could not be written.
    """
    from taiyaku.catalogs.po import format_catalog, read_catalog
    from taiyaku.cli.output import show_error
    from taiyaku.glossary import load_glossary
    from taiyaku.glossary.project_texts import rewritten
    from taiyaku.pipeline.run import translate_article
    from taiyaku.project.articles import write_text
    from taiyaku.project.locks import locked
    from taiyaku.providers.human import Human
    from taiyaku.status import ArticleState, article_status

    by_article: dict[Article, list[RenderingChange]] = {}
    for article, change in changes:
        by_article.setdefault(article, []).append(change)
    glossary = load_glossary(config, locale)
    for article in by_article:
        if article_status(article, config, terms=glossary).state is ArticleState.EDITED:
            message = "was edited by hand; take the edits in with taiyaku translate, then run this again"
            raise ConflictError(f"{message} (nothing is changed yet)", path=article.target_path)
    for article, chosen in by_article.items():
        with locked(article):
            catalog = read_catalog(article.catalog, shown=article.catalog_path)
            if catalog is not None:
                write_text(article.catalog, format_catalog(rewritten(catalog, chosen)))
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
    """Give the entry its new rendering."""
    from taiyaku.cli.glossary.exchange import write
    from taiyaku.glossary.edit_file import set_value

    # A rendering for `en` may serve `en-GB`: the entry's own locale is the one to change.
    key = next(name for name in fallbacks(locale) if name in entry.renderings)
    path = config.root / entry.path
    raw = path.read_bytes()
    changed = set_value(raw, entry, key, use, part="use")
    also = entry.renderings[key].also
    if use in also:
        changed = set_value(changed, entry, key, [text for text in also if text != use], part="also")
    write(path, raw, changed)


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


def _line(mark: str, text: str, colour: str | None = None) -> None:
    """A text behind its mark, its own line breaks as far in."""
    typer.secho(f"    {mark} " + text.replace("\n", "\n      "), fg=colour)

"""What ``taiyaku glossary mine`` and ``impact`` do: the glossary against the articles and what people accepted."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import typer

from taiyaku.article import Article
from taiyaku.config import Config
from taiyaku.errors import UsageError
from taiyaku.glossary.impact import Change
from taiyaku.glossary.mine import Candidate
from taiyaku.model import Term


def mine_terms(*, articles: list[Path] | None, to: str | None, at_least: int, limit: int, format_: str) -> None:
    """Suggest terms that the articles keep using, with likely renderings from accepted translations."""
    from taiyaku.cli.glossary_files import target_locale
    from taiyaku.cli.project import chosen_articles, counted, require_config
    from taiyaku.glossary import load_terms
    from taiyaku.glossary.corpus import accepted, pairs, source_texts
    from taiyaku.glossary.mine import mine as mined
    from taiyaku.glossary.phrases import has_dictionary

    if format_ not in {"table", "json", "yaml"}:
        raise UsageError(f"--format is `table`, `json` or `yaml`, not `{format_}`")
    config = require_config()
    locale = target_locale(config, to)
    chosen = chosen_articles(config, articles or [], locale)
    found = mined(
        (text.prose for text in source_texts(config, chosen)),
        locale=config.source,
        target=locale,
        known=load_terms(config.glossary.paths, config.root, source=config.source),
        pairs=pairs(accepted(config, locale)),
        at_least=at_least,
        limit=limit,
    )
    if format_ == "json":
        shown = [
            {
                "term": one.text,
                "count": one.count,
                "contexts": one.contexts,
                "renderings": [{"text": r.text, "score": round(r.score, 3), "count": r.count} for r in one.renderings],
            }
            for one in found
        ]
        typer.echo(json.dumps({"schema_version": 1, "candidates": shown}, ensure_ascii=False, indent=2))
        return
    if format_ == "yaml":
        _proposed(found, locale)
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("candidate", style="bold", overflow="fold")
    table.add_column("count", justify="right")
    table.add_column("likely rendering", overflow="fold")
    table.add_column("for example", style="dim", overflow="fold")
    for one in found:
        likely = ", ".join(f"{r.text} ({r.score:.0%})" for r in one.renderings)
        table.add_row(Text(one.text), f"{one.count:,}", Text(likely), Text(one.contexts[0] if one.contexts else ""))
    if found:
        Console().print(table)
    typer.echo(f"{counted(len(found), 'candidate')} in {counted(len(chosen), 'article')}", err=True)
    if config.source.startswith("ja") and not has_dictionary():
        typer.echo("words are told apart by script; pip install 'taiyaku[ja]' finds nouns with a dictionary", err=True)


def _proposed(found: Sequence[Candidate], locale: str) -> None:
    """Candidates as proposed entries, to paste or to redirect into a file."""
    import datetime
    from types import MappingProxyType

    from taiyaku.glossary.edit import add_entry
    from taiyaku.model import Rendering

    raw = b""
    today = datetime.datetime.now(tz=datetime.UTC).date()
    for one in found:
        likely = one.renderings[0].text if one.renderings else ""
        renderings = MappingProxyType({locale: Rendering(likely)} if likely else {})
        raw = add_entry(raw, Term(one.text, renderings=renderings, status="proposed"), added=today)
    typer.echo(raw.decode(), nl=False)


def weigh(*, term: str, use: str, to: str | None, apply: bool, format_: str) -> None:
    """Show each accepted sentence that another rendering would change; --apply rewrites them."""
    from taiyaku.cli.glossary_files import one_term, target_locale
    from taiyaku.cli.project import counted, require_config
    from taiyaku.glossary.terms import rendering_of

    if format_ not in {"text", "json"}:
        raise UsageError(f"--format is `text` or `json`, not `{format_}`")
    config = require_config()
    locale = target_locale(config, to)
    entry = one_term(config, term)
    if entry.keep:
        raise UsageError(f"`{term}` is kept unchanged; remove `keep` from its entry", path=entry.path, line=entry.line)
    old = rendering_of(entry, locale)
    if old is None or not old.use:
        raise UsageError(f"`{term}` has no rendering for {locale} yet", path=entry.path, line=entry.line)
    use = " ".join(use.split())
    if use in {"", old.use}:
        raise UsageError("--use must be another rendering than the one it has")
    changes = _changes(config, entry, use, locale)
    if format_ == "json":
        shown = [
            {"path": c.accepted.path, "line": c.accepted.line, "source": c.accepted.source}
            | {"before": c.accepted.target, "after": c.after, "doubt": c.doubt}
            for _, c in changes
        ]
        typer.echo(json.dumps({"schema_version": 1, "changes": shown}, ensure_ascii=False, indent=2))
    else:
        for _, change in changes:
            _show(change)
    doubtful = sum(bool(change.doubt) for _, change in changes)
    told = f"{counted(len(changes), 'translation')}, {doubtful:,} in doubt"
    if not apply:
        typer.echo(f"{told}; --apply rewrites them" if changes else "no accepted translation would change", err=True)
        return
    _apply(config, entry, use, locale, changes)
    typer.echo(
        f"{told}: rewritten; those in doubt wait for review. Run taiyaku translate to write the articles", err=True
    )


def _changes(config: Config, entry: Term, use: str, locale: str) -> list[tuple[Article, Change]]:
    from taiyaku.glossary import load_terms
    from taiyaku.glossary.corpus import accepted
    from taiyaku.glossary.impact import impact as impact_of

    terms = load_terms(config.glossary.paths, config.root, source=config.source)
    found = list(accepted(config, locale))
    owners = {id(pair): article for article, pair in found}
    others = [term for term in terms if (term.path, term.line, term.term) != (entry.path, entry.line, entry.term)]
    changes = impact_of(entry, use, [pair for _, pair in found], source=config.source, target=locale, terms=others)
    return [(owners[id(change.accepted)], change) for change in changes]


def _apply(config: Config, entry: Term, use: str, locale: str, changes: list[tuple[Article, Change]]) -> None:
    """Write the catalogs, then the entry; a job that stops between them can be run again."""
    from taiyaku.article import write_text
    from taiyaku.catalog import format_catalog, read_catalog
    from taiyaku.cli.glossary_files import write
    from taiyaku.glossary.corpus import rewritten
    from taiyaku.glossary.edit import set_value
    from taiyaku.lock import locked

    by_article: dict[Article, list[Change]] = {}
    for article, change in changes:
        by_article.setdefault(article, []).append(change)
    for article, chosen in by_article.items():
        with locked(article):
            catalog = read_catalog(article.catalog, shown=article.catalog_path)
            if catalog is not None:
                write_text(article.catalog, format_catalog(rewritten(catalog, chosen)))
    path = config.root / entry.path
    raw = path.read_bytes()
    # A rendering for `en` may serve `en-GB`: the entry's own locale is the one to change.
    key = locale
    while key not in entry.renderings:
        key = key.replace("_", "-").rpartition("-")[0]
    write(path, raw, set_value(raw, entry, key, use, part="use"))


def _show(change: Change) -> None:
    accepted = change.accepted
    typer.secho(f"{accepted.path}:{accepted.line}" if accepted.line else accepted.path, bold=True)
    if change.after == accepted.target:
        typer.echo(f"      {accepted.target}")
    else:
        typer.secho(f"    - {accepted.target}", fg="red")
        typer.secho(f"    + {change.after}", fg="green")
    if change.doubt:
        typer.secho(f"    ? {change.doubt}", fg="yellow")

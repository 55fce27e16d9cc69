"""``taiyaku glossary mine``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from taiyaku.cli.options import ArticlePaths, OneTarget

if TYPE_CHECKING:
    from taiyaku.glossary.mine import Candidate
    from taiyaku.model import Term

_AROUND = 10
"""Characters of an example on either side of the candidate, in the table."""


def mine_articles(
    articles: ArticlePaths = None,
    to: OneTarget = None,
    at_least: Annotated[int, typer.Option(help="How often a candidate must occur at least.", min=1)] = 3,
    limit: Annotated[int, typer.Option(help="How many to show at most.", min=1)] = 30,
    format_: Annotated[
        Literal["table", "json", "yaml"],
        typer.Option("--format", help="Output format; yaml gives entries to paste."),
    ] = "table",
) -> None:
    """Suggest terms that the articles use often, with likely renderings from accepted translations."""
    from taiyaku.cli.glossary.files import target_locale
    from taiyaku.cli.output import counted
    from taiyaku.cli.progress import progress_bar
    from taiyaku.cli.project import chosen_articles, require_config
    from taiyaku.glossary import load_terms
    from taiyaku.glossary.mine import mine_terms
    from taiyaku.glossary.phrases import has_dictionary
    from taiyaku.glossary.project_texts import accepted_translations, prose_pairs, source_documents, unit_texts
    from taiyaku.language.locales import language

    config = require_config()
    locale = target_locale(config, to)
    chosen = chosen_articles(config, articles or [], locale)
    documents = progress_bar(source_documents(config, chosen), len(chosen), "reading articles")
    found = mine_terms(
        (text.prose for _, document in documents for text in unit_texts(document)),
        locale=config.source,
        target=locale,
        known=load_terms(config.glossary.paths, config.root, source=config.source),
        pairs=prose_pairs(accepted_translations(config, locale)),
        at_least=at_least,
        limit=limit,
    )
    if format_ == "json":
        from taiyaku.reports.terms_json import mine_json

        typer.echo(mine_json(found), nl=False)
        return
    if format_ == "yaml":
        _print_entries(found, locale)
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
        table.add_row(Text(one.text), f"{one.count:,}", Text(likely), Text(_example(one)))
    if found:
        Console().print(table)
    typer.echo(f"{counted(len(found), 'candidate')} in {counted(len(chosen), 'article')}", err=True)
    if language(config.source) == "ja" and not has_dictionary():
        typer.echo("words are split by script; pip install 'taiyaku[ja]' to find nouns with a dictionary", err=True)


def _example(one: Candidate) -> str:
    """The first context, cut so that a row of the table takes a line or two."""
    context = one.contexts[0] if one.contexts else ""
    at = context.find(one.text)
    first, last = max(0, at - _AROUND), at + len(one.text) + _AROUND
    if at < 0 or not (first or context[last:]):
        return context
    return f"{'…' * bool(first)}{context[first:last].strip(' …')}{'…' * bool(context[last:])}"


def _print_entries(found: Sequence[Candidate], locale: str) -> None:
    """Print candidates as proposed entries, to paste or to redirect into a file."""
    import datetime
    from types import MappingProxyType

    from taiyaku.glossary.edit_file import add_entries
    from taiyaku.model import Rendering, Term

    terms: list[Term] = []
    today = datetime.datetime.now(tz=datetime.UTC).date()
    for one in found:
        likely = one.renderings[0].text if one.renderings else ""
        keep = likely == one.text  # a name that people left unchanged
        renderings = MappingProxyType({locale: Rendering(likely)} if likely and not keep else {})
        terms.append(Term(one.text, renderings=renderings, keep=keep, status="proposed"))
    typer.echo(add_entries(b"", terms, added=today).decode() if terms else "", nl=False)

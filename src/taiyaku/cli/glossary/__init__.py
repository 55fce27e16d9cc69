"""``taiyaku glossary``: the terms that every translation must use. One file a subcommand."""

from __future__ import annotations

import typer

from taiyaku.cli.glossary.add import add_term
from taiyaku.cli.glossary.export import export_terms
from taiyaku.cli.glossary.find import find_terms
from taiyaku.cli.glossary.impact import show_impact
from taiyaku.cli.glossary.import_terms import import_terms
from taiyaku.cli.glossary.lint import lint_glossary
from taiyaku.cli.glossary.list import list_terms
from taiyaku.cli.glossary.mine import mine_articles
from taiyaku.cli.glossary.remove import remove_term
from taiyaku.cli.glossary.schema import export_schema
from taiyaku.cli.glossary.sync import sync_glossaries

app = typer.Typer(
    name="glossary",
    help="Manage the terms that every translation must use.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.command("list")(list_terms)
app.command("find")(find_terms)
app.command("add")(add_term)
app.command("remove")(remove_term)
app.command("lint")(lint_glossary)
app.command("mine")(mine_articles)
app.command("impact")(show_impact)
app.command("import")(import_terms)
app.command("export")(export_terms)
app.command("schema")(export_schema)
app.command("sync")(sync_glossaries)

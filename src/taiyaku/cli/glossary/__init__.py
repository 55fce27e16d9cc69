"""``taiyaku glossary``: the terms that every translation must use. One file a subcommand."""

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
from taiyaku.cli.options import command_group

app = command_group(
    "glossary",
    "Manage the terms that every translation must use.",
    {
        "list": list_terms,
        "find": find_terms,
        "add": add_term,
        "remove": remove_term,
        "lint": lint_glossary,
        "mine": mine_articles,
        "impact": show_impact,
        "import": import_terms,
        "export": export_terms,
        "schema": export_schema,
        "sync": sync_glossaries,
    },
)

"""``taiyaku glossary find``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from taiyaku.cli.options import TableOrJson

if TYPE_CHECKING:
    from taiyaku.model import Term


def find_terms(
    text: Annotated[str, typer.Argument(help="A source text, or part of a term or rendering.")],
    format_: TableOrJson = "table",
) -> None:
    """Find the terms that a text uses, and the entries that mention it."""
    from taiyaku.cli.glossary.term_table import print_terms
    from taiyaku.cli.project import require_config
    from taiyaku.glossary import load_terms
    from taiyaku.glossary.folding import fold
    from taiyaku.glossary.match import TermMatcher

    config = require_config()
    terms = load_terms(config.glossary.paths, config.root, source=config.source)
    used = [use.term for use in TermMatcher(terms, config.source, config.targets[0]).find_uses(text)]
    wanted = fold(text).text
    mentioning = [term for term in terms if any(wanted in fold(words).text for words in _words(term))]
    found = list({id(term): term for term in [*used, *mentioning]}.values())
    print_terms(found, format_)
    if not found and format_ == "table":
        typer.echo("no term of the glossary", err=True)


def _words(term: Term) -> list[str]:
    """The term and renderings by which a person may look for an entry."""
    rendered = [text for found in term.renderings.values() for text in (found.use, *found.also, *found.avoid) if text]
    return [term.term, *term.variants, *rendered]

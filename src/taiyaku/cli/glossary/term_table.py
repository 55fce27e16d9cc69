"""Terms on the terminal, as a table or as JSON."""

from __future__ import annotations

import typer

from taiyaku.model import Term


def print_terms(terms: list[Term], format_: str) -> None:
    """Print terms as ``table`` or ``json``; an empty table is not printed."""
    if format_ == "json":
        from taiyaku.reports.terms_json import terms_json

        typer.echo(terms_json(terms), nl=False)
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("term", overflow="fold")
    table.add_column("rendering", overflow="fold")
    table.add_column("not", overflow="fold", style="red")
    table.add_column("about", overflow="fold", style="dim")
    table.add_column("entry", style="dim", no_wrap=True)
    for term in terms:
        name = Text(term.term, "bold")
        name.append("".join(f"\n{variant}" for variant in term.variants), "dim")
        about = [text for text in ("proposed" if term.status == "proposed" else "", term.domain, term.note) if text]
        table.add_row(name, _approved(term), _avoided(term), Text(" · ".join(about)), f"{term.path}:{term.line}")
    if terms:
        Console().print(table)


def _approved(term: Term) -> str:
    lines = ["(kept)"] if term.keep else []
    several = len(term.renderings) > 1
    for locale, found in term.renderings.items():
        texts = ", ".join(filter(None, (found.use, *found.also)))
        lines += [f"{locale}: {texts}" if several else texts] if texts else []
    return "\n".join(lines).replace("[", r"\[")


def _avoided(term: Term) -> str:
    return "\n".join(text for found in term.renderings.values() for text in found.avoid).replace("[", r"\[")

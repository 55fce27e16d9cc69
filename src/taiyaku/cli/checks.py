"""``taiyaku checks``: the manual of the checks."""

from __future__ import annotations

from typing import Annotated

import typer


def checks(
    check: Annotated[str, typer.Argument(metavar="[ID]", help="A check's id; a table of all checks by default.")] = "",
) -> None:
    """Explain the checks: what each finds, why it is bad, and how to fix it."""
    from rich.console import Console
    from rich.markdown import Markdown
    from rich.table import Table

    from taiyaku.checks.manual import page_of, pages

    if check:
        page = page_of(check)
        parts = [f"# {page.id}", f"*{page.by_default}*"]
        for heading, text in page.sections:
            parts += [f"## {heading}", text[:1].upper() + text[1:]] if heading else [text]
        Console().print(Markdown("\n\n".join(parts)))
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("check", style="cyan", no_wrap=True)
    table.add_column("by default", no_wrap=True)
    table.add_column("finds")
    for page in pages():
        table.add_row(page.id, str(page.severity), page.summary)
    Console().print(table)

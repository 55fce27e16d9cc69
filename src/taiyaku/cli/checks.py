"""``taiyaku checks``: what each check means."""

from __future__ import annotations

import difflib
import inspect
import sys
from typing import Annotated

import typer

from taiyaku.errors import UsageError


def checks(
    check: Annotated[
        str, typer.Argument(metavar="[ID]", help="A check's id; all checks in a table if not given.")
    ] = "",
) -> None:
    """Explain the checks: what each finds, why that is bad, and how to fix it."""
    from rich.console import Console
    from rich.markdown import Markdown
    from rich.table import Table

    from taiyaku.checks import CHECKS

    by_id = {known.id: known for known in CHECKS}
    if not check:
        table = Table(box=None, pad_edge=False, header_style="bold")
        table.add_column("check", style="cyan", no_wrap=True)
        table.add_column("by default", no_wrap=True)
        table.add_column("finds")
        for known in CHECKS:
            table.add_row(known.id, str(known.severity), known.summary)
        Console().print(table)
        return
    if check not in by_id:
        near = difflib.get_close_matches(check, by_id, n=1)
        raise UsageError(f"no check is called `{check}`" + (f"; did you mean `{near[0]}`?" if near else ""))
    function = by_id[check].unit or by_id[check].document
    page = inspect.getdoc(sys.modules[function.__module__]) if function else ""
    Console().print(Markdown(f"# {check}\n\n{page}"))

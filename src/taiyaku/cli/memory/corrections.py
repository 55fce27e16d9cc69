"""``taiyaku memory corrections``: what people change in machine drafts, and the glossary entries that it suggests."""

from __future__ import annotations

import re
import shlex
from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer

from taiyaku.cli.memory.open_memory import open_memory
from taiyaku.cli.options import OneTarget, TableOrJson

if TYPE_CHECKING:
    from taiyaku.config import Config
    from taiyaku.memory.corrections import Corrections, Proposal
    from taiyaku.model import Term

_LONGEST = 60
"""The most characters of a changed text to show."""


def show_corrections(
    to: OneTarget = None,
    at_least: Annotated[
        int, typer.Option(help="How many texts must have a change before a term is proposed.", min=2)
    ] = 2,
    limit: Annotated[int, typer.Option(help="The most changes of each kind to show.", min=1)] = 5,
    format_: TableOrJson = "table",
) -> None:
    """List what people change in machine drafts, and propose glossary entries for repeated changes."""
    from taiyaku.cli.output import counted
    from taiyaku.cli.project import known_target, require_config
    from taiyaku.memory.corrections import Correction, find_corrections
    from taiyaku.model import NO_MACHINES
    from taiyaku.reports.terms_json import corrections_json

    config = require_config()
    locale = known_target(config, to) or config.targets[0]
    with open_memory(config) as memory:
        accepted = memory.accepted(locale)
    # An entry keeps the machine's draft only if a person changed it.
    pairs = [
        Correction(entry.source, entry.draft or entry.target, entry.target)
        for entry in accepted
        if entry.draft or entry.origin not in NO_MACHINES
    ]
    found = find_corrections(pairs, target_locale=locale, minimum=at_least)
    entries = [(proposal, _existing_entry(config, proposal.term)) for proposal in found.proposals]
    if format_ == "json":
        shown = corrections_json(
            found, entries, locale=locale, command=lambda proposal: _command(proposal, config, locale)
        )
        typer.echo(shown, nl=False)
        return
    _show(found, limit)
    if entries:
        typer.secho("For the glossary", bold=True)
        for proposal, existing in entries:
            edit = f"{existing}: {_edit(proposal, locale)}"
            typer.echo(f"  {edit if existing else _command(proposal, config, locale)}")
    changed = found.compared - found.unchanged
    typer.echo(
        f"{counted(found.compared, 'machine draft')} accepted, {changed:,} of them changed"
        if found.compared
        else "no machine draft has been accepted yet",
        err=True,
    )


def _show(found: Corrections, limit: int) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from taiyaku.memory.corrections import ChangeKind

    headings = {
        ChangeKind.TERM: "Terms",
        ChangeKind.NUMBER: "Numbers",
        ChangeKind.STYLE: "Style",
        ChangeKind.REWORDING: "Rewordings",
    }
    console = Console(highlight=False)
    for kind, group in groupby(found.changes, key=lambda change: change.kind):
        changes = list(group)
        table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 1, 0, 1))
        table.add_column(justify="right", no_wrap=True)
        table.add_column(overflow="fold")
        for change in changes[:limit]:
            text = Text(_shorten(change.before) or "(nothing)", "red")
            text.append(" → ", "dim")
            text.append(_shorten(change.after) or "(nothing)", "green")
            text.append("\n" + _shorten(change.examples[0].source), "dim")
            table.add_row(f"{change.count}×", text)
        console.print(Text(headings[kind], "bold"))
        console.print(table)
        if len(changes) > limit:
            console.print(Text(f"      and {len(changes) - limit:,} more; --limit shows them", "dim"))
        console.print()


def _shorten(text: str) -> str:
    """A text as one line; a text of whitespace alone is shown as symbols."""
    from taiyaku.reports.text import harmless

    line = harmless(" ".join(text.split()) if text.strip() else text.replace(" ", "␣").replace("\n", "⏎"))
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


# ── Glossary entries ────────────────────────────────────────────────────────


def _existing_entry(config: Config, term: Term) -> str:
    """File and line of the term's entry in the glossary; empty if it has none."""
    from taiyaku.glossary import load_terms
    from taiyaku.glossary.scopes import spelling_key

    for known in load_terms(config.glossary.paths, config.root, source=config.source):
        if spelling_key(known.term, known) == spelling_key(term.term, known):
            return f"{known.path}:{known.line}"
    return ""


def _command(proposal: Proposal, config: Config, locale: str) -> str:
    """The command that adds the proposed entry."""
    term = proposal.term
    words = ["taiyaku", "glossary", "add", term.term]
    if term.keep:
        words.append("--keep")
    elif rendering := term.renderings.get(locale):
        words += ["--use", rendering.use, *(part for text in rendering.avoid for part in ("--avoid", text))]
        words += ["--to", locale] if locale != config.targets[0] else []
    return " ".join(map(_quote, [*words, "--note", term.note]))


def _quote(word: str) -> str:
    """A word for a shell; letters of any script need no quotes."""
    return word if re.fullmatch(r"[\w./:+-]+", word) else shlex.quote(word)


def _edit(proposal: Proposal, locale: str) -> str:
    """What to change in the term's entry."""
    if proposal.term.keep:
        return f"{proposal.term.term}: keep"
    rendering = proposal.term.renderings[locale]
    return f"{proposal.term.term}: use `{rendering.use}`, avoid `{', '.join(rendering.avoid)}`"

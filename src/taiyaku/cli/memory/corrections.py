"""What ``taiyaku memory corrections`` does: what people made of machine drafts, and what the glossary learns of it."""

from __future__ import annotations

import re
import shlex
from itertools import groupby

import typer

from taiyaku.cli.memory.work import opened
from taiyaku.cli.output import counted
from taiyaku.cli.project import require_config
from taiyaku.config import Config
from taiyaku.memory.corrections import ChangeKind, Correction, Corrections, Proposal, find_corrections
from taiyaku.model import NO_MACHINES, Term
from taiyaku.reports.terms_json import corrections_json
from taiyaku.reports.text import harmless

_HEADS = {
    ChangeKind.TERM: "Terms",
    ChangeKind.NUMBER: "Numbers",
    ChangeKind.STYLE: "Style",
    ChangeKind.REWORDING: "Rewordings",
}
_SHOWN = 60
"""Characters of a changed text that are shown."""


def corrections(*, to: str | None, at_least: int, limit: int, format_: str) -> None:
    """List what people changed in machine drafts, with the glossary entries that would have spared them the work."""
    from taiyaku.cli.glossary.exchange import target_locale

    config = require_config()
    locale = target_locale(config, to)
    with opened(config) as memory:
        accepted = memory.accepted(locale)
    # Beside what a person made of a draft stand the machine's own words; beside what was taken as it was, nothing.
    pairs = [
        Correction(entry.source, entry.draft or entry.target, entry.target)
        for entry in accepted
        if entry.draft or entry.origin not in NO_MACHINES
    ]
    found = find_corrections(pairs, target_locale=locale, minimum=at_least)
    entries = [(proposal, _standing(config, proposal.term)) for proposal in found.proposals]
    if format_ == "json":
        shown = corrections_json(
            found, entries, locale=locale, command=lambda proposal: _command(proposal, config, locale)
        )
        typer.echo(shown, nl=False)
        return
    _show(found, limit)
    if entries:
        typer.secho("For the glossary", bold=True)
        for proposal, place in entries:
            typer.echo(
                f"  {_command(proposal, config, locale)}" if not place else f"  {place}: {_edit(proposal, locale)}"
            )
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

    console = Console(highlight=False)
    for kind, group in groupby(found.changes, key=lambda change: change.kind):
        changes = list(group)
        table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 1, 0, 1))
        table.add_column(justify="right", no_wrap=True)
        table.add_column(overflow="fold")
        for change in changes[:limit]:
            text = Text(_short(change.before) or "(nothing)", "red")
            text.append(" → ", "dim")
            text.append(_short(change.after) or "(nothing)", "green")
            text.append("\n" + _short(change.examples[0].source), "dim")
            table.add_row(f"{change.count}×", text)
        console.print(Text(_HEADS[kind], "bold"))
        console.print(table)
        if len(changes) > limit:
            console.print(Text(f"      and {len(changes) - limit:,} more; --limit shows them", "dim"))
        console.print()


def _short(text: str) -> str:
    """A text as one line; white space alone is shown as marks."""
    line = harmless(" ".join(text.split()) if text.strip() else text.replace(" ", "␣").replace("\n", "⏎"))
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


# ── Glossary entries ────────────────────────────────────────────────────────


def _standing(config: Config, term: Term) -> str:
    """Where the glossary has the term already; nothing where it has not."""
    from taiyaku.glossary import load_terms
    from taiyaku.glossary.scopes import spelling

    for known in load_terms(config.glossary.paths, config.root, source=config.source):
        if spelling(known.term, known) == spelling(term.term, known):
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
    return " ".join(map(_quoted, [*words, "--note", term.note]))


def _quoted(word: str) -> str:
    """A word for a shell; letters of any script need no quotes."""
    return word if re.fullmatch(r"[\w./:+-]+", word) else shlex.quote(word)


def _edit(proposal: Proposal, locale: str) -> str:
    """What to change where the term stands already."""
    if proposal.term.keep:
        return f"{proposal.term.term}: keep"
    rendering = proposal.term.renderings[locale]
    return f"{proposal.term.term}: use `{rendering.use}`, avoid `{', '.join(rendering.avoid)}`"

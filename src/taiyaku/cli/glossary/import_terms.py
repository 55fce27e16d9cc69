"""``taiyaku glossary import``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from taiyaku.errors import UsageError
from taiyaku.interchange.formats import TERM_FORMATS, choices, find_format

if TYPE_CHECKING:
    from taiyaku.config import Config
    from taiyaku.glossary.import_terms import Merge


def import_terms(
    file: Annotated[Path, typer.Argument(help="A TBX, CSV or TSV file.")],
    format_: Annotated[
        str,
        typer.Option(
            "--format", help="Format of the file; by default determined by its name.", metavar=choices(TERM_FORMATS)
        ),
    ] = "",
    to: Annotated[str | None, typer.Option("--to", help="Target locale of a DeepL file.")] = None,
    into: Annotated[Path | None, typer.Option(help="The glossary file for new terms, if there are several.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, but change nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Overwrite without confirmation.")] = False,
) -> None:
    """Merge terms from another tool: add new ones and extend lists; overwriting needs confirmation."""
    from taiyaku.cli.glossary.files import target_locale
    from taiyaku.cli.project import require_config
    from taiyaku.glossary import load_terms
    from taiyaku.glossary.import_terms import merge_terms

    config = require_config(new_glossary=True)
    if not file.is_file():
        raise UsageError("no such file", path=file)
    form = find_format(TERM_FORMATS, file, format_, reading=True)
    targets = (target_locale(config, to),) if form.one_locale else config.targets
    incoming = form.read(file, source=config.source, targets=targets)
    existing = load_terms(config.glossary.paths, config.root, source=config.source)
    merges = merge_terms(existing, incoming.terms)
    for line, reason in incoming.skipped:
        typer.secho(f"{file}:{line}: skipped: {reason}", fg="yellow", err=True)
    for found in merges:
        _show(found, file)
    good = [found for found in merges if not found.problem]
    if not good:
        typer.echo("nothing to change", err=True)
        return
    if dry_run:
        typer.echo(f"{_entries(len(good))} would change", err=True)
        return
    overwritten = sum(any(change.overwrites for change in found.differences) for found in good)
    if overwritten and not yes and not _confirm(f"overwrite values in {_entries(overwritten)}?"):
        good = [kept for found in good if (kept := found.without_overwrites()) is not None]
    _apply(config, good, into)


def _show(found: Merge, file: Path) -> None:
    """Print what is new about an incoming term."""
    name = found.incoming.term
    if found.problem:
        typer.secho(f"! {name} ({file}:{found.incoming.line}): {found.problem}", fg="yellow")
        return
    if found.existing is None:
        uses = ", ".join(rendering.use for rendering in found.incoming.renderings.values())
        typer.secho(f"+ {name}: {'kept unchanged' if found.incoming.keep else uses}", fg="green")
        return
    typer.echo(f"~ {name} ({found.existing.path}:{found.existing.line})")
    for change in found.differences:
        color = "red" if change.overwrites else "green"
        line = f"{change.name}: {f'{change.old} → ' if change.old else ''}{change.shown}"
        typer.secho("    " + line.replace("\n", "\n      "), fg=color)


def _entries(number: int) -> str:
    return f"{number:,} {'entry' if number == 1 else 'entries'}"


def _confirm(question: str) -> bool:
    """A person's answer; no if there is no terminal."""
    if not sys.stdin.isatty():
        typer.echo("existing values are left unchanged; --yes overwrites them", err=True)
        return False
    return typer.confirm(question, err=True)


def _apply(config: Config, merges: list[Merge], into: Path | None) -> None:
    from taiyaku.cli.glossary.files import choose_file, write_file
    from taiyaku.glossary.import_terms import apply_merges
    from taiyaku.glossary.read_file import shown_path

    new = [found for found in merges if found.existing is None]
    home = shown_path(choose_file(config, into, option="--into"), config.root) if new else ""
    by_file: dict[str, list[Merge]] = {}
    for found in merges:
        by_file.setdefault(found.existing.path if found.existing else home, []).append(found)
    # All files are edited before one is written, so that one that cannot be edited stops the others too.
    written: list[tuple[Path, bytes, bytes]] = []
    for name, chosen in by_file.items():
        path = config.root / name
        raw = path.read_bytes() if path.exists() else b""
        written.append((path, raw, apply_merges(raw, chosen, source=config.source, path=name)))
    for path, before, after in written:
        write_file(path, before, after)
    counts = f"{len(new):,} added, {len(merges) - len(new):,} changed"
    typer.echo(f"{counts} in {', '.join(by_file)}" if merges else "nothing changed", err=True)

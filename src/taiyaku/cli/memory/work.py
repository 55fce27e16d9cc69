"""What ``taiyaku memory search``, ``stats``, ``import``, ``export`` and ``rebuild`` do."""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import typer

from taiyaku.cli.output import counted, show_error, show_warning
from taiyaku.cli.project import known_target, require_config
from taiyaku.config import Config
from taiyaku.errors import InterchangeError, UsageError, WorkError
from taiyaku.memory import Match, Memory, MemoryEntry
from taiyaku.project.locks import alone
from taiyaku.reports.terms_json import search_json, stats_json
from taiyaku.reports.text import harmless


@contextmanager
def opened(config: Config, *, fed: bool = True) -> Iterator[Memory]:
    """The project's memory, brought up to date with its catalogs; what it has to tell goes to stderr."""
    from taiyaku.drafting.memory_feed import remember_all

    with Memory.open(config.root / ".taiyaku" / "memory.db", flavor=config.articles.flavor) as memory:
        damaged = remember_all(memory, config) if fed else ()
        for notice in (*memory.notices, *damaged):
            show_warning(notice)
        yield memory


# ── search ──────────────────────────────────────────────────────────────────


def search(text: str, *, to: str | None, minimum: int, limit: int, format_: str) -> None:
    """Show the translations nearest to a text, then those that hold it as it stands."""
    config = require_config()
    to = known_target(config, to)
    with opened(config) as memory:
        matches = [
            match
            for locale in ((to,) if to else config.targets)
            for match in memory.lookup(
                text, source_locale=config.source, target_locale=locale, limit=limit, minimum=minimum
            )
        ]
        matches.sort(key=lambda match: -match.score)
        alike = {(match.entry.source, match.entry.target) for match in matches}
        held = [e for e in memory.containing(text, target_locale=to, limit=limit) if (e.source, e.target) not in alike]
    matches, held = matches[:limit], held[: max(0, limit - len(matches))]
    if format_ == "json":
        typer.echo(search_json(matches, held), nl=False)
        return
    _show(matches, held, text, several=len(config.targets) > 1)
    if not (matches or held):
        typer.echo(f"nothing {minimum}% alike, and nothing that holds this text", err=True)


def _show(matches: list[Match], held: list[MemoryEntry], text: str, *, several: bool) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(justify="right", style="bold", no_wrap=True)
    table.add_column(overflow="fold")

    def add(score: str, entry: MemoryEntry, offer: str, reasons: tuple[str, ...]) -> None:
        source, target = Text(harmless(entry.source), "dim"), Text(harmless(offer))
        for words in (source, target):
            words.highlight_words([text], "bold yellow")
        about = [
            "accepted" if entry.accepted else "draft",
            f"by {entry.origin}" if entry.origin else "",
            entry.target_locale if several else "",
            entry.article or "imported",
            entry.context,
            *reasons,
        ]
        told = Text(harmless(" · ".join(filter(None, about))), "italic dim")
        if table.rows:
            table.add_row()
        table.add_row(score, Text("\n").join((source, target, told)))

    for match in matches:
        add(f"{match.score}%", match.entry, match.target, match.reasons)
    for entry in held:
        add("…", entry, entry.target, ())
    if table.rows:
        Console(highlight=False).print(table)


# ── stats ───────────────────────────────────────────────────────────────────


def tell_stats(*, format_: str) -> None:
    """Tell how much the memory holds."""
    config = require_config()
    with opened(config) as memory:
        stats = memory.stats()
    if format_ == "json":
        typer.echo(stats_json(stats), nl=False)
        return
    rows = [
        ("translations", stats.entries),
        ("  accepted by a person", stats.accepted),
        ("  imported", stats.imported),
        ("different source texts", stats.segments),
        *((f"{source} → {target}", n) for source, target, n in stats.pairs),
        *((f"by {origin or 'unknown'}", n) for origin, n in stats.origins),
        ("machine drafts to learn from", stats.drafts),
        ("paid replies kept", stats.replies),
    ]
    name = max(len(harmless(text)) for text, _ in rows)
    number = max(len(f"{n:,}") for _, n in rows)
    for text, n in rows:
        typer.echo(f"{harmless(text):{name}}  {n:>{number},}")
    typer.echo(f".taiyaku/memory.db, {stats.size / 1e6:,.1f} MB; made from the catalogs, not to be committed", err=True)


# ── import and export ───────────────────────────────────────────────────────


def import_tmx(file: Path, *, to: str | None, dry_run: bool) -> None:
    """Take in the translations of a TMX file."""
    from taiyaku.interchange import tmx

    config = require_config()
    if not file.is_file():
        raise UsageError("no such file", path=file)
    targets = (to,) if (to := known_target(config, to)) else config.targets
    entries = list(tmx.read(file, source=config.source, targets=targets))
    if not entries:
        there = Counter((e.source_locale, e.target_locale) for e in tmx.read(file))
        pairs = ", ".join(f"{source} to {target} ({n:,})" for (source, target), n in there.most_common(5))
        wanted = f"{config.source} to {' or '.join(targets)}"
        raise InterchangeError(f"holds no translations {wanted}; it has {pairs or 'none'}", path=file)
    name = "" if dry_run else config.memory.folder
    with alone(config.root, name) if name else nullcontext(), opened(config) as memory:
        known = {_pair(entry) for entry in memory.entries() if entry.accepted or entry.article.endswith(".tmx")}
        new = [entry for pair, entry in {_pair(entry): entry for entry in entries}.items() if pair not in known]
        place = _kept(new, file, config) if new and name else ""
    told = f"{counted(len(entries), 'translation')} in {file}, {len(new):,} of them new"
    if not place:
        typer.echo(f"{told}; nothing was changed", err=True)
        return
    with opened(config):
        typer.echo(f"{told}; they are in {place}: commit it with the catalogs", err=True)


def _pair(entry: MemoryEntry) -> tuple[str, str, str]:
    return entry.source, entry.target, entry.target_locale


def _kept(entries: list[MemoryEntry], file: Path, config: Config) -> str:
    """Put translations into a file of the project of their own, since any other may hold what only it can; its name."""
    from taiyaku.interchange import tmx

    folder = config.root / config.memory.folder
    if not folder.resolve().is_relative_to(config.root.resolve()):
        raise UsageError("leads out of the project; name another folder under [memory]", path=folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WorkError(f"cannot be made: {error.strerror}", path=folder) from None
    names = (folder / f"{file.stem}{end}.tmx" for end in ("", *(f"-{n}" for n in range(2, 10_000))))
    path = next(path for path in names if not os.path.lexists(path))
    tmx.write(path, entries, source_locale=config.source)
    return path.relative_to(config.root).as_posix()


def export_tmx(output: Path, *, to: str | None, accepted: bool) -> None:
    """Write the translations as TMX."""
    from taiyaku.interchange import tmx

    config = require_config()
    to = known_target(config, to)
    with opened(config) as memory:
        chosen = (entry for entry in memory.entries(target_locale=to) if entry.accepted or not accepted)
        if str(output) == "-":
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "memory.tmx"
                written = tmx.write(path, chosen, source_locale=config.source)
                sys.stdout.buffer.write(path.read_bytes())
        else:
            written = tmx.write(output, chosen, source_locale=config.source)
    typer.echo(f"wrote {counted(written, 'translation')}" + ("" if str(output) == "-" else f" to {output}"), err=True)


# ── rebuild ─────────────────────────────────────────────────────────────────


def rebuild() -> None:
    """Make the memory anew from the catalogs."""
    from taiyaku.drafting.memory_feed import rebuild as rebuilt

    config = require_config()
    with opened(config, fed=False) as memory:
        damaged = rebuilt(memory, config)
        stats, places = memory.stats(), memory.stamps()
    held = stats.entries - stats.imported
    outside = [name for name, _ in places if name.endswith(".tmx")]
    told = f"{counted(held, 'translation')} from {counted(len(places) - len(outside), 'catalog')}"
    told += f", {stats.imported:,} from {counted(len(set(outside)), 'imported file')}" if outside else ""
    typer.echo(told, err=True)
    for error in damaged:
        show_error(error)
    if damaged:
        raise typer.Exit(1)

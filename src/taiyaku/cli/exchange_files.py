"""What ``taiyaku export`` and ``import`` do with files, and what they tell."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from taiyaku.cli.project import chosen_articles, counted, require_config
from taiyaku.config import Config
from taiyaku.editing import ImportedUnit, ImportOptions, ImportOutcome, bitext_of, merge
from taiyaku.editing.workspace import Workspace
from taiyaku.errors import InterchangeError, UsageError
from taiyaku.glossary import load_glossary
from taiyaku.interchange import articles_csv as sheet
from taiyaku.interchange import xliff
from taiyaku.interchange.bitext import Bitext
from taiyaku.language.locales import project_locale
from taiyaku.model import State
from taiyaku.project.articles import Article, write_text
from taiyaku.reports.table import width_of

_FORMATS = {"xliff": ".xlf", "xliff12": ".xlf", "csv": ".csv", "tmx": ".tmx"}
_SUFFIXES = {".xlf": "xliff", ".xliff": "xliff", ".csv": "csv", ".tmx": "tmx"}
_TABLES = frozenset({".csv", ".tsv", ".txt"})


# ── Out ─────────────────────────────────────────────────────────────────────


def export_articles(*, articles: list[Path], output: Path, to: str | None, format_: str) -> None:
    """Write articles with their translations into one file, or a file each into a folder.

    Raises:
        UsageError: The arguments contradict each other.
        TaiyakuError: An article or its catalog cannot be read.
    """
    config = require_config()
    kind = _format(output, format_)
    chosen = chosen_articles(config, articles, to)
    if not chosen:
        raise UsageError(f"no articles: none is where the settings look, {' or '.join(config.path_patterns)}")
    desk = _desk(config, chosen)
    into_folder = str(output) != "-" and (output.is_dir() or not output.suffix)
    if not into_folder and len({article.locale for article in chosen}) > 1:
        raise UsageError("one file holds one target locale; name it with --to, or name a folder")
    if kind == "tmx":
        _export_memory(config, chosen, output, into_folder=into_folder)
        return
    form = "markdown" if kind == "csv" else "tagged"
    found: list[tuple[Article, Bitext]] = []
    for key, article in desk.articles().items():
        bitext = bitext_of(desk, desk.sheet(key), form=form)
        if bitext.pairs:
            found.append((article, bitext))
        else:
            typer.echo(f"{article.path}: holds nothing to translate", err=True)
    if into_folder:
        for article, bitext in found:
            name = output / article.locale / f"{article.name}{_FORMATS[kind]}"
            write_text(name, _written([bitext], kind).decode("utf-8"))
    elif found:
        data = _written([bitext for _, bitext in found], kind)
        if str(output) == "-":
            sys.stdout.buffer.write(data)
        else:
            write_text(output, data.decode("utf-8"))
    units = [pair for _, bitext in found for pair in bitext.pairs]
    done = sum(pair.state is State.ACCEPTED for pair in units)
    told = f"{counted(len(found), 'article')}, {counted(len(units), 'unit')}, {done:,} of them accepted"
    typer.echo(f"wrote {told}, to {'stdout' if str(output) == '-' else output}", err=True)


def _format(output: Path, format_: str) -> str:
    kind = format_ or _SUFFIXES.get(output.suffix.lower(), "" if output.suffix else "xliff")
    if kind not in _FORMATS:
        asked = f"not `{format_}`" if format_ else f"and the name `{output}` does not tell; give one"
        raise UsageError(f"--format is {', '.join([*_FORMATS][:-1])} or {[*_FORMATS][-1]}, {asked}")
    return kind


def _written(bitexts: Sequence[Bitext], kind: str) -> bytes:
    if kind == "csv":
        return sheet.write(bitexts)
    return xliff.write(bitexts, version="1.2" if kind == "xliff12" else "2.1")


def _export_memory(config: Config, chosen: Sequence[Article], output: Path, *, into_folder: bool) -> None:
    from taiyaku.catalogs.po import read_catalog
    from taiyaku.drafting.memory_feed import entries_of
    from taiyaku.interchange import tmx
    from taiyaku.memory import MemoryEntry

    def entries(article: Article) -> Iterator[MemoryEntry]:
        catalog = read_catalog(article.catalog, shown=article.catalog_path)
        if catalog is not None:
            names = {"source_locale": config.source, "target_locale": article.locale}
            yield from entries_of(catalog, article=article.name, **names)

    if str(output) == "-":
        raise UsageError("TMX is written to a file; name one with --output")
    files = {output / a.locale / f"{a.name}.tmx": [a] for a in chosen} if into_folder else {output: [*chosen]}
    count = 0
    for path, articles in files.items():
        found = [entry for article in articles for entry in entries(article)]
        if found:
            path.parent.mkdir(parents=True, exist_ok=True)
            count += tmx.write(path, found, source_locale=config.source)
    if not count:
        raise UsageError("these articles have no translations to write yet")
    typer.echo(f"wrote {counted(count, 'translation')} to {output}", err=True)


def _desk(config: Config, articles: Sequence[Article]) -> Workspace:
    return Workspace(config, lambda: [*articles], lambda locale: load_glossary(config, locale))


# ── And back ────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Came:
    """An article in a file that came back."""

    file: Path
    key: str
    """The article's, at the desk."""
    article: Article
    bitext: Bitext


def import_files(files: Sequence[Path], *, dry_run: bool, take: str, accept: bool) -> bool:
    """Merge files into the catalogs; all of them are read, and every unit found, before the first is changed.

    Returns:
        Whether everything that came back could be taken.

    Raises:
        UsageError: A file is not there.
        InterchangeError: A file is broken, or not of this project; nothing is changed.
        TaiyakuError: An article or catalog cannot be read or written.
    """
    config = require_config()
    articles = chosen_articles(config, [], None)
    desk = _desk(config, articles)
    keys = {(article.path, article.locale): key for key, article in desk.articles().items()}
    came = [one for file in files for one in _read(file, config, desk, keys)]
    _once_each(came)
    how = ImportOptions(take, accept)
    for one in came:
        _merged(desk, one, how, dry_run=True)
    counts: Counter[ImportOutcome] = Counter()
    for one in came:
        arrivals = _merged(desk, one, how, dry_run=dry_run)
        counts.update(arrival.fate for arrival in arrivals)
        _tell(one, arrivals, dry_run=dry_run)
    _sum_up(counts, dry_run=dry_run)
    return not any(counts[fate] for fate in (ImportOutcome.HELD, ImportOutcome.CONFLICT, ImportOutcome.REFUSED))


def _read(file: Path, config: Config, desk: Workspace, keys: dict[tuple[str, str], str]) -> Iterator[_Came]:
    if not file.is_file():
        raise UsageError("no such file", path=file)
    if file.suffix.lower() == ".tmx":
        raise UsageError("a translation memory belongs to no article; use taiyaku memory import", path=file)
    for bitext in sheet.read(file) if file.suffix.lower() in _TABLES else xliff.read(file):
        source = project_locale(bitext.source_locale, (config.source,))
        locale = project_locale(bitext.target_locale, config.targets)
        if source != config.source:
            message = f"is translated from `{bitext.source_locale}`; this project's articles are in {config.source}"
            raise InterchangeError(message, path=file, line=bitext.line)
        if locale not in config.targets:
            message = f"is for `{bitext.target_locale}`; targets of this project are {', '.join(config.targets)}"
            raise InterchangeError(message, path=file, line=bitext.line)
        key = keys.get((bitext.article, locale))
        if key is None:
            message = f"is of `{bitext.article}`, which is no article of this project"
            raise InterchangeError(message, path=file, line=bitext.line)
        yield _Came(file, key, desk.article(key), bitext)


def _once_each(came: Sequence[_Came]) -> None:
    """Two files may hold different units of an article, and not the same ones."""
    seen: dict[tuple[str, str], tuple[Path, int]] = {}
    for one in came:
        for pair in one.bitext.pairs:
            file, line = seen.setdefault((one.key, pair.id), (one.file, pair.line))
            if (file, line) != (one.file, pair.line):
                message = f"unit {pair.id} stands in {file}:{line} too; import one file after the other"
                raise InterchangeError(message, path=one.file, line=pair.line)


def _merged(desk: Workspace, one: _Came, how: ImportOptions, *, dry_run: bool) -> list[ImportedUnit]:
    try:
        return merge(desk, one.key, one.bitext, how, dry_run=dry_run)
    except InterchangeError as error:
        raise InterchangeError(error.message, path=one.file, line=error.line) from None


_COLOURS = {
    ImportOutcome.TAKEN: "green",
    ImportOutcome.STALE: "magenta",
    ImportOutcome.ASLEEP: "magenta",
    ImportOutcome.EMPTY: "yellow",
}


def _tell(one: _Came, arrivals: Sequence[ImportedUnit], *, dry_run: bool) -> None:
    """The units of an article that changed, or were to and could not."""
    taken = [arrival for arrival in arrivals if arrival.fate is ImportOutcome.TAKEN]
    typer.echo(f"{one.article.path} → {one.article.locale}: {_counted(arrivals) or 'nothing new'}")
    shown = arrivals if dry_run else [arrival for arrival in arrivals if arrival not in taken]
    changes = [f"{arrival.before.state} → {arrival.after.state}" for arrival in shown]
    width = max(map(len, changes), default=0)
    for arrival, change in zip(shown, changes, strict=True):
        if arrival.fate is ImportOutcome.TAKEN:
            text = arrival.after.text if arrival.after.text != arrival.before.text else "(as it was)"
            typer.echo(f"  {arrival.at:>5}  {change:{width}}  {_short(text, width + 11)}")
            continue
        colour = _COLOURS.get(arrival.fate, "red")
        unit = f"unit {arrival.unit_id}" + (f", line {arrival.at} of the article" if arrival.at else "")
        typer.secho(f"  {one.file}:{arrival.line}: {arrival.fate}: {unit}: {arrival.why}", fg=colour)
        if arrival.fate is ImportOutcome.CONFLICT:
            typer.echo(f"      catalog: {arrival.before.text}")
            typer.echo(f"      file:    {arrival.after.text}")


def _counted(arrivals: Sequence[ImportedUnit]) -> str:
    taken = [arrival.after for arrival in arrivals if arrival.fate is ImportOutcome.TAKEN]
    accepted = sum(translation.state is State.ACCEPTED for translation in taken)
    told = {"accepted": accepted, "draft": len(taken) - accepted}
    told |= {
        str(fate): sum(a.fate is fate for a in arrivals) for fate in ImportOutcome if fate is not ImportOutcome.TAKEN
    }
    return ", ".join(f"{number:,} {what}" for what, number in told.items() if number)


def _short(text: str, used: int) -> str:
    line = " ".join(text.split())
    room = max(20, shutil.get_terminal_size().columns - used)
    if width_of(line) <= room:
        return line
    while width_of(line) > room - 1:
        line = line[:-1]
    return f"{line}…"


def _sum_up(counts: Counter[ImportOutcome], *, dry_run: bool) -> None:
    """What to do next."""
    if dry_run:
        typer.echo("nothing was changed: this was a dry run", err=True)
        return
    if counts[ImportOutcome.CONFLICT]:
        typer.echo("conflicts: import again with --take file or --take catalog", err=True)
    if counts[ImportOutcome.REFUSED]:
        typer.echo("refused: mend them in the tool they come from, and import the file again", err=True)
    if counts[ImportOutcome.HELD] or counts[ImportOutcome.STALE]:
        typer.echo("held and stale units are drafts: taiyaku review shows them with what is wrong", err=True)
    if counts[ImportOutcome.TAKEN] or counts[ImportOutcome.HELD] or counts[ImportOutcome.STALE]:
        typer.echo("the catalogs are up to date; taiyaku translate writes the articles", err=True)

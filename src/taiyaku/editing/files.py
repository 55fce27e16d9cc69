"""Articles written to exchange files, and such files merged into the catalogs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from taiyaku.catalogs.po import read_catalog
from taiyaku.config import Config
from taiyaku.drafting.memory_feed import entries_of
from taiyaku.editing.export_bitext import bitext_of
from taiyaku.editing.import_bitext import ImportedUnit, ImportOptions, merge
from taiyaku.editing.workspace import Workspace
from taiyaku.errors import InterchangeError, UsageError
from taiyaku.glossary import load_glossary
from taiyaku.interchange.bitext import Bitext
from taiyaku.interchange.formats import FORMATS, ArticleFormat, MemoryFormat, find_format
from taiyaku.language.locales import project_locale
from taiyaku.memory import MemoryEntry
from taiyaku.model import State
from taiyaku.project.articles import Article, write_text

# ── Export ──────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Exported:
    """The result of an export."""

    articles: int
    units: int
    """The number of units; for a format without articles, of translations."""
    accepted: int
    """How many of them are accepted."""
    empty: tuple[str, ...] = ()
    """Paths of articles that have nothing to translate."""
    data: bytes = b""
    """The file, if no output was named."""


def export_files(
    config: Config, articles: Sequence[Article], form: ArticleFormat | MemoryFormat, output: Path | None
) -> Exported:
    """Write articles with their translations for another tool.

    Args:
        config: The project's settings.
        articles: At least one.
        form: The format to write.
        output: One file for all of them, or a folder for a file each: one that exists, or a name without a suffix.
            None returns the file.

    Raises:
        UsageError: The format cannot be written that way, or there is nothing to write.
        TaiyakuError: An article or its catalog cannot be read, or a file cannot be written.
    """
    folder = output if output and (output.is_dir() or not output.suffix) else None
    if form.one_locale and not folder and len({article.locale for article in articles}) > 1:
        raise UsageError(
            f"a file of {form.title} has one target locale; choose it with --to, or name a folder with --output"
        )
    if isinstance(form, MemoryFormat):
        return _export_memory(config, articles, form, output, folder)
    return _export_articles(config, articles, form, output, folder)


def _export_articles(
    config: Config, articles: Sequence[Article], form: ArticleFormat, output: Path | None, folder: Path | None
) -> Exported:
    workspace = _workspace(config, articles)
    bitexts = {
        article: bitext_of(workspace, workspace.open(key), as_tags=form.tagged)
        for key, article in workspace.articles().items()
    }
    found = {article: bitext for article, bitext in bitexts.items() if bitext.pairs}
    data = b""
    if folder:
        for article, bitext in found.items():
            write_text(_file_in(folder, article, form), form.write([bitext]).decode("utf-8"))
    elif found:
        data = form.write([*found.values()])
        if output:
            write_text(output, data.decode("utf-8"))
    states = [pair.state for bitext in found.values() for pair in bitext.pairs]
    empty = tuple(article.path for article in bitexts if article not in found)
    return Exported(len(found), len(states), states.count(State.ACCEPTED), empty, b"" if output else data)


def _export_memory(
    config: Config, articles: Sequence[Article], form: MemoryFormat, output: Path | None, folder: Path | None
) -> Exported:
    if output is None:
        raise UsageError(f"{form.title} is written to a file; name one with --output")
    entries = {article: list(_entries(config, article)) for article in articles}
    files: dict[Path, list[MemoryEntry]] = {}
    for article, found in entries.items():
        if found:
            files.setdefault(_file_in(folder, article, form) if folder else output, []).extend(found)
    if not files:
        raise UsageError("these articles have no translations to write yet")
    for path, found in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        form.write(path, found, source_locale=config.source)
    written = [entry for found in files.values() for entry in found]
    return Exported(sum(map(bool, entries.values())), len(written), sum(entry.accepted for entry in written))


def _entries(config: Config, article: Article) -> Iterator[MemoryEntry]:
    catalog = read_catalog(article.catalog, shown=article.catalog_path)
    if catalog is not None:
        yield from entries_of(catalog, article=article.name, source_locale=config.source, target_locale=article.locale)


def _file_in(folder: Path, article: Article, form: ArticleFormat | MemoryFormat) -> Path:
    return folder / article.locale / f"{article.name}{form.suffix}"


def _workspace(config: Config, articles: Sequence[Article]) -> Workspace:
    return Workspace(config, lambda: [*articles], lambda locale: load_glossary(config, locale))


# ── Import ──────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class ImportedArticle:
    """An article of an imported file, merged into its catalog."""

    file: Path
    article: Article
    units: tuple[ImportedUnit, ...]
    """Each unit that is different from the catalog's, in the order of the file."""


@dataclass(frozen=True, slots=True)
class _Part:
    """The part of a file that is for one article."""

    file: Path
    key: str
    """The article's, in the workspace."""
    bitext: Bitext


def import_files(
    config: Config, articles: Sequence[Article], files: Iterable[Path], options: ImportOptions, *, dry_run: bool
) -> Iterator[ImportedArticle]:
    """Merge files into the catalogs; all are read, and every unit is found, before the first catalog changes.

    Yields:
        Each article once it is merged.

    Raises:
        UsageError: A file does not exist, or is in no format that carries articles.
        InterchangeError: A file is broken, or not of this project; nothing is changed.
        TaiyakuError: An article or catalog cannot be read or written.
    """
    workspace = _workspace(config, articles)
    keys = {(article.path, article.locale): key for key, article in workspace.articles().items()}
    parts = [part for file in files for part in _read(file, config, keys)]
    _refuse_duplicates(parts)
    for part in parts:
        _merge(workspace, part, options, dry_run=True)
    for part in parts:
        units = _merge(workspace, part, options, dry_run=dry_run)
        yield ImportedArticle(part.file, workspace.article(part.key), tuple(units))


def _read(file: Path, config: Config, keys: Mapping[tuple[str, str], str]) -> Iterator[_Part]:
    if not file.is_file():
        raise UsageError("no such file", path=file)
    form = find_format(FORMATS, file, reading=True)
    if isinstance(form, MemoryFormat):
        raise UsageError("a translation memory belongs to no article; use taiyaku memory import", path=file)
    for bitext in form.read(file):
        source = project_locale(bitext.source_locale, (config.source,))
        locale = project_locale(bitext.target_locale, config.targets)
        key = keys.get((bitext.article, locale), "")
        problem = ""
        if source != config.source:
            problem = f"is translated from `{bitext.source_locale}`; this project's articles are in {config.source}"
        elif locale not in config.targets:
            problem = f"is for `{bitext.target_locale}`; targets of this project are {', '.join(config.targets)}"
        elif not key:
            problem = f"is for `{bitext.article}`, which is not an article of this project"
        if problem:
            raise InterchangeError(problem, path=file, line=bitext.line)
        yield _Part(file, key, bitext)


def _refuse_duplicates(parts: Sequence[_Part]) -> None:
    """Different files may have different units of an article, but not the same one."""
    seen: dict[tuple[str, str], tuple[Path, int]] = {}
    for part in parts:
        for pair in part.bitext.pairs:
            file, line = seen.setdefault((part.key, pair.id), (part.file, pair.line))
            if (file, line) != (part.file, pair.line):
                message = f"unit {pair.id} is also in {file}:{line}; import one file after the other"
                raise InterchangeError(message, path=part.file, line=pair.line)


def _merge(workspace: Workspace, part: _Part, options: ImportOptions, *, dry_run: bool) -> list[ImportedUnit]:
    try:
        return merge(workspace, part.key, part.bitext, options, dry_run=dry_run)
    except InterchangeError as error:
        raise InterchangeError(error.message, path=part.file, line=error.line) from None

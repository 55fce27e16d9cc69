"""Articles exported, translated by hand, and brought back."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from pathlib import Path

from project_on_disk import Done, Project
from taiyaku.catalogs.catalog import Catalog, new_catalog
from taiyaku.catalogs.match_source import renew_catalog
from taiyaku.catalogs.po import format_catalog, read_catalog
from taiyaku.editing import ImportedUnit, ImportOptions, ImportOutcome, bitext_of, merge
from taiyaku.editing.workspace import OpenArticle, Workspace
from taiyaku.glossary import load_glossary
from taiyaku.interchange import formats
from taiyaku.interchange.bitext import Bitext, Pair
from taiyaku.model import State, Translation
from taiyaku.project.articles import find_articles

_RECORDS = {one.name: one for one in formats.FORMATS if isinstance(one, formats.ArticleFormat)}
FORMATS = tuple(_RECORDS)


def desk_of(project: Project) -> Workspace:
    config = project.config
    return Workspace(config, lambda: find_articles(config), lambda locale: load_glossary(config, locale))


def sheet_of(project: Project) -> OpenArticle:
    desk = desk_of(project)
    return desk.open(next(iter(desk.articles())))


def hold(project: Project, texts: dict[str, tuple[str, State, str]]) -> None:
    """Put (text, state, origin) into the catalog, by source."""
    now = sheet_of(project)
    new = {
        unit.id: Translation(*texts[unit.source]) if unit.source in texts else now.translations[unit.id]
        for unit in now.document.units
    }
    old = now.catalog or new_catalog("a", "ja", "en")
    project.write("catalogs/en/a.po", format_catalog(renew_catalog(now.document, new, old, path="content/ja/a.md")))


def held(project: Project) -> dict[str, Translation]:
    """What the catalog holds for each unit, by its source."""
    now = sheet_of(project)
    return {unit.source: now.translations[unit.id] for unit in now.document.units}


def catalog_of(project: Project) -> Catalog:
    found = read_catalog(project.root / "catalogs/en/a.po")
    assert found is not None
    return found


def exported(project: Project, format_: str) -> Bitext:
    """The article as a file of the format, read again."""
    desk = desk_of(project)
    bitext = bitext_of(desk, desk.open(next(iter(desk.articles()))), as_tags=_RECORDS[format_].tagged)
    return through(project.root, bitext, format_)


def through(folder: Path, bitext: Bitext, format_: str) -> Bitext:
    record = _RECORDS[format_]
    path = folder / f"x{record.suffix}"
    path.write_bytes(record.write([bitext]))
    (found,) = record.read(path)
    return found


def spoken(bitext: Bitext, text: str) -> str:
    """A text of a bitext without its codes."""
    return html.unescape(re.sub(r"</?[gx]\d+/?>", "", text)) if bitext.tagged else re.sub(r"[*`]|<[^>]*>", "", text)


def translated(bitext: Bitext, texts: dict[str, str], state: State = State.ACCEPTED) -> Bitext:
    """Texts put in as a translator does, by what they say in place of which stretch of the source."""

    def one(pair: Pair) -> Pair:
        target = pair.source
        for old, new in texts.items():
            target = target.replace(old, new)
        return pair if target == pair.source else replace(pair, target=target, state=state)

    return replace(bitext, pairs=tuple(map(one, bitext.pairs)))


def brought(project: Project, bitext: Bitext, *, dry_run: bool = False, **how: object) -> list[ImportedUnit]:
    desk = desk_of(project)
    key = next(iter(desk.articles()))
    return merge(desk, key, bitext, ImportOptions(**how), dry_run=dry_run)  # type: ignore[arg-type]


def fates(arrivals: list[ImportedUnit]) -> list[ImportOutcome]:
    return [arrival.outcome for arrival in arrivals]


def invoked(*arguments: str) -> Done:
    """The command line in this process, on the project in the current folder."""
    return Project(Path.cwd()).invoke(*arguments)

"""Catalogs whose article is gone: it was renamed, and its catalog and target move along, or it was deleted.

A renamed article is found by its content: it has no catalog, and its units are those of a catalog without an article.
"""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from taiyaku.catalogs.catalog import ASSEMBLED_HASH, SOURCE_HASH, TARGET_HASH, Catalog
from taiyaku.catalogs.po import read_catalog
from taiyaku.config import Config
from taiyaku.errors import ArticleError, CatalogError, ConflictError
from taiyaku.markdown.segment import segment_markdown
from taiyaku.project import last_written as written
from taiyaku.project.articles import Article, article_of_catalog, find_articles, read_text, sha256
from taiyaku.project.locks import lock_article

THRESHOLDS = (100, 90, 60)
"""Similarities of an article and a catalog in percent, highest first; pairs found at one are left out of the next."""


def find_orphans(config: Config, *, locale: str, articles: Iterable[Article] | None = None) -> list[Article]:
    """The deleted or renamed articles whose catalogs remain, under their old names; their targets may remain too."""
    known = {article.catalog for article in articles or find_articles(config, locale=locale)}
    pattern = config.articles.catalogs.replace("{locale}", locale)
    head = re.sub(r"[*?\[]", r"[\g<0>]", pattern.partition("{name}")[0].rpartition("/")[0])
    paths = sorted(config.root.glob(f"{head}/**/*{Path(pattern).suffix}" if head else f"**/*{Path(pattern).suffix}"))
    found = (article_of_catalog(path, config, locale=locale) for path in paths if path not in known)
    return [article for article in found if article is not None]


# ── Renamed articles ────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Rename:
    """The former articles of which an article without a catalog may be the renamed version."""

    old: tuple[Article, ...]
    """The candidates; only one if it is certain."""
    rivals: tuple[Article, ...] = ()
    """Other articles that may be renamed from the same one."""

    def resolve(self, article: Article) -> Article:
        """The article under its old name.

        Raises:
            ConflictError: Several former articles match it, or several articles match the same former one.
        """
        if self.rivals:
            others = " and ".join(rival.path for rival in self.rivals)
            raise ConflictError(
                f"either this or {others} may be the renamed {self.old[0].path}; move {self.old[0].catalog_path} to "
                f"the path of the right one, such as {article.catalog_path}, or delete it if it belongs to neither",
                path=article.path,
            )
        if len(self.old) > 1:
            names = " or ".join(old.catalog_path for old in self.old)
            raise ConflictError(
                f"{names} may be its catalog under its old name; move the right one to {article.catalog_path} and "
                "delete the others",
                path=article.path,
            )
        return self.old[0]


def find_renames(config: Config, *, locale: str) -> Mapping[Path, Rename]:
    """The articles that were probably renamed, by the path that their catalog should have."""
    articles = find_articles(config, locale=locale)
    old = {
        orphan: texts
        for orphan in find_orphans(config, locale=locale, articles=articles)
        if (texts := _catalog_texts(orphan))
    }
    new = [article for article in articles if not article.catalog.exists()] if old else []
    now = {article: texts for article in new if (texts := _article_texts(article, config))}
    scores = {
        (article, orphan): 100.0
        for article, (digest, _) in now.items()
        for orphan, (known, _) in old.items()
        if digest == known
    }
    same = {one for pair in scores for one in pair}
    scores |= {
        (article, orphan): score
        for article, (_, ours) in now.items()
        for orphan, (_, theirs) in old.items()
        if article not in same and orphan not in same and (score := similarity(ours, theirs)) >= THRESHOLDS[-1]
    }
    found: dict[Path, Rename] = {}
    for threshold in THRESHOLDS:
        sure = [pair for pair, score in scores.items() if score >= threshold]
        for article in dict.fromkeys(article for article, _ in sure):
            mine = _prefer_same_name(article, [orphan for one, orphan in sure if one is article])
            rivals = _prefer_same_name(mine[0], [one for one, orphan in sure if orphan is mine[0]])
            if len(mine) == 1 and article not in rivals:
                continue  # it certainly belongs to another
            found[article.catalog] = Rename(tuple(mine), tuple(one for one in rivals if one is not article))
        gone = {orphan for rename in found.values() for orphan in rename.old}
        scores = {pair: score for pair, score in scores.items() if pair[0].catalog not in found and pair[1] not in gone}
    return found


def similarity(ours: Sequence[str], theirs: Sequence[str]) -> float:
    """How much two lists of texts have in common, in percent of their characters and in any order.

    A similarity below the last of ``THRESHOLDS`` may be reported too low.
    """
    from rapidfuzz import fuzz

    one, other = Counter(ours), Counter(theirs)
    common = one & other
    rest, others = ("\n".join((texts - common).elements()) for texts in (one, other))
    total = sum(map(len, ours)) + sum(map(len, theirs))
    same = 2 * sum(len(text) * count for text, count in common.items())
    left = total - same
    least = min(100.0, max(0.0, (THRESHOLDS[-1] * total - 100 * same) / left)) if left else 0.0
    return (100 * same + fuzz.ratio(rest, others, score_cutoff=least) * left) / total if total else 0.0


def _prefer_same_name(article: Article, others: Sequence[Article]) -> Sequence[Article]:
    """Of several articles the one whose file has the same name, if there is exactly one: a folder was moved."""
    name = PurePosixPath(article.name).name
    same = [other for other in others if PurePosixPath(other.name).name == name]
    return same if len(same) == 1 else others


def _catalog_texts(orphan: Article) -> tuple[str, list[str]] | None:
    """The hash of the source that a catalog was made from, and its texts; None if it has none."""
    with contextlib.suppress(CatalogError):
        catalog = read_catalog(orphan.catalog)
        if catalog and (texts := [entry.source for entry in catalog.live for _ in entry.places or ("",)]):
            return catalog.header(SOURCE_HASH), texts
    return None


def _article_texts(article: Article, config: Config) -> tuple[str, list[str]] | None:
    with contextlib.suppress(ArticleError):
        text = read_text(article.source)
        return sha256(text), [u.source for u in segment_markdown(text, config=config, flavor=article.flavor).units]
    return None


def move_files(article: Article, old: Article, *, frozen: bool = False) -> Article:
    """Move the catalog of a renamed article, and its target with a person's edits, to the new name.

    Returns:
        The article with the paths that its files now have.

    Raises:
        ConflictError: There is a target under both names.
        WorkError: Another process does not release them, or they cannot be moved.
    """
    if frozen:
        target = article.target if article.target.exists() else old.target
        return replace(old, source=article.source, target=target, flavor=article.flavor)
    with lock_article(old), lock_article(article):
        catalog = read_catalog(old.catalog, shown=old.catalog_path)
        if catalog is None or article.catalog.exists():
            return article  # another process has already moved them
        if old.target.exists() and article.target.exists():
            if not _is_unedited(old, catalog):
                raise ConflictError(
                    f"also exists under its old name, {old.target_path}; delete one of them",
                    path=article.target_path,
                )
            old.target.unlink()
        written.carry(old, article, catalog.header(TARGET_HASH))
        # The catalog last: as long as it has its old name, an interrupted move is repeated.
        for here, there in ((old.target, article.target), (old.catalog, article.catalog)):
            if here.exists():
                _move_file(here, there)
    for path in (old.target, old.catalog):
        _remove_empty_folders(path, article.root)
    return article


def _move_file(path: Path, to: Path) -> None:
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        path.replace(to)
    except OSError as error:
        raise ArticleError(f"cannot be moved to {to}: {error.strerror}", path=path) from None


def _remove_empty_folders(path: Path, root: Path) -> None:
    """Remove the folders of a removed file that are empty now."""
    with contextlib.suppress(OSError):  # the folder is not empty, or does not exist
        for folder in path.parents:
            if folder == root or not folder.is_relative_to(root):
                return
            folder.rmdir()


# ── Deleted articles ────────────────────────────────────────────────────────


def prune(old: Article, *, edited: bool = False, frozen: bool = False) -> tuple[Path, ...]:
    """Remove the catalog of a deleted article and its target; with ``edited``, even a target that a person has edited.

    Returns:
        The files that were removed, or would be.

    Raises:
        CatalogError: The catalog is damaged, or was not written by Taiyaku.
        ConflictError: A person has edited the target; both files are left.
    """
    with contextlib.nullcontext() if frozen else lock_article(old):
        catalog = read_catalog(old.catalog, shown=old.catalog_path)
        if catalog is None:
            return ()
        if not catalog.header(SOURCE_HASH):
            raise CatalogError("was not written by Taiyaku; left unchanged", path=old.catalog_path)
        if old.target.exists() and not edited and not _is_unedited(old, catalog):
            raise ConflictError(
                f"contains a person's work, so it and {old.catalog_path} are kept; remove them yourself, or use "
                "--prune with --take catalog",
                path=old.target_path,
            )
        files = tuple(path for path in (old.target, old.catalog) if path.exists())
        if not frozen:
            for path in files:
                path.unlink()
            written.forget(old)
    for path in () if frozen else files:
        _remove_empty_folders(path, old.root)
    return files


def _is_unedited(article: Article, catalog: Catalog) -> bool:
    """Whether a target is unchanged since Taiyaku wrote it, and not adopted from a person."""
    text = read_text(article.target, shown=article.target_path)
    return not catalog.header(ASSEMBLED_HASH) and written.is_ours(article, text, catalog.header(TARGET_HASH))

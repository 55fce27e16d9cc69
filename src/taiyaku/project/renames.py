"""Catalogs whose article is gone: the article was renamed, and they move along with it, or it was deleted.

A renamed article is found by content: it has no catalog, and its units are those of a catalog that has no article.
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
from taiyaku.project.locks import locked

ALIKE = (100, 90, 60)
"""Percent of likeness of an article and a catalog, from the surest on: what one step settles is out of the next."""


def find_orphans(config: Config, *, locale: str, articles: Iterable[Article] | None = None) -> list[Article]:
    """The articles that are gone and have left a catalog.

    Args:
        config: The project's settings.
        locale: The target locale.
        articles: All articles of the project, where they are known already.

    Returns:
        Where they were, and where their targets may still be.
    """
    known = {article.catalog for article in articles or find_articles(config, locale=locale)}
    pattern = config.articles.catalogs.replace("{locale}", locale)
    head = re.sub(r"[*?\[]", r"[\g<0>]", pattern.partition("{name}")[0].rpartition("/")[0])
    paths = sorted(config.root.glob(f"{head}/**/*{Path(pattern).suffix}" if head else f"**/*{Path(pattern).suffix}"))
    found = (article_of_catalog(path, config, locale=locale) for path in paths if path not in known)
    return [article for article in found if article is not None]


# ── Renamed articles ────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Rename:
    """Where the catalog of an article that has none may be."""

    old: tuple[Article, ...]
    """What the article may have been; the one it was, if there is one."""
    rivals: tuple[Article, ...] = ()
    """Other articles that may have been the same."""

    def settled(self, article: Article) -> Article:
        """The article as it was.

        Raises:
            ConflictError: There are several that it may have been, or several that may have been it.
        """
        if self.rivals:
            others = " and ".join(rival.path for rival in self.rivals)
            raise ConflictError(
                f"this and {others} may be {self.old[0].path} renamed; move {self.old[0].catalog_path} to the right "
                f"one's place, such as {article.catalog_path}, or delete it if it is neither's",
                path=article.path,
            )
        if len(self.old) > 1:
            names = " or ".join(old.catalog_path for old in self.old)
            raise ConflictError(
                f"{names} may be its catalog, from before it was renamed; move the right one to "
                f"{article.catalog_path}, and delete what is not wanted",
                path=article.path,
            )
        return self.old[0]


def find_renames(config: Config, *, locale: str) -> Mapping[Path, Rename]:
    """What became of orphans, by the path that the catalog of the article they are alike to should have."""
    articles = find_articles(config, locale=locale)
    old = {orphan: held for orphan in find_orphans(config, locale=locale, articles=articles) if (held := _held(orphan))}
    new = [article for article in articles if not article.catalog.exists()] if old else []
    texts = {article: texts for article in new if (texts := _texts(article, config))}
    scores = {
        (article, orphan): 100.0
        for article, (digest, _) in texts.items()
        for orphan, (known, _) in old.items()
        if digest == known
    }
    same = {one for pair in scores for one in pair}
    scores |= {
        (article, orphan): score
        for article, (_, ours) in texts.items()
        for orphan, (_, theirs) in old.items()
        if article not in same and orphan not in same and (score := likeness(ours, theirs)) >= ALIKE[-1]
    }
    found: dict[Path, Rename] = {}
    for least in ALIKE:
        sure = [pair for pair, score in scores.items() if score >= least]
        for article in dict.fromkeys(article for article, _ in sure):
            mine = _namesake(article, [orphan for one, orphan in sure if one is article])
            rivals = _namesake(mine[0], [one for one, orphan in sure if orphan is mine[0]])
            if len(mine) == 1 and article not in rivals:
                continue  # it is another's for certain
            found[article.catalog] = Rename(tuple(mine), tuple(one for one in rivals if one is not article))
        gone = {orphan for rename in found.values() for orphan in rename.old}
        scores = {pair: score for pair, score in scores.items() if pair[0].catalog not in found and pair[1] not in gone}
    return found


def likeness(ours: Sequence[str], theirs: Sequence[str]) -> float:
    """How much of two lists of texts is the same, in percent of their characters, wherever it stands.

    What is less than the least of ``ALIKE`` comes out lower than it is.
    """
    from rapidfuzz import fuzz

    one, other = Counter(ours), Counter(theirs)
    common = one & other
    rest, others = ("\n".join((texts - common).elements()) for texts in (one, other))
    total = sum(map(len, ours)) + sum(map(len, theirs))
    same = 2 * sum(len(text) * count for text, count in common.items())
    left = total - same
    least = min(100.0, max(0.0, (ALIKE[-1] * total - 100 * same) / left)) if left else 0.0
    return (100 * same + fuzz.ratio(rest, others, score_cutoff=least) * left) / total if total else 0.0


def _namesake(article: Article, others: Sequence[Article]) -> Sequence[Article]:
    """The one of others whose file has the same name, where there is one: a folder was moved."""
    name = PurePosixPath(article.name).name
    same = [other for other in others if PurePosixPath(other.name).name == name]
    return same if len(same) == 1 else others


def _held(orphan: Article) -> tuple[str, list[str]] | None:
    """The hash of the source and the texts that a catalog was made from; nothing where it holds none."""
    with contextlib.suppress(CatalogError):
        catalog = read_catalog(orphan.catalog)
        if catalog and (texts := [entry.source for entry in catalog.live for _ in entry.places or ("",)]):
            return catalog.header(SOURCE_HASH), texts
    return None


def _texts(article: Article, config: Config) -> tuple[str, list[str]] | None:
    with contextlib.suppress(ArticleError):
        text = read_text(article.source)
        return sha256(text), [u.source for u in segment_markdown(text, config=config, flavor=article.flavor).units]
    return None


def move_files(article: Article, old: Article, *, frozen: bool = False) -> Article:
    """Move the catalog of a renamed article, and its target with whatever a person changed in it, to the new name.

    Args:
        article: As it is called now.
        old: As it was called; from ``Rename.settled``.
        frozen: Move nothing.

    Returns:
        The article with its files where they now are.

    Raises:
        ConflictError: There is a target under both names.
        WorkError: Another process does not let go of them, or they cannot be moved.
    """
    if frozen:
        target = article.target if article.target.exists() else old.target
        return replace(old, source=article.source, target=target, flavor=article.flavor)
    with locked(old), locked(article):
        catalog = read_catalog(old.catalog, shown=old.catalog_path)
        if catalog is None or article.catalog.exists():
            return article  # another process was faster
        if old.target.exists() and article.target.exists():
            if not _is_ours(old, catalog):
                raise ConflictError(
                    f"stands under its old name too, {old.target_path}; remove the one that is not wanted",
                    path=article.target_path,
                )
            old.target.unlink()
        written.carry(old, article, catalog.header(TARGET_HASH))
        # The catalog last: as long as it is where it was, all of this is done again.
        for here, there in ((old.target, article.target), (old.catalog, article.catalog)):
            if here.exists():
                _move(here, there)
    for path in (old.target, old.catalog):
        _tidy(path, article.root)
    return article


def _move(path: Path, to: Path) -> None:
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        path.replace(to)
    except OSError as error:
        raise ArticleError(f"cannot be moved to {to}: {error.strerror}", path=path) from None


def _tidy(path: Path, root: Path) -> None:
    """Remove the folders that held nothing else."""
    with contextlib.suppress(OSError):  # it holds something, or is not there
        for folder in path.parents:
            if folder == root or not folder.is_relative_to(root):
                return
            folder.rmdir()


# ── Deleted articles ────────────────────────────────────────────────────────


def prune(old: Article, *, edited: bool = False, frozen: bool = False) -> tuple[Path, ...]:
    """Remove the catalog of an article that is gone, and the target that was written from it.

    Args:
        old: What ``find_orphans`` found.
        edited: Whether a target that a person has changed goes too.
        frozen: Remove nothing; tell what would go.

    Returns:
        The files that are gone, or would be.

    Raises:
        CatalogError: The catalog is damaged, or not one of Taiyaku's.
        ConflictError: A person has changed the target; both are left.
    """
    with contextlib.nullcontext() if frozen else locked(old):
        catalog = read_catalog(old.catalog, shown=old.catalog_path)
        if catalog is None:
            return ()
        if not catalog.header(SOURCE_HASH):
            raise CatalogError("is no catalog that Taiyaku wrote; left as it is", path=old.catalog_path)
        if old.target.exists() and not edited and not _is_ours(old, catalog):
            raise ConflictError(
                f"has a person's work in it and is left, as is {old.catalog_path}; remove it yourself, or give "
                "--take catalog with --prune",
                path=old.target_path,
            )
        files = tuple(path for path in (old.target, old.catalog) if path.exists())
        if not frozen:
            for path in files:
                path.unlink()
            written.forget(old)
    for path in () if frozen else files:
        _tidy(path, old.root)
    return files


def _is_ours(article: Article, catalog: Catalog) -> bool:
    """Whether a target is as Taiyaku wrote it, and not taken over from a person."""
    text = read_text(article.target, shown=article.target_path)
    return not catalog.header(ASSEMBLED_HASH) and written.is_ours(article, text, catalog.header(TARGET_HASH))

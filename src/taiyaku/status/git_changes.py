"""What changed since a git revision, in the commits since it left the main line and in the working tree."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from taiyaku.config import NAME, Config
from taiyaku.errors import UsageError
from taiyaku.project.articles import Article
from taiyaku.status.rows import Row


def changed_since(root: Path, revision: str) -> frozenset[str]:
    """Files under ``root`` that are not as they were, relative to it; both names of one that was renamed.

    The comparison is with the merge base of the revision and ``HEAD``, so that what others changed on the main line
    meanwhile does not count. New files that git does not know yet do.

    Raises:
        UsageError: This is no git checkout, there is no such revision, or git cannot tell.
    """
    if _git(root, "rev-parse", "--is-inside-work-tree").out.strip() != "true":
        raise UsageError("--changed-from needs a git checkout; leave it out to check everything")
    new = _wanted(root, "ls-files", "--others", "--exclude-standard", "-z")
    commit = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if commit.failed:
        if not _wanted(root, "rev-list", "--max-count=1", "--all"):  # before the first commit, all is new
            return _names(_wanted(root, "ls-files", "-z") + new)
        raise UsageError(
            f"git knows no revision `{' '.join(revision.split())}` here; fetch it first "
            "(in GitHub Actions: actions/checkout with fetch-depth: 0)"
        )
    base = _git(root, "merge-base", commit.out.strip(), "HEAD")  # fails in a shallow clone
    since = (commit if base.failed else base).out.strip()
    return _names(_wanted(root, "diff", "--name-only", "--no-renames", "--relative", "-z", since, "--") + new)


def _names(listed: str) -> frozenset[str]:
    return frozenset(filter(None, listed.split("\0")))


def changed_articles(articles: Sequence[Article], changed: frozenset[str], config: Config) -> list[Article]:
    """The articles whose source, target or catalog changed; all where the settings or the glossary did."""
    if any(path in {NAME, "pyproject.toml"} or _in_glossary(path, config) for path in changed):
        return list(articles)
    return [a for a in articles if not changed.isdisjoint((a.path, a.target_path, a.catalog_path))]


def changed_orphans(rows: Sequence[Row], changed: frozenset[str], config: Config) -> list[Row]:
    """The orphans that appeared, or whose article went away."""
    return [row for row in rows if row.article in changed or not changed.isdisjoint(_sources(row, config))]


def _sources(row: Row, config: Config) -> list[str]:
    """Where the article of an orphaned catalog was."""
    head, _, tail = config.articles.catalogs.replace("{locale}", row.locale).partition("{name}")
    name = row.article[len(head) : len(row.article) - len(tail)]
    return [pattern.format(name=name) for pattern in config.path_patterns]


def _in_glossary(path: str, config: Config) -> bool:
    return any(fnmatchcase(path, pattern) for pattern in config.glossary.paths)


@dataclass(frozen=True, slots=True)
class _Said:
    out: str
    error: str
    failed: bool


def _git(root: Path, *arguments: str) -> _Said:
    """What git says.

    Raises:
        UsageError: There is no git, or it refuses to look at this checkout.
    """
    try:
        done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=False)  # noqa: S603, S607
    except OSError:
        raise UsageError("--changed-from needs git, which is not installed here") from None
    error = done.stderr.decode("utf-8", "replace").strip()
    if "dubious ownership" in error:
        raise UsageError(f"git trusts no checkout of someone else; run {error.splitlines()[-1].strip()}")
    return _Said(done.stdout.decode("utf-8", "surrogateescape"), error, done.returncode != 0)


def _wanted(root: Path, *arguments: str) -> str:
    """What git says, where it must not fail: no answer would mean that nothing changed."""
    said = _git(root, *arguments)
    if said.failed:
        raise UsageError(
            f"git {arguments[0]} failed: {said.error.splitlines()[0] if said.error else 'no reason given'}"
        )
    return said.out

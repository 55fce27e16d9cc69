"""Files that changed since a git revision, in commits since the merge base and in the working tree."""

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


def changed_files(root: Path, revision: str) -> frozenset[str]:
    """Changed files under ``root``, relative to it; both names of a renamed file.

    The comparison is with the merge base of the revision and ``HEAD``, so that changes of others on the main branch do
    not count. New files that git does not track yet do.

    Raises:
        UsageError: This is not a git checkout, the revision is unknown, or git fails.
    """
    if _git(root, "rev-parse", "--is-inside-work-tree").out.strip() != "true":
        raise UsageError("--changed-from needs a git checkout; leave it out to check everything")
    new = _require_output(root, "ls-files", "--others", "--exclude-standard", "-z")
    commit = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if commit.failed:
        if not _require_output(root, "rev-list", "--max-count=1", "--all"):
            # Before the first commit, everything is new.
            return _split_names(_require_output(root, "ls-files", "-z") + new)
        raise UsageError(
            f"git does not know the revision `{' '.join(revision.split())}`; fetch it first "
            "(in GitHub Actions: actions/checkout with fetch-depth: 0)"
        )
    base = _git(root, "merge-base", commit.out.strip(), "HEAD")  # fails in a shallow clone
    since = (commit if base.failed else base).out.strip()
    return _split_names(
        _require_output(root, "diff", "--name-only", "--no-renames", "--relative", "-z", since, "--") + new
    )


def _split_names(listed: str) -> frozenset[str]:
    return frozenset(filter(None, listed.split("\0")))


def changed_articles(articles: Sequence[Article], changed: frozenset[str], config: Config) -> list[Article]:
    """The articles whose source, target or catalog changed; all of them if the settings or the glossary did."""
    if any(path in {NAME, "pyproject.toml"} or _in_glossary(path, config) for path in changed):
        return list(articles)
    return [a for a in articles if not changed.isdisjoint((a.path, a.target_path, a.catalog_path))]


def changed_orphans(rows: Sequence[Row], changed: frozenset[str], config: Config) -> list[Row]:
    """The orphans that are new, or whose article was removed."""
    return [row for row in rows if row.article in changed or not changed.isdisjoint(_sources(row, config))]


def _sources(row: Row, config: Config) -> list[str]:
    """The former paths that the article of an orphaned catalog may have had."""
    head, _, tail = config.articles.catalogs.replace("{locale}", row.locale).partition("{name}")
    name = row.article[len(head) : len(row.article) - len(tail)]
    return [pattern.format(name=name) for pattern in config.path_patterns]


def _in_glossary(path: str, config: Config) -> bool:
    return any(fnmatchcase(path, pattern) for pattern in config.glossary.paths)


@dataclass(frozen=True, slots=True)
class _GitOutput:
    out: str
    error: str
    failed: bool


def _git(root: Path, *arguments: str) -> _GitOutput:
    """The output of git.

    Raises:
        UsageError: Git is not installed, or refuses to read this checkout.
    """
    try:
        done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=False)  # noqa: S603, S607
    except OSError:
        raise UsageError("--changed-from needs git, which is not installed here") from None
    error = done.stderr.decode("utf-8", "replace").strip()
    if "dubious ownership" in error:
        raise UsageError(
            f"git does not trust a checkout that belongs to someone else; run {error.splitlines()[-1].strip()}"
        )
    return _GitOutput(done.stdout.decode("utf-8", "surrogateescape"), error, done.returncode != 0)


def _require_output(root: Path, *arguments: str) -> str:
    """The output of git; an error if it fails, since empty output would mean that nothing changed."""
    output = _git(root, *arguments)
    if output.failed:
        raise UsageError(
            f"git {arguments[0]} failed: {output.error.splitlines()[0] if output.error else 'no reason given'}"
        )
    return output.out

"""The target as last written, with which a target edited by hand is compared.

The catalog's header has its SHA-256. The text itself is in a local copy under ``.taiyaku`` or in the last commit; only
a text with that hash counts.
"""

from __future__ import annotations

import contextlib
import subprocess
from pathlib import Path

from taiyaku.errors import ArticleError
from taiyaku.project.articles import Article, sha256, write_text


def remember(article: Article, text: str) -> None:
    """Keep a local copy of a text that is about to be written; if the folder cannot be written to, do nothing."""
    with contextlib.suppress(ArticleError):
        if _read(_copy(article)) != text:
            write_text(_copy(article), text)


def begin(article: Article, text: str) -> None:
    """Like ``remember``, with a note that the catalog has yet to be written."""
    with contextlib.suppress(ArticleError):
        write_text(_unfinished(article), "")
    remember(article, text)


def end(article: Article) -> None:
    """Remove the note that the catalog has yet to be written."""
    with contextlib.suppress(OSError):
        _unfinished(article).unlink()


def carry(old: Article, new: Article, digest: str) -> None:
    """Keep the text with the SHA-256 ``digest`` for an article under its new name."""
    text = _read(_copy(old)) or last_written(old, digest)
    if text is not None:
        remember(new, text)
    forget(old)


def forget(article: Article) -> None:
    """Delete the local copy."""
    with contextlib.suppress(OSError):
        _copy(article).unlink()


def is_ours(article: Article, text: str, digest: str) -> bool:
    """Whether Taiyaku wrote a target, by the catalog's hash or, if a run was killed, by the local copy.

    If the catalog has the hash of another target and no run was interrupted, the copy proves nothing, since another
    branch may have been checked out.
    """
    if sha256(text) == digest:
        return True
    return (not digest or _unfinished(article).exists()) and _read(_copy(article)) == text


def last_written(article: Article, digest: str) -> str | None:
    """The target of an article with the SHA-256 ``digest``; None if it is not found or not yet written (``""``)."""
    for find in (_copied, _committed) if digest else ():
        text = find(article)
        if text is not None and sha256(text) == digest:
            return text
    return None


def _copied(article: Article) -> str | None:
    return _read(_copy(article))


def _copy(article: Article) -> Path:
    return article.root / ".taiyaku" / "written" / article.locale / f"{article.name}{article.target.suffix}"


def _unfinished(article: Article) -> Path:
    copy = _copy(article)
    return copy.with_name(f"{copy.name}.unfinished")


def _read(path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _committed(article: Article) -> str | None:
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command, the path is the settings' own
            ["git", "show", f"HEAD:./{article.target_path}"],  # noqa: S607 - the user's git
            cwd=article.root,
            capture_output=True,
            timeout=10,
            check=True,
        )
        return done.stdout.decode("utf-8")
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return None

"""What can go wrong, as one tree.

::

    TaiyakuError
    ├── UsageError              exit 2   the command cannot mean that
    │   ├── ConfigError                  taiyaku.toml
    │   ├── GlossaryError                a glossary file
    │   └── CredentialsError             a key is missing or refused
    └── WorkError               exit 1   this article could not be done; others could
        ├── ArticleError                 the article itself: not UTF-8, broken front matter
        ├── CatalogError                 its catalog: damaged, conflict markers
        ├── ConflictError                two people changed the same thing
        ├── InterchangeError             XLIFF, TMX, TBX, CSV that cannot be read
        └── ProviderError                the service did not deliver
            └── QuotaError               it will not today: the job stops, what is done is kept

Every message is one line that says what is wrong and what to do. ``str(error)`` puts ``file:line:`` before it.
"""

from __future__ import annotations

import contextlib
from pathlib import Path


class TaiyakuError(Exception):
    """The root: everything that Taiyaku raises on purpose.

    Args:
        message: One line without a final full stop.
        path: The file it is about.
        line: 1-based line in that file.
    """

    exit_code = 1

    def __init__(self, message: str, *, path: Path | str | None = None, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.line = line

    def __str__(self) -> str:
        if self.path is None:
            return self.message
        where = _from_here(str(self.path))
        return f"{where}: {self.message}" if self.line is None else f"{where}:{self.line}: {self.message}"


def _from_here(path: str) -> str:
    """A path as the user would type it: from the current folder, if it is in there."""
    with contextlib.suppress(OSError, ValueError):
        return str(Path(path).relative_to(Path.cwd()))
    return path


class UsageError(TaiyakuError):
    """The command cannot mean that: a wrong argument, a file that is not an article."""

    exit_code = 2


class ConfigError(UsageError):
    """``taiyaku.toml`` is broken or contradicts itself."""


class GlossaryError(UsageError):
    """A glossary file is missing or broken."""


class CredentialsError(UsageError):
    """A key is missing from the environment, or the service refused it."""


class WorkError(TaiyakuError):
    """One article could not be done; the others go on."""


class ArticleError(WorkError):
    """The article cannot be read: not UTF-8, front matter that does not parse."""


class CatalogError(WorkError):
    """The catalog is damaged; it is left as it is."""


class ConflictError(WorkError):
    """Two people changed the same thing, or it cannot be told which unit an edit belongs to."""


class InterchangeError(WorkError):
    """A file from another tool cannot be read."""


class ProviderError(WorkError):
    """The translation service did not deliver."""


class QuotaError(ProviderError):
    """The service will not go on today; the job stops and keeps what is done."""

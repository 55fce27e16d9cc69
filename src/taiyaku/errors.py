"""What can go wrong, as one tree.

::

    TaiyakuError
    ├── UsageError              exit 2   the command or the settings are wrong
    │   ├── ConfigError                  taiyaku.toml
    │   ├── GlossaryError                a glossary file
    │   └── CredentialsError             a key is missing or was refused
    └── WorkError               exit 1   this article failed; others may succeed
        ├── ArticleError                 the article itself: not UTF-8, broken front matter
        ├── CatalogError                 its catalog: damaged, or with conflict markers
        ├── ConflictError                two people changed the same thing
        ├── InterchangeError             XLIFF, TMX, TBX or CSV that cannot be read
        └── ProviderError                the service failed
            └── QuotaError               the quota is used up: the job stops and keeps what is done

Every message is one line that says what is wrong and what to do. ``str(error)`` puts ``file:line:`` before it.
"""

from __future__ import annotations

import contextlib
from pathlib import Path


class TaiyakuError(Exception):
    """The base of all errors that Taiyaku raises deliberately; the message is one line without a final full stop."""

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
    """A path as the user would type it: relative to the current folder, if it is inside."""
    with contextlib.suppress(OSError, ValueError):
        return str(Path(path).relative_to(Path.cwd()))
    return path


class UsageError(TaiyakuError):
    """The command or the settings are wrong: an unknown option, a file that is not an article."""

    exit_code = 2


class ConfigError(UsageError):
    """``taiyaku.toml`` is broken or contradicts itself."""


class GlossaryError(UsageError):
    """A glossary file is missing or broken."""


class CredentialsError(UsageError):
    """A key is missing from the environment, or the service refused it."""


class WorkError(TaiyakuError):
    """One article failed; the job goes on with the others."""


class ArticleError(WorkError):
    """The article cannot be read: it is not UTF-8, or its front matter does not parse."""


class CatalogError(WorkError):
    """The catalog is damaged; it is left unchanged."""


class ConflictError(WorkError):
    """Two people changed the same thing, or it is unclear which unit an edit belongs to."""


class InterchangeError(WorkError):
    """A file from another tool cannot be read."""


class ProviderError(WorkError):
    """The translation service failed."""


class QuotaError(ProviderError):
    """The service's quota is used up; the job stops and keeps what is done."""


def decode_utf8(
    raw: bytes, error: type[TaiyakuError], *, path: Path | str | None, remedy: str = "save it as UTF-8"
) -> str:
    """Decode a file's bytes; a byte order mark stays in the text. ``remedy`` says what to do about an error.

    Raises:
        TaiyakuError: The bytes are not UTF-8; of the class ``error``, with the line of the first wrong byte.
    """
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise error(f"not UTF-8; {remedy}", path=path, line=raw.count(b"\n", 0, problem.start) + 1) from None

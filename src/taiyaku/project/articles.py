"""Articles as files: where they are, how they are read, and how any file is written.

A path pattern (``content/{locale}/{name}.md``) gives the path of every article in every locale. Decoding and encoding
change no byte: the byte order mark and line endings are part of the text.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from taiyaku.config import Config
from taiyaku.errors import ArticleError, ConfigError, UsageError, decode_utf8


@dataclass(frozen=True, slots=True)
class Article:
    """An article of the project in the source locale, with the paths of its target and catalog."""

    name: str
    """The value of ``{name}``; may contain folders."""
    locale: str
    """The target locale."""
    source: Path
    target: Path
    catalog: Path
    """Absolute paths."""
    root: Path
    flavor: str

    @property
    def path(self) -> str:
        """The source file relative to the project, with forward slashes."""
        return relative_path(self.source, self.root)

    @property
    def target_path(self) -> str:
        """The target file relative to the project, with forward slashes."""
        return relative_path(self.target, self.root)

    @property
    def catalog_path(self) -> str:
        """The catalog relative to the project, with forward slashes."""
        return relative_path(self.catalog, self.root)


def relative_path(path: Path, root: Path) -> str:
    """A path as people and reports name it: relative to the project, with forward slashes."""
    # On strings: a run over a large site does this many times for every file, and pathlib takes ten times as long.
    text, head = path.as_posix(), root.as_posix().rstrip("/") + "/"
    return text.removeprefix(head)


def find_articles(config: Config, *, locale: str | None = None) -> list[Article]:
    """All articles of the project, for every target locale or for one.

    Raises:
        ConfigError: A pattern leads out of the project, or two articles share a target.
    """
    found: list[Article] = []
    owners: dict[Path, Path] = {}
    folders: dict[str, str] = {}
    for pattern, target in config.layouts:
        for source in sorted(config.root.glob(_glob(pattern))):
            within = relative_path(source, config.root)
            name = _match_name(within, pattern)
            if name is None or not source.is_file() or _is_target(within, config):
                continue
            for target_locale in (locale,) if locale else config.targets:
                article = _make_article(config, target, name, source, target_locale, folders)
                for what, path in (("target", article.target), ("catalog", article.catalog)):
                    if (other := owners.setdefault(path, source)) != source:
                        raise ConfigError(
                            f"{relative_path(source, config.root)} and {relative_path(other, config.root)} "
                            f"share the {what} {relative_path(path, config.root)}; rename one, or use a pattern "
                            "that separates them"
                        )
                found.append(article)
    unique = {(article.source, article.locale): article for article in found}
    return sorted(unique.values(), key=lambda article: (article.name, article.locale))


def article_of(path: Path, config: Config, *, locale: str) -> Article:
    """The article that a file, in the source or any target locale, belongs to.

    Raises:
        UsageError: The file is not where the settings look for articles.
    """
    absolute = path if path.is_absolute() else Path.cwd() / path
    absolute = Path(os.path.normpath(absolute))
    within = relative_path(absolute, config.root)
    # Targets first: docs/en/a.md is not an article, even if articles are docs/{name}.md.
    for other in config.targets:
        for pattern, target in config.layouts:
            if (name := _match_name(within, target.replace("{locale}", other))) is not None:
                return _make_article(config, target, name, config.root / pattern.format(name=name), other, {})
    for pattern, target in config.layouts:
        if (name := _match_name(within, pattern)) is not None:
            return _make_article(config, target, name, config.root / pattern.format(name=name), locale, {})
    raise UsageError(f"not an article of this project: articles are {' or '.join(config.path_patterns)}", path=path)


def article_of_catalog(path: Path, config: Config, *, locale: str) -> Article | None:
    """The article that a catalog belongs to, whether it exists or not; None if the path is not that of a catalog.

    If several patterns match, the first under which a target exists is used.
    """
    name = _match_name(relative_path(path, config.root), config.articles.catalogs.replace("{locale}", locale))
    if name is None:
        return None
    found = [
        _make_article(config, target, name, config.root / pattern.format(name=name), locale, {})
        for pattern, target in config.layouts
    ]
    return next((article for article in found if article.target.exists()), found[0])


def _make_article(
    config: Config, target: str, name: str, source: Path, locale: str, folders: dict[str, str]
) -> Article:
    key = "articles.target" if config.articles.target else "articles.path"
    written = _path_inside(config, target.format(locale=locale, name=name), key, folders)
    catalog = _path_inside(
        config, config.articles.catalogs.format(locale=locale, name=name), "articles.catalogs", folders
    )
    return Article(name, locale, source, written, catalog, config.root, flavor_of(source, config))


def flavor_of(path: Path, config: Config) -> str:
    """The dialect of a file: ``mdx`` by its suffix, or else the project's."""
    return "mdx" if path.suffix == ".mdx" else config.articles.flavor


def _is_target(path: str, config: Config) -> bool:
    """Whether a file that matches an article's pattern is a target: docs/en/a.md also matches docs/{name}.md."""
    if not config.articles.target:
        return False
    patterns = [target.replace("{locale}", locale) for _, target in config.layouts for locale in config.targets]
    return any(_match_name(path, pattern) is not None for pattern in patterns)


def _path_inside(config: Config, path: str, key: str, folders: dict[str, str]) -> Path:
    """The absolute path, once it is certain that neither ``..`` nor a link leads out of the project.

    ``folders`` caches the real paths of folders for one run, as most articles share theirs.
    """

    def real(folder: str) -> str:
        if folder not in folders:
            folders[folder] = os.path.realpath(folder)
        return folders[folder]

    root = str(config.root)
    full = os.path.normpath(os.path.join(root, path))  # noqa: PTH118 - as below
    folder, name = os.path.split(full)
    resolved = os.path.realpath(full) if os.path.islink(full) else os.path.join(real(folder), name)  # noqa: PTH114, PTH118 - pathlib takes several times as long
    for candidate, top in ((full, root), (resolved, real(root))):
        if not candidate.startswith(top.rstrip(os.sep) + os.sep):
            raise ConfigError(f"{key}: {path} is outside the project; choose a path inside it")
    return Path(full)


def _glob(pattern: str) -> str:
    """The pattern for pathlib's glob; as a name may contain folders, it matches files at any depth."""
    escaped = re.sub(r"[*?\[]", r"[\g<0>]", pattern.replace("{name}", "\0"))
    folder, _, rest = escaped.partition("\0")
    head, slash, stem = folder.rpartition("/")
    # `docs/{name}.en.md` has no folder for names alone: search below the last fixed one.
    tail = re.sub(r"^/", "", rest) if rest.startswith("/") else f"{stem}*{rest}"
    return f"{head}{slash}**/{tail}"


def _match_name(path: str, pattern: str) -> str | None:
    """The value of ``{name}`` if the pattern matches the path."""
    parts = pattern.split("{name}")
    regex = re.escape(parts[0]) + "(?P<name>.+)" + "(?P=name)".join(re.escape(part) for part in parts[1:])
    match = re.fullmatch(regex, path)
    return match["name"] if match else None


# ── Reading and writing ─────────────────────────────────────────────────────


def read_text(path: Path, *, shown: str | None = None) -> str:
    """A file as text, with its byte order mark and line endings.

    Raises:
        ArticleError: It does not exist, cannot be read, or is not UTF-8; with the line.
    """
    name = shown or str(path)
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise ArticleError("no such file", path=name) from None
    except OSError as error:
        raise ArticleError(f"cannot be read: {error.strerror}", path=name) from None
    return decode_text(raw, shown=name)


def decode_text(raw: bytes, *, shown: str) -> str:
    """Decode a file's bytes.

    Raises:
        ArticleError: They are not UTF-8; with the line.
    """
    return decode_utf8(raw, ArticleError, path=shown, remedy="save the file as UTF-8")


def write_text(path: Path, text: str) -> None:
    """Write a file completely or not at all.

    Raises:
        ArticleError: The folder cannot be written to, or the disk is full; the old file is unchanged.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as file:
            file.write(text.encode("utf-8"))
    except OSError as error:
        raise ArticleError(f"cannot be written: {error.strerror}", path=path) from None


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A temporary file beside ``path`` that replaces it at the end; after an error, the old file is unchanged.

    Raises:
        OSError: The folder cannot be written to, or the disk is full.
    """
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name[:100]}.", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        os.chmod(temporary, mode)  # noqa: PTH101 - a str, as mkstemp gives it
        os.replace(temporary, path)  # noqa: PTH105 - likewise
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)  # noqa: PTH108 - likewise
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def sha256(text: str) -> str:
    """SHA-256 of a text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()

"""Articles as files: where they are, how they are read, and how anything is written.

A path pattern (``content/{locale}/{name}.md``) names every article of every locale. Text is decoded and encoded without
a byte changed: BOM and line endings are part of the text.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from taiyaku.config import Config
from taiyaku.errors import ArticleError, ConfigError, UsageError


@dataclass(frozen=True, slots=True)
class Article:
    """One article of the project, in the source locale, and where its target and catalog stand."""

    name: str
    """What fills ``{name}``; may hold folders."""
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
        return relative(self.source, self.root)

    @property
    def target_path(self) -> str:
        """The target file relative to the project, with forward slashes."""
        return relative(self.target, self.root)

    @property
    def catalog_path(self) -> str:
        """The catalog relative to the project, with forward slashes."""
        return relative(self.catalog, self.root)


def relative(path: Path, root: Path) -> str:
    """A path as people and reports name it."""
    # On strings: a run over a large site asks this of every file many times, and pathlib takes ten times as long.
    text, head = path.as_posix(), root.as_posix().rstrip("/") + "/"
    return text.removeprefix(head)


def find_articles(config: Config, *, locale: str | None = None) -> list[Article]:
    """All articles of the project with each target locale, or with one.

    Raises:
        ConfigError: A pattern leaves the project, or two articles have one target.
    """
    found: list[Article] = []
    owners: dict[Path, Path] = {}
    folders: dict[str, str] = {}
    for pattern, target in config.layouts:
        for source in sorted(config.root.glob(_glob(pattern))):
            within = relative(source, config.root)
            name = _name(within, pattern)
            if name is None or not source.is_file() or _is_target(within, config):
                continue
            for target_locale in (locale,) if locale else config.targets:
                article = _article(config, target, name, source, target_locale, folders)
                for what, path in (("target", article.target), ("catalog", article.catalog)):
                    if (other := owners.setdefault(path, source)) != source:
                        raise ConfigError(
                            f"{relative(source, config.root)} and {relative(other, config.root)} have one {what}, "
                            f"{relative(path, config.root)}; rename one or make the pattern tell them apart"
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
    name_in = relative(absolute, config.root)
    # Targets first: docs/en/a.md is no article, even where articles are docs/{name}.md.
    for side in config.targets:
        for pattern, target in config.layouts:
            if (name := _name(name_in, target.replace("{locale}", side))) is not None:
                return _article(config, target, name, config.root / pattern.format(name=name), side, {})
    for pattern, target in config.layouts:
        if (name := _name(name_in, pattern)) is not None:
            return _article(config, target, name, config.root / pattern.format(name=name), locale, {})
    raise UsageError(f"not an article of this project: articles are {' or '.join(config.path_patterns)}", path=path)


def article_of_catalog(path: Path, config: Config, *, locale: str) -> Article | None:
    """The article that a catalog belongs to, whether it is there or not; None where catalogs are named otherwise.

    Where several patterns could name it, the one under which a target is there.
    """
    name = _name(relative(path, config.root), config.articles.catalogs.replace("{locale}", locale))
    if name is None:
        return None
    found = [
        _article(config, target, name, config.root / pattern.format(name=name), locale, {})
        for pattern, target in config.layouts
    ]
    return next((article for article in found if article.target.exists()), found[0])


def _article(config: Config, target: str, name: str, source: Path, locale: str, folders: dict[str, str]) -> Article:
    key = "articles.target" if config.articles.target else "articles.path"
    written = _inside(config, target.format(locale=locale, name=name), key, folders)
    catalog = _inside(config, config.articles.catalogs.format(locale=locale, name=name), "articles.catalogs", folders)
    return Article(name, locale, source, written, catalog, config.root, flavor_of(source, config))


def flavor_of(path: Path, config: Config) -> str:
    """The dialect of a file: ``mdx`` by its name, else the settings'."""
    return "mdx" if path.suffix == ".mdx" else config.articles.flavor


def _is_target(path: str, config: Config) -> bool:
    """Whether a file among the articles is the target of another, as docs/en/a.md may be among docs/{name}.md."""
    if not config.articles.target:
        return False
    places = [target.replace("{locale}", side) for _, target in config.layouts for side in config.targets]
    return any(_name(path, place) is not None for place in places)


def _inside(config: Config, path: str, key: str, folders: dict[str, str]) -> Path:
    """The absolute path, which neither ``..`` nor a link leads out of the project.

    ``folders`` holds where folders really are, for the articles of one run: most share theirs.
    """

    def real(folder: str) -> str:
        if folder not in folders:
            folders[folder] = os.path.realpath(folder)
        return folders[folder]

    root = str(config.root)
    full = os.path.normpath(os.path.join(root, path))  # noqa: PTH118 - as below
    folder, name = os.path.split(full)
    there = os.path.realpath(full) if os.path.islink(full) else os.path.join(real(folder), name)  # noqa: PTH114, PTH118 - pathlib takes several times as long
    for place, top in ((full, root), (there, real(root))):
        if not place.startswith(top.rstrip(os.sep) + os.sep):
            raise ConfigError(f"{key}: {path} is outside the project; Taiyaku writes nothing there")
    return Path(full)


def _glob(pattern: str) -> str:
    """The pattern as pathlib's glob; a name may hold folders, so what follows them is any file below."""
    escaped = re.sub(r"[*?\[]", r"[\g<0>]", pattern.replace("{name}", "\0"))
    folder, _, rest = escaped.partition("\0")
    head, slash, stem = folder.rpartition("/")
    # `docs/{name}.en.md` has no folder of its own for names: search below the last one that is fixed.
    tail = re.sub(r"^/", "", rest) if rest.startswith("/") else f"{stem}*{rest}"
    return f"{head}{slash}**/{tail}"


def _name(path: str, pattern: str) -> str | None:
    """What fills ``{name}`` where the pattern matches the path."""
    parts = pattern.split("{name}")
    regex = re.escape(parts[0]) + "(?P<name>.+)" + "(?P=name)".join(re.escape(part) for part in parts[1:])
    match = re.fullmatch(regex, path)
    return match["name"] if match else None


# ── Reading and writing ─────────────────────────────────────────────────────


def read_text(path: Path, *, shown: str | None = None) -> str:
    """A file as text, BOM and line endings as they are.

    Raises:
        ArticleError: It is not there, cannot be read, or is not UTF-8; with the line.
    """
    name = shown or str(path)
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise ArticleError("no such file", path=name) from None
    except OSError as error:
        raise ArticleError(f"cannot be read: {error.strerror}", path=name) from None
    return decoded(raw, shown=name)


def decoded(raw: bytes, *, shown: str) -> str:
    """A file's bytes as text.

    Raises:
        ArticleError: They are not UTF-8; with the line.
    """
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ArticleError("not UTF-8; save the file as UTF-8", path=shown, line=line) from None


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all: to a temporary file beside it, synced, then renamed over it.

    Raises:
        ArticleError: The folder cannot be written to, or the disk is full; the old file is untouched.
    """
    data = text.encode("utf-8")
    temporary: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name[:100]}.", suffix=".tmp", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        os.chmod(temporary, mode)  # noqa: PTH101 - a str, as mkstemp gives it
        os.replace(temporary, path)  # noqa: PTH105 - likewise
    except OSError as error:
        if temporary:
            with contextlib.suppress(OSError):
                os.unlink(temporary)  # noqa: PTH108 - likewise
        raise ArticleError(f"cannot be written: {error.strerror}", path=path) from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def sha256(text: str) -> str:
    """SHA-256 of a text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()

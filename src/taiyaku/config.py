"""``taiyaku.toml``: every setting, its default and its meaning.

``docs/settings.md`` is generated from the strings under the fields.
"""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Any, Literal

import msgspec

from taiyaku.config_errors import KeyPath, explain_error, line_of
from taiyaku.errors import ConfigError, decode_utf8
from taiyaku.language.locales import is_locale

NAME = "taiyaku.toml"
"""The settings file, which also marks the root of a project."""


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of the settings: immutable, and strict about its keys."""


class ArticleSettings(_Table, frozen=True):
    """``[articles]``: where the articles are and how they are written."""

    path: str | tuple[str, ...] = "content/{locale}/{name}.md"
    """Path of an article in a locale; `{name}` may contain folders. Several patterns are allowed."""
    target: str | tuple[str, ...] = ()
    """Path of its translation, one pattern for each of `path`; only needed if `path` has no `{locale}`."""
    catalogs: str = "catalogs/{locale}/{name}.po"
    """Path of the catalog of an article and target locale."""
    publish: Literal["reviewed", "translated", "partial"] = "translated"
    """When the target file is written: once every unit is accepted, once every unit has a translation, or always."""
    anchors: Literal["target", "source", "keep"] = "target"
    """What a heading link becomes: the translated heading's slug, the source's (pinned as `{#id}`), or unchanged."""
    flavor: Literal["commonmark", "gfm", "mdx", "hugo", "docusaurus", "mkdocs", "jekyll", "zenn"] = "gfm"
    """The Markdown dialect. Files ending in `.mdx` are always read as `mdx`."""
    links: tuple[str, ...] = ("/{locale}/",)
    """The parts of a link's destination that name the locale and are changed to the target's."""

    def __post_init__(self) -> None:
        """Check the patterns.

        Raises:
            ValueError: What is wrong, beginning with the key.
        """
        sources, targets = _as_tuple(self.path), _as_tuple(self.target)
        if not sources:
            raise ValueError("`path` must contain a pattern, such as content/{locale}/{name}.md")
        if targets and len(targets) != len(sources):
            raise ValueError(f"`target` must have as many patterns as `path`, which has {len(sources)}")
        for pattern in sources:
            _check_pattern("path", pattern, needed=("name",) if targets else ("locale", "name"))
        for pattern in targets:
            _check_pattern("target", pattern, needed=("locale", "name"))
        _check_pattern("catalogs", self.catalogs, needed=("locale", "name"))


def _as_tuple(patterns: str | tuple[str, ...]) -> tuple[str, ...]:
    return (patterns,) if isinstance(patterns, str) else patterns


def _check_pattern(key: str, pattern: str, *, needed: tuple[str, ...]) -> None:
    fields = re.findall(r"\{(?:name|locale)\}|[{}]", pattern)
    if {"{", "}"} & set(fields):
        raise ValueError(f'`{key}` may contain {{locale}} and {{name}}, and no other braces; it is "{pattern}"')
    for name in needed:
        if f"{{{name}}}" not in fields:
            also = "; if targets are elsewhere, set `target`" if (key, name) == ("path", "locale") else ""
            raise ValueError(f'`{key}` must contain {{{name}}}; it is "{pattern}"{also}')
    if pattern.startswith("/") or "\\" in pattern or "*" in pattern or {".", ".."} & set(pattern.split("/")):
        rule = "relative to the project, with forward slashes, and without `*`, `./` and `../`"
        raise ValueError(f'`{key}` must be {rule}; it is "{pattern}"')


class FrontMatterSettings(_Table, frozen=True):
    """``[front_matter]``: which values are translated, and which are set."""

    translate: tuple[str, ...] = ("title", "description", "excerpt", "summary", "subtitle", "tags[]")
    """Keys whose values are translated; `hero.title` is a key in a table, `tags[]` every item of a list."""
    set: dict[str, str] = msgspec.field(default_factory=lambda: {"lang": "{locale}"})
    """Keys that get a fixed value in the target, if the article has them."""


class HtmlSettings(_Table, frozen=True):
    """``[html]``: which attributes of HTML and JSX elements are visible to readers."""

    attributes: dict[str, tuple[str, ...]] = msgspec.field(
        default_factory=lambda: {"*": ("alt", "title", "aria-label", "label", "caption", "summary", "description")}
    )
    """Attribute names by element; `*` means every element."""


class GlossaryScope(_Table, frozen=True):
    """``[[glossary.scopes]]``: articles that use certain domains of the glossary because of their path."""

    path: str
    """Pattern of source articles: `content/ja/legal/**`, or just the folder; `*` matches names within a folder."""
    domains: tuple[str, ...]
    """The domains; if two have an entry for the same term, the domain named first wins."""


class GlossarySettings(_Table, frozen=True):
    """``[glossary]``: the term base."""

    paths: tuple[str, ...] = ("glossary/*.yaml",)
    """Patterns of glossary files. A path without `*` must exist."""
    name: str = ""
    """Name of the project's glossaries at DeepL and Google, after `taiyaku-`; empty: the name of its folder."""
    scopes: tuple[GlossaryScope, ...] = ()
    """Which articles use which domains; an article can also name its own in its front matter, under `glossary`."""


class MemorySettings(_Table, frozen=True):
    """``[memory]``: the translation memory."""

    folder: str = "memory"
    """Folder of the project for translation memories from elsewhere, as TMX; `taiyaku memory import` fills it."""

    def __post_init__(self) -> None:
        """Check the folder.

        Raises:
            ValueError: It leads out of the project.
        """
        if self.folder.startswith("/") or "\\" in self.folder or {"", ".", ".."} & set(self.folder.split("/")):
            raise ValueError(f'`folder` must name a folder of the project, with forward slashes; it is "{self.folder}"')


class ProviderSettings(_Table, frozen=True):
    """``[provider]``: who translates what the memory cannot."""

    name: str = "human"
    """`human` leaves it to a person; `taiyaku translate --provider` overrides it."""
    jobs: int = 4
    """How many requests may run at once."""
    requests_per_minute: int = 0
    """How many requests may be sent per minute; 0: no limit."""
    price: float = 0.0
    """Price of a million characters of source text, for `--dry-run` and the progress bar; 0: unknown."""
    currency: str = "EUR"
    """Currency of the price."""
    prompts: str = ""
    """Folder of the project with prompts that replace the built-in ones: `system.md`, `repair.md`."""


class WaiverSettings(_Table, frozen=True):
    """``[[checks.ignore]]``: a finding that a person has decided to accept."""

    check: str
    """The check's id."""
    reason: str
    """Why it is acceptable."""
    path: str = "**"
    """Pattern of the articles it applies to."""
    source: str = ""
    """The unit's source text; the waiver ends when the text changes. Empty: every unit."""
    target: str = ""
    """The unit's translation; the waiver ends when it changes. Empty: any."""


class CheckSettings(_Table, frozen=True):
    """``[checks]``: severities and waivers."""

    severity: dict[str, Literal["error", "warning", "off"]] = {}
    """Severity by check id, if it should differ from the default."""
    ignore: tuple[WaiverSettings, ...] = ()
    """Findings to accept, each with its reason."""


class Config(_Table, frozen=True):
    """All settings of a project.

    ``Config()`` has the defaults, for the current folder.
    """

    source: str = "ja"
    """The locale that the articles are written in."""
    targets: tuple[str, ...] = ("en",)
    """The locales that they are translated into."""
    articles: ArticleSettings = ArticleSettings()
    front_matter: FrontMatterSettings = FrontMatterSettings()
    html: HtmlSettings = HtmlSettings()
    glossary: GlossarySettings = GlossarySettings()
    memory: MemorySettings = MemorySettings()
    provider: ProviderSettings = ProviderSettings()
    providers: dict[str, dict[str, Any]] = {}
    """Settings of a provider, by name: `[providers.openai]`."""
    checks: CheckSettings = CheckSettings()
    root: Path = Path()
    """The project's folder. Not a setting: it is where `taiyaku.toml` is."""

    def __post_init__(self) -> None:
        """Check the locales.

        Raises:
            ValueError: What is wrong, beginning with the key.
        """
        for key, locales in (("source", (self.source,)), ("targets", self.targets)):
            for locale in locales:
                if not is_locale(locale):
                    raise ValueError(f'`{key}` must name locales such as en or pt-BR; "{locale}" is not one')
        if not self.targets:
            raise ValueError("`targets` is empty; name a locale to translate into")
        if self.source in self.targets:
            raise ValueError(f'`targets` contains "{self.source}", the locale that the articles are written in')
        if twice := [locale for locale in self.targets if self.targets.count(locale) > 1]:
            raise ValueError(f'`targets` contains "{twice[0]}" twice')

    @property
    def path_patterns(self) -> tuple[str, ...]:
        """The paths of articles in the source locale; with ``{name}``, without ``{locale}``."""
        return tuple(source for source, _ in self.layouts)

    @property
    def layouts(self) -> tuple[tuple[str, str], ...]:
        """Pairs of patterns: an article's path, with ``{name}``, and its target's, with ``{locale}`` too."""
        sources = _as_tuple(self.articles.path)
        targets = _as_tuple(self.articles.target) or sources
        return tuple(
            (source.replace("{locale}", self.source), target) for source, target in zip(sources, targets, strict=True)
        )


def load_config(start: Path | None = None) -> Config | None:
    """Find the project around ``start`` (a folder; by default the current one) and read its settings.

    Returns:
        The settings, or None if no folder from ``start`` upward has ``taiyaku.toml`` or a ``[tool.taiyaku]``
        table in ``pyproject.toml``.

    Raises:
        ConfigError: The file is not TOML, has an unknown key, or a value of the wrong type.
    """
    folder = (start or Path()).resolve()
    for root in (folder, *folder.parents):
        if (path := root / NAME).is_file():
            return parse_config(path.read_bytes(), path=path, root=root)
        if (path := root / "pyproject.toml").is_file():
            raw = path.read_bytes()
            text = _decode(raw, path) if b"tool.taiyaku" in raw else ""
            if (table := _toml(text, path).get("tool", {}).get("taiyaku")) is not None:
                return _convert(table, text, path, root, prefix=("tool", "taiyaku"))
    return None


def parse_config(raw: bytes, *, path: Path, root: Path) -> Config:
    """Read settings from the bytes of ``taiyaku.toml``.

    Raises:
        ConfigError: With the file and, if known, the line.
    """
    text = _decode(raw, path)
    return _convert(_toml(text, path), text, path, root)


def _decode(raw: bytes, path: Path) -> str:
    return decode_utf8(raw, ConfigError, path=_from_here(path)).removeprefix("\ufeff")


def _toml(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reason, _, at = str(error).partition(" (at ")
        found = at.removeprefix("line ").partition(",")[0]
        line = int(found) if found.isdigit() else text.count("\n") + 1
        raise ConfigError(f"not valid TOML: {reason}", path=_from_here(path), line=line) from None


def _convert(table: dict[str, Any], text: str, path: Path, root: Path, *, prefix: KeyPath = ()) -> Config:
    """Turn a TOML table into a Config; an error names the line and, if there is one, the most similar key."""
    try:
        config = _read(table)
    except msgspec.ValidationError as error:
        message, key = explain_error(error, Config, table)
        raise ConfigError(message, path=_from_here(path), line=line_of(key, text, prefix=prefix)) from None
    return msgspec.structs.replace(config, root=root)


def _read(table: dict[str, Any]) -> Config:
    if "root" in table:  # a field, but not a setting
        raise msgspec.ValidationError("Object contains unknown field `root`")
    return msgspec.convert(table, Config)


def _from_here(path: Path) -> str:
    """The settings file as seen from the current folder."""
    return os.path.relpath(path).replace(os.sep, "/")


def locate_setting(config: Config, *key: str | int) -> tuple[str, int | None]:
    """The settings file, relative to the current folder, and the line of a value: ``"checks", "ignore", 0, "path"``."""
    prefix: KeyPath = ()
    path = config.root / NAME
    if not path.is_file():
        path, prefix = config.root / "pyproject.toml", ("tool", "taiyaku")
    try:
        text = path.read_text("utf-8-sig")
    except OSError:  # the settings were made by a program, not read from a file
        return NAME, None
    return _from_here(path), line_of(key, text, prefix=prefix)

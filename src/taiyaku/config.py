"""``taiyaku.toml``: every setting, its default and its meaning.

The strings under the fields are the manual: ``docs/settings.md`` is generated from them.
"""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Any, Literal

import msgspec

from taiyaku.config_errors import Key, explain, line_of
from taiyaku.errors import ConfigError
from taiyaku.language.locales import is_locale

NAME = "taiyaku.toml"
"""The settings file, which also marks the root of a project."""


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of the settings: immutable, and strict about its keys."""


class ArticleSettings(_Table, frozen=True):
    """``[articles]``: where the articles are and how they are written."""

    path: str | tuple[str, ...] = "content/{locale}/{name}.md"
    """Where an article of a locale stands; `{name}` may hold folders. Several patterns are allowed."""
    target: str | tuple[str, ...] = ()
    """Where its translation stands, a pattern for each of `path`; only needed where `path` has no `{locale}`."""
    catalogs: str = "catalogs/{locale}/{name}.po"
    """Where the catalog of an article and target locale stands."""
    publish: Literal["reviewed", "translated", "partial"] = "translated"
    """When the target file is written: once every unit is accepted, once every unit has a translation, or always."""
    anchors: Literal["target", "source", "keep"] = "target"
    """What a link to a heading becomes: the translated heading's slug; the source's, pinned as `{#id}`; as it is."""
    flavor: Literal["commonmark", "gfm", "mdx", "hugo", "docusaurus", "mkdocs", "jekyll", "zenn"] = "gfm"
    """The Markdown dialect. Files ending in `.mdx` are always read as `mdx`."""
    links: tuple[str, ...] = ("/{locale}/",)
    """What in a link's destination names the locale, and follows it."""

    def __post_init__(self) -> None:
        """Hold the patterns to their rules.

        Raises:
            ValueError: What is wrong, beginning with the key.
        """
        sources, targets = _several(self.path), _several(self.target)
        if not sources:
            raise ValueError("`path` must hold a pattern, such as content/{locale}/{name}.md")
        if targets and len(targets) != len(sources):
            raise ValueError(f"`target` must hold as many patterns as `path`, which holds {len(sources)}")
        for pattern in sources:
            _check_pattern("path", pattern, needed=("name",) if targets else ("locale", "name"))
        for pattern in targets:
            _check_pattern("target", pattern, needed=("locale", "name"))
        _check_pattern("catalogs", self.catalogs, needed=("locale", "name"))


def _several(patterns: str | tuple[str, ...]) -> tuple[str, ...]:
    return (patterns,) if isinstance(patterns, str) else patterns


def _check_pattern(key: str, pattern: str, *, needed: tuple[str, ...]) -> None:
    fields = re.findall(r"\{(?:name|locale)\}|[{}]", pattern)
    if {"{", "}"} & set(fields):
        raise ValueError(f'`{key}` may hold {{locale}} and {{name}}, and no other braces; it is "{pattern}"')
    for name in needed:
        if f"{{{name}}}" not in fields:
            also = "; where targets stand elsewhere, say so in `target`" if (key, name) == ("path", "locale") else ""
            raise ValueError(f'`{key}` must hold {{{name}}}, and is "{pattern}"{also}')
    if pattern.startswith("/") or "\\" in pattern or "*" in pattern or {".", ".."} & set(pattern.split("/")):
        rule = "relative to the project, with forward slashes, and without `*`, `./` and `../`"
        raise ValueError(f'`{key}` must be {rule}; it is "{pattern}"')


class FrontMatterSettings(_Table, frozen=True):
    """``[front_matter]``: which values are translated, which are set."""

    translate: tuple[str, ...] = ("title", "description", "excerpt", "summary", "subtitle", "tags[]")
    """Keys whose values are translated; `hero.title` goes into a table, `tags[]` into each item of a list."""
    set: dict[str, str] = msgspec.field(default_factory=lambda: {"lang": "{locale}"})
    """Keys that get a fixed value in the target, where the article has them."""


class HtmlSettings(_Table, frozen=True):
    """``[html]``: which attributes of HTML and JSX elements readers see."""

    attributes: dict[str, tuple[str, ...]] = msgspec.field(
        default_factory=lambda: {"*": ("alt", "title", "aria-label", "label", "caption", "summary", "description")}
    )
    """Attribute names by element; `*` stands for every element."""


class GlossaryScope(_Table, frozen=True):
    """``[[glossary.scopes]]``: articles that pick domains of the glossary by where they are."""

    path: str
    """Pattern of source articles: `content/ja/legal/**`, or just the folder; `*` stands for names within a folder."""
    domains: tuple[str, ...]
    """The domains; of two entries for one term that of the domain named first wins."""


class GlossarySettings(_Table, frozen=True):
    """``[glossary]``: the term base."""

    paths: tuple[str, ...] = ("glossary/*.yaml",)
    """Patterns of glossary files. A path without a `*` must exist."""
    name: str = ""
    """What the project's glossaries at DeepL and Google are called, after `taiyaku-`; empty: as its folder."""
    scopes: tuple[GlossaryScope, ...] = ()
    """Which articles pick which domains; an article's front matter picks its own under `glossary`."""


class MemorySettings(_Table, frozen=True):
    """``[memory]``: the translation memory."""

    folder: str = "memory"
    """A folder of the project for translation memories of elsewhere, as TMX; `taiyaku memory import` fills it."""

    def __post_init__(self) -> None:
        """Hold the folder to its rules.

        Raises:
            ValueError: It leads out of the project.
        """
        if self.folder.startswith("/") or "\\" in self.folder or {"", ".", ".."} & set(self.folder.split("/")):
            raise ValueError(f'`folder` must name a folder of the project, with forward slashes; it is "{self.folder}"')


class ProviderSettings(_Table, frozen=True):
    """``[provider]``: who translates what the memory cannot fill."""

    name: str = "human"
    """`human` leaves it for a person; `taiyaku translate --provider` overrides it."""
    jobs: int = 4
    """How many requests may be under way at once."""
    requests_per_minute: int = 0
    """How many requests may be sent in a minute; 0 sets no limit."""
    price: float = 0.0
    """Price of a million characters of source text, for `--dry-run` and the progress bar; 0 where it is not known."""
    currency: str = "EUR"
    """What the price is in."""
    prompts: str = ""
    """A folder of the project with prompts in place of the built-in ones: `system.md`, `repair.md`."""


class WaiverSettings(_Table, frozen=True):
    """``[[checks.ignore]]``: a finding that a person decided to live with."""

    check: str
    """The check's id."""
    reason: str
    """Why it is right as it is."""
    path: str = "**"
    """Pattern of the articles it holds for."""
    source: str = ""
    """The unit's source text; it holds only while the text stays so. Empty: every unit."""
    target: str = ""
    """The unit's translation; it holds only while that stays so. Empty: any."""


class CheckSettings(_Table, frozen=True):
    """``[checks]``: severities and waivers."""

    severity: dict[str, Literal["error", "warning", "off"]] = {}
    """Severity by check id, where it should differ from the default."""
    ignore: tuple[WaiverSettings, ...] = ()
    """Findings to live with, each with its reason."""


class Config(_Table, frozen=True):
    """All settings of a project.

    ``Config()`` holds the defaults for the folder it is run in.
    """

    source: str = "ja"
    """The locale that the articles are written in."""
    targets: tuple[str, ...] = ("en",)
    """The locales that they are translated to."""
    articles: ArticleSettings = ArticleSettings()
    front_matter: FrontMatterSettings = FrontMatterSettings()
    html: HtmlSettings = HtmlSettings()
    glossary: GlossarySettings = GlossarySettings()
    memory: MemorySettings = MemorySettings()
    provider: ProviderSettings = ProviderSettings()
    providers: dict[str, dict[str, Any]] = {}
    """Settings of a provider by its name: `[providers.openai]`."""
    checks: CheckSettings = CheckSettings()
    root: Path = Path()
    """The project's folder. Not a setting: it is where `taiyaku.toml` was found."""

    def __post_init__(self) -> None:
        """Hold the locales to their rules.

        Raises:
            ValueError: What is wrong, beginning with the key.
        """
        for key, locales in (("source", (self.source,)), ("targets", self.targets)):
            for locale in locales:
                if not is_locale(locale):
                    raise ValueError(f'`{key}` must name locales as in en or pt-BR; "{locale}" is none')
        if not self.targets:
            raise ValueError("`targets` must name a locale to translate to")
        if self.source in self.targets:
            raise ValueError(f'`targets` holds "{self.source}", which is what the articles are written in')
        if twice := [locale for locale in self.targets if self.targets.count(locale) > 1]:
            raise ValueError(f'`targets` holds "{twice[0]}" twice')

    @property
    def path_patterns(self) -> tuple[str, ...]:
        """Where articles of the source locale stand; with ``{name}``, without ``{locale}``."""
        return tuple(source for source, _ in self.layouts)

    @property
    def layouts(self) -> tuple[tuple[str, str], ...]:
        """Pairs of patterns: where articles stand, with ``{name}``, and their targets, with ``{locale}`` too."""
        sources = _several(self.articles.path)
        targets = _several(self.articles.target) or sources
        return tuple(
            (source.replace("{locale}", self.source), target) for source, target in zip(sources, targets, strict=True)
        )


def load_config(start: Path | None = None) -> Config | None:
    """Find the project around ``start`` (a folder; by default the current one) and read its settings.

    Returns:
        The settings, or None where no folder from ``start`` upward holds ``taiyaku.toml`` or a ``[tool.taiyaku]``
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
            if b"tool.taiyaku" in raw and (table := _toml(raw, path).get("tool", {}).get("taiyaku")) is not None:
                return _convert(table, raw.decode("utf-8-sig"), path, root, prefix=("tool", "taiyaku"))
    return None


def parse_config(raw: bytes, *, path: Path, root: Path) -> Config:
    """Read settings from the bytes of ``taiyaku.toml``.

    Raises:
        ConfigError: With the file and, where it can be told, the line.
    """
    return _convert(_toml(raw, path), raw.decode("utf-8-sig"), path, root)


def _toml(raw: bytes, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ConfigError("not UTF-8; save it as UTF-8", path=_shown(path), line=line) from None
    except tomllib.TOMLDecodeError as error:
        text = str(error)
        found = text.rpartition("(at line ")[2].partition(",")[0]
        line = int(found) if found.isdigit() else raw.count(b"\n") + 1
        raise ConfigError(f"not valid TOML: {text.partition(' (at ')[0]}", path=_shown(path), line=line) from None


def _convert(table: dict[str, Any], text: str, path: Path, root: Path, *, prefix: Key = ()) -> Config:
    """Turn a TOML table into a Config; a complaint names the line and, where there is one, the nearest right key."""
    try:
        config = _read(table)
    except msgspec.ValidationError as error:
        message, key = explain(error, Config, table)
        raise ConfigError(message, path=_shown(path), line=line_of(key, text, prefix=prefix)) from None
    return msgspec.structs.replace(config, root=root)


def _read(table: dict[str, Any]) -> Config:
    if "root" in table:  # a field, but not one to set
        raise msgspec.ValidationError("Object contains unknown field `root`")
    return msgspec.convert(table, Config)


def _shown(path: Path) -> str:
    """The settings file as seen from where the user is."""
    return os.path.relpath(path).replace(os.sep, "/")


def settings_place(config: Config, *key: str | int) -> tuple[str, int | None]:
    """The settings file of a project as seen from here, and the line on which a value stands.

    Args:
        config: As it was loaded.
        key: Where the value stands: ``"checks", "ignore", 0, "path"``.
    """
    prefix: Key = ()
    path = config.root / NAME
    if not path.is_file():
        path, prefix = config.root / "pyproject.toml", ("tool", "taiyaku")
    try:
        text = path.read_text("utf-8-sig")
    except OSError:  # settings that a program made
        return NAME, None
    return _shown(path), line_of(key, text, prefix=prefix)

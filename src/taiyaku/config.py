"""``taiyaku.toml``: every setting, its default and its meaning.

The strings under the fields are the manual: ``docs/settings.md`` is generated from them.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from pathlib import Path
from typing import Any, Literal

import msgspec

from taiyaku.errors import ConfigError

NAME = "taiyaku.toml"
"""The settings file, which also marks the root of a project."""


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of the settings: immutable, and strict about its keys."""


class Articles(_Table, frozen=True):
    """``[articles]``: where the articles are and how they are written."""

    path: str | tuple[str, ...] = "content/{locale}/{name}.md"
    """Where an article of a locale stands; `{name}` may hold folders. Several patterns are allowed."""
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


class FrontMatter(_Table, frozen=True):
    """``[front_matter]``: which values are translated, which are set."""

    translate: tuple[str, ...] = ("title", "description", "excerpt", "summary", "subtitle", "tags[]")
    """Keys whose values are translated; `hero.title` goes into a table, `tags[]` into each item of a list."""
    set: dict[str, str] = msgspec.field(default_factory=lambda: {"lang": "{locale}"})
    """Keys that get a fixed value in the target, where the article has them."""


class Html(_Table, frozen=True):
    """``[html]``: which attributes of HTML and JSX elements readers see."""

    attributes: dict[str, tuple[str, ...]] = msgspec.field(
        default_factory=lambda: {"*": ("alt", "title", "aria-label", "label", "caption", "summary", "description")}
    )
    """Attribute names by element; `*` stands for every element."""


class Scope(_Table, frozen=True):
    """``[[glossary.scopes]]``: articles that pick domains of the glossary by where they are."""

    path: str
    """Pattern of source articles: `content/ja/legal/**`, or just the folder; `*` stands for names within a folder."""
    domains: tuple[str, ...]
    """The domains; of two entries for one term that of the domain named first wins."""


class Glossary(_Table, frozen=True):
    """``[glossary]``: the term base."""

    paths: tuple[str, ...] = ("glossary/*.yaml",)
    """Patterns of glossary files. A path without a `*` must exist."""
    name: str = ""
    """What the project's glossaries at DeepL and Google are called, after `taiyaku-`; empty: as its folder."""
    scopes: tuple[Scope, ...] = ()
    """Which articles pick which domains; an article's front matter picks its own under `glossary`."""


class Provider(_Table, frozen=True):
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


class Waive(_Table, frozen=True):
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


class Checks(_Table, frozen=True):
    """``[checks]``: severities and waivers."""

    severity: dict[str, Literal["error", "warning", "off"]] = {}
    """Severity by check id, where it should differ from the default."""
    ignore: tuple[Waive, ...] = ()
    """Findings to live with, each with its reason."""


class Config(_Table, frozen=True):
    """All settings of a project.

    ``Config()`` holds the defaults for the folder it is run in.
    """

    source: str = "ja"
    """The locale that the articles are written in."""
    targets: tuple[str, ...] = ("en",)
    """The locales that they are translated to."""
    articles: Articles = Articles()
    front_matter: FrontMatter = FrontMatter()
    html: Html = Html()
    glossary: Glossary = Glossary()
    provider: Provider = Provider()
    providers: dict[str, dict[str, Any]] = {}
    """Settings of a provider by its name: `[providers.openai]`."""
    checks: Checks = Checks()
    root: Path = Path()
    """The project's folder. Not a setting: it is where `taiyaku.toml` was found."""

    @property
    def path_patterns(self) -> tuple[str, ...]:
        """The article patterns, as a tuple however they were written."""
        path = self.articles.path
        return (path,) if isinstance(path, str) else path


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
                return _convert(table, raw.decode("utf-8"), path, root)
    return None


def parse_config(raw: bytes, *, path: Path, root: Path) -> Config:
    """Read settings from the bytes of ``taiyaku.toml``.

    Raises:
        ConfigError: With the file and, where it can be told, the line.
    """
    return _convert(_toml(raw, path), raw.decode("utf-8"), path, root)


def _toml(raw: bytes, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ConfigError("not UTF-8; save it as UTF-8", path=path, line=line) from None
    except tomllib.TOMLDecodeError as error:
        text = str(error)
        found = text.rpartition("(at line ")[2].partition(",")[0]
        line = int(found) if found.isdigit() else raw.count(b"\n") + 1
        raise ConfigError(f"not valid TOML: {text.partition(' (at ')[0]}", path=path, line=line) from None


def _convert(table: dict[str, Any], text: str, path: Path, root: Path) -> Config:
    """Turn a TOML table into a Config, and the library's complaint into one that names the nearest right key."""
    if "root" in table:
        raise ConfigError("unknown key `root`", path=path, line=_line_of("root", text))
    try:
        config = msgspec.convert(table, Config)
    except msgspec.ValidationError as error:
        message, _, where = str(error).partition(" - at ")
        if message.startswith("Object contains unknown field"):
            key = message.split("`")[1]
            table_name = where.strip("`$.")
            near = difflib.get_close_matches(key, _keys(table_name), n=1, cutoff=0.5)
            hint = f"; did you mean `{near[0]}`?" if near else f"; known are {', '.join(_keys(table_name))}"
            inside = f" in [{table_name}]" if table_name else ""
            raise ConfigError(f"unknown key `{key}`{inside}{hint}", path=path, line=_line_of(key, text)) from None
        key = where.strip("`$.")
        plain = message.replace("Expected `", "must be `").replace("`array`", "`list`")
        raise ConfigError(f"`{key}` {plain}", path=path, line=_line_of(key.split(".")[-1], text)) from None
    return msgspec.structs.replace(config, root=root)


def _keys(table: str) -> list[str]:
    """The known keys of a table by its dotted name; ``checks.ignore[...]`` counts as its item."""
    at: Any = Config
    for part in filter(None, table.split(".")):
        name = part.partition("[")[0]
        at = {"ignore": Waive, "scopes": Scope}.get(name) or getattr(at, "__annotations__", {}).get(name)
        at = globals().get(at, at) if isinstance(at, str) else at
    fields = getattr(at, "__struct_fields__", ())
    return [name for name in fields if name != "root"]


def settings_place(config: Config, key: str, value: str = "") -> tuple[Path, int | None]:
    """The settings file of a project, and the line on which a key stands, as a hint for the eye.

    Args:
        config: As it was loaded.
        key: Without its table.
        value: The text that it is given; by default any.
    """
    path = config.root / NAME
    if not path.is_file():
        path = config.root / "pyproject.toml"
    try:
        text = path.read_text("utf-8-sig")
    except OSError:  # settings that a program made
        return path, None
    return path, _line_of(key, text, value)


def _line_of(key: str, text: str, value: str = "") -> int | None:
    """The first line on which ``key`` is assigned, also within braces, or opens a table."""
    name = re.escape(key.partition("[")[0])
    rest = rf"=\s*[\"']{re.escape(value)}[\"']" if value else r"(?:=|\]|\.)"
    assigned = re.compile(rf"(?:^|[\s{{,.\[\"']){name}[\"']?\s*{rest}")
    lines = (line.split("#")[0] for line in text.splitlines())
    return next((number for number, line in enumerate(lines, 1) if assigned.search(line)), None)

"""Where site generators keep articles, how to recognize them, and the first files of a project on such a site."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from taiyaku.config import Config


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a site keeps its articles and their translations."""

    path: str
    """``articles.path``."""
    target: str = ""
    """``articles.target``; empty if ``path`` has the locale."""
    links: str = "/{locale}/"
    """The part of a link that names the locale; empty if none does."""

    def patterns(self, suffixes: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """``articles.path`` and ``articles.target`` for files with several suffixes, such as ``md`` and ``mdx``."""
        paths = tuple(self.path.removesuffix("md") + suffix for suffix in suffixes)
        targets = tuple(self.target.removesuffix("md") + suffix for suffix in suffixes) if self.target else ()
        return paths, targets


@dataclass(frozen=True, slots=True)
class Site:
    """A site generator and its layouts."""

    name: str
    """Its name; empty if no generator was recognized."""
    layouts: tuple[Layout, ...]
    """The first one that finds articles is used, or else the first of all."""
    flavor: str = "gfm"
    markers: tuple[str, ...] = ()
    """Files or folders at the root, any of which identifies the generator."""
    suffixes: tuple[str, ...] = ("md",)


_DOCUSAURUS = "i18n/{locale}/docusaurus-plugin-content-docs/current/{name}.md"

SITES: tuple[Site, ...] = (
    Site(
        "Zenn",
        (
            Layout("articles/{locale}/{name}.md", links=""),
            # Zenn reads no folders below this one, and the name is the article's URL.
            Layout("articles/{name}.md", "articles/{name}-{locale}.md", links=""),
        ),
        "zenn",
        ("articles/.keep", "books/.keep"),
    ),
    Site(
        "Astro Starlight",
        (
            Layout("src/content/docs/{locale}/{name}.md"),
            Layout("src/content/docs/{name}.md", "src/content/docs/{locale}/{name}.md", links=""),
        ),
        "mdx",
        ("astro.config.mjs", "astro.config.ts", "astro.config.js"),
        ("md", "mdx"),
    ),
    Site(
        "Docusaurus",
        (Layout(_DOCUSAURUS), Layout("docs/{name}.md", _DOCUSAURUS, links="")),
        "docusaurus",
        ("docusaurus.config.js", "docusaurus.config.ts"),
        ("md", "mdx"),
    ),
    Site(
        "MkDocs",
        (
            Layout("docs/{name}.{locale}.md"),
            Layout("docs/{locale}/{name}.md"),
            Layout("docs/{name}.md", "docs/{name}.{locale}.md", links=""),
        ),
        "mkdocs",
        ("mkdocs.yml", "mkdocs.yaml"),
    ),
    Site(
        "Jekyll",
        # Jekyll serves the posts of en/_posts under /en/.
        (Layout("_posts/{locale}/{name}.md"), Layout("_posts/{name}.md", "{locale}/_posts/{name}.md", links="")),
        "jekyll",
        ("_config.yml", "_config.yaml"),
    ),
    Site(
        "Hugo",
        (
            Layout("content/{locale}/{name}.md"),
            Layout("content/{name}.{locale}.md"),
            Layout("content/{name}.md", "content/{name}.{locale}.md", links=""),
        ),
        "hugo",
        ("hugo.toml", "hugo.yaml", "hugo.json", "config/_default", "archetypes"),
    ),
)
"""The first whose marker exists is used. The layouts are those of the generators' documentation."""

PLAIN = Site("", (Layout("content/{locale}/{name}.md"),))


def detect_site(root: Path) -> Site:
    """The kind of site that is in a folder."""
    return next((site for site in SITES if any((root / marker).exists() for marker in site.markers)), PLAIN)


def settings_text(site: Site, layout: Layout, source: str, targets: tuple[str, ...]) -> str:
    """The text of a ``taiyaku.toml`` for a site, with the settings that people change first."""
    import tomlkit

    defaults = Config()
    paths, target_paths = layout.patterns(site.suffixes)
    articles: dict[str, object] = {"path": _pattern_item(paths)}
    if target_paths:
        articles["target"] = _pattern_item(target_paths)
    articles |= {"flavor": site.flavor, "links": [layout.links] if layout.links else []}
    tables = {
        "articles": articles,
        "front_matter": {"translate": list(defaults.front_matter.translate)},
        "glossary": {"paths": list(defaults.glossary.paths)},
        "provider": {"name": defaults.provider.name},
    }
    document = tomlkit.document()
    document.add(tomlkit.comment("Settings of Taiyaku. Whatever is left out has its default: docs/settings.md."))
    document.add("source", tomlkit.item(source))
    document.add("targets", tomlkit.item(list(targets)))
    for name, values in tables.items():
        document.add(tomlkit.nl())
        document.add(name, tomlkit.item(values))
    return tomlkit.dumps(document)


def _pattern_item(patterns: tuple[str, ...]) -> object:
    """One pattern as a string, several as a list with one on each line."""
    import tomlkit

    if len(patterns) == 1:
        return patterns[0]
    several = tomlkit.array().multiline(multiline=True)
    several.extend(patterns)
    return several


GLOSSARY_SCHEMA = "glossary.schema.json"
"""The file beside the glossary with which editors complete and check it."""


def example_glossary(source: str, targets: tuple[str, ...]) -> str:
    """A glossary to start with, for the locales of the project."""
    head = f"""\
# yaml-language-server: $schema={GLOSSARY_SCHEMA}
# Terms that every translation must use. The line above lets editors complete and check this file.
source: {source}
terms:
"""
    if (source, targets) == ("ja", ("en",)):
        head += """\
  - term: 世界モデル
    variants: [ワールドモデル]
    en: {use: world model, avoid: [global model]}
    note: 環境の動きを予測する内部モデル
"""
    return f"""{head}  - term: JEPA
    keep: true                 # unchanged in every language
    # expand: Joint Embedding Predictive Architecture    # requires the long form at its first use
"""

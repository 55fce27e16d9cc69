"""Where site generators keep articles, and how to recognise them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a site keeps its articles and their translations."""

    path: str
    """``articles.path``."""
    target: str = ""
    """``articles.target``; empty where ``path`` holds the locale."""
    links: str = "/{locale}/"
    """What in a link names the locale; empty where nothing does."""

    def patterns(self, endings: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """``articles.path`` and ``articles.target`` for files of several endings, such as ``md`` and ``mdx``."""
        paths = tuple(self.path.removesuffix("md") + ending for ending in endings)
        targets = tuple(self.target.removesuffix("md") + ending for ending in endings) if self.target else ()
        return paths, targets


@dataclass(frozen=True, slots=True)
class Site:
    """A generator's layouts."""

    name: str
    """As people call it; nothing for a folder that no generator was recognised in."""
    layouts: tuple[Layout, ...]
    """The first under which articles are found is taken; the first of all where there are none yet."""
    flavor: str = "gfm"
    marks: tuple[str, ...] = ()
    """Files or folders at the root, any of which tells that the site is of this kind."""
    endings: tuple[str, ...] = ("md",)


_DOCUSAURUS = "i18n/{locale}/docusaurus-plugin-content-docs/current/{name}.md"

SITES: tuple[Site, ...] = (
    Site(
        "Zenn",
        (
            Layout("articles/{locale}/{name}.md", links=""),
            # Zenn reads no folders below this one, and the name is the article's address.
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
"""The first whose mark is there is taken. Conventions: the generators' own documentation."""

PLAIN = Site("", (Layout("content/{locale}/{name}.md"),))


def detect_site(root: Path) -> Site:
    """The site that lives in a folder, by the marks its generator leaves."""
    return next((site for site in SITES if any((root / mark).exists() for mark in site.marks)), PLAIN)


def settings_for(site: Site, layout: Layout, source: str, targets: tuple[str, ...]) -> str:
    """The text of a ``taiyaku.toml`` for a site, with the settings that people change first."""
    paths, elsewhere = layout.patterns(site.endings)
    target = f"\ntarget = {_toml(elsewhere)}" if elsewhere else ""
    links = f'["{layout.links}"]' if layout.links else "[]"
    names = ", ".join(f'"{target}"' for target in targets)
    return f'''# Settings of Taiyaku. What is left out has its default: docs/settings.md.
source = "{source}"
targets = [{names}]

[articles]
path = {_toml(paths)}{target}
flavor = "{site.flavor}"
links = {links}

[front_matter]
translate = ["title", "description", "excerpt", "summary", "subtitle", "tags[]"]

[glossary]
paths = ["glossary/*.yaml"]

[provider]
name = "human"
'''


def _toml(patterns: tuple[str, ...]) -> str:
    """One pattern as text, several as a list of a line each."""
    if len(patterns) == 1:
        return f'"{patterns[0]}"'
    return "[\n" + "".join(f'  "{pattern}",\n' for pattern in patterns) + "]"


SCHEMA = "glossary.schema.json"
"""The file beside the glossary by which editors complete and check it."""


def example_glossary(source: str, targets: tuple[str, ...]) -> str:
    """A glossary to begin with, which holds for the locales of the project."""
    head = f"""\
# yaml-language-server: $schema={SCHEMA}
# Terms that every translation keeps to. The line above lets editors complete and check this file.
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
    keep: true                 # stands unchanged in every language
    # expand: Joint Embedding Predictive Architecture    # would ask for the long form at its first use
"""

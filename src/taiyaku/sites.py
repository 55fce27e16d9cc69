"""Where site generators keep articles, and how to recognise them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Site:
    """A generator's layout as settings."""

    name: str
    """As people call it; nothing for a folder that no generator was recognised in."""
    path: str
    """``articles.path``."""
    flavor: str = "gfm"
    marks: tuple[str, ...] = ()
    """Files or folders at the root, any of which tells that the site is of this kind."""
    links: str = "/{locale}/"


SITES: tuple[Site, ...] = (
    Site("Zenn", "articles/{locale}/{name}.md", "zenn", ("articles/.keep", "books/.keep"), ""),
    Site(
        "Astro Starlight",
        "src/content/docs/{locale}/{name}.md",
        "mdx",
        ("astro.config.mjs", "astro.config.ts", "astro.config.js"),
    ),
    Site(
        "Docusaurus",
        "i18n/{locale}/docusaurus-plugin-content-docs/current/{name}.md",
        "docusaurus",
        ("docusaurus.config.js", "docusaurus.config.ts"),
    ),
    Site("MkDocs", "docs/{name}.{locale}.md", "mkdocs", ("mkdocs.yml", "mkdocs.yaml")),
    Site("Jekyll", "_posts/{locale}/{name}.md", "jekyll", ("_config.yml", "_config.yaml")),
    Site(
        "Hugo",
        "content/{locale}/{name}.md",
        "hugo",
        ("hugo.toml", "hugo.yaml", "hugo.json", "config/_default", "archetypes"),
    ),
)
"""The first whose mark is there is taken. Conventions: the generators' own documentation."""

PLAIN = Site("", "content/{locale}/{name}.md")


def detect_site(root: Path) -> Site:
    """The site that lives in a folder, by the marks its generator leaves."""
    return next((site for site in SITES if any((root / mark).exists() for mark in site.marks)), PLAIN)


def settings_for(site: Site, source: str, targets: tuple[str, ...]) -> str:
    """The text of a ``taiyaku.toml`` for a site, with the settings that people change first."""
    names = ", ".join(f'"{target}"' for target in targets)
    path = f'"{site.path}"'
    if site.flavor in {"mdx", "docusaurus"}:
        path = f'[{path}, "{site.path.removesuffix(".md")}.mdx"]'
    links = f'links = ["{site.links}"]' if site.links else "links = []"
    return f'''# Settings of Taiyaku. What is left out has its default: docs/settings.md.
source = "{source}"
targets = [{names}]

[articles]
path = {path}
flavor = "{site.flavor}"
{links}

[front_matter]
translate = ["title", "description", "excerpt", "summary", "subtitle", "tags[]"]

[glossary]
paths = ["glossary/*.yaml"]

[provider]
name = "human"
'''


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
    expand: Joint Embedding Predictive Architecture
"""

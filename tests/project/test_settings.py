"""Settings: what `taiyaku init` writes for a site, and what a person is told of a slip in them."""

from __future__ import annotations

from dataclasses import astuple
from pathlib import Path

import pytest

from project_on_disk import Project
from taiyaku.config import load_config, parse_config
from taiyaku.errors import ConfigError
from taiyaku.project.articles import article_of, find_articles


def taiyaku(root: Path, *arguments: str) -> tuple[int, str, str]:
    return astuple(Project(root).run(*arguments))


def written(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def test_init_starts_a_project_anywhere(tmp_path: Path) -> None:
    code, out, _ = taiyaku(tmp_path, "init")
    assert (code, "no articles found; articles.path expects them at content/ja/{name}.md" in out) == (0, True)
    code, _, err = taiyaku(tmp_path, "status")
    assert (code, "no articles found at content/ja/{name}.md" in err) == (2, True)
    assert taiyaku(tmp_path, "init")[0] == 2


@pytest.mark.parametrize(
    ("mark", "article", "target"),
    [
        ("hugo.toml", "content/ja/posts/a.md", "content/en/posts/a.md"),
        ("hugo.toml", "content/posts/a.ja.md", "content/posts/a.en.md"),
        ("hugo.toml", "content/posts/a.md", "content/posts/a.en.md"),
        ("astro.config.mjs", "src/content/docs/ja/guide/a.mdx", "src/content/docs/en/guide/a.mdx"),
        ("astro.config.mjs", "src/content/docs/guide/a.mdx", "src/content/docs/en/guide/a.mdx"),
        ("docusaurus.config.js", "docs/a.md", "i18n/en/docusaurus-plugin-content-docs/current/a.md"),
        ("docusaurus.config.ts", "docs/x/a.mdx", "i18n/en/docusaurus-plugin-content-docs/current/x/a.mdx"),
        ("_config.yml", "_posts/ja/2026-11-24-a.md", "_posts/en/2026-11-24-a.md"),
        ("_config.yml", "_posts/2026-11-24-a.md", "en/_posts/2026-11-24-a.md"),
        ("mkdocs.yml", "docs/a.ja.md", "docs/a.en.md"),
        ("mkdocs.yml", "docs/a.md", "docs/a.en.md"),
        ("mkdocs.yml", "docs/ja/a.md", "docs/en/a.md"),
        ("articles/.keep", "articles/a-first-article.md", "articles/a-first-article-en.md"),
        ("nothing", "content/ja/a.md", "content/en/a.md"),
    ],
)
def test_a_site_is_translated_as_it_is_laid_out(tmp_path: Path, mark: str, article: str, target: str) -> None:
    written(tmp_path / mark, "")
    written(tmp_path / article, "# 見出し\n\n[続き](./b.md)を読む。\n")
    assert "1 article found" in taiyaku(tmp_path, "init")[1]
    code, _, err = taiyaku(tmp_path, "translate", "--provider", "pseudo")
    assert code == 0, err
    assert "(./b.md)" in (tmp_path / target).read_text("utf-8")
    # The target is no article itself, and stands for its article where it is named.
    config = load_config(tmp_path)
    assert config
    (found,) = find_articles(config)
    assert (found.path, found.target_path) == (article, target)
    assert article_of(tmp_path / target, config, locale="en") == found


def test_init_leaves_a_project_around_it_alone(project: Project) -> None:
    code, _, err = taiyaku(project.root / "content", "init")
    assert (code, "project at .." in err) == (2, True)
    assert not (project.root / "content/taiyaku.toml").exists()


@pytest.mark.parametrize(
    ("option", "message"),
    [
        (["--to", "ja"], '--to contains "ja", the locale that the articles are written in'),
        (["--to", "en", "--to", "en"], '--to contains "en" twice'),
        (["--to", "English!"], '"English!" is not one'),
        (["--from", ""], '--from must name locales such as en or pt-BR; "" is not one'),
    ],
)
def test_init_takes_locales_only(tmp_path: Path, option: list[str], message: str) -> None:
    code, _, err = taiyaku(tmp_path, "init", *option)
    assert (code, message in err) == (2, True), err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ('source = ""', '1: `source` must name locales such as en or pt-BR; "" is not one'),
        ('targets = ["en", "ja"]', '1: `targets` contains "ja", the locale that the articles are written in'),
        ("targets = []", "1: `targets` is empty; name a locale to translate into"),
        ('targets = "en"', "1: `targets` must be a list, not text in quotes"),
        ('[articles]\n\npath = "docs/{name}.md"', '3: `path` must contain {locale}; it is "docs/{name}.md"'),
        ('[articles]\npath = "a/{nme}.md"', "2: `path` may contain {locale} and {name}, and no other braces"),
        ('[articles]\npath = "/{locale}/{name}.md"', "2: `path` must be relative to the project"),
        ('[articles]\ntarget = ["{locale}/{name}.md", "x"]', "2: `target` must have as many patterns as `path`"),
        ('[articles]\ncatalogs = "{name}.po"', "2: `catalogs` must contain {locale}"),
        ('[articles]\nflavor = "hgo"', "2: `flavor` in [articles] must be one of commonmark, gfm, mdx, hugo"),
        ('[provider]\njobs = "4"', "2: `jobs` in [provider] must be a whole number, not text in quotes"),
        ("[provder]\njobs = 4", "1: unknown key `provder`; did you mean `provider`?"),
        ('[checks]\n# as they are\nseverity = {truncated = "eror"}', "3: `truncated` in [checks.severity] must be"),
        ('[[checks.ignore]]\ncheck = "a"\nreason = "b"\n[[checks.ignore]]\ncheck = "c"', "4: [[checks.ignore]] needs"),
        ('[front_matter]\ntranslate = [\n  "a",\n  3,\n]', "2: item 2 of `translate` in [front_matter] must be text"),
        ("[providers]\nopenai = 3", "2: `openai` in [providers] must be a table"),
        ('root = "/"', "1: unknown key `root`"),
    ],
)
def test_a_slip_is_told_with_its_line_and_what_is_right(tmp_path: Path, settings: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_config(settings.encode(), path=tmp_path / "taiyaku.toml", root=tmp_path)
    assert f"taiyaku.toml:{message}" in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_a_slip_in_pyproject_is_told_with_its_line(tmp_path: Path) -> None:
    written(tmp_path / "pyproject.toml", '[project]\nsource = "x"\n\n[tool.taiyaku]\nsource = 3\n')
    code, _, err = taiyaku(tmp_path, "status")
    assert (code, err) == (2, "error: pyproject.toml:5: `source` must be text in quotes, not a whole number\n")


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ("sourc = 'ja'", "taiyaku.toml:1: unknown key `sourc`; did you mean `source`?"),
        ("source = ", "taiyaku.toml:1: not valid TOML"),
        ("targets = 'en'", "taiyaku.toml:1: `targets` must be a list"),
        ("[articles]\npath = 'content/{lang}/{name}.md'", "no other braces"),
        (
            "[articles]\ncatalogs = '/tmp/{locale}/{name}.po'",
            "taiyaku.toml:2: `catalogs` must be relative to the project",
        ),
        ("[glossary]\npaths = ['glossary/terms.yaml']", "glossary/terms.yaml"),
        ("[provider]\nname = 'humna'", "did you mean `human`?"),
    ],
)
def test_broken_settings_are_one_line_and_exit_2(project: Project, settings: str, told: str) -> None:
    project.write("taiyaku.toml", settings + "\n")
    code, _, err = taiyaku(project.root, "translate")
    assert code == 2, err
    assert told in err
    assert len(err.strip().splitlines()) == 1

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from made import Project
from taiyaku.catalogs.catalog import Entry, new_catalog
from taiyaku.catalogs.po import format_catalog
from taiyaku.model import State
from taiyaku.pipeline.run import translate_article
from taiyaku.providers.human import Human


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_WORKSPACE", "COLUMNS", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    made = Project(tmp_path)
    (tmp_path / "content/ja/a.md").unlink()
    return made


Add = Callable[..., None]


@pytest.fixture
def add(project: Project) -> Add:
    """Adds a translated article: its name, then each paragraph's source and translation."""

    def added(name: str, texts: dict[str, str], *, state: State = State.ACCEPTED) -> None:
        path = project.write(f"content/ja/{name}.md", "\n\n".join(texts) + "\n")
        entries = tuple(Entry(source, text, state=state) for source, text in texts.items())
        catalog = new_catalog(name, "ja", "en")
        project.write(f"catalogs/en/{name}.po", format_catalog(type(catalog)(catalog.headers, entries)))
        translate_article(path, config=project.config, provider=Human())

    return added

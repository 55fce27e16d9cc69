"""A small project in every state that a translator meets."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from taiyaku.catalogs.catalog import new_catalog
from taiyaku.catalogs.match_source import renew_catalog, translations_of
from taiyaku.catalogs.po import format_catalog, read_catalog
from taiyaku.config import Config, load_config
from taiyaku.editing.workspace import Workspace
from taiyaku.glossary import Glossary, load_glossary
from taiyaku.markdown.segment import segment_markdown
from taiyaku.model import State, Translation
from taiyaku.project.articles import Article, find_articles, write_text

SETTINGS = """\
source = "ja"
targets = ["en"]
[glossary]
paths = ["glossary/*.yaml"]
"""

GLOSSARY = """\
source: ja
terms:
  - term: 世界モデル
    en: {use: world model, avoid: [global model]}
    note: 環境の動きを予測する内部モデル
  - term: 表現
    en: {use: representation}
  - term: JEPA
    keep: true
    expand: Joint Embedding Predictive Architecture
"""

WORLDS = """\
---
title: 世界モデルを自分の机で試す
description: 小さな世界モデルを学習し、計画に使うまで。
date: 2026-02-12
---

# 世界モデルを自分の机で試す

世界モデルは、行動のあとに何が起こるかを**画素ではなく表現で**予測する。この記事では`rollout()`を書き、[JEPA](https://example.com/jepa)の考え方を確かめる。

## 用意するもの

- GPUを1台。メモリーは12GBあれば足りる
- 3,000本の短い動画
  - 1本は約8秒
- 根気

学習は次のように始める。

```python
model = WorldModel(dim=256)
model.fit(videos, epochs=40)
```

| 版 | 公開 | 学習に使うもの |
|---|---|---|
| 小 | 2024年 | 動画 |
| 大 | 2025年 | 動画と行動 |

> 予測が外れたときこそ、モデルは何かを学ぶ。

## 結果を読む

検証データの誤差は40エポックで0.21まで下がり、計画の成功率は68%になった。
"""

OTHER = """\
# 読書メモ

世界モデルは、行動のあとに何が起こるかを**画素ではなく表現で**予測する。この記事では`predict()`を書き、[JEPA](https://example.com/jepa)の考え方を確かめる。

検証データの誤差は20エポックで0.35まで下がり、計画の成功率は51%になった。
"""

OTHER_EN = {
    "読書メモ": "Reading notes",
    "世界モデルは": "A world model predicts what happens after an action **in representations, not pixels**. In this article we"
    " write `predict()` and look into the idea of [JEPA](https://example.com/jepa), the Joint Embedding Predictive"
    " Architecture.",
    "検証データ": "The error on the validation data fell to 0.35 after 20 epochs, and planning succeeded 51% of the time.",
}


ENGLISH = {
    "版": "Version",
    "公開": "Released",
    "学習に使うもの": "Trained on",
    "小": "Small",
    "大": "Large",
    "2024年": "2024",
    "2025年": "2025",
    "動画": "Videos",
    "動画と行動": "Videos and actions",
    "世界モデルを自分の机で試す": "Trying a world model on your own desk",
    "小さな世界モデルを学習し、計画に使うまで。": "Training a small world model, and using it to plan.",
    "用意するもの": "What you need",
    "GPUを1台。メモリーは12GBあれば足りる": "One GPU. 12 GB of memory will do",
    "3,000本の短い動画": "3,000 short videos",
    "1本は約8秒": "Each is about 8 seconds long",
    "根気": "Patience",
    "学習は次のように始める。": "Start the training as follows.",
    "予測が外れたときこそ、モデルは何かを学ぶ。": "It is when a prediction fails that the model learns something.",
    "結果を読む": "Reading the results",
}


@dataclass(frozen=True)
class Project:
    """A project on disk."""

    root: Path

    @property
    def config(self) -> Config:
        config = load_config(self.root)
        assert config
        return config

    def terms(self, locale: str) -> Glossary:
        return load_glossary(self.config, locale)

    def desk(self) -> Workspace:
        return Workspace(self.config, lambda: find_articles(self.config), self.terms)

    def article(self, name: str = "worlds") -> Article:
        return next(article for article in find_articles(self.config) if article.name == name)

    def write(self, name: str, text: str) -> None:
        write_text(self.root / "content" / "ja" / f"{name}.md", text)

    def translate(
        self,
        name: str,
        texts: dict[str, str],
        state: State = State.ACCEPTED,
        origin: str = "person",
        previous: str = "",
    ) -> None:
        """Put translations into the catalog, by how the source begins."""
        article = self.article(name)
        document = segment_markdown(article.source.read_text("utf-8"), config=self.config, flavor=article.flavor)
        old = read_catalog(article.catalog) or new_catalog(name, "ja", "en")
        translations = translations_of(document, old)
        for unit in document.units:
            for start, text in texts.items():
                if unit.source.startswith(start):
                    translations[unit.id] = Translation(text, state, origin, previous)
        write_text(article.catalog, format_catalog(renew_catalog(document, translations, old, path=article.path)))

    def entry(self, start: str, name: str = "worlds") -> tuple[str, State]:
        """The translation of the unit whose source begins so, and its state."""
        catalog = read_catalog(self.article(name).catalog)
        if catalog is None:
            return "", State.MISSING
        found = next(entry for entry in catalog.live if entry.source.startswith(start))
        return found.text, found.state


def make_project(root: Path) -> Project:
    """Two articles: one that nobody has begun, one that is translated."""
    write_text(root / "taiyaku.toml", SETTINGS)
    write_text(root / "glossary" / "terms.yaml", GLOSSARY)
    made = Project(root)
    made.write("worlds", WORLDS)
    made.write("notes", OTHER)
    made.translate("notes", OTHER_EN)
    return made


def make_every_state(project: Project) -> None:
    """Leave the first article half way: accepted, drafted with errors, outdated and missing units."""
    done = ("世界モデルを", "小さな", "用意", "GPU", "根気", "版")
    project.translate("worlds", {key: text for key, text in ENGLISH.items() if key.startswith(done)})
    drafts = {
        "3,000": "30,000 short videos",
        "予測が外": "The global model learns when a prediction fails.",
        "動画と": "Videos and actions",
    }
    project.translate("worlds", drafts, State.DRAFT, "deepl")
    old = {"学習は": "Training is started as follows."}
    project.translate("worlds", old, State.OUTDATED, "person", "学習はこう始めます。")

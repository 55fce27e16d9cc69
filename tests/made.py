"""A project made for a test."""

from __future__ import annotations

from pathlib import Path

from taiyaku.config import Config, parse_config

ARTICLE = """---
title: 世界モデル
lang: ja
---

# 見出し

最初の段落です。[節](#二つ目の節)と[隣の記事](/ja/other/)へ。

- 項目一
- 項目二

## 二つ目の節

二番目の段落です。

```python
print("そのまま")  # コメント
```
"""


class Project:
    """A project in a folder of its own, with one article."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("taiyaku.toml", 'source = "ja"\ntargets = ["en"]\n')
        self.write("content/ja/a.md", ARTICLE)

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
        return path

    def read(self, name: str) -> str:
        return (self.root / name).read_bytes().decode("utf-8")

    def edit(self, name: str, old: str, new: str) -> None:
        text = self.read(name)
        assert old in text
        self.write(name, text.replace(old, new, 1))

    @property
    def config(self) -> Config:
        path = self.root / "taiyaku.toml"
        return parse_config(path.read_bytes(), path=path, root=self.root)

from __future__ import annotations

from pathlib import Path

import pytest

from made import Project

ARTICLE = """---
title: 世界モデル
lang: ja
---

# 見出し

最初の段落です。[例](https://a.example/)と**強調**と`x < y`があります。

- 項目一

<p>HTMLの<b>段落</b>です。</p>

最後の段落です。
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.chdir(tmp_path)
    made = Project(tmp_path)
    made.write("content/ja/a.md", ARTICLE)
    return made

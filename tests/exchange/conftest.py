from __future__ import annotations

import pytest

from project_on_disk import Project

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
def project(project: Project) -> Project:
    project.write("content/ja/a.md", ARTICLE)
    return project

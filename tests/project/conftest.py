from __future__ import annotations

import pytest

from project_on_disk import ARTICLE, Project


@pytest.fixture
def project(project: Project) -> Project:
    project.write("content/ja/a.md", ARTICLE)
    return project

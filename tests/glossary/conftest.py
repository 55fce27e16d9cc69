from __future__ import annotations

import pytest

from project_on_disk import Project


@pytest.fixture
def site(project: Project) -> Project:
    return project

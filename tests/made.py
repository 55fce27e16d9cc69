from pathlib import Path

from project_on_disk import ARTICLE
from project_on_disk import Project as _Project


def Project(root: Path) -> _Project:  # noqa: N802  the name until every test is renamed
    return _Project.create(root, a=ARTICLE)

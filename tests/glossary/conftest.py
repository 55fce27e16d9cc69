from __future__ import annotations

from pathlib import Path

import pytest

from site_on_disk import Site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path)
    made.write("taiyaku.toml", 'source = "ja"\ntargets = ["en"]\n')
    return made

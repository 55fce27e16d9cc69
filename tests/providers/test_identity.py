"""Two servers, models or settings never share paid replies, in our providers and in those of other packages."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from taiyaku.config import Config
from taiyaku.pipeline.run import translate_article
from taiyaku.providers import load_provider
from taiyaku.providers.base import identity_of

from .conftest import MACHINES, Site
from .service import Service

EXAMPLE = Path(__file__).parents[2] / "docs" / "example-provider"


@pytest.fixture
def another() -> Iterator[Service]:
    """A second server."""
    made = Service()
    yield made
    made.close()
    assert not made.wrong, made.wrong[:5]


def translate_anew(site: Site) -> None:
    """Translate the article without the catalog of the run before, but with its journal."""
    (site.root / "catalogs/en/a.po").unlink(missing_ok=True)
    (site.root / "content/en/a.md").unlink(missing_ok=True)
    translate_article(site.root / "content/ja/a.md", config=site.config)


@pytest.mark.parametrize("name", MACHINES)
def test_a_second_server_is_asked_and_the_first_one_s_replies_stay(
    site: Site, service: Service, another: Service, name: str
) -> None:
    site.write("content/ja/a.md", "# 概要\n\n前の段落は短い話です。\n")
    counts = []
    for server in (service, another, service, another):
        replace(site, url=server.url).settings(name)
        translate_anew(site)
        counts.append((len(service.bodies), len(another.bodies)))
    assert counts == [(1, 0), (1, 1), (1, 1), (1, 1)]


# ── Another package's provider ──

WITHOUT_IDENTITY = """
from taiyaku.providers import Limits, Reply

class Plain:
    name = "plain"
    placeholder = False
    limits = Limits()

    def __init__(self, server="", api_key="", max_tokens=0):
        self.server = server

    def translate(self, batch, *, source, target):
        return [Reply(request.id, f"{self.server} says so. {request.text}") for request in batch]

class Known(Plain):
    identity = "known"

class Configured(Plain):
    @classmethod
    def from_config(cls, table, config):
        return cls(**table)
"""


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two packages with providers."""
    place = tmp_path / "installed"
    (place / "others-1.0.dist-info").mkdir(parents=True)
    shutil.copy(EXAMPLE / "shouting.py", place)
    (place / "plain.py").write_text(WITHOUT_IDENTITY)
    (place / "others-1.0.dist-info/METADATA").write_text("Metadata-Version: 2.1\nName: others\nVersion: 1.0\n")
    entries = "shout = shouting:Shout\nplain = plain:Plain\nknown = plain:Known\nconfigured = plain:Configured\n"
    (place / "others-1.0.dist-info/entry_points.txt").write_text(f"[taiyaku.providers]\n{entries}")
    monkeypatch.syspath_prepend(place)


def identity(name: str, **table: object) -> str:
    return identity_of(load_provider(name, Config(providers={name: table})))


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("plain", {"server": "http://one"}, {"server": "http://other"}),
        ("plain", {}, {"max_tokens": 3}),
        ("configured", {"server": "http://one"}, {"server": "http://other"}),
        ("shout", {}, {"mark": "!"}),
    ],
)
def test_settings_are_the_identity_of_a_provider_that_defines_none(
    name: str, one: dict[str, object], other: dict[str, object]
) -> None:
    assert identity(name, **one) == identity(name, **one)
    assert identity(name, **one) != identity(name, **other)


@pytest.mark.usefixtures("installed")
def test_a_derived_identity_has_the_class_and_no_key() -> None:
    assert identity("plain") != identity("configured")
    assert identity("plain", api_key="secret-1") == identity("plain", api_key="secret-2")
    assert "secret" not in identity("plain", api_key="secret-1")


@pytest.mark.usefixtures("installed")
def test_a_provider_s_own_identity_stays() -> None:
    assert identity("known", server="http://one") == "known"


@pytest.mark.usefixtures("installed")
def test_two_servers_of_another_package_s_provider_share_no_replies(site: Site) -> None:
    site.write("content/ja/a.md", "前の段落は短い話です。\n")
    for server in ("one", "other", "one"):
        toml = f'source = "ja"\ntargets = ["en"]\n[provider]\nname = "plain"\n[providers.plain]\nserver = "{server}"\n'
        site.write("taiyaku.toml", toml)
        translate_anew(site)
        assert f"{server} says so" in site.read("catalogs/en/a.po")


@pytest.mark.usefixtures("installed")
def test_a_provider_with_a_derived_identity_keeps_its_members() -> None:
    provider = load_provider("shout", Config(providers={"shout": {"mark": "!"}}))
    assert (provider.name, provider.limits.units, provider.placeholder) == ("shout", 100, False)
    assert json.loads(provider.identity) == ["shout", "shouting:Shout", {"mark": "!"}]

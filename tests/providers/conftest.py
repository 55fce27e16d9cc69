"""A project, and services that it reaches over real HTTP."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from project_on_disk import Project
from taiyaku.providers import PROVIDERS
from taiyaku.providers.client import HttpMachine
from waiting import PATIENCE

from .service import Service
from .shapes import KEY


def _class_at(path: str) -> Any:
    module, _, name = path.partition(":")
    try:
        return getattr(import_module(module), name)
    except (ModuleNotFoundError, AttributeError) as error:
        raise LookupError(f"PROVIDERS in providers/__init__.py names {path}, which does not exist ({error})") from error


CLASSES = {name: _class_at(path) for name, path in PROVIDERS}
"""The class of each provider."""
MACHINES = tuple(name for name, kind in CLASSES.items() if issubclass(kind, HttpMachine))
"""The web services."""
KEYS = tuple(CLASSES[name].key_variable for name in MACHINES)
"""The environment variables with their keys."""
NEEDED: dict[str, dict[str, str]] = {
    "openai": {"model": "tiny"},
    "anthropic": {"model": "tiny"},
    "google": {"project": "p"},
    "command": {"command": "translate"},
    "ctranslate2": {"model": "model"},
}
"""The required settings of each provider."""


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()
    yield made
    made.close()
    assert not made.wrong, made.wrong[:5]


@dataclass(frozen=True)
class Site(Project):
    """A project whose provider is the scripted service."""

    url: str

    def settings(self, provider: str = "openai", more: str = "", own: str = "") -> None:
        """Write ``taiyaku.toml``; ``more`` goes under [provider], ``own`` under the provider's own table."""
        base = f"{self.url}/v1" if provider == "openai" else self.url
        needed = "".join(f'{key} = "{value}"\n' for key, value in NEEDED.get(provider, {}).items())
        self.write(
            "taiyaku.toml",
            f'source = "ja"\ntargets = ["en"]\n[articles]\npublish = "partial"\n[provider]\nname = "{provider}"\n{more}\n'
            f'[providers.{provider}]\nbase_url = "{base}"\ntimeout = {PATIENCE}\n{needed}{own}\n',
        )

    def taiyaku(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run the command in a separate process."""
        return subprocess.run(
            [sys.executable, "-m", "taiyaku", *words],
            cwd=self.root,
            env=os.environ | environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )


def new_site(root: Path, url: str) -> Site:
    made = Site(root, url)
    made.settings()
    return made


@pytest.fixture
def site(tmp_path: Path, service: Service, monkeypatch: pytest.MonkeyPatch) -> Site:
    for variable in KEYS:
        monkeypatch.setenv(variable, KEY)
    monkeypatch.setenv("AZURE_TRANSLATOR_REGION", "japaneast")
    (tmp_path / "blog").mkdir()
    return new_site(tmp_path / "blog", service.url)

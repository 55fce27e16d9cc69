"""Random edits on every side, and runs between them: what a person wrote is in the target, the catalog or a conflict."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from made import Project
from taiyaku.catalog import read_catalog
from taiyaku.errors import ConflictError
from taiyaku.pipeline import translate_article
from taiyaku.providers.human import Human

numbers = st.integers(0, 5)
WORDS = ("山", "川", "森", "海", "空", "風")


def name(count: int) -> str:
    """A name for a sentence without a digit, lest the check of numbers has its say."""
    return "".join("abcdefghij"[int(digit)] for digit in f"{count:03d}")


class Edits(RuleBasedStateMachine):
    """A source, a catalog and a target that three people edit; one article of six paragraphs."""

    @initialize()
    def start(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.project = Project(Path(self.folder.name))
        self.project.write("content/ja/a.md", "".join(f"{word}について書いた短い文章です。\n\n" for word in WORDS))
        self.count = 0
        self.texts: set[str] = set()
        """What people wrote and nobody has overwritten on purpose."""
        self.shown: set[str] = set()
        self.run()
        for number in range(6):
            self.in_catalog(number)
        self.run()
        assert (self.project.root / "content/en/a.md").exists()

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.folder.cleanup()

    def fresh(self) -> str:
        self.count += 1
        return f"Somebody wrote the sentence called {name(self.count)} here."

    def overwrite(self, old: str) -> None:
        self.texts.discard(old)

    @rule(number=numbers)
    def in_source(self, number: int) -> None:
        self.count += 1
        lines = self.project.read("content/ja/a.md").split("\n\n")
        if number < len(lines) - 1:
            lines[number] = lines[number].rstrip("。") + f"、{name(self.count)}のことも。"
            self.project.write("content/ja/a.md", "\n\n".join(lines))

    @rule(number=numbers)
    def move_in_source(self, number: int) -> None:
        lines = self.project.read("content/ja/a.md").rstrip("\n").split("\n\n")
        if number < len(lines):
            lines.append(lines.pop(number))
            self.project.write("content/ja/a.md", "\n\n".join(lines) + "\n\n")

    @rule(number=numbers)
    def in_catalog(self, number: int) -> None:
        from dataclasses import replace

        from taiyaku.catalog import format_catalog
        from taiyaku.model import State

        path = self.project.root / "catalogs/en/a.po"
        catalog = read_catalog(path)
        assert catalog
        live = list(catalog.live)
        if number >= len(live):
            return
        old, text = live[number], self.fresh()
        self.overwrite(old.text)
        new = replace(old, text=text, state=State.ACCEPTED, previous="", origin="")
        entries = tuple(new if entry is old else entry for entry in catalog.entries)
        path.write_text(format_catalog(replace(catalog, entries=entries)), "utf-8")
        self.texts.add(text)

    @rule(number=numbers)
    def in_target(self, number: int) -> None:
        path = self.project.root / "content/en/a.md"
        if not path.exists():
            return
        lines = path.read_text("utf-8").rstrip("\n").split("\n\n")
        if number >= len(lines):
            return
        text = self.fresh()
        old = lines[number]
        lines[number] = text
        path.write_text("\n\n".join(lines) + "\n\n", "utf-8")
        # Whoever writes over a sentence in the file means to; the same sentence may live on in the catalog.
        self.overwrite(old)
        self.texts.add(text)

    @rule()
    def run(self) -> None:
        try:
            result = translate_article(
                self.project.root / "content/ja/a.md", config=self.project.config, provider=Human()
            )
        except ConflictError as error:
            self.shown.add(str(error))
            return
        self.shown |= {conflict.found for conflict in result.conflicts}

    @invariant()
    def every_text_is_somewhere(self) -> None:
        if not hasattr(self, "project"):
            return
        catalog = read_catalog(self.project.root / "catalogs/en/a.po")
        target = self.project.root / "content/en/a.md"
        everywhere = (target.read_text("utf-8") if target.exists() else "") + "\n".join(self.shown)
        everywhere += "\n".join(entry.text for entry in catalog.entries) if catalog else ""
        lost = {text for text in self.texts if text not in everywhere}
        assert not lost, lost


TestNothingIsLost = Edits.TestCase
TestNothingIsLost.settings = settings(
    max_examples=40, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.mark.campaign
def test_nothing_is_lost_in_a_long_campaign() -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        Edits,
        settings=settings(
            max_examples=1_000, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )

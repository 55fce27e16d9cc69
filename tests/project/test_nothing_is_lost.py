"""Random edits on every side, and runs between them: what a person wrote is in the target, the catalog or a conflict."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from project_on_disk import Project
from taiyaku.catalogs.catalog import Catalog, Entry
from taiyaku.catalogs.po import format_catalog, read_catalog
from taiyaku.catalogs.take_edits import Conflict
from taiyaku.errors import ConflictError
from taiyaku.model import State
from taiyaku.pipeline.run import translate_article
from taiyaku.providers.base import Limits, Provider, Reply, Request
from taiyaku.providers.human import Human

numbers = st.integers(0, 9)
SOURCE = """---
title: 題名についての短い文章
---

# 山について書いた短い文章

川について書いた短い文章です。

- 森について書いた短い文章です。
- 海について書いた短い文章です。

| 空について書いた表 | 風について書いた表 |
|---|---|
| 雨について書いた欄 | 雪について書いた欄 |

```python
print("雲")
```

> 星について書いた短い文章です。

月について書いた短い文章です。
"""
LINE = re.compile(r"(title: |note: |#+ |- |> |\| )?(.+?)( \|.*)?")
"""A line of prose: what stands before the text, the text, the other cells of a row."""


def name(count: int) -> str:
    """A name for a sentence without a digit, lest the check of numbers has its say."""
    return "".join("abcdefghij"[int(digit)] for digit in f"{count:03d}")


def frame(text: str) -> list[str]:
    """The lines of an article, those that hold translated prose as a star."""
    result: list[str] = []
    fence = matter = False
    for number, line in enumerate(text.split("\n")):
        matter = line != "---" if matter else not number and line == "---"
        fence = fence != line.startswith("```")
        prose = line.strip() and not fence and not line.startswith(("```", "---", "|--"))
        result.append("*" if prose and (not matter or line.startswith("title:")) else line)
    return result


class Typewriter:
    """A machine that says something else about every text."""

    name = "typewriter"
    placeholder = False
    limits = Limits()

    def translate(self, batch: Sequence[Request], *, source: str, target: str) -> Sequence[Reply]:
        return [
            Reply(one.id, f"The machine typed {sum(map(ord, one.text)) % 997 * 'x' or 'y'} for it.") for one in batch
        ]


class Edits(RuleBasedStateMachine):
    """A source, a catalog and a target that three people edit, rename and run; one article with a bit of everything."""

    @initialize()
    def start(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.project = Project.create(Path(self.folder.name))
        self.name = "a"
        self.project.write(self.source, SOURCE)
        self.count = 0
        self.texts: set[str] = set()
        """What people wrote and nobody has overwritten on purpose."""
        self.typed: set[str] = set()
        """What was typed over a line of the target since a run took it in."""
        self.source_is_new = False
        self.frame: list[str] = []
        """Of the target as the last run left it."""
        self.conflicts: tuple[Conflict, ...] = ()
        """Of the last run, as long as nobody did anything since."""
        self.run(Human())
        for entry in self.catalog.live:
            self.put(entry, self.fresh())
        self.run(Human())
        assert (self.project.root / self.target).exists()

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.folder.cleanup()

    # ── What there is ──

    @property
    def source(self) -> str:
        return f"content/ja/{self.name}.md"

    @property
    def target(self) -> str:
        return f"content/en/{self.name}.md"

    @property
    def catalog(self) -> Catalog:
        found = read_catalog(self.project.root / f"catalogs/en/{self.name}.po")
        return found or Catalog()

    def lines(self, path: str) -> tuple[list[str], list[int]]:
        """A file's lines, and which of them hold prose."""
        if not (self.project.root / path).exists():
            return [], []
        lines = self.project.read(path).split("\n")
        return lines, [index for index, line in enumerate(lines) if any(map(str.isalpha, line)) and "---" not in line]

    def everywhere(self) -> str:
        files = [*(self.project.root / "content/en").rglob("*.md"), *(self.project.root / "catalogs").rglob("*.po")]
        # A text of a table is spelt as it is; a line of a catalog may hold it quoted.
        return "\n".join(path.read_text("utf-8") for path in files)

    def fresh(self) -> str:
        self.count += 1
        text = f"Somebody wrote the sentence called {name(self.count)} here."
        self.texts.add(text)
        return text

    def put(self, old: Entry, text: str) -> None:
        """Write a text into the catalog as a person with an editor of catalogs does."""
        self.texts.discard(old.text)
        catalog = self.catalog
        new = replace(old, text=text, state=State.ACCEPTED, previous="", origin="", draft="")
        entries = tuple(new if entry == old else entry for entry in catalog.entries)
        path = self.project.root / f"catalogs/en/{self.name}.po"
        path.write_text(format_catalog(replace(catalog, entries=entries)), "utf-8")

    # ── The source ──

    @rule(number=numbers)
    def edit_the_source(self, number: int) -> None:
        lines, prose = self.lines(self.source)
        if number < len(prose) and (found := LINE.fullmatch(lines[prose[number]])):
            self.count += 1
            text = found[2].rstrip("。") + f"、{name(self.count)}のことも"
            lines[prose[number]] = f"{found[1] or ''}{text}{found[3] or ''}"
            self.write_source(lines)

    @rule(number=numbers)
    def insert_into_the_source(self, number: int) -> None:
        lines, prose = self.lines(self.source)
        if number < len(prose) and len(prose) < 20:
            self.count += 1
            at = self.after_block(lines, prose[number])
            self.write_source([*lines[:at], "", f"途中に置いた{name(self.count)}という新しい段落です。", *lines[at:]])

    @rule(number=numbers)
    def cut_from_the_source(self, number: int) -> None:
        lines, prose = self.lines(self.source)
        plain = [index for index in prose if LINE.fullmatch(lines[index])[1] is None]  # type: ignore[index]
        if number < len(plain) and len(plain) > 1:
            del lines[plain[number]]
            self.write_source(lines)

    @rule(number=numbers)
    def move_in_the_source(self, number: int) -> None:
        text = self.project.read(self.source)
        head, *blocks = text.rstrip("\n").split("\n\n")
        if number < len(blocks):
            blocks.append(blocks.pop(number))
            self.write_source("\n\n".join([head, *blocks, ""]).split("\n"))

    def write_source(self, lines: list[str]) -> None:
        self.project.write(self.source, "\n".join(lines))
        self.source_is_new, self.conflicts = True, ()

    @rule()
    def rename_the_source(self) -> None:
        old = self.source
        self.name = {"a": "b", "b": "deep/c", "deep/c": "a"}[self.name]
        (self.project.root / self.source).parent.mkdir(parents=True, exist_ok=True)
        shutil.move(self.project.root / old, self.project.root / self.source)
        self.source_is_new, self.conflicts = True, ()
        self.run(Human())  # as the first thing; what a rename and an edit at once do, test_renames tells

    # ── The catalog ──

    @rule(number=numbers)
    def edit_the_catalog(self, number: int) -> None:
        live = list(self.catalog.live)
        if number < len(live):
            self.put(live[number], self.fresh())
            self.conflicts = ()

    @rule(number=numbers)
    def accept_in_the_catalog(self, number: int) -> None:
        open_ = [entry for entry in self.catalog.live if entry.state in {State.DRAFT, State.OUTDATED}]
        if number < len(open_):
            text = open_[number].text
            keeps = text in self.texts
            self.put(open_[number], text)
            self.texts |= {text} if keeps else set()
            self.conflicts = ()

    # ── The target ──

    @rule(number=numbers)
    def edit_the_target(self, number: int) -> None:
        lines, prose = self.lines(self.target)
        if number < len(prose) and (found := LINE.fullmatch(lines[prose[number]])):
            text = self.fresh()
            # Whoever writes over a sentence in the file means to; the same sentence may live on in the catalog.
            self.texts.discard(found[2])
            self.typed.discard(found[2])
            self.typed.add(text)
            lines[prose[number]] = f"{found[1] or ''}{text}{found[3] or ''}"
            self.project.write(self.target, "\n".join(lines))
            self.conflicts = ()

    @rule()
    def edit_the_code_of_the_target(self) -> None:
        if (self.project.root / self.target).exists():
            text = self.fresh()
            old = self.project.read(self.target)
            if found := re.search(r"(?<=```python\n)(.*)(?=\n```)", old):
                self.texts.discard(found[1])
                self.project.write(self.target, f"{old[: found.start()]}{text}{old[found.end() :]}")
            else:
                self.texts.discard(text)
            self.conflicts = ()

    @rule()
    def edit_the_front_matter_of_the_target(self) -> None:
        """A key that nobody translates."""
        if (self.project.root / self.target).exists():
            text = self.fresh()
            old = self.project.read(self.target)
            if found := re.search(r"(?<=\nnote: )(.*)", old):
                self.texts.discard(found[1])
                self.project.write(self.target, f"{old[: found.start()]}{text}{old[found.end() :]}")
            else:
                self.project.write(self.target, old.replace("\ntitle:", f"\nnote: {text}\ntitle:", 1))
            self.conflicts = ()

    @rule(number=st.integers(0, 30))
    def put_a_blank_line_into_the_target(self, number: int) -> None:
        lines, _ = self.lines(self.target)
        if 4 <= number < len(lines):
            self.project.write(self.target, "\n".join([*lines[:number], "", *lines[number:]]))
            self.conflicts = ()

    @rule(number=numbers)
    def insert_into_the_target(self, number: int) -> None:
        lines, prose = self.lines(self.target)
        if number < len(prose) and len(prose) < 20:
            at = self.after_block(lines, prose[number])
            self.project.write(self.target, "\n".join([*lines[:at], "", self.fresh(), *lines[at:]]))
            self.conflicts = ()

    @rule(number=numbers)
    def cut_from_the_target(self, number: int) -> None:
        lines, prose = self.lines(self.target)
        plain = [index for index in prose if LINE.fullmatch(lines[index])[1] is None]  # type: ignore[index]
        if number < len(plain) and len(plain) > 1:
            for gone in (self.texts, self.typed):
                gone.discard(lines[plain[number]])
            del lines[plain[number]]
            self.project.write(self.target, "\n".join(lines))
            self.conflicts = ()

    @staticmethod
    def after_block(lines: list[str], index: int) -> int:
        """Where the block that a line stands in has ended."""
        while index < len(lines) and lines[index]:
            index += 1
        return index

    # ── Runs ──

    @rule()
    def a_person_runs(self) -> None:
        self.run(Human())

    @rule()
    def a_machine_runs(self) -> None:
        self.run(Typewriter())

    @rule()
    def the_cache_is_deleted(self) -> None:
        shutil.rmtree(self.project.root / ".taiyaku", ignore_errors=True)
        self.conflicts = ()  # what the last run knew for certain, the next may have to ask about

    @precondition(lambda self: getattr(self, "conflicts", ()))
    @rule(take=st.sampled_from(["file", "catalog"]))
    def a_person_decides(self, take: str) -> None:
        conflicts, before = self.conflicts, self.project.read(self.target)
        self.run(Human(), take=take)
        after = self.everywhere()
        lost = {text for text in self.texts if text not in after}
        if take == "file":
            assert not any(text in before for text in lost), lost
            assert self.project.read(self.target) == before
        else:
            assert all(any(text in conflict.found for conflict in conflicts) for text in lost), lost
            assert all(any(text in conflict.found for conflict in self.decided) for text in lost), lost
        self.texts -= lost

    def run(self, provider: Provider, take: str = "") -> None:
        path = self.project.root / self.source
        target = self.project.root / self.target
        before = target.read_text("utf-8") if target.exists() else ""
        try:
            result = translate_article(path, config=self.project.config, provider=provider, take=take)
        except ConflictError as error:
            note(str(error))
            self.conflicts = (Conflict(0, "", "", str(error)),) if "--take" in str(error) else ()
            return
        self.conflicts, self.decided = result.conflicts, result.decided
        if not result.conflicts:
            if not take and (before or result.renamed):  # else it is another article, and its target is an orphan
                self.every_edit_is_taken_in()
                assert not before or not self.frame or frame(before) == self.frame, "overwritten without a word"
            self.frame = frame(target.read_text("utf-8")) if target.exists() else []
            self.typed.clear()
            self.source_is_new = False

    def every_edit_is_taken_in(self) -> None:
        """An edited line of the target is a person's accepted translation; a draft only where its source changed too."""
        known = {entry.text: entry for entry in self.catalog.entries}
        for text in self.typed:
            assert text in known, text
            assert self.source_is_new or known[text].state is State.ACCEPTED, known[text]
            if known[text].state is State.OUTDATED:
                assert known[text].previous not in {"", known[text].source}

    @invariant()
    def every_text_is_somewhere(self) -> None:
        if hasattr(self, "texts"):
            everywhere = self.everywhere()
            lost = {text for text in self.texts if text not in everywhere}
            assert not lost, lost


TestNothingIsLost = Edits.TestCase
TestNothingIsLost.settings = settings(max_examples=40, stateful_step_count=15, suppress_health_check=list(HealthCheck))


@pytest.mark.campaign
def test_nothing_is_lost_in_a_long_campaign() -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        Edits,
        settings=settings(max_examples=1_000, stateful_step_count=30, suppress_health_check=list(HealthCheck)),
    )

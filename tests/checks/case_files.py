"""The case files of the checks: pairs of source and target with what a check finds in them.

A file holds blocks; the same blocks are tests and the examples of the manual's pages::

    === a sentence that says what the case shows
    --- source
    Markdown of an article or of a single unit
    --- target
    its translation
    --- finds
    one message a line                   (or ``--- silent``)
    --- fix
    the target as ``check --fix`` leaves it

Optional parts before the source: ``--- locales`` (``en ja``; by default ``ja en``), ``--- flavor``, ``--- terms``
(entries of a glossary file). ``{U+200B}`` stands for that character.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "cases" / "checks"
_PARTS = ("locales", "flavor", "terms", "source", "target", "finds", "silent", "fix")


@dataclass(frozen=True, slots=True)
class Case:
    """A block of a case file."""

    check: str
    title: str
    parts: dict[str, str]
    line: int
    """Where it starts in its file."""

    @property
    def source(self) -> str:
        return characters(self.parts["source"])

    @property
    def target(self) -> str:
        return characters(self.parts["target"])

    @property
    def finds(self) -> list[str]:
        return self.parts.get("finds", "").splitlines()

    @property
    def fix(self) -> str | None:
        return characters(self.parts["fix"]) if "fix" in self.parts else None

    @property
    def locales(self) -> tuple[str, str]:
        source, target = self.parts.get("locales", "ja en").split()
        return source, target


def read_cases(check: str) -> list[Case]:
    """The cases of a check; none if it has no case file.

    Raises:
        ValueError: A block lacks its source, target or expectation, or has a part that is not known.
    """
    if not (FOLDER / f"{check}.txt").exists():
        return []
    cases: list[Case] = []
    title, part, start = "", "", 0
    parts: dict[str, list[str]] = {}

    def close() -> None:
        if not title:
            return
        texts = {name: "\n".join(lines).strip("\n") for name, lines in parts.items()}
        if not {"source", "target"} <= texts.keys() or ("finds" in texts) == ("silent" in texts):
            raise ValueError(
                f"{check}.txt:{start}: a case needs `--- source`, `--- target`, and `--- finds` or `--- silent`"
            )
        cases.append(Case(check, title, texts, start))

    for number, line in enumerate((FOLDER / f"{check}.txt").read_text("utf-8").split("\n"), 1):
        if line.startswith("=== "):
            close()
            title, part, start, parts = line[4:].strip(), "", number, {}
        elif (match := re.fullmatch(r"--- (\w+)", line)) and title:
            part = match[1]
            if part not in _PARTS:
                raise ValueError(f"{check}.txt:{number}: unknown part {part}; known are {', '.join(_PARTS)}")
            parts[part] = []
        elif part:
            parts[part].append(line)
    close()
    return cases


def characters(text: str) -> str:
    """The text with ``{U+200B}`` made the character."""
    return re.sub(r"\{U\+([0-9A-F]{4,6})\}", lambda match: chr(int(match[1], 16)), text)

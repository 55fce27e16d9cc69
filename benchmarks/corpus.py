"""The real pairs of articles that benchmarks read: the Japanese and English pages of public projects.

They are not part of the repository: a folder ``shared/corpus`` beside the checkout, or the one that is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"


@dataclass(frozen=True)
class Pair:
    project: str
    japanese: Path
    english: Path

    @property
    def name(self) -> str:
        return f"{self.project}/{self.japanese.parent.name}/{self.japanese.name}"

    @property
    def flavor(self) -> str:
        return "mdx" if self.japanese.suffix == ".mdx" else "gfm"


def pairs(corpus: Path, sides: Sequence[str] = ("en",)) -> Iterator[Pair]:
    """Every Japanese page with its English one, from the first of the folders ``sides`` that has it.

    ``en_base`` holds the English that a page was translated from, where it has moved on since.
    """
    for japanese in sorted(corpus.glob("*/ja/**/*.md*")):
        project = japanese.relative_to(corpus).parts[0]
        for side in sides:
            found = [
                p for p in (corpus / project / side).glob("**/*.md*") if p.name.replace(".en.", ".") == japanese.name
            ]
            found = [p for p in found if p.parent.name == japanese.parent.name] or found
            if found:
                yield Pair(project, japanese, found[0])
                break

"""Human translations in the corpus beside the checkout raise almost no alarms."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from taiyaku.quantities import differences

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"
ALLOWED = 0.3
"""Alarms for 100 units; what they are of, errors of the translation included."""


def blocks(path: Path) -> list[tuple[str, str]]:
    """The blocks of a page as (where it stands, its text), codes masked."""
    text = re.sub(r"\A---\n.*?\n---\n", "", path.read_text("utf-8"), flags=re.DOTALL)
    text = re.sub(r"\{#[^}]*\}|\{/\*.*?\*/\}", "", text)
    found, around = [], []
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text):
        if token.nesting == 1:
            around.append(token.type)
        elif token.nesting == -1:
            around.pop()
        elif token.type != "inline":
            found.append((token.type, ""))
        else:
            prose = "".join(
                child.content if child.type == "text" else "\n" if child.type == "softbreak" else "￼"
                for child in token.children or ()
                if child.type in {"text", "softbreak", "hardbreak", "code_inline", "html_inline", "image"}
            )
            folded = re.sub(r"(?<=[^\x00-\x7f])\n(?=[^\x00-\x7f])", "", prose).replace("\n", " ")
            found.append(("/".join(around[-2:]), re.sub(r"https?://\S+", "￼", folded)))
    return found


def pages() -> list[tuple[Path, Path]]:
    """Japanese pages with the English page that stood when they were made, where the corpus has it."""
    found = []
    for page in sorted(CORPUS.glob("*/ja/**/*.md*")):
        repository = CORPUS / page.relative_to(CORPUS).parts[0]
        english = [
            other
            for side in ("en_base", "en")
            for other in sorted((repository / side).rglob("*.md*"))
            if other.name.replace(".en.", ".") == page.name
            and (page.name != "index.md" or other.parent.name == page.parent.name)
        ]
        if english:
            found.append((page, english[0]))
    return found


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the checkout")
def test_human_translations_raise_almost_no_alarms() -> None:
    units, alarms = 0, []
    for page, english in pages():
        ours, theirs = blocks(page), blocks(english)
        if [kind for kind, _ in ours] != [kind for kind, _ in theirs]:
            continue
        for (_, source), (_, target) in zip(ours, theirs, strict=True):
            units += bool(source)
            alarms += [(page.name, source, target)] if differences(source, target, "ja", "en") else []
    assert units > 1000
    assert 100 * len(alarms) / units <= ALLOWED, alarms

"""What stands in an article and is no unit: cells of figures, an image without a text, a bare address.

A target that Taiyaku wrote has it byte for byte. A person's own file, taken as it was, may say something else there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from taiyaku.model import Document, Kind, Unit

_NEWLINE = re.compile(r"\r\n?|\n")


def untranslated_pairs(document: Document, target: Document) -> Iterator[tuple[Unit, Unit]]:
    """The stretches that hold nothing to translate and differ, each with what stands in its place in the target.

    Both are given as units without an id; the lines are those of their own files. There are none where the blocks of
    the two are not the same, for which ``structure-changed`` is there.
    """
    if document.shape != target.shape or len(document.text_spans) != len(target.text_spans):
        return
    units = {unit.start for unit in document.units}
    for place, there in zip(document.text_spans, target.text_spans, strict=True):
        if place[0] not in units and document.text[slice(*place)] != target.text[slice(*there)]:
            yield _as_unit(document, *place), _as_unit(target, *there)


def _as_unit(document: Document, start: int, end: int) -> Unit:
    line = len(_NEWLINE.findall(document.text, 0, start)) + 1
    return Unit("", Kind.PARAGRAPH, line, "", document.text[start:end], start, end)

"""The parts of an article that are not units: table cells of figures, images without text, bare URLs.

A target that Taiyaku wrote has them unchanged. A file that a person wrote may differ there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from taiyaku.model import Document, Kind, Unit

_NEWLINE = re.compile(r"\r\n?|\n")


def untranslated_pairs(document: Document, target: Document) -> Iterator[tuple[Unit, Unit]]:
    """The untranslated parts of an article that differ in the target, in pairs.

    Each part is a unit without an id, with its line in its own file. There are no pairs if the two articles have
    different blocks, which ``structure-changed`` reports.
    """
    if document.shape != target.shape or len(document.text_spans) != len(target.text_spans):
        return
    units = {unit.start for unit in document.units}
    for span, target_span in zip(document.text_spans, target.text_spans, strict=True):
        if span[0] not in units and document.text[slice(*span)] != target.text[slice(*target_span)]:
            yield _as_unit(document, *span), _as_unit(target, *target_span)


def _as_unit(document: Document, start: int, end: int) -> Unit:
    line = len(_NEWLINE.findall(document.text, 0, start)) + 1
    return Unit("", Kind.PARAGRAPH, line, "", document.text[start:end], start, end)

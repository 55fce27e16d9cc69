"""XLIFF 2.1 and 1.2 (OASIS Standards of 2018-02-13 and 2008-02-01), written and read; 2.0 and 2.2 are read as 2.1.

A file has a ``<file>`` for each article. This module handles the file as a whole, ``xliff21`` and ``xliff12`` the
elements of each version, and ``xliff_elements`` what those two share.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from taiyaku.errors import InterchangeError
from taiyaku.interchange import xliff12, xliff21
from taiyaku.interchange.bitext import Bitext, Pair
from taiyaku.interchange.safe_xml import elements, local_name

_WRITERS = {"2.1": xliff21, "1.2": xliff12}
_READERS = {"unit": xliff21, "trans-unit": xliff12}


def write(bitexts: Sequence[Bitext], *, version: str = "2.1") -> bytes:
    """Write articles of one pair of locales, with tagged text, as XLIFF ``2.1`` or ``1.2``, in UTF-8."""
    from lxml import etree

    root = _WRITERS[version].write_root(bitexts)
    _indent(root, 0)
    data: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return data + b"\n"


def _indent(element: Any, depth: int) -> None:
    """Line breaks between elements, never in or beside text."""
    if element.text or not len(element) or local_name(element) in {"source", "target"}:
        return
    element.text = "\n" + "  " * (depth + 1)
    for child in element:
        _indent(child, depth + 1)
        child.tail = element.text
    element[-1].tail = "\n" + "  " * depth


def read(path: Path) -> list[Bitext]:
    """Read the translations in an XLIFF file of any version, at most 100 MiB.

    Returns:
        One bitext for each ``<file>``, its locales as the file spells them.

    Raises:
        InterchangeError: It is not XLIFF, too large, broken, declares a DTD or entities, names no languages, or has
            a unit twice; with the line.
    """
    found: list[tuple[Any, Bitext, dict[str, Pair]]] = []
    for element in elements(path, tuple(_READERS), kind="XLIFF"):
        reader = _READERS[local_name(element)]
        file = next((parent for parent in element.iterancestors("{*}file")), None)
        if file is None:
            raise InterchangeError("a unit outside any <file>", path=path, line=element.sourceline)
        if not found or found[-1][0] is not file:
            found.append((file, _read_head(reader.read_head, file, path), {}))
        pairs = found[-1][2]
        pair = reader.read_unit(element, path)
        if pair.id in pairs:
            message = f"unit {pair.id} occurs twice, first in line {pairs[pair.id].line}; remove one"
            raise InterchangeError(message, path=path, line=element.sourceline)
        pairs[pair.id] = pair
    if not found:
        raise InterchangeError("contains no unit; is it a file that taiyaku export wrote?", path=path)
    return [replace(bitext, pairs=tuple(pairs.values())) for _, bitext, pairs in found]


def _read_head(read_head: Callable[[Any], Bitext], file: Any, path: Path) -> Bitext:
    bitext = read_head(file)
    required = {
        "its article (`original`)": bitext.article,
        "a source language": bitext.source_locale,
        "a target language": bitext.target_locale,
    }
    missing = next((what for what, value in required.items() if not value), "")
    if missing:
        raise InterchangeError(f"a <file> without {missing}; export it again", path=path, line=file.sourceline)
    return replace(bitext, line=file.sourceline or 0)

"""Untrusted XML: a harmful file is refused before it can use up memory or time, or cause other files to be read.

lxml loads no DTD, resolves no entity and opens no connection here. A file that requires any of these is refused anyway,
since its content would be incomplete without them.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from taiyaku.errors import InterchangeError

LIMIT = 100 * 1024 * 1024
"""Bytes; a larger file is refused unread."""
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""A character that XML 1.0 cannot represent (section 2.2)."""

_HEAD = 64 * 1024  # bytes in which the root element must begin
_ARCHIVES = {b"PK\x03\x04": "a zip archive", b"\x1f\x8b": "a gzip archive", b"7z\xbc\xaf": "a 7z archive"}
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_PROLOG = re.compile(r"<\?.*?\?>|<!--.*?-->|\s+", re.DOTALL)
_DOCTYPE = re.compile(
    r"""<!DOCTYPE\s+(?P<root>[^\s>\[]+)
        (?:\s+(?:SYSTEM|PUBLIC\s+(?:"[^"]*"|'[^']*'))\s+(?:"(?P<a>[^"]*)"|'(?P<b>[^']*)'))?\s*>""",
    re.VERBOSE,
)


def elements(path: Path, tags: Sequence[str], *, kind: str, doctype: str = "") -> Iterator[Any]:
    """The elements with given local names, in the order in which they end; each is freed before the next is read.

    Args:
        path: The file, at most ``LIMIT`` bytes.
        tags: Local names, in any namespace.
        kind: The format, for messages: ``TMX``. In lower case it is the local name of the root element.
        doctype: A pattern for the system identifiers that files of this kind usually declare; such a declaration is
            ignored, never loaded. By default a file may have none.

    Raises:
        InterchangeError: It cannot be read, is too large, is not XML or not of this kind, or declares a DTD or
            entities. This may happen after some elements were yielded: read all of them before using any.
    """
    from lxml import etree  # which takes 0.03 s

    _check_head(path, kind, doctype)
    try:
        with path.open("rb") as file:
            parse: Any = etree.iterparse(
                file,
                events=("start", "end"),
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
                dtd_validation=False,
                attribute_defaults=False,
                huge_tree=False,
            )
            depth = 0
            wanted = set(tags)
            for event, element in parse:
                name = local_name(element)
                if event == "start":
                    if not depth:
                        _check_root(path, element, kind, doctype)
                    depth += 1
                    continue
                depth -= 1
                if name in wanted:
                    for entity in element.iter(etree.Entity):
                        message = f"the entity {entity.text} is not declared; write the character itself"
                        raise InterchangeError(message, path=path, line=element.sourceline)
                    yield element
                    element.clear()
                    while element.getprevious() is not None:
                        del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        line = error.lineno or None
        message = f"not well-formed XML ({error.msg}); export it again"
        raise InterchangeError(message, path=path, line=line) from None
    except OSError as error:
        raise InterchangeError(f"cannot be read: {error.strerror}", path=path) from None


def local_name(element: Any) -> str:
    """An element's name without its namespace; empty for a comment or processing instruction."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def writable(text: str) -> str:
    """Text without the characters that XML cannot represent; each becomes U+FFFD."""
    return UNWRITABLE.sub("\ufffd", text)


def read_checked_head(path: Path, kind: str) -> bytes:
    """The beginning of a file, once its size is within the limit and it is not an archive under another name.

    Raises:
        InterchangeError: It is too large or an archive, or cannot be read.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise InterchangeError(f"cannot be read: {error.strerror}", path=path) from None
    if size > LIMIT:
        message = f"too large: {size / 1e6:.0f} MB, and the limit is {LIMIT // 2**20} MiB; export it in parts"
        raise InterchangeError(message, path=path)
    for magic, what in _ARCHIVES.items():
        if head.startswith(magic):
            raise InterchangeError(f"{what}, not {kind}; unpack it first", path=path)
    return head


def _check_head(path: Path, kind: str, doctype: str) -> None:
    """Refuse a file by its first bytes, before any parser reads it."""
    text = _decode_head(read_checked_head(path, kind))
    at = 0
    while match := _PROLOG.match(text, at):
        at = match.end()
    if text.startswith("<!", at):
        declared = _DOCTYPE.match(text, at)
        system = (declared["a"] or declared["b"] or "") if declared else ""
        if not (declared and doctype and declared["root"] == kind.lower() and re.fullmatch(doctype, system)):
            message = "has a DTD, which may load other files; remove its <!DOCTYPE …> and try again"
            raise InterchangeError(message, path=path, line=text.count("\n", 0, at) + 1)
    elif not text.startswith("<", at):
        raise InterchangeError(f"not XML, so not {kind}", path=path)


def _decode_head(head: bytes) -> str:
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return head[len(bom) :].decode(encoding, "replace")
    if head[:4:2] == b"\0\0":
        return head.decode("utf-16-be", "replace")
    if head[1:4:2] == b"\0\0":
        return head.decode("utf-16-le", "replace")
    return head.decode("latin-1")


def _check_root(path: Path, element: Any, kind: str, doctype: str) -> None:
    # Check again with the parser, for encodings in which the head could not be read.
    info = element.getroottree().docinfo
    dtd = info.internalDTD
    if info.doctype and not re.fullmatch(doctype, info.system_url or ""):
        raise InterchangeError("has a DTD, which may load other files; remove it and try again", path=path)
    if dtd is not None and (list(dtd.iterentities()) or list(dtd.iterelements())):
        raise InterchangeError("declares entities, which are not resolved; remove them and try again", path=path)
    if local_name(element) != kind.lower():
        raise InterchangeError(f"not {kind}: its root is <{local_name(element)}>", path=path, line=element.sourceline)

"""XML from outside, read without trusting it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from taiyaku.errors import InterchangeError


def parse_xml(raw: bytes, path: Path | str | None = None) -> Any:
    """Parse XML: nothing is fetched, no entity is resolved, a DTD is refused.

    Returns:
        The root, an ``lxml`` element.

    Raises:
        InterchangeError: It is no XML, or has a DTD.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise InterchangeError(f"not XML: {error.msg}", path=path, line=error.lineno or None) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise InterchangeError("has a DTD, which is not read; remove the line <!DOCTYPE …>", path=path)
    return root

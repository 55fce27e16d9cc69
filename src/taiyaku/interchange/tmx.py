"""TMX 1.4b, the exchange format of translation memories (LISA OSCAR, 2005-04-26).

A code is an element, so that other tools protect it: ``<bpt>`` and ``<ept>`` for a pair, ``<it>`` for half of one,
``<ph>`` for a single code, each with its Markdown as the content. What only Taiyaku understands is in ``<prop>``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from taiyaku.errors import InterchangeError
from taiyaku.interchange.safe_xml import elements, local_name, writable
from taiyaku.language.locales import find_locale
from taiyaku.markdown.inline import Role, pieces
from taiyaku.memory.model import MemoryEntry
from taiyaku.model import Origin, Reading
from taiyaku.project.articles import replacing

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_DATATYPE = "x-markdown"
_DOCTYPE = r"(?:[\w.:/-]*/)?tmx1\d[a-z]?\.dtd"
_MARKUP = {_DATATYPE, "markdown", "html", "xhtml"}  # codes of any other format mean nothing in Markdown


# ── Reading ─────────────────────────────────────────────────────────────────


def read(path: Path, *, source: str = "", targets: Collection[str] = ()) -> Iterator[MemoryEntry]:
    """The translations in a TMX file, one entry for each pair of texts.

    Texts are read as Markdown. Of another tool's codes, only those of HTML and Markdown are kept. Entries belong to no
    article; those that Taiyaku wrote keep their origin and acceptance, others are drafts with the origin ``tmx``.

    Args:
        path: The file, at most 100 MiB; it is read as a stream.
        source: The project's source locale. A language of the file matches it if it is the same, or differs only in
            its region (``ja-JP``). Without it, each unit's own source language applies.
        targets: The project's target locales, likewise. Without them, every other language is a target.

    Raises:
        InterchangeError: While iterating: it is not TMX, too large, broken, or declares a DTD other than TMX's own.
            Read all entries before using the first, so that half a file changes nothing.
    """
    names = [name for name in (source, *targets) if name]
    header_language, header_datatype = "*all*", ""
    for element in elements(path, ("header", "tu"), kind="TMX", doctype=_DOCTYPE):
        if local_name(element) == "header":
            header_language = element.get("srclang", header_language)
            header_datatype = element.get("datatype", header_datatype)
            continue
        keep_codes = element.get("datatype", header_datatype).lower() in _MARKUP
        texts: dict[str, list[str]] = defaultdict(list)
        for variant in element.iterchildren("{*}tuv"):
            language = variant.get(_LANG) or variant.get("lang")
            segment = variant.find("{*}seg")
            if not language or segment is None:
                message = "a <tuv> without xml:lang or <seg>; export it again"
                raise InterchangeError(message, path=path, line=variant.sourceline)
            texts[_locale(language, names)].append(_text(segment, keep_codes=keep_codes))
        own = element.get("srclang", header_language)
        locale = source or (_locale(own, names) if own != "*all*" else next(iter(texts), ""))
        yield from _entries(element, texts, locale, targets)


def _entries(element: Any, texts: dict[str, list[str]], source: str, targets: Collection[str]) -> Iterator[MemoryEntry]:
    props = {prop.get("type", ""): prop.text or "" for prop in element.iterchildren("{*}prop")}
    for text in texts.get(source, ())[:1]:
        for locale, translations in texts.items():
            if locale == source or (targets and locale not in targets):
                continue
            for translation in translations:
                if text.strip() and translation.strip():
                    yield MemoryEntry(
                        text,
                        translation,
                        source,
                        locale,
                        origin=props.get("x-taiyaku-origin", Origin.TMX),
                        accepted=props.get("x-taiyaku-accepted") == "yes",
                        context=props.get("x-taiyaku-context", ""),
                        previous=props.get("x-taiyaku-previous", ""),
                    )


def _locale(language: str, names: Collection[str]) -> str:
    """The project's name for a language of the file; the file's own if the project does not have it."""
    return find_locale(language, names, any_region=True) or language


def _text(element: Any, *, keep_codes: bool) -> str:
    """A segment's text, with or without its codes."""
    parts = [element.text or ""]
    for child in element:
        name = local_name(child)
        if name == "hi":
            parts.append(_text(child, keep_codes=keep_codes))
        elif name and keep_codes:
            parts.append("".join(child.itertext()))
        parts.append(child.tail or "")
    return "".join(parts)


# ── Writing ─────────────────────────────────────────────────────────────────


def write(path: Path, entries: Iterable[MemoryEntry], *, source_locale: str) -> int:
    """Write entries to a TMX file, whole or not at all.

    Characters that XML cannot represent, such as form feeds, become U+FFFD.

    Args:
        path: The file; its folder exists.
        entries: In the order of the file; each is written as it is produced.
        source_locale: The ``srclang`` of the file. Entries with another source locale state it themselves.

    Returns:
        How many were written.

    Raises:
        InterchangeError: The file cannot be written; an existing one is untouched.
    """
    from lxml import etree  # which takes 0.03 s

    count = 0
    try:
        with replacing(path) as file:
            with etree.xmlfile(file, encoding="utf-8") as out:
                out.write_declaration()
                with out.element("tmx", version="1.4"):
                    out.write("\n", _header(source_locale), "\n")
                    with out.element("body"):
                        for entry in entries:
                            out.write("\n", _unit(entry, source_locale))
                            count += 1
                        out.write("\n")
                    out.write("\n")
            file.write(b"\n")
    except OSError as error:
        raise InterchangeError(f"cannot be written: {error.strerror}", path=path) from None
    return count


def _header(source_locale: str) -> Any:
    from lxml import etree

    return etree.Element(
        "header",
        {
            "creationtool": "taiyaku",
            "creationtoolversion": version("taiyaku"),
            "segtype": "block",
            "o-tmf": "taiyaku",
            "adminlang": "en",
            "srclang": source_locale,
            "datatype": _DATATYPE,
        },
    )


def _unit(entry: MemoryEntry, source_locale: str) -> Any:
    from lxml import etree

    unit = etree.Element("tu")
    if entry.source_locale != source_locale:
        unit.set("srclang", entry.source_locale)
    props = {
        "origin": entry.origin,
        "accepted": "yes" if entry.accepted else "",
        "article": entry.article,
        "context": entry.context,
        "previous": entry.previous,
    }
    for name, value in props.items():
        if value:
            etree.SubElement(unit, "prop", type=f"x-taiyaku-{name}").text = writable(value)
    numbers: dict[str, list[int]] = defaultdict(list)
    for locale, text in ((entry.source_locale, entry.source), (entry.target_locale, entry.target)):
        variant = etree.SubElement(unit, "tuv", {_LANG: locale})
        numbers = _fill(etree.SubElement(variant, "seg"), text, numbers)
    return unit


def _fill(segment: Any, markdown: str, numbers: dict[str, list[int]]) -> dict[str, list[int]]:
    """Fill a segment with a text, and return the values of ``x`` that each code was given.

    ``numbers`` has those of the source: the same code of the translation gets the same ``x``.
    """
    from lxml import etree

    found = pieces(markdown, Reading())
    closed = {piece.pair for piece in found if piece.role is Role.CLOSE}
    given: dict[str, list[int]] = defaultdict(list)
    left = {code: list(free) for code, free in numbers.items()}
    following = max((x for free in numbers.values() for x in free), default=0)
    tail: Any = None
    for piece in found:
        raw = writable(piece.raw)
        if piece.is_text or piece.kind == "soft":
            if tail is None:
                segment.text = (segment.text or "") + raw
            else:
                tail.tail = (tail.tail or "") + raw
            continue
        if piece.role is Role.CLOSE and piece.pair >= 0:
            tail = etree.SubElement(segment, "ept", i=str(piece.pair + 1))
        elif piece.role is Role.CLOSE:
            tail = etree.SubElement(segment, "it", pos="end", type=f"x-{piece.kind}")
        else:
            if left.get(piece.raw):
                x = left[piece.raw].pop(0)
            else:
                x = following = following + 1
            given[piece.raw].append(x)
            if piece.role is Role.SINGLE:
                tail = etree.SubElement(segment, "ph", x=str(x), type=f"x-{piece.kind}")
            elif piece.pair in closed:
                tail = etree.SubElement(segment, "bpt", i=str(piece.pair + 1), x=str(x), type=f"x-{piece.kind}")
            else:
                tail = etree.SubElement(segment, "it", pos="begin", x=str(x), type=f"x-{piece.kind}")
        tail.text = raw
    return given

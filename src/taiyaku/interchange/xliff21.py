"""The elements of XLIFF 2.1: http://docs.oasis-open.org/xliff/xliff-core/v2.1/xliff-core-v2.1.html.

A pair of codes is ``<pc>``, a single one ``<ph>``; their Markdown is in ``<originalData>``. A character that XML cannot
represent is ``<cp>``. What only Taiyaku understands is in the metadata module, which every tool must preserve. Whatever
other tools turn this into is read: units cut into segments, with ``<sc>`` and ``<ec>`` for codes that span them, and
annotations, whose text counts and whose markers do not.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from taiyaku.errors import InterchangeError
from taiyaku.interchange.bitext import Bitext, Code, Pair, form_of, tokens
from taiyaku.interchange.safe_xml import UNWRITABLE, local_name
from taiyaku.interchange.xliff_elements import (
    XML_SPACE,
    Codes,
    add,
    append_text,
    code_number,
    comments_of,
    language_tags,
    notes_of,
    tagged,
    unexpected_element_error,
    unit_id,
)
from taiyaku.markdown.inline import Role
from taiyaku.model import State

CORE = "urn:oasis:names:tc:xliff:document:2.0"
METADATA = "urn:oasis:names:tc:xliff:metadata:2.0"
"""Namespaces; that of the core did not change with 2.1."""

_TYPES = {
    "strong": ("fmt", "xlf:b"),
    "em": ("fmt", "xlf:i"),
    "del": ("fmt", ""),
    "break": ("fmt", "xlf:lb"),
    "link": ("link", ""),
    "autolink": ("link", ""),
    "image": ("image", ""),
}
_OURS = frozenset({"context", "note", "previous-source", "finding"})
"""Categories of our notes; all other notes are a person's."""
_DONE = frozenset({"translated", "reviewed", "final"})


# ── Writing ─────────────────────────────────────────────────────────────────


def write_root(bitexts: Sequence[Bitext]) -> Any:
    """The root element of a file, which has one pair of locales."""
    from lxml import etree

    names: dict[Any, str] = {None: CORE, "mda": METADATA}
    source, target = language_tags(bitexts[0])
    root = etree.Element(f"{{{CORE}}}xliff", {"version": "2.1", "srcLang": source, "trgLang": target}, names)
    for number, bitext in enumerate(bitexts, 1):
        file = add(root, "file", id=f"f{number}", original=bitext.article)
        _write_metadata(file, "source-sha256", bitext.source_hash)
        for pair in bitext.pairs:
            _write_unit(file, pair)
    return root


def _write_metadata(parent: Any, name: str, value: str) -> None:
    from lxml import etree

    if value:
        group = etree.SubElement(etree.SubElement(parent, f"{{{METADATA}}}metadata"), f"{{{METADATA}}}metaGroup")
        group.set("category", "taiyaku")
        etree.SubElement(group, f"{{{METADATA}}}meta", {"type": name}).text = value


def _write_unit(file: Any, pair: Pair) -> None:
    unit = add(file, "unit", id=pair.id, type=f"taiyaku:{pair.form}", name=pair.key)
    unit.set(XML_SPACE, "preserve")
    _write_metadata(unit, "exported", pair.fingerprint)
    notes = [*notes_of(pair, "previous-source"), *(("comment", text) for text in pair.comments if text)]
    if notes:
        holder = add(unit, "notes")
        for category, text in notes:
            add(holder, "note", text, category=category)
    codes = {code.number: code for code in pair.codes}
    data = _write_original_data(unit, codes)
    state = "final" if pair.state is State.ACCEPTED else "initial"
    substate = f"taiyaku:{pair.state}" if pair.state in {State.DRAFT, State.OUTDATED} else ""
    segment = add(unit, "segment", state=state, subState=substate)
    _write_text(add(segment, "source"), pair.source, codes, data)
    if pair.target:
        _write_text(add(segment, "target"), pair.target, codes, data)


def _write_original_data(unit: Any, codes: dict[str, Code]) -> dict[str, str]:
    """Write each spelling once, and return the ids by spelling."""
    ids: dict[str, str] = {}
    for code in codes.values():
        for raw in filter(None, (code.opening, code.closing)):
            ids.setdefault(raw, f"d{len(ids) + 1}")
    if ids:
        holder = add(unit, "originalData")
        for raw, name in ids.items():
            _append(add(holder, "data", id=name), raw)
    return ids


def _write_text(element: Any, text: str, codes: dict[str, Code], data: dict[str, str]) -> None:
    inside = [element]
    for role, value in tokens(text):
        if role is Role.TEXT:
            _append(inside[-1], value)
            continue
        if role is Role.CLOSE:
            inside.pop()
            continue
        code = codes[value]
        kind, subtype = _TYPES.get(code.kind, ("other", ""))
        what = {"id": value, "canCopy": "no", "canDelete": "no", "type": kind, "subType": subtype}
        if role is Role.SINGLE:
            add(inside[-1], "ph", **what, disp=code.opening, dataRef=data.get(code.opening, ""))
            continue
        closing = code.closing or ""
        shown = {"dispStart": code.opening, "dispEnd": closing}
        refs = {"dataRefStart": data.get(code.opening, ""), "dataRefEnd": data.get(closing, "")}
        inside.append(add(inside[-1], "pc", **what, **shown, **refs))


def _append(element: Any, text: str) -> None:
    """Put text at an element's end, characters that XML cannot represent as ``<cp>``."""
    at = 0
    for match in UNWRITABLE.finditer(text):
        append_text(element, text[at : match.start()])
        add(element, "cp", hex=f"{ord(match[0]):04X}")
        at = match.end()
    append_text(element, text[at:])


# ── Reading ─────────────────────────────────────────────────────────────────


def read_head(file: Any) -> Bitext:
    """A ``<file>`` without its units."""
    root = file.getparent()
    source_hash = _read_metadata(file, "source-sha256")
    return Bitext(file.get("original", ""), root.get("srcLang", ""), root.get("trgLang", ""), (), source_hash)


def _read_metadata(element: Any, name: str) -> str:
    for meta in element.iterfind("{*}metadata/{*}metaGroup[@category='taiyaku']/{*}meta"):
        if meta.get("type") == name:
            return (meta.text or "").strip()
    return ""


def read_unit(unit: Any, path: Path) -> Pair:
    """A ``<unit>``.

    Raises:
        InterchangeError: It has no id, no segment, or an element that no unit can contain.
    """
    name = unit_id(unit, path)
    segments = list(unit.iterchildren("{*}segment", "{*}ignorable"))
    texts = [child for child in segments if local_name(child) == "segment"]
    if not texts or any(child.find("{*}source") is None for child in segments):
        what = "a <segment> without <source>" if texts else "no <segment>"
        raise InterchangeError(f"unit {name} has {what}; export it again", path=path, line=unit.sourceline)
    codes = Codes()
    data = {
        item.get("id"): html.unescape(_read_text(item, path, {}, Codes()))
        for item in unit.iterfind("{*}originalData/{*}data")
    }
    source = "".join(_read_text(child.find("{*}source"), path, data, codes) for child in segments)
    done = [child for child in texts if _has_content(child.find("{*}target"))]
    target = "".join(_read_targets(segments, path, data, codes)) if len(done) == len(texts) else ""
    accepted = bool(done) and all(child.get("state", "initial") in _DONE for child in texts)
    partly = f"only {len(done)} of its {len(texts)} segments are translated" if 0 < len(done) < len(texts) else ""
    return Pair(
        name,
        source,
        target,
        State.ACCEPTED if accepted else State.DRAFT if target else State.MISSING,
        tuple(codes.values()),
        unit.get("name", ""),
        form_of(unit.get("type", "").removeprefix("taiyaku:")),
        _read_metadata(unit, "exported"),
        unit.sourceline,
        comments=comments_of(unit.iterfind("{*}notes/{*}note"), ours=lambda note: note.get("category", "") in _OURS),
        problem=partly,
    )


def _has_content(target: Any) -> bool:
    return target is not None and bool(len(target) or (target.text or "").strip())


def _read_targets(segments: Sequence[Any], path: Path, data: dict[str, str], codes: Codes) -> Iterator[str]:
    """The targets in their own order; an ``<ignorable>`` without one keeps its source."""
    placed = []
    for position, child in enumerate(segments, 1):
        target = child.find("{*}target")
        element = child.find("{*}source") if target is None else target
        order = element.get("order", "")
        placed.append((int(order) if order.isdecimal() else position, position, element))
    for _, _, element in sorted(placed, key=lambda one: one[:2]):
        yield _read_text(element, path, data, codes)


def _read_text(element: Any, path: Path, data: dict[str, str], codes: Codes) -> str:
    return tagged(element, lambda child: _read_inline(child, path, data, codes))


def _read_inline(child: Any, path: Path, data: dict[str, str], codes: Codes) -> str:
    number = code_number(child.get("id"))

    def raw(attribute: str) -> str:
        return data.get(child.get(attribute, ""), "")

    match local_name(child):
        case "cp":
            return _character(child, path)
        case "ph":
            return codes.single(number, raw("dataRef"))
        case "pc":
            opened = codes.open(number, raw("dataRefStart"), raw("dataRefEnd"))
            return opened + _read_text(child, path, data, codes) + codes.close(number)
        case "sc":
            return codes.open(number, raw("dataRef"))
        case "ec":
            return codes.close(code_number(child.get("startRef") or child.get("id")), raw("dataRef"))
        case "mrk":
            return _read_text(child, path, data, codes)
        case "sm" | "em":  # the ends of an annotation
            return ""
    raise unexpected_element_error(child, path)


def _character(element: Any, path: Path) -> str:
    try:
        return html.escape(chr(int(element.get("hex", ""), 16)), quote=False)
    except (ValueError, OverflowError):
        message = f"<cp> is not the number of a character: `{element.get('hex', '')}`"
        raise InterchangeError(message, path=path, line=element.sourceline) from None

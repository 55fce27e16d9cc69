"""The elements of XLIFF 2.1: http://docs.oasis-open.org/xliff/xliff-core/v2.1/xliff-core-v2.1.html.

A pair of codes is ``<pc>``, a single one ``<ph>``; their Markdown stands in ``<originalData>``. A character that XML
cannot hold is ``<cp>``. What only Taiyaku understands is in the metadata module, which every tool must preserve. Of
what other tools make of it all is read: units cut into segments, with ``<sc>`` and ``<ec>`` for codes that span them,
and annotations, whose text counts and whose marks do not.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from taiyaku.errors import InterchangeError
from taiyaku.interchange.bitext import UNWRITABLE, Bitext, Code, Pair, form_of, tag, tokens
from taiyaku.language.locales import language_tag
from taiyaku.markdown.inline import Role
from taiyaku.model import State

CORE = "urn:oasis:names:tc:xliff:document:2.0"
METADATA = "urn:oasis:names:tc:xliff:metadata:2.0"
"""Namespaces; that of the core did not change with 2.1."""

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
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
"""Categories of notes that tell a person something; any other note was written by one."""
_DONE = frozenset({"translated", "reviewed", "final"})


# ── Writing ─────────────────────────────────────────────────────────────────


def written(bitexts: Sequence[Bitext]) -> Any:
    """The root element."""
    from lxml import etree

    names: dict[Any, str] = {None: CORE, "mda": METADATA}
    languages = {"srcLang": bitexts[0].source_locale, "trgLang": bitexts[0].target_locale}
    tags = {name: language_tag(locale) for name, locale in languages.items()}
    root = etree.Element(f"{{{CORE}}}xliff", {"version": "2.1", **tags}, names)
    for number, bitext in enumerate(bitexts, 1):
        file = _add(root, "file", id=f"f{number}", original=bitext.article)
        _metadata(file, {"source-sha256": bitext.source_hash})
        for pair in bitext.pairs:
            _unit(file, pair)
    return root


def _add(parent: Any, name: str, text: str = "", **attributes: str) -> Any:
    from lxml import etree

    values = {key: _plain(value) for key, value in attributes.items() if value}
    element = etree.SubElement(parent, f"{{{CORE}}}{name}", values)
    if text:
        _append(element, text)
    return element


def _plain(text: str) -> str:
    return UNWRITABLE.sub("\ufffd", text)


def _metadata(parent: Any, values: dict[str, str]) -> None:
    from lxml import etree

    known = {name: value for name, value in values.items() if value}
    if known:
        group = etree.SubElement(etree.SubElement(parent, f"{{{METADATA}}}metadata"), f"{{{METADATA}}}metaGroup")
        group.set("category", "taiyaku")
        for name, value in known.items():
            etree.SubElement(group, f"{{{METADATA}}}meta", {"type": name}).text = value


def _unit(file: Any, pair: Pair) -> None:
    unit = _add(file, "unit", id=pair.id, type=f"taiyaku:{pair.form}")
    if pair.key:
        unit.set("name", _plain(pair.key))
    unit.set(_SPACE, "preserve")
    _metadata(unit, {"exported": pair.mark})
    told = [("context", pair.context), ("note", pair.note), ("previous-source", pair.previous)]
    told += [("comment", text) for text in pair.comments] + [("finding", text) for text in pair.findings]
    if any(text for _, text in told):
        notes = _add(unit, "notes")
        for category, text in told:
            if text:
                _add(notes, "note", _plain(text), category=category)
    codes = {code.number: code for code in pair.codes}
    data = _original_data(unit, codes)
    state = "final" if pair.state is State.ACCEPTED else "initial"
    substate = f"taiyaku:{pair.state}" if pair.state in {State.DRAFT, State.OUTDATED} else ""
    segment = _add(unit, "segment", state=state, subState=substate)
    _fill(_add(segment, "source"), pair.source, codes, data)
    if pair.target:
        _fill(_add(segment, "target"), pair.target, codes, data)


def _original_data(unit: Any, codes: dict[str, Code]) -> dict[str, str]:
    """Write each spelling once; by spelling, the id that it has."""
    ids: dict[str, str] = {}
    for code in codes.values():
        for raw in filter(None, (code.opening, code.closing)):
            ids.setdefault(raw, f"d{len(ids) + 1}")
    if ids:
        holder = _add(unit, "originalData")
        for raw, name in ids.items():
            _add(holder, "data", raw, id=name)
    return ids


def _fill(element: Any, tagged: str, codes: dict[str, Code], data: dict[str, str]) -> None:
    inside = [element]
    for role, value in tokens(tagged):
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
            _add(inside[-1], "ph", **what, disp=code.opening, dataRef=data.get(code.opening, ""))
            continue
        closing = code.closing or ""
        shown = {"dispStart": code.opening, "dispEnd": closing}
        refs = {"dataRefStart": data.get(code.opening, ""), "dataRefEnd": data.get(closing, "")}
        inside.append(_add(inside[-1], "pc", **what, **shown, **refs))


def _append(element: Any, text: str) -> None:
    """Put text at an element's end, what XML cannot hold as ``<cp>``."""
    from lxml import etree

    at = 0
    for match in UNWRITABLE.finditer(text):
        _append_plain(element, text[at : match.start()])
        etree.SubElement(element, f"{{{CORE}}}cp", {"hex": f"{ord(match[0]):04X}"})
        at = match.end()
    _append_plain(element, text[at:])


def _append_plain(element: Any, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


# ── Reading ─────────────────────────────────────────────────────────────────


def head(file: Any) -> Bitext:
    """What a ``<file>`` says of itself."""
    root = file.getparent()
    return Bitext(
        file.get("original", ""),
        root.get("srcLang", ""),
        root.get("trgLang", ""),
        (),
        _meta(file, "source-sha256"),
    )


def _meta(element: Any, name: str) -> str:
    for meta in element.iterfind("{*}metadata/{*}metaGroup[@category='taiyaku']/{*}meta"):
        if meta.get("type") == name:
            return (meta.text or "").strip()
    return ""


def pair(unit: Any, path: Path) -> Pair:
    """What a ``<unit>`` says.

    Raises:
        InterchangeError: It has no id, no segment, or an element that no unit can have.
    """
    line = unit.sourceline
    if not unit.get("id"):
        raise InterchangeError("a <unit> without an id", path=path, line=line)
    segments = list(unit.iterchildren("{*}segment", "{*}ignorable"))
    texts = [child for child in segments if _name(child) == "segment"]
    if not texts or any(child.find("{*}source") is None for child in segments):
        what = "a <segment> without <source>" if texts else "no <segment>"
        raise InterchangeError(f"unit {unit.get('id')} has {what}; have it exported again", path=path, line=line)
    data = {item.get("id"): _read(item, path) for item in unit.iterfind("{*}originalData/{*}data")}
    codes: dict[str, Code] = {}
    source = "".join(_tagged(child.find("{*}source"), path, data, codes) for child in segments)
    done = [child for child in texts if _holds(child.find("{*}target"))]
    target = "".join(_targets(segments, path, data, codes)) if len(done) == len(texts) else ""
    accepted = bool(done) and all(child.get("state", "initial") in _DONE for child in texts)
    partly = f"only {len(done)} of its {len(texts)} segments are translated" if 0 < len(done) < len(texts) else ""
    return Pair(
        unit.get("id"),
        source,
        target,
        State.ACCEPTED if accepted else State.DRAFT if target else State.MISSING,
        tuple(codes.values()),
        unit.get("name", ""),
        form_of(unit.get("type", "").removeprefix("taiyaku:")),
        _meta(unit, "exported"),
        line,
        comments=tuple(_comments(unit)),
        problem=partly,
    )


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _holds(target: Any) -> bool:
    return target is not None and bool(len(target) or (target.text or "").strip())


def _targets(segments: Sequence[Any], path: Path, data: dict[str, str], codes: dict[str, Code]) -> Iterator[str]:
    """The targets in their own order; what is ignorable stands as in the source where it has none."""
    placed = []
    for position, child in enumerate(segments, 1):
        target = child.find("{*}target")
        element = child.find("{*}source") if target is None else target
        order = element.get("order", "")
        placed.append((int(order) if order.isdecimal() else position, position, element))
    for _, _, element in sorted(placed, key=lambda one: one[:2]):
        yield _tagged(element, path, data, codes)


def _comments(unit: Any) -> Iterator[str]:
    for note in unit.iterfind("{*}notes/{*}note"):
        text = " ".join("".join(note.itertext()).split())
        if text and note.get("category", "") not in _OURS:
            yield text


def _read(element: Any, path: Path) -> str:
    """Plain text with ``<cp>``."""
    return html.unescape(_tagged(element, path, {}, {}))


def _tagged(element: Any, path: Path, data: dict[str, str], codes: dict[str, Code]) -> str:
    """An element's content as tagged text; its codes are noted as they come."""
    out = [html.escape(element.text or "", quote=False)]
    for child in element:
        out.append(_inline(child, path, data, codes))
        out.append(html.escape(child.tail or "", quote=False))
    return "".join(out)


def _inline(child: Any, path: Path, data: dict[str, str], codes: dict[str, Code]) -> str:
    name, number = _name(child), _number(child.get("id"))

    def raw(attribute: str) -> str:
        return data.get(child.get(attribute, ""), "")

    match name:
        case "cp":
            return _character(child, path)
        case "ph":
            codes.setdefault(number, Code(number, raw("dataRef")))
            return tag(Role.SINGLE, number)
        case "pc":
            codes.setdefault(number, Code(number, raw("dataRefStart"), raw("dataRefEnd")))
            return tag(Role.OPEN, number) + _tagged(child, path, data, codes) + tag(Role.CLOSE, number)
        case "sc":
            codes.setdefault(number, Code(number, raw("dataRef"), ""))
            return tag(Role.OPEN, number)
        case "ec":
            number = _number(child.get("startRef") or child.get("id"))
            opened = codes.get(number, Code(number, ""))
            codes[number] = Code(number, opened.opening, raw("dataRef") or opened.closing or "")
            return tag(Role.CLOSE, number)
        case "mrk":
            return _tagged(child, path, data, codes)
        case "sm" | "em" | "":  # an annotation's ends, a comment or processing instruction
            return ""
    raise InterchangeError(f"<{name}> cannot stand in a text", path=path, line=child.sourceline)


def _number(name: str | None) -> str:
    """A code's number; one that Taiyaku never gave where a tool named it otherwise."""
    return name if name and name.isascii() and name.isdecimal() else "0"


def _character(element: Any, path: Path) -> str:
    try:
        return html.escape(chr(int(element.get("hex", ""), 16)), quote=False)
    except (ValueError, OverflowError):
        message = f"<cp> names no character: `{element.get('hex', '')}`"
        raise InterchangeError(message, path=path, line=element.sourceline) from None

"""The elements of XLIFF 1.2: http://docs.oasis-open.org/xliff/v1.2/os/xliff-core.html.

A pair of codes is ``<bpt>`` and ``<ept>``, a single one ``<ph>``, each with its Markdown as its content. A character
that XML cannot hold becomes U+FFFD. What only Taiyaku understands stands in ``extradata`` and in a note of the header.
Of what other tools make of it all is read: ``<g>``, ``<x/>``, ``<bx/>``, ``<ex/>`` and ``<it>``, and segments in
``<mrk>``.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from taiyaku.errors import InterchangeError
from taiyaku.interchange.bitext import UNWRITABLE, Bitext, Code, Pair, tag, tokens
from taiyaku.language.locales import language_tag
from taiyaku.markdown.inline import Role
from taiyaku.model import State

CORE = "urn:oasis:names:tc:xliff:document:1.2"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_PAIRED = {"strong": "bold", "em": "italic", "link": "link"}
_SINGLE = {"break": "lb", "autolink": "x-link"}
_US = "taiyaku"
"""Whose note it is; any other was written by a person."""
_DATATYPES = {"markdown": "x-markdown", "html": "html", "plain": "plaintext"}
_HASH = re.compile(r"source sha256 ([0-9a-f]{64})")
_STATES = {
    State.DRAFT: "needs-review-translation",
    State.OUTDATED: "needs-adaptation",
    State.ACCEPTED: "final",
}
_DONE = frozenset({"translated", "signed-off", "final"})


# ── Writing ─────────────────────────────────────────────────────────────────


def written(bitexts: Sequence[Bitext]) -> Any:
    """The root element."""
    from lxml import etree

    names: dict[Any, str] = {None: CORE}
    root = etree.Element(f"{{{CORE}}}xliff", {"version": "1.2"}, names)
    for bitext in bitexts:
        languages = {
            "source-language": language_tag(bitext.source_locale),
            "target-language": language_tag(bitext.target_locale),
        }
        file = _add(root, "file", original=bitext.article, datatype="x-markdown", **languages)
        _add(_add(file, "header"), "note", f"source sha256 {bitext.source_hash}", **{"from": _US})
        body = _add(file, "body")
        for pair in bitext.pairs:
            _unit(body, pair)
    return root


def _add(parent: Any, name: str, text: str = "", **attributes: str) -> Any:
    from lxml import etree

    values = {key.replace("_", "-"): _plain(value) for key, value in attributes.items() if value}
    element = etree.SubElement(parent, f"{{{CORE}}}{name}", values)
    element.text = _plain(text) or None
    return element


def _plain(text: str) -> str:
    return UNWRITABLE.sub("\ufffd", text)


def _unit(body: Any, pair: Pair) -> None:
    approved = "yes" if pair.state is State.ACCEPTED else "no"
    own = {"id": pair.id, "resname": pair.key, "datatype": _DATATYPES[pair.form]}
    unit = _add(body, "trans-unit", approved=approved, extradata=pair.mark, **own)
    unit.set(_SPACE, "preserve")
    codes = {code.number: code for code in pair.codes}
    _fill(_add(unit, "source"), pair.source, codes)
    if pair.target:
        _fill(_add(unit, "target", state=_STATES[pair.state]), pair.target, codes)
    told = [("context", pair.context), ("note", pair.note), ("previous source", pair.previous)]
    told += [("finding", text) for text in pair.findings]
    for what, text in told:
        if text:
            _add(unit, "note", f"{what}: {text}", **{"from": _US})
    for text in pair.comments:
        _add(unit, "note", text, **{"from": "translator"})


def _fill(element: Any, tagged: str, codes: dict[str, Code]) -> None:
    last: Any = None
    for role, value in tokens(tagged):
        if role is Role.TEXT:
            text = _plain(value)
            if last is None:
                element.text = (element.text or "") + text
            else:
                last.tail = (last.tail or "") + text
            continue
        code = codes[value]
        if role is Role.SINGLE:
            last = _add(element, "ph", code.opening, id=value, ctype=_SINGLE.get(code.kind, _other(code)))
        elif role is Role.OPEN:
            last = _add(element, "bpt", code.opening, id=value, rid=value, ctype=_PAIRED.get(code.kind, _other(code)))
        else:
            last = _add(element, "ept", code.closing or "", id=value, rid=value)


def _other(code: Code) -> str:
    return f"x-{code.kind}" if code.kind else ""


# ── Reading ─────────────────────────────────────────────────────────────────


def head(file: Any) -> Bitext:
    """What a ``<file>`` says of itself."""
    notes = (note.text or "" for note in file.iterfind("{*}header/{*}note"))
    found = next((match[1] for note in notes if (match := _HASH.search(note))), "")
    return Bitext(file.get("original", ""), file.get("source-language", ""), file.get("target-language", ""), (), found)


def pair(unit: Any, path: Path) -> Pair:
    """What a ``<trans-unit>`` says.

    Raises:
        InterchangeError: It has no id, no source, or an element that no text can have.
    """
    line = unit.sourceline
    if not unit.get("id"):
        raise InterchangeError("a <trans-unit> without an id", path=path, line=line)
    source, target = unit.find("{*}source"), unit.find("{*}target")
    if source is None:
        message = f"unit {unit.get('id')} has no <source>; have it exported again"
        raise InterchangeError(message, path=path, line=line)
    codes: dict[str, Code] = {}
    said = _tagged(source, path, codes)
    text = "" if target is None else _tagged(target, path, codes)
    text = text if text.strip() else ""
    state = "" if target is None else target.get("state", "")
    accepted = state in _DONE or (not state and unit.get("approved") == "yes")
    return Pair(
        unit.get("id"),
        said,
        text,
        State.MISSING if not text else State.ACCEPTED if accepted else State.DRAFT,
        tuple(codes.values()),
        unit.get("resname", ""),
        next((form for form, name in _DATATYPES.items() if name == unit.get("datatype")), "markdown"),
        unit.get("extradata", ""),
        line,
        comments=tuple(_comments(unit)),
    )


def _comments(unit: Any) -> Iterator[str]:
    for note in unit.iterchildren("{*}note"):
        text = " ".join((note.text or "").split())
        if text and note.get("from") != _US:
            yield text


def _tagged(element: Any, path: Path, codes: dict[str, Code]) -> str:
    """An element's content as tagged text; its codes are noted as they come."""
    out = [html.escape(element.text or "", quote=False)]
    for child in element:
        out.append(_inline(child, path, codes))
        out.append(html.escape(child.tail or "", quote=False))
    return "".join(out)


def _inline(child: Any, path: Path, codes: dict[str, Code]) -> str:
    name = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else ""
    number = _number(child, "rid" if name in {"bpt", "ept", "bx", "ex", "it"} else "id")
    raw = child.text or ""
    match name:
        case "x" | "ph":
            codes.setdefault(number, Code(number, raw))
            return tag(Role.SINGLE, number)
        case "g":
            codes.setdefault(number, Code(number, "", ""))
            return tag(Role.OPEN, number) + _tagged(child, path, codes) + tag(Role.CLOSE, number)
        case "mrk":
            return _tagged(child, path, codes)
        case "":  # a comment or processing instruction
            return ""
    opens = name in {"bpt", "bx"} or (name == "it" and child.get("pos") == "open")
    if opens:
        codes.setdefault(number, Code(number, raw, ""))
        return tag(Role.OPEN, number)
    if name in {"ept", "ex", "it"}:
        opened = codes.get(number, Code(number, ""))
        codes[number] = Code(number, opened.opening, raw or opened.closing or "")
        return tag(Role.CLOSE, number)
    raise InterchangeError(f"<{name}> cannot stand in a text", path=path, line=child.sourceline)


def _number(child: Any, name: str) -> str:
    """A code's number; one that Taiyaku never gave where a tool named it otherwise."""
    value = child.get(name) or child.get("id") or ""
    return value if value.isascii() and value.isdecimal() else "0"

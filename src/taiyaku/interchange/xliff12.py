"""The elements of XLIFF 1.2: http://docs.oasis-open.org/xliff/v1.2/os/xliff-core.html.

A pair of codes is ``<bpt>`` and ``<ept>``, a single one ``<ph>``, each with its Markdown as its content. A character
that XML cannot represent becomes U+FFFD. What only Taiyaku understands is in ``extradata`` and in a note of the header.
Whatever other tools turn this into is read: ``<g>``, ``<x/>``, ``<bx/>``, ``<ex/>`` and ``<it>``, and segments in
``<mrk>``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from taiyaku.errors import InterchangeError
from taiyaku.interchange.bitext import Bitext, Code, Pair, tokens
from taiyaku.interchange.safe_xml import local_name, writable
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

CORE = "urn:oasis:names:tc:xliff:document:1.2"
_PAIRED = {"strong": "bold", "em": "italic", "link": "link"}
_SINGLE = {"break": "lb", "autolink": "x-link"}
_US = {"from": "taiyaku"}
"""The attribute of our notes; all other notes are a person's."""
_DATATYPES = {"markdown": "x-markdown", "html": "html", "plain": "plaintext"}
_HASH = re.compile(r"source sha256 ([0-9a-f]{64})")
_STATES = {
    State.DRAFT: "needs-review-translation",
    State.OUTDATED: "needs-adaptation",
    State.ACCEPTED: "final",
}
_DONE = frozenset({"translated", "signed-off", "final"})


# ── Writing ─────────────────────────────────────────────────────────────────


def write_root(bitexts: Sequence[Bitext]) -> Any:
    """The root element of a file."""
    from lxml import etree

    names: dict[Any, str] = {None: CORE}
    root = etree.Element(f"{{{CORE}}}xliff", {"version": "1.2"}, names)
    for bitext in bitexts:
        source, target = language_tags(bitext)
        languages = {"source-language": source, "target-language": target}
        file = add(root, "file", original=bitext.article, datatype="x-markdown", **languages)
        add(add(file, "header"), "note", f"source sha256 {bitext.source_hash}", **_US)
        body = add(file, "body")
        for pair in bitext.pairs:
            _write_unit(body, pair)
    return root


def _write_unit(body: Any, pair: Pair) -> None:
    approved = "yes" if pair.state is State.ACCEPTED else "no"
    own = {"id": pair.id, "resname": pair.key, "datatype": _DATATYPES[pair.form]}
    unit = add(body, "trans-unit", approved=approved, extradata=pair.fingerprint, **own)
    unit.set(XML_SPACE, "preserve")
    codes = {code.number: code for code in pair.codes}
    _write_text(add(unit, "source"), pair.source, codes)
    if pair.target:
        _write_text(add(unit, "target", state=_STATES[pair.state]), pair.target, codes)
    for category, text in notes_of(pair, "previous source"):
        add(unit, "note", f"{category}: {text}", **_US)
    for text in filter(None, pair.comments):
        add(unit, "note", text, **{"from": "translator"})


def _write_text(element: Any, text: str, codes: dict[str, Code]) -> None:
    for role, value in tokens(text):
        if role is Role.TEXT:
            append_text(element, writable(value))
        elif role is Role.CLOSE:
            add(element, "ept", codes[value].closing or "", id=value, rid=value)
        else:
            code = codes[value]
            other = f"x-{code.kind}" if code.kind else ""
            if role is Role.SINGLE:
                add(element, "ph", code.opening, id=value, ctype=_SINGLE.get(code.kind, other))
            else:
                add(element, "bpt", code.opening, id=value, rid=value, ctype=_PAIRED.get(code.kind, other))


# ── Reading ─────────────────────────────────────────────────────────────────


def read_head(file: Any) -> Bitext:
    """A ``<file>`` without its units."""
    notes = (note.text or "" for note in file.iterfind("{*}header/{*}note"))
    found = next((match[1] for note in notes if (match := _HASH.search(note))), "")
    return Bitext(file.get("original", ""), file.get("source-language", ""), file.get("target-language", ""), (), found)


def read_unit(unit: Any, path: Path) -> Pair:
    """A ``<trans-unit>``.

    Raises:
        InterchangeError: It has no id, no source, or an element that no text can contain.
    """
    name = unit_id(unit, path)
    source, target = unit.find("{*}source"), unit.find("{*}target")
    if source is None:
        raise InterchangeError(f"unit {name} has no <source>; export it again", path=path, line=unit.sourceline)
    codes = Codes()
    source_text = _read_text(source, path, codes)
    text = "" if target is None else _read_text(target, path, codes)
    text = text if text.strip() else ""
    state = "" if target is None else target.get("state", "")
    accepted = state in _DONE or (not state and unit.get("approved") == "yes")
    return Pair(
        name,
        source_text,
        text,
        State.MISSING if not text else State.ACCEPTED if accepted else State.DRAFT,
        tuple(codes.values()),
        unit.get("resname", ""),
        next((form for form, name in _DATATYPES.items() if name == unit.get("datatype")), "markdown"),
        unit.get("extradata", ""),
        unit.sourceline,
        comments=comments_of(unit.iterchildren("{*}note"), ours=lambda note: note.get("from") == _US["from"]),
    )


def _read_text(element: Any, path: Path, codes: Codes) -> str:
    return tagged(element, lambda child: _read_inline(child, path, codes))


def _read_inline(child: Any, path: Path, codes: Codes) -> str:
    name = local_name(child)
    own = child.get("id", "")
    number = code_number(child.get("rid") or own if name in {"bpt", "ept", "bx", "ex", "it"} else own)
    raw = child.text or ""
    match name:
        case "x" | "ph":
            return codes.single(number, raw)
        case "g":
            return codes.open(number) + _read_text(child, path, codes) + codes.close(number)
        case "mrk":
            return _read_text(child, path, codes)
        case "bpt" | "bx":
            return codes.open(number, raw)
        case "ept" | "ex":
            return codes.close(number, raw)
        case "it":
            return codes.open(number, raw) if child.get("pos") == "open" else codes.close(number, raw)
    raise unexpected_element_error(child, path)

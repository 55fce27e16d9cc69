"""Add, change and remove entries of a glossary file without changing any other byte.

The file is never rewritten: text is inserted or removed at the positions that the parser reports, and the result is
read again. The edit is refused if anything but the intended entry differs.
"""

from __future__ import annotations

import bisect
import codecs
import datetime
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import yaml

from taiyaku.errors import GlossaryError, decode_utf8
from taiyaku.glossary.read_file import combined_error, read_entries
from taiyaku.markdown import yaml_nodes as nodes
from taiyaku.markdown.yaml_nodes import Node
from taiyaku.model import Rendering, Severity, Term

FieldValue = str | bool | Sequence[str] | Mapping[str, "str | Sequence[str]"]
"""The value of a field when it is written."""


def fields_of(term: Term, added: datetime.date | None = None) -> dict[str, FieldValue]:
    """A term as the fields of its entry, in the order of the manual and without defaults."""
    fields: dict[str, FieldValue] = {"term": term.term}
    if term.variants:
        fields["variants"] = term.variants
    if term.keep:
        fields["keep"] = True
    fields |= {locale: rendering_fields(rendering) for locale, rendering in term.renderings.items()}
    texts = {"expand": term.expand, "note": term.note, "domain": term.domain, "case": term.case}
    fields |= {name: text for name, text in texts.items() if text}
    if term.match != "exact":
        fields["match"] = term.match
    if term.enforce is not Severity.ERROR:
        fields["enforce"] = str(term.enforce)
    if term.status != "approved":
        fields["status"] = term.status
    if term.part_of_speech:
        fields["part_of_speech"] = term.part_of_speech
    if added is not None:
        fields["added"] = added.isoformat()
    return fields


def rendering_fields(rendering: Rendering) -> Mapping[str, str | Sequence[str]]:
    """A rendering as the fields under its locale."""
    parts = {"use": rendering.use, "also": rendering.also, "avoid": rendering.avoid}
    return {name: part for name, part in parts.items() if part}


@dataclass(frozen=True, slots=True)
class ValueEdit:
    """A value of an entry that is to be changed or added."""

    term: Term
    """The term as read from the file."""
    key: str
    """The field: ``note``, or a locale."""
    value: FieldValue
    """The new value."""
    part: str = ""
    """Under a locale, ``use``, ``also`` or ``avoid``."""


def add_entries(
    raw: bytes, terms: Sequence[Term], *, added: datetime.date | None = None, source: str = "", path: str = ""
) -> bytes:
    """Add entries, proposed on the day ``added``, after the last one; a new file gets the locale ``source``.

    Raises:
        GlossaryError: The file is broken, or entries cannot be added to it safely.
    """
    bom, text = _decode(raw, path)
    newline = "\r\n" if "\r\n" in text else "\n"
    fields = [fields_of(term, added) for term in terms]
    root = _root(text, path)
    listed = root.get("terms") if isinstance(root, nodes.Mapping) else None
    indent = "  "
    if root is None:
        head = "" if not text or text.endswith("\n") else newline
        named = f"source: {_scalar(source)}{newline}" if source else ""
        text = f"{text}{head}{named}terms:{newline}"
        at = len(text)
    elif listed is None:
        raise GlossaryError("has no list of `terms` to add to; write `terms:` on a separate line", path=path or None)
    elif isinstance(listed, nodes.Sequence) and listed.items and listed.flow:
        at = _content_end(text, listed.items[-1])
        text = text[:at] + "".join(f", {_flow(entry)}" for entry in fields) + text[at:]
        return _verify(raw, bom + text.encode(), path, added=len(terms))
    elif isinstance(listed, nodes.Sequence) and listed.items:
        at = _line_end(text, _content_end(text, listed.items[-1]))
        indent = _dash(text, listed, 0)[0]
    else:
        # `terms:`, `terms: ~` or `terms: []`: only whitespace and a comment can follow on the line.
        text = text[: listed.start].rstrip(" ") + text[listed.end :]
        at = _line_end(text, text.rindex(":", 0, listed.start))
    joint = "" if text[:at].endswith("\n") else newline
    blocks = "".join(_block(entry, indent, newline) for entry in fields)
    return _verify(raw, bom + f"{text[:at]}{joint}{blocks}{text[at:]}".encode(), path, added=len(terms))


def add_entry(raw: bytes, term: Term, *, added: datetime.date | None = None, source: str = "") -> bytes:
    """Add one entry after the last one, as ``add_entries`` does."""
    return add_entries(raw, [term], added=added, source=source, path=term.path)


def remove_entry(raw: bytes, term: Term) -> bytes:
    """Remove the entry that a term was read from; comments on separate lines outside it stay.

    Raises:
        GlossaryError: The entry has moved, or the file is broken.
    """
    bom, text = _decode(raw, term.path)
    terms = _terms(text, term.path)
    at = _index_of(terms, term)
    start, end = _extent(text, terms, at)
    if terms.flow:
        if at + 1 < len(terms.items):
            end = terms.items[at + 1].start
        elif at:
            start = _content_end(text, terms.items[at - 1])
        elif comma := re.match(r"\s*,", text[end:]):
            end += comma.end()  # a list may end with a comma, but not consist of one
    return _verify(raw, bom + (text[:start] + text[end:]).encode(), term.path, gone=frozenset({(term.line, term.term)}))


def set_values(raw: bytes, edits: Iterable[ValueEdit], *, path: str = "") -> bytes:
    """Change or add values of entries; the edits of one entry are made in their order.

    Raises:
        GlossaryError: An entry has moved, or the file is broken.
    """
    bom, text = _decode(raw, path)
    terms = _terms(text, path)
    newline = "\r\n" if "\r\n" in text else "\n"
    by_entry: dict[int, list[ValueEdit]] = {}
    for edit in edits:
        by_entry.setdefault(_index_of(terms, edit.term), []).append(edit)
    # From the last entry to the first, so that the positions of the others stay valid.
    for at, chosen in sorted(by_entry.items(), reverse=True):
        start, end = _extent(text, terms, at)
        entry = text[start:end]
        for edit in chosen:
            entry = _edit_entry(entry, edit, newline)
        text = text[:start] + entry + text[end:]
    touched = frozenset((edit.term.line, edit.term.term) for chosen in by_entry.values() for edit in chosen)
    return _verify(raw, bom + text.encode(), path, changed=touched)


def set_value(raw: bytes, term: Term, key: str, value: FieldValue, *, part: str = "") -> bytes:
    """Change or add one value, as ``set_values`` does."""
    return set_values(raw, [ValueEdit(term, key, value, part)], path=term.path)


def _edit_entry(text: str, edit: ValueEdit, newline: str) -> str:
    """The text of one entry with one value changed or added."""
    try:
        root = nodes.read_yaml(text)
    except nodes.NotYAMLError:  # the entry has an alias whose anchor is elsewhere
        raise _unsafe_edit(edit.term.path) from None
    entry = root.items[0] if isinstance(root, nodes.Sequence) else root
    if not isinstance(entry, nodes.Mapping):
        raise _unsafe_edit(edit.term.path)
    old = entry.get(edit.key)
    if isinstance(old, nodes.Mapping) and edit.part:
        return _put_pair(text, old, edit.part, edit.value, newline)
    if isinstance(old, nodes.Scalar) and edit.part and edit.part != "use":
        return _put_pair(text, entry, edit.key, {"use": old.value, edit.part: edit.value}, newline)
    value = {edit.part: edit.value} if edit.part and old is None else edit.value
    return _put_pair(text, entry, edit.key, value, newline)


def _put_pair(text: str, mapping: nodes.Mapping, key: str, value: object, newline: str) -> str:
    """The text with a pair of a mapping changed, or added as its last."""
    alone = not mapping.flow
    if (old := mapping.get(key)) is not None:
        return text[: old.start] + _flow(value, alone=alone) + text[_content_end(text, old) :]
    if not mapping.pairs:
        return text[: mapping.start] + _flow({key: value}) + text[mapping.end :]
    first, last = mapping.pairs[0][0], mapping.pairs[-1][1]
    at = _content_end(text, last)
    if mapping.flow:
        return f"{text[:at]}, {key}: {_flow(value)}{text[at:]}"
    indent = " " * (first.start - text.rfind("\n", 0, first.start) - 1)
    at = _line_end(text, at)
    joint = "" if text[:at].endswith("\n") else newline
    return f"{text[:at]}{joint}{indent}{key}: {_flow(value, alone=True)}{newline}{text[at:]}"


def _decode(raw: bytes, path: str) -> tuple[bytes, str]:
    bom = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
    text = decode_utf8(raw[len(bom) :], GlossaryError, path=path or None)
    if odd := re.search("\r(?!\n)|[\x85\u2028\u2029]", text):  # line ends for YAML, but not for editors
        message = f"contains a line end that editors do not show (U+{ord(odd[0]):04X}); replace it, then try again"
        raise GlossaryError(message, path=path or None, line=text.count("\n", 0, odd.start()) + 1)
    return bom, text


def _root(text: str, path: str) -> Node | None:
    try:
        root = nodes.read_yaml(text)
    except nodes.NotYAMLError as error:
        raise GlossaryError(error.problem.message, path=path or None, line=error.problem.line) from None
    return None if isinstance(root, nodes.Scalar) and root.null else root


def _terms(text: str, path: str) -> nodes.Sequence:
    """The list of the entries."""
    root = _root(text, path)
    terms = root.get("terms") if isinstance(root, nodes.Mapping) else None
    return terms if isinstance(terms, nodes.Sequence) else nodes.Sequence(1, 0, 0)


def _index_of(terms: nodes.Sequence, term: Term) -> int:
    """The index of the entry that a term was read from."""
    at = bisect.bisect_left(terms.items, term.line, key=lambda item: item.line)
    for number, item in enumerate(terms.items[at:], at):
        if item.line != term.line:
            break
        name = item.get("term") if isinstance(item, nodes.Mapping) else None
        if isinstance(name, nodes.Scalar) and " ".join(name.value.split()) == term.term:
            if number and item.start <= terms.items[number - 1].start:
                raise _unsafe_edit(term.path)  # an alias: its text is elsewhere
            return number
    message = f"`{term.term}` is no longer here because the file has changed; try again"
    raise GlossaryError(message, path=term.path or None, line=term.line)


def _extent(text: str, terms: nodes.Sequence, at: int) -> tuple[int, int]:
    """Start and end of an entry: whole lines, or the entry itself in a list between brackets."""
    item = terms.items[at]
    end = _content_end(text, item)
    return (item.start, end) if terms.flow else (_dash(text, terms, at).start(), _line_end(text, end))


def _content_end(text: str, node: Node) -> int:
    """The end of a node's last character; the end that the parser reports for a block includes trailing comments."""
    if isinstance(node, nodes.Scalar) or node.flow:
        return len(text[: node.end].rstrip())
    if isinstance(node, nodes.Sequence):
        return _content_end(text, node.items[-1]) if node.items else node.start
    key, value = node.pairs[-1]
    return max(key.end, _content_end(text, value))


def _line_end(text: str, at: int) -> int:
    """The start of the next line."""
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def _dash(text: str, terms: nodes.Sequence, at: int) -> re.Match[str]:
    """The indentation before the dash of an entry."""
    after = _content_end(text, terms.items[at - 1]) if at else 0
    *_, last = re.compile("^[ ]*(?=-\\s)", re.MULTILINE).finditer(text, after, terms.items[at].start)
    return last


def _block(fields: Mapping[str, FieldValue], indent: str, newline: str) -> str:
    starts = [f"{indent}- ", *[f"{indent}  "] * (len(fields) - 1)]
    pairs = zip(starts, fields.items(), strict=True)
    return "".join(f"{start}{name}: {_flow(value, alone=True)}{newline}" for start, (name, value) in pairs)


def _flow(value: object, *, alone: bool = False) -> str:
    """A value as YAML on one line; ``alone`` if it is not between brackets."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return _scalar(value, alone=alone)
        case Mapping():
            return "{" + ", ".join(f"{name}: {_flow(item)}" for name, item in value.items()) + "}"
        case Sequence():
            return "[" + ", ".join(_flow(item) for item in value) + "]"
    raise TypeError(f"cannot write {value!r}")


def _scalar(text: str, *, alone: bool = False) -> str:
    """A text as YAML: plain if every YAML reader reads it as that text, otherwise quoted."""
    around = "- {}" if alone else "[{}]"
    try:
        if text.isprintable() and text[:1] not in "'\"" and yaml.safe_load(around.format(text)) == [text]:
            return text
    except yaml.YAMLError:
        pass
    if text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return json.dumps(text, ensure_ascii=False)


_Entries = frozenset[tuple[int, str]]
"""Entries by line and term."""


def _verify(
    raw: bytes,
    result: bytes,
    path: str,
    *,
    added: int = 0,
    gone: _Entries = frozenset(),
    changed: _Entries = frozenset(),
) -> bytes:
    """Return the new bytes if they read like the old ones except for the intended entries."""
    before, _, problems = read_entries(raw, path)
    after, _, problems_after = read_entries(result, path)
    if problems or (problems_after and added):
        raise combined_error([(path, problem) for problem in problems or problems_after])
    kept = [entry for entry in before if (entry.term.line, entry.term.term) not in gone]
    if problems_after or len(after) != len(kept) + added or len(kept) + len(gone) != len(before):
        raise _unsafe_edit(path)
    for old, new in zip(kept, after, strict=False):
        same = fields_of(old.term, old.added) == fields_of(new.term, new.added)
        if not same and (old.term.line, old.term.term) not in changed:
            raise _unsafe_edit(path)
    return result


def _unsafe_edit(path: str) -> GlossaryError:
    return GlossaryError("cannot be edited safely by this command; edit it by hand", path=path or None)

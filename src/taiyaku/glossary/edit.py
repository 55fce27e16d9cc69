"""Entries added, changed and removed in a glossary file, with every other byte as it was.

The file is never written anew: text is put in or cut out at positions the parser gave, and the result is read again.
If anything but the wanted entry came out different, the edit is refused.
"""

from __future__ import annotations

import codecs
import datetime
import json
import re
from collections.abc import Mapping, Sequence

import yaml

from taiyaku.errors import GlossaryError
from taiyaku.glossary import nodes
from taiyaku.glossary.nodes import Node
from taiyaku.glossary.terms import Entry, as_error, read_entries
from taiyaku.model import Rendering, Severity, Term

Value = str | bool | Sequence[str] | Mapping[str, "str | Sequence[str]"]
"""What a field may hold when it is written."""


def fields_of(term: Term, added: datetime.date | None = None) -> dict[str, Value]:
    """A term as the fields of its entry, in the order of the manual; what is as by default is left out."""
    fields: dict[str, Value] = {"term": term.term}
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


def add_entry(raw: bytes, term: Term, *, added: datetime.date | None = None, source: str = "") -> bytes:
    """Put an entry after the last one.

    Args:
        raw: The file as it is; empty for a new one.
        term: What to write; its path and line do not matter.
        added: Written as the day it was proposed.
        source: The source locale that a new file names.

    Raises:
        GlossaryError: The file is broken, or written in a way that this cannot add to.
    """
    bom, text = _decoded(raw, term.path)
    newline = "\r\n" if "\r\n" in text else "\n"
    fields = fields_of(term, added)
    root = _root(text, term.path)
    terms = root.get("terms") if isinstance(root, nodes.Mapping) else None
    if root is None:
        head = "" if not text or text.endswith("\n") else newline
        named = f"source: {_scalar(source)}{newline}" if source else ""
        text = f"{text}{head}{named}terms:{newline}{_block(fields, '  ', newline)}"
        return _proved(raw, bom + text.encode(), term)
    if not isinstance(root, nodes.Mapping) or terms is None:
        raise GlossaryError(
            "has no list of `terms` to add to; write `terms:` on a line of its own", path=term.path or None
        )
    if isinstance(terms, nodes.Sequence) and terms.items and not terms.flow:
        at = _line_end(text, _content_end(text, terms.items[-1]))
        indent = _dash(text, terms.items[0])[0]
    elif isinstance(terms, nodes.Sequence) and terms.items:
        at = _content_end(text, terms.items[-1])
        return _proved(raw, bom + f"{text[:at]}, {_flow(fields)}{text[at:]}".encode(), term)
    else:
        # `terms:`, `terms: ~` or `terms: []`: nothing but white space and a comment can follow on the line.
        text = text[: terms.start].rstrip(" ") + text[terms.end :]
        at = _line_end(text, text.rindex(":", 0, terms.start))
        indent = "  "
    joint = "" if text[:at].endswith("\n") else newline
    text = f"{text[:at]}{joint}{_block(fields, indent, newline)}{text[at:]}"
    return _proved(raw, bom + text.encode(), term)


def remove_entry(raw: bytes, term: Term) -> bytes:
    """Cut out the entry that a term was read from; comments on lines of their own outside it stay.

    Raises:
        GlossaryError: The entry is not where it was, or the file is broken.
    """
    bom, text = _decoded(raw, term.path)
    terms, entry = _entry(text, term)
    at = terms.items.index(entry)
    if terms.flow:
        start, end = entry.start, _content_end(text, entry)
        if at + 1 < len(terms.items):
            end = terms.items[at + 1].start
        elif at:
            start = _content_end(text, terms.items[at - 1])
        elif comma := re.match(r"\s*,", text[end:]):
            end += comma.end()  # a comma may end a list, but not be all of it
    else:
        start = _dash(text, entry).start()
        end = _line_end(text, _content_end(text, entry))
    return _proved(raw, bom + (text[:start] + text[end:]).encode(), term, gone=True)


def set_value(raw: bytes, term: Term, key: str, value: Value, *, part: str = "") -> bytes:
    """Change or add one value of the entry that a term was read from.

    Args:
        raw: The file as it is.
        term: The term as it was read.
        key: The field: ``note``, or a locale.
        value: What it is to hold.
        part: Under a locale, ``use``, ``also`` or ``avoid``.

    Raises:
        GlossaryError: The entry is not where it was, or the file is broken.
    """
    bom, text = _decoded(raw, term.path)
    _, entry = _entry(text, term)
    old = entry.get(key)
    if isinstance(old, nodes.Mapping) and part:
        text = _put(text, old, part, value)
    elif isinstance(old, nodes.Scalar) and part and part != "use":
        text = _put(text, entry, key, {"use": old.value, part: value})
    else:
        text = _put(text, entry, key, {part: value} if part and old is None else value)
    return _proved(raw, bom + text.encode(), term, changed=True)


def _put(text: str, mapping: nodes.Mapping, key: str, value: object) -> str:
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
    newline = "\r\n" if "\r\n" in text else "\n"
    indent = " " * (first.start - text.rfind("\n", 0, first.start) - 1)
    at = _line_end(text, at)
    joint = "" if text[:at].endswith("\n") else newline
    return f"{text[:at]}{joint}{indent}{key}: {_flow(value, alone=True)}{newline}{text[at:]}"


def _decoded(raw: bytes, path: str) -> tuple[bytes, str]:
    bom = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
    try:
        text = raw[len(bom) :].decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise GlossaryError("not UTF-8; save it as UTF-8", path=path or None, line=line) from None
    if odd := re.search("\r(?!\n)|[\x85\u2028\u2029]", text):  # which YAML takes for line ends, and editors do not
        told = f"holds a line end that editors do not show (U+{ord(odd[0]):04X}); replace it, then try again"
        raise GlossaryError(told, path=path or None, line=text.count("\n", 0, odd.start()) + 1)
    return bom, text


def _root(text: str, path: str) -> Node | None:
    try:
        return nodes.compose(text)
    except nodes.NotYAMLError as error:
        raise GlossaryError(error.problem.message, path=path or None, line=error.problem.line) from None


def _entry(text: str, term: Term) -> tuple[nodes.Sequence, nodes.Mapping]:
    root = _root(text, term.path)
    terms = root.get("terms") if isinstance(root, nodes.Mapping) else None
    for item in terms.items if isinstance(terms, nodes.Sequence) else ():
        if item.line == term.line and isinstance(item, nodes.Mapping) and isinstance(terms, nodes.Sequence):
            name = item.get("term")
            if isinstance(name, nodes.Scalar) and " ".join(name.value.split()) == term.term:
                return terms, item
    message = f"`{term.term}` is no longer here; the file changed meanwhile, try again"
    raise GlossaryError(message, path=term.path or None, line=term.line)


def _content_end(text: str, node: Node) -> int:
    """Where the last character of a node is; the parser's own end of a block lies after the comments behind it."""
    if isinstance(node, nodes.Scalar) or node.flow:
        return len(text[: node.end].rstrip())
    if isinstance(node, nodes.Sequence):
        return _content_end(text, node.items[-1]) if node.items else node.start
    key, value = node.pairs[-1]
    return max(key.end, _content_end(text, value))


def _line_end(text: str, at: int) -> int:
    """Where the next line begins."""
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def _dash(text: str, item: Node) -> re.Match[str]:
    """The dash of a list's item with what stands before it, from the start of its line."""
    *_, last = re.finditer("^[ ]*(?=-\\s)", text[: item.start], re.MULTILINE)
    return last


def _block(fields: Mapping[str, Value], indent: str, newline: str) -> str:
    starts = [f"{indent}- ", *[f"{indent}  "] * (len(fields) - 1)]
    pairs = zip(starts, fields.items(), strict=True)
    return "".join(f"{start}{name}: {_flow(value, alone=True)}{newline}" for start, (name, value) in pairs)


def _flow(value: object, *, alone: bool = False) -> str:
    """A value as YAML on one line; ``alone`` where no bracket is around it."""
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
    """A text as YAML: bare where every reader takes it for that same text, else in quotes."""
    around = "- {}" if alone else "[{}]"
    try:
        if text.isprintable() and text[:1] not in "'\"" and yaml.safe_load(around.format(text)) == [text]:
            return text
    except yaml.YAMLError:
        pass
    if text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return json.dumps(text, ensure_ascii=False)


def _proved(raw: bytes, result: bytes, term: Term, *, gone: bool = False, changed: bool = False) -> bytes:
    """The new bytes, if they read as the old ones but for the entry that was meant."""
    before, _, problems = read_entries(raw, term.path)
    after, _, problems_after = read_entries(result, term.path)
    if problems or (problems_after and not (gone or changed)):
        raise as_error([(term.path, problem) for problem in problems or problems_after])
    at = next((at for at, entry in enumerate(before) if (gone or changed) and _same(entry, term)), len(before))
    old, new = [[fields_of(entry.term, entry.added) for entry in entries] for entries in (before, after)]
    wanted = new[at : at + (not gone)]
    if problems_after or len(wanted) != (not gone) or [*old[:at], *wanted, *old[at + 1 :]] != new:
        raise GlossaryError("is written in a way that cannot be edited safely; edit it by hand", path=term.path or None)
    return result


def _same(entry: Entry, term: Term) -> bool:
    return (entry.term.line, entry.term.term) == (term.line, term.term)

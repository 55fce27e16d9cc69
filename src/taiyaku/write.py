"""A unit's translation as the characters that may stand in its place.

Writing is a ladder. Each rung spells the translation more defensively than the one before, and each is proved by
parsing it: read strictly and in its block, it must have the codes and the text that the translation has when read by
itself. The first rung that holds is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from markdown_it.token import Token

from taiyaku.inline import Event, Piece, Role, events, pieces
from taiyaku.model import Document, Kind, Unit
from taiyaku.parser import markdown
from taiyaku.segment import fold


def write_unit(document: Document, unit: Unit, translation: str) -> str | None:
    """Spell a translation for the place of its unit.

    Args:
        document: The article; its dialect and reference definitions decide what is markup.
        unit: One of its units, not of the front matter.
        translation: Inline Markdown, or plain text where the unit is plain.

    Returns:
        The characters to splice in, or None where no spelling could be proved.
    """
    if translation == unit.source:
        return document.raw(unit)
    if unit.writer == "attribute":
        return _attribute(document, unit, translation)
    how: dict[str, Any] = {"flavor": document.flavor, "references": document.references}
    if unit.writer == "html":
        return _html(translation)
    if unit.writer == "reference":
        quote = document.text[unit.start - 1]
        return " ".join(re.sub(rf"\\?{quote}", rf"\\{quote}", translation).split())
    if unit.writer == "title":
        text = " ".join(translation.split())
        return text.replace("]", "&#93;") if document.text[unit.end : unit.end + 1] == "]" else text
    wanted = follow_references(unit, fold(translation.strip(), **how), document.references)
    if unit.writer in {"cell", "atx"}:
        wanted = _one_line(wanted, "<br>" if unit.writer == "cell" else " ", how)
    target = _comparable(events(wanted, **how))
    loosely = [_unspaced(event) for event in target]
    for rung, candidate in enumerate(_rungs(unit, wanted, document, how)):
        found = _comparable(events(candidate, strict=True, **how))
        same = found == target if rung < _SPACED else [_unspaced(event) for event in found] == loosely
        if same and _stands(unit, candidate, document.flavor):
            return _placed(document, unit, candidate)
    return None


# ── The ladder ──────────────────────────────────────────────────────────────

_SPACED = 4
"""From this rung on, a blank beside a code is allowed for."""


def _rungs(unit: Unit, text: str, document: Document, how: Mapping[str, Any]) -> Iterator[str]:
    starts_line = unit.writer == "markdown" or (unit.writer == "cell" and not _after_pipe(document, unit))

    def shield(candidate: str) -> str:
        return _shield_lines(candidate, item=unit.kind is Kind.ITEM) if starts_line else candidate

    def shielded(candidate: str) -> str:
        candidate = shield(candidate)
        return re.sub(r"(?<= )(#+)$", r"\\\1", candidate) if unit.writer == "atx" else candidate

    yield shielded(text)
    found = _hoisted(pieces(text, **how))
    yield shielded(_spelt(found))
    stars = [_starred(piece) for piece in found]
    yield shielded(_spelt(stars))
    yield shielded(_spelt(_apart(stars, _NOTHING, codes_only=True)))
    yield shielded(_spelt(_apart(stars, " ")))
    yield shielded(_spelt([_as_element(piece) for piece in found]))


def _spelt(found: list[Piece] | tuple[Piece, ...]) -> str:
    """Pieces as Markdown again, every character of their prose that could be markup escaped."""
    return "".join(_full_escape(piece.text) if piece.is_text else piece.raw for piece in found)


_MARKUP = re.compile(r"[\\`*_\[\]<>~$^{}|]|&(?=#?\w)|!(?=\[|$)|:(?=[\w+-]*:|\()|(?<=[a-z])(?=://)")


def _full_escape(text: str) -> str:
    escaped = _MARKUP.sub(lambda match: f"\\{match[0]}" if match[0] else "\\", text)
    return re.sub(r"^[(\[:]", r"\\\g<0>", escaped)


def _hoisted(found: tuple[Piece, ...]) -> list[Piece]:
    """Blanks at the inner edges of emphasis moved outside it, where they cannot unmake it."""
    result = list(found)
    for index, (left, right) in enumerate(pairwise(found)):
        if left.role is Role.OPEN and right.is_text and right.text[:1] == " " and left.kind in _EMPHASIS:
            result[index : index + 2] = [_text(" "), left, _text(right.text[1:])]
            return _hoisted(tuple(result))
        if left.is_text and right.role is Role.CLOSE and left.text[-1:] == " " and right.kind in _EMPHASIS:
            result[index : index + 2] = [_text(left.text[:-1]), right, _text(" ")]
            return _hoisted(tuple(result))
    return result


_NOTHING = "<!-- -->"
"""Keeps two codes apart and shows nothing."""

_EMPHASIS = frozenset({"strong", "em", "del"})


def _text(text: str) -> Piece:
    return Piece(Role.TEXT, "text", text, text)


def _starred(piece: Piece) -> Piece:
    """`_` emphasis cannot touch a word; `*` can."""
    if piece.kind in {"em", "strong"} and piece.raw.startswith("_"):
        return Piece(piece.role, piece.kind, piece.raw.replace("_", "*"), "*", piece.pair)
    return piece


def _apart(found: list[Piece], separator: str, *, codes_only: bool = False) -> list[Piece]:
    """A separator where emphasis touches a word, or only where it touches another code."""
    result: list[Piece] = []
    for left, right in pairwise([_text(" "), *found, _text(" ")]):
        result.append(left)
        inside = left.role is Role.OPEN or right.role is Role.CLOSE
        touching = {left.kind, right.kind} & _EMPHASIS and not inside
        blank = left.text[-1:].isspace() if left.is_text else right.is_text and right.text[:1].isspace()
        if touching and not blank and not (codes_only and (left.is_text or right.is_text)):
            result.append(Piece(Role.SINGLE, "html", separator, separator) if codes_only else _text(separator))
    return result[1:]


def _as_element(piece: Piece) -> Piece:
    name = {"strong": "strong", "em": "em", "del": "del"}.get(piece.kind)
    if name is None:
        return piece
    tag = f"<{name}>" if piece.role is Role.OPEN else f"</{name}>"
    return Piece(Role.SINGLE, "html", tag, tag)


def _comparable(found: tuple[Event, ...]) -> list[Event]:
    """Events with emphasis in either spelling alike, and separators gone."""
    result: list[Event] = []
    for role, kind, text in found:
        if kind == "html" and text == _NOTHING:
            continue
        if kind == "html" and (match := re.fullmatch(r"<(/?)(strong|em|del)>", text)):
            result.append(("close" if match[1] else "open", match[2], ""))
        elif role == "text" and result and result[-1][0] == "text":
            result[-1] = ("text", "text", result[-1][2] + text)
        else:
            result.append((role, kind, text))
    return result


def _unspaced(event: Event) -> Event:
    return (event[0], event[1], "".join(event[2].split())) if event[0] == "text" else event


# ── Blocks ──────────────────────────────────────────────────────────────────

_LINE_START = re.compile(
    r"""\#{1,6}(?=[ \t]|$) | [-+*](?=[ \t]|$) | > | (?:=+|-+)[ \t]*$ | (?:[-_*][ \t]*){3,}$ | ~{3,} | `{3,}
      | :(?=[ \t]) | ~(?=[ \t]) | :{3,} | \+{3,} | \| | !!! | \?{3} | /{3,} | ===
      | \[(?=[ xX]\][ \t]) | \[(?=\^?[^\]]+\]:) | \[(?=![A-Za-z-]+\]) | @(?=\[) | \$\$ | \{(?=[%{:])""",
    re.VERBOSE,
)
_ORDERED = re.compile(r"(\d{1,9})([.)])(?=[ \t]|$)")
_WORDS = re.compile(r"([ie])(?=(?:mport|xport)\s)")


def _shield_lines(text: str, *, item: bool) -> str:
    """A backslash before what would start a block at the start of a line."""
    lines = text.split("\n")
    for index, line in enumerate(lines):
        if _LINE_START.match(line) and not (line.startswith("[") and not item and line[1:2] in " xX"):
            lines[index] = "\\" + line
        elif match := _ORDERED.match(line):
            lines[index] = f"{match[1]}\\{line[match.end(1) :]}"
        elif match := _WORDS.match(line):
            lines[index] = f"&#{ord(match[1])};{line[1:]}"
    return "\n".join(lines)


def _stands(unit: Unit, text: str, flavor: str) -> bool:
    """Whether the text, in a block of its unit's kind, makes just that block and nothing else."""
    if not text or text != text.strip():
        return False
    if unit.writer == "cell":
        return "\n" not in text
    if unit.writer == "atx":
        return "\n" not in text and _block(f"# {text}", flavor) == ("heading_open", text)
    if "\n" not in text and not _MAY_START.match(text):
        return True
    return _block(text, flavor) == ("paragraph_open", text)


_MAY_START = re.compile(r"[#\-+*>=~`:|!?/\d<\[@\\_{$\s&]|import|export")


def _block(text: str, flavor: str) -> tuple[str, str]:
    """Kind and content of the only block that the text makes; nothing where it makes more or less than one."""
    tokens: list[Token] = []
    markdown(flavor).block.parse(text, markdown(flavor), {}, tokens)
    if len(tokens) != 3 or tokens[1].type != "inline":
        return "", ""
    return tokens[0].type, tokens[1].content


def _after_pipe(document: Document, unit: Unit) -> bool:
    """Whether a `|` stands before the cell on its line."""
    line = document.text.rfind("\n", 0, unit.start) + 1
    return "|" in document.text[line : unit.start]


def _placed(document: Document, unit: Unit, text: str) -> str:
    """The text with the container's prefix on every further line, in the file's own line ends."""
    if unit.writer == "cell":
        return text.replace("|", "\\|")
    if "\n" not in text:
        return text
    newline = "\r\n" if "\r\n" in document.text else "\r" if "\r" in document.text else "\n"
    return text.replace("\n", newline + unit.lead)


def _one_line(text: str, hard_break: str, how: Mapping[str, Any]) -> str:
    if "\n" not in text:
        return text
    return "".join(
        hard_break if piece.kind == "break" else piece.raw.replace("\n", " ") for piece in pieces(text, **how)
    )


# ── Not Markdown ────────────────────────────────────────────────────────────


def _attribute(document: Document, unit: Unit, text: str) -> str:
    quote = document.text[unit.start - 1]
    text = re.sub(r"&(?=#?\w+;)", "&amp;", " ".join(text.split()))
    return text.replace(quote, "&quot;" if quote == '"' else "&#39;")


def _html(text: str) -> str:
    """Text of an HTML block: one line, and no `<` that is not a tag."""
    found = pieces(" ".join(text.split()), only_html=True)
    return "".join(piece.raw.replace("<", "&lt;") if piece.is_text else piece.raw for piece in found)


# ── References ──────────────────────────────────────────────────────────────

_SHORTCUT = re.compile(r"\[([^\[\]]+)\](?:\[\])?(?![\[(:])")


def follow_references(unit: Unit, translation: str, references: Mapping[str, str]) -> str:
    """Give a translated ``[label]`` the reference that its source named by its text: ``[新][Foo]``.

    Only where the translation lacks references that the source made by ``[Foo]`` or ``[Foo][]``, and has just as many
    bracketed texts that are no link.
    """
    if not references or "[" not in translation:
        return translation
    labels = [label for label, _ in _shortcuts(unit.source, references, resolved=True)]
    kept = [label for label, _ in _shortcuts(translation, references, resolved=True)]
    for label in kept:
        if label in labels:
            labels.remove(label)
    loose = _shortcuts(translation, references, resolved=False)
    if not labels or len(loose) != len(labels):
        return translation
    for label, (text, (start, end)) in reversed(list(zip(labels, loose, strict=True))):
        translation = f"{translation[:start]}[{text}][{label}]{translation[end:]}"
    return translation


def _shortcuts(text: str, references: Mapping[str, str], *, resolved: bool) -> list[tuple[str, tuple[int, int]]]:
    """Bracketed texts that are shortcut references, or that are none."""
    result = []
    for match in _SHORTCUT.finditer(text):
        linked = any(piece.kind in {"link", "image"} for piece in pieces(match[0], references=references))
        note = match[1].startswith("^")
        if linked is resolved and not note:
            result.append((match[1], match.span()))
    return result

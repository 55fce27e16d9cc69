"""Spells a unit's translation for its position in the article.

A translation has several spellings, each more defensive than the one before. Each is verified: parsed strictly and in
its block, it must have the codes and the text that the translation has when parsed alone. The first spelling that
passes is used.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from markdown_it.token import Token

from taiyaku.markdown.dialects import EMPHASIS, dialect
from taiyaku.markdown.inline import Event, Piece, Role, events, events_of, pieces
from taiyaku.markdown.parser import markdown
from taiyaku.markdown.segment import fold
from taiyaku.markdown.tags import to_markdown
from taiyaku.model import Document, Kind, Unit


def write_unit(document: Document, unit: Unit, translation: str) -> str | None:
    """Spell a translation for the position of its unit, in the body; None if no spelling passes."""
    if translation == unit.source:
        return document.raw(unit)
    translation = translation.replace("\r\n", "\n").replace("\r", "\n").strip()
    if unit.writer in _ONE_LINE:
        return _ONE_LINE[unit.writer](document, unit, " ".join(translation.split())) or None
    reading = document.reading
    wanted = follow_references(unit, fold(translation, reading), document)
    position = _UnitPosition(document, unit)
    if unit.writer in {"cell", "atx"} or unit.kind is Kind.TERM:
        wanted = _join_lines(wanted, position)
    meant = pieces(wanted, reading)
    target = _comparable(events_of(meant))
    for number, candidate in enumerate(_spellings(wanted, meant, position)):
        read = pieces(candidate, reading, strict=True)
        found = target if read == meant else _comparable(events_of(read))
        if found != target and (number < _SPACED or _without_spaces(found) != _without_spaces(target)):
            continue
        if _is_one_block(candidate, position):
            return _fit_into_block(document, unit, candidate)
        escaped = _escape_line_starts(candidate, position)
        if _is_one_block(escaped, position) and _comparable(events(escaped, reading, strict=True)) == found:
            return _fit_into_block(document, unit, escaped)
    return None


@dataclass(frozen=True, slots=True)
class _UnitPosition:
    """The position of a unit, which decides how its translation can be written."""

    document: Document
    unit: Unit

    @property
    def flavor(self) -> str:
        return self.document.flavor

    @property
    def starts_line(self) -> bool:
        """Whether the text could be taken for the start of another block."""
        if self.unit.writer == "cell":
            line = self.document.text.rfind("\n", 0, self.unit.start) + 1
            return "|" not in self.document.text[line : self.unit.start]
        return self.unit.writer == "markdown"

    @property
    def underlined(self) -> bool:
        """Whether it is an underlined heading, which any ``|`` would turn into the header of a table."""
        return self.unit.writer == "markdown" and self.unit.level > 0


# ── Spellings ───────────────────────────────────────────────────────────────

_SPACED = 4
"""From this spelling on, an extra space beside a code is allowed."""


def _spellings(text: str, found: Sequence[Piece], position: _UnitPosition) -> Iterator[str]:
    grammar = dialect(position.flavor)
    if not (reserved := grammar.reserved) or not any(
        piece.is_text and piece.raw == piece.text and reserved.search(piece.raw) for piece in found
    ):
        yield text
    found = tuple(_with_entities(("|" if position.underlined or "\n" in text else "") + grammar.as_entities, found))
    yield to_markdown(found)
    stars = [_use_stars(piece) for piece in found]
    yield to_markdown(stars)
    yield to_markdown(_separate(stars, _code(_NOTHING[grammar.is_jsx]), codes_only=True))
    yield to_markdown(_separate(stars, Piece(Role.TEXT, "text", " ", " ")))
    yield to_markdown([_as_element(piece) for piece in found])


_NOTHING = ("<!-- -->", "{/* */}")
"""Separates two codes and renders as nothing: in Markdown, and in MDX."""


def _code(raw: str) -> Piece:
    return Piece(Role.SINGLE, "html", raw, raw)


def _with_entities(characters: str, found: Sequence[Piece]) -> Iterator[Piece]:
    """Write some characters of the prose as entities, since even an escaped `|` makes a line the header of a table."""
    for piece in found:
        if piece.is_text and any(character in piece.text for character in characters):
            for part in re.split(f"([{characters}])", piece.text):
                yield _code(f"&#{ord(part)};") if part and part in characters else replace(piece, raw=part, text=part)
        else:
            yield piece


def _use_stars(piece: Piece) -> Piece:
    """Use `*` for emphasis, since `_` cannot touch a word."""
    if piece.kind in {"em", "strong"} and piece.raw.startswith("_"):
        return replace(piece, raw=piece.raw.replace("_", "*"))
    return piece


def _separate(found: Sequence[Piece], separator: Piece, *, codes_only: bool = False) -> list[Piece]:
    """Put a separator between emphasis and a word that touches it, or only between two codes that touch."""
    space = Piece(Role.TEXT, "text", " ", " ")
    result: list[Piece] = []
    for left, right in pairwise([space, *found, space]):
        result.append(left)
        inside = left.role is Role.OPEN or right.role is Role.CLOSE
        touching = {left.kind, right.kind} & EMPHASIS and not inside
        spaced = left.text[-1:].isspace() if left.is_text else right.is_text and right.text[:1].isspace()
        if touching and not spaced and not (codes_only and (left.is_text or right.is_text)):
            result.append(separator)
    return result[1:]


def _as_element(piece: Piece) -> Piece:
    if piece.kind not in EMPHASIS:
        return piece
    return _code(f"<{piece.kind}>" if piece.role is Role.OPEN else f"</{piece.kind}>")


def _comparable(found: Sequence[Event]) -> list[Event]:
    """Events without separators, and with emphasis the same as elements and as delimiters."""
    result: list[Event] = []
    for role, kind, text in found:
        if text in _NOTHING and kind != "text":
            continue
        if kind == "html" and (match := re.fullmatch(r"<(/?)(strong|em|del)>", text)):
            result.append(("close" if match[1] else "open", match[2], ""))
        elif role == "text" and result and result[-1][0] == "text":
            result[-1] = ("text", "text", result[-1][2] + text)
        else:
            result.append((role, kind, text))
    return result


def _without_spaces(found: Sequence[Event]) -> list[Event]:
    texts = [(role, kind, "".join(text.split()) if role == "text" else text) for role, kind, text in found]
    return [event for event in texts if event != ("text", "text", "")]


# ── Blocks ──────────────────────────────────────────────────────────────────


def _escape_line_starts(text: str, position: _UnitPosition) -> str:
    """Escape whatever would start a block at the start of a line, or close a heading at its end."""
    if position.unit.writer == "atx":
        return re.sub(r"(?:^|(?<=[ \t]))(#+)$", r"\\\1", text)
    return "\n".join([_escape_line(line, position) for line in text.split("\n")]) if position.starts_line else text


def _escape_line(line: str, position: _UnitPosition) -> str:
    for found in dialect(position.flavor).line_escapes:
        if found.within in {None, position.unit.kind} and found.opening.match(line):
            return found.escape(line)
    return line


def _is_one_block(text: str, position: _UnitPosition) -> bool:
    """Whether the text, in a block of its unit's kind, is read as that single block."""
    if (
        not text
        or text != text.strip()
        or ("\n" in text and (position.unit.writer != "markdown" or _closes_block(text)))
    ):
        return False
    grammar = dialect(position.flavor)
    if position.unit.level and grammar.without_tail(text) != text:
        return False
    if position.unit.writer == "atx":
        return _block(f"# {text}", position.flavor) == ("heading_open", text)
    if not position.starts_line:
        return True
    lines = text.split("\n")
    if any(within in {None, position.unit.kind} and any(map(p.match, lines)) for p, within in grammar.contextual):
        return False
    if position.underlined:
        return _block(f"{text}\n---", position.flavor) == ("heading_open", text)
    return not any(map(grammar.may_open.match, lines)) or _block(text, position.flavor) == ("paragraph_open", text)


def _closes_block(text: str) -> bool:
    return any(not line.strip() for line in text.split("\n"))


@functools.lru_cache(maxsize=5_000)
def _block(text: str, flavor: str) -> tuple[str, str]:
    """Token and content of the block that the text is read as; empty unless it is exactly one block of text."""
    tokens: list[Token] = []
    markdown(flavor).block.parse(text, markdown(flavor), {}, tokens)
    if len(tokens) != 3 or tokens[1].type != "inline":
        return "", ""
    return tokens[0].type, tokens[1].content


def _fit_into_block(document: Document, unit: Unit, text: str) -> str:
    """The text with the container's prefix on every further line, and with the line ends of the file."""
    if unit.writer == "cell":
        if (len(text) - len(text.rstrip("\\"))) % 2:
            text = f"{text[:-1]}&#92;"
        return text.replace("|", "\\|")
    if "\n" not in text:
        return text
    newline = "\r\n" if "\r\n" in document.text else "\r" if "\r" in document.text else "\n"
    return text.replace("\n", newline + unit.lead)


def _join_lines(text: str, position: _UnitPosition) -> str:
    """A text without line breaks; a hard break becomes an element, or a space in a heading."""
    if "\n" not in text:
        return text
    hard = " " if position.unit.level else "<br />" if dialect(position.flavor).is_jsx else "<br>"
    return "".join(
        hard if piece.kind == "break" else piece.raw.replace("\n", " ")
        for piece in pieces(text, position.document.reading)
    ).strip()


# ── Not Markdown, or a single line of it ────────────────────────────────────


def _write_attribute(document: Document, unit: Unit, text: str) -> str:
    quote = document.text[unit.start - 1]
    return re.sub(r"&(?=#?\w+;)", "&amp;", text).replace(quote, "&quot;" if quote == '"' else "&#39;")


def _write_html(document: Document, unit: Unit, text: str) -> str:
    """Text of an HTML block, where every `<` that opens no tag is escaped."""
    found = pieces(text, document.reading_of(unit))
    return "".join(piece.raw.replace("<", "&lt;") if piece.is_text else piece.raw for piece in found)


def _write_title(document: Document, unit: Unit, text: str) -> str:
    """The title of a directive, with any characters escaped that would end it."""
    line = document.text[document.text.rfind("\n", 0, unit.start) + 1 : unit.start].lstrip(" \t>")
    after = document.text[unit.end : unit.end + 1]
    if after in {'"', "'"}:
        return text.replace(after, "&quot;" if after == '"' else "&#39;")
    if after == "]":
        return text.replace("]", "&#93;")
    return re.sub(r"[{\[]", lambda match: f"&#{ord(match[0])};", text) if line.startswith(":::") else text


def _write_reference(document: Document, unit: Unit, text: str) -> str:
    """The title of a reference definition, with its quotation mark and a final backslash escaped."""
    quote = document.text[unit.start - 1]
    text = re.sub(rf"(?<!\\)((?:\\\\)*){quote}", rf"\1\\{quote}", text)
    return f"{text}\\" if (len(text) - len(text.rstrip("\\"))) % 2 else text


_ONE_LINE = {"attribute": _write_attribute, "html": _write_html, "title": _write_title, "reference": _write_reference}


# ── References ──────────────────────────────────────────────────────────────

_SHORTCUT = re.compile(r"\[([^\[\]]+)\](?:\[\])?(?![\[(:])")


def follow_references(unit: Unit, translation: str, document: Document) -> str:
    """Restore the reference of a ``[label]`` whose text was translated: ``[新][Foo]``.

    This happens only if the translation lacks references that the source makes with ``[Foo]`` or ``[Foo][]``, and has
    the same number of bracketed texts that are not links.
    """
    if not document.references or "[" not in translation:
        return translation
    labels = [label for label, _ in _shortcuts(unit.source, document, resolved=True)]
    kept = [label for label, _ in _shortcuts(translation, document, resolved=True)]
    for label in kept:
        if label in labels:
            labels.remove(label)
    loose = _shortcuts(translation, document, resolved=False)
    if not labels or len(loose) != len(labels):
        return translation
    for label, (text, (start, end)) in reversed(list(zip(labels, loose, strict=True))):
        translation = f"{translation[:start]}[{text}][{label}]{translation[end:]}"
    return translation


def _shortcuts(text: str, document: Document, *, resolved: bool) -> list[tuple[str, tuple[int, int]]]:
    """Bracketed texts that are shortcut references, or those that are not, with their offsets."""
    result = []
    for match in _SHORTCUT.finditer(text):
        found = pieces(match[0], document.reading)
        linked = any(piece.kind in {"link", "image"} for piece in found)
        if linked is resolved and not match[1].startswith("^"):
            result.append((match[1], match.span()))
    return result

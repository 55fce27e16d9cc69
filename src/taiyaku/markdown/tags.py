"""Tagged text, the form in which providers and XLIFF see a unit, and its conversion back to Markdown.

Providers return plain text between tags. It becomes Markdown that reads as exactly that text: emphasis is written so
that it is read as emphasis, and every character that could be markup is escaped.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from taiyaku.markdown.dialects import EMPHASIS, JOINS, guarded, left_open
from taiyaku.markdown.inline import Piece, Role, pieces
from taiyaku.model import Reading

_TAG = re.compile(r"<(/?)([gx])(\d+)(/?)>")


def to_tags(source: str, reading: Reading) -> tuple[str, dict[str, str]]:
    """Tagged text for a provider or XLIFF: ``<g1>…</g1>`` for pairs, ``<x2/>`` for single codes, prose XML-escaped.

    Returns:
        The tagged text, and the Markdown of each tag: ``g1`` and ``/g1``, ``x2``.
    """
    tags: dict[str, str] = {}
    opened: dict[int, tuple[str, int]] = {}
    out: list[str] = []
    at = number = 0
    for piece in pieces(source, reading):
        at += len(piece.raw)
        if piece.is_text:
            out.append(html.escape(piece.text, quote=False))
        elif piece.role is Role.CLOSE and piece.pair in opened:
            name, start = opened[piece.pair]
            # `[label]` and `[label][]` name their reference by their text, which the translation changes.
            shortcut = piece.kind in {"link", "image"} and piece.raw in {"]", "][]"}
            tags[f"/{name}"] = f"][{source[start : at - len(piece.raw)]}]" if shortcut else piece.raw
            out.append(f"</{name}>")
        else:
            number += 1
            name = f"{'g' if piece.role is Role.OPEN else 'x'}{number}"
            tags[name] = piece.raw
            if piece.role is Role.OPEN:
                opened[piece.pair] = name, at
            out.append(f"<{name}>" if piece.role is Role.OPEN else f"<{name}/>")
    return "".join(out), tags


def from_tags(tagged: str, tags: Mapping[str, str], *, only_html: bool = False) -> str:
    """Convert tagged text to Markdown: tags become codes, prose is unescaped once and escaped for Markdown.

    Emphasis is written so that it is read: spaces at its inner edges move outside, and ``_`` inside a word becomes
    ``*``.

    Args:
        tagged: Tagged text from a provider.
        tags: The Markdown of each tag, from ``to_tags``.
        only_html: The text is for an HTML block, where ``*`` and the like are plain text.

    Raises:
        ValueError: A tag is missing, unknown, repeated or wrongly nested; the message names it.
    """
    parts: list[Piece] = []
    stack: list[str] = []
    seen: set[str] = set()
    at = 0
    for match in _TAG.finditer(tagged):
        parts.append(_text_piece(html.unescape(tagged[at : match.start()])))
        at = match.end()
        closing, prefix, number, empty = match.groups()
        name = f"{prefix}{number}"
        key = f"/{name}" if closing else name
        if key not in tags or bool(empty) != (prefix == "x") or (closing and empty):
            raise ValueError(f"unknown tag {match[0]}")
        if key in seen:
            raise ValueError(f"tag {match[0]} occurs twice")
        seen.add(key)
        role = Role.CLOSE if closing else Role.OPEN if prefix == "g" else Role.SINGLE
        if role is Role.OPEN:
            stack.append(name)
        elif role is Role.CLOSE and (not stack or stack.pop() != name):
            raise ValueError(f"tag {match[0]} is in the wrong place")
        parts.append(Piece(role, _kind_of(tags[key]), tags[key], "", int(number)))
    parts.append(_text_piece(html.unescape(tagged[at:])))
    if missing := [key for key in tags if key not in seen]:
        raise ValueError(f"tag <{missing[0]}{'/' if missing[0][0] == 'x' else ''}> is missing")
    parts = [part for part in parts if part.raw]
    if only_html:
        return "".join(html.escape(part.raw, quote=False) if part.is_text else part.raw for part in parts)
    return to_markdown(_separate_codes(_use_stars(_move_spaces_out(parts))))


def _text_piece(text: str) -> Piece:
    return Piece(Role.TEXT, "text", text, text)


def _kind_of(raw: str) -> str:
    if raw.startswith("](") and raw[-1] in "\"'(":
        return "title"
    return {"*": "em", "_": "em", "~": "del"}.get(raw, "strong") if not raw.strip("*_~") else ""


def _move_spaces_out(parts: list[Piece]) -> list[Piece]:
    """Move spaces at the inner edges of emphasis outside, where they cannot break it."""
    mirrored = [*reversed(_move_out(parts, Role.CLOSE, str.rstrip))]
    return [*reversed(_move_out(mirrored, Role.OPEN, str.lstrip))]


def _move_out(parts: list[Piece], role: Role, strip: Callable[[str], str]) -> list[Piece]:
    """Move spaces from before a delimiter, in the order given, to after it."""
    result: list[Piece] = []
    for part in parts:
        if not (part.role is role and part.kind in EMPHASIS and result and result[-1].is_text):
            result.append(part)
            continue
        text = result.pop().raw
        kept = strip(text)
        spaces = text[len(kept) :] if role is Role.CLOSE else text[: len(text) - len(kept)]
        result += [piece for piece in (_text_piece(kept), part, _text_piece(spaces)) if piece.raw]
    return result


def _use_stars(parts: list[Piece]) -> list[Piece]:
    """Use `*` for emphasis inside a word, where `_` cannot open or close."""
    inside = {
        part.pair
        for left, part, right in _neighbors(parts)
        if part.kind in EMPHASIS
        and part.raw[:1] == "_"
        and (left.raw[-1:].isalnum() if part.role is Role.OPEN else right.raw[:1].isalnum())
    }
    return [
        replace(part, raw=part.raw.replace("_", "*")) if part.pair in inside and part.kind in EMPHASIS else part
        for part in parts
    ]


def _separate_codes(parts: list[Piece]) -> list[Piece]:
    """Put a space between two codes that would read as one (``**a****b**``), and between math and a digit."""
    result: list[Piece] = []
    for left, part, _ in _neighbors(parts):
        both = left.role is Role.CLOSE and part.role is Role.OPEN and {left.kind, part.kind} <= EMPHASIS
        edges = left.raw[-1:], part.raw[:1]
        math = (edges[0] == "$" and edges[1].isdigit()) or (edges[0].isdigit() and edges[1] == "$")
        if both or math or (edges == ("`", "`") and left.role is part.role is Role.SINGLE):
            result.append(_text_piece(" "))
        result.append(part)
    return result


# ── Plain text to Markdown ──────────────────────────────────────────────────


def _neighbors(found: Sequence[Piece]) -> Iterator[tuple[Piece, Piece, Piece]]:
    return zip([_NONE, *found[:-1]], found, [*found[1:], _NONE], strict=True)


_NONE = _text_piece("")


def to_markdown(found: Sequence[Piece]) -> str:
    """Pieces as Markdown, with every character of their prose escaped that could be markup."""
    out: list[str] = []
    for left, piece, right in _neighbors(found):
        if not piece.is_text:
            out.append(piece.raw)
        elif left.kind == "title" and left.role is Role.OPEN:
            quote = ")" if left.raw[-1] == "(" else left.raw[-1]
            out.append(re.sub(rf"[\\&{quote}]", r"\\\g<0>", piece.text))
        else:
            out.append(escape(piece.text, after_code=not left.is_text, before_code=not right.is_text))
    return "".join(out)


def escape(text: str, *, after_code: bool = False, before_code: bool = False) -> str:
    """Plain text as inline Markdown that reads as exactly that text, even directly after or before a code."""
    if not text:
        return text
    escaped = guarded().sub(_escape_run, text)
    if before_code and escaped[-1] in left_open():
        escaped = f"{escaped[:-1]}\\{escaped[-1]}"
    return f"\\{escaped}" if after_code and escaped[0] in JOINS else escaped


def _escape_run(match: re.Match[str]) -> str:
    run = match[0]
    if run[0] not in "*_":
        return f"\\{run}"
    before, after = match.string[match.start() - 1 : match.start()], match.string[match.end() : match.end() + 1]
    alone = before.isspace() and after.isspace()
    in_word = run[0] == run[-1] == "_" and "*" not in run and before.isalnum() and after.isalnum()
    return run if alone or in_word else "".join(f"\\{character}" for character in run)

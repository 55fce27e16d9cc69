r"""Markup of the source is missing, doubled, added or broken in the translation.

Why it is bad: readers see raw `**` or half a tag, or lose the emphasis, footnote, line break or shortcode that the
author put there; a stray HTML tag can swallow the rest of a page.

What is compared: emphasis, strikethrough, link titles, footnotes, HTML tags, hard breaks and shortcodes, each by its
number of occurrences, so that they may move with the sentence; an HTML tag must also be closed where it is opened.
Emphasis that an East Asian source does not have is only a warning, because its script has no italics. Markup may be
spelled differently (`_so_`, `<em>so</em>`). Links are covered by `link-changed`, code and formulas by `code-changed`.

Example: `**記憶**をもたない` translated as `They have **no memory`.

How to fix: put the markup of the source around the words that render it; write a literal `*` as `\*`.

Known false alarms: a translation that deliberately stresses other words than its source. Waive it with a reason.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from taiyaku.checks.base import Check, Context, Problem, times
from taiyaku.language.locales import language
from taiyaku.language.scripts import CJK, EAST_ASIAN
from taiyaku.markdown.inline import Piece, pieces
from taiyaku.model import Severity, Unit

_EMPHASIS = {"strong": "bold (**…**)", "em": "emphasis (*…*)", "del": "strikethrough (~~…~~)"}
_NAMES = _EMPHASIS | {"break": "a hard line break", "title": "a link title", "note": "an inline footnote (^[…])"}
_ELEMENTS = {"b": "strong", "strong": "strong", "i": "em", "em": "em", "s": "del", "strike": "del", "del": "del"}
_ELSEWHERE = frozenset({"link", "image", "autolink", "code", "math"})
_TAG = re.compile(r"<(/?)([A-Za-z][\w:.-]*)")
_ADDRESS = re.compile(r"""(\s(?:href|src|to)\s*=\s*)("[^"]*"|'[^']*')""")
_LITERAL = re.compile(r"\*\*|~~|__(?=\S)|(?<=\S)__|`|\]\(|<(?=/?(?:strong|em|b|i|a|br|code|span)\b)")
_UNDERSCORED = re.compile(rf"(?<=[{CJK}])_(?![\s_])[^_\n]+(?<!\s)_|_(?![\s_])[^_\n]+(?<!\s)_(?=[{CJK}])")
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


def markup_differs(unit: Unit, target: str, context: Context) -> Iterator[Problem]:
    """Compare the markup of a unit and of its translation."""
    ours, theirs = context.pieces(unit, unit.source), context.pieces(unit, target)
    in_source, in_target = Counter(_markup(ours)), Counter(_markup(theirs))
    if "_" in unit.source and in_source != in_target:
        # `_` beside a Japanese word is literal in Markdown, although its author meant emphasis.
        meant = sum(len(_UNDERSCORED.findall(piece.raw)) for piece in ours if piece.is_text)
        in_source["em", ""] += max(0, min(meant, in_target["em", ""] - in_source["em", ""]))
    literal = list(_literal_marks(ours, theirs))
    lost, new = in_source - in_target, in_target - in_source
    if literal:
        # The emphasis is there, but literally: one finding is enough.
        lost = Counter({what: count for what, count in lost.items() if what[0] not in _EMPHASIS})
    if _is_european(context) and new.pop(("em", ""), 0):
        yield Problem(
            "emphasis (*…*) is not in the source; make sure that the meaning is the same", severity=Severity.WARNING
        )
    yield from _lost_and_new(lost, new, in_source, in_target)
    yield from literal
    if in_source == in_target and (wrong := _nesting_error(theirs)) and not _nesting_error(ours):
        yield Problem(f"{wrong}; nest the tags as in the source")


def _is_european(context: Context) -> bool:
    """Whether the translation may have italics that its source cannot have."""
    return language(context.source_locale) in EAST_ASIAN and language(context.target_locale) not in EAST_ASIAN


def _lost_and_new(
    lost: Counter[tuple[str, str]],
    new: Counter[tuple[str, str]],
    in_source: Counter[tuple[str, str]],
    in_target: Counter[tuple[str, str]],
) -> Iterator[Problem]:
    named = [next((what for what in side if what[0] == "opaque"), None) for side in (lost, new)]
    if named[0] and named[1]:
        del lost[named[0]], new[named[1]]
        yield Problem(f"{_name(named[1])} is {_name(named[0])} in the source; copy it from there")
    for side in (lost, new):
        for kind, text in tuple(side):
            if kind == "html" and text.startswith("</") and (kind, f"<{text[2:]}") in side:
                del side[kind, text]
    for what, count in lost.items():
        if in_target[what]:
            counts = f"appears {times(in_target[what])} but {times(in_source[what])} in the source"
            yield Problem(f"{_name(what)} {counts}; add the missing {_one_or_ones(count)}")
        else:
            it = "it" if count == 1 else "them"
            yield Problem(f"{_name(what)} from the source is missing; add {it} where the source has {it}")
    for what, count in new.items():
        if in_source[what]:
            counts = f"appears {times(in_target[what])} but only {times(in_source[what])} in the source"
            yield Problem(f"{_name(what)} {counts}; remove the extra {_one_or_ones(count)}")
        else:
            yield Problem(f"{_name(what)} is not in the source; remove it, or escape it with a backslash")


def _one_or_ones(count: int) -> str:
    return "one" if count == 1 else "ones"


def literal_in_file(context: Context) -> Iterator[Problem]:
    """Look for emphasis beside Chinese, Japanese or Korean text that CommonMark does not recognize as emphasis."""
    if context.target is None or "**" not in context.target.text:
        return
    sources = {unit.source for unit in context.document.units}
    for unit in context.target.units:
        if "**" not in unit.source or unit.plain or unit.source in sources:
            continue
        reading = context.document.reading_of(unit)
        meant = Counter(_find_literals(pieces(unit.source, reading)).values())["**"]
        found = [at for at, mark in _find_literals(pieces(unit.source, reading, strict=True)).items() if mark == "**"]
        if len(found) > meant:
            words = _quote_around(unit.source, found[0], "**")
            message = f'"**" is shown as plain text in the translation: {words}; put a space outside it'
            yield Problem(message, line=unit.line, in_target=True)


def _markup(found: tuple[Piece, ...]) -> Iterator[tuple[str, str]]:
    for piece in found:
        if not piece.opens or piece.kind in _ELSEWHERE or piece.kind == "soft":
            continue
        if piece.kind == "html":
            tag = _TAG.match(piece.text)
            name = tag[2].lower() if tag else ""
            if name == "br":
                yield "break", ""
            elif name in _ELEMENTS and tag and piece.text[tag.end() :] == ">":
                if not tag[1]:
                    yield _ELEMENTS[name], ""
            else:
                yield "html", _ADDRESS.sub(r'\1""', piece.text)
        elif piece.kind == "opaque" and piece.text.startswith(("http", "www.")):
            continue
        else:
            yield piece.kind, "" if piece.kind in _NAMES else piece.text


def _name(what: tuple[str, str]) -> str:
    kind, text = what
    return _NAMES.get(kind) or f"{'the tag ' if kind == 'html' else ''}{text}"


def _literal_marks(ours: tuple[Piece, ...], theirs: tuple[Piece, ...]) -> Iterator[Problem]:
    marks = _find_literals(theirs)
    if not marks:
        return
    for mark in Counter(marks.values()) - Counter(_find_literals(ours).values()):
        if mark in {"**", "~~", "__"}:
            advice = "close it, put spaces outside but not inside it, or escape it with a backslash"
        elif mark == "`":
            advice = "close the code span, or write \\`"
        elif mark == "](":
            advice = "write the link as [text](address) without spaces in the address"
        else:
            advice = "close the tag, or write &lt;"
        text = "".join(piece.raw for piece in theirs)
        at = next(at for at, found in marks.items() if found == mark)
        yield Problem(f'"{mark}" is shown as plain text: {_quote_around(text, at, mark)}; {advice}')


def _find_literals(found: tuple[Piece, ...]) -> dict[int, str]:
    """Unescaped marks that would be markup if they were well placed, by offset."""
    result: dict[int, str] = {}
    start = 0
    for piece in found:
        if piece.is_text and piece.raw == piece.text:
            result |= {start + match.start(): match[0] for match in _LITERAL.finditer(piece.raw)}
        start += len(piece.raw)
    return result


def _quote_around(text: str, at: int, mark: str) -> str:
    """A mark with the text around it, in quotation marks."""
    start, end = max(0, at - 15), at + len(mark) + 15
    return f'"{"…" if start else ""}{" ".join(text[start:end].split())}{"…" if end < len(text) else ""}"'


def _nesting_error(found: tuple[Piece, ...]) -> str:
    """What is wrong with the first HTML tag that closes nothing or is never closed; empty if all are nested well."""
    stack: list[str] = []
    for piece in found:
        tag = _TAG.match(piece.raw) if piece.kind == "html" else None
        if tag is None or tag[2].lower() in _VOID or piece.raw.endswith("/>"):
            continue
        if not tag[1]:
            stack.append(tag[2])
        elif not stack or stack.pop() != tag[2]:
            return f"</{tag[2]}> closes a tag that is not open"
    return f"<{stack[-1]}> is never closed" if stack else ""


CHECK = Check(
    "markup-broken",
    Severity.ERROR,
    "markup is missing, doubled, added or broken",
    unit=markup_differs,
    document=literal_in_file,
)

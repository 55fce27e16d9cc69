"""A unit's source as HTML: codes as buttons, terms underlined with their renderings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from taiyaku.checks import Context
from taiyaku.glossary.read_file import rendering_of
from taiyaku.markdown.inline import Code, Piece, Role
from taiyaku.model import Term, TermUse, Unit

_LONGEST_LABEL = 28  # characters of a code that a button shows
_MOST_EXTRA = 9  # the most extra codes shown, since a whole page may be pasted by mistake


@dataclass(frozen=True, slots=True)
class TermHint:
    """A term of the source and its glossary entry."""

    term: str
    """As written in the source."""
    use: str
    """The approved rendering; empty if the glossary has none for this locale."""
    also: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    note: str = ""
    proposed: bool = False


@dataclass(frozen=True, slots=True)
class CodeButton:
    """A code that can be inserted into the translation."""

    raw: str
    """The text to insert: a single code, or the opening of a pair."""
    closing: str
    """The closing of a pair; empty for a single code."""
    label: str
    name: str
    """The kind of code, for a screen reader."""
    placed: bool
    """Whether the translation has it."""
    without: str | None = None
    """The translation without this code, if the code is extra there."""


_NAMES = {
    "strong": "strong",
    "em": "emphasis",
    "del": "strikethrough",
    "link": "link",
    "image": "image",
    "title": "link title",
    "note": "inline note",
    "code": "code",
    "math": "formula",
    "html": "HTML",
    "break": "line break",
    "footnote": "footnote",
    "autolink": "address",
    "opaque": "kept unchanged",
}


def term_hints(unit: Unit, context: Context) -> list[TermHint]:
    """The terms in a unit's source, each once, in order."""
    found: dict[str, TermHint] = {}
    for use in _uses(unit, context):
        found.setdefault(use.text, _hint(use.text, use.term, context.target_locale))
    return list(found.values())


def _uses(unit: Unit, context: Context) -> Sequence[TermUse]:
    return context.terms.find_uses(context.masked(unit, unit.source)) if context.terms else ()


def _hint(text: str, term: Term, locale: str) -> TermHint:
    rendering = rendering_of(term, locale)
    use = rendering.use if rendering else ""
    return TermHint(
        text,
        use,
        rendering.also if rendering else (),
        rendering.avoid if rendering else (),
        ". ".join(filter(None, (term.note, f"Long form: {term.expand}" if term.expand else ""))),
        term.status == "proposed",
    )


def code_buttons(unit: Unit, text: str, context: Context) -> list[CodeButton]:
    """The codes of a unit's source, each with whether a translation has it; then the extra ones."""
    there = Counter(context.codes(unit, text)) if text else Counter[Code]()
    pieces = context.pieces(unit, unit.source)
    closings = {piece.pair: piece.raw for piece in pieces if piece.role is Role.CLOSE}
    result: list[CodeButton] = []
    for piece in pieces:
        if piece.role not in {Role.OPEN, Role.SINGLE} or piece.kind == "soft":
            continue
        code = _matching_code(piece, there, context)
        if code is not None:
            there[code] -= 1
        closing = closings.get(piece.pair, "") if piece.role is Role.OPEN else ""
        result.append(
            CodeButton(
                piece.raw,
                closing,
                button_label(piece, closing),
                _NAMES.get(piece.kind, piece.kind),
                placed=code is not None,
            )
        )
    return result + _extra_buttons(unit, text, there, context)


def _extra_buttons(unit: Unit, text: str, left: Counter[Code], context: Context) -> list[CodeButton]:
    """The codes that a translation has more often than its source; of equal ones, the last."""
    pieces = context.pieces(unit, text) if +left else ()
    closing = {piece.pair: index for index, piece in enumerate(pieces) if piece.role is Role.CLOSE}
    result: list[CodeButton] = []
    for index, piece in reversed(list(enumerate(pieces))):
        code = (piece.kind, piece.text)
        if piece.role not in {Role.OPEN, Role.SINGLE} or left[code] < 1 or len(result) == _MOST_EXTRA:
            continue
        left[code] -= 1
        end = closing.get(piece.pair, index) if piece.role is Role.OPEN else index
        raw = pieces[end].raw if end != index else ""
        without = "".join(other.raw for at, other in enumerate(pieces) if at not in {index, end})
        name = _NAMES.get(piece.kind, piece.kind)
        result.append(CodeButton(piece.raw, raw, button_label(piece, raw), name, placed=True, without=without))
    return result[::-1]


def code_spellings(unit: Unit, text: str, context: Context) -> list[str]:
    """The spellings of codes in a unit's source and translation, the longest first, none of which may be split."""
    pieces = (*context.pieces(unit, unit.source), *context.pieces(unit, text))
    spelled = {piece.raw for piece in pieces if not piece.is_text and piece.kind != "soft" and piece.raw.strip()}
    return sorted(spelled, key=lambda raw: (-len(raw), raw))


def _matching_code(piece: Piece, there: Counter[Code], context: Context) -> Code | None:
    """The code in the translation that corresponds to a piece; a destination may follow the locale or its heading."""
    wanted = [(piece.kind, piece.text)]
    for pattern in context.links:
        here, there_part = (pattern.replace("{locale}", loc) for loc in (context.source_locale, context.target_locale))
        if piece.text.startswith(here):
            wanted.append((piece.kind, there_part + piece.text[len(here) :]))
    if piece.text.startswith("#"):
        wanted += [code for code in there if code[0] == piece.kind and code[1].startswith("#")]
    return next((code for code in wanted if there[code] > 0), None)


def button_label(piece: Piece, closing: str = "") -> str:
    """The label of a button: the code as written, shortened."""
    if piece.kind == "break":
        return "↵"
    text = " ".join((f"{piece.raw}…{closing}" if closing else piece.raw).split())
    return text if len(text) <= _LONGEST_LABEL else f"{text[: _LONGEST_LABEL - 9]}…{text[-8:]}"


# ── The source as HTML ──────────────────────────────────────────────────────

_STYLED = {"strong": "strong", "em": "em", "del": "s", "link": "span", "title": "span", "note": "span", "image": "span"}


def source_html(unit: Unit, context: Context) -> Markup:
    """A unit's source: prose as a reader sees it, codes as buttons, terms with their renderings."""
    uses = list(_uses(unit, context))
    out: list[Markup] = []
    opened: list[str] = []
    start = number = 0
    tip = iter(range(len(uses)))
    for piece in context.pieces(unit, unit.source):
        end = start + len(piece.raw)
        if piece.is_text:
            out += _prose_with_terms(piece, start, uses, unit, context, tip)
        elif piece.kind == "soft":
            out.append(Markup(" "))
        else:
            if piece.role is Role.CLOSE:
                out.append(_button(piece, 0))
                out.append(Markup("</{}>").format(Markup(opened.pop())) if opened else Markup(""))
            else:
                number += 1
                if piece.role is Role.OPEN:
                    opened.append(_STYLED.get(piece.kind, "span"))
                    out.append(Markup('<{} class="in-{}">').format(Markup(opened[-1]), piece.kind))
                out.append(_button(piece, number))
            if piece.kind == "break":
                out.append(Markup("<br>"))
        start = end
    out += [Markup("</{}>").format(Markup(tag)) for tag in reversed(opened)]
    return Markup("").join(out)


def _button(piece: Piece, number: int) -> Markup:
    """A button that inserts a code, or the closing of a pair, into the translation."""
    raw = piece.raw
    shown = button_label(piece)
    return Markup('<span class="chip" data-insert="{}" data-code="{}" title="{}">{}</span>').format(
        raw, number, _NAMES.get(piece.kind, piece.kind), shown
    )


def _prose_with_terms(
    piece: Piece, start: int, uses: list[TermUse], unit: Unit, context: Context, tip: Iterator[int]
) -> Iterator[Markup]:
    """A piece of prose with its terms; plain text if its spelling contains an escape."""
    if piece.text != piece.raw:
        yield escape(piece.text)
        return
    at, end = start, start + len(piece.raw)
    for use in uses:
        if use.start < at or use.end > end:
            continue
        yield escape(piece.raw[at - start : use.start - start])
        yield _term(_hint(use.text, use.term, context.target_locale), f"t-{unit.id}-{next(tip)}", context)
        at = use.end
    yield escape(piece.raw[at - start :])


def _term(hint: TermHint, name: str, context: Context) -> Markup:
    parts = [Markup('<b lang="{}">{}</b>').format(context.target_locale, hint.use)] if hint.use else []
    if hint.also:
        parts.append(Markup(" or {}").format(", ".join(hint.also)))
    if hint.avoid:
        parts.append(Markup('<span class="not">not {}</span>').format(", ".join(hint.avoid)))
    if hint.proposed:
        parts.append(Markup('<span class="not">proposed</span>'))
    if hint.note:
        parts.append(Markup('<span class="note" lang="{}">{}</span>').format(context.source_locale, hint.note))
    return Markup(
        '<span class="term" role="button" tabindex="-1" data-insert="{use}" aria-describedby="{name}">{text}'
        '<span class="tip" role="tooltip" id="{name}">{tip}</span></span>'
    ).format(use=hint.use, name=name, text=hint.term, tip=Markup("").join(parts))

"""Errors as translators and machines make them, one function a kind: a changed translation, or nothing where it has no
place for such an error."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

from taiyaku.checks import Context
from taiyaku.language.scripts import own_stretch, text_extent
from taiyaku.language.sentences import sentences
from taiyaku.markdown.inline import Role, pieces
from taiyaku.model import Document, Kind, Reading, Unit

Planter = Callable[[Unit, str, Context, random.Random], str]


def one_of(matches: list[re.Match[str]], chance: random.Random) -> re.Match[str] | None:
    return chance.choice(matches) if matches else None


def dropped_sentence(unit: Unit, text: str, context: Context, chance: random.Random) -> str:
    """One sentence of several is gone."""
    found = [one for one in sentences(text) if text_extent(one) >= 12]
    if len(found) < 2:
        return ""
    gone = chance.choice(found)
    return " ".join(text.replace(gone, "", 1).split())


_NUMBER = re.compile(r"(?<![\w.,/:#-])\d[\d,]*(?:\.\d+)?(?![\w/:-])")


def changed_number(unit: Unit, text: str, context: Context, chance: random.Random) -> str:
    """One digit of a number is another one."""
    match = one_of(list(_NUMBER.finditer(context.masked(unit, text))), chance)
    if match is None:
        return ""
    at = chance.choice([match.start() + i for i, char in enumerate(match[0]) if char.isdigit()])
    other = chance.choice([digit for digit in "123456789" if digit != text[at]])
    return text[:at] + other + text[at + 1 :]


_CURRENCY = re.compile(r"[$€¥£](?=\d)|\b(?:USD|EUR|JPY|dollars?|euros?|yen)\b")
_OTHER = {"$": "€", "€": "$", "¥": "$", "£": "€", "USD": "EUR", "EUR": "USD", "JPY": "USD", "dollar": "euro",
          "dollars": "euros", "euro": "dollar", "euros": "dollars", "yen": "dollars"}  # fmt: skip


def swapped_currency(unit: Unit, text: str, context: Context, chance: random.Random) -> str:
    """An amount is in another currency."""
    match = one_of(list(_CURRENCY.finditer(context.masked(unit, text))), chance)
    return text[: match.start()] + _OTHER[match[0]] + text[match.end() :] if match else ""


_LINK = re.compile(r"(?<!!)\[([^\[\]]+)\]\(([^()\s]+)\)")


def lost_link(unit: Unit, text: str, context: Context, chance: random.Random) -> str:
    """A link's text stands without its link."""
    match = one_of(list(_LINK.finditer(text)), chance)
    return text[: match.start()] + match[1] + text[match.end() :] if match and not unit.plain else ""


def changed_url(unit: Unit, text: str, context: Context, chance: random.Random) -> str:
    """A letter of a destination is another one."""
    match = one_of(list(_LINK.finditer(text)), chance)
    if match is None or unit.plain or match[2].startswith("#"):
        return ""
    letters = [match.start(2) + i for i, char in enumerate(match[2].partition("#")[0]) if char.isalpha() and i > 4]
    if not letters:
        return ""
    at = chance.choice(letters)
    return text[:at] + ("x" if text[at] != "x" else "y") + text[at + 1 :]


def edited_code(unit: Unit, text: str, context: Context, chance: random.Random) -> str:
    """A code span lost a character."""
    spans: list[tuple[int, int]] = []
    at = 0
    for piece in context.pieces(unit, text):
        if piece.kind == "code" and len(piece.raw.strip("`")) > 1:
            spans.append((at + 1, at + len(piece.raw) - 1))
        at += len(piece.raw)
    if not spans:
        return ""
    at = chance.randrange(*chance.choice(spans))
    return "" if text[at] in " `" else text[:at] + text[at + 1 :]


def wrong_term(unit: Unit, text: str, context: Context, chance: random.Random) -> str:
    """An approved rendering is replaced by another word everywhere in the unit."""
    terms = context.terms
    uses = terms.find_uses(context.masked(unit, unit.source)) if terms else ()
    wanted = [use.term for use in uses if terms and terms.is_enforced(use.term) and not use.term.keep]
    for term in chance.sample(wanted, len(wanted)):
        rendering = term.renderings.get("en")
        if rendering is None:
            continue
        changed = text
        for phrase in sorted((rendering.use, *rendering.also), key=len, reverse=True):
            changed = re.sub(rf"\b{re.escape(phrase)}(?:s|es)?\b", "mechanism", changed, flags=re.IGNORECASE)
        if changed != text:
            return changed
    return ""


def left_japanese(unit: Unit, text: str, context: Context, chance: random.Random) -> str:
    """A word of the translation is still the source's."""
    stretch = own_stretch(context.source_locale, context.target_locale)
    left = [m[0] for m in stretch.finditer(context.masked(unit, unit.source)) if len(m[0]) > 1] if stretch else []
    words = list(re.finditer(r"(?<![\w`/.\[(\"“'-])[a-z]{4,}(?![\w`/.\])\"”'-])", context.masked(unit, text)))
    match = one_of(words, chance)
    if match is None or not left:
        return ""
    return text[: match.start()] + chance.choice(left)[:8] + text[match.end() :]


def broken_emphasis(unit: Unit, text: str, context: Context, chance: random.Random) -> str:
    """The end of a bold stretch is gone, or stands behind a blank."""
    match = one_of(list(re.finditer(r"\*\*(?=\S)([^*]+?)(?<=\S)\*\*", text)), chance)
    if match is None or unit.plain:
        return ""
    end = match.end() - 2
    return text[:end] + text[end + 2 :] if chance.random() < 0.5 else f"{text[:end]} {text[end:]}"


_NEGATION = re.compile(
    r"\b(?:do|does|did|is|are|was|were|can|will|would|should|have|has)(?:n't| not)\b|\bcannot\b|\bnot "
)
_POSITIVE = {"cannot": "can", "can't": "can", "won't": "will"}


def negation_lost(unit: Unit, text: str, context: Context, chance: random.Random) -> str:
    """The translation says the contrary."""
    match = one_of(list(_NEGATION.finditer(context.masked(unit, text))), chance)
    if match is None:
        return ""
    positive = _POSITIVE.get(match[0]) or match[0].replace("n't", "").replace("not ", "").replace(" not", "")
    return text[: match.start()] + positive + text[match.end() :]


def preamble(unit: Unit, text: str, context: Context, chance: random.Random) -> str:
    """A machine said something first."""
    said = ("Here is the translation: ", "Sure! Here's the English translation:\n\n", "Translation: ", "Sure, ")
    return chance.choice(said) + text


def lost_end(unit: Unit, text: str, context: Context, chance: random.Random) -> str:
    """The service stopped in the middle of a sentence."""
    whole = [piece for piece in pieces(text, Reading()) if piece.role is not Role.TEXT]
    words = text.split()
    if unit.kind is not Kind.PARAGRAPH or whole or len(words) < 12:
        return ""
    return " ".join(words[: len(words) * chance.randrange(30, 80) // 100])


def foreign_punctuation(unit: Unit, text: str, context: Context, chance: random.Random) -> str:
    """A mark is still the source's."""
    masked = context.masked(unit, text)
    match = one_of(list(re.finditer(r"[a-z]([,.]) (?=[A-Za-z])", masked)), chance)
    return text[: match.start(1)] + {",": "、", ".": "。"}[match[1]] + text[match.end() :] if match else ""


KINDS: dict[str, Planter] = {
    "dropped sentence": dropped_sentence,
    "changed number": changed_number,
    "swapped currency": swapped_currency,
    "lost link": lost_link,
    "changed URL": changed_url,
    "edited code": edited_code,
    "wrong term": wrong_term,
    "left Japanese": left_japanese,
    "broken emphasis": broken_emphasis,
    "negation lost": negation_lost,
    "preamble": preamble,
    "lost end": lost_end,
    "foreign punctuation": foreign_punctuation,
}


def without_heading(target: Document) -> Iterator[str]:
    """The target's text without one of its headings, for each of them."""
    for unit in target.units:
        if unit.kind is Kind.HEADING:
            start = target.text.rfind("\n", 0, unit.start) + 1
            end = target.text.find("\n", unit.end)
            if target.text[start : unit.start].strip("# ") == "":
                yield target.text[:start] + target.text[end + 1 :]

"""The translation has characters that are invisible or look like others, and that the source does not have.

Why it is bad: a zero-width space splits a word for search, a no-break space breaks Markdown and code, a Kangxi
radical (⽇) is not the ideograph (日) that it looks like, and a bidirectional control can hide text.

What is compared: zero-width and control characters, no-break and other unusual spaces, bidirectional controls, soft
hyphens, radicals, ligatures and compatibility forms, each unless the source has it too. Joiners inside emoji and in
scripts that need them, and the no-break spaces of French punctuation, are accepted.

Example: `world{U+200B}model`.

How to fix: `taiyaku check --fix` removes invisible characters and replaces lookalikes with the ordinary character.

Known false alarms: a no-break space that was set on purpose, as between a number and its unit. Write it as `&nbsp;`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from taiyaku.checks.base import Check, Context, Problem
from taiyaku.language.locales import language
from taiyaku.model import Severity, Unit

_ODD = re.compile(
    "[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00a0\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f"
    "\u2e80-\u2ef3\u2f00-\u2fd5\u3164\uf900-\ufaff\ufb00-\ufb06\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_JOINERS = "\u200c\u200d"
_JOINED = re.compile("[\u0600-\u0eff\u1000-\u109f\u1780-\u18ff\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]")
"""Letters and emoji that a joiner may connect."""
_TAGS = re.compile("\U0001f3f4[\U000e0020-\U000e007f]+")
"""The flags of England, Scotland and Wales."""
_SPACES = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f"
_RADICALS = dict(zip("⺟⻁⻄⻑⻘⻝⻤⻨⻩⻫", "母虎西長青食鬼麦黄斉", strict=True))
"""Radicals without a compatibility mapping that look like an ideograph."""


def invisible_added(unit: Unit, target: str, context: Context) -> Iterator[Problem]:
    """Look for invisible and lookalike characters that the source does not have."""
    if target.isascii() or not _ODD.search(target):
        return
    flags = [match.span() for match in _TAGS.finditer(target)]
    odd: dict[str, None] = {}
    out: list[str] = []
    for at, char in enumerate(target):
        if (
            not _ODD.match(char)
            or char in unit.source
            or _is_legitimate(target, at, context)
            or any(start <= at < end for start, end in flags)
        ):
            out.append(char)
        else:
            odd[char] = None
            out.append(_plain(char))
    if odd:
        names = ", ".join(f"U+{ord(char):04X} {unicodedata.name(char, 'control character')}" for char in odd)
        verb = "is" if len(odd) == 1 else "are"
        yield Problem(f"{names} {verb} in the translation but not in the source; {_advice(odd)}", "".join(out))


def _is_legitimate(text: str, at: int, context: Context) -> bool:
    char = text[at]
    if char in _JOINERS:
        return 0 < at < len(text) - 1 and bool(_JOINED.match(text[at - 1]))
    if char in "\u00a0\u202f" and language(context.target_locale) == "fr":
        return text[at + 1 : at + 2] in set(":;!?»%€") or text[at - 1 : at] in set("«–—") or text[at - 1 : at].isdigit()
    return False


def _plain(char: str) -> str:
    if char in _SPACES:
        return " "
    if char in _RADICALS:
        return _RADICALS[char]
    plain = unicodedata.normalize("NFKC", char)
    return plain if plain != char and plain.isprintable() and plain.strip() else ""


def _advice(odd: dict[str, None]) -> str:
    plain = "".join(map(_plain, odd))
    if not plain:
        return "remove it" if len(odd) == 1 else "remove them"
    return "write an ordinary space" if plain.isspace() else f'write "{plain.strip()}"'


CHECK = Check("invisible", Severity.WARNING, "invisible or lookalike characters", unit=invisible_added)

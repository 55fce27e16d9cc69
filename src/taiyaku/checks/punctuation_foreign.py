"""East Asian punctuation or full-width letters are left in the translation, or a space between sentences is missing.

Why it is bad: 。、（）「」 look broken in a European text, and a search for 2026 does not find "２０２６".

What is compared: the characters of the translation outside code, and outside quoted or bracketed originals. Two
sentences or clauses that were run together (`done.The`) are reported if the source has no such word. Chinese, Japanese
and Korean translations are not checked.

Example: `モデル（世界モデル）。` translated as `The model（a world model）。`

How to fix: `taiyaku check --fix` writes the ordinary mark with its space.

Known false alarms: a text that shows such a mark in order to discuss it, without quotation marks around it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from taiyaku.checks.base import Check, Context, Problem
from taiyaku.language.locales import language
from taiyaku.language.scripts import EAST_ASIAN, HAN, KANA, quotation_spans
from taiyaku.model import Severity, Unit

_CLOSING = dict(zip("。、，：；！？）」』】〉》］｝｡､｣・", """.,,:;!?)""]""]}.,",""", strict=True))
"""Marks followed by a space."""
_OPENING = {"（": "(", "「": '"', "『": '"', "【": "[", "〈": '"', "《": '"', "［": "[", "｛": "{", "｢": '"'}
"""Marks preceded by a space."""
_OTHER = {"〜": "–", "～": "–", "\u3000": " ", "．": ".", "￥": "¥", "￡": "£", "￠": "¢"}
_FOREIGN = re.compile("[\u3000-\u3002〈-】〜・！-～｡-･￠-￦]")
_CJK = re.compile(f"[{KANA}{HAN}]")
_RUN_ON = re.compile(
    r"(?<![\w.@/\\-])(?P<before>[^\W\d_]*[a-z]{2})(?P<mark>[.!?][)\"”’]?|,)(?P<after>[A-Z][a-z]+|[AI](?=\s)|(?<=,)[a-z]{2,})(?![\w@]|\.\w|/)"
)


def foreign_marks(unit: Unit, target: str, context: Context) -> Iterator[Problem]:
    """Look for East Asian marks and for missing spaces."""
    if language(context.target_locale) in EAST_ASIAN or target == unit.source:
        return
    text = context.masked(unit, target)
    marks = [] if target.isascii() else _marks(unit, text, context)
    run_on = [match for match in _RUN_ON.finditer(text) if match[0] not in unit.source]
    if not marks and not run_on:
        return
    fix = _fix(target, marks, [match.start("after") for match in run_on])
    if marks:
        yield Problem(_message(text, marks), fix)
    for match in run_on:
        yield Problem(f'a space is missing in "{match[0]}"; add one after "{match["mark"]}"', fix)


def _message(text: str, marks: list[int]) -> str:
    """Names the marks, adjacent ones together, and what to write in their place."""
    runs: list[str] = []
    for before, at in zip([-2, *marks], marks, strict=False):
        if at == before + 1:
            runs[-1] += text[at]
        else:
            runs.append(text[at])
    runs = list(dict.fromkeys(runs))
    shown = [(_name_mark(run), _name_mark("".join(map(_plain, run)))) for run in runs[:4]]
    more = f" and {len(runs) - 4} more" if len(runs) > 4 else ""
    verb = "is" if len(runs) == 1 else "are"
    found, wanted = (", ".join(side) for side in zip(*shown, strict=True))
    return f"{found}{more} {verb} East Asian; write {wanted}{more}"


def _name_mark(run: str) -> str:
    return {"\u3000": "an ideographic space", " ": "a space"}.get(run, f"`{run}`" if '"' in run else f'"{run}"')


def _marks(unit: Unit, text: str, context: Context) -> list[int]:
    """Offsets of foreign marks that are not part of a quoted original."""
    known = frozenset() if language(context.source_locale) in EAST_ASIAN else frozenset(unit.source)
    shown = [span for span in quotation_spans(text) if _is_original(text[span[0] + 1 : span[1] - 1])]
    return [
        at
        for match in _FOREIGN.finditer(text)
        if text[at := match.start()] not in known
        and not any(start < at < end for start, end in shown)
        and not (_CJK.match(text[at - 1 : at]) and _CJK.match(text[at + 1 : at + 2]))
    ]


def _is_original(quotation: str) -> bool:
    """Whether a quotation has letters of the source's script, or only the mark that the text is about."""
    return bool(_CJK.search(quotation)) or not any(map(str.isalnum, quotation))


def _plain(char: str) -> str:
    return _CLOSING.get(char) or _OPENING.get(char) or _OTHER.get(char) or unicodedata.normalize("NFKC", char)


def _fix(target: str, marks: list[int], spaces: list[int]) -> str:
    out: list[str] = []
    at = 0
    for place in sorted({*marks, *spaces}):
        out.append(target[at:place])
        at = place
        if place in spaces:
            out.append(" ")
        if place in marks:
            char, after = target[place], target[place + 1 : place + 2]
            before = "".join(out)[-1:]
            lead = char in _OPENING and before.strip() and before not in "([{*_~\"“‘'"
            trail = char in _CLOSING and after.strip() and after not in ")]}*_~\"”’'.,;:!?" and after not in _CLOSING
            out.append(f"{' ' if lead else ''}{_plain(char)}{' ' if trail else ''}")
            at = place + 1
    out.append(target[at:])
    return "".join(out)


CHECK = Check("punctuation-foreign", Severity.WARNING, "East Asian marks or a missing space", unit=foreign_marks)

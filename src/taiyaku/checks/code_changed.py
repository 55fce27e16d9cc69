"""A code span, formula or code block differs from the source.

Why it is bad: readers copy code. A command, option or formula that was translated, respelled or dropped does not work.

What is compared: the code spans and formulas of each unit, in any order, and the code blocks of the article one by
one. Words in the source's own script inside code, as in `python <ファイル名>`, are meant for readers and may be
translated, and so may the comments of a code block.

Example: `` `train_loss`を見る `` translated as `` Look at `training_loss` ``.

How to fix: copy the code from the source, including its backticks.

Known false alarms: a code span that the translated sentence needs one more or one fewer time than the source. Waive it
with a reason.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import zip_longest

from taiyaku.checks.base import Check, Context, Problem, times
from taiyaku.checks.block_tokens import block_tokens
from taiyaku.language.scripts import own_letters
from taiyaku.model import Document, Severity, Unit


def codes_differ(unit: Unit, target: str, context: Context) -> Iterator[Problem]:
    """Compare the code spans and formulas of a unit and of its translation."""
    in_source, in_target = Counter(_codes(unit, unit.source, context)), Counter(_codes(unit, target, context))
    if in_source == in_target:
        return
    lost, new = list((in_source - in_target).elements()), list((in_target - in_source).elements())
    letters = own_letters(context.source_locale, context.target_locale)
    for code in tuple(lost):
        pattern = _pattern(code, letters)
        if pattern and (match := next((other for other in new if pattern.fullmatch(other)), None)):
            lost.remove(code)
            new.remove(match)
    prose, shown = context.prose(unit, target), context.prose(unit, unit.source)
    # A word of the source's prose may be set as code.
    new = [code for code in new if in_source[code] or code.strip("`$ ") not in shown]
    for old, changed in zip_longest(lost, new):
        if old and changed:
            yield Problem(f"code {changed} is {old} in the source; copy it from there")
        elif changed:
            if count := in_source[changed]:
                counts = f"appears {times(in_target[changed])} but only {times(count)} in the source"
                yield Problem(f"code {changed} {counts}; remove the extra one")
            else:
                yield Problem(f"code {changed} is not in the source; remove it")
        elif in_target[old]:
            counts = f"appears {times(in_target[old])} but {times(in_source[old])} in the source"
            yield Problem(f"code {old} {counts}; add the missing one")
        elif old.strip("`$ ") in prose:
            yield Problem(f"code {old} has lost its delimiters; write it as in the source")
        else:
            yield Problem(f"code {old} is missing; put it back")


def blocks_differ(context: Context) -> Iterator[Problem]:
    """Compare the code blocks of the two articles one by one."""
    if context.target is None or _gaps(context.document) == _gaps(context.target):
        return
    ours, theirs = _blocks(context.document), _blocks(context.target)
    if len(ours) != len(theirs):
        return  # structure-changed reports it
    locales = context.source_locale, context.target_locale
    letters = own_letters(*locales) + own_letters(*reversed(locales))
    for (line, info, code), (_, new_info, new_code) in zip(ours, theirs, strict=True):
        if info.split()[:1] != new_info.split()[:1]:
            yield Problem(
                f'code block is labeled "{new_info}" but "{info}" in the source; copy the label from there', line=line
            )
        lines = _pair_lines(code.rstrip().split("\n"), new_code.rstrip().split("\n"), letters)
        for number, (old, new) in enumerate(lines, line + 1):
            if not _same_line(_without_label(old, locales), _without_label(new, locales), letters):
                yield Problem(_line_difference(old.strip(), new.strip()), line=number)
                break


def _line_difference(old: str, new: str) -> str:
    if old and new:
        return f'code block has "{new}" instead of "{old}"; copy it from the source'
    return f'code block has the extra line "{new}"; remove it' if new else f'code block lacks the line "{old}"; add it'


def _codes(unit: Unit, text: str, context: Context) -> Iterator[str]:
    for kind, code in context.codes(unit, text):
        if kind == "math":
            yield code
        elif kind == "code":
            yield _single_ticks(code)
    if unit.writer == "html" and "`" in text:
        # Some generators read Markdown inside HTML blocks, where the parser sees text.
        yield from _SPAN.findall(text)


_SPAN = re.compile(r"(?<!`)`[^`\n]+`(?!`)")


def _single_ticks(code: str) -> str:
    """The code in single backticks if it can be written so, however many the author used."""
    inner = code.strip("`")
    return f"`{inner.strip()}`" if len(code) - len(inner) > 2 and "`" not in inner else code


def _pattern(code: str, letters: str) -> re.Pattern[str] | None:
    """A pattern for the code with any words in place of those in a language's own script; None if it has no such words.

    Code that consists mostly of such words is text for readers, which anything may translate.
    """
    if not letters or code.isascii() or not (parts := re.split(f"[{letters}{_MARKS}]+", code))[1:]:
        return None
    if sum(map(len, parts)) < len(code) / 2:
        return re.compile(".+")
    return re.compile(r"\s*.+?\s*".join(re.escape(part.strip()) for part in parts) + r"[.!?:]?")


_MARKS = "ー・、。！？「」『』（）：…〜"
_COMMENT = re.compile(r"(?:^|(?<=\s))(?:#+|//+|--|;+|%+|/?\*+|\{?/\*+|<!--)\s*")


def _same_line(old: str, new: str, letters: str) -> bool:
    """Whether two lines differ only in trailing whitespace and in words in a language's own script."""
    if old.rstrip() == new.rstrip():
        return True
    for line, other in ((old, new), (new, old)):
        if not letters or line.isascii() or not (first := re.search(f"[{letters}{_MARKS}]", line)):
            continue
        comments = list(_COMMENT.finditer(line, 0, first.start()))
        if comments:
            return other.strip().startswith(line[: comments[-1].end()].strip())
        pattern = _pattern(line, letters)
        return pattern is not None and pattern.fullmatch(other.strip()) is not None
    return False


def _without_label(line: str, locales: tuple[str, str]) -> str:
    """A line without its language label, such as ``lang="ja"``."""
    return (
        re.sub(rf"""(\blang\w*\s*[=:]\s*)["']({"|".join(map(re.escape, locales))})["']""", r"\1", line)
        if "lang" in line
        else line
    )


def _pair_lines(old: list[str], new: list[str], letters: str) -> Iterator[tuple[str, str]]:
    """The lines in pairs, without comment lines if the number of lines differs."""
    if len(old) != len(new) and letters and re.search(f"[{letters}]", "".join(old + new)):
        old, new = ([line for line in lines if not _COMMENT.match(line.strip())] for lines in (old, new))
    return zip_longest(old, new, fillvalue="")


def _gaps(document: Document) -> list[str]:
    return [document.text[gap.start : gap.end] for gap in document.gaps]


def _blocks(document: Document) -> list[tuple[int, str, str]]:
    """Line, info string and text of each code block."""
    tokens, first = block_tokens(document)
    return [
        (first + token.map[0], token.info.strip(), token.content)
        for token in tokens
        if token.type in {"fence", "code_block"} and token.map
    ]


CHECK = Check(
    "code-changed",
    Severity.ERROR,
    "code or a formula differs",
    unit=codes_differ,
    document=blocks_differ,
    checks_untranslated=True,
)

"""The translation uses a rendering that the glossary forbids.

Why it is bad: the glossary's editors decided against it, usually because it is a false friend or an old name.

What is compared: the words of the translation with the renderings under `avoid`, at word boundaries and in any
inflection, whatever the source says. Code and URLs are ignored, and so is a forbidden word that is part of an approved
rendering.

Example: `The global model runs` with `use: world model` and `avoid: [global model]`.

How to fix: `taiyaku check --fix` writes the approved rendering in the same form and with the right article.

Known false alarms: a common word that is wrong for one term only (`expression` for 表現). Make the `avoid` entry
longer, or waive the finding with a reason.
"""

from __future__ import annotations

from collections.abc import Iterator

from taiyaku.checks.base import Check, Context, Problem
from taiyaku.checks.term_messages import approved_rendering, glossary_line, own_severity
from taiyaku.model import MASK, Severity, Unit


def terms_avoided(unit: Unit, target: str, context: Context) -> Iterator[Problem]:
    """Look for forbidden renderings in a translation."""
    if context.terms is None:
        return
    text = context.masked(unit, target)
    found = context.terms.find_avoided(text, source=context.masked(unit, unit.source))
    fix = target
    for use in sorted(found, key=lambda use: use.start, reverse=True):
        if use.replacement:
            written = _with_markup(use.replacement, target[use.start : use.end], text[use.start : use.end])
            fix = fix[: use.start] + written + fix[use.end :]
    for use in found:
        advice = f'write "{_without_markup(use.replacement)}"' if use.replacement else "leave it out"
        right = approved_rendering(use.term, context.target_locale)
        rendered = f' for "{use.term.term}"' if right != use.term.term else ""
        yield Problem(
            f'"{_without_markup(use.text)}" is forbidden{rendered} ({glossary_line(use.term)}); {advice}',
            fix if fix != target else "",
            severity=own_severity(use.term),
        )


def _with_markup(replacement: str, written: str, masked: str) -> str:
    """A replacement with the markup between its article and its noun, which is masked in ``masked``."""
    markup = iter([char for char, mask in zip(written, masked, strict=True) if mask == MASK])
    return "".join(next(markup) if char == MASK else char for char in replacement)


def _without_markup(text: str) -> str:
    """A rendering on one line, without the markup between it and its article."""
    return " ".join(text.replace(MASK, "").split())


CHECK = Check("term-avoided", Severity.ERROR, "a rendering that the glossary forbids", unit=terms_avoided)

"""The translation uses a rendering that the glossary forbids.

Why it is bad: the glossary's keepers decided against it, mostly because it is a false friend or an old name.

What is compared: the words of the translation with the renderings under `avoid`, at word boundaries and in any
inflection, whatever the source says. Codes and addresses are not read, nor is a forbidden word that is part of an
approved rendering.

Example: `The global model runs` with `use: world model` and `avoid: [global model]`.

How to fix: `taiyaku check --fix` puts the approved rendering there, in the same form and with the right article.

Known false alarms: a common word that is wrong for one term only (`expression` for 表現). Make the `avoid` entry
longer, or waive the finding with its reason.
"""

from __future__ import annotations

from collections.abc import Iterator

from taiyaku.checks.base import Check, Context, Problem
from taiyaku.checks.term_missing import approved, place, weight
from taiyaku.model import MASK, Severity, Unit


def terms_avoided(unit: Unit, target: str, context: Context) -> Iterator[Problem]:
    """Look for forbidden renderings in a translation."""
    if context.terms is None:
        return
    text = context.masked(unit, target)
    found = context.terms.avoided(text, source=context.masked(unit, unit.source))
    fix = target
    for use in sorted(found, key=lambda use: use.start, reverse=True):
        if use.replacement:
            written = _marked(use.replacement, target[use.start : use.end], text[use.start : use.end])
            fix = fix[: use.start] + written + fix[use.end :]
    for use in found:
        advice = f'write "{_bare(use.replacement)}"' if use.replacement else "leave it out"
        right = approved(use.term, context)
        rendered = f' for "{use.term.term}"' if right != use.term.term else ""
        yield Problem(
            f'"{_bare(use.text)}" is forbidden{rendered} ({place(use.term)}); {advice}',
            fix if fix != target else "",
            severity=weight(use.term),
        )


def _marked(replacement: str, written: str, masked: str) -> str:
    """A replacement with the markup between its article and its noun, which is masked in what it was made from."""
    markup = iter([char for char, mask in zip(written, masked, strict=True) if mask == MASK])
    return "".join(next(markup) if char == MASK else char for char in replacement)


def _bare(text: str) -> str:
    """A rendering without the markup between it and its article, and on one line."""
    return " ".join(text.replace(MASK, "").split())


CHECK = Check("term-avoided", Severity.ERROR, "a rendering that the glossary forbids", unit=terms_avoided)

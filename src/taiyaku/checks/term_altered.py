"""A name that must stand unchanged is spelt in another way in the translation.

Why it is bad: products, people and models have one spelling; a reader cannot find `V-JEPA2` or `Le Cun`.

What is compared: each term with `keep: true` that the source uses, with the same name in other capitals, spacing or
width, or with a letter or two changed, in the translation.

Example: `V-JEPA 2を公開した` translated as `V-Jepa 2 was released`.

How to fix: `taiyaku check --fix` writes the name as the glossary has it.

Known false alarms: another name that differs by a letter. Give it an entry of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from taiyaku.checks.base import Check, Context, Problem
from taiyaku.checks.term_missing import place, weight
from taiyaku.model import Severity, Unit


def terms_altered(unit: Unit, target: str, context: Context) -> Iterator[Problem]:
    """Look for the names of a unit in another spelling."""
    terms = context.terms
    if terms is None or not (uses := terms.uses(context.masked(unit, unit.source))):
        return
    text = context.masked(unit, target)
    for term in {use.term.term: use.term for use in uses if use.term.keep}.values():
        if found := terms.altered(term, text):
            fix = target[: found.start] + term.term + target[found.end :]
            yield Problem(
                f'"{found.text}" must stand as "{term.term}" ({place(term)}); write it so', fix, severity=weight(term)
            )


CHECK = Check("term-altered", Severity.ERROR, "a name that must stand unchanged was changed", unit=terms_altered)

"""A name that must stay unchanged is spelled differently in the translation.

Why it is bad: products, people and models have one spelling; a reader cannot find `V-JEPA2` or `Le Cun`.

What is compared: each term with `keep: true` that the source uses, with words of the translation that differ from it
only in capitals, spacing or width, or in one or two letters.

Example: `V-JEPA 2を公開した` translated as `V-Jepa 2 was released`.

How to fix: `taiyaku check --fix` writes the name as the glossary has it.

Known false alarms: another name that differs by a letter. Add an entry for it to the glossary.
"""

from __future__ import annotations

from collections.abc import Iterator

from taiyaku.checks.base import Check, Context, Problem
from taiyaku.checks.term_messages import glossary_line, own_severity
from taiyaku.model import Severity, Unit


def terms_altered(unit: Unit, target: str, context: Context) -> Iterator[Problem]:
    """Look for other spellings of the names that a unit uses."""
    terms = context.terms
    if terms is None or not (uses := terms.find_uses(context.masked(unit, unit.source))):
        return
    text = context.masked(unit, target)
    for term in {use.term.term: use.term for use in uses if use.term.keep}.values():
        if found := terms.find_altered(term, text):
            fix = target[: found.start] + term.term + target[found.end :]
            yield Problem(
                f'"{found.text}" must be written "{term.term}" ({glossary_line(term)}); correct it',
                fix,
                severity=own_severity(term),
            )


CHECK = Check("term-altered", Severity.ERROR, "a name that must stay unchanged was changed", unit=terms_altered)

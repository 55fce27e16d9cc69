"""The source uses a term of the glossary, but the translation has none of its approved renderings.

Why it is bad: readers meet one thing under two names, and searches for the approved one miss the article.

What is compared: each approved term that the source uses, longest first (世界 is not looked for inside 世界モデル),
with its renderings under `use` and `also` in any inflection. One occurrence in the unit is enough. Code and URLs are
ignored. A term with `expand` must have its long form at its first use in running text, unless a title or heading
before it has the long form already; a title or heading needs it only if no running text uses the term.

Example: `世界モデルが回る` translated as `the global simulator runs`, with `use: world model`.

How to fix: use the rendering that the finding names, or add the one that fits to the entry's `also`.

Known false alarms: a sentence in which English uses a pronoun or verb instead of the term. Add the form to `also`, or
waive the finding with a reason.
"""

from __future__ import annotations

from collections.abc import Iterator

from taiyaku.checks.base import Check, Context, Problem, Terms
from taiyaku.checks.term_messages import approved_rendering, glossary_line, long_form, own_severity
from taiyaku.model import Severity, Term, Unit


def terms_missing(unit: Unit, target: str, context: Context) -> Iterator[Problem]:
    """Look for approved renderings of the terms that a unit uses."""
    terms = context.terms
    if terms is None or not (uses := terms.find_uses(context.masked(unit, unit.source))):
        return
    # A name may have become code; the bar keeps it from forming a phrase with the words beside it.
    codes = (code.strip("`") for kind, code in context.codes(unit, target) if kind == "code")
    text = " | ".join([context.masked(unit, target), *codes])
    found = {use.term.term: use for use in reversed(uses)}
    for use in reversed(found.values()):
        term = use.term
        if terms.is_enforced(term) and not terms.is_rendered(term, text) and terms.find_altered(term, text) is None:
            right = approved_rendering(term, context.target_locale)
            must = "must stay unchanged" if term.keep else f'must be translated as "{right}"'
            message = f'"{use.text}" {must} ({glossary_line(term)}); it is not in the translation'
            yield Problem(message, severity=own_severity(term))
        elif term.expand and not _is_expanded(term, text, unit, context, terms):
            message = f'"{use.text}" needs its long form at its first use ({glossary_line(term)})'
            written = long_form(term, context.target_locale)
            yield Problem(f'{message}; write "{written}"', severity=own_severity(term))


def _is_expanded(term: Term, text: str, unit: Unit, context: Context, terms: Terms) -> bool:
    """Whether the long form is in this unit or before it, or is not needed in this unit."""
    if terms.is_expanded(term, text) or context.first_use(term) != unit:
        return True
    before = context.document.units[: context.document.units.index(unit)]
    translated = ((other, context.translations.get(other.id, "")) for other in before)
    return any(terms.is_expanded(term, context.masked(other, text)) for other, text in translated if text)


CHECK = Check("term-missing", Severity.ERROR, "a required rendering is missing", unit=terms_missing)

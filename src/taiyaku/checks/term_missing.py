"""A term of the glossary stands in the source, but none of its approved renderings stands in the translation.

Why it is bad: readers meet one thing under two names, and searches for the approved one miss the article.

What is compared: each approved term that the source uses, longest first (世界 is not looked for inside 世界モデル),
with its renderings under `use` and `also` in any inflection. One place in the unit is enough. Codes and addresses are
not read. A term with `expand` must have its long form where running text first uses it; a title or heading that has it
already will do, and is asked itself only where no running text uses the term.

Example: `世界モデルが回る` translated as `the global simulator runs`, with `use: world model`.

How to fix: use the rendering that the finding names, or add the one that fits to the entry's `also`.

Known false alarms: a sentence that English writes with a pronoun or verb instead of the term. Add the form to `also`,
or waive the finding with its reason.
"""

from __future__ import annotations

from collections.abc import Iterator

from taiyaku.checks.base import Check, Context, Problem, Terms
from taiyaku.language.locales import lookup
from taiyaku.model import Severity, Term, Unit


def terms_missing(unit: Unit, target: str, context: Context) -> Iterator[Problem]:
    """Look for the renderings of the terms that a unit uses."""
    terms = context.terms
    if terms is None or not (uses := terms.uses(context.masked(unit, unit.source))):
        return
    # A name that became code is there too; the bar keeps it from making one phrase with the words beside it.
    codes = (code.strip("`") for kind, code in context.codes(unit, target) if kind == "code")
    text = " | ".join([context.masked(unit, target), *codes])
    found = {use.term.term: use for use in reversed(uses)}
    for use in reversed(found.values()):
        term = use.term
        if terms.enforced(term) and not terms.rendered(term, text) and terms.altered(term, text) is None:
            must = "must stand unchanged" if term.keep else f'must be rendered "{approved(term, context)}"'
            yield Problem(f'"{use.text}" {must} ({place(term)}); it is not in the translation', severity=weight(term))
        elif term.expand and not _expanded(term, text, unit, context, terms):
            told = f'"{use.text}" needs its long form at its first use ({place(term)})'
            yield Problem(f'{told}; write "{long_form(term, context)}"', severity=weight(term))


def long_form(term: Term, context: Context) -> str:
    """What to write at the first use: the long form, the short one in brackets behind it."""
    return f"{term.expand} ({approved(term, context)})"


def _expanded(term: Term, text: str, unit: Unit, context: Context, terms: Terms) -> bool:
    """Whether the long form is given, as far as this unit has to give it."""
    if terms.expanded(term, text) or context.first_use(term) != unit:
        return True
    before = context.document.units[: context.document.units.index(unit)]
    told = ((other, context.translations.get(other.id, "")) for other in before)
    return any(terms.expanded(term, context.masked(other, said)) for other, said in told if said)


def approved(term: Term, context: Context) -> str:
    """The rendering to write."""
    if term.keep:
        return term.term
    rendering = lookup(context.target_locale, term.renderings)
    return rendering.use if rendering else term.term


def place(term: Term) -> str:
    """Where the glossary says so."""
    return f"{term.path}:{term.line}" if term.path else "glossary"


def weight(term: Term) -> Severity | None:
    """The severity of a term that the glossary enforces less than the check does."""
    return None if term.enforce is Severity.ERROR else term.enforce


CHECK = Check("term-missing", Severity.ERROR, "a required rendering is not there", unit=terms_missing)

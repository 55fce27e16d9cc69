"""Parts of the messages about terms: the rendering to write, the line of its entry, and its severity."""

from __future__ import annotations

from taiyaku.language.locales import lookup
from taiyaku.model import Severity, Term


def approved_rendering(term: Term, locale: str) -> str:
    """The rendering to write in a locale; the term itself if it is kept or has none."""
    if term.keep:
        return term.term
    rendering = lookup(locale, term.renderings)
    return rendering.use if rendering else term.term


def long_form(term: Term, locale: str) -> str:
    """What to write at the first use of a term: the long form, followed by the short one in brackets."""
    return f"{term.expand} ({approved_rendering(term, locale)})"


def glossary_line(term: Term) -> str:
    """File and line of the entry; ``glossary`` if it comes from no file."""
    return f"{term.path}:{term.line}" if term.path else "glossary"


def own_severity(term: Term) -> Severity | None:
    """The severity of a term that the glossary enforces less strictly than the check; None for the check's own."""
    return None if term.enforce is Severity.ERROR else term.enforce

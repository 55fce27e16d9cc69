"""Glossaries in DeepL's format: TSV without a header, a source phrase and a target phrase on each line.

DeepL's documentation of ``POST /v3/glossaries`` states the limits: no source phrase twice, no control characters, no
whitespace around a phrase, at most 1,024 bytes of UTF-8 each. The file goes to a translation service, not to a
spreadsheet, so formulas are not escaped.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from types import MappingProxyType

from taiyaku.errors import InterchangeError
from taiyaku.interchange.spreadsheet import decode_table
from taiyaku.interchange.term_base import TermBase
from taiyaku.language.locales import lookup
from taiyaku.model import Rendering, Severity, Term

LONGEST = 1024
"""The maximum length of a phrase in bytes."""


def phrases(terms: Iterable[Term], target: str) -> dict[str, str]:
    """The phrases of a glossary for one target locale: each approved term and variant with its rendering.

    Terms that are proposed, turned off or without a rendering are left out, as are phrases that DeepL rejects. Of two
    terms with the same spelling, the first counts.
    """
    found: dict[str, str] = {}
    for term in terms:
        rendering = lookup(target, term.renderings)
        use = term.term if term.keep else rendering.use if rendering else ""
        if not use or term.status != "approved" or term.enforce is Severity.OFF:
            continue
        for name in (term.term, *term.variants):
            if _is_valid(name) and _is_valid(use):
                found.setdefault(name, use)
    return found


def write(terms: Iterable[Term], *, target: str) -> bytes:
    """Write the phrases for one target locale."""
    return "".join(f"{name}\t{use}\n" for name, use in phrases(terms, target).items()).encode()


def read(raw: bytes, *, target: str, path: Path | str | None = None) -> TermBase:
    """Read phrases; one that is the same in both languages becomes a ``keep`` term.

    Raises:
        InterchangeError: It is not UTF-8, or a line does not have exactly one tab.
    """
    terms: list[Term] = []
    for number, line in enumerate(decode_table(raw, path).splitlines(), 1):
        if not line.strip():
            continue
        name, *rest = (cell.strip() for cell in line.split("\t"))
        if len(rest) != 1 or not name or not rest[0]:
            raise InterchangeError("must be a source phrase, a tab and a target phrase", path=path, line=number)
        same = name == rest[0]
        renderings = MappingProxyType({} if same else {target: Rendering(rest[0])})
        terms.append(Term(name, renderings=renderings, keep=same, line=number))
    return TermBase(tuple(terms))


def _is_valid(phrase: str) -> bool:
    """Whether DeepL accepts a phrase."""
    return phrase == phrase.strip() and phrase.isprintable() and len(phrase.encode()) <= LONGEST

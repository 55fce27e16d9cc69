"""The contents of another tool's term base."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from taiyaku.model import Term


@dataclass(frozen=True, slots=True)
class TermBase:
    """The entries of a term base that was read from a file."""

    terms: tuple[Term, ...]
    """Each with the line it was read from."""
    skipped: tuple[tuple[int, str], ...] = ()
    """Line and reason of each entry that cannot be imported."""

    @classmethod
    def of(cls, entries: Iterable[tuple[int, Term | str]]) -> TermBase:
        """The term base of entries, each with its line: a term, or the reason why it is skipped."""
        found = list(entries)
        return cls(
            tuple(term for _, term in found if isinstance(term, Term)),
            tuple((line, reason) for line, reason in found if isinstance(reason, str)),
        )

"""The contents of another tool's term base."""

from __future__ import annotations

from dataclasses import dataclass

from taiyaku.model import Term


@dataclass(frozen=True, slots=True)
class TermBase:
    """The entries of a term base that was read from a file."""

    terms: tuple[Term, ...]
    """Each with the line it was read from."""
    skipped: tuple[tuple[int, str], ...] = ()
    """Line and reason of each entry that cannot be imported."""

"""Terms read from another tool's term base."""

from __future__ import annotations

from dataclasses import dataclass

from taiyaku.model import Term


@dataclass(frozen=True, slots=True)
class Incoming:
    """The entries of a file."""

    terms: tuple[Term, ...]
    """Each with the line it was read from."""
    skipped: tuple[tuple[int, str], ...] = ()
    """Line and reason of each entry that cannot be imported."""

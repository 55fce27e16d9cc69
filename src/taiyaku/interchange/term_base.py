"""What is read from a term base of another tool."""

from __future__ import annotations

from dataclasses import dataclass

from taiyaku.model import Term


@dataclass(frozen=True, slots=True)
class Incoming:
    """Terms, and what of the file is none."""

    terms: tuple[Term, ...]
    """Each with the line it was read from."""
    skipped: tuple[tuple[int, str], ...] = ()
    """Line and reason of each entry that could not be taken."""

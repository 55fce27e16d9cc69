"""What is read from a term base of another tool."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from taiyaku.model import Term


@dataclass(frozen=True, slots=True)
class Incoming:
    """Terms, and what of the file is none."""

    terms: tuple[Term, ...]
    """Each with the line it was read from."""
    skipped: tuple[tuple[int, str], ...] = ()
    """Line and reason of each entry that could not be taken."""


def known_locale(written: str, locales: Iterable[str]) -> str:
    """The project's name for a language tag: ``en`` for ``EN-us`` where the project knows only ``en``.

    Args:
        written: As the file writes it.
        locales: As the project does.

    Returns:
        One of the locales; or the tag in its usual letter case, where none fits.
    """
    tag = written.strip().replace("_", "-")
    by_tag = {name.replace("_", "-").lower(): name for name in locales}
    low = tag.lower()
    while low:
        if low in by_tag:
            return by_tag[low]
        low = low.rpartition("-")[0]
    plain = tag.lower().partition("-")[0]
    regional = [name for name in by_tag.values() if name.replace("_", "-").lower().partition("-")[0] == plain]
    if len(regional) == 1:
        return regional[0]
    language, *rest = tag.split("-")
    return "-".join((language.lower(), *map(_subtag, rest)))


def _subtag(part: str) -> str:
    """A region in capitals, a script with one (RFC 5646, section 2.1.1)."""
    return {2: part.upper(), 4: part.title()}.get(len(part), part)

"""Terms read from another tool's term base."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from taiyaku.model import Term


@dataclass(frozen=True, slots=True)
class Incoming:
    """The entries of a file."""

    terms: tuple[Term, ...]
    """Each with the line it was read from."""
    skipped: tuple[tuple[int, str], ...] = ()
    """Line and reason of each entry that cannot be imported."""


def known_locale(written: str, locales: Iterable[str]) -> str:
    """The project's name for a language tag: ``en`` for ``EN-us`` where the project knows only ``en``.

    Args:
        written: The tag in the file.
        locales: The project's locales.

    Returns:
        One of the locales, or the tag in its usual letter case if none matches.
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
    """A region in capitals, a script capitalized (RFC 5646, section 2.1.1)."""
    return {2: part.upper(), 4: part.title()}.get(len(part), part)

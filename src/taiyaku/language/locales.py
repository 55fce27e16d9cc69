"""Locales such as ``ja``, ``en-GB`` and ``pt_BR``: their parts, fallbacks and names.

Case does not matter, and ``_`` is the same as ``-``; the parts are those of a language tag (RFC 5646, section 2.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from babel import Locale

Value = TypeVar("Value")

_LOCALE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*")


def is_locale(text: str) -> bool:
    """Whether a text has the form of a locale; the language need not exist."""
    return _LOCALE.fullmatch(text) is not None


def language(locale: str) -> str:
    """The language of a locale in lower case: ``en`` for ``en-US`` and ``EN_gb``."""
    return language_tag(locale).partition("-")[0].lower()


def is_english(locale: str) -> bool:
    """Whether the language of a locale is English."""
    return language(locale) == "en"


def language_tag(locale: str) -> str:
    """A locale as a language tag: ``pt-BR`` for ``pt_BR``."""
    return locale.replace("_", "-")


def fallbacks(locale: str) -> tuple[str, ...]:
    """A locale and its increasingly general fallbacks: ``zh-Hant-TW``, ``zh-Hant``, ``zh``."""
    ends = (match.start() for match in re.finditer("[-_]|$", locale))
    return tuple(locale[:end] for end in sorted(ends, reverse=True))


def lookup(locale: str, values: Mapping[str, Value]) -> Value | None:
    """The value for a locale, or else for the nearest locale that it falls back to (RFC 4647, section 3.4)."""
    return next((values[name] for name in fallbacks(locale) if name in values), None)


def find_locale(written: str, locales: Iterable[str], *, any_region: bool = False) -> str:
    """The project's locale for a tag from a file: ``en`` for ``EN-us`` if it has only ``en``; empty if none fits.

    Args:
        written: The tag as the file spells it.
        locales: The project's locales.
        any_region: Whether the first of several regions will do: ``en-GB`` of ``en-GB`` and ``en-AU`` for ``en``.
    """
    wanted = language_tag(written.strip()).lower()
    by_tag: dict[str, str] = {}
    for name in locales:
        by_tag.setdefault(language_tag(name).lower(), name)
    if (exact := lookup(wanted, by_tag)) is not None:
        return exact
    regional = [name for name in by_tag.values() if language(name) == language(wanted)]
    return regional[0] if len(regional) == 1 or (regional and any_region) else ""


def project_locale(written: str, locales: Iterable[str]) -> str:
    """Like ``find_locale``, but with the tag in its usual case if no locale of the project fits."""
    if found := find_locale(written, locales):
        return found
    first, *rest = language_tag(written.strip()).split("-")
    return "-".join((first.lower(), *map(_subtag, rest)))


def _subtag(part: str) -> str:
    """A region in capitals, a script with an initial capital (RFC 5646, section 2.1.1)."""
    return {2: part.upper(), 4: part.title()}.get(len(part), part)


def cldr_locale(locale: str) -> Locale | None:
    """Babel's data for a locale; None if the Unicode CLDR does not know it."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language_tag(locale), sep="-")
    except (UnknownLocaleError, ValueError):
        return None


@cache
def display_name(locale: str) -> str:
    """The English name of a locale, or the locale itself if it has none."""
    known = cldr_locale(locale)
    return (known and known.get_display_name("en")) or locale

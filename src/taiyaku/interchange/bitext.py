"""An article's units beside their translations: what XLIFF and CSV carry."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from taiyaku.interchange.safe_xml import writable
from taiyaku.markdown.inline import Role
from taiyaku.model import State

_TAG = re.compile(r"<(/?)([gx])(\d+)(/?)>")
FRONT_MATTER = "front matter: "
"""The beginning of a front matter value's context, followed by its key."""


@dataclass(frozen=True, slots=True)
class Code:
    """The code that a tag of a unit represents."""

    number: str
    """The tag's: ``1`` for ``<g1>…</g1>`` or ``<x1/>``."""
    opening: str
    """Its Markdown: the opening of a pair, or a single code."""
    closing: str | None = None
    """The closing of a pair; None for a single code."""
    kind: str = ""
    """``strong``, ``link``, ``code``, …, as in ``inline.Piece``; empty if unknown."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A unit and its translation."""

    id: str
    source: str
    """Tagged text, or Markdown in a format that people read (``Bitext.tagged``)."""
    target: str = ""
    """Likewise; empty if there is none."""
    state: State = State.MISSING
    """An imported pair is accepted, a draft or missing."""
    codes: tuple[Code, ...] = ()
    """The codes of the source, then those that only the target has."""
    key: str = ""
    """The key of a front matter value."""
    form: str = "markdown"
    """The form of the text: ``markdown``, ``html`` (only tags and entities are markup), or ``plain``."""
    fingerprint: str = ""
    """A fingerprint of the exported translation, from ``fingerprint_of``; empty if the file has none."""
    line: int = 0
    """In the article or, of an imported pair, in the file it was read from."""
    context: str = ""
    """Kind and heading path, for people."""
    note: str = ""
    """The author's note for the translator."""
    previous: str = ""
    """The source that an outdated translation was made from, as Markdown."""
    comments: tuple[str, ...] = ()
    """People's comments on it."""
    findings: tuple[str, ...] = ()
    """The findings of the checks in the translation."""
    problem: str = ""
    """Why an imported translation cannot be used, although the file is sound."""


@dataclass(frozen=True, slots=True)
class Bitext:
    """An article and one target locale."""

    article: str
    """Path of the source file in its project."""
    source_locale: str
    target_locale: str
    pairs: tuple[Pair, ...]
    source_hash: str = ""
    """SHA-256 of the source file; empty if the imported file does not have it."""
    tagged: bool = True
    """Whether codes are tags; otherwise they are Markdown."""
    line: int = 0
    """The line on which it begins in the file it was read from."""


def fingerprint_of(state: State, tagged: str) -> str:
    """A fingerprint of a translation, whitespace ignored, by which a later import sees who changed it."""
    text = " ".join(writable(html.unescape(tagged)).split())
    return f"{state}-{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def form_of(name: str) -> str:
    """``Pair.form`` by the name in a file; ``markdown`` if the file does not name one."""
    return name if name in {"html", "plain"} else "markdown"


def tokens(tagged: str) -> Iterator[tuple[Role, str]]:
    """Tagged text in parts: text with its escapes resolved, and the numbers of tags."""
    at = 0
    for match in _TAG.finditer(tagged):
        if match.start() > at:
            yield Role.TEXT, html.unescape(tagged[at : match.start()])
        at = match.end()
        closing, letter, number, _ = match.groups()
        yield Role.CLOSE if closing else Role.OPEN if letter == "g" else Role.SINGLE, number
    if at < len(tagged):
        yield Role.TEXT, html.unescape(tagged[at:])


def tag(role: Role, number: str) -> str:
    """A tag in tagged text."""
    return {Role.OPEN: f"<g{number}>", Role.CLOSE: f"</g{number}>", Role.SINGLE: f"<x{number}/>"}[role]

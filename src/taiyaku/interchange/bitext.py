"""An article's units beside their translations, as other tools see them: what XLIFF and CSV carry."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from taiyaku.markdown.inline import Role
from taiyaku.model import State

_TAG = re.compile(r"<(/?)([gx])(\d+)(/?)>")
FRONT_MATTER = "front matter: "
"""What a front matter value's key stands behind, where its context is told."""
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold (section 2.2)."""


@dataclass(frozen=True, slots=True)
class Code:
    """What a tag of a unit stands for."""

    number: str
    """The tag's: ``1`` for ``<g1>…</g1>`` or ``<x1/>``."""
    opening: str
    """As it is spelt in Markdown: the opening of a pair, or a single code."""
    closing: str | None = None
    """The closing of a pair; None for a single code."""
    kind: str = ""
    """``strong``, ``link``, ``code``, …, as ``inline.Piece`` names it; nothing where unknown."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A unit and its translation."""

    id: str
    source: str
    """Tagged text, or Markdown in a format that people read (``Bitext.tagged``)."""
    target: str = ""
    """Likewise; empty where there is none."""
    state: State = State.MISSING
    """What came back is accepted, a draft or missing."""
    codes: tuple[Code, ...] = ()
    """Of the source, and then those of the target that the source has not."""
    key: str = ""
    """Of a front matter value."""
    form: str = "markdown"
    """What the text is: ``markdown``, ``html`` (only tags and entities are markup), or ``plain``."""
    mark: str = ""
    """What it was when it was written, as ``mark_of`` gives it; nothing where the file does not say."""
    line: int = 0
    """In the article, or, of what came back, in the file it was read from."""
    context: str = ""
    """Kind and heading path, for people."""
    note: str = ""
    """The author's, for the translator."""
    previous: str = ""
    """The source that an outdated translation was made from, as Markdown."""
    comments: tuple[str, ...] = ()
    """What people wrote beside it."""
    findings: tuple[str, ...] = ()
    """What the checks say of the translation."""
    problem: str = ""
    """Why what came back cannot be used, though the file is sound."""


@dataclass(frozen=True, slots=True)
class Bitext:
    """An article and one target locale."""

    article: str
    """Path of the source file in its project."""
    source_locale: str
    target_locale: str
    pairs: tuple[Pair, ...]
    source_hash: str = ""
    """SHA-256 of the source file; nothing where the file does not say."""
    tagged: bool = True
    """Whether codes are tags, or Markdown."""
    line: int = 0
    """Where it begins in the file it was read from."""


def mark_of(state: State, tagged: str) -> str:
    """A translation in a few characters, blanks left out of account, to tell later who changed it."""
    text = " ".join(UNWRITABLE.sub("\ufffd", html.unescape(tagged)).split())
    return f"{state}-{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def form_of(name: str) -> str:
    """``Pair.form`` as a file names it; Markdown where it names none."""
    return name if name in {"html", "plain"} else "markdown"


def tokens(tagged: str) -> Iterator[tuple[Role, str]]:
    """Tagged text in parts: prose with its escapes resolved, and the numbers of tags."""
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
    """A tag, as tagged text has it."""
    return {Role.OPEN: f"<g{number}>", Role.CLOSE: f"</g{number}>", Role.SINGLE: f"<x{number}/>"}[role]

"""What XLIFF 1.2 and 2.1 have in common: elements, notes, and the codes of a unit."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from taiyaku.errors import InterchangeError
from taiyaku.interchange.bitext import Bitext, Code, Pair, tag
from taiyaku.interchange.safe_xml import local_name, writable
from taiyaku.language.locales import language_tag
from taiyaku.markdown.inline import Role

XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

# ── Writing ─────────────────────────────────────────────────────────────────


def add(parent: Any, name: str, text: str = "", /, **attributes: str) -> Any:
    """Add an element in its parent's namespace; empty attributes are left out."""
    from lxml import etree

    namespace = parent.tag.partition("}")[0]
    element = etree.SubElement(
        parent, f"{namespace}}}{name}", {key: writable(value) for key, value in attributes.items() if value}
    )
    element.text = writable(text) or None
    return element


def append_text(element: Any, text: str) -> None:
    """Put text at the end of an element's content."""
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def language_tags(bitext: Bitext) -> tuple[str, str]:
    """Source and target locale as BCP 47 spells them."""
    return language_tag(bitext.source_locale), language_tag(bitext.target_locale)


def notes_of(pair: Pair, previous: str) -> Iterator[tuple[str, str]]:
    """The notes beside a unit as (category, text), without people's own comments.

    ``previous`` is the category of the source that an outdated translation was made from.
    """
    notes = [("context", pair.context), ("note", pair.note), (previous, pair.previous)]
    notes += [("finding", text) for text in pair.findings]
    return ((category, text) for category, text in notes if text)


# ── Reading ─────────────────────────────────────────────────────────────────


class Codes(dict[str, Code]):
    """The codes of a unit by number, noted while its source and then its target are read.

    Each method returns the code's tag, as tagged text has it.
    """

    def single(self, number: str, raw: str = "") -> str:
        """Note a single code."""
        self.setdefault(number, Code(number, raw))
        return tag(Role.SINGLE, number)

    def open(self, number: str, opening: str = "", closing: str = "") -> str:
        """Note the opening of a pair."""
        self.setdefault(number, Code(number, opening, closing))
        return tag(Role.OPEN, number)

    def close(self, number: str, closing: str = "") -> str:
        """Note the closing of a pair; an element without one keeps that of the opening."""
        known = self.get(number, Code(number, ""))
        self[number] = Code(number, known.opening, closing or known.closing or "")
        return tag(Role.CLOSE, number)


def tagged(element: Any, inline: Callable[[Any], str]) -> str:
    """The content of an element such as ``<source>`` as tagged text; ``inline`` reads one element inside it."""
    parts = [html.escape(element.text or "", quote=False)]
    for child in element:
        parts.append(inline(child) if local_name(child) else "")  # a comment or processing instruction has no name
        parts.append(html.escape(child.tail or "", quote=False))
    return "".join(parts)


def code_number(name: str | None) -> str:
    """A code's number; 0, which Taiyaku never assigns, if another tool renamed it."""
    return name if name and name.isascii() and name.isdecimal() else "0"


def unit_id(unit: Any, path: Path) -> str:
    """A unit's id.

    Raises:
        InterchangeError: It has no id.
    """
    if not unit.get("id"):
        raise InterchangeError(f"a <{local_name(unit)}> without an id", path=path, line=unit.sourceline)
    return str(unit.get("id"))


def comments_of(notes: Iterable[Any], *, ours: Callable[[Any], bool]) -> tuple[str, ...]:
    """People's comments on a unit, each as one line, without the notes that Taiyaku wrote."""
    texts = (" ".join("".join(note.itertext()).split()) for note in notes if not ours(note))
    return tuple(filter(None, texts))


def unexpected_element_error(element: Any, path: Path) -> InterchangeError:
    """The error for an element that no text can contain."""
    return InterchangeError(f"<{local_name(element)}> cannot occur in a text", path=path, line=element.sourceline)

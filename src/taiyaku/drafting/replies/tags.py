"""The form of a reply: tags, escapes, and what surrounds the text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from taiyaku.markdown.tags import from_tags, to_tags
from taiyaku.model import Document, Unit

_TAG = re.compile(r"<(/?)([gx]\d+)(/?)>")
_ANY_TAG = re.compile(r"</?[A-Za-z!?][^<>]*>")
_LOOSE = re.compile(r"<\s*(/?)\s*([gx]\d+)\s*(/?)\s*>")
_EMPTY_PAIR = re.compile(r"<(x\d+)></\1>")
_ESCAPED_TAG = re.compile(r"&(?:amp;)*lt;\s*/?\s*[gx]\d+\s*/?\s*&(?:amp;)*gt;", re.IGNORECASE)
_ESCAPED_TWICE = re.compile(r"&amp;(?:amp;)*(?:lt|gt|amp|quot|apos|nbsp|#\d+|#x[0-9a-f]+);", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]|[\ud800-\udfff]")
_HIDDEN = re.compile("[\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\U000e0000-\U000e007f]")
"""Characters that reverse a line's direction, or carry text that nobody sees."""
_FENCE = re.compile(r"\s*(?:```|~~~)")
_JSON = re.compile(r'\s*(?:\{\s*"|\[\s*\{)')
_ADDRESS = re.compile(r"(?:https?://|\bwww\.|\bmailto:)[^\s<>&]*", re.IGNORECASE)
_PARAGRAPH = re.compile(r"\n[ \t]*\n")


@dataclass(frozen=True, slots=True)
class Tagged:
    """A unit in the form in which it is sent."""

    unit: Unit
    text: str
    """Tagged text, prose XML-escaped."""
    tags: dict[str, str]
    """The Markdown of each tag, by name: ``g1`` and ``/g1``, ``x2``."""

    @property
    def prose(self) -> str:
        """The text to translate, without tags."""
        return without_tags(self.text)


def tag_unit(document: Document, unit: Unit) -> Tagged:
    """A unit as tagged text."""
    if unit.plain:
        return Tagged(unit, html.escape(unit.source, quote=False), {})
    text, tags = to_tags(unit.source, document.reading_of(unit))
    return Tagged(unit, text, tags)


def without_tags(text: str) -> str:
    """Tagged text as a reader sees it: without tags, escapes resolved."""
    return html.unescape(_TAG.sub("", text))


def parse_reply(asked: Tagged, reply: str) -> str:
    """A reply as Markdown.

    Raises:
        ValueError: It is not in the requested form; the message says what is wrong, for people and machines.
    """
    if reply == asked.text:
        return asked.unit.source
    text = _extract_text(asked.text, reply)
    text = _EMPTY_PAIR.sub(r"<\1/>", _LOOSE.sub(r"<\1\2\3>", text))
    if len(_ESCAPED_TAG.findall(text)) > len(_ESCAPED_TAG.findall(asked.text)):
        raise ValueError("a tag came back escaped (&lt;g1&gt;); write tags as tags")
    if len(_ESCAPED_TWICE.findall(text)) > len(_ESCAPED_TWICE.findall(asked.text)):
        raise ValueError("a character came back escaped twice (&amp;lt;); escape <, > and & once")
    for match in _ANY_TAG.finditer(text):
        if not _TAG.fullmatch(match[0]):
            raise ValueError(f"invented tag {match[0][:40]}; add no tag of your own")
    if len(found := _ADDRESS.findall(text)) > len(_ADDRESS.findall(asked.text)):
        raise ValueError(f"the address {found[-1][:60]} is not in the text; add nothing")
    markdown = _to_markdown(asked, text)
    _check_nesting(asked.text, text)
    return markdown


def _to_markdown(asked: Tagged, text: str) -> str:
    if not asked.unit.plain:
        return from_tags(text, asked.tags, only_html=asked.unit.writer == "html")
    if match := _TAG.search(text):
        raise ValueError(f"unknown tag {match[0]}")
    return html.unescape(text)


def _extract_text(asked: str, reply: str) -> str:
    """The reply's text with the whitespace around the request's.

    Raises:
        ValueError: There is something else around it or in it: a code fence, JSON, a second paragraph.
    """
    if _CONTROL.search(reply):
        raise ValueError("the text contains a control character")
    if len(_HIDDEN.findall(reply)) > len(_HIDDEN.findall(asked)):
        raise ValueError("the text contains a hidden character that changes how it is read")
    if not reply.strip():
        raise ValueError("the text is empty")
    if _FENCE.match(reply) and not _FENCE.match(asked):
        raise ValueError("the text is in a code fence; return the translation alone")
    if _JSON.match(html.unescape(reply)) and not _JSON.match(html.unescape(asked)):
        raise ValueError("the text is JSON; return the translation alone")
    if _PARAGRAPH.search(reply.strip()) and not _PARAGRAPH.search(asked):
        raise ValueError("the text has more than one paragraph; return the translation alone, on one line")
    text = reply.strip()
    if "\n" not in asked:
        text = " ".join(text.splitlines())
    lead, tail = asked[: len(asked) - len(asked.lstrip())], asked[len(asked.rstrip()) :]
    return f"{lead}{text}{tail}"


def _check_nesting(asked: str, text: str) -> None:
    ours, theirs = dict(_nesting(asked)), dict(_nesting(text))
    for name, (parent, filled) in ours.items():
        found, has_text = theirs[name]
        if found != parent:
            where = f"inside <{parent}>" if parent else "outside every other tag"
            raise ValueError(f"tag <{name}> is nested wrongly; it belongs {where}")
        if filled and not has_text:
            raise ValueError(f"tag <{name}> is empty; put it around the words it belongs to")


def _nesting(text: str) -> Iterator[tuple[str, tuple[str, bool]]]:
    """Each tag with its parent tag and whether it contains text; the tags must be well-formed."""
    stack: list[tuple[str, int]] = []
    for match in _TAG.finditer(text):
        closing, name, _ = match.groups()
        if closing:
            opened, start = stack.pop()
            yield opened, (stack[-1][0] if stack else "", bool(without_tags(text[start : match.start()]).strip()))
        elif name[0] == "g":
            stack.append((name, match.end()))
        else:
            yield name, (stack[-1][0] if stack else "", False)

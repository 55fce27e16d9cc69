"""Finds the text in HTML blocks and JSX lines that readers see.

Spans are offsets into the given text. A span of text includes inline elements (``a``, ``b``, ``br`` …); any other tag
ends it. The contents of ``script``, ``style``, ``pre`` and the like are not text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from taiyaku.markdown.jsx import scan_braces, scan_tag

_INLINE_NAMES = """
    a abbr b bdi bdo big br cite code data del dfn em font i img ins kbd label mark q s samp small span
    strong sub sup time tt u var wbr
"""
INLINE = frozenset(_INLINE_NAMES.split())
"""Elements that occur inside a sentence."""

_VOID = frozenset({"br", "img", "wbr"})
_OPAQUE = frozenset({"script", "style", "pre", "textarea", "svg", "math", "template", "iframe", "code"})
_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<![A-Za-z].*?(?:>|\Z)|<\?.*?(?:\?>|\Z)|<(?P<close>/?)(?P<name>[A-Za-z][\w.:-]*)"
    r"(?:[^<>\"'{]|\"[^\"]*\"|'[^']*'|\{[^{}]*\})*>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"""(?<=\s)([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')|\{""")


@dataclass(frozen=True, slots=True)
class TextSpan:
    """A stretch of visible text."""

    start: int
    end: int
    attribute: bool
    """Whether it is an attribute's value rather than text between tags."""


@dataclass(frozen=True, slots=True)
class _Tag:
    start: int
    end: int
    name: str
    closes: bool


def visible_spans(src: str, attributes: Mapping[str, tuple[str, ...]]) -> Iterator[TextSpan]:
    """The texts of an HTML block, and the visible attributes by element name (``*``: any), in order."""
    run: list[_Tag] = []
    run_start = at = 0
    for tag in _tags(src):
        if tag.start < at:
            continue
        at = tag.end
        if tag.name in INLINE - _OPAQUE or not tag.name:
            run.append(tag)
            continue
        yield from _run_spans(src, run_start, tag.start, run, attributes)
        run = []
        yield from attribute_spans(src, tag.start, tag.end, attributes)
        if tag.name in _OPAQUE and not tag.closes:
            closing = re.compile(rf"</{re.escape(tag.name)}\s*>", re.IGNORECASE).search(src, at)
            at = closing.end() if closing else len(src)
        run_start = at
    yield from _run_spans(src, run_start, len(src), run, attributes)


def _tags(src: str) -> Iterator[_Tag]:
    for match in _TAG.finditer(src):
        yield _Tag(match.start(), match.end(), (match["name"] or "").lower(), bool(match["close"]))


def _run_spans(
    src: str, start: int, end: int, tags: list[_Tag], attributes: Mapping[str, tuple[str, ...]]
) -> Iterator[TextSpan]:
    """One stretch of text and inline tags, without the tags around it and with those inside."""
    tags = list(tags)
    peeled: list[_Tag] = []
    while True:
        while start < end and src[start].isspace():
            start += 1
        while end > start and src[end - 1].isspace():
            end -= 1
        first = tags[0] if tags and tags[0].start == start else None
        last = tags[-1] if tags and tags[-1].end == end else None
        if first and (first.closes or first.name in _VOID or not first.name):
            start = first.end
            peeled.append(tags.pop(0))
        elif last and last is not first and (not last.closes or last.name in _VOID or not last.name):
            end = last.start
            peeled.append(tags.pop())
        elif first and (last is None or last is first or not _encloses(tags)) and _is_unclosed(tags):
            start = first.end
            peeled.append(tags.pop(0))
        elif first and last and first is not last and _encloses(tags):
            start, end = first.end, last.start
            peeled += [tags.pop(0), tags.pop()]
        else:
            break
    for tag in sorted(peeled, key=lambda tag: tag.start):
        if tag.start < start:
            yield from attribute_spans(src, tag.start, tag.end, attributes)
    if start < end:
        yield TextSpan(start, end, attribute=False)
    for tag in sorted(peeled, key=lambda tag: tag.start):
        if tag.start >= end:
            yield from attribute_spans(src, tag.start, tag.end, attributes)


def _encloses(tags: list[_Tag]) -> bool:
    """Whether the last tag closes the first one."""
    depth = 0
    for tag in tags[:-1]:
        if tag.name == tags[0].name:
            depth += -1 if tag.closes else 1
            if depth == 0:
                return False
    return tags[-1].closes and tags[-1].name == tags[0].name


def _is_unclosed(tags: list[_Tag]) -> bool:
    """Whether the first tag is an opening tag that is not closed here."""
    return not tags[0].closes and not any(tag.closes and tag.name == tags[0].name for tag in tags[1:])


def attribute_spans(src: str, start: int, end: int, attributes: Mapping[str, tuple[str, ...]]) -> Iterator[TextSpan]:
    """The visible attribute values of the tag between ``start`` and ``end``."""
    name = re.compile(r"<([\w.:-]+)").match(src, start, end)
    if name is None:
        return
    wanted = {*attributes.get("*", ()), *attributes.get(name[1], ())}
    at = name.end()
    while at < end and (match := _ATTRIBUTE.search(src, at, end)):
        if match[0] == "{":
            at = scan_braces(src, match.start(), end)
            if at < 0:
                return
            continue
        group = 2 if match[2] is not None else 3
        if match[1] in wanted and match[group].strip():
            yield TextSpan(*match.span(group), attribute=True)
        at = match.end()


def jsx_attribute_spans(src: str, attributes: Mapping[str, tuple[str, ...]]) -> Iterator[TextSpan]:
    """The visible attribute values of the JSX tags in ``src``, which may have expressions between them."""
    at = 0
    while (at := src.find("<", at)) >= 0:
        end = scan_tag(src, at, len(src))
        if end > 0:
            yield from attribute_spans(src, at, end, attributes)
        at = max(end, at + 1)

"""Markdown → Document: the text cut into units and gaps, without a byte lost.

A unit is a place of the body, or a front matter value, that holds something to translate; its ``source`` is what stands
there as one line of inline Markdown. Nothing here can damage an article: what is not understood stays in a gap, and a
unit that is not translated is written back as the characters it was cut from.
"""

from __future__ import annotations

import bisect
import hashlib
import html
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from taiyaku.config import Config
from taiyaku.errors import ArticleError
from taiyaku.language.scripts import UNSPACED
from taiyaku.markdown.blocks import Body, Comment, Lines, TextBlock, cut
from taiyaku.markdown.dialects import dialect
from taiyaku.markdown.front_matter import find_front_matter, front_matter_values, matches
from taiyaku.markdown.front_matter_formats import FrontMatterBlock
from taiyaku.markdown.inline import Piece, Role, events, has_prose, pieces, prose
from taiyaku.model import Document, Kind, Reading, Unit, Waiver


def segment_markdown(
    text: str, *, config: Config | None = None, flavor: str | None = None, every: bool = False
) -> Document:
    """Cut an article into units and gaps.

    Args:
        text: The whole file as text, BOM and line endings as they are.
        config: Settings; the defaults where none are given.
        flavor: The dialect, where it is not the settings' (an ``.mdx`` file).
        every: Make a unit of every place where text can stand, of those too that hold nothing to translate (``42``).

    Returns:
        A document whose units and gaps joined are ``text`` again.

    Raises:
        UsageError: There is no such dialect.
        ArticleError: The front matter has keys but does not parse, with its line; or the blocks are nested beyond what
            can be read.
    """
    return segment(text, reading_of(config or Config(), flavor), every=every)


def reading_of(config: Config, flavor: str | None = None) -> Reading:
    """What the settings say an article is read with, in their dialect or another."""
    return Reading(
        flavor or config.articles.flavor,
        attributes=config.html.attributes,
        translated_keys=config.front_matter.translate,
        set_keys=tuple(config.front_matter.set),
    )


def segment(text: str, reading: Reading, *, every: bool = False) -> Document:
    """Cut a text with the dialect and the keys of ``reading``: a translation with those of its source.

    Its reference definitions are read from the text itself; otherwise as ``segment_markdown``.
    """
    found = find_front_matter(text)
    start = found.body if found else int(text.startswith("\ufeff"))
    body = cut(text, start, reading)
    reading = replace(reading, references=body.references)
    ids = _Ids()
    units = list(_values(text, found, reading.translated_keys, ids)) if found else []
    kept = list(_readable(body, reading, every))
    notes = _notes(body, [block for block, _, _ in kept])
    units += _units(text, body, kept, notes, ids)
    waivers = tuple(_waivers(text, body, [block for block, _, _ in kept], units[len(units) - len(kept) :]))
    return Document(text, tuple(units), reading, body.shape, body.text_spans, waivers)


def segment_file(text: str, reading: Reading, *, path: str | Path, every: bool = False) -> Document:
    """``segment`` for the text of a file, which errors name by ``path``."""
    try:
        return segment(text, reading, every=every)
    except ArticleError as error:
        raise ArticleError(error.message, path=path, line=error.line) from None


class _Ids:
    """Gives every unit its id, in their order."""

    def __init__(self) -> None:
        self.seen: Counter[tuple[str, str]] = Counter()

    def next(self, key: str, source: str) -> str:
        name = key, source
        self.seen[name] += 1
        return unit_id(key, source, self.seen[name] - 1)


def unit_id(key: str, source: str, occurrence: int) -> str:
    """The id of a unit: ten hexadecimal digits over its front matter key, its text, and how often that stood before."""
    mark = f"{key}\0{source}\0{occurrence}"
    return hashlib.sha1(mark.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()[:10]


def _values(text: str, found: FrontMatterBlock, keys: tuple[str, ...], ids: _Ids) -> Iterator[Unit]:
    """The chosen values of the front matter."""
    for value in front_matter_values(text, found):
        if matches(value.path, keys) and any(map(str.isalpha, value.text)):
            line = _line(text, 0, value.start) + 1
            name = ids.next(value.path, value.text)
            yield Unit(name, Kind.FRONT_MATTER, line, value.path, value.text, value.start, value.end, found.format)


# ── From places to units ────────────────────────────────────────────────────

_Read = tuple[TextBlock, str, str]
"""A place, its source and its heading path."""


def _readable(body: Body, reading: Reading, every: bool) -> Iterator[_Read]:
    """The places that hold prose and that no ``taiyaku:off`` covers."""
    headings: list[tuple[int, str]] = []
    path = ""
    switches = [comment for comment in body.comments if comment.command in {"off", "on"}][::-1]
    off = False
    for place in body.places:
        while switches and switches[-1].at < place.start:
            off = switches.pop().command == "off"
        source = _source(place, reading)
        if place.level:
            headings = [entry for entry in headings if entry[0] < place.level]
            path = " › ".join([title for _, title in headings if title])
        if not off and (every or _is_readable(place, source, reading)):
            yield place, source, path
        if place.level:
            title = " ".join(prose(source, reading).split())
            headings.append((place.level, title))
            path = " › ".join([title for _, title in headings if title])


def _source(place: TextBlock, reading: Reading) -> str:
    if place.writer == "attribute":
        return " ".join(html.unescape(place.content).split())
    if place.writer == "html":
        return " ".join(place.content.split())
    return fold(place.content, reading)


def _is_readable(place: TextBlock, source: str, reading: Reading) -> bool:
    if place.kind is Kind.TITLE and re.fullmatch(r"[a-z][a-z-]*", source):
        return False  # `:::message alert` names a variant; `:::details Title` has a title.
    if place.writer in {"html", "attribute"}:
        return has_prose(place.content, replace(reading, only_html=True))
    return has_prose(source, reading)


def _units(text: str, body: Body, kept: Sequence[_Read], notes: Mapping[int, str], ids: _Ids) -> Iterator[Unit]:
    original = body.offsets.original
    at, line = 0, 1
    for index, (place, source, path) in enumerate(kept):
        start, end = original(place.start), original(place.end)
        line += _line(text, at, start)
        at = start
        yield Unit(
            ids.next("", source),
            place.kind,
            line,
            path,
            source,
            start,
            end,
            place.writer,
            _lead(body.src, place.lines) if place.lines else "",
            notes.get(index, ""),
            place.level,
        )


def _line(text: str, start: int, end: int) -> int:
    """How many lines end between two offsets."""
    lines = text.count("\n", start, end)
    carriage = text.count("\r", start, end)
    return lines + carriage - text.count("\r\n", start, end) if carriage else lines


def _lead(src: str, lines: Lines) -> str:
    """What a further line of the unit starts with: as its second line does, else the first line's prefix blanked."""
    if len(lines) > 1:
        return src[lines[0][1] + 1 : lines[1][0]]
    start = lines[0][0]
    prefix = src[src.rfind("\n", 0, start) + 1 : start]
    return re.sub(r"[^>\s]", " ", prefix) if prefix else ""


# ── Comments that speak to us ───────────────────────────────────────────────


def _following(body: Body, kept: Sequence[TextBlock], command: str) -> Iterator[tuple[Comment, int]]:
    """Each comment of a kind that says something, with the index of the kept place after it."""
    starts = [place.start for place in kept]
    for comment in body.comments:
        if comment.command == command and comment.argument:
            after = bisect.bisect_right(starts, comment.at)
            if after < len(starts):
                yield comment, after


def _notes(body: Body, kept: Sequence[TextBlock]) -> dict[int, str]:
    """Notes for the translator by the index of the kept place that they speak of."""
    notes: dict[int, str] = {}
    for comment, index in _following(body, kept, "note"):
        notes[index] = f"{notes.get(index, '')} {comment.argument}".strip()
    return notes


def _waivers(text: str, body: Body, kept: Sequence[TextBlock], units: Sequence[Unit]) -> Iterator[Waiver]:
    """A waiver for each unit of the block after its comment."""
    for comment, index in _following(body, kept, "ignore"):
        check, _, reason = comment.argument.partition(" ")
        line = _line(text, 0, body.offsets.original(comment.at)) + 1
        block = kept[index].block
        while index < len(kept) and kept[index].block == block:
            yield Waiver(check, units[index].id, reason, line)
            index += 1  # noqa: PLW2901 - the block's other units follow


# ── Soft breaks ─────────────────────────────────────────────────────────────

_is_unspaced = re.compile(f"[{UNSPACED}]").match


def fold(content: str, reading: Reading) -> str:
    """Make one line of a unit's lines: a soft break becomes a space, or nothing between two CJK characters.

    Hard breaks stay as they are spelt. Where folding would change what the text means, the breaks stay.
    """
    if "\n" not in content:
        return content
    grammar = dialect(reading.flavor)
    if not grammar.marked.search(content):
        return _joined(content.split("\n"))
    if not grammar.delicate.search(content):
        return _spaced(content)
    folded = "".join(_folded(pieces(content, reading)))
    now, then = events(folded, reading), events(content, reading)
    return folded if [_unspaced(event) for event in now] == [_unspaced(event) for event in then] else content


def _spaced(text: str) -> str:
    return " ".join([line.strip(" \t") for line in text.split("\n")]) if "\n" in text else text


def _joined(lines: Sequence[str]) -> str:
    """Lines without markup as one line."""
    out = [lines[0]]
    for line in lines[1:]:
        before, after = out[-1], line.lstrip(" \t")
        if before.endswith("  "):
            out += ["\n", after]
            continue
        out[-1] = before.removesuffix(" ")
        out += [_between(out[-1], after), after]
    return "".join(out)


def _between(before: str, after: str) -> str:
    return "" if _is_unspaced(before[-1:]) and _is_unspaced(after[:1]) else " "


def _folded(found: Sequence[Piece]) -> Iterator[str]:
    for index, piece in enumerate(found):
        if piece.kind == "soft":
            before = next((p for p in reversed(found[:index]) if p.role in {Role.TEXT, Role.SINGLE}), None)
            after = next((p for p in found[index + 1 :] if p.role in {Role.TEXT, Role.SINGLE}), None)
            yield _between(before.raw, after.raw) if before and after and before.is_text and after.is_text else " "
        elif piece.kind == "break":
            yield piece.raw.rstrip(" \t")
        elif piece.kind in {"opaque", "math"}:
            yield piece.raw
        else:
            yield _spaced(piece.raw)


def _unspaced(event: tuple[str, str, str]) -> tuple[str, str, str]:
    return (event[0], event[1], "".join(event[2].split())) if event[0] == "text" else event

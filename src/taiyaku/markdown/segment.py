"""Markdown → Document: the text cut into units and gaps, without a byte lost.

A unit is a text block of the body, or a front matter value, with something to translate; its ``source`` is its text as
one line of inline Markdown. Nothing here can damage an article: anything that is not understood remains in a gap, and
an untranslated unit is written back with its original characters.
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
from taiyaku.markdown.blocks import Body, Comment, Lines, TextBlock, read_body
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
        text: The whole file as text, with its BOM and line endings.
        config: Settings; defaults to ``Config()``.
        flavor: The dialect, if it differs from the settings (an ``.mdx`` file).
        every: Make a unit of every text block, including those with nothing to translate (``42``).

    Returns:
        A document whose units and gaps add up to ``text``.

    Raises:
        UsageError: There is no such dialect.
        ArticleError: The front matter has keys but does not parse, with its line; or the blocks are nested beyond what
            can be read.
    """
    return segment(text, reading_of(config or Config(), flavor), every=every)


def reading_of(config: Config, flavor: str | None = None) -> Reading:
    """The reading that the settings prescribe, in their dialect or the given one."""
    return Reading(
        flavor or config.articles.flavor,
        attributes=config.html.attributes,
        translated_keys=config.front_matter.translate,
        set_keys=tuple(config.front_matter.set),
        locale=config.source,
    )


def segment(text: str, reading: Reading, *, every: bool = False) -> Document:
    """Cut a text into units and gaps with a given reading, such as that of its source.

    Like ``segment_markdown``. The reference definitions come from the text itself, not from the reading.
    """
    found = find_front_matter(text)
    start = found.body if found else int(text.startswith("\ufeff"))
    body = read_body(text, start, reading)
    reading = replace(reading, references=body.references)
    ids = _Ids()
    units = list(_front_matter_units(text, found, reading.translated_keys, ids)) if found else []
    kept = list(_translatable_blocks(body, reading, every))
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
    """The id of a unit: ten hexadecimal digits of a hash of its key, its text, and how often it occurred before."""
    mark = f"{key}\0{source}\0{occurrence}"
    return hashlib.sha1(mark.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()[:10]


def _front_matter_units(text: str, found: FrontMatterBlock, keys: tuple[str, ...], ids: _Ids) -> Iterator[Unit]:
    """The chosen values of the front matter."""
    for value in front_matter_values(text, found):
        if matches(value.path, keys) and any(map(str.isalpha, value.text)):
            line = _count_line_breaks(text, 0, value.start) + 1
            name = ids.next(value.path, value.text)
            yield Unit(name, Kind.FRONT_MATTER, line, value.path, value.text, value.start, value.end, found.format)


# ── From text blocks to units ────────────────────────────────────────────────────

_Found = tuple[TextBlock, str, str]
"""A text block, its source and its heading path."""


def _translatable_blocks(body: Body, reading: Reading, every: bool) -> Iterator[_Found]:
    """The text blocks that contain prose and that no ``taiyaku:off`` covers."""
    headings: list[tuple[int, str]] = []
    path = ""
    switches = [comment for comment in body.comments if comment.command in {"off", "on"}][::-1]
    off = False
    for block in body.blocks:
        while switches and switches[-1].at < block.start:
            off = switches.pop().command == "off"
        source = _source(block, reading)
        if block.level:
            headings = [entry for entry in headings if entry[0] < block.level]
            path = " › ".join([title for _, title in headings if title])
        if not off and (every or _is_translatable(block, source, reading)):
            yield block, source, path
        if block.level:
            title = " ".join(prose(source, reading).split())
            headings.append((block.level, title))
            path = " › ".join([title for _, title in headings if title])


def _source(block: TextBlock, reading: Reading) -> str:
    if block.writer == "attribute":
        return " ".join(html.unescape(block.content).split())
    if block.writer == "html":
        return " ".join(block.content.split())
    return fold(block.content, reading)


def _is_translatable(block: TextBlock, source: str, reading: Reading) -> bool:
    if block.kind is Kind.TITLE and re.fullmatch(r"[a-z][a-z-]*", source):
        return False  # `:::message alert` names a variant; `:::details Title` has a title.
    if block.writer in {"html", "attribute"}:
        return has_prose(block.content, replace(reading, only_html=True))
    return has_prose(source, reading)


def _units(text: str, body: Body, kept: Sequence[_Found], notes: Mapping[int, str], ids: _Ids) -> Iterator[Unit]:
    original = body.offsets.original
    at, line = 0, 1
    for index, (block, source, path) in enumerate(kept):
        start, end = original(block.start), original(block.end)
        line += _count_line_breaks(text, at, start)
        at = start
        yield Unit(
            ids.next("", source),
            block.kind,
            line,
            path,
            source,
            start,
            end,
            block.writer,
            _lead(body.src, block.lines) if block.lines else "",
            notes.get(index, ""),
            block.level,
        )


def _count_line_breaks(text: str, start: int, end: int) -> int:
    """The number of line breaks between two offsets."""
    lines = text.count("\n", start, end)
    carriage = text.count("\r", start, end)
    return lines + carriage - text.count("\r\n", start, end) if carriage else lines


def _lead(src: str, lines: Lines) -> str:
    """The prefix of every further line of the unit: that of its second line, or else the first line's as spaces."""
    if len(lines) > 1:
        return src[lines[0][1] + 1 : lines[1][0]]
    start = lines[0][0]
    prefix = src[src.rfind("\n", 0, start) + 1 : start]
    return re.sub(r"[^>\s]", " ", prefix) if prefix else ""


# ── Comments for Taiyaku ───────────────────────────────────────────────


def _comments_before(body: Body, kept: Sequence[TextBlock], command: str) -> Iterator[tuple[Comment, int]]:
    """Each comment with the command and an argument, with the index of the text block that follows it."""
    starts = [block.start for block in kept]
    for comment in body.comments:
        if comment.command == command and comment.argument:
            after = bisect.bisect_right(starts, comment.at)
            if after < len(starts):
                yield comment, after


def _notes(body: Body, kept: Sequence[TextBlock]) -> dict[int, str]:
    """Notes for the translator, by the index of the text block that they are about."""
    notes: dict[int, str] = {}
    for comment, index in _comments_before(body, kept, "note"):
        notes[index] = f"{notes.get(index, '')} {comment.argument}".strip()
    return notes


def _waivers(text: str, body: Body, kept: Sequence[TextBlock], units: Sequence[Unit]) -> Iterator[Waiver]:
    """A waiver for each unit of the block after its comment."""
    for comment, index in _comments_before(body, kept, "ignore"):
        check, _, reason = comment.argument.partition(" ")
        line = _count_line_breaks(text, 0, body.offsets.original(comment.at)) + 1
        outermost = kept[index].outermost
        while index < len(kept) and kept[index].outermost == outermost:
            yield Waiver(check, units[index].id, reason, line)
            index += 1  # noqa: PLW2901 - the other units of the block


# ── Soft breaks ─────────────────────────────────────────────────────────────

_is_unspaced = re.compile(f"[{UNSPACED}]").match


def fold(content: str, reading: Reading) -> str:
    """Join the lines of a unit: a soft break becomes a space, or nothing between two Chinese or Japanese characters.

    Hard breaks stay as written. If folding changed the meaning of the text, all breaks stay.
    """
    if "\n" not in content:
        return content
    grammar = dialect(reading.flavor)
    if not grammar.marked.search(content):
        return _join_lines(content.split("\n"))
    if not grammar.delicate.search(content):
        return _join_with_spaces(content)
    folded = "".join(_fold_pieces(pieces(content, reading)))
    now, then = events(folded, reading), events(content, reading)
    same = [_without_spaces(event) for event in now] == [_without_spaces(event) for event in then]
    return folded if same else content


def _join_with_spaces(text: str) -> str:
    return " ".join([line.strip(" \t") for line in text.split("\n")]) if "\n" in text else text


def _join_lines(lines: Sequence[str]) -> str:
    """Lines without markup as one line."""
    out = [lines[0]]
    for line in lines[1:]:
        before, after = out[-1], line.lstrip(" \t")
        if before.endswith("  "):
            out += ["\n", after]
            continue
        out[-1] = before.removesuffix(" ")
        out += [_joint(out[-1], after), after]
    return "".join(out)


def _joint(before: str, after: str) -> str:
    return "" if _is_unspaced(before[-1:]) and _is_unspaced(after[:1]) else " "


def _fold_pieces(found: Sequence[Piece]) -> Iterator[str]:
    for index, piece in enumerate(found):
        if piece.kind == "soft":
            before = next((p for p in reversed(found[:index]) if p.role in {Role.TEXT, Role.SINGLE}), None)
            after = next((p for p in found[index + 1 :] if p.role in {Role.TEXT, Role.SINGLE}), None)
            yield _joint(before.raw, after.raw) if before and after and before.is_text and after.is_text else " "
        elif piece.kind == "break":
            yield piece.raw.rstrip(" \t")
        elif piece.kind in {"opaque", "math"}:
            yield piece.raw
        else:
            yield _join_with_spaces(piece.raw)


def _without_spaces(event: tuple[str, str, str]) -> tuple[str, str, str]:
    return (event[0], event[1], "".join(event[2].split())) if event[0] == "text" else event

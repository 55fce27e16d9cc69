"""A sheet of the desk as a bitext, its translations tagged with the numbers of their sources' codes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from taiyaku.drafting.replies import Tagged, tag_unit
from taiyaku.editing.workspace import OpenArticle, Workspace
from taiyaku.interchange.bitext import FRONT_MATTER, Bitext, Code, Pair, mark_of
from taiyaku.markdown.inline import Code as Essence
from taiyaku.markdown.inline import Role, pieces
from taiyaku.model import Document, Finding, Kind, State, Unit
from taiyaku.project.articles import sha256

_TAG = re.compile(r"<(/?)([gx]\d+)(/?)>")


def bitext_of(desk: Workspace, sheet: OpenArticle, *, form: str = "tagged") -> Bitext:
    """An article and its translations, for another tool.

    Args:
        desk: Where it lies; its checks are asked for what they find.
        sheet: The article as it stands on disk.
        form: ``tagged`` for formats that have elements for codes, ``markdown`` for those that people read as they are.
    """
    pairs = tuple(_pair(desk, sheet, unit, form == "tagged") for unit in sheet.document.units)
    article = sheet.article
    digest = sha256(sheet.document.text)
    return Bitext(article.path, desk.config.source, article.locale, pairs, digest, form == "tagged")


def _pair(desk: Workspace, sheet: OpenArticle, unit: Unit, as_tags: bool) -> Pair:
    now = sheet.translations[unit.id]
    asked = tag_unit(sheet.document, unit)
    answer = tagged_like(sheet.document, asked, now.text) if now.text else replace(asked, text="", tags={})
    found = desk.findings(sheet, unit, now.text, origin=now.origin) if now.state is not State.OUTDATED else []
    return Pair(
        unit.id,
        asked.text if as_tags else unit.source,
        answer.text if as_tags else now.text,
        now.state,
        _codes(sheet.document, asked, answer) if as_tags else (),
        unit.key,
        "plain" if unit.plain else "html" if unit.writer == "html" else "markdown",
        mark_of(now.state, answer.text),
        unit.line,
        FRONT_MATTER + unit.key if unit.key else _context(unit),
        unit.note,
        now.previous,
        now.comments,
        tuple(map(_told, found)),
    )


def _context(unit: Unit) -> str:
    kind = "HTML" if unit.kind is Kind.HTML else str(unit.kind)
    return f"{kind} · {unit.context}" if unit.context else kind


def _told(finding: Finding) -> str:
    return f"{finding.check}: {finding.message}"


def _codes(document: Document, asked: Tagged, answer: Tagged) -> tuple[Code, ...]:
    """The codes of a source, and those of its translation that it has not."""
    found: dict[str, Code] = {}
    for one in (asked, answer):
        for name, (kind, _) in zip(_names(one), _essences(document, one), strict=True):
            found.setdefault(name[1:], Code(name[1:], one.tags[name], one.tags.get(f"/{name}"), kind))
    return tuple(found.values())


def _names(one: Tagged) -> list[str]:
    """The names of tags in the order of the text as it was before any was renamed, closing ones left out."""
    return [name for name in one.tags if name[0] != "/"]


def _essences(document: Document, one: Tagged) -> Iterator[Essence]:
    """Kind and essence of each tag's code, in the same order."""
    if one.unit.plain or not one.tags:
        return
    opened: set[int] = set()
    for piece in pieces(one.unit.source, document.reading_of(one.unit)):
        if piece.is_text or (piece.role is Role.CLOSE and piece.pair in opened):
            continue
        if piece.role is Role.OPEN:
            opened.add(piece.pair)
        yield piece.kind, "" if piece.kind in {"em", "strong", "del", "title"} else piece.text


@dataclass(frozen=True, slots=True)
class _Named:
    name: str
    spelling: tuple[str, str]
    essence: Essence


def tagged_like(document: Document, asked: Tagged, text: str) -> Tagged:
    """A translation as tagged text whose tags are those of its source, wherever the codes are the same.

    Codes that only the translation has get numbers of their own, above the source's.

    Args:
        document: The article.
        asked: The source.
        text: The translation, as Markdown.

    Returns:
        ``text`` as though it were the source of its unit.
    """
    answer = tag_unit(document, replace(asked.unit, source=text))
    free = list(_named(document, asked))
    own = list(_named(document, answer))
    new: dict[str, str] = {}
    for same in (_spelt_alike, _meant_alike):
        for one in own:
            match = None if one.name in new else next((other for other in free if same(one, other)), None)
            if match is not None:
                new[one.name] = match.name
                free.remove(match)
    highest = max((int(name[1:]) for name in asked.tags if name[0] != "/"), default=0)
    for one in own:
        if one.name not in new:
            highest += 1
            new[one.name] = f"{one.name[0]}{highest}"
    renamed = _TAG.sub(lambda match: f"<{match[1]}{new[match[2]]}{match[3]}>", answer.text)
    tags = {("/" if name[0] == "/" else "") + new[name.lstrip("/")]: raw for name, raw in answer.tags.items()}
    return Tagged(answer.unit, renamed, tags)


def _named(document: Document, one: Tagged) -> Iterator[_Named]:
    for name, essence in zip(_names(one), _essences(document, one), strict=True):
        yield _Named(name, (one.tags[name], one.tags.get(f"/{name}", "")), essence)


def _spelt_alike(one: _Named, other: _Named) -> bool:
    return one.name[0] == other.name[0] and one.spelling == other.spelling


def _meant_alike(one: _Named, other: _Named) -> bool:
    return one.name[0] == other.name[0] and one.essence == other.essence

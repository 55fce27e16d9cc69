"""An open article as a bitext, its translations tagged with the numbers of their sources' codes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from operator import attrgetter

from taiyaku.drafting.replies.tags import Tagged, tag_unit
from taiyaku.editing.workspace import OpenArticle, Workspace
from taiyaku.interchange.bitext import FRONT_MATTER, Bitext, Code, Pair, fingerprint_of
from taiyaku.markdown import inline
from taiyaku.markdown.inline import Role, pieces
from taiyaku.model import Document, Kind, State, Unit
from taiyaku.project.articles import sha256

_TAG = re.compile(r"<(/?)([gx]\d+)(/?)>")


def bitext_of(workspace: Workspace, article: OpenArticle, *, as_tags: bool) -> Bitext:
    """An article and its translations for another tool, with the findings of the workspace's checks.

    With ``as_tags``, codes become tags, for formats that have elements for them; otherwise texts are Markdown.
    """
    pairs = tuple(_pair(workspace, article, unit, as_tags) for unit in article.document.units)
    digest = sha256(article.document.text)
    return Bitext(article.article.path, workspace.config.source, article.article.locale, pairs, digest, as_tags)


def _pair(workspace: Workspace, article: OpenArticle, unit: Unit, as_tags: bool) -> Pair:
    translation = article.translations[unit.id]
    source = tag_unit(article.document, unit)
    target = tag_translation(article.document, source, translation.text)
    outdated = translation.state is State.OUTDATED
    findings = [] if outdated else workspace.findings(article, unit, translation.text, origin=translation.origin)
    return Pair(
        unit.id,
        source.text if as_tags else unit.source,
        target.text if as_tags else translation.text,
        translation.state,
        _codes(article.document, source, target) if as_tags else (),
        unit.key,
        "plain" if unit.plain else "html" if unit.writer == "html" else "markdown",
        fingerprint_of(translation.state, target.text),
        unit.line,
        FRONT_MATTER + unit.key if unit.key else _context(unit),
        unit.note,
        translation.previous,
        translation.comments,
        tuple(f"{finding.check}: {finding.message}" for finding in findings),
    )


def _context(unit: Unit) -> str:
    kind = "HTML" if unit.kind is Kind.HTML else str(unit.kind)
    return f"{kind} · {unit.context}" if unit.context else kind


def _codes(document: Document, source: Tagged, target: Tagged) -> tuple[Code, ...]:
    """The codes of a source, then those that only its translation has."""
    found: dict[str, Code] = {}
    for text in (source, target):
        for name, (kind, _) in zip(_names(text), _meanings(document, text), strict=True):
            found.setdefault(name[1:], Code(name[1:], text.tags[name], text.tags.get(f"/{name}"), kind))
    return tuple(found.values())


def _names(text: Tagged) -> list[str]:
    """The names of its tags in order, without the closing ones."""
    return [name for name in text.tags if name[0] != "/"]


def _meanings(document: Document, text: Tagged) -> Iterator[inline.Code]:
    """Kind and content of each tag's code, in the same order."""
    if text.unit.plain or not text.tags:
        return
    opened: set[int] = set()
    for piece in pieces(text.unit.source, document.reading_of(text.unit)):
        if piece.is_text or (piece.role is Role.CLOSE and piece.pair in opened):
            continue
        if piece.role is Role.OPEN:
            opened.add(piece.pair)
        yield piece.kind, "" if piece.kind in {"em", "strong", "del", "title"} else piece.text


@dataclass(frozen=True, slots=True)
class _Code:
    """A code of a tagged text."""

    name: str
    """Of its tag: ``g1`` or ``x1``."""
    spelling: tuple[str, str]
    meaning: inline.Code


def tag_translation(document: Document, source: Tagged, text: str) -> Tagged:
    """A translation as tagged text, with the tags of its source for equal codes.

    Codes that only the translation has get numbers above the source's.

    Returns:
        The tagged text; its unit is that of the source, with ``text`` in place of the source.
    """
    if not text:
        return replace(source, text="", tags={})
    target = tag_unit(document, replace(source.unit, source=text))
    free = list(_codes_of(document, source))
    own = list(_codes_of(document, target))
    new: dict[str, str] = {}
    for trait in (attrgetter("spelling"), attrgetter("meaning")):
        for code in own:
            alike = (one for one in free if one.name[0] == code.name[0] and trait(one) == trait(code))
            if code.name not in new and (match := next(alike, None)):
                new[code.name] = match.name
                free.remove(match)
    highest = max((int(name[1:]) for name in _names(source)), default=0)
    for code in own:
        if code.name not in new:
            highest += 1
            new[code.name] = f"{code.name[0]}{highest}"
    renamed = _TAG.sub(lambda match: f"<{match[1]}{new[match[2]]}{match[3]}>", target.text)
    tags = {("/" if name[0] == "/" else "") + new[name.lstrip("/")]: raw for name, raw in target.tags.items()}
    return Tagged(target.unit, renamed, tags)


def _codes_of(document: Document, text: Tagged) -> Iterator[_Code]:
    for name, meaning in zip(_names(text), _meanings(document, text), strict=True):
        yield _Code(name, (text.tags[name], text.tags.get(f"/{name}", "")), meaning)

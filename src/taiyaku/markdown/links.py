"""Points links in a translation at translated headings, and at articles of the site in the target language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from urllib.parse import unquote

from taiyaku.config import Config
from taiyaku.markdown.dialects import dialect
from taiyaku.markdown.inline import Role, pieces, prose
from taiyaku.markdown.segment import segment
from taiyaku.model import Document, Kind, Unit


def locale_links(config: Config, locale: str) -> list[tuple[str, str]]:
    """Pairs of prefixes of destinations with the locale, in source and target: ``("/ja/", "/en/")``."""
    return [
        (pattern.replace("{locale}", config.source), pattern.replace("{locale}", locale))
        for pattern in config.articles.links
    ]


def localize(
    document: Document, translations: Mapping[str, str], *, config: Config, locale: str
) -> tuple[Document, dict[str, str]]:
    """Point the links of a translation at translated headings and articles, as the settings prescribe.

    Returns:
        The source with its reference definitions rewritten, and the translations with their links rewritten.
    """
    links = locale_links(config, locale)
    document = _rewrite_definitions(document, links)
    anchors = _anchors(document, translations) if config.articles.anchors == "target" else {}
    result = dict(translations)
    for unit in document.units:
        text = translations.get(unit.id, "")
        if text and text != unit.source and not unit.plain and ("](" in text or "<" in text):
            result[unit.id] = _rewrite_links(document, unit, text, links, anchors)
    return document, result


def _rewrite_links(
    document: Document, unit: Unit, text: str, links: list[tuple[str, str]], anchors: Mapping[str, str]
) -> str:
    out: list[str] = []
    for piece in pieces(text, document.reading_of(unit)):
        raw = piece.raw
        if raw.startswith("]("):
            out.append(_DESTINATION.sub(lambda match: match[1] + _follow_locale(match[2], links, anchors), raw))
        elif piece.role is Role.SINGLE and piece.kind == "html":
            out.append(_HREF.sub(lambda match: match[1] + _follow_locale(match[2], links, anchors) + match[3], raw))
        else:
            out.append(raw)
    return "".join(out)


_DESTINATION = re.compile(r"(\]\(\s*<?)([^\s<>)]+)")
_HREF = re.compile(r"""(\b(?:href|src|to)\s*=\s*["'])([^"']*)(["'])""")


def _follow_locale(destination: str, links: list[tuple[str, str]], anchors: Mapping[str, str]) -> str:
    if destination.startswith("#"):
        slug = anchors.get(unquote(destination[1:]))
        return f"#{slug}" if slug else destination
    for here, there in links:
        if destination.startswith(here):
            return there + destination[len(here) :]
    return destination


def _rewrite_definitions(document: Document, links: list[tuple[str, str]]) -> Document:
    """The document with ``[label]: /ja/…`` changed to ``[label]: /en/…``; definitions are in gaps."""
    moved = [pair for pair in links if any(href.startswith(pair[0]) for href in document.references.values())]
    if not moved:
        return document
    out: list[str] = []
    for gap, unit in zip(document.gaps, (*document.units, None), strict=True):
        text = document.text[gap.start : gap.end]
        for here, there in moved:
            text = re.sub(
                rf"^([ >]*\[[^\]\n]+\]:[ \t]*<?){re.escape(here)}", rf"\g<1>{there}", text, flags=re.MULTILINE
            )
        out += [text, document.raw(unit) if unit else ""]
    return segment("".join(out), document.reading)


# ── Headings ────────────────────────────────────────────────────────────────

_ID = re.compile(r"[ \t]*\{(?:[ ]?#([^\s{}]+)[^{}]*|/\*\s*#?([^\s*]+)\s*\*/)\}")


def slug_of(heading: str) -> str:
    """GitHub's slug of a heading's visible text: lower case, without punctuation, spaces as hyphens."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def heading_slugs(document: Document, translations: Mapping[str, str]) -> list[tuple[Unit, str]]:
    """Each heading unit with its fragment in the translation; an explicit id takes precedence."""
    seen: Counter[str] = Counter()
    result: list[tuple[Unit, str]] = []
    for unit in document.units:
        if unit.kind is not Kind.HEADING:
            continue
        if explicit := _ID.match(document.text, unit.end):
            result.append((unit, explicit[1] or explicit[2]))
            continue
        text = translations.get(unit.id) or unit.source
        slug = slug_of(prose(text, document.reading).replace("\ufffc", ""))
        result.append((unit, f"{slug}-{seen[slug]}" if seen[slug] else slug))
        seen[slug] += 1
    return result


def _anchors(document: Document, translations: Mapping[str, str]) -> dict[str, str]:
    before, after = heading_slugs(document, {}), heading_slugs(document, translations)
    return {old: new for (_, old), (_, new) in zip(before, after, strict=True)}


def pin_heading_ids(document: Document, text: str) -> str:
    """Give the headings of a translation the ids of their sources: ``## Funding {#資金調達}``."""
    target = segment(text, document.reading, every=True)
    source = segment(document.text, document.reading, every=True)
    old, new = heading_slugs(source, {}), heading_slugs(target, {})
    if len(old) != len(new):
        return text
    for (_, slug), (unit, now) in reversed(list(zip(old, new, strict=True))):
        if slug != now and not _ID.match(text, unit.end):
            opening = "{/* #" if dialect(document.flavor).is_jsx else "{#"
            closing = " */}" if opening != "{#" else "}"
            text = f"{text[: unit.end]} {opening}{slug}{closing}{text[unit.end :]}"
    return text

"""A link to a place in the same article leads to a heading that the translation does not have.

Why it is bad: a reader who clicks it stays where they are.

What is compared: the fragments (`#…`) that the translated article links to, with its headings by GitHub's rule (lower
case, punctuation removed, blanks to hyphens, `-1` and `-2` for repeated ones), its explicit ids (`{#id}`, `id="…"`,
`<a name="…">`) and its footnotes. A fragment that leads nowhere in the source either is not the translation's fault.

Example: `[資金](#資金調達)` translated as `[funding](#fundraising)`, where the heading became `## Funding`.

How to fix: write the slug of the translated heading, or let `anchors = "target"` in the settings do it.

Known false alarms: an anchor that the site's theme adds to the page. Waive it with its reason.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import unquote

from markdown_it.token import Token

from taiyaku.checks.base import Check, Context, Problem
from taiyaku.markdown.front_matter import find_front_matter
from taiyaku.markdown.inline import codes, prose
from taiyaku.markdown.parser import markdown
from taiyaku.model import Document, Severity, Unit
from taiyaku.suggest import nearest

_ID = re.compile(
    r"""(?:\bid|\bname|\bslug)\s*=\s*["'{]*([^\s"'<>{}]+)|\{[^{}\n]*?#([^\s{}#]+)[^{}\n]*\}|\{/\*\s*#?([^\s*]+)\s*\*/\}"""
)
_HREF = re.compile(r"""\shref\s*=\s*["']#([^"']*)["']""")
_TRAILING_ID = re.compile(r"\s*(?:\{[^{}]*\}|\{/\*.*?\*/\})\s*$")
_ALWAYS = frozenset({"", "top"})
_NOTE = re.compile(r"fn(?:ref)?[:-]?\w*|user-content-fn")


def anchors_missing(context: Context) -> Iterator[Problem]:
    """Look up the fragments that the target links to."""
    if context.target is None or "#" not in context.target.text:
        return
    wanted = [(unit, fragment) for unit in context.target.units for fragment in _fragments(unit, context.target)]
    if not wanted:
        return
    there = _anchors(context.target)
    missing = [(unit, fragment) for unit, fragment in wanted if not _leads(fragment, there)]
    if not missing:
        return
    sources = context.document.units
    paired = (
        dict(zip((u.id for u in context.target.units), sources, strict=False))
        if len(sources) == len(context.target.units)
        else {}
    )
    known = _anchors(context.document)
    nowhere = {
        fragment for unit in sources for fragment in _fragments(unit, context.document) if not _leads(fragment, known)
    }
    follows = _followers(context.document, context.target)
    for unit, fragment in missing:
        if fragment not in nowhere:
            near = follows.get(fragment) or nearest(fragment, sorted(there))
            advice = f"link to #{near}" if near else "link to the slug of the translated heading"
            yield Problem(
                f"no heading of the translation has the anchor #{fragment}; {advice}", unit=paired.get(unit.id)
            )


def slugs_of(heading: str) -> tuple[str, str]:
    """The slug of a heading's visible text by GitHub's rule, and by that of generators which join up hyphens."""
    kept = "".join(char for char in heading.strip().lower() if char in "-_ " or unicodedata.category(char)[0] in "LMN")
    return kept.replace(" ", "-"), re.sub(r"[-\s]+", "-", kept).strip("-")


def _leads(fragment: str, anchors: frozenset[str]) -> bool:
    return fragment in _ALWAYS or fragment.startswith(":~:") or fragment in anchors or bool(_NOTE.match(fragment))


def _fragments(unit: Unit, document: Document) -> Iterator[str]:
    if "#" not in unit.source or unit.plain:
        return
    for kind, text in codes(unit.source, document.reading_of(unit)):
        if kind == "link" and text.startswith("#"):
            yield unquote(text[1:])
        elif kind == "html" and (match := _HREF.search(text)):
            yield unquote(match[1])


def _anchors(document: Document) -> frozenset[str]:
    """Everything in an article that a fragment can name."""
    found = {next(filter(None, match.groups())) for match in _ID.finditer(document.text)}
    for slugs in zip(*map(slugs_of, _headings(document)), strict=True):
        seen: Counter[str] = Counter()
        for slug in slugs:
            found.add(f"{slug}-{seen[slug]}" if seen[slug] else slug)
            seen[slug] += 1
    return frozenset(found | {unicodedata.normalize("NFC", anchor) for anchor in found})


def _followers(document: Document, target: Document) -> dict[str, str]:
    """The slug of each heading of the source with that of the heading which translates it."""
    ours, theirs = ([slugs_of(heading)[0] for heading in _headings(article)] for article in (document, target))
    return dict(zip(ours, theirs, strict=True)) if len(ours) == len(theirs) else {}


def _headings(document: Document) -> Iterator[str]:
    """The visible text of every heading, those without letters included."""
    found = find_front_matter(document.text)
    body = document.text[found.body :] if found else document.text
    tokens: list[Token] = []
    md = markdown(document.flavor)
    md.block.parse(re.sub(r"\r\n?", "\n", body), md, {}, tokens)
    for before, token in pairwise(tokens):
        if before.type == "heading_open":
            text = _TRAILING_ID.sub("", token.content)
            yield prose(text, document.reading).replace("\ufffc", "")


CHECK = Check(
    "anchor-missing",
    Severity.ERROR,
    "a fragment that no heading of the translation has",
    document=anchors_missing,
    language=False,
)

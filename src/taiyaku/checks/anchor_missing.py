"""A link within the article points to a heading that the translation does not have.

Why it is bad: a reader who clicks the link stays where they are.

What is compared: the fragments (`#…`) that the translated article links to, with the slugs of its headings by GitHub's
rule (lower case, punctuation removed, spaces replaced by hyphens, `-1` and `-2` for repeated ones), its explicit ids
(`{#id}`, `id="…"`, `<a name="…">`) and its footnotes. A fragment that is already broken in the source is not reported.

Example: `[資金](#資金調達)` translated as `[funding](#fundraising)`, where the heading became `## Funding`.

How to fix: write the slug of the translated heading, or set `anchors = "target"` to have it written.

Known false alarms: an anchor that the site's theme adds to the page. Waive it with a reason.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import unquote

from taiyaku.checks.base import Check, Context, Problem
from taiyaku.checks.block_tokens import block_tokens
from taiyaku.markdown.inline import codes, prose
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
    linked = [(unit, fragment) for unit in context.target.units for fragment in _fragments(unit, context.target)]
    if not linked:
        return
    existing = _anchors(context.target)
    missing = [(unit, fragment) for unit, fragment in linked if not _resolves(fragment, existing)]
    if not missing:
        return
    sources = context.document.units
    paired = (
        dict(zip((u.id for u in context.target.units), sources, strict=False))
        if len(sources) == len(context.target.units)
        else {}
    )
    in_source = _anchors(context.document)
    broken_in_source = {
        fragment
        for unit in sources
        for fragment in _fragments(unit, context.document)
        if not _resolves(fragment, in_source)
    }
    translated = _translated_slugs(context.document, context.target)
    for unit, fragment in missing:
        if fragment not in broken_in_source:
            near = translated.get(fragment) or nearest(fragment, sorted(existing))
            advice = f"link to #{near}" if near else "link to the slug of the translated heading"
            yield Problem(
                f"no heading in the translation has the anchor #{fragment}; {advice}", unit=paired.get(unit.id)
            )


def slugs_of(heading: str) -> tuple[str, str]:
    """The slug of a heading's visible text by GitHub's rule, and by that of generators that collapse hyphens."""
    kept = "".join(char for char in heading.strip().lower() if char in "-_ " or unicodedata.category(char)[0] in "LMN")
    return kept.replace(" ", "-"), re.sub(r"[-\s]+", "-", kept).strip("-")


def _resolves(fragment: str, anchors: frozenset[str]) -> bool:
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
    """Every anchor in an article that a fragment can refer to."""
    found = {next(filter(None, match.groups())) for match in _ID.finditer(document.text)}
    for slugs in zip(*map(slugs_of, _headings(document)), strict=True):
        seen: Counter[str] = Counter()
        for slug in slugs:
            found.add(f"{slug}-{seen[slug]}" if seen[slug] else slug)
            seen[slug] += 1
    return frozenset(found | {unicodedata.normalize("NFC", anchor) for anchor in found})


def _translated_slugs(document: Document, target: Document) -> dict[str, str]:
    """Maps the slug of each source heading to the slug of its translation."""
    ours, theirs = ([slugs_of(heading)[0] for heading in _headings(article)] for article in (document, target))
    return dict(zip(ours, theirs, strict=True)) if len(ours) == len(theirs) else {}


def _headings(document: Document) -> Iterator[str]:
    """The visible text of every heading, including headings without letters."""
    tokens, _ = block_tokens(document)
    for before, token in pairwise(tokens):
        if before.type == "heading_open":
            text = _TRAILING_ID.sub("", token.content)
            yield prose(text, document.reading).replace("\ufffc", "")


CHECK = Check(
    "anchor-missing",
    Severity.ERROR,
    "a link to an anchor that the translation does not have",
    document=anchors_missing,
)

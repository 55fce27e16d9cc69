"""A link, image or reference points somewhere else than in the source.

Why it is bad: it takes a reader to the wrong page, or to none.

What is compared: the destinations of links, images, bare URLs, and of `href` and `src` in HTML, in any order, so that
links may move with the sentence. A destination that names the source locale may name the target locale instead
(`/ja/guide/` and `/en/guide/`, `ja.example.org` and `en.example.org`), and a fragment may follow its translated
heading.

Example: `[手引き](/ja/guide/)` translated as `[guide](/en/guides/)`.

How to fix: copy the destination from the source.

Known false alarms: a link that was deliberately replaced by one in the reader's language. Waive it with a reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import unquote

from taiyaku.checks.base import Check, Context, Problem
from taiyaku.language.locales import language
from taiyaku.markdown.spell import follow_references
from taiyaku.model import Severity, Unit

_MARKDOWN_LINK = re.compile(r"\]\(([^()\s]+)\)")
_ADDRESS = re.compile(r"""\s(?:href|src|to)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def destinations_differ(unit: Unit, target: str, context: Context) -> Iterator[Problem]:
    """Compare the link destinations of a unit and of its translation."""
    if context.document.references:
        # A translated `[label]` gets its reference when the target is written.
        target = follow_references(unit, target, context.document)
    yield from _differences(_destinations(unit, unit.source, context), _destinations(unit, target, context), context)


def definitions_differ(context: Context) -> Iterator[Problem]:
    """Compare the destinations of the reference definitions in the two articles."""
    if context.target is None:
        return
    source_links, target_links = context.document.references, context.target.references
    if source_links != target_links:
        yield from _differences(source_links.values(), target_links.values(), context)


def _differences(ours: Iterable[str], theirs: Iterable[str], context: Context) -> Iterator[Problem]:
    locales = context.source_locale, context.target_locale
    missing, added = list(ours), list(theirs)
    if missing == added:
        return
    for destination in tuple(added):
        if destination in missing:
            missing.remove(destination)
            added.remove(destination)
    lost = []
    for old in missing:
        match = next((changed for changed in added if _is_same_destination(old, changed, context.links, locales)), None)
        if match is None:
            lost.append(old)
        else:
            added.remove(match)
    for old, changed in zip(lost, added, strict=False):
        yield Problem(f"link points to {_quote(changed)} but to {_quote(old)} in the source; copy it from there")
    for old in lost[len(added) :]:
        yield Problem(f"link to {_quote(old)} is missing; put it back")
    for changed in added[len(lost) :]:
        yield Problem(f"link to {_quote(changed)} is not in the source; remove it")


def _quote(destination: str) -> str:
    return destination or "nowhere"


def _destinations(unit: Unit, text: str, context: Context) -> Iterator[str]:
    for kind, destination in context.codes(unit, text):
        if kind in {"link", "image"} or (kind == "opaque" and destination.startswith(("http", "www."))):
            yield destination
        elif kind == "autolink":
            yield destination.strip("<>")
        elif kind == "html":
            yield from (double or single for double, single in _ADDRESS.findall(destination))
    if unit.writer == "html" and "](" in text:
        # Some generators read Markdown inside HTML blocks, where the parser sees text.
        yield from _MARKDOWN_LINK.findall(text)


@lru_cache(maxsize=4096)
def _is_same_destination(old: str, new: str, links: tuple[str, ...], locales: tuple[str, str]) -> bool:
    """Whether two destinations differ only in their locale and in a fragment that names a translated heading."""
    old_path, _, fragment = unquote(old).partition("#")
    new_path, _, new_fragment = unquote(new).partition("#")
    if old_path == new_path == "":
        return True
    if bool(fragment) != bool(new_fragment):
        return False
    if fragment != new_fragment and fragment.isascii() and new_fragment.isascii():
        return False
    return _without_locale(old_path, links, locales) == _without_locale(new_path, links, locales)


def _without_locale(destination: str, links: tuple[str, ...], locales: tuple[str, str]) -> str:
    """A destination without its locale and trailing slash."""
    destination = destination.rstrip("/")
    names = "|".join(re.escape(language(locale)) for locale in locales)
    if destination.startswith(("http://", "https://", "//")):
        # Other sites may serve their default language without a locale.
        host = re.sub(rf"(?<=//)(?:{names})\.", "", destination)
        return re.sub(rf"(?<=[^/]/)(?:{names})(?:[-_][A-Za-z]{{2,4}})?(?:/|$)", "", host).rstrip("/")
    for pattern in links:
        for locale in locales:
            destination = destination.replace(pattern.replace("{locale}", locale), pattern)
    return re.sub(rf"(?<=[/.])(?:{names})(?:[-_][A-Za-z]{{2,4}})?(?=[/.]|$)", "{locale}", destination)


CHECK = Check(
    "link-changed",
    Severity.ERROR,
    "a link points somewhere else",
    unit=destinations_differ,
    document=definitions_differ,
    checks_untranslated=True,
)

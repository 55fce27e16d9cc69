"""A link, image or reference leads somewhere else than in the source.

Why it is bad: a reader follows it to the wrong page, or to none. Destinations are compared as a multiset, so links may
change their order with the sentence. A destination that names the source locale may name the target locale instead
(`/ja/guide/` and `/en/guide/`), and a fragment of the article itself follows its heading.

Example: `[手引き](/ja/guide/)` translated as `[guide](/en/guides/)`.

How to fix: copy the destination from the source.

Known false alarms: a link that was exchanged for one in the reader's language on purpose. Waive it with its reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from taiyaku.checks.base import Check, Context, Problem
from taiyaku.model import Severity, Unit


def destinations_differ(unit: Unit, target: str, context: Context) -> Iterator[Problem]:
    """Compare where the links of a unit and of its translation lead."""
    there = Counter(_destinations(unit, unit.source, context))
    here = Counter(_destinations(unit, target, context))
    lost, new = list((there - here).elements()), list((here - there).elements())
    for old, changed in zip(lost, new, strict=False):
        yield Problem(f"link leads to {changed or 'nowhere'}, but in the source to {old or 'nowhere'}")
    for old in lost[len(new) :]:
        yield Problem(f"link to {old} is missing")
    for changed in new[len(lost) :]:
        yield Problem(f"link to {changed} is not in the source")


def _destinations(unit: Unit, text: str, context: Context) -> Iterator[str]:
    for kind, destination in context.codes(unit, text):
        if kind in {"link", "image", "autolink"} or (kind == "opaque" and destination.startswith(("http", "www."))):
            yield _neutral(destination, context)


def _neutral(destination: str, context: Context) -> str:
    """A destination with the locale taken out, and an in-document fragment reduced to being one."""
    if destination.startswith("#"):
        return "#"
    for pattern in context.links:
        for locale in (context.source_locale, context.target_locale):
            destination = destination.replace(pattern.replace("{locale}", locale), pattern)
    return destination


CHECK = Check("link-changed", Severity.ERROR, "a link leads somewhere else", unit=destinations_differ, language=False)

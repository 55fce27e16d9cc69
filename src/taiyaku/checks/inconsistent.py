"""The same source text has two different translations in the project.

Why it is bad: readers take two wordings for two things; a menu entry, table heading or caption that occurs twice
should read the same both times.

What is compared: each unit of every article with the units that have the same source. Capitals, whitespace and a
final full stop are ignored. The most frequent translation is taken as the right one, or the first if several are
equally frequent. If only some articles are checked, their units are compared with those of all other articles, and
the other articles' translations are taken as right.

Example: the heading `まとめ` translated as `Summary` in one article and as `In short` in another.

How to fix: use one of the two in both places.

Known false alarms: a short word that means something else elsewhere. Waive it with a reason, or turn the check off for
that text with `[[checks.ignore]]` and its `source`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from taiyaku.checks.base import Check, shorten
from taiyaku.model import Finding, Severity, Unit

CHECK = Check("inconsistent", Severity.WARNING, "two translations of one source in the project")


def find_inconsistent(
    entries: Iterable[tuple[str, Unit, str]],
    *,
    severity: Severity = Severity.WARNING,
    chosen: Collection[str] | None = None,
) -> Iterator[Finding]:
    """Compare the translations of equal sources over a whole project and one target locale.

    Args:
        entries: Path of the article, unit and its translation; units without one are skipped.
        severity: The severity of the findings; with ``off`` there are none.
        chosen: Paths of the articles to report on; the translations of any others are taken as right. By default,
            report on all.

    Returns:
        A finding for each unit whose translation differs from the most frequent one of its source, in the order of the
        entries.
    """
    if severity is Severity.OFF:
        return
    groups: dict[str, list[tuple[str, Unit, str]]] = {}
    for path, unit, text in entries:
        if text and text != unit.source:
            groups.setdefault(" ".join(unit.source.split()), []).append((path, unit, text))
    for members in groups.values():
        settled = [member for member in members if chosen is not None and member[0] not in chosen] or members
        forms = Counter(_comparable(text) for _, _, text in settled)
        usual, count = forms.most_common(1)[0]
        path, unit, text = next(member for member in settled if _comparable(member[2]) == usual)
        others = f" and {count - 1} more" if count > 1 else ""
        for other_path, other, rendering in members:
            if _comparable(rendering) != usual and (chosen is None or other_path in chosen):
                yield Finding(
                    CHECK.id,
                    severity,
                    f'"{shorten(rendering)}" here but "{shorten(text)}" for the same source in '
                    f"{path}:{unit.line}{others}; use one of the two",
                    other.id,
                    other.line,
                    other_path,
                    other.source,
                    rendering,
                )


def _comparable(text: str) -> str:
    """A text without its capitals, extra whitespace and final full stop."""
    return " ".join(text.casefold().split()).rstrip(".。:： ")

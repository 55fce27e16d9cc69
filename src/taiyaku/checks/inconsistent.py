"""One source text has two different translations in the project.

Why it is bad: readers take two wordings for two things; a menu entry, table heading or caption that comes again
should read the same again.

What is compared: every unit of every article with the units that have the same source. Capitals, blanks and the full
stop at the end do not count. The rendering that most units have is taken for the right one, the first one where all
are equal. Where only some articles are checked, they are compared with all others, and what stands there is taken for
right.

Example: the heading `まとめ` translated as `Summary` in one article and as `In short` in another.

How to fix: take one of the two in both places.

Known false alarms: a short word that means something else in another place. Waive it with its reason, or turn the
check off for such a text with `[[checks.ignore]]` and its `source`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from taiyaku.checks.base import Check
from taiyaku.model import Finding, Severity, Unit

CHECK = Check("inconsistent", Severity.WARNING, "one source, two renderings in the project")


def find_inconsistent(
    entries: Iterable[tuple[str, Unit, str]],
    *,
    severity: Severity = Severity.WARNING,
    chosen: Collection[str] | None = None,
) -> Iterator[Finding]:
    """Compare the translations of equal sources over a whole project and one target locale.

    Args:
        entries: Path of the article, unit and its translation; units without one are passed over.
        severity: What a finding weighs; ``off`` finds nothing.
        chosen: Paths of the articles that are reported on; a rendering in any other is taken for right. By default
            all are.

    Returns:
        A finding for each unit whose translation is not the one that most of its equals have, in the order of the
        entries. Only sources that occur twice are kept in memory as a whole.
    """
    if severity is Severity.OFF:
        return
    groups: dict[str, list[tuple[str, Unit, str]]] = {}
    for path, unit, text in entries:
        if text and text != unit.source:
            groups.setdefault(" ".join(unit.source.split()), []).append((path, unit, text))
    for members in groups.values():
        standing = [member for member in members if chosen is not None and member[0] not in chosen] or members
        forms = Counter(_form(text) for _, _, text in standing)
        usual, count = forms.most_common(1)[0]
        path, unit, text = next(member for member in standing if _form(member[2]) == usual)
        others = f" and {count - 1} more" if count > 1 else ""
        for other_path, other, rendering in members:
            if _form(rendering) != usual and (chosen is None or other_path in chosen):
                yield Finding(
                    CHECK.id,
                    severity,
                    f'"{_shown(rendering)}" here, but "{_shown(text)}" for the same source in '
                    f"{path}:{unit.line}{others}; take one of the two",
                    other.id,
                    other.line,
                    other_path,
                    other.source,
                    rendering,
                )


def _form(text: str) -> str:
    """What has to be the same: the words, without capitals, blanks and the stop at the end."""
    return " ".join(text.casefold().split()).rstrip(".。:： ")


def _shown(text: str) -> str:
    return f"{text[:49]}…" if len(text) > 50 else text

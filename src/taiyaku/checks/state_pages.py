"""What ``check`` tells beside the findings of the checks: what became of an article, and of the gate itself.

These have an id, a severity and a page as checks have; whoever finds them makes the ``Finding``.
"""

from __future__ import annotations

from dataclasses import dataclass

from taiyaku.model import Severity


@dataclass(frozen=True, slots=True)
class StateCheck:
    """A finding that is not made by a check."""

    id: str
    severity: Severity
    summary: str
    page: str
    """As a check's docstring: what, why it is bad, example, how to fix, known false alarms."""
    always: bool = False
    """Whether the settings cannot make it less than an error: what it tells of was not looked at or not written."""


STATE_CHECKS = (
    StateCheck(
        "unreadable",
        Severity.ERROR,
        "a file that cannot be read",
        """An article, its target or its catalog cannot be read: it is not UTF-8, its front matter does not parse, or
the catalog is damaged or holds the conflict markers of a merge.

Why it is bad: nothing in that article was checked.

Example: a merge left `<<<<<<< HEAD` in `catalogs/en/jepa-family.po`.

How to fix: mend the file on the line that is named, or take it back from git. For a catalog with conflict markers,
`taiyaku merge-catalog` merges the two sides unit by unit; docs/git.md has git do that by itself.

Known false alarms: none. It is always an error.
""",
        always=True,
    ),
    StateCheck(
        "missing",
        Severity.ERROR,
        "an article has no translation",
        """An article has no translation in one of the target locales.

Why it is bad: readers of that language get nothing, or a page in a language that they cannot read.

Example: `content/ja/jepa-family.md` is there, `content/en/jepa-family.md` and its catalog are not.

How to fix: run `taiyaku translate`.

Known false alarms: an article that is not meant for that locale. Leave it out with `[[checks.ignore]]`, its `path`
and a reason.
""",
    ),
    StateCheck(
        "partial",
        Severity.ERROR,
        "some units have no translation",
        """Some units of an article have no translation.

Why it is bad: the page mixes two languages, or is not written at all.

Example: 3 of 54 units of an article have an empty `msgstr` in its catalog.

How to fix: translate them in the catalog or in `taiyaku review`, or let a provider do it with `taiyaku translate`.

Known false alarms: none. What is not to be translated stands between `<!-- taiyaku:off -->` and `<!-- taiyaku:on
-->`.
""",
    ),
    StateCheck(
        "outdated",
        Severity.ERROR,
        "the source changed under its translation",
        """The source changed after it was translated, or the target file is not what the catalog gives.

Why it is bad: the two languages say different things.

Example: `50億ドル` became `60億ドル` in the article; the catalog keeps the old rendering as a draft, `#, fuzzy` with
`#| msgid`.

How to fix: run `taiyaku translate` and accept or correct the drafts.

Known false alarms: a change that has no bearing on the translation, such as a corrected typing error: accept the
draft as it is.
""",
    ),
    StateCheck(
        "edited",
        Severity.ERROR,
        "the target file was edited by hand",
        """The target file was edited by hand since it was last written.

Why it is bad: the next change of the source meets a catalog that does not know of the edit.

Example: someone corrected a sentence in `content/en/jepa-family.md` and committed it.

How to fix: run `taiyaku translate`: it takes the edit into the catalog as accepted by a person. Where it cannot tell
which unit was meant, `--take file` or `--take catalog` decides.

Known false alarms: none.
""",
    ),
    StateCheck(
        "orphaned",
        Severity.ERROR,
        "a translation whose article is gone",
        """A catalog whose source article is gone, and the target file that was made from it.

Why it is bad: the site goes on showing a page that nobody keeps.

Example: `content/ja/old.md` was deleted or renamed, `catalogs/en/old.po` was not.

How to fix: `taiyaku translate`. Where the article was renamed, its catalog and target move along; where it was deleted,
`taiyaku translate --prune` removes both, unless a person has edited the target.

Known false alarms: none. A target file without a catalog is none of Taiyaku's, and is not looked at.
""",
    ),
    StateCheck(
        "unreviewed",
        Severity.OFF,
        "drafts that no person has accepted",
        """Units whose translation no person has accepted yet.

Why it is bad: only where a team promises that a person read every sentence. It is off unless the settings ask for it
with `severity = { unreviewed = "error" }`.

Example: 12 of 54 units are marked `#, fuzzy`.

How to fix: accept them in `taiyaku review`, or take the mark away in the catalog.

Known false alarms: none.
""",
    ),
    StateCheck(
        "not-written",
        Severity.ERROR,
        "a translation that would break the article",
        """A translation could not be written so that the article keeps its structure; its unit stands in the source
language.

Why it is bad: the page mixes two languages.

Example: a translation that holds a table row or the end of an HTML block.

How to fix: reword the translation; write what looks like markup with a backslash before it.

Known false alarms: none. It is always an error.
""",
        always=True,
    ),
    StateCheck(
        "check-failed",
        Severity.ERROR,
        "a check broke down",
        """A check broke down on a unit; the others went on.

Why it is bad: what it would have found is not known. It is a fault of Taiyaku, not of the translation.

Example: `number-changed could not be run: ValueError: …`

How to fix: report it with the source and translation that the finding shows; until then waive the check that broke
down for that unit, in the article before its block.

Known false alarms: none. It is always an error.
""",
        always=True,
    ),
    StateCheck(
        "waiver-without-reason",
        Severity.WARNING,
        "a waiver that gives no reason",
        """A waiver gives no reason, and therefore waives nothing.

Why it is bad: nobody can tell later whether it still holds.

Example: `<!-- taiyaku:ignore number-changed -->`

How to fix: write why it is right as it is: `<!-- taiyaku:ignore number-changed converted to dollars on purpose -->`.

Known false alarms: none.
""",
    ),
    StateCheck(
        "waiver-ended",
        Severity.WARNING,
        "a waiver given for another text",
        """The block after a waiver, or its translation, is not the one that the waiver was given for; it waives nothing
any more. A catalog remembers the texts with which `taiyaku translate` first saw a waiver.

Why it is bad: a person lived with what stood there. What stands there now nobody has looked at.

Example: `<!-- taiyaku:ignore number-changed converted to dollars on purpose -->` before `5億円の案件` that has become
`50億円の案件`.

How to fix: read the finding that is told again. If it is right as it is, write the reason anew; a waiver with another
reason is another one. If not, mend the translation and take the waiver out.

Known false alarms: a corrected typing error ends a waiver too.
""",
    ),
    StateCheck(
        "waiver-unknown",
        Severity.WARNING,
        "a waiver that names no check",
        """A waiver names a check that there is not, and therefore waives nothing.

Why it is bad: what its author wanted to live with is told again, or a typing error hides that nothing was ever
waived.

Example: `<!-- taiyaku:ignore numbers-changed converted on purpose -->`

How to fix: write the id that the finding shows; `taiyaku checks` lists them.

Known false alarms: none.
""",
    ),
)
"""In the order in which they are told."""

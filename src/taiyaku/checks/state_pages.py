"""Findings of ``check`` that no check makes: the states of articles, and faults of checks and waivers.

They have an id, a severity and a page like checks; the code that detects one makes the ``Finding``.
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
    """Paragraphs like those of a check's docstring: what, why it is bad, example, how to fix, known false alarms."""
    always: bool = False
    """Whether the settings cannot lower its severity, because something was not checked or not written."""


STATE_CHECKS = (
    StateCheck(
        "unreadable",
        Severity.ERROR,
        "a file that cannot be read",
        """An article, its target or its catalog cannot be read: it is not UTF-8, its front matter does not parse, or
the catalog is damaged or has the conflict markers of a merge.

Why it is bad: nothing in that article was checked.

Example: a merge left `<<<<<<< HEAD` in `catalogs/en/jepa-family.po`.

How to fix: correct the file on the line that the finding names, or restore it from git. For a catalog with conflict
markers, `taiyaku merge-catalog` merges the two sides unit by unit; docs/git.md shows how to have git do so.

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

Example: `content/ja/jepa-family.md` exists, but `content/en/jepa-family.md` and its catalog do not.

How to fix: run `taiyaku translate`.

Known false alarms: an article that is not meant for that locale. Exclude it with `[[checks.ignore]]`, its `path`
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

How to fix: translate them in the catalog or in `taiyaku review`, or with a provider and `taiyaku translate`.

Known false alarms: none. Put text that should not be translated between `<!-- taiyaku:off -->` and `<!-- taiyaku:on
-->`.
""",
    ),
    StateCheck(
        "outdated",
        Severity.ERROR,
        "the source changed after it was translated",
        """The source changed after it was translated, or the target file does not match its catalog.

Why it is bad: the two languages say different things.

Example: `50億ドル` became `60億ドル` in the article; the catalog keeps the old rendering as a draft, `#, fuzzy` with
`#| msgid`.

How to fix: run `taiyaku translate` and accept or correct the drafts.

Known false alarms: a change that does not affect the translation, such as a corrected typing error. Accept the draft
unchanged.
""",
    ),
    StateCheck(
        "edited",
        Severity.ERROR,
        "the target file was edited by hand",
        """The target file was edited by hand after it was last written.

Why it is bad: the catalog does not have the edit when the source changes next.

Example: someone corrected a sentence in `content/en/jepa-family.md` and committed it.

How to fix: run `taiyaku translate`, which takes the edit into the catalog as accepted by a person. If it cannot
determine the edited unit, decide with `--take file` or `--take catalog`.

Known false alarms: none.
""",
    ),
    StateCheck(
        "orphaned",
        Severity.ERROR,
        "a translation whose article is gone",
        """A catalog whose source article is gone, and the target file that was made from it.

Why it is bad: the site still shows a page that nobody maintains.

Example: `content/ja/old.md` was deleted or renamed, `catalogs/en/old.po` was not.

How to fix: run `taiyaku translate`. If the article was renamed, its catalog and target are moved too; if it was
deleted, `taiyaku translate --prune` removes both, unless a person has edited the target.

Known false alarms: none. A target file without a catalog was not made by Taiyaku and is ignored.
""",
    ),
    StateCheck(
        "unreviewed",
        Severity.OFF,
        "drafts that no person has accepted",
        """Units whose translation no person has accepted yet.

Why it is bad: a team may promise that a person has read every sentence. The check is off unless the settings turn it on
with `severity = { unreviewed = "error" }`.

Example: 12 of 54 units are marked `#, fuzzy`.

How to fix: accept them in `taiyaku review`, or remove the mark in the catalog.

Known false alarms: none.
""",
    ),
    StateCheck(
        "not-written",
        Severity.ERROR,
        "a translation that would break the article",
        """A translation could not be written without breaking the article's structure, so its unit is still in the
source language.

Why it is bad: the page mixes two languages.

Example: a translation that contains a table row or the end of an HTML block.

How to fix: reword the translation; escape what looks like markup with a backslash.

Known false alarms: none. It is always an error.
""",
        always=True,
    ),
    StateCheck(
        "check-failed",
        Severity.ERROR,
        "a check failed with an internal error",
        """A check failed on a unit with an internal error; the other checks were run.

Why it is bad: what it would have found is unknown. It is a fault of Taiyaku, not of the translation.

Example: `number-changed could not be run: ValueError: …`

How to fix: report it with the source and translation that the finding shows; until it is fixed, waive the failed check
for that unit, in the article before its block.

Known false alarms: none. It is always an error.
""",
        always=True,
    ),
    StateCheck(
        "waiver-without-reason",
        Severity.WARNING,
        "a waiver without a reason",
        """A waiver gives no reason and therefore has no effect.

Why it is bad: nobody can judge later whether it is still right.

Example: `<!-- taiyaku:ignore number-changed -->`

How to fix: add the reason: `<!-- taiyaku:ignore number-changed converted to dollars on purpose -->`.

Known false alarms: none.
""",
    ),
    StateCheck(
        "waiver-ended",
        Severity.WARNING,
        "a waiver given for another text",
        """The block after a waiver, or its translation, has changed since the waiver was given, so the waiver no longer
has an effect. The catalog records the texts with which `taiyaku translate` first saw the waiver.

Why it is bad: a person accepted the earlier text. Nobody has looked at the present one.

Example: `<!-- taiyaku:ignore number-changed converted to dollars on purpose -->` before `5億円の案件`, which was
changed to `50億円の案件`.

How to fix: read the finding that is reported again. If the translation is right, reword the reason; a waiver with
another reason counts as a new one. If not, correct the translation and remove the waiver.

Known false alarms: a corrected typing error ends a waiver too.
""",
    ),
    StateCheck(
        "waiver-unknown",
        Severity.WARNING,
        "a waiver of an unknown check",
        """A waiver names a check that does not exist and therefore has no effect.

Why it is bad: the finding that its author accepted is reported all the same, or a typing error hides that nothing was
ever waived.

Example: `<!-- taiyaku:ignore numbers-changed converted on purpose -->`

How to fix: write the id that the finding suggests; `taiyaku checks` lists all ids.

Known false alarms: none.
""",
    ),
)
"""In the order in which they are listed."""

"""What ``taiyaku import`` prints of what it did, and how it ends."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from exchanging import held, hold, invoked
from project_on_disk import Project
from taiyaku.model import State


def export(project: Project, texts: dict[str, str], name: str = "x.csv") -> None:
    """Export the article as a table, and put translations in, accepted."""
    assert invoked("export", "-o", name).code == 0
    path = project.root / name
    rows = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    source, target, state = (rows[0].index(column) for column in ("source", "target", "state"))
    for row in rows[1:]:
        if row[source] in texts:
            row[target], row[state] = texts[row[source]], "accepted"
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    path.write_bytes(out.getvalue().encode())


def test_what_was_imported_is_counted_and_what_was_not_is_shown_with_both_lines(project: Project) -> None:
    export(project, {"見出し": "Heading", "項目一": "項目一です", "最後の段落です。": "Last."})
    done = invoked("import", "x.csv")
    assert done.code == 1
    first, second = done.out.splitlines()
    assert first == "content/ja/a.md → en: 2 accepted, 1 held"
    assert second.startswith("  x.csv:5: held: unit ")
    assert ", line 10 of the article: untranslated: " in second
    assert done.err.splitlines() == [
        "held and outdated units are drafts; taiyaku review shows them with their findings",
        "the catalogs are up to date; taiyaku translate writes the articles",
    ]


def test_a_dry_run_shows_every_unit_and_changes_nothing(project: Project) -> None:
    export(project, {"見出し": "Heading"})
    done = invoked("import", "x.csv", "--dry-run")
    assert (done.code, done.err) == (0, "dry run: nothing was changed\n")
    assert done.out.splitlines() == ["content/ja/a.md → en: 1 accepted", "      6  missing → accepted  Heading"]
    assert not (project.root / "catalogs").exists()


def test_a_conflict_shows_both_texts_and_is_decided_with_take(project: Project) -> None:
    hold(project, {"見出し": ("Heading", State.DRAFT, "deepl")})
    export(project, {"見出し": "Title"})
    hold(project, {"見出し": ("Headline", State.ACCEPTED, "person")})
    done = invoked("import", "x.csv")
    assert done.code == 1
    assert done.out.splitlines()[2:] == ["      catalog: Headline", "      file:    Title"]
    assert done.err == "conflicts: import again with --take file or --take catalog\n"
    assert invoked("import", "x.csv", "--take", "file").code == 0
    assert held(project)["見出し"].text == "Title"


def test_a_unit_in_two_files_is_an_error_and_changes_nothing(project: Project) -> None:
    for name in ("x.csv", "y.csv"):
        export(project, {"見出し": "Heading"}, name)
    done = invoked("import", "x.csv", "y.csv")
    assert done.code == 1
    assert "is also in x.csv:2; import one file after the other" in done.err
    assert not (project.root / "catalogs").exists()


def test_what_cannot_be_imported_is_named(project: Project, tmp_path: Path) -> None:
    for name, message in {
        "no.csv": "no.csv: no such file",
        "a.docx": "a.docx: the suffix does not identify a format; use one of xliff (.xlf, .xliff), ",
        "a.xlsx": "a.xlsx: spreadsheet files are not supported; use “CSV UTF-8” (.csv)",
    }.items():
        if name[0] == "a":
            (tmp_path / name).write_bytes(b"PK\x03\x04")
        done = invoked("import", name)
        assert (done.code, message in done.err) == (2, True), done

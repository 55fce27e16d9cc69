"""Catalogs of two branches: merged by unit, by git itself, and nothing that a person wrote is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from project_on_disk import Project
from taiyaku.catalogs.catalog import TARGET_HASH, Catalog, Entry
from taiyaku.catalogs.merge import OTHER, merge_catalogs
from taiyaku.catalogs.po import format_catalog, parse_catalog, read_catalog
from taiyaku.cli.app import build_app
from taiyaku.errors import CatalogError
from taiyaku.model import State
from taiyaku.pipeline.run import translate_article
from taiyaku.providers.human import Human
from taiyaku.providers.placeholders import Pseudo
from waiting import PATIENCE

CATALOG = "catalogs/en/a.po"
SOURCES = ("山は高い。", "川は長い。", "森は深い。", "海は広い。", "空は青い。")
ENGLISH = ("The mountain is high.", "The river is long.", "The wood is deep.", "The sea is wide.", "The sky is blue.")


def catalog(*entries: Entry) -> Catalog:
    return Catalog((("Language", "en"),), entries)


def entry(source: str, text: str = "", state: State = State.ACCEPTED, **more: str) -> Entry:
    return Entry(source, text, state=state if text else State.MISSING, **more)  # type: ignore[arg-type]


# ── Unit by unit ────────────────────────────────────────────────────────────


def test_what_each_side_did_is_kept() -> None:
    base = catalog(entry("一"), entry("二", "two"), entry("三", "three"))
    ours = catalog(entry("一", "one"), entry("二", "two"), entry("三", "three"))
    theirs = catalog(entry("一"), entry("二", "2"), entry("新"), entry("三", "three"))
    merged = merge_catalogs(base, ours, theirs)
    assert merged.conflicts == ()
    assert [(e.source, e.text) for e in merged.catalog.entries] == [
        ("一", "one"),
        ("二", "2"),
        ("新", ""),
        ("三", "three"),
    ]


def test_two_peoples_texts_are_a_conflict_that_keeps_both() -> None:
    merged = merge_catalogs(catalog(entry("一")), catalog(entry("一", "one")), catalog(entry("一", 'a "1"\nline')))
    (conflict,) = merged.conflicts
    assert (conflict.ours, conflict.theirs) == ("one", 'a "1"\nline')
    (found,) = merged.catalog.entries
    assert (found.text, found.state) == ("one", State.DRAFT)
    assert found.comments == (OTHER + r'"a \"1\"\nline"',)
    (again,) = parse_catalog(format_catalog(merged.catalog).encode(), shown="x").entries
    assert again == found


@pytest.mark.parametrize("turned", [False, True])
def test_what_a_person_accepted_goes_before_a_machines_draft(turned: bool) -> None:
    sides = [catalog(entry("一", "accepted")), catalog(entry("一", "machine", State.DRAFT, origin="deepl"))]
    merged = merge_catalogs(catalog(entry("一")), *(reversed(sides) if turned else sides))
    (found,) = merged.catalog.entries
    assert (merged.conflicts, found.text, found.state, found.comments) == ((), "accepted", State.ACCEPTED, ())


def test_a_persons_draft_that_does_not_win_stays_in_a_comment() -> None:
    ours = catalog(entry("一", "accepted"))
    theirs = catalog(entry("一", "a thought", State.DRAFT, origin="person"))
    merged = merge_catalogs(catalog(entry("一")), ours, theirs)
    (found,) = merged.catalog.entries
    assert (merged.conflicts, found.text, found.state) == ((), "accepted", State.ACCEPTED)
    assert found.comments == (OTHER + '"a thought"',)


def test_a_text_that_one_side_accepted_as_it_was_is_accepted() -> None:
    draft = entry("一", "one", State.DRAFT, origin="deepl")
    merged = merge_catalogs(catalog(draft), catalog(draft), catalog(replace(draft, state=State.ACCEPTED)))
    assert merged.catalog.entries[0].state is State.ACCEPTED


@pytest.mark.parametrize("turned", [False, True])
def test_a_correction_meets_the_change_of_its_source(turned: bool) -> None:
    base = catalog(entry("一", "one"))
    sides = [
        catalog(entry("一つ", "one", State.OUTDATED, previous="一")),
        catalog(entry("一", "one, corrected")),
    ]
    merged = merge_catalogs(base, *(reversed(sides) if turned else sides))
    (found,) = merged.catalog.entries
    assert (found.source, found.previous, found.text, found.state) == ("一つ", "一", "one, corrected", State.OUTDATED)
    assert merged.conflicts == ()


def test_a_text_that_one_side_emptied_and_the_other_made_a_draft_stays() -> None:
    base = catalog(entry("一", "one"))
    merged = merge_catalogs(base, catalog(entry("一")), catalog(entry("一", "one", State.DRAFT)))
    assert [(e.text, e.state) for e in merged.catalog.entries] == [("one", State.DRAFT)]


def test_comments_of_both_sides_are_kept_and_removed_ones_are_gone() -> None:
    base = catalog(replace(entry("一", "one"), comments=("old", "stays")))
    ours = catalog(replace(entry("一", "one"), comments=("stays", "ours")))
    theirs = catalog(replace(entry("一", "one"), comments=("old", "stays", "theirs")))
    assert merge_catalogs(base, ours, theirs).catalog.entries[0].comments == ("stays", "ours", "theirs")


def test_obsolete_entries_of_both_sides_are_kept() -> None:
    gone = [replace(entry(source, source), obsolete=True) for source in "一二"]
    merged = merge_catalogs(catalog(), catalog(gone[0]), catalog(gone[1]))
    assert {(e.source, e.obsolete) for e in merged.catalog.entries} == {("一", True), ("二", True)}


ENTRIES = st.dictionaries(
    st.sampled_from("一二三四五"),
    st.tuples(
        st.sampled_from(["", "a", "b", "c", "d"]),
        st.sampled_from([State.ACCEPTED, State.DRAFT]),
        st.sampled_from(["", "person", "deepl"]),
        st.booleans(),
    ),
).map(
    lambda found: catalog(
        *(
            replace(entry(source, f"{source}{text}" if text else "", state, origin=origin), obsolete=gone)
            for source, (text, state, origin, gone) in found.items()
        )
    )
)


@given(ENTRIES, ENTRIES, ENTRIES)
def test_every_text_that_a_side_wrote_is_in_the_result(base: Catalog, ours: Catalog, theirs: Catalog) -> None:
    merged = merge_catalogs(base, ours, theirs)
    everything = format_catalog(merged.catalog)
    old = {(e.source, e.text) for e in base.entries}
    for side in (ours, theirs):
        for one in side.entries:
            person = one.state is State.ACCEPTED or one.origin != "deepl"
            if one.text and person and (one.source, one.text) not in old:
                assert one.text in everything
    keys = [one.key for one in merged.catalog.entries]
    assert len(keys) == len(set(keys))
    assert merge_catalogs(base, ours, ours).catalog.entries == ours.entries


@given(ENTRIES, ENTRIES)
def test_a_side_that_did_nothing_changes_nothing(base: Catalog, theirs: Catalog) -> None:
    for merged in (merge_catalogs(base, base, theirs), merge_catalogs(base, theirs, base)):
        assert merged.conflicts == ()
        assert {e.key: e for e in merged.catalog.entries} == {e.key: e for e in theirs.entries}


# ── As git's merge driver ───────────────────────────────────────────────────


def git(project: Project, *arguments: str, code: int = 0) -> str:
    identity = {"GIT_AUTHOR_NAME": "x", "GIT_AUTHOR_EMAIL": "x@x.example"}
    identity |= {"GIT_COMMITTER_NAME": "x", "GIT_COMMITTER_EMAIL": "x@x.example"}
    done = subprocess.run(
        ["git", *arguments],
        cwd=project.root,
        env=os.environ | identity,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        timeout=PATIENCE,
    )
    out = done.stdout.decode()
    assert done.returncode == code, out
    return out


@pytest.fixture
def repository(project: Project) -> Project:
    """A published article in git, with the driver set up as docs/git.md says."""
    project.write("content/ja/a.md", "".join(f"{source}\n\n" for source in SOURCES))
    project.write(".gitattributes", "catalogs/**/*.po merge=taiyaku\n")
    git(project, "init", "-q", "-b", "main")
    git(project, "config", "merge.taiyaku.driver", f"{sys.executable} -m taiyaku merge-catalog %O %A %B %P")
    run(project, Pseudo())
    project.write(CATALOG, project.read(CATALOG).replace("#, fuzzy\n", "").replace("# origin: pseudo\n", ""))
    for source, text in zip(SOURCES, ENGLISH, strict=True):
        say(project, source, text)
    run(project)
    git(project, "add", "-A")
    git(project, "commit", "-qm", "base")
    return project


def run(project: Project, provider: object = None) -> object:
    return translate_article(project.root / "content/ja/a.md", config=project.config, provider=provider or Human())  # type: ignore[arg-type]


def held(project: Project) -> dict[str, Entry]:
    found = read_catalog(project.root / CATALOG)
    assert found
    return {entry.source: entry for entry in found.live}


def say(project: Project, source: str, text: str) -> None:
    found = read_catalog(project.root / CATALOG)
    assert found
    entries = tuple(replace(e, text=text, state=State.ACCEPTED) if e.source == source else e for e in found.entries)
    project.write(CATALOG, format_catalog(replace(found, entries=entries)))


def branch(project: Project, name: str) -> None:
    git(project, "checkout", "-q", "-B", name, "main")


def commit(project: Project, message: str) -> None:
    git(project, "add", "-A")
    git(project, "commit", "-qm", message)


def test_git_merges_two_branches_by_unit_and_the_next_run_finds_nothing_to_ask(repository: Project) -> None:
    branch(repository, "one")
    say(repository, SOURCES[0], "High is the mountain.")
    repository.edit("content/ja/a.md", SOURCES[4], "空はとても青い。")
    run(repository)
    commit(repository, "one")
    branch(repository, "two")
    say(repository, SOURCES[1], "Long is the river.")
    repository.edit("content/ja/a.md", SOURCES[2] + "\n\n", "")
    run(repository)
    commit(repository, "two")
    git(repository, "merge", "-q", "--no-edit", "one")
    found = held(repository)
    assert (found[SOURCES[0]].text, found[SOURCES[1]].text) == ("High is the mountain.", "Long is the river.")
    assert found["空はとても青い。"].state is State.OUTDATED
    result = run(repository)
    assert result.conflicts == ()  # type: ignore[attr-defined]
    assert repository.read("content/en/a.md").split("\n\n")[:2] == ["High is the mountain.", "Long is the river."]
    assert run(repository).changed == ()  # type: ignore[attr-defined]


def test_neighbouring_units_that_git_alone_cannot_merge_are_merged(repository: Project) -> None:
    for name, source in (("one", SOURCES[1]), ("two", SOURCES[2])):
        branch(repository, name)
        say(repository, source, f"What branch {name} says.")
        commit(repository, name)
    git(repository, "merge", "-q", "--no-edit", "one")
    run(repository)
    assert "What branch one says.\n\nWhat branch two says." in repository.read("content/en/a.md")


def test_one_unit_translated_twice_is_a_conflict_that_git_shows(repository: Project) -> None:
    for name in ("one", "two"):
        branch(repository, name)
        say(repository, SOURCES[2], f"Branch {name}.")
        commit(repository, name)
    told = git(repository, "merge", "--no-edit", "one", code=1)
    assert "CONFLICT" in told
    line = next(n for n, text in enumerate(repository.read(CATALOG).splitlines(), 1) if OTHER in text)
    assert f"{CATALOG}:{line}: both sides translated this unit" in told
    assert "- Branch two." in told
    assert "+ Branch one." in told
    found = held(repository)[SOURCES[2]]
    assert (found.text, found.state, found.comments) == ("Branch two.", State.DRAFT, (OTHER + '"Branch one."',))
    assert found.comments[0] in repository.read(CATALOG)


def test_a_conflict_that_git_made_without_the_driver_is_named_and_merged_again_by_it(repository: Project) -> None:
    driver = git(repository, "config", "merge.taiyaku.driver").strip()
    git(repository, "config", "--unset", "merge.taiyaku.driver")
    for name, source in (("one", SOURCES[1]), ("two", SOURCES[2])):
        branch(repository, name)
        say(repository, source, f"What branch {name} says.")
        run(repository)
        commit(repository, name)
    git(repository, "merge", "--no-edit", "one", code=1)
    with pytest.raises(CatalogError, match=r"catalogs/en/a\.po:\d+: unresolved merge conflict; .* merge-catalog"):
        run(repository)
    git(repository, "config", "merge.taiyaku.driver", driver)
    git(repository, "checkout", "--merge", "--", CATALOG)
    found = held(repository)
    assert (found[SOURCES[1]].text, found[SOURCES[2]].text) == ("What branch one says.", "What branch two says.")


def test_a_fresh_clone_of_a_merge_is_clean(repository: Project, tmp_path_factory: pytest.TempPathFactory) -> None:
    for name, number in (("one", 0), ("two", 4)):
        branch(repository, name)
        say(repository, SOURCES[number], f"What branch {name} says.")
        run(repository)
        commit(repository, name)
    git(repository, "merge", "-q", "--no-edit", "one")
    folder = tmp_path_factory.mktemp("clone") / "it"
    git(repository, "clone", "-q", str(repository.root), str(folder))
    result = translate_article(folder / "content/ja/a.md", config=Project(folder).config, provider=Human())
    assert (result.conflicts, result.edited, result.clean) == ((), 0, True)
    assert result.changed == (CATALOG,)


# ── The command ─────────────────────────────────────────────────────────────


def command(*paths: Path) -> tuple[int, str]:
    done = CliRunner().invoke(build_app(), ["merge-catalog", *map(str, paths), "catalogs/en/x.po"])
    return done.exit_code, done.output


def test_a_catalog_that_both_sides_made_anew_is_merged(tmp_path: Path) -> None:
    base, ours, theirs = (tmp_path / name for name in ("base", "ours", "theirs"))
    base.write_bytes(b"")
    ours.write_text(format_catalog(catalog(entry("一", "one"), entry("二"))), "utf-8")
    theirs.write_text(format_catalog(catalog(entry("一"), entry("二", "two"))), "utf-8")
    assert command(base, ours, theirs) == (0, "")
    found = read_catalog(ours)
    assert found
    assert [e.text for e in found.entries] == ["one", "two"]


def test_a_damaged_catalog_is_merged_by_line_and_nothing_of_it_is_lost(tmp_path: Path) -> None:
    base, ours, theirs = (tmp_path / name for name in ("base", "ours", "theirs"))
    base.write_text(format_catalog(catalog(entry("一", "one"))), "utf-8")
    ours.write_text(format_catalog(catalog(entry("一", "mine"))), "utf-8")
    theirs.write_text(format_catalog(catalog(entry("一", "yours"))).rstrip('"\n'), "utf-8")
    code, told = command(base, ours, theirs)
    assert code == 1
    assert "catalogs/en/x.po:" in told
    text = ours.read_text("utf-8")
    assert "<<<<<<<" in text
    assert '"mine"' in text
    assert '"yours' in text


def test_the_headers_follow_the_side_that_changed_them() -> None:
    base, mine, yours = (Catalog(((TARGET_HASH, value), ("Language", "en"))) for value in "abb")
    assert merge_catalogs(base, base, yours).catalog.header(TARGET_HASH) == "b"
    assert merge_catalogs(base, mine, base).catalog.header(TARGET_HASH) == "b"

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taiyaku.catalogs.catalog import Catalog, Entry, new_catalog
from taiyaku.catalogs.po import format_catalog, parse_catalog
from taiyaku.errors import CatalogError
from taiyaku.model import State

# NUL cannot stand in a PO file and surrogates in no file; the segmenter never makes either.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), min_size=1, max_size=60)


def entries() -> st.SearchStrategy[Entry]:
    def build(
        source: str, text: str, state: State, context: str, origin: str, previous: str, obsolete: bool, draft: str
    ) -> Entry:
        if state is State.MISSING or (obsolete and state is State.OUTDATED):
            return Entry(source, "", context)
        before = previous if state is State.OUTDATED else ""
        return Entry(source, text, context, state, origin, before, obsolete=obsolete, draft=draft)

    return st.builds(
        build,
        texts,
        texts,
        st.sampled_from(State),
        st.sampled_from(["", "title", "tags[0]", "#0123456789"]),
        st.sampled_from(["", "person", "deepl"]),
        texts,
        st.booleans(),
        st.just("") | texts,
    )


def catalog_of(*found: Entry) -> Catalog:
    unique = {entry.key: entry for entry in found}.values()
    ordered = sorted(unique, key=lambda entry: entry.obsolete)
    return replace(new_catalog("a", "ja", "en"), entries=tuple(ordered))


@given(st.lists(entries(), max_size=6))
def test_what_is_written_is_read_back(found: list[Entry]) -> None:
    catalog = catalog_of(*found)
    text = format_catalog(catalog)
    assert parse_catalog(text.encode("utf-8"), shown="a.po") == catalog
    assert format_catalog(parse_catalog(text.encode("utf-8"), shown="a.po")) == text


FULL = catalog_of(
    Entry(
        '題 "x" \\ と\t欄',
        'Title "x" \\ and\ttab',
        "title",
        State.ACCEPTED,
        "person",
        places=(("content/ja/a b.md", 2),),
    ),
    Entry(
        "古い文  \n続き",
        "old  \nmore",
        "",
        State.OUTDATED,
        "deepl",
        "前の文\n二行 " + "長い" * 60,
        ("a comment " * 20,),
    ),
    Entry("草稿 100% %s", "draft 100% %s", "", State.DRAFT, "openai", notes=("paragraph · " + "見出し " * 40,)),
    Entry("割引は50% dまで、{name} と {} の話", "discounts, and a word on braces", "", State.ACCEPTED),
    Entry("未訳"),
    Entry("消えた", "gone", "", State.ACCEPTED, obsolete=True),
    Entry("消えた草稿", "gone draft", "", State.DRAFT, obsolete=True),
)


def test_states_origins_and_comments_survive() -> None:
    again = parse_catalog(format_catalog(FULL).encode("utf-8"), shown="a.po")
    assert [entry.state for entry in again.entries] == [entry.state for entry in FULL.entries]
    assert [entry.origin for entry in again.entries] == [entry.origin for entry in FULL.entries]
    assert again.entries[1].previous == FULL.entries[1].previous


@pytest.mark.skipif(shutil.which("msgfmt") is None, reason="needs gettext's msgfmt")
def test_gettext_itself_accepts_the_catalog(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    path.write_text(format_catalog(FULL), "utf-8")
    done = subprocess.run(["msgfmt", "--check", "-o", "/dev/null", path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not done.stderr


@pytest.mark.skipif(shutil.which("msgattrib") is None, reason="needs gettext's msgattrib")
def test_gettext_sees_the_same_states(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    path.write_text(format_catalog(FULL), "utf-8")

    def count(option: str) -> int:
        out = subprocess.run(["msgattrib", option, path], capture_output=True, text=True, check=True).stdout
        return out.count("\nmsgid ") - 0

    assert count("--untranslated") == 1
    assert count("--only-fuzzy") == 2


@pytest.mark.skipif(shutil.which("msgcat") is None, reason="needs gettext's msgcat")
def test_a_catalog_wrapped_by_another_tool_reads_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    path.write_text(format_catalog(FULL), "utf-8")
    wrapped = subprocess.run(["msgcat", "--width=40", path], capture_output=True, check=True).stdout
    ours, theirs = FULL, parse_catalog(wrapped, shown="a.po")
    assert {e.key: (e.text, e.previous, e.state) for e in theirs.live} == {
        e.key: (e.text, e.previous, e.state) for e in ours.live
    }


TEXT = format_catalog(FULL)


@pytest.mark.parametrize(
    ("damage", "line", "told"),
    [
        (lambda t: t.replace('msgstr "gone draft"', 'msgstr "gone draft'), None, "closing quote"),
        (lambda t: t.replace('msgstr "draft 100% %s"', 'msgstr "draft'), None, "closing quote"),
        (lambda t: t + "<<<<<<< HEAD\n", -1, "merge conflict"),
        (lambda t: t + '\nmsgid "未訳"\nmsgstr "x"\n', None, "repeats the entry on line"),
        (lambda t: t + "nonsense\n", -1, "not PO"),
        (lambda t: t + '\nmsgid "no translation"\n', -1, "no msgstr"),
        (lambda t: t + '\nmsgstr "x"\n', -1, "out of place"),
        (lambda t: t + '\nmsgid "a"\nmsgstr "b"\nmsgstr "c"\n', -1, "out of place"),
        (lambda t: t + '\nmsgid "a"\nmsgstr "b"\nmsgstr[1] "c"\n', -1, "out of place"),
        (lambda t: t + '\nmsgid "a"\n#| msgid "b"\nmsgstr "c"\n', None, "no msgstr"),
        (lambda t: t + '\n# note\n"a"\n', -1, "outside an entry"),
    ],
)
def test_a_damaged_catalog_is_an_error_with_its_line(damage: object, line: int | None, told: str) -> None:
    text = damage(TEXT)  # type: ignore[operator]
    with pytest.raises(CatalogError, match=told) as caught:
        parse_catalog(text.encode("utf-8"), shown="catalogs/en/a.po")
    assert caught.value.line
    if line == -1:
        assert caught.value.line >= text.count("\n") - 2
    assert str(caught.value).startswith(f"catalogs/en/a.po:{caught.value.line}: ")


def test_a_catalog_that_is_not_utf_8_is_an_error_with_its_line() -> None:
    with pytest.raises(CatalogError, match="UTF-8") as caught:
        parse_catalog(b'msgid ""\nmsgstr ""\n\nmsgid "\xff"\nmsgstr ""\n', shown="a.po")
    assert caught.value.line == 4


def test_headers_of_other_tools_stay() -> None:
    text = format_catalog(FULL).replace(
        '"Language: en\\n"',
        '"Language: en\\n"\n"X-Poedit-Basepath: .\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"',
    )
    assert format_catalog(parse_catalog(text.encode("utf-8"), shown="a.po")) == text


def test_comments_that_babel_would_take_for_previous_sources_stay() -> None:
    catalog = catalog_of(Entry("一", "one", comments=("| a bar", "b"), state=State.ACCEPTED))
    assert parse_catalog(format_catalog(catalog).encode("utf-8"), shown="a.po") == catalog


def test_previous_sources_of_obsolete_entries_are_no_damage() -> None:
    text = format_catalog(FULL) + '\n#, fuzzy\n#~| msgid "より前の文"\n#~ msgid "前の文"\n#~ msgstr "old"\n'
    last = parse_catalog(text.encode("utf-8"), shown="a.po").entries[-1]
    assert (last.source, last.text, last.state, last.previous) == ("前の文", "old", State.DRAFT, "")


def test_an_obsolete_entry_does_not_replace_a_live_one_of_the_same_source() -> None:
    entries = (Entry("一", "one", state=State.ACCEPTED), Entry("一", "uno", state=State.ACCEPTED, obsolete=True))
    catalog = replace(new_catalog("a", "ja", "en"), entries=entries)
    assert parse_catalog(format_catalog(catalog).encode("utf-8"), shown="a.po") == catalog

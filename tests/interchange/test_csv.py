from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interchange.terms import FULL, bare
from taiyaku.errors import InterchangeError
from taiyaku.interchange.spreadsheet import escape_formula, unescape_formula
from taiyaku.interchange.terms_csv import read, write
from taiyaku.model import Rendering, Term

TARGETS = ("en", "zh-Hant")


def rows(raw: bytes, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def one(text: str, **options) -> Term:
    (term,) = read(text.encode(), targets=TARGETS, **options).terms
    return term


@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_everything_written_is_read_back(delimiter: str) -> None:
    raw = write(FULL, targets=TARGETS, delimiter=delimiter)
    assert bare(read(raw, targets=TARGETS, delimiter=delimiter).terms) == bare(FULL)


def test_the_table_begins_with_a_byte_order_mark_and_names_its_columns() -> None:
    raw = write(FULL, targets=("en",))
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.decode("utf-8-sig").split("\r\n")[0].startswith("term,variants,keep,en,en also,en avoid,expand,note")
    assert rows(raw)[0]["variants"] == "ワールドモデル; a\\; b\\\\c"


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "'=1", "''@x", '=cmd|"/c calc"!A1']
)
def test_no_cell_is_taken_for_a_formula_and_none_is_changed_by_it(cell: str) -> None:
    assert escape_formula(cell) == f"'{cell}"
    assert unescape_formula(escape_formula(cell)) == cell


@pytest.mark.parametrize("cell", ["", "x=1", "'quoted'", "don't", "1-2", "(=1)"])
def test_other_cells_are_left_alone(cell: str) -> None:
    assert escape_formula(cell) == unescape_formula(cell) == cell


def test_no_written_cell_begins_like_a_formula() -> None:
    terms = [Term("=HYPERLINK(1)", renderings={"en": Rendering("@x", ("+y",), ("-z",))}, note="=n", domain="+d")]
    raw = write(terms, targets=("en",))
    assert not [cell for row in rows(raw) for cell in row.values() if cell[:1] in set("=+-@\t\r")]
    assert bare(read(raw, targets=("en",)).terms) == bare(tuple(terms))


@given(st.text(max_size=8))
def test_defusing_is_undone_exactly(cell: str) -> None:
    assert unescape_formula(escape_formula(cell)) == cell


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_byte_order_mark_is_tolerated(mark: str) -> None:
    assert one(f"{mark}term,en\n世界,world\n").renderings["en"].use == "world"


def test_what_excel_saves_as_unicode_text_or_with_semicolons_is_read() -> None:
    text = "Term\tEN\n世界\tworld\n"
    (term,) = read(text.encode("utf-16"), targets=("en",), delimiter="\t").terms
    assert read(text.encode("utf-16"), targets=("en",)).terms == (term,)
    assert term.renderings["en"].use == "world"
    assert one("term;en\n世界;world\n").renderings["en"].use == "world"


def test_columns_may_stand_in_any_order_and_spelling() -> None:
    term = one('EN-us,Note,"en_avoid",TERM,Part of speech\nworld,"a\nb",globe; sphere,世界,noun\n')
    assert (term.term, term.note, term.part_of_speech) == ("世界", "a\nb", "noun")
    assert term.renderings["en"] == Rendering("world", (), ("globe", "sphere"))


def test_rows_that_are_no_entry_are_told_with_their_line() -> None:
    text = "term,en,keep,enforce\n\n,x,,\na,,,\nb,y,perhaps,\nc,z,,never\nd,e,true,\ng,h,,off\n"
    found = read(text.encode(), targets=("en",))
    assert [term.term for term in found.terms] == ["a", "g"]  # a may be merged into an entry that has a rendering
    assert found.skipped == (
        (3, "has no term"),
        (5, "`b`: `keep` cannot be `perhaps`; it is true or empty"),
        (6, "`c`: `enforce` cannot be `never`; it can be error or warning or off"),
        (7, "`d` is a `keep` term, yet has the rendering `e`"),
    )


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ("世界,world\n".encode("cp932"), "not UTF-8; save it as “CSV UTF-8”"),
        (b"term,rendering\na,b\n", r"g\.csv:1: unknown column `rendering`"),
        (b"en,note\na,b\n", "no column `term`"),
        (b"term,en,EN\na,b,c\n", "the column `en use` occurs twice"),
        (b'term,en\n"a,b\n', "not a table"),
    ],
)
def test_what_is_no_table_of_terms_is_refused(raw: bytes, message: str) -> None:
    with pytest.raises(InterchangeError, match=message):
        read(raw, targets=("en",), path="g.csv")


def test_an_empty_table_has_no_terms() -> None:
    assert read(b"").terms == ()

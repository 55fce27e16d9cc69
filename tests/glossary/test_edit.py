from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taiyaku.errors import GlossaryError
from taiyaku.glossary.edit_file import add_entry, remove_entry, set_value
from taiyaku.glossary.read_file import read_entries
from taiyaku.model import Rendering, Severity, Term

FILE = """\
# kept by the desk
source: ja
terms:
  # the first one
  - term: 世界モデル
    variants: [ワールドモデル]        # other spellings
    en: {use: world model, avoid: [global model]}   # agreed in March

  - term: JEPA   # unchanged
    keep: true
    note: |
      two
      lines

  # about the last
  - term: 推論
    en: inference

# the end
"""
NEW = Term("計画", renderings={"en": Rendering("planning")})


def read(raw: bytes) -> list[Term]:
    entries, _, problems = read_entries(raw, "g.yaml")
    assert not problems
    return [entry.term for entry in entries]


def entry(raw: bytes | str, name: str) -> Term:
    return next(term for term in read(raw.encode() if isinstance(raw, str) else raw) if term.term == name)


def test_an_entry_is_added_after_the_last_and_nothing_else_moves() -> None:
    assert add_entry(FILE.encode(), NEW).decode() == FILE.replace(
        "    en: inference\n", "    en: inference\n  - term: 計画\n    en: {use: planning}\n"
    )


def test_every_field_that_is_not_as_by_default_is_written() -> None:
    term = Term(
        "微調整",
        variants=("ファインチューニング",),
        renderings={"en": Rendering("fine-tune", ("tune",), ("adjust",)), "no": Rendering("finjustere")},
        note="two\nlines",
        expand="x",
        domain="ai",
        match="word",
        case="keep",
        enforce=Severity.WARNING,
        status="proposed",
        part_of_speech="verb",
    )
    raw = add_entry(b"", term, added=datetime.date(2026, 1, 31), source="ja")
    (found,), source, problems = read_entries(raw, "")
    assert (source, problems, found.added) == ("ja", (), datetime.date(2026, 1, 31))
    assert found.term == Term(**{name: getattr(term, name) for name in term.__slots__ if name != "line"}, line=3)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing yet\n",
        "# nothing yet",
        "source: ja\nterms:\n",
        "source: ja\nterms:",
        "terms: []   # none\n",
        "terms: ~\n",
        "terms:   # none\n\nsource: ja\n",
        "terms: [{term: a, en: b}]\n",
        "terms: [\n  {term: a, en: b},\n]\n",
        "terms:\n- term: a\n  en: b",
        "terms:\n-   term: a\n    en:\n      use: b\n      also:\n      - c\n",
        "terms:\n  - {term: a, en: b}\n",
        "\ufeffterms:\r\n  - term: a\r\n    en: b\r\n# end\r\n",
        "terms:\n- term: a\n  en: b\n  note: |+\n    text\n\n\nsource: ja\n",
    ],
)
def test_an_entry_can_be_added_to_any_file_and_taken_out_again(text: str) -> None:
    raw = add_entry(text.encode(), NEW)
    before = read(text.encode())
    assert [term.term for term in read(raw)] == [*(term.term for term in before), "計画"]
    assert ("\r\n" in text) == (b"\r\n" in raw)
    assert raw.startswith(b"\xef\xbb\xbf") == text.startswith("\ufeff")
    without = remove_entry(raw, entry(raw, "計画"))
    assert [term.term for term in read(without)] == [term.term for term in before]
    if before:
        assert without.decode().rstrip() == text.rstrip()


def test_an_entry_is_removed_with_its_lines_only() -> None:
    assert remove_entry(FILE.encode(), entry(FILE, "JEPA")).decode() == FILE.replace(
        "  - term: JEPA   # unchanged\n    keep: true\n    note: |\n      two\n      lines\n", ""
    )
    assert remove_entry(FILE.encode(), entry(FILE, "推論")).decode() == FILE.replace(
        "  - term: 推論\n    en: inference\n", ""
    )


@pytest.mark.parametrize("name", ["a", "b", "c"])
def test_an_entry_is_removed_from_a_list_in_brackets(name: str) -> None:
    text = "terms: [{term: a, en: x}, {term: b, en: y},\n {term: c, en: z}]  # three\n"
    raw = remove_entry(text.encode(), entry(text, name))
    assert [term.term for term in read(raw)] == [term for term in "abc" if term != name]
    assert raw.endswith(b"]  # three\n")


@pytest.mark.parametrize(
    ("name", "key", "value", "part", "old", "new"),
    [
        ("世界モデル", "en", "world simulator", "use", "use: world model", "use: world simulator"),
        ("世界モデル", "en", ("x", "y"), "also", "[global model]}", "[global model], also: [x, y]}"),
        ("世界モデル", "variants", ("a, b",), "", "[ワールドモデル]", "['a, b']"),
        (
            "世界モデル",
            "de",
            "Weltmodell",
            "use",
            "# agreed in March\n",
            "# agreed in March\n    de: {use: Weltmodell}\n",
        ),
        ("推論", "en", "reasoning", "use", "en: inference", "en: reasoning"),
        ("推論", "en", ("reasoning",), "avoid", "en: inference", "en: {use: inference, avoid: [reasoning]}"),
        ("JEPA", "note", "one: line", "", "|\n      two\n      lines\n\n", "'one: line'\n\n"),
        ("JEPA", "domain", "ai", "", "      lines\n", "      lines\n    domain: ai\n"),
    ],
)
def test_one_value_is_changed_and_nothing_else(
    name: str, key: str, value: str | tuple[str, ...], part: str, old: str, new: str
) -> None:
    assert FILE.count(old) == 1
    assert set_value(FILE.encode(), entry(FILE, name), key, value, part=part).decode() == FILE.replace(old, new)


def test_an_entry_that_moved_is_not_taken_for_another() -> None:
    term = entry("terms:\n- {term: a, en: x}\n", "a")
    for change in (remove_entry, lambda raw, term: set_value(raw, term, "note", "x")):
        with pytest.raises(GlossaryError, match="no longer here"):
            change(b"# new\nterms:\n- {term: a, en: x}\n", term)
        with pytest.raises(GlossaryError, match="no longer here"):
            change(b"terms:\n- {term: b, en: x}\n", term)


def test_a_broken_file_is_told_and_not_touched() -> None:
    with pytest.raises(GlossaryError, match="unknown field `nots`"):
        add_entry(b"terms:\n- {term: a, en: x, nots: y}\n", NEW)
    with pytest.raises(GlossaryError, match="not valid YAML"):
        add_entry(b"terms: [", NEW)
    with pytest.raises(GlossaryError, match="has no rendering"):
        add_entry(b"", Term("a"))


@pytest.mark.parametrize(
    ("text", "name", "rest"),
    [
        ("terms:\n-\n  term: a\n  en: b\n-\n  term: c\n  en: d\n", "c", "terms:\n-\n  term: a\n  en: b\n"),
        (
            "terms:\n- # lead\n  term: a\n  en: b\n# own\n- term: c\n  en: d\n",
            "a",
            "terms:\n# own\n- term: c\n  en: d\n",
        ),
        ("terms:\n  -   ? term\n      : a\n      en: b\n", "a", "terms:\n"),
        ("terms: !!seq\n- !!map\n  term: a\n  en: b\n- term: c\n  en: d\n", "a", "terms: !!seq\n- term: c\n  en: d\n"),
    ],
)
def test_a_dash_on_a_line_of_its_own_goes_with_its_entry(text: str, name: str, rest: str) -> None:
    entries, _, problems = read_entries(text.encode(), "g.yaml")
    assert not problems
    (term,) = [entry.term for entry in entries if entry.term.term == name]
    assert remove_entry(text.encode(), term).decode() == rest


@pytest.mark.parametrize("odd", ["\r", "\x85", "\u2028"])
def test_a_line_end_that_editors_do_not_show_is_told_before_anything_is_cut(odd: str) -> None:
    raw = f"terms:\n- term: a\n  en: b\n  note: 'x{odd}y'\n".encode()
    (entry,), _, _ = read_entries(raw, "g.yaml")
    for edit in (lambda: remove_entry(raw, entry.term), lambda: add_entry(raw, NEW)):
        with pytest.raises(GlossaryError, match=rf"contains a line end.*U\+{ord(odd):04X}"):
            edit()


def test_an_entry_whose_anchor_is_used_elsewhere_is_not_removed() -> None:
    raw = b"terms:\n- term: a\n  en: &e b\n- term: c\n  en: *e\n"
    entries, _, _ = read_entries(raw, "g.yaml")
    with pytest.raises(GlossaryError, match=r"g\.yaml: cannot be edited safely by this command"):
        remove_entry(raw, entries[0].term)
    assert remove_entry(raw, entries[1].term) == b"terms:\n- term: a\n  en: &e b\n"


def test_an_alias_is_refused_rather_than_changed_in_two_places() -> None:
    raw = b"terms:\n- &x {term: a, en: b}\n- *x\n"
    with pytest.raises(GlossaryError, match="by hand"):
        set_value(raw, read(raw)[1], "note", "x")


@given(st.text(min_size=1, max_size=12), st.text("a: #-'\"[]{},&*!|>%@`?~\\\n\t0yn", min_size=1, max_size=8))
def test_any_text_is_written_so_that_it_is_read_back(first: str, second: str) -> None:
    name, use = " ".join(first.split()), " ".join(second.split())
    term = Term(name, variants=(use,) if use else (), renderings={"en": Rendering(use)})
    for start in (b"", b"terms: [{term: a, en: b}]\n"):
        try:
            raw = add_entry(start, term)
        except (GlossaryError, UnicodeEncodeError):
            assert not name or not use or not name.isprintable()
            continue
        found = read(raw)[-1]
        assert (found.term, found.variants, found.renderings["en"].use) == (name, (use,), use)

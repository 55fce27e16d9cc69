from __future__ import annotations

import time

from taiyaku.glossary.import_terms import Merge, apply_merges, merge_terms
from taiyaku.glossary.read_file import read_entries
from taiyaku.model import Rendering, Term

FILE = b"""\
terms:
  # the first
  - term: a
    en: {use: x, avoid: [y]}   # agreed
  - term: JEPA
    keep: true
  - term: c
    en: z
"""


def existing(raw: bytes = FILE) -> list[Term]:
    entries, _, problems = read_entries(raw, "g.yaml")
    assert not problems
    return [entry.term for entry in entries]


def incoming(name: str, use: str = "", **more) -> Term:
    rendering = Rendering(use, more.pop("also", ()), more.pop("avoid", ()))
    return Term(
        name, renderings={"en": rendering} if any((rendering.use, rendering.also, rendering.avoid)) else {}, **more
    )


def told(found: Merge) -> list[tuple[str, str, object, bool]]:
    return [(change.name, change.old, change.new, change.overwrites) for change in found.differences]


def test_what_is_the_same_or_says_less_changes_nothing() -> None:
    assert (
        merge_terms(existing(), [incoming("a", "x"), incoming("A", "x", avoid=("y",)), incoming("JEPA", "JEPA")]) == []
    )


def test_a_new_term_is_added_once() -> None:
    first, second = merge_terms(existing(), [incoming("b", "q"), incoming("b", "r")])
    assert (first.existing, first.problem) == (None, "")
    assert "appears twice" in second.problem


def test_lists_grow_and_empty_fields_are_filled_without_overwriting() -> None:
    (found,) = merge_terms(
        existing(), [incoming("a", "x", avoid=("y", "w"), also=("x", "v"), variants=("a", "á"), note="n")]
    )
    assert told(found) == [
        ("variants", "", ("á",), False),
        ("en also", "", ("v",), False),
        ("en avoid", "y", ("y", "w"), False),
        ("note", "", "n", False),
    ]


def test_another_rendering_overwrites() -> None:
    (found,) = merge_terms(existing(), [incoming("a", "other")])
    assert told(found) == [("en use", "x", "other", True)]


def test_a_contradiction_is_told_and_not_merged() -> None:
    first, second = merge_terms(existing(), [incoming("JEPA", "jepa model"), incoming("c", keep=True)])
    assert first.problem == "is kept unchanged in the glossary but is `jepa model` here"
    assert second.problem == "has a rendering in the glossary but is kept unchanged here"
    assert apply_merges(FILE, [first, second]) == FILE


def test_another_domain_is_another_entry() -> None:
    (found,) = merge_terms([Term("a", domain="ai", path="g", line=1)], [incoming("a", "x", domain="law")])
    assert found.existing is None


def test_everything_is_applied_and_every_other_byte_stays() -> None:
    merges = merge_terms(
        existing(),
        [
            incoming("a", "other", also=("v",), variants=("á",)),
            incoming("b", "q"),
            incoming("JEPA", expand="Joint Embedding Predictive Architecture"),
            incoming("c", "z", avoid=("zz",)),
        ],
    )
    assert apply_merges(FILE, merges).decode() == (
        "terms:\n"
        "  # the first\n"
        "  - term: a\n"
        "    en: {use: other, avoid: [y], also: [v]}   # agreed\n"
        "    variants: [á]\n"
        "  - term: JEPA\n"
        "    keep: true\n"
        "    expand: Joint Embedding Predictive Architecture\n"
        "  - term: c\n"
        "    en: {use: z, avoid: [zz]}\n"
        "  - term: b\n"
        "    en: {use: q}\n"
    )


def test_several_values_of_one_entry_are_set_with_the_line_ends_of_the_file() -> None:
    raw = b"terms:\r\n- term: a\r\n  keep: true\r\n# own\r\n- {term: b, en: x}\r\n- term: c\r\n  de: z"
    added = [
        incoming("a", expand="Alpha", note="n"),
        incoming("b", "", also=("y",), avoid=("nope",)),
        incoming("c", "z", avoid=("zz",)),
    ]
    assert apply_merges(raw, merge_terms(existing(raw), added)).decode() == (
        "terms:\r\n- term: a\r\n  keep: true\r\n  expand: Alpha\r\n  note: n\r\n# own\r\n"
        "- {term: b, en: {use: x, also: [y], avoid: [nope]}}\r\n- term: c\r\n  de: z\r\n  en: {use: z, avoid: [zz]}\r\n"
    )


def test_a_term_base_of_thousands_is_merged_in_seconds() -> None:
    raw = b"terms:\n" + b"".join(b"  - term: t%d\n    en: x\n" % number for number in range(2000))
    more = [incoming(f"t{number}", "x", avoid=("y",)) for number in range(2000)]
    more += [incoming(f"n{number}", "z") for number in range(2000)]
    start = time.perf_counter()
    result = apply_merges(raw, merge_terms(existing(raw), more))
    assert time.perf_counter() - start < 20  # it takes two; entry by entry it would take ten minutes
    assert len(existing(result)) == 4000

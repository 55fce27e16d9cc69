from __future__ import annotations

import datetime
import os
from pathlib import Path

import pytest

from taiyaku.errors import GlossaryError
from taiyaku.glossary.read_file import is_enforced, load_entries, load_terms, read_entries, rendering_of
from taiyaku.model import Rendering, Severity, Term

EXAMPLE = """\
source: ja
terms:
  - term: 世界モデル
    variants: [ワールドモデル]        # other spellings in the source
    en: {use: world model, also: [], avoid: [global model]}
    note: 環境の動きを予測する内部モデル
    domain: ai
  - term: JEPA
    keep: true                       # must stand unchanged in every target
    expand: Joint Embedding Predictive Architecture
"""


def project(tmp_path: Path, **files: str) -> Path:
    folder = tmp_path / "glossary"
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8", newline="")
    return tmp_path


def problems(text: str, *targets: str) -> list[str]:
    _, _, found = read_entries(text.encode(), "g.yaml", targets=targets)
    return [f"{problem.line}: {problem.message}" for problem in found]


def test_the_example_of_the_manual_is_read_with_file_and_line(tmp_path: Path) -> None:
    world, jepa = load_terms(["glossary/*.yaml"], project(tmp_path, ai=EXAMPLE), targets=["en"])
    assert world == Term(
        "世界モデル",
        variants=("ワールドモデル",),
        renderings={"en": Rendering("world model", (), ("global model",))},
        note="環境の動きを予測する内部モデル",
        domain="ai",
        path="glossary/ai.yaml",
        line=3,
    )
    assert (jepa.keep, jepa.expand, jepa.line) == (True, "Joint Embedding Predictive Architecture", 8)


def test_every_optional_field_is_read(tmp_path: Path) -> None:
    text = (
        "terms:\n- term: 微調整\n  en: {use: fine-tune, also: tune}\n  match: word\n  case: keep\n  enforce: off\n"
        "  status: proposed\n  part_of_speech: verb\n  added: 2026-01-31\n"
    )
    (entry,) = load_entries(["glossary/*.yaml"], project(tmp_path, a=text))
    term = entry.term
    assert (term.match, term.case, term.enforce, term.status) == ("word", "keep", Severity.OFF, "proposed")
    assert (term.part_of_speech, term.renderings["en"].also) == ("verb", ("tune",))
    assert entry.added == datetime.date(2026, 1, 31)


def test_what_yaml_takes_for_a_truth_value_or_a_number_stays_the_text_that_was_written() -> None:
    (no, year), _, found = read_entries(b"terms:\n- {term: no, no: nei}\n- {term: 2026, en: yes}\n", "g")
    assert not found
    assert (no.term.term, no.term.renderings["no"].use) == ("no", "nei")
    assert (year.term.term, year.term.renderings["en"].use) == ("2026", "yes")


def test_a_domain_at_the_top_is_that_of_every_entry_that_names_none() -> None:
    text = "domain: ai\nterms:\n- {term: a, en: x}\n- {term: b, en: y, domain: law}\n"
    entries, _, _ = read_entries(text.encode(), "g")
    assert [entry.term.domain for entry in entries] == ["ai", "law"]


def test_a_byte_order_mark_and_windows_line_endings_are_tolerated(tmp_path: Path) -> None:
    root = project(tmp_path, ai="\ufeff" + EXAMPLE.replace("\n", "\r\n"))
    assert [term.line for term in load_terms(["glossary/*.yaml"], root)] == [3, 8]


def test_a_file_without_entries_is_no_mistake() -> None:
    assert problems("") == problems("# nothing yet\n") == problems("terms:\n") == problems("terms: []\n") == []


def test_files_come_in_order_and_each_once(tmp_path: Path) -> None:
    root = project(tmp_path, b="terms: [{term: b, en: b}]", a="terms: [{term: a, en: a}]")
    terms = load_terms(["glossary/b.yaml", "glossary/*.yaml"], root)
    assert [term.term for term in terms] == ["b", "a"]


def test_files_for_another_source_language_are_left_out(tmp_path: Path) -> None:
    root = project(tmp_path, a="source: ja\nterms: [{term: a, en: a}]", b="source: en\nterms: [{term: b, ja: b}]")
    assert [term.term for term in load_terms(["glossary/*.yaml"], root, source="ja")] == ["a"]


def test_all_problems_of_all_files_are_told_at_once_each_on_its_line(tmp_path: Path) -> None:
    root = project(
        tmp_path,
        a="terms:\n- term: 世界\n  varients: [ワールド]\n  en: {use: world, avod: [globe]}\n",
        b="terms:\n- term: ''\n  en: x\n",
    )
    with pytest.raises(GlossaryError) as caught:
        load_terms(["glossary/*.yaml"], root)
    assert str(caught.value).splitlines() == [
        "glossary/a.yaml:3: unknown field `varients`; did you mean `variants`?",
        "glossary/a.yaml:4: unknown field `avod`; did you mean `avoid`?",
        "glossary/b.yaml:2: `term` is empty; fill it in or remove it",
    ]
    assert (caught.value.path, caught.value.line) == ("glossary/a.yaml", 3)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("terms:\n- term: a\n  en: x\n  en: y\n", "4: duplicate `en`, first in line 3; remove one"),
        ("terms:\n- en: x\n", "2: an entry has no `term`"),
        ("terms:\n- term: a\n  en: {avoid: [b]}\n", "2: `a` has no `use` under en; add the approved rendering"),
        ("terms:\n- term: a\n  en: x\n  note:\n", "4: `note` is empty; fill it in or remove it"),
        ("terms:\n- term: a\n  en: {use: x, also: ['']}\n", "3: `also` is empty; fill it in or remove it"),
        ("terms:\n- term: a\n  use: x\n", "3: `use` belongs under a target locale: `en: {use: …}`"),
        ("terms:\n- term: a\n  keep: perhaps\n", "3: `keep` must be true or false"),
        ("terms:\n- term: a\n  en: x\n  enforce: of\n", "4: `enforce` cannot be `of`; did you mean `off`?"),
        ("terms:\n- term: a\n  en: x\n  case: fold\n", "4: `case` cannot be `fold`; it can only be `keep`"),
        ("terms:\n- term: a\n  en: x\n  added: today\n", "4: `added` must be a date: 2026-01-31"),
        ("terms:\n- term: a\n  en: [x]\n", "3: `en` must be a rendering or `{use: …, also: [], avoid: []}`"),
        (
            "terms:\n- term: [a]\n  en: x\n",
            "2: `term` must be a single text; put it in quotes if it contains `[` or `{`",
        ),
        ("terms:\n- term: a\n  variants: {b: c}\n  en: x\n", "3: `variants` must be a list: `[one, two]`"),
        ("terms:\n- a\n", "2: an entry must be fields and values: `- term: …`"),
        ("terms: a\n", "1: `terms` must be a list: each entry starts with `- term: …`"),
        ("- term: a\n", "1: entries without `terms:` above them; add that line and indent them below it"),
        ("just a note\n", "1: not a glossary; a glossary starts with `terms:` and a list of entries"),
        ("source: ja\n", "1: no `terms`; add it, with the entries as a list below it"),
        (
            "terms:\n- {term: a, keep: true, en: {use: b}}\n",
            "2: `a` is kept unchanged, yet en has `use`; remove `keep` or `use`",
        ),
        ("terms:\n\t- a\n", "2: not valid YAML: indented with a tab; use spaces"),
        ("terms:\n- term: a: b\n", "2: not valid YAML: a second `: ` on the line; put the text in quotes"),
        ("terms:\n- term: a\n\ten: b\n", "3: not valid YAML: indented with a tab; use spaces"),
        (
            "terms:\n- term：a\n  en: b\n",
            "2: not valid YAML: `：` is the full-width colon; write `: `, a plain one and a space",
        ),
        (
            "terms:\n- term：a\n",
            "2: an entry must be fields and values: `- term: …` (`：` is the full-width colon)",
        ),
        (
            "terms:\n\u3000- term: a\n    en: b\n",
            "2: not valid YAML: indented with a full-width or no-break space; use plain spaces",
        ),
        ("terms:\n  -term: a\n    en: b\n", "2: not valid YAML: no space after the dash; write `- `"),
        ("terms:\n- term:a\n  en: b\n", "2: not valid YAML: no space after the colon; write `: `"),
        ("terms:\n- term: a\n  en:b\n", "3: not valid YAML: no space after the colon; write `: `"),
        (
            "terms:\n- term: 'a\n  en: b\n- term: c\n",
            "2: not valid YAML: a quotation mark is opened here but never closed; close it",
        ),
        (
            "terms:\n- note: |\n    http://a.b\n  en: x: y\n",
            "4: not valid YAML: a second `: ` on the line; put the text in quotes",
        ),
        (
            "terms:\n<<<<<<< HEAD\n- term: a\n  en: b\n",
            "2: not valid YAML: a leftover merge conflict marker; delete the line",
        ),
        ("{", "1: not valid YAML: did not find expected node content"),
        ("terms: *x\n", "1: not valid YAML: there is no anchor `&x`; define it or write the value"),
        ("terms: &x [*x]\n", "1: not valid YAML: there is no anchor `&x`; define it or write the value"),
        ("a: 1\n---\nb: 2\n", "2: a second document starts here (`---`); keep one a file"),
        ("terms:\n- \x01\n", "2: not valid YAML: control characters are not allowed (U+0001)"),
        ("[" * 200_000, "1: nested more than 32 levels deep"),
    ],
)
def test_bad_input_is_one_line_with_the_remedy(text: str, message: str) -> None:
    assert problems(text) == [message]


def test_text_that_is_not_utf8_is_told_with_its_line() -> None:
    _, _, (problem,) = read_entries("terms:\n- term: 世界".encode("cp932"), "g")
    assert (problem.line, problem.message) == (2, "not UTF-8; save it as UTF-8")


def test_a_target_without_a_rendering_is_a_problem_only_where_one_is_owed() -> None:
    text = "terms:\n- {term: a, en: x}\n- {term: b, keep: true}\n- {term: c, status: proposed}\n"
    assert problems(text, "en") == []
    assert problems(text, "en", "fr") == [
        "2: `a` has no rendering for fr; add `fr: {use: …}`, or `keep: true` if it stays unchanged"
    ]
    assert problems("terms:\n- term: a\n") == [
        "2: `a` has no rendering for any target; add `en: {use: …}`, or `keep: true` if it stays unchanged"
    ]


def test_a_misspelt_locale_is_told_once_and_a_misspelt_field_hides_no_missing_rendering() -> None:
    assert problems("terms:\n- term: a\n  eng: {use: x}\n", "en") == ["3: unknown field `eng`; did you mean `en`?"]
    assert [line.partition(":")[0] for line in problems("terms:\n- term: a\n  varients: [x]\n", "en")] == ["2", "3"]


def test_a_regional_target_falls_back_to_the_plain_language() -> None:
    term = Term("a", renderings={"en": Rendering("x"), "pt-BR": Rendering("y")})
    assert rendering_of(term, "en-GB") == rendering_of(term, "en_US") == Rendering("x")
    assert rendering_of(term, "pt-BR") == Rendering("y")
    assert rendering_of(term, "pt") is None


def test_a_kept_term_is_its_own_rendering_everywhere() -> None:
    term = Term("JEPA", keep=True, renderings={"en": Rendering("", avoid=("Jeppa",))})
    assert rendering_of(term, "en") == Rendering("JEPA", avoid=("Jeppa",))
    assert rendering_of(term, "fr") == Rendering("JEPA")


def test_proposed_and_switched_off_terms_are_not_enforced() -> None:
    renderings = {"en": Rendering("x")}
    assert is_enforced(Term("a", renderings=renderings), "en")
    assert not is_enforced(Term("a", renderings=renderings), "fr")
    assert not is_enforced(Term("a", renderings=renderings, status="proposed"), "en")
    assert not is_enforced(Term("a", renderings=renderings, enforce=Severity.OFF), "en")


def test_a_named_file_must_exist_and_a_pattern_need_not_match(tmp_path: Path) -> None:
    assert load_terms(["glossary/*.yaml"], tmp_path) == ()
    with pytest.raises(GlossaryError, match=r"glossary/terms\.yaml: no such glossary"):
        load_terms(["glossary/terms.yaml"], tmp_path)


@pytest.mark.parametrize("pattern", ["../other/*.yaml", "/etc/*.yaml", "glossary/../../x.yaml"])
def test_a_path_out_of_the_project_is_refused(tmp_path: Path, pattern: str) -> None:
    with pytest.raises(GlossaryError, match="leads out of the project"):
        load_terms([pattern], tmp_path)


def test_a_link_out_of_the_project_is_refused(tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text("terms: []")
    (tmp_path / "project").mkdir()
    root = project(tmp_path / "project")
    (root / "glossary" / "a.yaml").symlink_to(outside)
    with pytest.raises(GlossaryError, match="outside the project"):
        load_terms(["glossary/*.yaml"], root)


def test_a_conflict_of_a_merge_is_told_with_its_lines() -> None:
    conflict = "<<<<<<< HEAD\n- {term: a, en: b}\n=======\n- {term: a, en: c}\n>>>>>>> other\n"
    told = "merge conflict in lines 2 to 6{}; keep one side and delete the markers"
    assert problems("terms:\n" + conflict) == [f"2: {told.format('')}"]
    twice = "terms:\n" + conflict * 2
    assert problems(twice) == [f"2: {told.format(' (2 conflicts in the file)')}"]
    assert problems(twice.replace("\n", "\r\n")) == problems(twice)
    based = conflict.replace("=======", "||||||| base\n- {term: a, en: d}\n=======")
    assert problems("terms:\n" + based) == [f"2: {told.format('').replace('6', '8')}"]
    assert problems("terms:\n- {term: a, en: b}\n>>>>>>> x\n") == [
        "3: not valid YAML: a leftover merge conflict marker; delete the line"
    ]
    assert problems("terms:\n- term: a\n  en: b\n  note: |\n    <<<<<<< is what git writes\n    =======\n") == []


def test_a_yaml_merge_is_told_in_words_and_what_an_alias_repeats_only_once() -> None:
    assert problems("terms:\n- &b {term: a, en: b}\n- {<<: *b, term: c, en: d}\n") == [
        "3: `<<` is not supported here; write the fields out"
    ]
    assert problems("terms:\n- &b {term: a, en: b}\n- {<<: *b, term: c}\n") == [
        "3: `<<` is not supported here; write the fields out"  # and not that c has no rendering
    ]
    assert len(problems("terms:\n- &a {term: [], en: b}\n" + "- *a\n" * 50)) == 1


def test_another_language_than_the_one_owed_is_asked_about_and_capitals_of_a_locale_are_a_slip() -> None:
    assert problems("terms:\n- term: a\n  fo: x\n", "en") == [
        (
            "2: `a` has no rendering for en; is `fo` meant to be `en`? If not, add `en: {use: …}`, "
            "or `keep: true` if it stays unchanged"
        )
    ]
    assert problems("terms:\n- term: a\n  EN: x\n", "en") == ["3: unknown field `EN`; did you mean `en`?"]


def test_a_folder_a_link_to_nothing_a_link_to_itself_and_a_huge_file_are_told(tmp_path: Path) -> None:
    root = project(tmp_path)
    (root / "glossary" / "x.yaml").mkdir()
    with pytest.raises(GlossaryError, match=r"^glossary/x\.yaml: is a folder; name its files in `paths`"):
        load_terms(["glossary/x.yaml"], root)
    assert load_terms(["glossary/x*.yaml"], root) == ()
    for name, goal in (("loop.yaml", "loop.yaml"), ("gone.yaml", "nowhere.yaml")):
        (root / "glossary" / name).symlink_to(goal)
        for pattern in ("glossary/*.yaml", f"glossary/{name}"):
            with pytest.raises(GlossaryError, match=rf"^glossary/{name}: is a broken link"):
                load_terms([pattern], root)
        (root / "glossary" / name).unlink()
    with (root / "glossary" / "huge.yaml").open("wb") as file:
        file.truncate(50 * 2**20)
    with pytest.raises(GlossaryError, match=r"^glossary/huge\.yaml: 50 MB is too large for a glossary"):
        load_terms(["glossary/*.yaml"], root)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    file = project(tmp_path) / "glossary" / "a.yaml"
    file.write_text("terms: []")
    file.chmod(0)
    with pytest.raises(GlossaryError, match=r"^glossary/a\.yaml: cannot be read: Permission denied"):
        load_terms(["glossary/*.yaml"], tmp_path)

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from taiyaku.cli.glossary import app
from taiyaku.errors import GlossaryError, TaiyakuError, UsageError

GLOSSARY = """\
# kept by the desk
source: ja
terms:
  - term: 世界モデル
    variants: [ワールドモデル]
    en: {use: world model, avoid: [global model]}   # agreed
  - term: JEPA
    keep: true
    domain: ai
  - term: 圏論
    en: category theory
    status: proposed
    added: 2020-01-01
"""
ARTICLE = (
    "# 世界モデルとJEPA\n\n世界モデルは環境を学ぶ。\n\nこの世界モデルは新しい。\n\n機械学習と機械学習と機械学習。\n"
)
CATALOG = """\
msgid ""
msgstr ""
"Language: en\\n"
"Content-Type: text/plain; charset=utf-8\\n"

#: content/ja/a.md:1
msgid "世界モデルとJEPA"
msgstr "World Models and JEPA"

#: content/ja/a.md:3
msgid "世界モデルは環境を学ぶ。"
msgstr "A world model learns `world model`."

#: content/ja/a.md:5
msgid "この世界モデルは新しい。"
msgstr "It is new."

#: content/ja/a.md:7
#, fuzzy
msgid "機械学習と機械学習と機械学習。"
msgstr "a draft of a world model"
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    files = {
        "taiyaku.toml": 'source = "ja"\ntargets = ["en"]\n',
        "glossary/terms.yaml": GLOSSARY,
        "content/ja/a.md": ARTICLE,
        "catalogs/en/a.po": CATALOG,
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


def run(*arguments: str, code: int = 0, answer: str | None = None) -> Result:
    result = CliRunner().invoke(app, arguments, input=answer)
    if isinstance(result.exception, TaiyakuError):
        raise result.exception
    assert result.exit_code == code, result.output
    return result


def glossary(root: Path) -> str:
    return (root / "glossary" / "terms.yaml").read_text("utf-8")


def test_the_terms_are_listed_and_chosen_by_domain_and_status(root: Path) -> None:
    table = run("list").stdout
    assert all(text in table for text in ("世界モデル", "world model", "global model", "glossary/terms.yaml:4"))
    names = [term["term"] for term in json.loads(run("list", "--domain", "ai", "--format", "json").stdout)["terms"]]
    assert names == ["JEPA"]
    assert "圏論" in run("list", "--status", "proposed").stdout
    run("list", "--status", "new", code=2)


def test_find_tells_the_terms_of_a_text_and_the_entries_that_mention_it(root: Path) -> None:
    def found(text: str) -> list[str]:
        return [term["term"] for term in json.loads(run("find", text, "--format", "json").stdout)["terms"]]

    assert found("ﾜｰﾙﾄﾞﾓﾃﾞﾙとJEPAの話") == ["世界モデル", "JEPA"]
    assert found("Category") == ["圏論"]
    assert found("モデル") == ["世界モデル"]
    assert found("nothing") == []


def test_add_puts_an_entry_at_the_end_and_keeps_every_other_byte(root: Path) -> None:
    run("add", "推論", "--use", "inference", "--avoid", "reasoning", "--note", "not 推理", "--domain", "ai")
    added = "  - term: 推論\n    en: {use: inference, avoid: [reasoning]}\n    note: not 推理\n    domain: ai\n"
    assert glossary(root) == GLOSSARY + added
    run("add", "AMI Labs", "--keep", "--case", "--word")
    assert glossary(root).endswith("  - term: AMI Labs\n    keep: true\n    case: keep\n    match: word\n")


def test_add_begins_a_glossary_where_there_is_none(root: Path) -> None:
    (root / "glossary" / "terms.yaml").unlink()
    run("add", "推論", "--use", "inference")
    assert glossary(root) == "source: ja\nterms:\n  - term: 推論\n    en: {use: inference}\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["JEPA", "--use", "x", "--domain", "ai"], r"glossary/terms\.yaml:7: already has this term"),
        (["推論"], "no rendering for `推論`"),
        (["推論", "--use", "x", "--keep"], "cannot both"),
        (["推論", "--use", "x", "--to", "fr"], "`fr` is not a target"),
        (["推論", "--use", "x", "--file", "other.yaml"], "not where the settings look"),
        (["推論", "--use", "x", "--file", "../glossary/x.yaml"], "not where the settings look"),
    ],
)
def test_add_tells_what_is_wrong_and_changes_nothing(root: Path, arguments: list[str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        run("add", *arguments)
    assert glossary(root) == GLOSSARY


def test_an_entry_of_another_domain_is_mentioned(root: Path) -> None:
    assert run("add", "jepa", "--keep").stderr.splitlines() == [
        "added to glossary/terms.yaml",
        "`jepa` is in another domain too: glossary/terms.yaml:7 (domain ai); an article's domains decide which entry applies",
    ]


def test_the_domain_of_the_file_is_that_of_what_is_added_to_it(root: Path) -> None:
    law = root / "glossary" / "law.yaml"
    law.write_text("domain: law\nterms:\n  - {term: 世界モデル, en: world scheme}\n", "utf-8")
    with pytest.raises(UsageError, match=r"law\.yaml:3: already has this term"):
        run("add", "世界モデル", "--use", "x", "--file", "glossary/law.yaml")
    assert "terms.yaml:7 (domain ai)" in run("add", "jepa", "--keep", "--file", "glossary/law.yaml").stderr
    assert run("list", "--domain", "law", "--format", "json").stdout.count('"domain": "law"') == 2


def test_lint_names_the_line_of_a_scope_that_is_wrong(root: Path) -> None:
    with (root / "taiyaku.toml").open("a") as settings:
        settings.write('\n[[glossary.scopes]]\npath = "content/ja"\ndomains = ["ai"]\n')
        settings.write('\n[[glossary.scopes]]\npath = "content/ja/law"\ndomains = ["ai"]\n')
    assert "taiyaku.toml:9: warning: scope `content/ja/law` matches no article" in run("lint").stdout


def test_what_excel_saves_as_unicode_text_is_imported_by_its_name(root: Path) -> None:
    (root / "in.txt").write_bytes("term\ten\r\n推論\t-inference\r\n".encode("utf-16"))
    run("import", "in.txt")
    assert glossary(root) == GLOSSARY + "  - term: 推論\n    en: {use: -inference}\n"


def test_of_several_files_one_must_be_named(root: Path) -> None:
    (root / "glossary" / "law.yaml").write_text("source: ja\nterms:\n")
    with pytest.raises(UsageError, match="there are several glossary files"):
        run("add", "条約", "--use", "treaty")
    run("add", "条約", "--use", "treaty", "--file", "glossary/law.yaml")
    assert "treaty" in (root / "glossary" / "law.yaml").read_text("utf-8")


def test_a_link_to_a_glossary_stays_a_link(root: Path) -> None:
    kept = (root / "glossary" / "terms.yaml").rename(root / "terms-kept-here.yaml")
    link = root / "glossary" / "terms.yaml"
    link.symlink_to(kept)
    run("add", "推論", "--use", "inference")
    assert link.is_symlink()
    assert kept.read_text("utf-8") == GLOSSARY + "  - term: 推論\n    en: {use: inference}\n"


def test_a_new_rendering_that_no_accepted_translation_has_changes_the_entry_alone(root: Path) -> None:
    run("add", "推論", "--use", "inference")
    assert run("impact", "推論", "--use", "reasoning", "--apply").stderr == (
        "the entry is changed; no accepted translation needed a change\n"
    )
    assert glossary(root).endswith("  - term: 推論\n    en: {use: reasoning}\n")


def test_remove_takes_the_entry_only(root: Path) -> None:
    run("remove", "JEPA")
    assert glossary(root) == GLOSSARY.replace("  - term: JEPA\n    keep: true\n    domain: ai\n", "")
    with pytest.raises(UsageError, match="did you mean `世界モデル`"):
        run("remove", "世界モデ")


def test_lint_tells_what_is_wrong_and_fails_as_asked(root: Path) -> None:
    found = json.loads(run("lint", "--format", "json").stdout)["findings"]
    assert [(finding["check"], finding["line"]) for finding in found] == [
        ("glossary-unused", 10),
        ("glossary-proposed", 10),
    ]
    run("lint", "--fail-on", "warning", code=1)
    path = root / "glossary" / "terms.yaml"
    path.write_text(GLOSSARY + "  - term: 世界モデル\n    en: world simulator\n", "utf-8")
    assert "glossary/terms.yaml:14: error: `世界モデル` is “world simulator” here" in run("lint", code=1).stdout


def test_lint_holds_every_term_to_every_target(root: Path) -> None:
    (root / "taiyaku.toml").write_text('source = "ja"\ntargets = ["en", "fr"]\n')
    with pytest.raises(GlossaryError, match="`世界モデル` has no rendering for fr"):
        run("lint")


def test_mine_suggests_what_is_not_in_the_glossary_yet(root: Path) -> None:
    found = json.loads(run("mine", "--format", "json", "--at-least", "2").stdout)["candidates"]
    assert [one["term"] for one in found] == ["機械学習"]
    assert found[0]["count"] == 3
    assert "機械学習" in run("mine").stdout
    assert run("mine", "--format", "yaml").stdout.startswith("terms:\n  - term: 機械学習\n    status: proposed\n")


def test_mined_names_that_people_left_as_they_are_are_proposed_to_be_kept(root: Path) -> None:
    (root / "content" / "ja" / "a.md").write_text("SudachiとSudachiとSudachi。\n\nSudachiは速い。\n", "utf-8")
    pairs = [("SudachiとSudachiとSudachi。", "Sudachi, Sudachi."), ("Sudachiは速い。", "Sudachi is fast.")]
    entries = "".join(f'msgid "{source}"\nmsgstr "{target}"\n\n' for source, target in pairs)
    (root / "catalogs" / "en" / "a.po").write_text(f"{CATALOG.partition('#: ')[0]}{entries}", "utf-8")
    assert "  - term: Sudachi\n    keep: true\n    status: proposed\n" in run("mine", "--format", "yaml").stdout


def test_impact_shows_each_accepted_sentence_and_changes_nothing(root: Path) -> None:
    shown = run("impact", "世界モデル", "--use", "world simulator").stdout
    assert shown.splitlines() == [
        "content/ja/a.md:1",
        "    - World Models and JEPA",
        "    + World Simulators and JEPA",
        "content/ja/a.md:3",
        "    - A world model learns `world model`.",
        "    + A world simulator learns `world model`.",
        "content/ja/a.md:5",
        "      It is new.",
        "    ? the rendering is not in the translation",
    ]
    assert glossary(root) == GLOSSARY
    assert (root / "catalogs/en/a.po").read_text("utf-8") == CATALOG


def test_impact_rewrites_what_is_sure_and_marks_the_rest_for_review(root: Path) -> None:
    run("impact", "世界モデル", "--use", "world simulator", "--apply")
    text = (root / "catalogs/en/a.po").read_text("utf-8")
    assert '\nmsgstr "World Simulators and JEPA"' in text
    assert '\nmsgstr "A world simulator learns `world model`."' in text
    assert '#, fuzzy\nmsgid "この世界モデルは新しい。"\nmsgstr "It is new."' in text
    assert 'msgstr "a draft of a world model"' in text
    assert glossary(root) == GLOSSARY.replace("use: world model", "use: world simulator")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["JEPA", "--use", "x"], "`JEPA` is kept unchanged"),
        (["無", "--use", "x"], "no term `無`"),
        (["世界モデル", "--use", "world model"], "must differ from the present rendering"),
    ],
)
def test_impact_tells_what_it_cannot_weigh(root: Path, arguments: list[str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        run("impact", *arguments)


@pytest.mark.parametrize("name", ["terms.tbx", "terms.csv", "terms.tsv"])
def test_what_is_exported_is_imported_without_a_change(root: Path, name: str) -> None:
    run("export", "--output", name)
    assert "nothing to change" in run("import", name).stderr
    assert glossary(root) == GLOSSARY


def test_a_deepl_file_has_the_enforced_pairs(root: Path) -> None:
    run("export", "--format", "deepl", "--output", "out.tsv")
    assert (root / "out.tsv").read_text("utf-8") == "世界モデル\tworld model\nワールドモデル\tworld model\nJEPA\tJEPA\n"


def test_import_adds_grows_and_overwrites_only_when_told_to(root: Path) -> None:
    (root / "in.csv").write_text(
        "term,en,en avoid,note\n世界モデル,world simulator,world model; globe,予測する\n推論,inference,,\nJEPA,jepa model,,\n"
        "圏論,category theory,,カテゴリー\n,x,,\n",
        "utf-8",
    )
    shown = run("import", "in.csv", "--dry-run")
    assert shown.stdout.splitlines() == [
        "~ 世界モデル (glossary/terms.yaml:4)",
        "    en use: world model → world simulator",
        "    en avoid: global model → global model, world model, globe",
        "    note: 予測する",
        "+ 推論: inference",
        "! JEPA (in.csv:4): is kept unchanged in the glossary but is `jepa model` here",
        "~ 圏論 (glossary/terms.yaml:10)",
        "    note: カテゴリー",
    ]
    assert "in.csv:6: skipped: has no term" in shown.stderr
    assert glossary(root) == GLOSSARY

    # Nobody can be asked, so nothing is overwritten, nor is the rendering that stays forbidden.
    run("import", "in.csv")
    grown = GLOSSARY.replace("# agreed\n", "# agreed\n    note: 予測する\n")
    grown += "    note: カテゴリー\n  - term: 推論\n    en: {use: inference}\n"
    assert glossary(root) == grown

    run("import", "in.csv", "--yes")
    old, new = "world model, avoid: [global model]", "world simulator, avoid: [global model, world model, globe]"
    assert glossary(root) == grown.replace(old, new)


def test_a_note_of_several_lines_is_shown_with_all_of_them_indented(root: Path) -> None:
    (root / "in.csv").write_text('term,note\n圏論,"one\ntwo"\n', "utf-8")
    assert run("import", "in.csv", "--dry-run").stdout.endswith("    note: one\n      two\n")


def test_a_row_without_a_rendering_is_merged_into_its_entry_and_makes_no_new_one(root: Path) -> None:
    (root / "in.csv").write_text("term,note\n世界モデル,内部モデル\n推論,新しい\n", "utf-8")
    shown = run("import", "in.csv").stdout
    assert "! 推論 (in.csv:3): has no rendering, and no entry to merge it into" in shown
    assert glossary(root) == GLOSSARY.replace("# agreed\n", "# agreed\n    note: 内部モデル\n")


def test_of_several_files_the_one_for_new_terms_is_named_with_into(root: Path) -> None:
    (root / "glossary" / "law.yaml").write_text("terms: []\n", "utf-8")
    (root / "in.csv").write_text("term,en\n推論,inference\n", "utf-8")
    with pytest.raises(UsageError, match=r"terms\.yaml with --into$"):
        run("import", "in.csv")
    run("import", "in.csv", "--into", "glossary/law.yaml")
    assert "推論" in (root / "glossary" / "law.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "raw", "message"),
    [
        ("a.xlsx", b"PK\x03\x04", r"a\.xlsx: spreadsheet files are not supported; use “CSV UTF-8”"),
        ("a.csv", b"PK\x03\x04", r"a\.csv: a zip archive, not CSV"),
        ("a.tbx", b"\x1f\x8b", r"a\.tbx: a gzip archive, not TBX"),
        ("a.csv", b"\xff\x00", r"a\.csv:1: not UTF-8; save it as “CSV UTF-8”"),
    ],
)
def test_a_file_that_cannot_be_imported_is_told_with_what_to_do(
    root: Path, name: str, raw: bytes, message: str
) -> None:
    (root / name).write_bytes(raw)
    with pytest.raises(TaiyakuError, match=message):
        run("import", name)
    assert glossary(root) == GLOSSARY


def test_the_kind_of_a_file_must_be_known(root: Path) -> None:
    (root / "x.docx").write_text("x")
    with pytest.raises(
        UsageError, match=r"x\.docx: the suffix does not identify a format; use one of tbx \(\.tbx, \.xml\), csv"
    ):
        run("import", "x.docx")
    with pytest.raises(UsageError, match="no such file"):
        run("import", "y.csv")


def test_the_schema_is_written_with_the_line_that_editors_look_for(root: Path) -> None:
    assert run("schema", "-o", "glossary/glossary.schema.json").stdout == (
        "# yaml-language-server: $schema=glossary.schema.json\n"
    )
    assert json.loads((root / "glossary/glossary.schema.json").read_text("utf-8"))["title"] == "Taiyaku glossary"

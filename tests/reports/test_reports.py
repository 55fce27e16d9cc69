from __future__ import annotations

import inspect
import json as stdlib_json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from taiyaku.checks.manual import pages
from taiyaku.errors import ArticleError, UsageError
from taiyaku.model import Finding, Severity
from taiyaku.reports import github, html, json, junit, markdown, sarif, table, text
from taiyaku.reports.formats import CHECK_FORMATS, STATUS_FORMATS, ReportFormat, ReportOptions, find_format
from taiyaku.status import ArticleState, Row
from taiyaku.status.check import CheckResult

ROOT = Path(__file__).parents[2]

NUMBER = Finding(
    "number-changed",
    Severity.ERROR,
    '5億ユーロ = 500,000,000 EUR, but "5 billion euros" = 5,000,000,000 EUR',
    "0123456789",
    12,
    "content/ja/記事, 100%:a.md",
    "5億ユーロを調達した。",
    "It raised 5 billion euros.",
    "It raised €500 million.",
)
MARK = Finding("punctuation-foreign", Severity.WARNING, "、 is East Asian; write ,", "11", 3, "content/ja/b.md")
GONE = Finding("missing", Severity.ERROR, "has no en translation; run taiyaku translate", "", 0, "content/ja/c.md")


# ── Text ────────────────────────────────────────────────────────────────────


def test_text_tells_place_message_sentences_and_offer() -> None:
    assert text.write([NUMBER, GONE]) == (
        'content/ja/記事, 100%:a.md:12: error: 5億ユーロ = 500,000,000 EUR, but "5 billion euros" = 5,000,000,000 EUR '
        "[number-changed]\n"
        "    │ 5億ユーロを調達した。\n"
        "    │ It raised 5 billion euros.\n"
        "    → It raised €500 million.\n"
        "\n"
        "content/ja/c.md: error: has no en translation; run taiyaku translate [missing]\n"
    )


def test_text_without_findings_is_empty() -> None:
    assert text.write([]) == ""


def test_color_changes_nothing_but_the_escape_sequences() -> None:
    colored = text.write([NUMBER, MARK], color=True)
    assert "\033[" in colored
    assert re.sub(r"\033\[[\d;]*m", "", colored) == text.write([NUMBER, MARK])


def test_an_article_cannot_command_the_terminal() -> None:
    evil = Finding("x", Severity.ERROR, "a\033[2Jb", "", 1, "p\033]0;t\a.md", "s\r\u202e", "t\033[0m", "u\x9b1m")
    assert not re.search("[\0-\x08\x0b-\x1f\x7f-\x9f\u202e]", text.write([evil]))


def test_a_long_sentence_is_shown_around_what_the_offer_changes() -> None:
    before, after = "x" * 900 + "OLD" + "y" * 900, "x" * 900 + "NEW" + "y" * 900
    told = text.write([Finding("c", Severity.ERROR, "m", "u", 1, "a.md", "", before, after)])
    assert "OLD" in told
    assert "NEW" in told
    assert max(map(len, told.splitlines())) < 180


@given(st.text(max_size=400), st.text(max_size=400))
def test_the_changed_part_is_all_that_differs(old: str, new: str) -> None:
    start, before, after = text.changed_part(old, new)
    assert old[:start] == new[:start]
    assert old[before:] == new[after:]
    assert start <= before
    assert start <= after


# ── JSON, GitHub ────────────────────────────────────────────────────────────


def test_json_has_the_promised_fields() -> None:
    data = stdlib_json.loads(json.write([MARK, NUMBER]))
    assert data["schema_version"] == 1
    assert set(data["findings"][0]) == {
        "check",
        "severity",
        "message",
        "path",
        "line",
        "unit_id",
        "source",
        "target",
    }
    assert data["findings"][1]["fix"] == "It raised €500 million."


def test_github_escapes_and_tells_errors_first() -> None:
    first, second = github.write([MARK, NUMBER]).splitlines()
    assert first.startswith(
        "::error file=content/ja/記事%2C 100%25%3Aa.md,line=12,title=taiyaku%3A number-changed::5億ユーロ = 500,000,000"
    )
    assert "%0A→ It raised €500 million." in first
    assert (
        second
        == "::warning file=content/ja/b.md,line=3,title=taiyaku%3A punctuation-foreign::、 is East Asian; write ,"
    )


@given(st.text(), st.text())
def test_a_github_command_stays_one_line_and_reads_back(message: str, path: str) -> None:
    command = github.write([Finding("c", Severity.ERROR, message, "", 1, path)])
    assert command.endswith("\n")
    assert not re.search(r"[\r\n]", command[:-1])
    head, _, rest = command[:-1].removeprefix("::error ").partition("::")
    assert rest.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%") == message
    assert head.count(",") == (2 if path else 1)


# ── SARIF ───────────────────────────────────────────────────────────────────

SCHEMA = next((ROOT / ".cache/specs/sarif").glob("*.json"), None)
"""The schema of SARIF 2.1.0, where ``scripts/fetch-specs`` puts it."""


def log(*findings: Finding, **options: Any) -> Any:
    """The one run of a log; where the schema is there, every log of these tests is held to it."""
    data = stdlib_json.loads(sarif.write(findings, **options))
    if SCHEMA:
        schema = stdlib_json.loads(SCHEMA.read_text("utf-8"))
        jsonschema.validators.validator_for(schema)(schema).validate(data)
    return data["runs"][0]


SHAPES: dict[str, tuple[Finding, ...]] = {
    "nothing found": (),
    "a finding with an offer": (NUMBER,),
    "an article as a whole": (GONE,),
    "no file, no line": (Finding("check-failed", Severity.ERROR, "could not be run"),),
    "a check that is off": (Finding("x", Severity.OFF, "m", "u", -1, "a.md"),),
    "no message": (Finding("x", Severity.ERROR, "", "u", 1, "a.md"),),
    "a path of Windows": (Finding("x", Severity.ERROR, "m", "u", 1, r"C:\articles\a b.md"),),
    "control characters": (Finding("x", Severity.ERROR, "\0\x1b[2J", "u", 1, "a\nb.md", "\u202e", "\ud800"),),
    "twice the same": (MARK, MARK),
    "more than one run takes": (MARK, GONE, MARK, NUMBER),
}


@pytest.mark.skipif(SCHEMA is None, reason="scripts/fetch-specs has not fetched the schema of SARIF")
@pytest.mark.parametrize("rules", ["no rules", "the manual's rules"])
@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_of_a_sarif_log_satisfies_the_published_schema(
    shape: str, rules: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sarif, "LIMIT", 3)
    known = [sarif.Rule(page.id, page.summary, page.text, page.severity) for page in pages()]
    assert log(*SHAPES[shape], rules=known if rules == "the manual's rules" else [], version="0.1.0")["tool"]


@pytest.mark.skipif(SCHEMA is None, reason="scripts/fetch-specs has not fetched the schema of SARIF")
def test_the_schema_refuses_what_is_no_sarif(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "_level", lambda severity: str(severity).upper())
    with pytest.raises(jsonschema.ValidationError):
        log(NUMBER)


def test_sarif_is_valid_and_names_rule_place_and_level() -> None:
    rules = [sarif.Rule("missing", "an article has no translation", "Page.")]
    run = log(NUMBER, MARK, GONE, rules=rules, version="0.1.0")
    results = run["results"]
    assert [result["ruleId"] for result in results] == ["number-changed", "punctuation-foreign", "missing"]
    known = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert all(known[r["ruleIndex"]] == r["ruleId"] for r in results)
    place = results[0]["locations"][0]["physicalLocation"]
    assert place["region"] == {"startLine": 12}
    assert place["artifactLocation"]["uri"] == "content/ja/%E8%A8%98%E4%BA%8B%2C%20100%25%3Aa.md"
    assert results[2]["locations"][0]["physicalLocation"]["region"] == {"startLine": 1}


def prints(*findings: Finding) -> list[str]:
    return [r["partialFingerprints"]["primaryLocationLineHash"] for r in log(*findings)["results"]]


def test_a_fingerprint_stays_when_lines_move_and_when_the_message_is_reworded() -> None:
    assert prints(NUMBER) == prints(replace(NUMBER, line=99, message="said in another way", unit_id="other"))
    assert prints(NUMBER) != prints(replace(NUMBER, source="6億ユーロを調達した。"))


def test_two_findings_alike_have_two_fingerprints() -> None:
    first, second = prints(NUMBER, NUMBER)
    assert first != second


def test_sarif_keeps_the_errors_where_there_are_too_many_results(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "LIMIT", 30)
    run = log(*[MARK] * 30, *[GONE] * 3)
    assert len(run["results"]) == 30
    assert sum(result["level"] == "error" for result in run["results"]) == 3
    assert "3 more findings" in str(run["invocations"])


def test_the_sarif_file_of_an_absolute_path_is_a_file_uri() -> None:
    (result,) = log(Finding("c", Severity.ERROR, "m", "", 1, "/tmp/a b.md"))["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "file:///tmp/a%20b.md"}


# ── JUnit ───────────────────────────────────────────────────────────────────


def cases() -> list[junit.Case]:
    return [
        junit.Case("a.md", "en", (NUMBER, MARK)),
        junit.Case("b.md", "en", (MARK,)),
        junit.Case("c.md", "en", (), "c.md:3: not UTF-8; save the file as UTF-8"),
        junit.Case("a.md", "de"),
    ]


def test_junit_has_a_case_for_each_article_and_counts_them() -> None:
    root = ET.fromstring(junit.write(cases()).encode())
    assert {k: root.get(k) for k in ("tests", "failures", "errors")} == {"tests": "4", "failures": "1", "errors": "1"}
    by_name = {(c.get("classname"), c.get("name")): c for c in root.iter("testcase")}
    failed = by_name["taiyaku.en", "a.md"].find("failure")
    assert failed is not None
    assert "It raised €500 million." in (failed.text or "")
    assert by_name["taiyaku.en", "b.md"].find("failure") is None
    assert by_name["taiyaku.en", "c.md"].find("error") is not None
    assert len(by_name["taiyaku.de", "a.md"]) == 0


def test_junit_fails_on_warnings_where_the_gate_does() -> None:
    root = ET.fromstring(junit.write(cases(), fail_on=Severity.WARNING).encode())
    assert root.get("failures") == "2"


@given(st.text())
def test_junit_is_xml_whatever_an_article_holds(anything: str) -> None:
    case = junit.Case(anything, "en", (Finding("c", Severity.ERROR, anything, "", 1, anything, anything, anything),))
    ET.fromstring(junit.write([case]).encode("utf-8", "surrogatepass"))


# ── The status ──────────────────────────────────────────────────────────────


def row(article: str, state: str, *units: int, words: int = 1234) -> Row:
    names = ("accepted", "draft", "outdated", "missing")
    counts = dict(zip(names, units or (0, 0, 0, 0), strict=True))
    if state == "unreadable":
        return Row(article, "en", ArticleState.PARTIAL, counts, words, error=ArticleError("not UTF-8"))
    return Row(article, "en", ArticleState(state), counts, words)


ROWS = [
    row("content/ja/done.md", "done", 10, 0, 0, 0),
    row('content/ja/<b>&".md', "partial", 3, 2, 1, 4),
    row("catalogs/en/old.po", "orphaned", words=0),
    row("content/ja/bad.md", "unreadable", words=0),
]


def test_the_page_stands_alone_and_escapes_names() -> None:
    page = html.write(ROWS)
    assert "<script" not in page
    assert not re.search(r"(?:src|href)=|url\(|@import|https?:", page)
    assert "&lt;b&gt;&amp;&quot;.md" in page
    assert 'aria-label="3 accepted, 2 draft, 1 outdated, 4 missing"' in page
    assert page.count("<tr>") == 1 + len(ROWS)


def luminance(color: str) -> float:
    if len(color) == 4:
        color = "#" + "".join(c * 2 for c in color[1:])
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["text", "quiet", "accepted", "draft", "outdated", "alarm"])
def test_every_text_of_the_page_has_enough_contrast(scheme: int, name: str) -> None:
    blocks = re.findall(r":root \{(.*?)\}", html.write([]), re.DOTALL)
    colors = dict(re.findall(r"--(\w+): (#\w+)", blocks[scheme]))
    light, dark = sorted((luminance(colors[name]), luminance(colors["ground"])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_the_markdown_summary_counts_and_names_what_is_open() -> None:
    page = markdown.write(ROWS)
    assert "| en | 4 | 1 | 65% | 2,468 |" in page
    assert 'content/ja/\\<b\\>\\&".md' in page
    assert "done.md" not in page


@pytest.mark.parametrize("form", [table, markdown], ids=["table", "markdown"])
def test_a_hostile_name_stays_on_one_line_and_commands_no_terminal(form: ModuleType) -> None:
    name = "content/ja/a\tb\nc\x1b[31md\u202ee.md"
    text = form.write([row(name, "partial", 3, 2, 1, 4), row("content/ja/plain.md", "partial", 3, 2, 1, 4)])
    shown = text.replace("\\[", "[")  # as Markdown escapes it
    assert "content/ja/a b c\ufffd[31md\ufffde.md" in shown
    assert len([line for line in text.splitlines() if "content/ja/" in line]) == 2


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_the_table_fits_and_cuts_only_the_name(columns: int) -> None:
    rows = [
        row(
            "content/ja/guides/very/deep/lecun-ami-labs-world-models-2026-02-12.md", "outdated", 5, 3, 2, 0, words=12345
        ),
        row("content/ja/とても長い名前の記事がここにあるのでどこかで切らなければならない.md", "unreadable"),
    ]
    lines = table.write(rows, columns=columns).splitlines()
    assert all(table.width_of(line) <= columns for line in lines)
    assert lines[1].split()[-4:] == ["outdated", "████████▓▓▓▓▓▒▒▒", "50%", "12,345"]
    assert "-12.md" in lines[1]
    assert "unreadable" in lines[2]
    assert len({table.width_of(line[: line.index(" en ")]) for line in lines[1:]}) == 1


@given(st.text("あa/.-", min_size=1, max_size=60), st.integers(3, 40))
def test_a_shortened_path_never_takes_more_room(path: str, room: int) -> None:
    assert table.width_of(table.shorten_path(path, room)) <= room


def test_a_name_that_just_fits_without_its_folders_shows_that_they_are_gone() -> None:
    assert table.shorten_path("content/ja/article.md", 11) == "…article.md"
    assert table.shorten_path("content/ja/article.md", 10) == "artic…e.md"


# ── The formats ─────────────────────────────────────────────────────────────


UNREADABLE = row("content/ja/bad.md", "unreadable")


def test_every_module_that_writes_a_report_has_a_record() -> None:
    folder = ROOT / "src/taiyaku/reports"
    used = "".join(inspect.getsource(form.write) for form in (*CHECK_FORMATS, *STATUS_FORMATS))
    for path in sorted(folder.glob("*.py")):
        if re.search(r"^def write\(", path.read_text("utf-8"), re.MULTILINE):
            assert re.search(rf"reports import .*\b{path.stem}\b", used), (
                f"reports/{path.name} writes a report without a record; add it to reports/formats.py"
            )


@pytest.mark.parametrize("formats", [CHECK_FORMATS, STATUS_FORMATS], ids=["check", "status"])
def test_every_record_has_its_own_name_and_writer(formats: Sequence[ReportFormat[Any]]) -> None:
    for number, form in enumerate(formats):
        for other in formats[:number]:
            where = "give it its own in reports/formats.py"
            assert form.name != other.name, f"two report formats are called `{form.name}`; {where}"
            assert form.write is not other.write, f"`{form.name}` has the writer of `{other.name}`; {where}"


@pytest.mark.parametrize("form", CHECK_FORMATS, ids=lambda form: form.name)
def test_the_manual_names_every_format_of_findings(form: ReportFormat[CheckResult]) -> None:
    (line,) = (line for line in (ROOT / "docs/ci.md").read_text("utf-8").splitlines() if "`--format github" in line)
    assert re.search(rf"\b{form.name}\b", line), f"docs/ci.md does not name `{form.name}` among the values of --format"


@pytest.mark.parametrize("form", CHECK_FORMATS, ids=lambda form: form.name)
def test_every_format_of_findings_names_what_was_found_in_each_article(
    form: ReportFormat[CheckResult], tmp_path: Path
) -> None:
    found = replace(row("content/ja/b.md", "done"), findings=(MARK,))
    report = form.write(CheckResult((found, UNREADABLE), (GONE,), 2, tmp_path), ReportOptions())
    for check in ("punctuation-foreign", "missing"):
        assert check in report, f"`{form.name}` leaves out the finding {check}"
    # On a terminal, an article that cannot be read is an error on stderr.
    assert ("not UTF-8" in report) == (form.name != "text"), f"`{form.name}` leaves out an article that cannot be read"


@pytest.mark.parametrize("form", STATUS_FORMATS, ids=lambda form: form.name)
def test_every_format_of_the_status_names_every_article_that_is_not_done(form: ReportFormat[list[Row]]) -> None:
    report = form.write([UNREADABLE, row("content/ja/b.md", "partial")], ReportOptions())
    for article in ("bad.md", "b.md"):
        assert article in report, f"`{form.name}` leaves out {article}"


def test_an_unknown_format_is_an_error_that_names_the_known_ones() -> None:
    known = ", ".join(f"`{form.name}`" for form in STATUS_FORMATS)
    with pytest.raises(UsageError, match=f"use one of {known}$"):
        find_format("xml", STATUS_FORMATS)

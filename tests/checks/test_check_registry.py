"""What every check needs, and how checks are run.

Whoever adds a check and forgets a part of it is told here, or in ``test_check_cases.py`` and ``test_check_pages.py``,
what to add.
"""

from __future__ import annotations

import re
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from checks.running import findings, paired
from taiyaku.checks import STATE_CHECKS, Check, Context, Problem, check_article, check_units
from taiyaku.checks.manual import HEADINGS, Page, page_of, pages
from taiyaku.checks.registry import article_checks, module_of, project_checks
from taiyaku.errors import UsageError
from taiyaku.model import Severity

FOLDER = Path(import_module("taiyaku.checks").__file__ or "").parent
STATES = {state.id for state in STATE_CHECKS}
HELPERS = {
    "__init__",
    "base",
    "block_tokens",
    "manual",
    "registry",
    "run",
    "state_pages",
    "term_messages",
    "waivers",
}


@pytest.mark.parametrize("module", sorted({path.stem for path in FOLDER.glob("*.py")} - HELPERS))
def test_a_module_is_a_check_of_the_registry(module: str) -> None:
    check = getattr(import_module(f"taiyaku.checks.{module}"), "CHECK", None)
    assert isinstance(check, Check), (
        f"checks/{module}.py has no CHECK; define it, or add the module to HELPERS if it is not a check"
    )
    assert module_of(check.id) == module, f"checks/{module}.py has the check {check.id}; name the two alike"
    assert check in (*article_checks(), *project_checks()), (
        f'{check.id} does not run; add "{module}" to _ARTICLE or _PROJECT in checks/registry.py'
    )


@pytest.mark.parametrize("check", article_checks(), ids=lambda check: check.id)
def test_a_check_looks_at_units_or_at_articles(check: Check) -> None:
    assert check.unit or check.document, f"{check.id} checks nothing; set unit or document of its CHECK"
    assert check.summary, f"{check.id} has no summary; say in a few words what it finds"
    assert not check.summary.endswith("."), f"remove the full stop from the summary of {check.id}"
    assert check.severity is not Severity.OFF, f"{check.id} is off by default; make it a warning or an error"


def test_no_id_is_taken_twice() -> None:
    ids = [page.id for page in pages()]
    twice = sorted({id_ for id_ in ids if ids.count(id_) > 1})
    assert not twice, f"two checks or states are called {twice}; rename one"
    assert len(ids) == len(article_checks()) + len(project_checks()) + len(STATE_CHECKS)


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.id)
def test_a_page_says_what_and_why_with_an_example_the_fix_and_false_alarms(page: Page) -> None:
    headings = [heading for heading, text in page.sections if text]
    where = "checks/state_pages.py" if page.id in STATES else f"the docstring of checks/{module_of(page.id)}.py"
    missing = [heading for heading in HEADINGS if heading != "What is compared" and heading not in headings]
    assert not missing, f"{where} lacks the paragraphs {missing}"
    assert headings[0] == "", f"{where} must start with a paragraph that says what the check finds"


def test_a_page_that_is_not_there_names_the_nearest() -> None:
    assert page_of("link-changed").id == "link-changed"
    with pytest.raises(UsageError, match="did you mean `markup-broken`"):
        page_of("markup-broke")


def test_no_check_is_dropped_and_no_default_severity_changes() -> None:
    severities = {check.id: check.severity for check in article_checks()}
    errors = {
        "markup-broken", "link-changed", "anchor-missing", "code-changed", "structure-changed", "front-matter-changed",
        "number-changed", "date-changed", "term-missing", "term-avoided", "term-altered", "untranslated",
        "machine-artifact",
    }  # fmt: skip
    warnings = {
        "truncated",
        "negation-lost",
        "punctuation-foreign",
        "length-ratio",
        "invisible",
        "meaning-drift",
    }
    known = dict.fromkeys(errors, Severity.ERROR) | dict.fromkeys(warnings, Severity.WARNING)
    assert {check: severities.get(check) for check in known} == known


def _context(source: str, target: str) -> Context:
    document, translations, there = paired(source, target)
    return Context(document, translations, target=there)


def test_a_severity_of_the_settings_is_taken() -> None:
    context = _context("**記憶**をもたない", "They have no memory")
    assert [f.severity for f in check_units(context)] == [Severity.ERROR]
    assert [f.severity for f in check_units(context, severities={"markup-broken": Severity.WARNING})] == [
        Severity.WARNING
    ]
    assert check_units(context, severities={"markup-broken": Severity.OFF}) == []


def test_checks_of_language_spare_a_copy() -> None:
    context = _context("記憶をもたない", "記憶をもたない")
    assert [f.check for f in check_units(context)] == ["untranslated"]
    assert check_units(context, language=False) == []


def test_one_unit_can_be_checked_alone() -> None:
    context = _context("- 記憶をもたない\n- 計画もできない", "- 記憶をもたない\n- 計画もできない")
    last = context.document.units[-1]
    assert [f.unit_id for f in check_units(context, only=last)] == [last.id]
    assert len(check_units(context)) == 2


def test_a_check_that_breaks_down_is_one_finding_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object) -> list[Problem]:
        raise ValueError("two\nlines")

    broken = Check("broken", Severity.WARNING, "breaks", unit=breaks, document=breaks)
    monkeypatch.setattr("taiyaku.checks.run.article_checks", lambda **_: (broken, *article_checks()))
    context = _context("**記憶**をもたない", "They have no memory")
    of_unit, of_article = check_units(context), check_article(context)
    assert [f.check for f in of_unit] == ["check-failed", "markup-broken"]
    assert of_unit[0].message == "broken could not be run: ValueError: two lines; please report it"
    assert of_unit[0].unit_id == context.document.units[0].id
    assert [f.check for f in of_article] == ["check-failed"]


def test_a_finding_names_unit_line_source_and_target() -> None:
    source = "# 題\n\n**記憶**をもたない"
    (finding,) = findings(source, "# Title\n\nThey have no memory")
    assert (finding.line, finding.source, finding.target) == (3, "**記憶**をもたない", "They have no memory")
    assert re.fullmatch(r"[0-9a-f]{10}", finding.unit_id)


def test_front_matter_patterns_can_be_given() -> None:
    source, target = "---\nauthor: Anna\n---\n\n本文", "---\nauthor: Bert\n---\n\nText"
    document, translations, there = paired(source, target)
    context = Context(document, translations, target=there)
    assert [f.check for f in check_article(context)] == ["front-matter-changed"]
    assert check_article(replace(context, front_matter=("author",))) == []


def test_without_a_target_the_document_checks_are_silent() -> None:
    document, translations, _ = paired("# 題\n\n[資金](#資金)", "# Title\n\n[Funding](#money)")
    assert check_article(Context(document, translations)) == []


def test_a_translation_by_a_brief_translator_is_measured_by_his_own_measure() -> None:
    lines = ["LLMには長く残る記憶がない。計画もできない。" for _ in range(40)]
    brief = ["LLMs lack lasting memory. No plans." for _ in lines]
    document, translations, _ = paired("\n\n".join(lines), "\n\n".join(brief))
    context = Context(document, translations)
    assert context.length_bias() < 0.9
    assert check_units(context) == []


def test_meaning_drift_is_off_with_one_quiet_line_without_its_extra(monkeypatch, caplog) -> None:
    from taiyaku.checks import meaning_drift
    from taiyaku.language import embeddings as meaning

    monkeypatch.setattr(meaning, "find_spec", lambda _name: None)
    meaning.encoder.cache_clear()
    meaning_drift._is_enabled.cache_clear()
    caplog.set_level("INFO", logger="taiyaku")
    context = _context("検証データは、学習データと同じやり方で集めたものが多い。", "We had a lovely dinner by the sea.")
    try:
        for _ in range(3):
            assert not [f for f in check_article(context) if f.check == "meaning-drift"]
    finally:
        meaning.encoder.cache_clear()
        meaning_drift._is_enabled.cache_clear()
    assert [record.message for record in caplog.records] == [meaning_drift.OFF]


def test_a_document_is_checked_from_the_language_that_it_was_read_in() -> None:
    from taiyaku import Config, check_document, segment_markdown

    document = segment_markdown("Hello there, this stays.\n", config=Config(source="en", targets=("ja",)))
    found = check_document(document, {document.units[0].id: "Hello there, this stays."}, locale="ja")
    assert "untranslated" in [finding.check for finding in found]
    assert not check_document(document, {document.units[0].id: "こんにちは、これは残ります。"}, locale="ja")

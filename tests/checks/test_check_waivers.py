"""Findings that a person decided to live with."""

from __future__ import annotations

import pytest

from checks.running import paired
from taiyaku.checks import Context, check_article, check_units, setting_waiver_faults
from taiyaku.checks.waivers import end_waivers, is_waived, waivers_for
from taiyaku.config import WaiverSettings
from taiyaku.model import Finding, Severity

SOURCE = "# 題\n\n{}\n\n**記憶**をもたない"
TARGET = "# Title\n\n{}\n\nThey have no memory"


def _found(comment: str, **options) -> list[Finding]:
    document, translations, there = paired(SOURCE.format(comment), TARGET.format(comment))
    context = Context(document, translations, target=there)
    return check_units(context, **options) + check_article(context, **options)


def test_a_comment_with_its_reason_waives_the_block_after_it() -> None:
    assert _found("<!-- taiyaku:ignore markup-broken the stress lies elsewhere -->") == []


def test_a_comment_without_a_reason_waives_nothing_and_is_told() -> None:
    found = _found("<!-- taiyaku:ignore markup-broken -->")
    assert [(f.check, f.severity) for f in found] == [
        ("markup-broken", Severity.ERROR),
        ("waiver-without-reason", Severity.WARNING),
    ]
    assert found[1].line == 3


def test_a_comment_that_names_no_check_is_told_with_the_nearest() -> None:
    found = _found("<!-- taiyaku:ignore markup-breaks the stress lies elsewhere -->")
    assert [f.check for f in found] == ["markup-broken", "waiver-unknown"]
    assert "did you mean `markup-broken`?" in found[1].message


def test_a_waiver_in_the_article_can_be_turned_off_as_a_finding() -> None:
    comment = "<!-- taiyaku:ignore markup-broken -->"
    found = _found(comment, severities={"waiver-without-reason": Severity.OFF})
    assert [f.check for f in found] == ["markup-broken"]


def test_a_waiver_before_another_block_does_not_count() -> None:
    document, translations, _ = paired(
        "<!-- taiyaku:ignore markup-broken elsewhere -->\n\n# 題\n\n**記憶**をもたない",
        "<!-- taiyaku:ignore markup-broken elsewhere -->\n\n# Title\n\nThey have no memory",
    )
    assert [f.check for f in check_units(Context(document, translations))] == ["markup-broken"]


@pytest.mark.parametrize(
    ("waive", "left"),
    [
        (WaiverSettings(check="markup-broken", reason="so"), 0),
        (WaiverSettings(check="markup-broken", reason=" "), 1),
        (WaiverSettings(check="link-changed", reason="so"), 1),
        (WaiverSettings(check="markup-broken", reason="so", path="content/ja/*.md"), 0),
        (WaiverSettings(check="markup-broken", reason="so", path="content/ja/**"), 0),
        (WaiverSettings(check="markup-broken", reason="so", path="content/en/*.md"), 1),
        (WaiverSettings(check="markup-broken", reason="so", source="**記憶**をもたない"), 0),
        (WaiverSettings(check="markup-broken", reason="so", source="記憶をもたない"), 1),
        (WaiverSettings(check="markup-broken", reason="so", target="They have no memory"), 0),
        (WaiverSettings(check="markup-broken", reason="so", target="They have none"), 1),
    ],
    ids=str,
)
def test_a_waiver_of_the_settings_holds_for_its_path_and_texts(waive: WaiverSettings, left: int) -> None:
    assert len(_found("", waive=(waive,), path="content/ja/news/jepa.md")) == left


def test_a_document_finding_is_waived_by_the_settings_too() -> None:
    document, translations, there = paired("# 題\n\n## 章", "# Title")
    context = Context(document, translations, target=there)
    assert [f.check for f in check_article(context)] == ["structure-changed"]
    assert check_article(context, waive=(WaiverSettings(check="structure-changed", reason="adapted"),)) == []


def test_a_waiver_of_the_settings_without_a_reason_is_told_on_its_line() -> None:
    (found,) = setting_waiver_faults(WaiverSettings(check="markup-broken", reason=""), {}, "taiyaku.toml", 7)
    assert (found.check, found.path, found.line) == ("waiver-without-reason", "taiyaku.toml", 7)
    quiet = {"waiver-without-reason": Severity.OFF}
    assert setting_waiver_faults(WaiverSettings(check="markup-broken", reason=""), quiet, "taiyaku.toml", 7) == []
    assert setting_waiver_faults(WaiverSettings(check="markup-broken", reason="so"), {}, "taiyaku.toml", 7) == []


def test_matching_and_covering_can_be_asked_for_a_finding_of_another_hand() -> None:
    finding = Finding("missing", Severity.ERROR, "has no translation", path="content/ja/a.md")
    waive = waivers_for(
        [WaiverSettings(check="missing", reason="not for en", path="content/ja/a.md")], "content/ja/a.md"
    )
    assert is_waived(finding, waive)
    assert waivers_for([WaiverSettings(check="missing", reason="", path="**")], "content/ja/a.md") == ()


def _judged(article: str, translations: str, remembered: str = "") -> tuple[list[tuple[int, bool]], str]:
    document, texts, _ = paired(article, translations)
    found, to_keep = end_waivers(document, texts, remembered)
    return [(waiver.line, waiver.ended) for waiver in found.waivers], to_keep


WAIVER = "<!-- taiyaku:ignore number-changed a joke -->\n\n"


def test_the_same_waiver_before_two_blocks_is_bound_to_each() -> None:
    source, target = f"{WAIVER}一\n\n{WAIVER}二", f"{WAIVER}one\n\n{WAIVER}two"
    first, kept = _judged(source, target)
    assert first == [(1, False), (5, False)]
    assert _judged(source, target, kept) == (first, kept)
    moved = f"{WAIVER}二\n\n{WAIVER}一", f"{WAIVER}two\n\n{WAIVER}one"
    assert _judged(*moved, kept) == (first, kept)
    assert _judged(source, target.replace("two", "three"), kept)[0] == [(1, False), (5, True)]


def test_an_ended_waiver_stays_ended_until_the_old_text_or_a_new_reason_stands_there() -> None:
    source, target = f"{WAIVER}一", f"{WAIVER}one"
    _, kept = _judged(source, target)
    ended, still = _judged(source, f"{WAIVER}two", kept)
    assert ended == [(1, True)]
    assert still == kept
    assert _judged(source, target, still)[0] == [(1, False)]
    assert _judged(source.replace("joke", "pun"), f"{WAIVER}two", still)[0] == [(1, False)]


def test_a_waiver_before_one_more_block_is_a_new_one() -> None:
    _, kept = _judged(f"{WAIVER}一\n\n二", f"{WAIVER}one\n\ntwo")
    assert _judged(f"{WAIVER}一\n\n{WAIVER}二", f"{WAIVER}one\n\n{WAIVER}two", kept)[0] == [(1, False), (5, False)]


def test_a_waiver_that_was_taken_out_is_forgotten() -> None:
    _, kept = _judged(f"{WAIVER}一", f"{WAIVER}one")
    assert _judged("一", "one", kept) == ([], "")


def test_a_text_that_is_not_translated_binds_nothing_and_forgets_nothing() -> None:
    document, texts, _ = paired(f"{WAIVER}一", f"{WAIVER}one")
    assert end_waivers(document, {}, "")[1] == ""
    _, kept = end_waivers(document, texts, "")
    assert end_waivers(document, {}, kept)[1] == kept

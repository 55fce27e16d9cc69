"""``number-changed`` and ``date-changed`` over units of an article."""

from __future__ import annotations

import pytest

from taiyaku.checks import date_changed, number_changed
from taiyaku.checks.base import Context
from taiyaku.markdown.segment import segment_markdown
from taiyaku.quantities import READERS, differences, read


def problems(source: str, target: str, *, locale: str = "en") -> tuple[list[str], list[str]]:
    document = segment_markdown(source)
    context = Context(document=document, target_locale=locale)
    unit = document.units[0]
    assert number_changed.CHECK.unit
    assert date_changed.CHECK.unit
    return (
        [problem.message for problem in number_changed.CHECK.unit(unit, target, context)],
        [problem.message for problem in date_changed.CHECK.unit(unit, target, context)],
    )


def test_each_check_tells_its_own_findings_only() -> None:
    numbers, dates = problems("5億ユーロを2026年3月に。\n", "€5 billion in May 2026.")
    assert len(numbers) == len(dates) == 1
    assert "€500 million" in numbers[0]
    assert "March 2026" in dates[0]


def test_a_right_translation_is_silent() -> None:
    assert problems("5億ユーロを2026年3月に。\n", "€500 million in March 2026.") == ([], [])


def test_numbers_in_code_and_destinations_are_no_quantities() -> None:
    source = "`50`件の[資料](https://example.org/40)を30人に配る。\n"
    assert problems(source, "Give the [documents](https://example.org/41) of `51` cases to 30 people.") == ([], [])


def test_emphasis_inside_an_amount_does_not_part_it() -> None:
    assert problems("目標は**約5億**ユーロだ。\n", "The target is **about €500** million.") == ([], [])


def test_nothing_is_said_where_a_language_has_no_reader() -> None:
    assert problems("5億ユーロを2026年3月に。\n", "5 milliards en mai 2026.", locale="fr") == ([], [])
    assert read("5 milliards", "fr") is None


@pytest.mark.parametrize("locale", ["en", "en-US", "en_GB", "EN"])
def test_a_locale_is_read_by_its_language(locale: str) -> None:
    assert read("5 years", locale)


def test_a_text_without_numerals_has_no_quantities() -> None:
    assert read("これは普通の文です。", "ja") == ()
    assert read("This is plain prose.", "en") == ()


def test_every_reader_takes_the_empty_text() -> None:
    assert all(reader("") == () for reader in READERS.values())


def test_both_directions_are_compared() -> None:
    assert differences("The target is €500 million.", "目標は5億ユーロだ。", "en", "ja") == ()
    assert differences("The target is €500 million.", "目標は50億ユーロだ。", "en", "ja")


@pytest.mark.parametrize(
    "text", ["1" * 9000, "1," * 5000, "百万" * 5000, "million " * 2000, "a.b-c_" * 2000, "1〜" * 2000]
)
def test_text_that_nobody_would_write_is_read_without_a_crash(text: str) -> None:
    for locale in ("ja", "en"):
        assert read(text, locale) is not None


def test_a_list_of_thousands_of_numbers_is_compared_in_reasonable_time() -> None:
    numbers = range(1000, 4000)
    source = "、".join(f"{number}人" for number in numbers)
    target = ", ".join(str(number if number != 2345 else 5432) for number in numbers)
    found = differences(source, target, "ja", "en")
    assert [(m.source.text, m.target.text) for m in found if m.source and m.target] == [("2345人", "5432")]

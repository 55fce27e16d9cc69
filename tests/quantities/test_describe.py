"""What a finding says, and the English that it offers."""

from __future__ import annotations

from fractions import Fraction

import pytest

from taiyaku.quantities import differences, read
from taiyaku.quantities.describe import describe, format_value, write_in_locale
from taiyaku.quantities.model import Date, Quantity, QuantityKind


def told(source: str, target: str) -> list[str]:
    return [describe(mismatch, "en") for mismatch in differences(source, target, "ja", "en")]


def test_a_finding_says_what_was_read_on_both_sides_and_offers_the_right_english() -> None:
    assert told("目標は5億ユーロだ。", "The target is 5 billion euros.") == [
        '5億ユーロ = 500,000,000 EUR, but the translation has "5 billion euros" = 5,000,000,000 EUR; write €500 million'
    ]


def test_a_date_is_told_in_the_iso_form_and_offered_in_words() -> None:
    assert told("2026年3月に発表する。", "It will be announced in May 2026.") == [
        '2026年3月 = 2026-03, but the translation has "May 2026" = 2026-05; write March 2026'
    ]


def test_a_number_that_is_not_there_is_told_as_missing() -> None:
    assert told("利用者は70億人だ。", "It has many users.") == [
        "70億人 = 7,000,000,000 is missing from the translation; write 7 billion"
    ]


def test_a_number_that_only_the_translation_has_is_told_as_such() -> None:
    assert told("売上が伸びた。", "Sales rose 30%.") == [
        '"30%" is not in the source; remove it, or write it as the source does'
    ]


def test_the_text_is_quoted_as_it_stands_and_not_as_it_was_folded() -> None:
    assert told("２〜３年かかる。", "It takes 5 years.") == [
        '２〜３年 = 2–3 years, but the translation has "5 years"; write 2 to 3 years'
    ]


@pytest.mark.parametrize(
    ("text", "value", "english"),
    [
        ("5億ユーロ", "500,000,000 EUR", "€500 million"),
        ("1億2,340万円", "123,400,000 JPY", "¥123.4 million"),
        ("1億2345万6789円", "123,456,789 JPY", "¥123,456,789"),
        ("7ドル65セント", "7.65 USD", "$7.65"),
        ("30円50銭", "30.5 JPY", "¥30.50"),
        ("3億スイスフラン", "300,000,000 CHF", "CHF 300 million"),
        ("12.5%", "12.5%", "12.5%"),
        ("3割", "30%", "30%"),
        ("三分の一", "1/3", "1/3"),
        ("10倍", "×10", "10 times"),
        ("17歳", "17 years", "17 years"),
        ("1日間", "1 day", "1 day"),
        ("16GB", "16 GB", "16 GB"),
        ("500万キロワット", "5,000,000 kW", "5 million kilowatts"),
        ("数十時間", "tens of hours", "tens of hours"),
        ("第3回", "no. 3", "3rd"),
        ("第12回", "no. 12", "12th"),
        ("数億人", "hundreds of millions", "hundreds of millions"),
        ("数千ドル", "thousands of USD", "thousands of US dollars"),
        ("1〜2年", "1–2 years", "1 to 2 years"),
        ("5〜10億円", "500,000,000–1,000,000,000 JPY", "¥500 million to ¥1 billion"),
        ("2026年2月12日", "2026-02-12", "February 12, 2026"),
        ("令和8年", "2026", "2026"),
        ("2月12日", "02-12", "February 12"),
        ("2月", "February", "February"),
        ("午後3時30分", "3:30 p.m.", "3:30 PM"),
        ("午前0時", "12:00 a.m.", "12:00 AM"),
        ("15:30", "3:30 p.m.", "3:30 PM"),
        ("第3四半期", "Q3", "Q3"),
        ("1990年代", "1990s", "the 1990s"),
        ("21世紀", "21st century", "the 21st century"),
        ("月曜日", "Monday", "Monday"),
    ],
)
def test_a_value_is_shown_and_offered(text: str, value: str, english: str) -> None:
    mentions = read(text, "ja")
    assert mentions
    assert mentions[0].text == text
    assert format_value(mentions[0].meaning) == value
    assert write_in_locale(mentions[0].meaning, "en") == english


@pytest.mark.parametrize(
    ("source", "target", "line"),
    [
        (
            "創業100周年",
            "its 110th anniversary",
            '100周年 = no. 100, but the translation has "110th" = no. 110; write 100th',
        ),
        (
            "創業100周年",
            "110 years old",
            '100周年 = 100 years, but the translation has "110 years old" = 110 years; write 100 years',
        ),
        ("第2章を参照", "see Chapter 3", '第2章 = no. 2, but the translation has "3"; write 2'),
        ("75歳以上が対象", "for those 57 and over", '75歳 = 75, but the translation has "57"; write 75'),
        ("価格は2倍になった", "the price tripled", '2倍 = ×2, but the translation has "tripled" = ×3; write 2 times'),
        (
            "会議は12/5に開く",
            "the meeting is on May 12",
            '12/5 = 12-05, but the translation has "May 12" = 05-12; write December 5',
        ),
    ],
)
def test_both_sides_are_told_and_offered_in_the_sense_that_they_share(source: str, target: str, line: str) -> None:
    assert told(source, target) == [line]


def test_other_languages_are_offered_their_own_forms() -> None:
    half = Quantity(Fraction(1, 2), Fraction(1, 2), QuantityKind.SHARE)
    assert write_in_locale(Date(2026, 2, 12), "de") == "12. Februar 2026"
    assert write_in_locale(half, "fr").replace("\u202f", " ").replace("\xa0", " ") == "50 %"


def test_an_unknown_locale_is_offered_the_plain_value() -> None:
    assert write_in_locale(Date(2026, 2, 12), "xx-unknown") == "2026-02-12"


def test_a_day_that_does_not_exist_is_shown_and_not_refused() -> None:
    assert write_in_locale(Date(2026, 2, 30), "en") == "2026-02-30"

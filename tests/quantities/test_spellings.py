"""One quantity, spelled in several ways in both languages, is one; a changed one is found."""

from __future__ import annotations

import datetime
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from invented import tries
from quantities import spellings as say
from taiyaku.quantities import differences, read
from taiyaku.quantities.japanese.numerals import value as japanese_value

BIG = st.builds(lambda digits, power: digits * 10**power, st.integers(3, 999), st.integers(0, 12))
CODES = st.sampled_from(sorted(say.CURRENCIES))
COUNTS = st.integers(11, 999_999)
DATES = st.dates(min_value=datetime.date(1950, 1, 1), max_value=datetime.date(2049, 12, 31))


def found(source: str, target: str) -> str:
    return " ; ".join(
        f"{m.source.text if m.source else '-'} <> {m.target.text if m.target else '-'}"
        for m in differences(source, target, "ja", "en")
    )


@tries(150)
@given(BIG, CODES, st.data())
def test_an_amount_of_money_is_one_in_every_spelling_and_changed_ones_are_found(value: int, code: str, data) -> None:
    source = f"会社は{data.draw(st.sampled_from(say.japanese_money(value, code)))}を投じた。"
    right = f"The company invested {data.draw(st.sampled_from(say.english_money(value, code)))} in it."
    assert found(source, right) == "", (source, right)

    power = data.draw(st.sampled_from([10, 100, 1000]))
    wrong = f"The company invested {data.draw(st.sampled_from(say.english_money(value * power, code)))} in it."
    assert found(source, wrong), (source, wrong)

    # ¥ is the sign of both the yen and the yuan, so it tells no difference between these two.
    other = data.draw(CODES.filter(lambda it: it != code and {it, code} != {"JPY", "CNY"}))
    swapped = f"The company invested {data.draw(st.sampled_from(say.english_money(value, other)))} in it."
    assert found(source, swapped), (source, swapped)

    digits = list(str(value))
    digits[0] = data.draw(st.sampled_from([d for d in "3456789" if d != digits[0]]))
    slip = f"The company invested {data.draw(st.sampled_from(say.english_money(int(''.join(digits)), code)))} in it."
    assert found(source, slip), (source, slip)


@tries(100)
@given(COUNTS, st.sampled_from(["人", "件", "社", "個", "台"]), st.data())
def test_a_count_is_one_in_every_spelling_and_changed_ones_are_found(value: int, counter: str, data) -> None:
    written = say.japanese_numbers(value) + ([say.kanji(value)] if value < 10_000 else [])
    source = f"全部で{data.draw(st.sampled_from(written))}{counter}ある。"
    right = f"There are {data.draw(st.sampled_from(say.english_numbers(value)))} in all."
    assert found(source, right) == "", (source, right)
    changed = data.draw(COUNTS.filter(lambda it: it != value))
    wrong = f"There are {data.draw(st.sampled_from(say.english_numbers(changed)))} in all."
    assert found(source, wrong), (source, wrong)


@tries(100)
@given(st.integers(2, 99), st.sampled_from(sorted(say.DURATIONS)), st.data())
def test_a_duration_keeps_its_value_and_unit(value: int, unit: str, data) -> None:
    number = data.draw(st.sampled_from([str(value), say.full_width(str(value)), say.kanji(value)]))
    source = f"この作業は{number}{unit}続いた。"
    pattern = data.draw(st.sampled_from(say.DURATIONS[unit]))
    written = st.sampled_from([str(value), say.words(value)])
    right = f"The work was a matter of {pattern.format(data.draw(written))}."
    assert found(source, right) == "", (source, right)
    other = data.draw(st.sampled_from(sorted(set(say.DURATIONS) - {unit})))
    if {unit, other} == {"年間", "か月"} or value < 3:
        return
    wrong = f"The work was a matter of {say.DURATIONS[other][0].format(data.draw(written))}."
    assert found(source, wrong), (source, wrong)


@tries(100)
@given(st.integers(2, 999), st.sampled_from([1, 10, 100]), st.data())
def test_a_percentage_is_one_in_every_spelling_and_changed_ones_are_found(value: int, by: int, data) -> None:
    number = say.trimmed(Fraction(value, by))
    written = [f"{number}%", f"{number}％", f"{number}パーセント", f"{say.full_width(number)}％"]
    if by == 1 and value % 10 == 0 and value < 100:
        written += [f"{value // 10}割", f"{say.kanji(value // 10)}割"]
    source = f"売上は{data.draw(st.sampled_from(written))}増えた。"
    right = f"Sales rose {number}{data.draw(st.sampled_from(['%', ' percent', ' per cent']))}."
    assert found(source, right) == "", (source, right)
    if value != 100 * by:
        wrong = f"Sales rose {say.trimmed(Fraction(value * 10, by))}%."
        assert found(source, wrong), (source, wrong)


@tries(100)
@given(DATES, DATES, st.data())
def test_a_date_is_one_in_every_spelling_and_changed_ones_are_found(day, other, data) -> None:
    source = f"それは{data.draw(st.sampled_from(say.japanese_dates(day.year, day.month, day.day)))}に始まった。"
    right = f"It began on {data.draw(st.sampled_from(say.english_dates(day.year, day.month, day.day)))}."
    assert found(source, right) == "", (source, right)
    if other != day:
        wrong = f"It began on {data.draw(st.sampled_from(say.english_dates(other.year, other.month, other.day)))}."
        assert found(source, wrong), (source, wrong)


@tries(100)
@given(st.integers(2, 98), st.integers(1, 60), st.data())
def test_a_range_keeps_both_ends(low: int, more: int, data) -> None:
    high = low + more
    sign = data.draw(st.sampled_from(["〜", "～", "-", "–", "から"]))
    source = f"期間は{low}{sign}{high}年です。"
    written = [
        f"{low} to {high} years",
        f"{low}-{high} years",
        f"{low}–{high} years",
        f"{say.words(low)} to {say.words(high)} years",
    ]
    right = f"It takes {data.draw(st.sampled_from(written))}."
    assert found(source, right) == "", (source, right)
    assert found(source, f"It takes {low} to {high + 1} years."), source


@tries(200)
@given(st.integers(1, 10**15))
def test_japanese_numerals_have_their_value(value: int) -> None:
    for written in say.japanese_numbers(value):
        if not written[0].isascii():
            continue  # the reader folds full-width digits before it counts
        assert japanese_value(written) == value, written


@tries(300)
@given(
    st.text(
        alphabet="0123456789,.万億千百十一二三円ドル年月日時分第〜%割約数Q￼ $€abMBkth-/:'（）、of and million half ",
        max_size=40,
    )
)
def test_any_text_is_read_in_order_and_without_overlap(text: str) -> None:
    for locale in ("ja", "en"):
        at = 0
        for mention in read(text, locale) or ():
            assert at <= mention.start < mention.end <= len(text)
            assert mention.text == text[mention.start : mention.end]
            assert mention.meanings
            at = mention.end
    assert differences(text, text, "ja", "en") == ()

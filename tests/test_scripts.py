"""The letters of languages."""

from __future__ import annotations

import re

import pytest

from taiyaku.language.scripts import CJK, HAN, HANGUL, HIRAGANA, KANA, KATAKANA, UNSPACED, is_letter_of


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("ja", "漢字とカナ、人々、ｶﾅ、Ａ、Linux"),
        ("ko-KR", "한글과 漢字"),
        ("zh-Hant", "漢字"),
        ("bg", "Кирилица"),
        ("en", "naïve µ αβ"),
    ],
)
def test_texts_use_the_letters_of_their_language(locale: str, text: str) -> None:
    assert all(is_letter_of(letter, locale) for letter in text if letter.isalpha())


@pytest.mark.parametrize(("locale", "letter"), [("en", "か"), ("zh", "か"), ("ja", "한"), ("ru", "א"), ("ja", "Д")])
def test_letters_of_other_languages_are_foreign(locale: str, letter: str) -> None:
    assert not is_letter_of(letter, locale)


@pytest.mark.parametrize("letters", [CJK, HAN, HANGUL, HIRAGANA, KANA, KATAKANA, UNSPACED])
def test_a_set_of_letters_is_the_inside_of_a_character_class(letters: str) -> None:
    pattern = re.compile(f"[{letters}]")
    assert not any(map(pattern.match, map(chr, range(0x250))))
    assert any(map(pattern.match, "漢か한カ"))

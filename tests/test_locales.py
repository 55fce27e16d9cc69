"""Locales: their parts, what they fall back to, and how a file's language tag finds the project's locale."""

from __future__ import annotations

import pytest

from taiyaku.language.locales import (
    display_name,
    fallbacks,
    find_locale,
    is_locale,
    language,
    language_tag,
    lookup,
    project_locale,
)


@pytest.mark.parametrize("locale", ["en", "EN", "en-US", "en_gb", "EN-Latn-GB"])
def test_the_language_is_the_first_part_in_lower_case(locale: str) -> None:
    assert language(locale) == "en"


def test_a_language_tag_has_hyphens_and_keeps_its_case() -> None:
    assert language_tag("zh_Hant_TW") == "zh-Hant-TW"


@pytest.mark.parametrize("text", ["ja", "fil", "pt-BR", "pt_BR", "zh-Hant-TW", "en-x-us"])
def test_what_has_the_form_of_a_locale_is_one(text: str) -> None:
    assert is_locale(text)


@pytest.mark.parametrize("text", ["", "e", "english", "en-", "en US", "../en", "en--US"])
def test_what_has_another_form_is_none(text: str) -> None:
    assert not is_locale(text)


def test_a_locale_falls_back_part_by_part() -> None:
    assert fallbacks("zh_Hant-TW") == ("zh_Hant-TW", "zh_Hant", "zh")
    assert fallbacks("ja") == ("ja",)


def test_the_nearest_value_is_looked_up() -> None:
    values = {"zh": 1, "zh-Hant": 2}
    assert [lookup(name, values) for name in ("zh-Hant-TW", "zh-CN", "en")] == [2, 1, None]


@pytest.mark.parametrize(
    ("written", "locales", "found"),
    [
        ("EN-us", ["en"], "en"),
        ("en_us", ["en", "en-US"], "en-US"),
        ("en", ["pt_BR", "en-GB"], "en-GB"),
        ("en", ["en-GB", "en-AU"], "en"),
        ("ZH-hant-tw", ["en"], "zh-Hant-TW"),
        (" pt-br ", ["pt_BR"], "pt_BR"),
    ],
)
def test_a_tag_of_a_file_finds_the_locale_of_the_project(written: str, locales: list[str], found: str) -> None:
    assert project_locale(written, locales) == found


def test_the_first_of_several_regions_is_taken_only_on_request() -> None:
    assert find_locale("en-NZ", ["en-GB", "en-AU"]) == ""
    assert find_locale("en-NZ", ["en-GB", "en-AU"], any_region=True) == "en-GB"


def test_names_are_in_english() -> None:
    assert [display_name(name) for name in ("ja", "pt_BR", "xx-YY")] == ["Japanese", "Portuguese (Brazil)", "xx-YY"]

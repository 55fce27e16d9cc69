from __future__ import annotations

import pytest

from taiyaku.glossary.mine import mine_terms
from taiyaku.glossary.phrases import has_dictionary, script_runs, splitter, word_runs
from taiyaku.model import Term

TEXTS = [
    "世界モデルは環境を予測する。",
    "AMI Labsの世界モデル技術は医療AIに使われる。",
    "世界モデルと医療AIの可能性。",
    "AMI Labsは5億ユーロを調達し、医療AIを開発する。",
    "彼の世界モデルは世界の見方を変える。",
]


def words(runs: list[list[tuple[int, int]]], text: str) -> list[list[str]]:
    return [[text[start:end] for start, end in run] for run in runs]


def mined(texts: list[str] = TEXTS, **options) -> dict[str, int]:
    options = {"locale": "ja", "split": script_runs, "at_least": 2, **options}
    return {found.text: found.count for found in mine_terms(texts, **options)}


def test_scripts_beside_each_other_make_a_run_and_hiragana_ends_it() -> None:
    text = "AMI Labsの世界モデル技術は、医療AIに"
    assert words(script_runs(text), text) == [["AMI", "Labs"], ["世界", "モデル", "技術"], ["医療", "AI"]]


def test_what_counts_a_figure_is_no_component() -> None:
    text = "50億ドル評価、5年で20時間、２社、第3社"
    assert words(script_runs(text), text) == [["評価"], ["第"]]


def test_english_runs_end_at_stop_words_and_punctuation() -> None:
    text = "The world model of the agent, a large language model's use"
    assert words(word_runs(text), text) == [["world", "model"], ["agent"], ["large", "language", "model's"]]


def test_frequent_long_phrases_come_first_and_parts_of_them_only_for_themselves() -> None:
    found = mined()
    assert next(iter(found)) == "世界モデル"
    assert found["世界モデル"] == 4
    assert found["医療AI"] == 3
    assert found["AMI Labs"] == 2
    assert not {"モデル", "医療", "AMI", "Labs"} & set(found)


def test_known_terms_and_their_variants_are_left_out() -> None:
    found = mined(known=[Term("世界モデル"), Term("AMI研", variants=("ＡＭＩ　Ｌａｂｓ",))])
    assert not {"世界モデル", "AMI Labs"} & set(found)
    assert "医療AI" in found


def test_everyday_words_and_single_characters_are_no_candidates() -> None:
    assert mined(["場合と場合", "必要な場合", "例の例", "必要", "木と木と木"]) == {}


def test_a_text_that_stands_twice_counts_once() -> None:
    assert mined(["世界モデル", "世界モデル"]) == {}


def test_spellings_of_other_width_count_as_one_and_the_commonest_is_shown() -> None:
    assert mined(["ワールド作戦", "ワールド作戦だ", "ﾜｰﾙﾄﾞ作戦の"])["ワールド作戦"] == 3


def test_a_candidate_comes_with_places_it_stands_in() -> None:
    best = mine_terms(TEXTS, locale="ja", split=script_runs, at_least=2)[0]
    assert best.contexts[0] == "世界モデルは環境を予測する。"
    assert len(best.contexts) == 3
    long = mine_terms([f"{'あ' * 40}用語辞典{'い' * 40}{n}" for n in "abc"], locale="ja", split=script_runs)[0]
    assert long.contexts[0] == f"…{'あ' * 24}用語辞典{'い' * 24}…"


def test_accepted_pairs_tell_the_likely_renderings() -> None:
    pairs = [
        ("世界モデルは学ぶ。", "World models learn."),
        ("この世界モデル", "this world model"),
        ("世界モデルの限界", "The world model's limits"),
        ("世界の限界", "the limits of the world"),
        ("医療AI", "medical AI"),
        ("医療AIの限界", "Limits of medical AI"),
    ]
    found = {one.text: one.renderings for one in mine_terms(TEXTS, locale="ja", split=script_runs, pairs=pairs)}
    assert found["世界モデル"][0].text == "world model"
    assert (found["世界モデル"][0].score, found["世界モデル"][0].count) == (1.0, 3)
    assert [suggestion.text for suggestion in found["医療AI"]][:1] == ["medical AI"]


def test_a_rendering_belongs_to_the_longest_phrase_that_it_is_likely_for() -> None:
    texts = [
        "行動を見る",
        "行動規範を読む",
        "行動が大事",
        "行動規範に従う",
        "行動と行動規範",
        "オープンソースの話",
        "オープンソースライセンス",
    ]
    pairs = [
        ("行動規範を読む", "Read the code of conduct."),
        ("行動規範に従う", "Follow the code of conduct."),
        ("行動規範と", "With a code of conduct"),
        ("行動を見る", "Look at behavior."),
        ("行動が大事", "The behavior matters."),
        ("オープンソースの話", "On open source"),
        ("オープンソースライセンス", "Open source licenses"),
    ]
    found = mine_terms(texts, locale="ja", split=script_runs, pairs=pairs, at_least=1)
    likely = {one.text: [suggestion.text for suggestion in one.renderings] for one in found}
    assert likely["行動規範"] == ["code of conduct"]
    assert likely["行動"] == ["behavior"]
    assert likely["オープンソース"] == ["open source"]  # though katakana in one run has no parts


def test_what_is_much_less_likely_than_the_best_is_not_suggested() -> None:
    pairs = [
        ("推論", "inference"),
        ("推論の", "of inference"),
        ("推論は速い", "fast inference"),
        ("推論だ", "fast inference"),
    ]
    (one,) = mine_terms([source for source, _ in pairs], locale="ja", split=script_runs, pairs=pairs)
    assert [suggestion.text for suggestion in one.renderings] == ["inference", "fast inference"]
    (one,) = mine_terms(
        [source for source, _ in pairs], locale="ja", split=script_runs, pairs=[*pairs, ("推論", "inference")] * 2
    )
    assert [suggestion.text for suggestion in one.renderings] == ["inference"]


def test_addresses_are_not_read() -> None:
    assert mined(["https://example.com/a を見る", "https://example.com/b も", "https://example.com/c"]) == {}


def test_the_splitter_suits_the_language() -> None:
    assert splitter("en") is word_runs
    assert splitter("ja", dictionary=False) is script_runs
    assert splitter("zh-Hant") is script_runs


@pytest.mark.skipif(not has_dictionary(), reason="the extra `ja` is not installed")
def test_with_a_dictionary_nouns_are_told_apart_inside_a_run_of_kanji() -> None:
    split = splitter("ja")
    text = "永続的記憶を持たない大規模言語モデルは5年で廃れる"
    runs = words(split(text), text)
    assert ["大", "規模", "言語", "モデル"] in runs or ["大規模", "言語", "モデル"] in runs
    assert not any("年" in run for run in runs)
    assert mined(["機械学習の手法", "機械学習を使う", "機械学習"], split=split, at_least=3)["機械学習"] == 3

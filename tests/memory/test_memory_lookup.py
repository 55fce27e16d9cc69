"""What a lookup finds, what it scores, and in which order."""

from __future__ import annotations

import dataclasses
import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz, process

from invented import tries
from taiyaku.markdown.inline import abstract
from taiyaku.memory import Match, Memory, MemoryEntry
from taiyaku.model import Reading

PAIR: Any = {"source_locale": "ja", "target_locale": "en"}


def entry(source: str, target: str, **more: Any) -> MemoryEntry:
    return dataclasses.replace(MemoryEntry(source, target, "ja", "en"), **more)


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    with Memory.open(tmp_path / "memory.db") as opened:
        yield opened


def best(memory: Memory, source: str, **more: Any) -> Match:
    return memory.lookup(source, **PAIR, **more)[0]


def test_a_text_that_was_translated_is_found_exactly(memory: Memory) -> None:
    memory.put([entry("世界モデルとは何か", "What a world model is", origin="deepl", article="a", context="序")])
    found = memory.exact("世界モデルとは何か", **PAIR)
    assert found is not None
    assert (found.score, found.target, found.reasons) == (100, "What a world model is", ())
    assert found.entry.origin == "deepl"
    assert found.entry.context == "序"


def test_an_empty_memory_answers_with_nothing(memory: Memory) -> None:
    assert memory.lookup("世界モデル", **PAIR) == []
    assert memory.exact("世界モデル", **PAIR) is None
    assert memory.lookup("", **PAIR) == []


def test_two_target_locales_are_kept_apart(memory: Memory) -> None:
    memory.put([entry("はじめに", "Introduction"), entry("はじめに", "Einleitung", target_locale="de")])
    assert [m.target for m in memory.lookup("はじめに", **PAIR)] == ["Introduction"]
    assert [m.target for m in memory.lookup("はじめに", source_locale="ja", target_locale="de")] == ["Einleitung"]
    assert memory.lookup("はじめに", source_locale="ja", target_locale="fr") == []


def test_the_same_words_in_another_source_locale_are_not_found(memory: Memory) -> None:
    memory.put([entry("人工知能研究所", "AI institute"), entry("人工知能研究所", "x", source_locale="zh")])
    for text in ("人工知能研究所", "人工知能研究室"):
        assert {m.target for m in memory.lookup(text, **PAIR)} == {"AI institute"}


def test_a_near_text_in_another_locale_does_not_crowd_out_one_in_the_right_one(memory: Memory) -> None:
    crowd = "これは{}番目の記事にある、とてもよく似た長い文章であり、別の言語にだけ訳されている。"
    memory.put(entry(crowd.format(n), f"{n}", target_locale="fr") for n in range(300))
    memory.put([entry(crowd.format("最後の"), "the one")])
    assert [m.target for m in memory.lookup(crowd.format(7), **PAIR)] == ["the one"]


# ── Context ─────────────────────────────────────────────────────────────────


def test_the_translation_after_the_same_unit_is_preferred_and_scores_101(memory: Memory) -> None:
    memory.put(
        [
            entry("開く", "Open", previous="ファイル", accepted=True, origin="person"),
            entry("開く", "Unfold", previous="傘"),
        ]
    )
    found = memory.lookup("開く", **PAIR, previous="傘")
    assert [(m.target, m.score) for m in found] == [("Unfold", 101), ("Open", 100)]
    assert found[0].reasons == ("in context",)


def test_where_nothing_stands_before_the_heading_path_decides(memory: Memory) -> None:
    memory.put(
        [
            entry("概要", "Overview", context="製品"),
            entry("概要", "Abstract", context="論文"),
            entry("概要", "Summary", context="製品", previous="価格"),
        ]
    )
    assert best(memory, "概要", context="論文").target == "Abstract"
    found = memory.lookup("概要", **PAIR, context="製品")
    assert [(m.target, m.score) for m in found] == [("Overview", 101), ("Abstract", 100), ("Summary", 100)]


def test_another_unit_before_it_leaves_the_match_exact(memory: Memory) -> None:
    memory.put([entry("概要", "Overview", context="製品", previous="価格")])
    assert best(memory, "概要", context="製品", previous="料金").score == 100


def test_a_text_without_any_context_is_not_in_context(memory: Memory) -> None:
    memory.put([entry("概要", "Overview")])
    assert best(memory, "概要").score == 100


def test_a_fuzzy_match_is_never_in_context(memory: Memory) -> None:
    memory.put([entry("この章の概要を説明する", "Explain", previous="前")])
    assert 75 <= best(memory, "この章の概要を説明した", previous="前").score < 100


# ── Order ───────────────────────────────────────────────────────────────────


def test_of_equal_scores_accepted_comes_before_drafts_and_persons_before_machines(memory: Memory) -> None:
    memory.put(
        [
            entry("設定", "a machine's draft", origin="deepl"),
            entry("設定", "b accepted", accepted=True, origin="deepl"),
            entry("設定", "c person", accepted=True, origin="person"),
        ]
    )
    assert [m.target[0] for m in memory.lookup("設定", **PAIR)] == ["c", "b", "a"]


def test_what_was_said_more_often_comes_first(memory: Memory) -> None:
    memory.put(entry("設定", "Settings", article=f"{n}") for n in range(3))
    memory.put([entry("設定", "Configuration", article="x")])
    found = memory.lookup("設定", **PAIR)
    assert [m.target for m in found] == ["Settings", "Configuration"]


def test_each_translation_is_offered_once_and_no_more_than_asked_for(memory: Memory) -> None:
    memory.put(entry(f"これは第{n}章の説明です", "This explains the chapter", article=f"{n}") for n in range(20))
    memory.put(entry("これは第1章の説明です", "This explains the chapter", article=f"again {n}") for n in range(20))
    found = memory.lookup("これは第1章の説明です", **PAIR, limit=4)
    assert len(found) == 4
    assert found[0].score == 100
    assert len({m.entry.source for m in found}) == 4


def test_the_order_does_not_depend_on_the_order_of_arrival(tmp_path: Path) -> None:
    entries = [entry(f"資金調達は{n}億ドルに達した", f"raised {n}") for n in range(40)]
    answers = []
    for seed in range(3):
        random.Random(seed).shuffle(entries)
        with Memory.open(tmp_path / f"{seed}.db") as memory:
            memory.put(entries)
            answers.append(
                [(m.target, m.score) for m in memory.lookup("資金調達は7億ドルに達する", **PAIR, limit=40, minimum=60)]
            )
    assert len(answers[0]) == 40
    assert answers[0] == answers[1] == answers[2]


def test_many_articles_with_one_text_do_not_hide_the_rare_translation(memory: Memory) -> None:
    memory.put(entry("はい", "Yes", article=f"{n}", previous=f"{n}") for n in range(500))
    memory.put([entry("はい", "Aye", article="ship", previous="船長")])
    assert [m.target for m in memory.lookup("はい", **PAIR)] == ["Yes", "Aye"]
    assert best(memory, "はい", previous="船長").target == "Aye"


# ── Codes ───────────────────────────────────────────────────────────────────


def test_another_url_gives_the_same_translation_with_the_new_url(memory: Memory) -> None:
    memory.put([entry("[文書](https://a.example/1)を読む", "Read the [docs](https://a.example/1)")])
    found = memory.exact("[文書](https://a.example/2)を読む", **PAIR)
    assert found is not None
    assert (found.score, found.target) == (100, "Read the [docs](https://a.example/2)")
    assert found.reasons == ("codes replaced",)
    assert found.entry.target == "Read the [docs](https://a.example/1)"


def test_codes_that_change_places_in_the_translation_are_followed(memory: Memory) -> None:
    memory.put([entry("`a`から`b`へ", "To `b` from `a`")])
    assert best(memory, "`x`から`y`へ").target == "To `y` from `x`"
    assert best(memory, "`b`から`a`へ").target == "To `a` from `b`"


@pytest.mark.parametrize(
    ("source", "target", "asked"),
    [
        ("`a`と`a`", "`a` and `a`", "`b`と`c`"),  # which is which?
        ("[版](/ja/x)を見る", "See [it](/en/x)", "[版](/ja/y)を見る"),  # the target has another link
        ("`a`を実行", "Run it", "`b`を実行"),  # the target has none
        ("`a`を実行", "Run `a`, then `a`", "`b`を実行"),  # the target has it twice
        ("`a`を実行", "Run `a`", "$a$を実行"),  # another kind
    ],
)
def test_codes_that_cannot_be_exchanged_are_penalised_and_left(
    memory: Memory, source: str, target: str, asked: str
) -> None:
    memory.put([entry(source, target)])
    found = best(memory, asked)
    assert (found.score, found.target, found.reasons) == (98, target, ("codes differ",))
    assert memory.exact(asked, **PAIR) is None


def test_codes_that_stayed_need_not_stand_in_the_translation(memory: Memory) -> None:
    memory.put([entry("[版](/ja/x)で`a`を見る", "See `a` in [it](/en/x)")])
    assert best(memory, "[版](/ja/x)で`b`を見る").target == "See `b` in [it](/en/x)"


def test_the_identical_source_comes_before_one_with_exchanged_codes(memory: Memory) -> None:
    memory.put(entry(f"[文書](/{n})を読む", f"Read [{n}](/{n})", accepted=True, origin="person") for n in range(300))
    memory.put([entry("[文書](/x)を読む", "Read this [draft](/x)")])
    found = memory.exact("[文書](/x)を読む", **PAIR)
    assert found is not None
    assert found.target == "Read this [draft](/x)"
    assert found.reasons == ()


def test_a_text_holding_the_placeholder_itself_is_left_alone(memory: Memory) -> None:
    memory.put([entry("\ufffcと`a`", "\ufffc and `a`")])
    found = best(memory, "\ufffcと`b`")
    assert found.target in {"\ufffc and `a`", "\ufffc and `b`"}
    assert (found.target == "\ufffc and `b`") == (found.score == 100)


# ── Fuzzy ───────────────────────────────────────────────────────────────────


def test_differing_numbers_cost_two_percent(memory: Memory) -> None:
    memory.put([entry("同社は2025年に新しい研究所を設立した", "In 2025 …")])
    words = best(memory, "同社は2025年に新しい研究室を設立した")
    digits = best(memory, "同社は2026年に新しい研究所を設立した")
    assert words.reasons == ()
    assert digits.reasons == ("numbers differ",)
    assert digits.score == words.score - 2


def test_a_full_width_number_is_the_same_number(memory: Memory) -> None:
    memory.put([entry("全部で５億ドルの資金調達", "…")])
    assert best(memory, "全部で5億ドルの資金調達").reasons == ()
    assert best(memory, "全部で5万ドルの資金調達").reasons == ("numbers differ",)


def test_a_match_that_penalties_bring_below_the_minimum_is_not_offered(memory: Memory) -> None:
    memory.put([entry("第1章の概要", "Chapter 1")])
    text = "第2章の概説"
    raw = int(fuzz.ratio("第1章の概要", text))
    assert [m.score for m in memory.lookup(text, **PAIR, minimum=raw - 2)] == [raw - 2]
    assert memory.lookup(text, **PAIR, minimum=raw - 1) == []


def test_two_characters_match_only_exactly(memory: Memory) -> None:
    memory.put([entry("設定", "Settings"), entry("設定値", "Value")])
    assert [m.target for m in memory.lookup("設定", **PAIR)] == ["Settings"]
    assert memory.lookup("設計", **PAIR, minimum=50) == []


@pytest.mark.parametrize(
    ("stored", "asked"),
    [("世界モデル", "世界のデル"), ("基礎設定", "基本設定"), ("料金", "料金表"), ("使い方", "使い方は")],
)
def test_short_texts_are_found_without_a_common_trigram(memory: Memory, stored: str, asked: str) -> None:
    memory.put([entry(stored, "it")])
    assert best(memory, asked).score == int(fuzz.ratio(stored, asked))


def test_texts_with_quotes_nul_and_operators_of_the_query_language_are_found(memory: Memory) -> None:
    texts = ['a "quoted" text AND more', "NEAR(a b) OR c* ^d -e", "列:\0値は、ここに置く。", "'; DROP TABLE entry; --"]
    memory.put(entry(text, f"T {text}") for text in texts)
    for text in texts:
        assert best(memory, text).score == 100
        assert best(memory, text + "x").entry.source == text


def test_a_very_long_text_is_looked_up(memory: Memory) -> None:
    noise = random.Random(5)
    text = "".join(chr(noise.randrange(0x4E00, 0x9000)) for _ in range(20_000))
    memory.put([entry(text, "long")])
    assert best(memory, text[:12_000] + text[12_100:]).target == "long"


_alphabet = st.sampled_from("あいうえ学習値0.`*「」。 \ufffc[](")


@given(
    stored=st.lists(st.text(_alphabet, min_size=1, max_size=14), min_size=1, max_size=25),
    asked=st.text(_alphabet, min_size=3, max_size=14),
)
@tries(60)
def test_the_nearest_text_is_the_one_a_full_scan_finds(
    tmp_path_factory: pytest.TempPathFactory, stored: list[str], asked: str
) -> None:
    with Memory.open(tmp_path_factory.mktemp("scan") / "memory.db") as memory:
        memory.put(entry(text, "t") for text in stored)
        text = abstract(asked, Reading())[0]
        scan = process.extractOne(text, [abstract(s, Reading())[0] for s in stored], scorer=fuzz.ratio, score_cutoff=80)
        # Alike without two neighboring characters in common: beyond any index of pairs.
        pairs = {text[at : at + 2] for at in range(len(text) - 1)}
        if scan is None or len(text) < 3 or not any(pair in scan[0] for pair in pairs):
            return
        found = memory.lookup(asked, **PAIR, minimum=int(scan[1]) - 4, limit=50)
        assert found
        assert max(fuzz.ratio(text, abstract(m.entry.source, Reading())[0]) for m in found) >= scan[1] - 1e-9


def test_the_true_nearest_of_many_real_sounding_sentences_is_found(memory: Memory) -> None:
    choose = random.Random(11)
    nouns = ["世界モデル", "評価額", "研究所", "推論", "学習", "データ", "画像", "契約", "監視", "通知", "市場", "論文"]
    verbs = ["開発する", "公開した", "検討している", "導入しました", "比較できる", "管理されます", "発表したと述べた"]
    texts = [
        f"{choose.choice(nouns)}の{choose.choice(nouns)}は{choose.choice(nouns)}を{choose.choice(verbs)}"
        for _ in range(2_000)
    ]
    memory.put(entry(text, "t") for text in texts)
    for text in choose.sample(texts, 60):
        at = choose.randrange(len(text))
        asked = text[:at] + choose.choice(nouns) + text[at + 2 :]
        nearest = process.extractOne(asked, texts, scorer=fuzz.ratio, score_cutoff=75)
        if nearest:
            found = memory.lookup(asked, **PAIR)
            assert max(fuzz.ratio(asked, m.entry.source) for m in found) >= nearest[1] - 1e-9


# ── Putting ─────────────────────────────────────────────────────────────────

_texts = st.text(min_size=1, max_size=40)


@given(
    source=_texts, target=_texts, context=st.text(max_size=10), previous=st.text(max_size=10), accepted=st.booleans()
)
@tries(150)
def test_what_is_put_comes_back_exactly(
    tmp_path: Path, source: str, target: str, context: str, previous: str, accepted: bool
) -> None:
    put = entry(source, target, article="a", context=context, previous=previous, accepted=accepted)
    with Memory.open(tmp_path / "memory.db") as memory:
        memory.replace_article("a", "en", [put])
        found = memory.exact(source, **PAIR)
        assert found is not None
        assert found.entry == put
        assert found.target == target
        assert list(memory.entries()) == [put]


def test_putting_twice_keeps_one_and_takes_the_later_standing(memory: Memory) -> None:
    memory.put([entry("設定", "Settings", origin="deepl", article="a")] * 2)
    memory.put([entry("設定", "Settings", origin="person", article="a", accepted=True)])
    assert list(memory.entries()) == [entry("設定", "Settings", origin="person", article="a", accepted=True)]


def test_entries_without_a_source_or_target_are_left_out(memory: Memory) -> None:
    memory.put([entry("設定", ""), entry("", "Settings")])
    assert memory.stats().entries == 0


def test_a_lone_surrogate_does_no_harm(memory: Memory) -> None:
    memory.put([entry("壊れた\ud800文字", "broken \udfff character")])
    assert best(memory, "壊れた\ud800文字").target == "broken ? character"


def test_replacing_an_article_forgets_what_it_no_longer_says(memory: Memory) -> None:
    memory.replace_article(
        "a", "en", [entry("一つ目の文章", "One", article="a"), entry("二つ目の文章", "Two", article="a")]
    )
    memory.replace_article("b", "en", [entry("一つ目の文章", "One", article="b")])
    memory.replace_article("a", "en", [entry("二つ目の文章", "Second", article="a")], stamp="s")
    assert {(e.article, e.target) for e in memory.entries()} == {("a", "Second"), ("b", "One")}
    assert memory.stamps() == {("a", "en"): "s", ("b", "en"): ""}
    memory.forget("b")
    assert memory.lookup("一つ目の文章", **PAIR, minimum=90) == []
    assert memory.stats().segments == 1


def test_replacing_an_article_is_refused_for_entries_of_another(memory: Memory) -> None:
    with pytest.raises(ValueError, match="another article"):
        memory.replace_article("a", "en", [entry("一", "1", article="b")])
    with pytest.raises(ValueError, match="another article"):
        memory.replace_article("a", "de", [entry("一", "1", article="a")])


def test_forgetting_one_locale_leaves_the_other(memory: Memory) -> None:
    both = [entry("概要", "Overview", article="a"), entry("概要", "Überblick", article="a", target_locale="de")]
    memory.put(both)
    memory.forget("a", "en")
    assert list(memory.entries()) == [both[1]]


@given(
    st.lists(
        st.lists(st.sampled_from(["設定方法", "設計方法", "使い方", "料金", "料金表", "世界モデルの設計"]), max_size=4),
        max_size=8,
    )
)
@tries(40)
def test_the_index_after_any_history_is_that_of_a_fresh_memory(
    tmp_path_factory: pytest.TempPathFactory, history: list[list[str]]
) -> None:
    folder = tmp_path_factory.mktemp("history")
    with Memory.open(folder / "old.db") as old, Memory.open(folder / "new.db") as new:
        for number, texts in enumerate(history):
            article = f"{number % 2}"
            old.replace_article(article, "en", [entry(text, f"T {text}", article=article) for text in texts])
        new.put(old.entries())
        for query in ("SELECT * FROM gram ORDER BY gram", "SELECT gram, length FROM short ORDER BY 1, 2"):

            def ask(connection: sqlite3.Connection, query: str = query) -> list[Any]:
                return connection.execute(query).fetchall()

            assert old._store.read(ask) == new._store.read(ask)
        check = "INSERT INTO trigram (trigram) VALUES ('integrity-check')"
        old._store.write(lambda c: c.execute(check).fetchall())
        for text in ("世界モデルの設計者", "設計方法", "料金"):
            assert old.lookup(text, **PAIR) == new.lookup(text, **PAIR)


def test_rebuilding_gives_what_the_catalogs_say_and_keeps_what_was_imported(memory: Memory) -> None:
    imported = entry("輸入した文", "Imported")
    memory.put([imported, entry("古い文", "Old", article="gone"), entry("文", "Old", article="a")])
    memory.journal_put_all([("k", "deepl", "q", "r")])
    fresh = [entry(f"文{n}", "New", article=f"{n % 3}") for n in range(9)]  # articles not in a row
    memory.rebuild(fresh, stamps={("0", "en"): "x"})
    assert set(memory.entries()) == {imported, *fresh}
    assert memory.stamps()["0", "en"] == "x"
    assert memory.journal_find(["k"]).get("k") == "r"


def test_an_article_that_is_split_over_batches_is_rebuilt_whole(
    memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("taiyaku.memory.memory._BATCH", 3)
    fresh = [entry(f"文{n}", "New", article=f"{n % 4}") for n in range(20)]
    memory.put([entry("文0", "Old", article="0")])
    memory.rebuild(iter(fresh))
    assert set(memory.entries()) == set(fresh)


def test_substrings_are_found_in_sources_and_targets(memory: Memory) -> None:
    memory.put([entry("`x`の世界モデル", "World model"), entry("別の文", "A world model again"), entry("他", "Other")])
    assert [e.source for e in memory.containing("世界")] == ["`x`の世界モデル"]
    assert [e.source for e in memory.containing("model")] == ["別の文", "`x`の世界モデル"]
    assert memory.containing("`x`")[0].target == "World model"
    assert memory.containing("model", target_locale="de") == []
    assert len(memory.containing("model", limit=1)) == 1
    assert memory.containing("") == []


def test_stats_count_what_is_there(memory: Memory) -> None:
    memory.put(
        [
            entry("一", "1", origin="person", accepted=True, article="a"),
            entry("一", "eins", target_locale="de", origin="deepl", article="a"),
            entry("二", "2"),
        ]
    )
    memory.journal_put_all([("k", "deepl", "q", "r")])
    stats = memory.stats()
    assert (stats.entries, stats.segments, stats.accepted, stats.imported, stats.replies) == (3, 2, 1, 1, 1)
    assert stats.pairs == (("ja", "de", 1), ("ja", "en", 2))
    assert stats.origins == (("", 1), ("deepl", 1), ("person", 1))
    assert stats.size > 0

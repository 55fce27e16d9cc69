"""What is learnt from the changes that people make in machine drafts."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taiyaku.memory.corrections import ChangeKind, Correction, Corrections, find_corrections
from taiyaku.model import Rendering


def learn(*texts: tuple[str, str, str], minimum: int = 2) -> Corrections:
    return find_corrections([Correction(*text) for text in texts], target_locale="en", minimum=minimum)


def found(learnt: Corrections) -> list[tuple[ChangeKind, str, str, int]]:
    return [(change.kind, change.before, change.after, change.count) for change in learnt.changes]


WORLD = (
    ("世界モデルとは何か", "What is a global model", "What is a world model"),
    (
        "研究所は世界モデル革命を進める",
        "The lab drives the global model revolution",
        "The lab drives the world model revolution",
    ),
    ("これが世界モデルだ", "Global model: this is it", "World model: this is it"),
)


def test_nothing_is_learnt_from_nothing() -> None:
    assert learn() == Corrections((), (), 0, 0)


def test_a_draft_that_was_accepted_as_it_is_only_counts() -> None:
    learnt = learn(("一", "One", "One"), ("二", "Two", "Two!"))
    assert (learnt.compared, learnt.unchanged, len(learnt.changes)) == (2, 1, 1)


def test_a_word_replaced_again_and_again_is_a_term_whatever_its_case() -> None:
    assert found(learn(*WORLD)) == [(ChangeKind.TERM, "global", "world", 3)]


def test_a_repeated_term_is_proposed_for_the_glossary_with_the_word_beside_it() -> None:
    (proposal,) = learn(*WORLD[:2]).proposals
    assert proposal.term.term == "世界モデル"
    assert dict(proposal.term.renderings) == {"en": Rendering("world model", avoid=("global model",))}
    assert proposal.term.status == "proposed"
    assert proposal.change.count == 2


def test_a_word_replaced_once_is_rewording_and_proposes_nothing() -> None:
    learnt = learn(WORLD[0])
    assert found(learnt) == [(ChangeKind.REWORDING, "global", "world", 1)]
    assert learnt.proposals == ()


def test_the_same_text_corrected_twice_is_one_case() -> None:
    assert found(learn(WORLD[0], WORLD[0])) == [(ChangeKind.REWORDING, "global", "world", 1)]


def test_nothing_is_proposed_where_the_sources_have_nothing_in_common() -> None:
    learnt = learn(
        ("資金を集める", "Collect funding now", "Raise funding now"), ("支持を得る", "Collect support", "Raise support")
    )
    assert found(learnt)[0][:3] == (ChangeKind.TERM, "Collect", "Raise")
    assert learnt.proposals == ()


def test_nothing_is_proposed_where_the_term_is_mostly_said_otherwise() -> None:
    others = [(f"世界モデル{n}号", f"Global simulation {n}", f"Global simulation {n}") for n in range(5)]
    assert learn(*WORLD[:2], *others).proposals == ()


def test_a_name_that_had_to_be_put_back_is_proposed_to_be_kept() -> None:
    learnt = learn(
        ("JEPAを学ぶ", "Learn Jepa", "Learn JEPA"), ("新しいJEPAの例", "A new Jepa example", "A new JEPA example")
    )
    assert found(learnt) == [(ChangeKind.STYLE, "Jepa", "JEPA", 2)]
    (proposal,) = learnt.proposals
    assert (proposal.term.term, proposal.term.keep, dict(proposal.term.renderings)) == ("JEPA", True, {})


def test_a_corrected_number_is_told_as_one() -> None:
    assert found(learn(("5億ユーロを調達", "It raised EUR 50 million", "It raised EUR 500 million"))) == [
        (ChangeKind.NUMBER, "50", "500", 1)
    ]


@pytest.mark.parametrize(
    ("draft", "text", "before", "after"),
    [
        ("A, B and C are here", "A, B, and C are here", "", ","),
        ("It said 'so' then", "It said “so” then", "'", "“"),
        ("It works。", "It works.", "。", "."),
        ("two  spaces", "two spaces", "  ", " "),
        ("the api is open", "the API is open", "api", "API"),
        ("an e-mail came", "an email came", "e-mail", "email"),
        ("See [it](/ja/x) now", "See [it](/en/x) now", "](/ja/x)", "](/en/x)"),
        ("This is **so** true", "This is *so* true", "**", "*"),
        ("Same words", "Same words ", "Same words", "Same words "),
    ],
)
def test_punctuation_spacing_case_and_markup_are_style(draft: str, text: str, before: str, after: str) -> None:
    assert (ChangeKind.STYLE, before, after) in [change[:3] for change in found(learn(("文", draft, text)))]
    assert {change[0] for change in found(learn(("文", draft, text)))} == {ChangeKind.STYLE}


def test_a_text_that_was_written_anew_is_one_rewording() -> None:
    assert found(learn(("これは良い", "This is very good indeed", "In practice it works surprisingly well"))) == [
        (ChangeKind.REWORDING, "This is very good indeed", "In practice it works surprisingly well", 1)
    ]


def test_words_put_in_or_taken_out_are_rewording() -> None:
    learnt = learn(("同社は", "The company really said so today", "The company said so today, again"))
    assert (ChangeKind.REWORDING, "really", "", 1) in found(learnt)
    assert (ChangeKind.REWORDING, "", ", again", 1) in found(learnt)


def test_a_url_is_never_taken_for_words() -> None:
    learnt = learn(
        ("[例](https://a.example/global)", "[Case](https://a.example/global)", "[Example](https://a.example/global)"),
        (
            "[例](https://b.example/global)を",
            "A [case](https://b.example/global)",
            "An [example](https://b.example/global)",
        ),
    )
    assert [change.before for change in learnt.changes if "example/" in change.before] == []


def test_terms_are_learnt_into_a_language_without_spaces_too() -> None:
    corrections = [
        Correction("The world model learns", "全球モデルは学習する", "世界モデルは学習する"),
        Correction("A world model plans", "全球モデルは計画する", "世界モデルは計画する"),
    ]
    (proposal,) = find_corrections(corrections, target_locale="ja").proposals
    assert proposal.term.term == "world model"
    assert dict(proposal.term.renderings) == {"ja": Rendering("世界モデル", avoid=("全球モデル",))}


def test_the_kinds_come_in_order_and_the_frequent_first() -> None:
    texts = [
        *WORLD,
        ("数", "It has 5 of them", "It has 6 of them"),
        *((f"点{n}", f"Point {n}; done", f"Point {n}, done") for n in range(3)),
        ("語", "It was said so", "It was firmly said so"),
        ("点", "One; two", "One: two"),
    ]
    kinds = [(change[0], change[3]) for change in found(learn(*texts))]
    assert kinds == [
        (ChangeKind.TERM, 3),
        (ChangeKind.NUMBER, 1),
        (ChangeKind.STYLE, 3),
        (ChangeKind.STYLE, 1),
        (ChangeKind.REWORDING, 1),
    ]


def test_the_order_of_the_texts_makes_no_difference() -> None:
    texts = [Correction(*text) for text in WORLD]
    expected = find_corrections(texts, target_locale="en")
    for seed in range(3):
        random.Random(seed).shuffle(texts)
        assert find_corrections(texts, target_locale="en") == expected


_text = st.text(st.sampled_from("ab cd 12,.`*[](世界モは\ufffc"), max_size=20)


@given(st.lists(st.builds(Correction, _text, _text, _text), max_size=4))
def test_every_changed_text_is_told_of(texts: list[Correction]) -> None:
    learnt = find_corrections(texts, target_locale="en")
    told = {example for change in learnt.changes for example in change.examples}
    assert told == {text for text in texts if text.draft != text.text}

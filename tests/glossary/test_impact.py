from __future__ import annotations

import pytest

from taiyaku.glossary.impact import Accepted, RenderingChange, rendering_changes
from taiyaku.markdown.inline import mask_codes
from taiyaku.model import Reading, Rendering, Term

WORLD_MODEL = Term("世界モデル", renderings={"en": Rendering("world model", ("model of the world",))})
MODEL = Term("モデル", renderings={"en": Rendering("model")})


def changes(
    source: str, target: str, use: str, term: Term = WORLD_MODEL, *others: Term, mask: str = ""
) -> list[RenderingChange]:
    pairs = [Accepted(source, target, "a.md", 3, target_masked=mask)]
    return list(rendering_changes(term, use, pairs, source="ja", target="en", terms=others))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("A world model learns.", "A world simulator learns."),
        ("World models learn.", "World simulators learn."),
        ("World-Model Research", "World-Simulator Research"),
        ("The world model's limits", "The world simulator's limits"),
        ("WORLD MODEL", "WORLD SIMULATOR"),
        ("a model of the world", "a world simulator"),
    ],
)
def test_the_rendering_is_rewritten_in_its_form(before: str, after: str) -> None:
    (change,) = changes("世界モデル", before, "world simulator")
    assert (change.after, change.doubt, change.accepted.line) == (after, "", 3)


def test_the_article_follows_and_where_it_is_not_known_a_person_is_asked() -> None:
    (change,) = changes("世界モデル", "It is a world model.", "environment model")
    assert (change.after, change.doubt) == ("It is an environment model.", "")
    (change,) = changes("世界モデル", "It is a world model.", "LWM")
    assert (change.after, change.doubt) == ("It is an LWM.", "")
    (change,) = changes("世界モデル", "It is a world model.", "SQL model")
    assert (change.after, change.doubt) == ("It is a SQL model.", "the article before it may not fit")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a [world model](a.md)", "an [environment model](a.md)"),
        ("A *world model*", "An *environment model*"),
        ("a <b>world model</b>", "an <b>environment model</b>"),
        ("a “world model”", "an “environment model”"),
        ("a\nworld\nmodel", "an\nenvironment model"),
        ("a latent world model", "a latent environment model"),
        ("data [world model](a.md)", "data [environment model](a.md)"),
    ],
)
def test_markup_between_does_not_hide_the_article_nor_the_rendering(before: str, after: str) -> None:
    (change,) = changes("世界モデル", before, "environment model", mask=mask_codes(before, Reading()))
    assert (change.after, change.doubt) == (after, "")


@pytest.mark.parametrize(
    ("use", "before", "new", "after", "doubt"),
    [
        ("data", "the data are", "dataset", "the dataset are", "`dataset` may not be the right form"),
        ("metrics", "the metrics are", "measure", "the measure are", "`measure` may not be the right form"),
        ("metrics", "the metric is", "measures", "the measure is", ""),
        ("metrics", "the metric is", "measure", "the measure is", ""),
        ("metrics", "the metrics are", "measures", "the measures are", ""),
        ("model", "the models are", "physics", "the physics are", "`physics` may not be the right form"),
    ],
)
def test_a_change_of_number_is_in_doubt(use: str, before: str, new: str, after: str, doubt: str) -> None:
    (change,) = changes("指標", before, new, Term("指標", renderings={"en": Rendering(use)}))
    assert (change.after, change.doubt) == (after, doubt)


def test_sentences_without_the_term_and_those_that_have_the_new_rendering_are_left_out() -> None:
    assert changes("世界", "a world model", "x") == []
    assert changes("世界モデル", "a world simulator", "world simulator") == []


def test_a_longer_new_rendering_is_not_put_into_itself() -> None:
    (change,) = changes("世界モデルと世界モデル", "world model, latent world model", "latent world model")
    assert (change.after, change.doubt) == ("latent world model, latent world model", "")


def test_the_rendering_of_another_term_is_left_alone() -> None:
    (change,) = changes("世界モデルというモデル", "a world model is a model", "system", MODEL, WORLD_MODEL)
    assert (change.after, change.doubt) == ("a world model is a system", "")


def test_what_cannot_be_found_or_counted_is_shown_with_the_doubt() -> None:
    (change,) = changes("世界モデルは", "It learns.", "x")
    assert (change.after, change.doubt) == ("It learns.", "the rendering is not in the translation")
    (change,) = changes("世界モデルと世界モデル", "a world model", "x")
    assert change.doubt == "2 in the source, 1 in the translation"


def test_a_rendering_shared_with_another_term_of_the_sentence_is_in_doubt() -> None:
    training = Term("訓練", renderings={"en": Rendering("training")})
    learning = Term("学習", renderings={"en": Rendering("training")})
    (change,) = changes("訓練と学習", "training", "drill", training, learning)
    assert change.doubt == "`学習` has the same rendering"
    (change,) = changes("訓練", "training", "drill", training, learning)
    assert (change.after, change.doubt) == ("drill", "")


def test_codes_and_addresses_are_left_alone() -> None:
    target = "a world model, `world model`, https://x.y/world-model"
    (change,) = changes("世界モデル", target, "sim", mask=mask_codes(target, Reading()))
    assert change.after == "a sim, `world model`, https://x.y/world-model"

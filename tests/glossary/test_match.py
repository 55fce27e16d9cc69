from __future__ import annotations

import itertools
import random
import runpy
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from ahocorasick_rs import AhoCorasick, MatchKind
from hypothesis import given
from hypothesis import strategies as st

from taiyaku.glossary.automaton import script
from taiyaku.glossary.folding import fold
from taiyaku.glossary.match import TermMatcher
from taiyaku.model import Rendering, Severity, Term


def term(name: str, use: str = "", *, also: tuple[str, ...] = (), avoid: tuple[str, ...] = (), **more: Any) -> Term:
    return Term(name, renderings={"en": Rendering(use, also, avoid)} if use or avoid else {}, **more)


WORLD_MODEL = term("世界モデル", "world model", avoid=("global model",), variants=("ワールドモデル",))
WORLD = term("世界", "world")
AI = term("AI", keep=True)
JEPA = term("JEPA", keep=True, variants=("ジェパ",), expand="Joint Embedding Predictive Architecture")
AMI = term("AMI Labs", keep=True)
LECUN = term("LeCun", keep=True)


def matcher(*terms: Term, source: str = "ja", target: str = "en") -> TermMatcher:
    return TermMatcher(terms, source, target)


def found(text: str, *terms: Term, source: str = "ja") -> list[str]:
    return [use.text for use in matcher(*terms, source=source).find_uses(text)]


# --- where the source uses terms


def test_a_short_term_does_not_fire_inside_a_longer_one() -> None:
    uses = matcher(WORLD, WORLD_MODEL).find_uses("世界の世界モデル")
    assert [(use.term.term, use.start, use.end) for use in uses] == [("世界", 0, 2), ("世界モデル", 3, 8)]


def test_the_leftmost_match_wins_over_a_longer_one_that_begins_later() -> None:
    assert found("大規模言語モデル", term("大規模言語", "x"), term("言語モデル", "y")) == ["大規模言語"]


@pytest.mark.parametrize("text", ["MAIL", "mail", "OpenAI", "AI2", "AIs", "AI_KEY", "Aİ", "AIé"])
def test_a_latin_term_is_not_seen_inside_a_word(text: str) -> None:
    assert found(text, AI) == []


@pytest.mark.parametrize("text", ["AIの進歩", "生成AI", "AI", "(AI)", "医療AI、", "AI-driven", "「AI」", "ＡＩ", "ai"])
def test_a_latin_term_is_seen_beside_another_script_or_punctuation(text: str) -> None:
    assert len(found(text, AI)) == 1


def test_width_and_case_are_folded_and_the_text_is_given_as_it_stands() -> None:
    text = "㈱のﾜｰﾙﾄﾞﾓﾃﾞﾙとＡＩ"
    uses = matcher(WORLD_MODEL, AI).find_uses(text)
    assert [use.text for use in uses] == ["ﾜｰﾙﾄﾞﾓﾃﾞﾙ", "ＡＩ"]
    assert all(text[use.start : use.end] == use.text for use in uses)


def test_a_part_of_a_compatibility_character_is_no_match() -> None:
    assert found("㈱と株", term("株", "stock")) == ["株"]


def test_case_matters_where_the_entry_says_so() -> None:
    assert found("Goとgo、ＧＯ、Ｇｏ", term("Go", keep=True, case="keep")) == ["Go", "Ｇｏ"]


def test_a_longer_match_that_is_refused_leaves_room_for_those_inside_it() -> None:
    assert found("AIの性能", term("AI", "AI"), term("aiの性能", "x", case="keep")) == ["AI"]
    assert found("世界モデルズ", term("世界モデル", "x", match="word"), term("モデルズ", "y")) == ["モデルズ"]


def test_a_word_match_asks_that_no_letter_of_the_same_script_goes_on() -> None:
    agent = term("エージェント", "agent", match="word")
    assert found("マルチエージェントとエージェントの、エージェントー", agent) == ["エージェント"]
    assert found("世界的な世界の", term("世界", "world", match="word")) == ["世界"]


def test_nothing_is_found_in_what_is_masked_or_in_an_address() -> None:
    assert found("\ufffc\ufffcAI\ufffc", AI) == ["AI"]
    assert found("世\ufffc界", WORLD) == []
    assert found("https://ai.example/AI/世界 と ai@ai.example", AI) == []
    assert found("https://example.com/を見よ、AI", AI) == ["AI"]


def test_nothing_is_found_between_backticks_of_a_text_that_is_no_markdown() -> None:
    assert found("`AI`と`import AI`とAI", AI) == ["AI"]
    assert found("`AI` 未完の ` AI", AI) == ["AI"]


@pytest.mark.parametrize("text", ["index.astro", "astro.config.mjs", "@astro/x", "my-astro", "astro_x", "/astro"])
def test_a_name_in_other_capitals_inside_an_identifier_is_not_meant(text: str) -> None:
    astro = term("Astro", keep=True)
    assert found(text, astro) == []
    assert matcher(astro).find_altered(astro, text) is None


def test_a_name_inside_a_compound_is_meant() -> None:
    assert found("V-JEPA、JEPA-2、jepa。jepa. とJEPA.v2", JEPA) == ["JEPA", "JEPA", "jepa", "jepa", "JEPA"]


def test_of_two_terms_with_the_same_spelling_the_first_is_found() -> None:
    near, far = term("モデル", "model"), term("モデル", "mannequin")
    assert matcher(near, far).find_uses("モデル")[0].term is near


def test_an_english_source_is_matched_in_its_inflected_forms() -> None:
    assert found("World models and world-model research", term("world model", "x"), source="en") == [
        "World models",
        "world-model",
    ]


def test_no_terms_find_nothing() -> None:
    assert matcher().find_uses("世界") == ()
    assert matcher(WORLD).find_uses("") == ()


@given(
    st.lists(st.text("aAb世界モデル", min_size=1, max_size=4), min_size=1, max_size=8, unique=True),
    st.text("aAb世界モデルｱ -", max_size=24),
    st.booleans(),
    st.booleans(),
)
def test_the_matches_are_those_of_trying_every_place(names: list[str], text: str, word: bool, cased: bool) -> None:
    terms = [term(name, "x", match="word" if word else "exact", case="keep" if cased else "") for name in names]
    uses = matcher(*terms).find_uses(text)
    assert [(use.start, use.end, use.term.term) for use in uses] == list(brute_force(terms, text))
    assert all(text[use.start : use.end] == use.text for use in uses)


def brute_force(terms: list[Term], text: str):
    """Leftmost-longest by trying every term at every place; for texts in which folding keeps lengths."""
    plain = unicodedata.normalize("NFKC", text)
    at = 0
    while at < len(text):
        for entry in sorted(terms, key=lambda entry: -len(entry.term)):
            end = at + len(entry.term)
            here = plain[at:end]
            same = here == entry.term if entry.case else here.lower() == entry.term.lower()
            if same and not runs_on(plain, at, entry) and not runs_on(plain[::-1], len(plain) - end, entry):
                yield at, end, entry.term
                at = end
                break
        else:
            at += 1


def runs_on(text: str, at: int, entry: Term) -> bool:
    if not at:
        return False
    before, here = script(text[at - 1]), script(text[at])
    return bool(here) and before == here and (entry.match == "word" or here == "spaced")


FOLDED = (
    *("ハ", "ﾊ", "パ", "ﾊﾟ", "ハ\u309a", "か", "が", "か\u3099", "世", "界", "㈱", "株", "ー", "ｰ", "・", "･"),
    *("a", "A", "Ａ", "ß", "SS", "ss", "İ", "i", "I", "é", "e\u0301", "É", "ﬁ", "fi", " ", "\u3000", "-", "‑", "😀"),
)
"""Pieces that fold to one another, some of them of two characters and some that become longer."""


@given(
    st.lists(
        st.lists(st.sampled_from(FOLDED), min_size=1, max_size=3)
        .map("".join)
        .filter(lambda name: name == name.strip()),
        min_size=1,
        max_size=6,
        unique_by=lambda name: fold(name).text,
    ),
    st.lists(st.sampled_from(FOLDED), max_size=16),
)
def test_folded_matches_begin_and_end_with_whole_characters_leftmost_and_longest(
    names: list[str], pieces: list[str]
) -> None:
    text = "".join(pieces)
    ends = [0, *itertools.accumulate(len(piece) for piece in pieces)]
    # White space folds as one run, and SS may be taken by half; both are places where a match may begin or end.
    borders = sorted({*ends, *(at for at in range(len(text)) if text[at - 1 : at + 1].lower() in {"ss", "fi"})})
    keys = {fold(name).text: name for name in names}
    wanted = []
    at = 0
    for start in borders:
        if start < at or (start and text[start : start + 1].isspace() and text[start - 1].isspace()):
            continue
        for end in reversed(borders):
            if end <= start or (text[end : end + 1].isspace() and text[end - 1].isspace()):
                continue
            key = fold(text[start:end]).text
            if key in keys and not any(
                script(one) == script(two) == "spaced"
                for one, two in ((fold(text[:start]).text[-1:], key[0]), (key[-1], fold(text[end:]).text[:1]))
                if one and two
            ):
                wanted.append((start, end, keys[key]))
                at = end
                break
    uses = matcher(*(term(name, "x") for name in names)).find_uses(text)
    assert [(use.start, use.end, use.term.term) for use in uses] == wanted


# --- whether a translation renders them


@pytest.mark.parametrize(
    "text",
    [
        "a world model",
        "World models learn.",
        "the world model's limits",
        "the world models’ limits",
        "world-model research",
        "WORLD MODEL",
        "a world\n model",
        "a world\u00a0model",
        "a world&nbsp;model",
        "\ufffc\ufffcworld\ufffc\ufffc model",
        "see\ufffcworld model",
    ],
)
def test_an_inflected_rendering_counts(text: str) -> None:
    assert matcher(WORLD_MODEL).is_rendered(WORLD_MODEL, text)


@pytest.mark.parametrize(
    "text", ["", "world-modelling", "world modeler", "underworld model", "model of the world", "worldmodel"]
)
def test_another_word_does_not_count(text: str) -> None:
    assert not matcher(WORLD_MODEL).is_rendered(WORLD_MODEL, text)


@pytest.mark.parametrize(
    ("use", "text"),
    [
        ("policy", "policies"),
        ("analysis", "Analyses"),
        ("approach", "approaches"),
        ("point of view", "points of view"),
        ("LLM", "LLMs"),
        ("index", "indices"),
        ("embeddings", "an embedding"),
        ("fine-tuning", "fine\u2011tuning"),
        ("metrics", "a metric"),
        ("Moravec's paradox", "Moravec’s paradox"),
    ],
)
def test_english_forms_count(use: str, text: str) -> None:
    entry = term("x", use)
    assert matcher(entry).is_rendered(entry, text)


@pytest.mark.parametrize(
    ("use", "text"),
    [("fine-tuning", "finetuning"), ("class", "clas"), ("series", "sery"), ("use", "user"), ("tune", "tuned")],
)
def test_what_is_no_form_does_not_count(use: str, text: str) -> None:
    entry = term("x", use)
    assert not matcher(entry).is_rendered(entry, text)


def test_the_forms_of_a_verb_count_where_the_entry_says_it_is_one() -> None:
    tune, plan = term("x", "fine-tune", part_of_speech="verb"), term("y", "plan out", part_of_speech="verb")
    for text in ("fine-tunes", "Fine-tuned", "fine-tuning"):
        assert matcher(tune).is_rendered(tune, text)
    assert matcher(plan).is_rendered(plan, "planned out")
    source = term("z", "open source", part_of_speech="verb")
    assert matcher(source).is_rendered(source, "Open sourcing it")
    assert not matcher(plan).is_rendered(plan, "plan outs")


def test_also_adds_renderings_and_a_forbidden_form_is_taken_out() -> None:
    entry = term("x", "large language model", also=("LLM",), avoid=("large-language model",))
    assert matcher(entry).is_rendered(entry, "LLMs")
    assert not matcher(entry).is_rendered(entry, "a large-language model")


def test_capitals_matter_in_a_rendering_where_the_entry_says_so_but_for_the_start_of_a_sentence() -> None:
    entry = term("x", "web", case="keep")
    for text in ("the web", "Web pages", "It is. Web pages", "\ufffcWeb"):
        assert matcher(entry).is_rendered(entry, text)
    for text in ("the Web", "WEB", "a WEB"):
        assert not matcher(entry).is_rendered(entry, text)


def test_a_language_without_known_forms_takes_the_rendering_as_it_is() -> None:
    entry = Term("x", renderings={"de": Rendering("Weltmodell"), "zh": Rendering("世界模型")})
    assert matcher(entry, target="de").is_rendered(entry, "ein Weltmodell.")
    assert not matcher(entry, target="de").is_rendered(entry, "Weltmodelle")
    assert matcher(entry, target="zh").is_rendered(entry, "这是世界模型吗")


@pytest.mark.parametrize("text", ["JEPA", "JEPAs", "JEPA's", "V-JEPA", "(JEPA)", "\ufffcJEPA\ufffc"])
def test_a_kept_term_stands_unchanged(text: str) -> None:
    assert matcher(JEPA).is_rendered(JEPA, text)
    assert matcher(JEPA).find_altered(JEPA, text) is None


@pytest.mark.parametrize(
    ("entry", "text", "altered"),
    [
        (JEPA, "the Jepa model", "Jepa"),
        (JEPA, "ＪＥＰＡ", "ＪＥＰＡ"),
        (JEPA, "called ジェパ here", "ジェパ"),
        (AMI, "AMI-Labs grew", "AMI-Labs"),
        (AMI, "AMILabs", "AMILabs"),
        (AMI, "Ami labs", "Ami labs"),
        (LECUN, "Lecun said", "Lecun"),
        (LECUN, "Yann Le Cun", "Le Cun"),
        (LECUN, "LeCunn said", "LeCunn"),
        (term("V-JEPA", keep=True), "V JEPA", "V JEPA"),
        (term("C++", keep=True), "c++", "c++"),
    ],
)
def test_an_altered_name_is_shown_where_it_stands(entry: Term, text: str, altered: str) -> None:
    names = matcher(entry)
    use = names.find_altered(entry, text)
    assert not names.is_rendered(entry, text)
    assert use is not None
    assert (use.text, text[use.start : use.end]) == (altered, altered)


@pytest.mark.parametrize(("entry", "text"), [(JEPA, "a model"), (AI, "an aim"), (term("C++", keep=True), "C and c")])
def test_a_name_that_is_not_there_is_not_called_altered(entry: Term, text: str) -> None:
    assert not matcher(entry).is_rendered(entry, text)
    assert matcher(entry).find_altered(entry, text) is None


def test_the_long_form_is_asked_for_only_where_it_is_set() -> None:
    names = matcher(JEPA, AI)
    assert names.is_expanded(JEPA, "the joint\nembedding predictive architectures (JEPA)")
    assert not names.is_expanded(JEPA, "JEPA")
    assert names.is_expanded(AI, "AI")


@pytest.mark.parametrize("more", [{"status": "proposed"}, {"enforce": Severity.OFF}])
def test_a_term_that_is_not_enforced_asks_for_nothing_yet_shadows_what_is_inside_it(more: dict[str, Any]) -> None:
    entry = term("世界モデル", "world model", avoid=("global model",), **more)
    names = matcher(entry, WORLD)
    assert [use.term.term for use in names.find_uses("世界モデル")] == ["世界モデル"]
    assert not names.is_enforced(entry)
    assert names.is_rendered(entry, "nothing of it")
    assert names.find_avoided("a global model") == ()


def test_ten_thousand_terms_cost_a_few_bare_scans_however_long_the_text() -> None:
    """The bound is 5, which ``benchmarks/glossary.py`` holds; 8 leaves room for a machine that others use too."""
    bench = runpy.run_path(str(Path(__file__).parents[2] / "benchmarks" / "glossary.py"))
    rng = random.Random(7)
    terms = bench["made_terms"](10_000, rng)
    text = bench["made_text"](terms, 500_000, 25, rng)
    bare = AhoCorasick([fold(term.term).text for term in terms], matchkind=MatchKind.LeftmostLongest)
    names, folded = matcher(*terms), fold(text).text
    scan = bench["best"](lambda: bare.find_matches_as_indexes(folded))
    once, twice = (bench["best"](lambda text=text: names.find_uses(text)) for text in (text, text * 2))
    assert once < 8 * scan
    assert twice < 3.5 * once


# --- what a translation must not hold


def avoided(text: str, *terms: Term) -> list[tuple[str, str]]:
    names = matcher(*terms)
    uses = names.find_avoided(text)
    assert all(text[use.start : use.end] == use.text for use in uses)
    return [(use.text, use.replacement) for use in uses]


@pytest.mark.parametrize(
    ("text", "there", "replacement"),
    [
        ("a global model", "global model", "world model"),
        ("Global models are", "Global models", "World models"),
        ("a Global Model", "Global Model", "World Model"),
        ("GLOBAL MODELS", "GLOBAL MODELS", "WORLD MODELS"),
        ("the global-model approach", "global-model", "world-model"),
        ("global  model's", "global  model", "world model"),
    ],
)
def test_a_forbidden_rendering_is_offered_its_remedy_with_capitals_and_number(
    text: str, there: str, replacement: str
) -> None:
    assert avoided(text, WORLD_MODEL) == [(there, replacement)]


@pytest.mark.parametrize("text", ["globally model", "a global modeller", "\ufffc\ufffc", "https://x.y/global-model"])
def test_a_forbidden_rendering_is_not_seen_inside_words_codes_and_addresses(text: str) -> None:
    assert avoided(text, WORLD_MODEL) == []


def test_a_forbidden_word_inside_an_approved_rendering_is_silent() -> None:
    prototype = term("原型", "prototype", avoid=("model",))
    assert avoided("a world model and a model", prototype, WORLD_MODEL) == [("model", "prototype")]


def test_what_another_term_approves_is_silent() -> None:
    assert avoided("a global model", WORLD_MODEL, term("大域モデル", "global model")) == []


def test_with_its_source_a_translation_is_held_only_to_what_the_source_uses() -> None:
    names = matcher(term("属性", "attribute", avoid=("property",)), WORLD_MODEL)
    assert [use.text for use in names.find_avoided("the property", source="この属性は")] == ["property"]
    assert names.find_avoided("the property", source="このプロパティは") == ()
    assert [use.text for use in names.find_avoided("the property")] == ["property"]


def test_a_spelling_that_differs_in_capitals_only_can_be_forbidden() -> None:
    assert avoided("Github, GitHub, github", term("x", "GitHub", avoid=("Github",))) == [("Github", "GitHub")]
    assert avoided("Jepa JEPA", term("JEPA", keep=True, avoid=("Jepa",))) == [("Jepa", "JEPA")]


def test_a_hyphen_can_be_forbidden_though_it_is_a_form_of_the_approved_rendering() -> None:
    assert avoided("open-source code", term("x", "open source", avoid=("open-source",))) == [
        ("open-source", "open source")
    ]


def test_the_article_follows_the_remedy() -> None:
    entry = term("人工物", "artifact", avoid=("made thing", "LMT"))
    assert avoided("A made thing, the made thing", entry) == [
        ("A made thing", "An artifact"),
        ("made thing", "artifact"),
    ]
    assert avoided("an UFO, a UFO", term("人工物", "artifact", avoid=("UFO",))) == [("UFO", "artifact")] * 2


@given(st.text("abモデル 世界ｱ\ufffc-'’A\n", max_size=40))
def test_no_text_is_too_odd(text: str) -> None:
    names = matcher(WORLD_MODEL, WORLD, AI, JEPA, term("あ", "a b", avoid=("b a", "'")))
    for entry in names.terms:
        names.is_rendered(entry, text)
        names.find_altered(entry, text)
        names.is_expanded(entry, text)
    for use in names.find_avoided(text):
        assert text[use.start : use.end] == use.text

from __future__ import annotations

import pytest

from taiyaku.glossary.inflect import copy_capitals, forms, indefinite_article, inflect, plurals, singulars


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("model", "models"),
        ("policy", "policies"),
        ("key", "keys"),
        ("class", "classes"),
        ("box", "boxes"),
        ("approach", "approaches"),
        ("echo", "echos"),
        ("analysis", "analyses"),
        ("meta-analysis", "meta-analyses"),
        ("Criterion", "Criteria"),
        ("LLM", "LLMs"),
        ("GPS", "GPSes"),
        ("GPT-4", "GPT-4s"),
        ("bus", "buses"),
        ("bias", "biases"),
        ("cache", "caches"),
        ("branch", "branches"),
        ("phase", "phases"),
        ("database", "databases"),
        ("use case", "use cases"),
        ("clause", "clauses"),
        ("focus", "focuses"),
        ("status", "statuses"),
        ("size", "sizes"),
        ("movie", "movies"),
        ("library", "libraries"),
        ("diagnosis", "diagnoses"),
        ("wolf", "wolves"),
        ("bacterium", "bacteria"),
        ("radius", "radii"),
        ("passer-by", "passer-bys"),
        ("lens", "lenses"),
        ("canvas", "canvases"),
        ("alias", "aliases"),
    ],
)
def test_plurals(word: str, expected: str) -> None:
    assert plurals(word)[0] == expected
    assert singulars(expected)[:1] == (word,)


@pytest.mark.parametrize("word", ["weights", "series", "Kubernetes", "data", "GPUs", "physics", "news", "C++", ""])
def test_words_that_are_plural_or_have_none(word: str) -> None:
    assert plurals(word) == ()


@pytest.mark.parametrize("word", ["class", "corpus", "basis", "robotics", "AWS", "news", "series", "gas"])
def test_words_that_are_no_plural(word: str) -> None:
    assert singulars(word) == ()


@pytest.mark.parametrize(
    ("phrase", "kind", "expected"),
    [
        ("world model", "plural", "world models"),
        ("point of view", "plural", "points of view"),
        ("world model", "hyphenated", "world-model"),
        ("state of the art", "hyphenated", "state-of-the-art"),
        ("weights", "singular", "weight"),
        ("model", "hyphenated", "model"),
    ],
)
def test_a_phrase_in_another_form(phrase: str, kind: str, expected: str) -> None:
    assert inflect(phrase, kind, "en") == expected


@pytest.mark.parametrize(
    ("verb", "third", "past", "gerund"),
    [
        ("label", "labels", "labeled", "labeling"),
        ("tune", "tunes", "tuned", "tuning"),
        ("plan", "plans", "planned", "planning"),
        ("carry out", "carries out", "carried out", "carrying out"),
        ("open source", "open sources", "open sourced", "open sourcing"),
        ("free", "frees", "freed", "freeing"),
        ("pass", "passes", "passed", "passing"),
    ],
)
def test_a_verb_in_its_forms(verb: str, third: str, past: str, gerund: str) -> None:
    assert [inflect(verb, kind, "en", "verb") for kind in ("third", "past", "gerund")] == [third, past, gerund]


def test_the_base_form_comes_first_and_no_form_stands_twice() -> None:
    for phrase in ("world model", "LLM", "fine-tune", "series"):
        texts = [form.text for form in forms(phrase, "en-GB")]
        assert texts[0] == phrase
        assert len(texts) == len(set(texts))
    assert [form.text for form in forms("Weltmodell", "de")] == ["Weltmodell"]


@pytest.mark.parametrize(
    ("text", "model", "expected"),
    [
        ("world model", "Global model", "World model"),
        ("world model", "Global Model", "World Model"),
        ("world model", "GLOBAL", "WORLD MODEL"),
        ("world model", "global model", "world model"),
        ("world-model", "Global-Model", "World-Model"),
        ("iPhone", "Phone", "iPhone"),
        ("model of the world", "Global Model", "Model of the World"),
        ("state of the art", "Point of View", "State of the Art"),
        ("GitHub", "github", "GitHub"),
    ],
)
def test_capitals_are_taken_over(text: str, model: str, expected: str) -> None:
    assert copy_capitals(text, model) == expected


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("world model", "a"),
        ("environment model", "an"),
        ("user", "a"),
        ("update", "an"),
        ("European", "a"),
        ("hour", "an"),
        ("one-off", "a"),
        ("LLM", "an"),
        ("LLMs", "an"),
        ("GPU", ""),
        ("CNN model", "a"),
        ("API", "an"),
        ("SQL", ""),
        ("OpenAI model", "an"),
        ("GitHub action", "a"),
        ("eBPF", ""),
        ("3D model", "a"),
        ("8-bit number", "an"),
        ("11th model", "an"),
        ("110th model", "a"),
    ],
)
def test_the_article_is_told_where_the_letters_tell_it(phrase: str, expected: str) -> None:
    assert indefinite_article(phrase) == expected

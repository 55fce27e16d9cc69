from __future__ import annotations

import itertools
import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from taiyaku.glossary.folding import _EVEN, fold

TEXTS = st.text(
    st.sampled_from("aBzＡｂ１ 　\n世界モデルカか\u3099\u309aｶﾞﾊﾟ㈱ﬁßİẞ…ǅ‐‑-'’é\u0301e각ᄀ\u1161ㄱ\ufffc🎯\u200d")
    | st.characters()
)


def test_width_case_white_space_apostrophes_and_hyphens_are_made_one() -> None:
    assert fold("ＡＩ  Labs\n‘x’ a‑b").text == "ai labs 'x' a-b"
    assert fold("ﾜｰﾙﾄﾞ ㈱ ﬁne か\u3099").text == "ワールド (株) fine が"


def test_a_run_of_white_space_is_one_space_whatever_it_is_made_of() -> None:
    folded = fold("a\n\u3000 \u3000\t\nb\u00a0\u00a0c \u2009\u3099d")
    assert folded.text == "a b c \u3099d"
    assert [folded.origins[at] for at in (1, 2)] == [1, 7]


def test_offsets_lead_back_to_the_characters_they_came_from() -> None:
    text = "xﾄﾞ㈱y"
    folded = fold(text)
    assert folded.text == "xド(株)y"
    assert [folded.origins[at] for at in range(len(folded.text) + 1)] == [0, 1, 3, -1, -1, 4, 5]


@given(TEXTS)
def test_the_result_is_that_of_unicode_itself(text: str) -> None:
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", fold(text).text).casefold())
    marks = str.maketrans("‘’‐‑", "''--")
    # Before it is folded: a spacing accent (¨) becomes a blank with a mark, and is no white space.
    spaced = re.sub(r"\s+", " ", text)
    assert folded == unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", spaced).casefold()).translate(marks)


@given(TEXTS)
def test_offsets_never_go_back_and_reach_from_end_to_end(text: str) -> None:
    folded = fold(text)
    back = [at for at in folded.origins if at >= 0]
    assert back == sorted(set(back))
    assert (back[0], back[-1]) == (0, len(text))


@given(TEXTS, TEXTS)
def test_what_lies_between_two_offsets_folds_to_what_lies_between_them_in_the_result(left: str, right: str) -> None:
    text = f"{left}世界{right}"
    folded = fold(text)
    places = [(at, back) for at in range(len(folded.text) + 1) if (back := folded.origins[at]) >= 0]
    for (start, first), (end, last) in itertools.pairwise(places):
        assert fold(text[first:last]).text == folded.text[start:end]


def test_characters_taken_for_one_to_one_are() -> None:
    even = re.compile(f"[{_EVEN}]")
    for char in filter(even.match, map(chr, range(0x110000))):
        assert len(unicodedata.normalize("NFKC", char).casefold()) == 1, hex(ord(char))
        assert not unicodedata.combining(char), hex(ord(char))
        assert isinstance(fold(char).origins, range)

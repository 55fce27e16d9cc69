"""The scripts of languages, the characters of each script, and how much a text says by its characters."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from math import log, sqrt

from taiyaku.language.locales import language

# ── Characters, each as the inside of a character class ─────────────────────

HIRAGANA = "ぁ-ゟ"
KATAKANA = "ァ-ヺー-ヿㇰ-ㇿ"
KANA = "ぁ-ヿ"
"""The blocks Hiragana and Katakana, with their marks and the middle dot."""
HAN = "々〆〇㐀-䶿一-鿿豈-\ufaff\U00020000-\U0003ffff"
HANGUL = "가-힣ᄀ-ᇿ㄰-㆏"
UNSPACED = "\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
"""Letters and punctuation of Chinese and Japanese, which are written without spaces; Korean is not."""
CJK = f"\u1100-\u11ff\ua960-\ua97f\uac00-\ud7ff{UNSPACED}"
"""Letters and punctuation of Chinese, Japanese and Korean."""


# ── Scripts ─────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Script:
    letters: str
    """The inside of a character class."""
    unicode_names: tuple[str, ...]
    """The beginnings of the Unicode names of the letters."""


_SCRIPTS = {
    "kana": _Script("ぁ-ゖゝ-ゟァ-ヺヽ-ヿｦ-ｯｱ-ﾝ", ("HIRAGANA", "KATAKANA", "HALFWIDTH KATAKANA")),
    "han": _Script(HAN, ("CJK", "IDEOGRAPHIC")),
    "hangul": _Script(HANGUL, ("HANGUL",)),
    "cyrillic": _Script("Ѐ-ԯ", ("CYRILLIC",)),
    "greek": _Script("Ͱ-Ͽἀ-῿", ("GREEK",)),
    "arabic": _Script("ؠ-يٮ-ۓ", ("ARABIC",)),
    "hebrew": _Script("א-ת", ("HEBREW",)),
    "devanagari": _Script("ऄ-ह", ("DEVANAGARI",)),
    "thai": _Script("ก-ฮะ-า", ("THAI",)),
}
"""Every script except Latin, which appears in texts of all languages."""

_SCRIPTS_OF = {
    "ja": ("kana", "han"),
    **dict.fromkeys(("zh", "yue"), ("han",)),
    "ko": ("hangul",),
    **dict.fromkeys(("ru", "uk", "be", "bg", "mk"), ("cyrillic",)),
    "el": ("greek",),
    **dict.fromkeys(("ar", "fa", "ur"), ("arabic",)),
    "he": ("hebrew",),
    **dict.fromkeys(("hi", "mr", "ne"), ("devanagari",)),
    "th": ("thai",),
}
"""The scripts of a language; a language that is not listed is written in Latin."""
_ALSO_IN = {"ko": ("han",)}
"""Scripts that a language uses occasionally."""
_EVERYWHERE = ("LATIN", "FULLWIDTH", "MODIFIER", "MATHEMATICAL", "GREEK", "MICRO", "FEMININE", "MASCULINE")
"""The beginnings of the Unicode names of letters that appear in any language: names, formulas, units, ordinals."""

EAST_ASIAN = frozenset({"ja", "zh", "yue", "ko"})
"""Languages with wide letters and corner brackets, and without italics."""


def is_letter_of(letter: str, locale: str) -> bool:
    """Whether texts in a locale use a letter, foreign names and formulas included."""
    return unicodedata.name(letter, "").startswith(_unicode_names(language(locale)))


@cache
def _unicode_names(name: str) -> tuple[str, ...]:
    """The beginnings of the Unicode names of the letters of a language."""
    scripts = (*_SCRIPTS_OF.get(name, ()), *_ALSO_IN.get(name, ()))
    return (*_EVERYWHERE, *(start for script in scripts for start in _SCRIPTS[script].unicode_names))


@cache
def own_letters(locale: str, other: str) -> str:
    """The letters of a locale that another does not use, as the inside of a character class.

    Empty if there are none: Japanese uses all letters of Chinese, and every language uses Latin.
    """
    theirs = _SCRIPTS_OF.get(language(other), ())
    ours = [script for script in _SCRIPTS_OF.get(language(locale), ()) if script not in theirs]
    return "".join(_SCRIPTS[script].letters for script in ours)


_INSIDE = r"ー・･、。，．「」『』（）〜～…\d０-９\s"
"""What may appear between two letters of one stretch of Japanese or Chinese."""


@cache
def own_stretch(locale: str, other: str) -> re.Pattern[str] | None:
    """A pattern for stretches of text in ``own_letters``; None if there are no such letters."""
    letters = own_letters(locale, other)
    return re.compile(f"[{letters}ー]*[{letters}](?:[{_INSIDE}{letters}]*[{letters}])?ー*") if letters else None


_QUOTED = re.compile(
    r"""“[^“”]*”|‘[^‘’]*’|"[^"]*"|«[^«»]*»|„[^„“]*“|(?<!\w)'[^']*'(?!\w)"""
    r"""|\([^()]*\)|（[^（）]*）|\[[^\[\]]*\]"""
)


def quotation_spans(text: str) -> list[tuple[int, int]]:
    """The (start, end) of each passage in quotation marks or brackets, marks included."""
    return [match.span() for match in _QUOTED.finditer(text)]


# ── How much a text says ────────────────────────────────────────────────────

_EXTRA_EXTENT = (
    (re.compile("[ぁ-ゟァ-ヿｦ-ﾟ]"), 0.5),
    (re.compile(f"[{HAN}]"), 3.3),
    (re.compile("[가-힣]"), 1.2),
)
"""How many letters of a European language say as much as one character: fitted to 1,100 Japanese and English pairs of
technical prose."""

_LETTER = re.compile(r"\w")


@lru_cache(maxsize=8192)
def text_extent(text: str) -> float:
    """How much a text says, in characters of English: about the same for a text and its translation.

    Spaces and punctuation do not count.
    """
    total = 1.2 * len(_LETTER.findall(text))
    if not text.isascii():
        for letters, more in _EXTRA_EXTENT:
            total += more * len(letters.findall(text))
    return total


def length_deviation(source: str, target: str, length_bias: float = 1.0) -> float:
    """How far a translation's extent is from its source's, in standard deviations; negative if it is too short.

    The logarithm of the ratio of the extents has a standard deviation of 1.7 ÷ √extent, measured on the same pairs.
    ``length_bias`` is how much longer than usual the translator's texts are, as a factor.
    """
    expected, actual = text_extent(source) * length_bias, text_extent(target)
    return log(actual / expected) * sqrt(expected) / 1.7 if expected and actual else 0.0

"""What the checks know of languages: their scripts, and how much their characters say."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from math import log, sqrt

from taiyaku.language.locales import language

_LETTERS = {
    "kana": "ぁ-ゖゝ-ゟァ-ヺヽ-ヿｦ-ｯｱ-ﾝ",
    "han": "々〇㐀-䶿一-鿿豈-\ufaff\U00020000-\U0003ffff",
    "hangul": "가-힣ᄀ-ᇿ㄰-㆏",
    "cyrillic": "Ѐ-ԯ",
    "greek": "Ͱ-Ͽἀ-῿",
    "arabic": "ؠ-يٮ-ۓ",
    "hebrew": "א-ת",
    "devanagari": "ऄ-ह",
    "thai": "ก-ฮะ-า",
}
"""Letters of a script, as the inside of a character class. Latin is not among them: every text holds some."""

_SCRIPTS = {
    "ja": ("kana", "han"),
    "zh": ("han",),
    "yue": ("han",),
    "ko": ("hangul",),
    "ru": ("cyrillic",),
    "uk": ("cyrillic",),
    "be": ("cyrillic",),
    "bg": ("cyrillic",),
    "mk": ("cyrillic",),
    "el": ("greek",),
    "ar": ("arabic",),
    "fa": ("arabic",),
    "ur": ("arabic",),
    "he": ("hebrew",),
    "hi": ("devanagari",),
    "mr": ("devanagari",),
    "ne": ("devanagari",),
    "th": ("thai",),
}
"""Scripts by language; a language that is not here is written in Latin."""


EAST_ASIAN = frozenset({"ja", "zh", "yue", "ko"})
"""Languages with wide letters and corner brackets, and without italics."""


@cache
def own_letters(locale: str, other: str) -> str:
    """Letters that a locale is written in and another is not, as the inside of a character class.

    Empty where there are none: Chinese has none beside Japanese, and Latin counts for nobody's own.
    """
    theirs = _SCRIPTS.get(language(other), ())
    return "".join(_LETTERS[script] for script in _SCRIPTS.get(language(locale), ()) if script not in theirs)


_INSIDE = r"ー・･、。，．「」『』（）〜～…\d０-９\s"
"""What may stand between two letters of one stretch of Japanese or Chinese."""


@cache
def own_stretch(locale: str, other: str) -> re.Pattern[str] | None:
    """Finds stretches of text in letters that are a locale's and not another's; None where it has none."""
    letters = own_letters(locale, other)
    return re.compile(f"[{letters}ー]*[{letters}](?:[{_INSIDE}{letters}]*[{letters}])?ー*") if letters else None


_QUOTED = re.compile(
    r"""“[^“”]*”|‘[^‘’]*’|"[^"]*"|«[^«»]*»|„[^„“]*“|(?<!\w)'[^']*'(?!\w)"""
    r"""|\([^()]*\)|（[^（）]*）|\[[^\[\]]*\]"""
)


def quoted(text: str) -> list[tuple[int, int]]:
    """The (start, end) of what stands in quotation marks or brackets, marks included."""
    return [match.span() for match in _QUOTED.finditer(text)]


# ── How much a text says ────────────────────────────────────────────────────

_WORTH = (
    (re.compile("[ぁ-ゟァ-ヿｦ-ﾟ]"), 0.5),
    (re.compile("[々〇㐀-䶿一-鿿豈-\ufaff\U00020000-\U0003ffff]"), 3.3),
    (re.compile("[가-힣]"), 1.2),
)
"""What a character is worth beyond the letter that it counts as, in characters of a European language: fitted to
1,100 Japanese and English pairs of technical prose."""

_LETTER = re.compile(r"\w")


@lru_cache(maxsize=8192)
def text_extent(text: str) -> float:
    """How much a text says, in characters of English: about the same for a text and its translation.

    Spaces and punctuation are left out in both.
    """
    total = 1.2 * len(_LETTER.findall(text))
    if not text.isascii():
        for letters, more in _WORTH:
            total += more * len(letters.findall(text))
    return total


def length_deviation(source: str, target: str, habit: float = 1.0) -> float:
    """How far a translation's extent is from its source's, in standard deviations; negative where it is short.

    The logarithm of the ratio of two worths spreads as 1.7 ÷ √worth, measured on the same pairs. ``habit`` is how much
    the translator's texts say beside what is usual.
    """
    there, here = text_extent(source) * habit, text_extent(target)
    return log(here / there) * sqrt(there) / 1.7 if there and here else 0.0

"""The forms that a rendering may have in a translation.

English: plural and singular, hyphens in attributive use, and the forms of a verb if the entry says that it is one. The
possessive needs no form, because an apostrophe ends a word. In any other language, the only form is the one in the
glossary.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from taiyaku.language.locales import is_english

_PREPOSITIONS = {"of", "for", "to", "in", "on", "at", "by", "with", "from", "between", "per", "without", "under"}
_SMALL = _PREPOSITIONS | {"a", "an", "the", "and", "or", "as", "but", "nor"}
"""Words that stay in lower case in a title."""
_PARTICLES = _PREPOSITIONS | {"away", "back", "down", "off", "out", "over", "through", "up"}

_GREEK = (
    "analysis axis basis crisis diagnosis ellipsis emphasis hypothesis "
    "oasis paralysis parenthesis synopsis synthesis thesis"
)
_PLURALS = """
    alumnus alumni, appendix appendices appendixes, automaton automata automatons, bacterium bacteria,
    calf calves, child children, corpus corpora corpuses, criterion criteria, curriculum curricula curriculums,
    datum data, erratum errata, foot feet, formula formulas formulae, goose geese, half halves,
    index indexes indices, knife knives, leaf leaves, life lives, loaf loaves, locus loci, man men,
    matrix matrices matrixes, medium media mediums, modulus moduli moduluses, mouse mice, nucleus nuclei,
    ox oxen, person people persons, phenomenon phenomena, quiz quizzes, radius radii radiuses,
    schema schemas schemata, self selves, shelf shelves, spectrum spectra spectrums, stimulus stimuli,
    stratum strata, thief thieves, tooth teeth, vertex vertices vertexes, vortex vortices vortexes, wife wives,
    wolf wolves, woman women
"""
_IRREGULAR = {word: tuple(plurals) for word, *plurals in map(str.split, _PLURALS.split(","))}
_IRREGULAR |= {word: (word[:-2] + "es",) for word in _GREEK.split()}
_SINGULAR = {plural: word for word, plurals in _IRREGULAR.items() for plural in plurals}
_SCIENCES = "phys|mathemat|econom|robot|graph|analyt|statist|dynam|linguist|semant|polit|eth|electron|genet|logist"
_SINGULAR_S = re.compile(r"(?:ss|us|is|(?:^|-)(?:alias|atlas|bias|canvas|gas|lens))$")
"""Singular words in s: class, corpus, basis, bias."""
_IN_IE = re.compile(r"(?:^|-)(?:cal|calor|cook|d|gen|l|mov|p|rook|self|t|zomb)ies$")
"""Plurals in ies of words in ie; all others are of words in y."""
_IN_S = re.compile(r"(?:(?<!a)bus|(?<!ex)cus|[lnprtx]us|bias|alias|atlas|canvas|gas|lens)es$")
_IN_E = re.compile(r"(?:(?:^|-)(?:ach|cach|nich)|(?<!s)s|(?<!z)z)es$")
"""Plurals in es of words in e (cache, phase, use, size); all others are of words in s, x, z, ch or sh."""
_SAME_S = re.compile(rf"(?:series|species|kubernetes|postgres|means|headquarters|news|chaos|(?:{_SCIENCES})ics)$")
"""Words in s that are their own plural, or have no plural."""


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a rendering."""

    text: str
    kind: str = "base"
    """``base``, ``hyphenated``, ``plural``, ``singular``, ``third``, ``past`` or ``gerund``."""


def forms(phrase: str, locale: str, part_of_speech: str = "") -> tuple[Form, ...]:
    """All forms of a rendering, the base form first; the first of each kind is the preferred one."""
    found = [Form(phrase)]
    if not is_english(locale):
        return tuple(found)
    words = phrase.split(" ")
    if len(words) > 1:
        gaps = itertools.product(" -", repeat=len(words) - 1) if len(words) < 4 else ["-" * (len(words) - 1)]
        joined = ("".join(itertools.chain(*zip(words, (*gap, ""), strict=True))) for gap in gaps)
        found += [Form(text, "hyphenated") for text in joined if text != phrase]
    if part_of_speech.lower() in {"verb", "v", "動詞"}:
        # Carry out: carried out. Open source: open sourcing; but take advantage: taking advantage.
        first = [Form(" ".join((form.text, *words[1:])), form.kind) for form in _verb_forms(words[0])]
        last = [Form(" ".join((*words[:-1], form.text)), form.kind) for form in _verb_forms(words[-1])]
        found += first if words[-1].lower() in _PARTICLES else last + first
    elif part_of_speech.lower() not in {"adjective", "adj", "adverb", "形容詞", "副詞"}:
        head = _head(words)
        before, after = words[:head], words[head + 1 :]
        found += [Form(" ".join((*before, text, *after)), "plural") for text in plurals(words[head])]
        found += [Form(" ".join((*before, text, *after)), "singular") for text in singulars(words[head])]
    return tuple({form.text: form for form in reversed(found)}.values())[::-1]


def inflect(phrase: str, kind: str, locale: str, part_of_speech: str = "") -> str:
    """The phrase in another form; unchanged if it has no form of that kind."""
    return next((form.text for form in forms(phrase, locale, part_of_speech) if form.kind == kind), phrase)


def plurals(word: str) -> tuple[str, ...]:
    """The plurals of an English noun; empty for a word that is a plural or has no plural."""
    low = word.lower()
    if not low or not low[-1].isalnum() or low.rpartition("-")[2] in _SINGULAR:
        return ()
    for irregular, several in _IRREGULAR.items():
        if low == irregular or (low.endswith(irregular) and low[: -len(irregular)].endswith("-")):
            return tuple(word[: len(word) - len(irregular)] + _match_case(plural, word) for plural in several)
    if word[-1] == "s" and len(word) > 2 and word[:-1].isupper():
        return ()  # GPUs is a plural
    if word[-1].isupper() or word[-1].isdigit():
        return (word + "es",) if word[-1] in "SXZ" else (word + "s",)
    if re.search(r"[^aeiou]y$", low) and not low.endswith("-by"):
        return (word[:-1] + "ies",)
    if low.endswith("s") and (_SAME_S.search(low) or not _SINGULAR_S.search(low)):
        return ()
    if re.search(r"(?:s|x|z|ch|sh)$", low):
        return (word + "es",)
    if re.search(r"[^aeiou]o$", low):
        return word + "s", word + "es"
    return (word + "s",)


def singulars(word: str) -> tuple[str, ...]:
    """The singulars of an English plural; empty for a word that does not look like one."""
    low = word.lower()
    head, hyphen, last = word.rpartition("-")
    if last.lower() in _SINGULAR:
        return (head + hyphen + _match_case(_SINGULAR[last.lower()], last),)
    if len(low) < 4 or not low.endswith("s") or word.isupper():
        return ()
    if word[:-1].isupper():
        return (word[:-1],)
    if word[:-2].isupper() and low[-3] in "sxz":
        return (word[:-2],)
    if _SINGULAR_S.search(low) or _SAME_S.search(low):
        return ()
    if low.endswith("ies"):
        return (word[:-1], word[:-3] + "y") if _IN_IE.search(low) else (word[:-3] + "y", word[:-1])
    if re.search(r"(?:s|x|z|ch|sh)es$", low):
        return (word[:-1], word[:-2]) if _IN_E.search(low) and not _IN_S.search(low) else (word[:-2], word[:-1])
    return (word[:-1],)


def copy_capitals(text: str, model: str) -> str:
    """Capitalize ``text`` like ``model``: all letters, each word, or the first letter; its own capitals stay."""
    letters = [char for char in model if char.isalpha()]
    if len(letters) > 1 and all(char.isupper() for char in letters):
        return text.upper()
    words = [word for word in re.split(r"[\s\-‐‑]+", model) if word[:1].isalpha()]
    if len(words) > 1 and model[0].isupper() and all(word[:1].isupper() for word in words if word not in _SMALL):
        return re.sub(r"[^\s\-]+", lambda found: _title_case(found[0], first=not found.start()), text)
    return _title_case(text, first=True) if model[:1].isupper() else text


def _title_case(text: str, *, first: bool) -> str:
    """Capitalize a word, unless it is a name like iPhone or a small word inside a title."""
    if re.match(r"[a-z]+[A-Z]", text) or (text in _SMALL and not first):
        return text
    return text[:1].upper() + text[1:]


def indefinite_article(phrase: str) -> str:
    """``a`` or ``an``, by the spelling of the first word; empty if that is not certain (SQL may be spelled out)."""
    word = re.split(r"[\s\-]", phrase, maxsplit=1)[0]
    if digits := re.match(r"\d+", word):
        return "an" if digits[0][0] == "8" or digits[0] in {"11", "18"} else "a"
    if re.fullmatch(r"[A-Z][A-Z0-9]+s?", word):
        # Without a vowel it is spelled out (an LLM); if a vowel comes first, it takes *an* either way (an API).
        spelled = not re.search("[AEIOUY]", word) and word != "SQL"
        return "an" if word[0] in "AIO" or (spelled and word[0] in "FHLMNRSX") else "a" if spelled else ""
    if not re.match(r"[A-Z]?[a-z]+$|[A-Z][a-z]{2}|[a-z]{3}", word):
        return ""
    low = word.lower()
    if low[0] == "u":
        return "a" if low.startswith(("uni", "use", "usu", "uti", "ubi", "ura")) else "an"
    if low[0] in "aeio":
        return "a" if low.startswith(("eu", "one", "once", "ewe")) else "an"
    return "an" if low.startswith(("hour", "honest", "hono", "heir")) else "a"


def _head(words: list[str]) -> int:
    """The index of the noun that takes the plural: the last, or the one before a preposition (points of view)."""
    at = next((at for at, word in enumerate(words) if at and word.lower() in _PREPOSITIONS), len(words))
    return at - 1


def _verb_forms(word: str) -> list[Form]:
    low = word.lower()
    third = word[:-1] + "ies" if re.search(r"[^aeiou]y$", low) else word + "s"
    if re.search(r"(?:s|x|z|ch|sh|o)$", low):
        third = word + "es"
    stem = word[:-1] if low.endswith("e") and not low.endswith(("ee", "oe", "ye")) else word
    past = word[:-1] + "ied" if re.search(r"[^aeiou]y$", low) else stem + "ed"
    if low.endswith("ee"):
        past = word + "d"
    found = [Form(third, "third"), Form(past, "past"), Form(stem + "ing", "gerund")]
    if re.search(r"[^aeiou][aeiou][bdfgklmnprtvz]$", low):
        twice = [Form(word + word[-1] + "ed", "past"), Form(word + word[-1] + "ing", "gerund")]
        short = len(re.findall("[aeiou]+", low)) == 1  # plan: planned; but label: labeled, or labelled
        found = [found[0], *twice, *found[1:]] if short else [*found, *twice]
    return found


def _match_case(text: str, model: str) -> str:
    return text[:1].upper() + text[1:] if model[:1].isupper() else text

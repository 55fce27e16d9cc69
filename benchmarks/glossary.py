"""How long terms take to find, against the bare automaton over the same text.

    python benchmarks/glossary.py [--megabytes 1] [--terms 10000]

The text is 1 MB of made-up Japanese, a sentence a line, with a term of the glossary every so many characters; 10,000
terms are looked for. The bare scan is ``ahocorasick_rs`` with the same patterns, giving offsets in a text that
was folded before; ours folds the text, leaves out addresses, holds words to their borders and gives a ``TermUse`` each.
All figures are of one run on one machine; the ratio is what counts.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable

from ahocorasick_rs import AhoCorasick, MatchKind

from taiyaku.glossary.folding import fold
from taiyaku.glossary.match import TermMatcher
from taiyaku.model import Rendering, Term

KANJI = "世界環境予測内部言語学習推論計画記憶知覚行動表現潜在空間物理法則評価投資企業規制医療診断画像音声自律移動"
KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモラリルレロンーッガギグデドバビブパ"
FILLER = (
    "はがをにでとのもへやまたしかしそしてつまりこれらあれらがいつでもどこかへゆくというわけではないかもしれませんね"
)

BOUND = 5
"""How many times the bare scan the search may take."""


def made_terms(count: int, rng: random.Random) -> list[Term]:
    """Terms of two to eight characters: kanji, katakana, both, and every tenth a Latin name."""
    names: dict[str, None] = {}
    while len(names) < count:
        kanji = "".join(rng.choices(KANJI, k=rng.randint(2, 4)))
        kana = "".join(rng.choices(KANA, k=rng.randint(3, 5)))
        latin = "".join(rng.choices("ABCDEGIKLMNOPRSTUaeiou", k=rng.randint(3, 6)))
        kinds = [kanji, kana, kanji + kana] * 3 + [latin]
        names[rng.choice(kinds)] = None
    return [Term(name, renderings={"en": Rendering(f"rendering {number}")}) for number, name in enumerate(names)]


def made_text(terms: list[Term], size: int, spacing: int, rng: random.Random) -> str:
    """Sentences of about 60 characters, a term every ``spacing`` characters, until the text has ``size`` bytes."""
    lines: list[str] = []
    total = 0
    while total < size:
        line = ""
        while len(line) < 60:
            gap = max(1, spacing - 5)
            start = rng.randrange(len(FILLER) - 1)
            line += (FILLER * (gap // len(FILLER) + 2))[start : start + gap] + rng.choice(terms).term
        lines.append(line + "。")
        total += len(lines[-1].encode()) + 1
    return "\n".join(lines)


def best(function: Callable[[], object], rounds: int = 7) -> float:
    """The shortest of several runs, in seconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--megabytes", type=float, default=1.0)
    parser.add_argument("--terms", type=int, default=10_000)
    options = parser.parse_args()
    rng = random.Random(5)
    terms = made_terms(options.terms, rng)
    start = time.perf_counter()
    matcher = TermMatcher(terms, "ja", "en")
    print(f"{len(terms):,} terms, made ready in {time.perf_counter() - start:.2f} s")
    print("growth: ", end="")
    for factor in (1, 2, 4):
        text = made_text(terms, int(factor * options.megabytes * 1_000_000), 50, rng)
        took = best(lambda text=text: matcher.find_uses(text))
        print(f"{factor * options.megabytes:g} MB {took * 1000:.0f} ms", end="  ")
    print()
    bare = AhoCorasick([fold(term.term).text for term in terms], matchkind=MatchKind.LeftmostLongest)
    print(f"{'a term every':>14}  {'uses':>8}  {'bare scan':>10}  {'ours':>10}  {'ratio':>6}  {'by sentence':>12}")
    worst = 0.0
    for spacing in (100, 50, 25, 12):
        text = made_text(terms, int(options.megabytes * 1_000_000), spacing, rng)
        folded = fold(text).text
        lines = text.split("\n")
        uses = len(matcher.find_uses(text))
        scan = best(lambda folded=folded: bare.find_matches_as_indexes(folded))
        ours = best(lambda text=text: matcher.find_uses(text))
        worst = max(worst, ours / scan)
        each = best(lambda lines=lines: [matcher.find_uses(line) for line in lines], 3)
        print(
            f"{spacing:>6} letters  {uses:>8,}  {scan * 1000:>7.1f} ms  {ours * 1000:>7.1f} ms  {ours / scan:>6.1f}"
            f"  {each * 1000:>9.1f} ms"
        )
    if worst > BOUND:
        raise SystemExit(f"{worst:.1f} times the bare scan, where {BOUND} is the most")


if __name__ == "__main__":
    main()

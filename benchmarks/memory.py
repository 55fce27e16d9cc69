"""How fast the memory answers, and what it misses, beside a rapidfuzz scan over everything.

    python benchmarks/memory.py                  100,000 segments, half a minute to fill
    python benchmarks/memory.py --million        1,000,000 as well, some five minutes to fill
    python benchmarks/memory.py --corpus         with the Japanese pages of the corpus beside the checkout mixed in

Four in five queries are stored segments after some edits, the others are new. The scan is ``process.extractOne`` over
a list of all texts in memory, codes abstracted, with the cutoff that makes it fastest: it reads nothing from disk and
knows nothing of translations, so the ratios are to the memory's disadvantage. Recall is the share of the queries with
a text 75% alike or more for which the memory's answer holds one as near as the nearest. What it does not hold is either
short of 75% after penalties (numbers or codes differ), too short to be matched fuzzily, or missed by the index.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from corpus import CORPUS
from japanese import Writer
from taiyaku.markdown.inline import abstract
from taiyaku.markdown.segment import segment_markdown
from taiyaku.memory import Match, Memory, MemoryEntry
from taiyaku.memory.scoring import PENALTY
from taiyaku.model import Reading

PAIR: Any = {"source_locale": "ja", "target_locale": "en"}
BANDS = ((75, 80), (80, 90), (90, 100), (100, 101))


def corpus() -> list[str]:
    """The units of the corpus' Japanese pages, where it is there."""
    texts: dict[str, None] = {}
    for path in sorted(CORPUS.glob("*/ja/**/*.md*")):
        texts |= dict.fromkeys(unit.source for unit in segment_markdown(path.read_text("utf-8")).units)
    return list(texts)


def as_articles(texts: list[str], size: int = 40) -> Iterator[MemoryEntry]:
    for number, text in enumerate(texts):
        previous = texts[number - 1] if number % size else ""
        yield MemoryEntry(text, f"Translated: {text}", "ja", "en", "person", True, f"a{number // size}", "節", previous)


def timed(work: Callable[[str], Any], queries: list[str]) -> tuple[list[Any], list[float]]:
    answers, seconds = [], []
    for query in queries:
        start = time.perf_counter()
        answers.append(work(query))
        seconds.append(time.perf_counter() - start)
    return answers, seconds


def told(name: str, seconds: list[float]) -> tuple[float, float]:
    middle, slow = statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1]
    print(f"  {name:<28}p50 {middle * 1e3:9.3f} ms   p95 {slow * 1e3:9.3f} ms   max {max(seconds) * 1e3:9.3f} ms")
    return middle, slow


def measure(count: int, queries: int, seed: int, *, with_corpus: bool) -> None:
    writer = Writer(seed)
    texts = writer.segments(count)
    if with_corpus:
        real = corpus()
        texts[: len(real)] = real
        random.Random(seed).shuffle(texts)
        print(f"\n{len(texts):,} segments, {len(real):,} of them from the corpus")
    else:
        print(f"\n{len(texts):,} segments")
    asked = [
        writer.segment() if number % 5 == 4 else writer.edited(writer.choose.choice(texts)) for number in range(queries)
    ]
    # Other texts for the exact lookups, whose codes have not been read before.
    more = [
        writer.edited(writer.choose.choice(texts)) if n % 2 else writer.choose.choice(texts) for n in range(queries)
    ]
    with tempfile.TemporaryDirectory() as folder, Memory.open(Path(folder) / "memory.db") as memory:
        start = time.perf_counter()
        memory.rebuild(as_articles(texts))
        seconds = time.perf_counter() - start
        size = memory.stats().size
        print(f"  filled in {seconds:.0f} s ({seconds / count * 1e6:.0f} µs a segment), {size / 1e6:.0f} MB on disk")
        for query in asked[:20]:  # the first touches of the file
            memory.lookup(query, **PAIR)
        answers, fuzzy = timed(lambda query: memory.lookup(query, **PAIR), asked)
        _, exact = timed(lambda query: memory.exact(query, **PAIR), more)
        plain = [abstract(text, Reading())[0] for text in texts]
        wanted = [abstract(query, Reading())[0] for query in asked]
        nearest, scan = timed(lambda text: process.extractOne(text, plain, scorer=fuzz.ratio, score_cutoff=75), wanted)
        lookup = told("lookup", fuzzy)
        told("exact", exact)
        full = told("rapidfuzz full scan", scan)
        print(f"  the scan takes {full[0] / lookup[0]:.0f} times the lookup at p50, {full[1] / lookup[1]:.0f} at p95")
        recall(memory, asked, answers, nearest)


def recall(memory: Memory, asked: list[str], answers: list[Any], nearest: list[Any]) -> None:
    """Print by band how many of the nearest were answered, and why the others were not."""
    rows = []
    why: Counter[str] = Counter()
    for query, answer, best in zip(asked, answers, nearest, strict=True):
        if best:
            found = holds(query, answer, best[1])
            rows.append((best[1], found))
            if len(abstract(query, Reading())[0]) < 3 and not found:
                why["too short"] += 1
            elif not found:
                below = memory.lookup(query, **PAIR, limit=100, minimum=75 - 2 * PENALTY)
                why["under 75% after penalties" if holds(query, below, best[1]) else "missed by the index"] += 1
    for low, high in BANDS:
        band = [found for score, found in rows if low <= score < high]
        if band:
            print(f"  nearest at {low:>3}% and more: {sum(band):>4} of {len(band):<4} found")
    total = sum(found for _, found in rows)
    print(f"  recall at 75% and more: {total / len(rows):.4f} ({total} of {len(rows)})")
    for reason, number in sorted(why.items()):
        print(f"  not found, {reason}: {number}")


def holds(query: str, answer: list[Match], score: float) -> bool:
    text = abstract(query, Reading())[0]
    return any(fuzz.ratio(text, abstract(match.entry.source, Reading())[0]) >= score - 1e-9 for match in answer)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--million", action="store_true", help="measure 1,000,000 segments as well")
    parser.add_argument("--corpus", action="store_true", help="mix in the corpus beside the checkout")
    parser.add_argument("--segments", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    measure(options.segments, options.queries, options.seed, with_corpus=options.corpus)
    if options.million:
        measure(1_000_000, min(options.queries, 300), options.seed, with_corpus=options.corpus)


if __name__ == "__main__":
    main()

"""How much of existing pairs `taiyaku align` takes on board, and how often it is right.

    uv run --extra semantic python benchmarks/align.py [--corpus ../shared/corpus] [--read N]

Three questions, each without and with the extra ``semantic``. What share of the units of real pages is aligned? Of pages
with the same blocks, from which blocks are taken at random on both sides, are the links that remain the right ones?
Of links that were read by hand (``align_read.txt``), how many that count as certain are right? ``--read N`` prints N
links to be read.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus import CORPUS, Pair, pairs
from taiyaku.alignment.align import CERTAIN, Alignment, align
from taiyaku.language.embeddings import Encode, encoder, is_available
from taiyaku.markdown.inline import abstract
from taiyaku.markdown.segment import segment_markdown
from taiyaku.model import Document, Reading

READ = Path(__file__).parent / "align_read.txt"
TAKEN = 0.15
"""Share of the blocks that is taken from each side."""


def aligned(source: str, target: str, flavor: str, encode: Encode | None) -> Alignment:
    whole = [segment_markdown(text, flavor=flavor, every=True) for text in (source, target)]
    return align(segment_markdown(source, flavor=flavor), *whole, links=(("/ja/", "/en/"),), encode=encode)


def shares(title: str, chosen: Sequence[Pair], encode: Encode | None) -> None:
    """What share of the units is aligned."""
    start = time.perf_counter()
    found = [aligned(p.japanese.read_text("utf-8"), p.english.read_text("utf-8"), p.flavor, encode) for p in chosen]
    seconds = time.perf_counter() - start
    units = sum(len(one.units) for one in found)
    certain, doubtful, missing = (
        sum(getattr(one, name) for one in found) for name in ("certain", "doubtful", "missing")
    )
    percent = f"{certain:,} ({100 * certain / units:.1f} %)"
    print(f"| {title}, {len(chosen)} pages | {units:,} | {percent} | {doubtful:,} | {missing:,} | {seconds:.1f} s |")


# ── Blocks taken away ───────────────────────────────────────────────────────


def thinned(chosen: Sequence[Pair], encode: Encode | None) -> None:
    """Links between pages with the same blocks from which some are gone, against the places that they had."""
    certain = right = possible = found_right = 0
    for pair in chosen:
        rng = random.Random(pair.name)
        texts = [path.read_text("utf-8") for path in (pair.japanese, pair.english)]
        one, other = (segment_markdown(text, flavor=pair.flavor, every=True) for text in texts)
        if one.shape != other.shape or len(one.units) != len(other.units):
            continue
        answers = {left.source: right.source for left, right in zip(one.units, other.units, strict=True)}
        unique = {left.source for left in one.units if sum(unit.source == left.source for unit in one.units) == 1}
        source, target = thinner(one, rng), thinner(other, rng)
        result = aligned(source, target, pair.flavor, encode)
        left = {unit.source for unit in segment_markdown(target, flavor=pair.flavor, every=True).units}
        for link in result.units:
            if link.unit.source not in unique or link.unit.key:
                continue
            there = answers[link.unit.source] in left
            same = shown(link.text) == shown(answers[link.unit.source])
            possible += there
            found_right += there and same
            if link.text and link.confidence >= CERTAIN:
                certain += 1
                right += same
    print(
        f"| {possible:,} | {found_right:,} ({100 * found_right / possible:.1f} %) | {certain:,} | {100 * right / certain:.1f} % |"
    )


def shown(text: str) -> str:
    """A text without its codes: destinations come back as the source has them."""
    return " ".join(abstract(text, Reading())[0].split())


def thinner(document: Document, rng: random.Random) -> str:
    """A page without some of its paragraphs and headings, code between them left as it is."""
    text = document.text
    for unit in reversed(document.units):
        alone = text[: unit.start].endswith(("\n\n", "# ")) and text[unit.end : unit.end + 2] == "\n\n"
        if not unit.key and alone and rng.random() < TAKEN:
            start = text.rfind("\n", 0, unit.start) + 1
            text = text[:start] + text[unit.end + 2 :]
    return text


# ── Read by hand ────────────────────────────────────────────────────────────


def links(chosen: Sequence[tuple[Pair, str]], encode: Encode | None) -> Iterator[tuple[str, str, int, str, str, float]]:
    """Every link that counts as certain: kind, page and unit, line of the target, source, translation, confidence."""
    for pair, kind in chosen:
        found = aligned(pair.japanese.read_text("utf-8"), pair.english.read_text("utf-8"), pair.flavor, encode)
        blocks = "same blocks" if found.same_shape else "other blocks"
        for one in found.units:
            if one.text and one.confidence >= CERTAIN and not one.unit.key and one.text != one.unit.source:
                place = f"{pair.name}{f' ({kind})' if kind else ''}\t{one.unit.id}"
                yield kind or blocks, place, one.line, one.unit.source, one.text, one.confidence


def judged() -> dict[tuple[str, int], bool]:
    rows = [line.split("\t") for line in READ.read_text("utf-8").splitlines() if line.count("\t") >= 3]
    return {(f"{page}\t{unit}", int(line)): verdict == "right" for page, unit, line, verdict, *_ in rows}


def precision(chosen: Sequence[tuple[Pair, str]], encode: Encode | None) -> None:
    """How many of the links that were read are still made, and right."""
    known = judged()
    counts: dict[str, list[bool]] = {}
    for kind, place, line, *_ in links(chosen, encode):
        if (place, line) in known:
            counts.setdefault(kind, []).append(known[place, line])
    for kind, verdicts in sorted(counts.items()):
        print(f"| {kind} | {len(verdicts)} | {sum(verdicts)} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--read", type=int, default=0, help="print this many links of each kind to be read")
    arguments = parser.parse_args()
    every = list(pairs(arguments.corpus, ("en_base", "en")))
    today = [
        pair
        for pair in pairs(arguments.corpus)
        if any(p.japanese == pair.japanese and p.english != pair.english for p in every)
    ]
    chosen = [(pair, "") for pair in every] + [(pair, "drifted") for pair in today]
    ways: list[Encode | None] = [None, encoder()] if is_available() else [None]
    if arguments.read:
        by_kind: dict[str, dict[tuple[str, int], tuple[str, str, float]]] = {}
        known = judged()
        for way in ways:
            for kind, place, line, source, text, confidence in links(chosen, way):
                if (place, line) not in known:
                    by_kind.setdefault(kind, {})[place, line] = source, text, confidence
        rng = random.Random(7)
        for kind, found in by_kind.items():
            print(f"# {kind}: {len(found)} links")
            for place, line in rng.sample(sorted(found), min(arguments.read, len(found))):
                source, text, confidence = found[place, line]
                print(
                    f"{place}\t{line}\t{confidence:.3f}\t{' '.join(source.split())[:110]} ||| {' '.join(text.split())[:170]}"
                )
        return
    for way in ways:
        print(f"\n## {'with' if way else 'without'} the extra semantic\n")
        print("| | units | aligned | doubtful | unaligned | took |\n|---|---|---|---|---|---|")
        shares("pages and the English they were made from", every, way)
        shares("drifted pages and today's English", today, way)
        print("\n| blocks taken away: links to find | found right | certain | of them right |\n|---|---|---|---|")
        thinned(every, way)
        print("\n| read by hand | links | right |\n|---|---|---|")
        precision(chosen, way)


if __name__ == "__main__":
    main()

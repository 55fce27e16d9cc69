"""What the term checks find in translations that people accepted: every finding is to be read by hand.

    python benchmarks/glossary_precision.py [--corpus ../shared/corpus]

The corpus holds articles of public projects in English and Japanese. They are aligned unit by unit, and what is
certain is checked against ``glossary_corpus.yaml``, each project with its own domain. A finding is right where the
glossary's keeper would want to see it; docs/glossary.md has the count.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from corpus import CORPUS, pairs
from taiyaku import check_document, segment_markdown
from taiyaku.alignment.align import CERTAIN, align
from taiyaku.glossary import load_terms
from taiyaku.glossary.match import TermMatcher
from taiyaku.glossary.scopes import applicable_terms
from taiyaku.markdown.inline import mask_codes
from taiyaku.model import Reading

HERE = Path(__file__).parent


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    corpus = parser.parse_args().corpus
    terms = load_terms(["glossary_corpus.yaml"], HERE, source="ja", targets=["en"])
    counts: Counter[str] = Counter()
    for pair in pairs(corpus):
        project, japanese, flavor = pair.project, pair.japanese, pair.flavor
        source, target = japanese.read_text("utf-8"), pair.english.read_text("utf-8")
        document = segment_markdown(source, flavor=flavor)
        whole = [segment_markdown(text, flavor=flavor, every=True) for text in (source, target)]
        texts = {
            found.unit.id: found.text
            for found in align(document, *whole).units
            if found.text and found.confidence >= CERTAIN
        }
        held = applicable_terms(terms, [project])
        matcher = TermMatcher(held, "ja", "en")
        counts["units"] += len(texts)
        for unit in document.units:
            if unit.id in texts:
                text = unit.source if unit.plain else mask_codes(unit.source, Reading(flavor))
                counts["uses"] += len({use.term.term for use in matcher.find_uses(text)})
        for finding in check_document(document, texts, terms=held):
            if finding.check.startswith("term-"):
                counts[finding.check] += 1
                print(f"{japanese.relative_to(corpus)}:{finding.line}: [{finding.check}] {finding.message}")
                print(f"    ja {finding.source}\n    en {finding.target}\n")
    print(f"{len(terms)} terms; {dict(counts)}")


if __name__ == "__main__":
    main()

"""What the term checks find in translations that people accepted: every finding is to be read by hand.

    python benchmarks/glossary_precision.py [--corpus ../shared/corpus]

The corpus holds articles of public projects in English and Japanese. They are aligned unit by unit, and what is
certain is checked against ``glossary_corpus.yaml``, each project with its own domain. A finding is right where the
glossary's keeper would want to see it; docs/glossary.md has the count.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from taiyaku import check_document, segment_markdown
from taiyaku.align import CERTAIN, align
from taiyaku.glossary import TermMatcher, load_terms
from taiyaku.glossary.scopes import scoped
from taiyaku.inline import masked

HERE = Path(__file__).parent
CORPUS = HERE.parents[1] / "shared" / "corpus"


def articles(corpus: Path) -> Iterator[tuple[str, Path, Path]]:
    """Project, Japanese and English file of each article that has both."""
    for japanese in sorted(corpus.glob("*/ja/**/*.md*")):
        project = japanese.relative_to(corpus).parts[0]
        name = japanese.name
        found = [path for path in (corpus / project / "en").glob("**/*.md*") if path.name.replace(".en.", ".") == name]
        found = [path for path in found if path.parent.name == japanese.parent.name] or found
        if found:
            yield project, japanese, found[0]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    corpus = parser.parse_args().corpus
    terms = load_terms(["glossary_corpus.yaml"], HERE, source="ja", targets=["en"])
    counts: Counter[str] = Counter()
    for project, japanese, english in articles(corpus):
        source, target = japanese.read_text("utf-8"), english.read_text("utf-8")
        flavor = "mdx" if japanese.suffix == ".mdx" else "gfm"
        document = segment_markdown(source, flavor=flavor)
        whole = [segment_markdown(text, flavor=flavor, every=True) for text in (source, target)]
        texts = {
            found.unit.id: found.text
            for found in align(document, *whole).units
            if found.text and found.confidence >= CERTAIN
        }
        held = scoped(terms, [project])
        matcher = TermMatcher(held, "ja", "en")
        counts["units"] += len(texts)
        for unit in document.units:
            if unit.id in texts:
                text = unit.source if unit.plain else masked(unit.source, flavor=flavor)
                counts["uses"] += len({use.term.term for use in matcher.uses(text)})
        for finding in check_document(document, texts, terms=held):
            if finding.check.startswith("term-"):
                counts[finding.check] += 1
                print(f"{japanese.relative_to(corpus)}:{finding.line}: [{finding.check}] {finding.message}")
                print(f"    ja {finding.source}\n    en {finding.target}\n")
    print(f"{len(terms)} terms; {dict(counts)}")


if __name__ == "__main__":
    main()

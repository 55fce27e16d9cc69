"""How many planted errors the checks find, and how often they are wrong about translations that people accepted.

    uv run --group bench --extra semantic python benchmarks/checks.py [--corpus ../shared/corpus] [--show]

Errors of each kind are put, one at a time, into real pairs: the sample articles, and the articles of public projects
in the corpus beside the checkout. A planted error counts as found where a check tells something of the unit that it did
not tell before. translate-toolkit's pofilter reads the same pairs as a PO file, run as a program, with all its filters
and with those that look at content. ``--show`` prints every alarm on a clean unit and every planted error that was missed, to
be read by hand; what was read and differs indeed is listed in ``checks_read.txt`` and is no false alarm.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from corpus import CORPUS, pairs
from planted import KINDS, without_heading
from taiyaku.alignment.align import CERTAIN, align
from taiyaku.checks import Context, check_article, check_units
from taiyaku.checks.registry import article_checks
from taiyaku.glossary import load_terms
from taiyaku.glossary.match import TermMatcher
from taiyaku.glossary.scopes import applicable_terms
from taiyaku.language.embeddings import is_available
from taiyaku.markdown.segment import segment_markdown
from taiyaku.model import Document, Finding, Severity

HERE = Path(__file__).parent
ROOT = HERE.parent
MOST = 300
"""Planted errors of one kind."""
CONTENT_FILTERS = (
    "acronyms", "brackets", "emails", "endpunc", "filepaths", "functions", "long", "numbers", "options", "sentencecount",
    "short", "unchanged", "untranslated", "urls", "variables", "xmltags",
)  # fmt: skip
DRIFTING = frozenset({"dropped sentence", "negation lost", "lost end"})
"""Kinds that change what a whole sentence says."""
ONLY_DRIFT = {check.id: Severity.OFF for check in article_checks() if check.id != "meaning-drift"}
NO_DRIFT = {"meaning-drift": Severity.OFF}


@dataclass(frozen=True)
class Article:
    name: str
    document: Document
    translations: dict[str, str]
    target: Document
    terms: TermMatcher | None

    @property
    def context(self) -> Context:
        return Context(self.document, self.translations, terms=self.terms, target=self.target)


def articles(corpus: Path) -> Iterator[Article]:
    """The sample articles, then those of the corpus that have both languages."""
    terms = load_terms(["glossary/*.yaml"], ROOT, source="ja", targets=["en"])
    matcher = TermMatcher(terms, "ja", "en")
    for japanese in sorted((ROOT / "content" / "ja").glob("*.md")):
        yield read("sample", japanese, ROOT / "content" / "en" / japanese.name, matcher)
    terms = load_terms(["glossary_corpus.yaml"], HERE, source="ja", targets=["en"])
    for pair in pairs(corpus):
        yield read(
            pair.project, pair.japanese, pair.english, TermMatcher(applicable_terms(terms, [pair.project]), "ja", "en")
        )


def read(project: str, japanese: Path, english: Path, terms: TermMatcher) -> Article:
    source, target = japanese.read_text("utf-8"), english.read_text("utf-8")
    flavor = "mdx" if japanese.suffix == ".mdx" else "gfm"
    document = segment_markdown(source, flavor=flavor)
    whole = [segment_markdown(text, flavor=flavor, every=True) for text in (source, target)]
    found = align(document, *whole).units
    texts = {one.unit.id: one.text for one in found if one.text and one.confidence >= CERTAIN}
    texts = {unit.id: texts[unit.id] for unit in document.units if unit.id in texts and texts[unit.id] != unit.source}
    name = f"{project}/{japanese.parent.name}/{japanese.name}"
    return Article(name, document, texts, segment_markdown(target, flavor=flavor), terms)


# ── Clean pairs ─────────────────────────────────────────────────────────────


def clean(found: list[Article], *, show: bool) -> dict[tuple[str, str], list[Finding]]:
    """What the checks tell of the pairs as they are, by article and unit, and how much of it is wrong."""
    read_by_hand = {
        tuple(line.split("\t")[:3])
        for line in (HERE / "checks_read.txt").read_text("utf-8").splitlines()
        if "\t" in line
    }
    told: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    units = sum(len(article.translations) for article in found)
    raw: Counter[tuple[str, str]] = Counter()
    wrong: Counter[tuple[str, str]] = Counter()
    start = time.perf_counter()
    for article in found:
        for finding in check_units(article.context):
            told[article.name, finding.unit_id].append(finding)
    seconds = time.perf_counter() - start
    for article in found if is_available() else ():
        for finding in check_article(article.context, severities=ONLY_DRIFT):
            if finding.check == "meaning-drift":
                told[article.name, finding.unit_id].append(finding)
    for (name, unit), findings in told.items():
        for finding in findings:
            key = str(finding.severity), finding.check
            raw[key] += 1
            differs = (finding.check, name, unit) in read_by_hand
            wrong[key] += not differs
            if show:
                mark = "differs indeed" if differs else "FALSE ALARM"
                print(f"{mark}\t{finding.check}\t{name}\t{unit}\t{finding.message}")
                print(f"    {finding.source}\n    {finding.target}")
    print(f"\n## {units} clean units of {len(found)} articles, {seconds / units * 1e6:.0f} µs a unit\n")
    print("| severity | check | told | of them wrong, as read by hand | per 100 units |")
    print("|---|---|---|---|---|")
    for key in sorted(raw):
        print(f"| {key[0]} | {key[1]} | {raw[key]} | {wrong[key]} | {100 * wrong[key] / units:.2f} |")
    for severity in ("error", "warning"):
        told_all = sum(count for key, count in raw.items() if key[0] == severity)
        wrong_all = sum(count for key, count in wrong.items() if key[0] == severity)
        print(f"| **{severity}** | all | {told_all} | {wrong_all} | **{100 * wrong_all / units:.2f}** |")
    return told


# ── Planted errors ──────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Plant:
    kind: str
    article: Article
    unit_id: str
    text: str


def planted(found: list[Article], told: dict[tuple[str, str], list[Finding]], seed: int) -> list[Plant]:
    """Up to ``MOST`` errors of each kind, in units of which nothing was told at error level."""
    chance = random.Random(seed)
    plants: dict[str, list[Plant]] = defaultdict(list)
    for article in found:
        for unit in article.document.units:
            text = article.translations.get(unit.id)
            if text is None or any(f.severity is Severity.ERROR for f in told.get((article.name, unit.id), ())):
                continue
            for kind, make in KINDS.items():
                changed = make(unit, text, article.context, chance)
                if changed and changed != text:
                    plants[kind].append(Plant(kind, article, unit.id, changed))
    return [plant for kind in KINDS for plant in chance.sample(plants[kind], min(MOST, len(plants[kind])))]


def new_checks(plant: Plant, told: dict[tuple[str, str], list[Finding]]) -> dict[str, Severity]:
    """The checks that tell something of the planted error, with their severities."""
    article = plant.article
    context = replace(article.context, translations=article.translations | {plant.unit_id: plant.text})
    unit = next(unit for unit in article.document.units if unit.id == plant.unit_id)
    found = check_units(context, only=unit)
    before = {finding.message for finding in told.get((article.name, plant.unit_id), ())}
    if is_available() and plant.kind in DRIFTING:
        one = replace(context, translations={unit.id: plant.text})
        found += check_article(one, severities=ONLY_DRIFT)
    return {f.check: f.severity for f in found if f.message not in before and f.unit_id == unit.id}


def recall(
    plants: list[Plant],
    told: dict[tuple[str, str], list[Finding]],
    others: list[dict[str, set[str]]],
    *,
    show: bool,
) -> None:
    rows: dict[str, list[dict[str, Severity]]] = defaultdict(list)
    theirs: dict[str, Counter[int]] = defaultdict(Counter)
    for number, plant in enumerate(plants):
        rows[plant.kind].append(new_checks(plant, told))
        if show and not rows[plant.kind][-1] and plant.kind != "negation lost":
            print(f"MISSED\t{plant.kind}\t{plant.article.name}\t{plant.unit_id}\n    {plant.text}")
        for column, filters in enumerate(others):
            clean_key = f"{plant.article.name} {plant.unit_id}"
            theirs[plant.kind][column] += bool(filters.get(f"plant {number}", set()) - filters.get(clean_key, set()))
    print("\n## Planted errors\n")
    print("| kind | planted | found | as an error | without meaning-drift | by | pofilter, all | pofilter, content |")
    print("|---|---|---|---|---|---|---|---|")
    for kind, found in rows.items():
        count = len(found)
        by = Counter(check for checks in found for check in checks).most_common(3)
        errors = sum(Severity.ERROR in checks.values() for checks in found)
        plain = sum(bool(checks.keys() - {"meaning-drift"}) for checks in found)
        columns = [f"{theirs[kind][column] / count:.3f}" if others else "–" for column in range(2)]
        told_by = ", ".join(f"{check} {times}" for check, times in by)
        print(
            f"| {kind} | {count} | **{sum(map(bool, found)) / count:.3f}** | {errors / count:.3f} | {plain / count:.3f} "
            f"| {told_by} | {' | '.join(columns)} |"
        )


def lost_headings(found: list[Article]) -> None:
    """A heading taken out of the target file, for every article with the same blocks as its source."""
    count = hits = 0
    for article in found:
        if article.document.shape == article.target.shape:
            for text in without_heading(article.target):
                target = segment_markdown(text, flavor=article.document.flavor)
                findings = check_article(replace(article.context, target=target), severities=NO_DRIFT)
                count += 1
                hits += any(finding.check == "structure-changed" for finding in findings)
    print(
        f"| lost heading (in the file) | {count} | **{hits / count:.3f}** | {hits / count:.3f} | {hits / count:.3f} "
        f"| structure-changed {hits} | – | – |"
    )


# ── pofilter ────────────────────────────────────────────────────────────────


def pofilter(found: list[Article], plants: list[Plant]) -> list[dict[str, set[str]]]:
    """What pofilter tells of every pair, clean and planted, by key: with all filters, and with those of content."""
    if shutil.which("pofilter") is None:
        print("\npofilter is not there; run with uv run --group bench")
        return []
    catalog = Catalog(locale="en")
    for article in found:
        for unit in article.document.units:
            if unit.id in article.translations:
                catalog.add(unit.source, article.translations[unit.id], context=f"{article.name} {unit.id}")
    sources = {(article.name, unit.id): unit.source for article in found for unit in article.document.units}
    for number, plant in enumerate(plants):
        catalog.add(sources[plant.article.name, plant.unit_id], plant.text, context=f"plant {number}")
    results = []
    with tempfile.TemporaryDirectory() as folder:
        pairs = Path(folder) / "pairs.po"
        with pairs.open("wb") as file:
            write_po(file, catalog, width=0)
        for name, filters in (("all", ()), ("content", CONTENT_FILTERS)):
            output = Path(folder) / f"{name}.po"
            chosen = [part for one in filters for part in ("-t", one)]
            command = ["pofilter", "--progress=none", "--language=en", *chosen, str(pairs), str(output)]
            subprocess.run(command, check=True, capture_output=True)
            results.append(read_filters(output))
            units = sum(len(article.translations) for article in found)
            alarms = sum(not key.startswith("plant ") for key in results[-1])
            print(
                f"\npofilter with {name} filters: alarms on {alarms} of {units} clean units, "
                f"{100 * alarms / units:.1f} per 100"
            )
    return results


def read_filters(path: Path) -> dict[str, set[str]]:
    """The names of the filters that caught a message, by its context."""
    if not path.exists():
        return {}
    with path.open("rb") as file:
        catalog = read_po(file)
    return {
        str(message.context): {line.partition("(pofilter) ")[2].partition(":")[0] for line in message.user_comments}
        for message in catalog
        if message.id
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--show", action="store_true", help="print every alarm and every miss")
    options = parser.parse_args()
    found = list(articles(options.corpus))
    told = clean(found, show=options.show)
    plants = planted(found, told, options.seed)
    recall(plants, told, pofilter(found, plants), show=options.show)
    lost_headings(found)
    if not is_available():
        print("\nmeaning-drift took no part; run with uv run --extra semantic")


if __name__ == "__main__":
    main()

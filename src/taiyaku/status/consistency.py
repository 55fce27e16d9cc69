"""What only the articles of a project together show: one source with two renderings.

Of most articles nothing but hashes is looked at; only those that hold a suspect are read.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence

from babel.messages.pofile import unescape

from taiyaku.catalogs.match_source import translations_of
from taiyaku.catalogs.po import read_catalog
from taiyaku.checks import find_inconsistent
from taiyaku.checks.inconsistent import CHECK as INCONSISTENT
from taiyaku.checks.waivers import is_waived, waivers_for
from taiyaku.config import Config
from taiyaku.errors import WorkError
from taiyaku.markdown.segment import reading_of, segment_file
from taiyaku.model import Finding, Severity, Unit
from taiyaku.project.articles import Article, read_text
from taiyaku.status.rows import Row, hashed_pair

_ENTRY = re.compile(r'^msgid ("(?:[^"\\]|\\.)+")\nmsgstr ("(?:[^"\\]|\\.)+")', re.MULTILINE)


def project_findings(
    articles: Sequence[Article],
    rows: Sequence[Row],
    config: Config,
    *,
    others: Sequence[Article] = (),
    pairs: Sequence[bytes] = (),
) -> tuple[tuple[str, Finding], ...]:
    """The findings of the articles together, each with its locale.

    Args:
        articles: Those that are reported on.
        rows: What is known of each.
        config: The project's settings.
        others: Articles that they are compared with; a rendering that stands there is taken for the right one.
        pairs: The hashes of each of those, from its row or its catalog.
    """
    severity = Severity(config.checks.severity.get(INCONSISTENT.id, INCONSISTENT.severity))
    if severity is Severity.OFF:
        return ()
    found: list[tuple[str, Finding]] = []
    for locale in dict.fromkeys(article.locale for article in articles):
        here = [(a, row.pairs) for a, row in zip(articles, rows, strict=True) if a.locale == locale]
        there = [(a, raw) for a, raw in zip(others, pairs, strict=True) if a.locale == locale]
        suspects = _with_several((raw for _, raw in here), (raw for _, raw in there))
        held = [(a, raw) for a, raw in (*here, *there) if suspects and not suspects.isdisjoint(_numbers(raw)[::2])]
        entries = _entries([article for article, _ in held], suspects, config)
        chosen = {article.path for article, _ in here} if there else None
        found += [
            (locale, finding)
            for finding in find_inconsistent(entries, severity=severity, chosen=chosen)
            if not is_waived(finding, waivers_for(config.checks.ignore, finding.path))
        ]
    return tuple(found)


def catalog_pairs(article: Article) -> bytes:
    """The hashes of what a catalog holds, as ``Row.pairs`` has them, at a tenth of the time that it takes to read it.

    A catalog that is not there or not UTF-8 holds nothing here; it is told of where its article is asked for.
    """
    try:
        text = article.catalog.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return b""
    joined = text.replace("\r\n", "\n").replace('"\n"', "")
    pairs = array("Q")
    for source, translation in _ENTRY.findall(joined):
        pairs.extend(hashed_pair(unescape(source), unescape(translation)))
    return pairs.tobytes()


def _with_several(here: Iterable[bytes], there: Iterable[bytes]) -> set[int]:
    """Hashes of the sources of these articles that have more than one translation, in these or those."""
    first: dict[int, int] = {}
    several: set[int] = set()
    for raw in here:
        pairs = _numbers(raw)
        for source, text in zip(pairs[::2], pairs[1::2], strict=True):
            if first.setdefault(source, text) != text:
                several.add(source)
    for raw in there:
        pairs = _numbers(raw)
        for source, text in zip(pairs[::2], pairs[1::2], strict=True):
            if first.get(source, text) != text:
                several.add(source)
    return several


def _numbers(raw: bytes) -> array[int]:
    numbers = array("Q")
    numbers.frombytes(raw[: len(raw) // 16 * 16])
    return numbers


def _entries(articles: Iterable[Article], suspects: set[int], config: Config) -> Iterator[tuple[str, Unit, str]]:
    for article in articles:
        try:
            document = segment_file(
                read_text(article.source, shown=article.path), reading_of(config, article.flavor), path=article.path
            )
            catalog = read_catalog(article.catalog, shown=article.catalog_path)
        except WorkError:
            continue  # only of an article that is compared with, and told of where that is asked for
        translations = translations_of(document, catalog)
        waived = {waiver.unit_id for waiver in document.waivers if waiver.check == INCONSISTENT.id and waiver.reason}
        for unit in document.units:
            text = translations[unit.id].text
            if unit.id not in waived and hashed_pair(unit.source, text)[0] in suspects:
                yield article.path, unit, text

"""Findings between articles: one source with two translations.

Hashes are compared first, and only articles with a suspect are read.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence

from babel.messages.pofile import unescape

from taiyaku.catalogs.match_source import translations_of
from taiyaku.catalogs.po import read_catalog
from taiyaku.checks.inconsistent import CHECK as INCONSISTENT
from taiyaku.checks.inconsistent import find_inconsistent
from taiyaku.checks.waivers import is_waived, waivers_for
from taiyaku.config import Config
from taiyaku.errors import WorkError
from taiyaku.model import Finding, Severity, Unit
from taiyaku.pipeline.run import read_source
from taiyaku.project.articles import Article
from taiyaku.status.rows import Row, pair_hashes

_ENTRY = re.compile(r'^msgid ("(?:[^"\\]|\\.)+")\nmsgstr ("(?:[^"\\]|\\.)+")', re.MULTILINE)


def project_findings(
    articles: Sequence[Article],
    rows: Sequence[Row],
    config: Config,
    *,
    others: Sequence[Article] = (),
    pairs: Sequence[bytes] = (),
) -> tuple[tuple[str, Finding], ...]:
    """The findings between articles, each with its locale.

    The renderings of the ``others`` are taken as correct; ``pairs`` are the hashes of each, from row or catalog.
    """
    severity = Severity(config.checks.severity.get(INCONSISTENT.id, INCONSISTENT.severity))
    if severity is Severity.OFF:
        return ()
    found: list[tuple[str, Finding]] = []
    for locale in dict.fromkeys(article.locale for article in articles):
        here = [(a, row.pairs) for a, row in zip(articles, rows, strict=True) if a.locale == locale]
        there = [(a, raw) for a, raw in zip(others, pairs, strict=True) if a.locale == locale]
        suspects = _several_renderings((raw for _, raw in here), (raw for _, raw in there))
        suspicious = [
            (a, raw) for a, raw in (*here, *there) if suspects and not suspects.isdisjoint(_numbers(raw)[::2])
        ]
        entries = _entries([article for article, _ in suspicious], suspects, config)
        chosen = {article.path for article, _ in here} if there else None
        found += [
            (locale, finding)
            for finding in find_inconsistent(entries, severity=severity, chosen=chosen)
            if not is_waived(finding, waivers_for(config.checks.ignore, finding.path))
        ]
    return tuple(found)


def catalog_pairs(article: Article) -> bytes:
    """The hashes of a catalog's translations, as in ``Row.pairs``, in a tenth of the time that reading it takes.

    A catalog that is missing or not UTF-8 has none; it is reported when its own article is checked.
    """
    try:
        text = article.catalog.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return b""
    joined = text.replace("\r\n", "\n").replace('"\n"', "")
    pairs = array("Q")
    for source, translation in _ENTRY.findall(joined):
        pairs.extend(pair_hashes(unescape(source), unescape(translation)))
    return pairs.tobytes()


def _several_renderings(here: Iterable[bytes], there: Iterable[bytes]) -> set[int]:
    """Hashes of sources in ``here`` that have more than one translation in ``here`` and ``there``."""
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
            document = read_source(article, config)
            catalog = read_catalog(article.catalog, shown=article.catalog_path)
        except WorkError:
            continue  # an article to compare with; it is reported when it is checked itself
        translations = translations_of(document, catalog)
        waived = {waiver.unit_id for waiver in document.waivers if waiver.check == INCONSISTENT.id and waiver.reason}
        for unit in document.units:
            text = translations[unit.id].text
            if unit.id not in waived and pair_hashes(unit.source, text)[0] in suspects:
                yield article.path, unit, text

from __future__ import annotations

import json as stdlib_json

import msgspec
import pytest

from taiyaku.errors import ArticleError
from taiyaku.markdown.segment import segment_markdown
from taiyaku.memory import Match, MemoryEntry
from taiyaku.memory.model import Stats
from taiyaku.model import Term
from taiyaku.pipeline.core import TargetDecision
from taiyaku.pipeline.run import Result
from taiyaku.reports import articles_json, json, terms_json
from taiyaku.reports.json import JsonOutput
from taiyaku.status import ArticleState, Row

OUTPUTS = [
    shape
    for module in (json, articles_json, terms_json)
    for shape in vars(module).values()
    if isinstance(shape, type) and issubclass(shape, JsonOutput) and shape is not JsonOutput
]


@pytest.mark.parametrize("shape", OUTPUTS, ids=lambda shape: shape.__name__)
def test_every_output_begins_with_the_version_of_its_format(shape: type[JsonOutput]) -> None:
    first = msgspec.structs.fields(shape)[0]
    assert (first.name, first.default) == ("schema_version", 1)


def test_the_status_has_a_state_that_is_documented_even_where_an_article_cannot_be_read() -> None:
    row = Row("a.md", "en", ArticleState.PARTIAL, error=ArticleError("not UTF-8"))
    units = {"accepted": 0, "draft": 0, "outdated": 0, "missing": 0}
    article = {"article": "a.md", "locale": "en", "state": "partial", "units": units, "words": 0}
    assert stdlib_json.loads(articles_json.status_json([row])) == {"schema_version": 1, "articles": [article]}


def test_segment_gives_the_units_in_their_order() -> None:
    document = segment_markdown("# 見出し\n\n本文。\n")
    found = stdlib_json.loads(articles_json.segment_json(document, article="a.md"))
    assert [(unit["kind"], unit["line"], unit["source"]) for unit in found["units"]] == [
        ("heading", 1, "見出し"),
        ("paragraph", 3, "本文。"),
    ]
    assert list(found["units"][0]) == ["id", "kind", "line", "context", "source"]


def test_an_article_that_was_translated_has_all_its_keys() -> None:
    (article,) = stdlib_json.loads(
        articles_json.translate_json([Result("a.md", "en", next(iter(TargetDecision)), left=2)])
    )["articles"]
    assert article["left"] == 2
    assert list(article) == [
        "article", "locale", "written", "reused", "from_memory", "from_provider", "left", "outdated", "edited",
        "renamed", "conflicts", "decided", "repairs", "findings",
    ]  # fmt: skip


def test_terms_keep_the_fields_of_their_entries() -> None:
    found = stdlib_json.loads(terms_json.terms_json([Term("JEPA", keep=True, path="g.yaml", line=3)]))
    assert found == {"schema_version": 1, "terms": [{"term": "JEPA", "keep": True, "path": "g.yaml", "line": 3}]}


def test_the_memory_says_what_only_contains_the_text() -> None:
    entry = MemoryEntry("晴れ", "Sunny", "ja", "en")
    near, only = stdlib_json.loads(terms_json.search_json([Match(entry, 90, "sunny", ("codes differ",))], [entry]))[
        "matches"
    ]
    assert (near["score"], near["offer"], near["reasons"]) == (90, "sunny", ["codes differ"])
    assert (only["score"], only["offer"], only["reasons"]) == (None, "Sunny", ["contains the text"])
    assert list(near) == [
        "score", "offer", "reasons", "source", "target", "source_locale", "target_locale", "origin", "accepted",
        "article", "context", "previous", "draft",
    ]  # fmt: skip


def test_stats_name_what_they_count() -> None:
    stats = Stats(3, 2, 1, 0, (("ja", "en", 3),), (("person", 3),), 0, 0, 4096)
    found = stdlib_json.loads(terms_json.stats_json(stats))
    assert found["pairs"] == [{"source": "ja", "target": "en", "entries": 3}]
    assert found["origins"] == [{"origin": "person", "entries": 3}]

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest
import yaml

from taiyaku.glossary.schema import schema, schema_text
from taiyaku.glossary.terms import read_entries

ROOT = Path(__file__).parents[2]


def test_the_schema_in_the_manual_is_the_one_of_the_code() -> None:
    assert (ROOT / "docs" / "glossary.schema.json").read_text("utf-8") == schema_text()


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft7Validator.check_schema(schema())


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("source: ja\nterms:\n- {term: a, en: x}\n", True),
        ("terms:\n", True),
        ("terms:\n- {term: a, en: {use: x, also: [y], avoid: z}, zh-Hant: x}\n", True),
        ("terms:\n- {term: JEPA, keep: true, enforce: off, case: keep, match: word, status: proposed}\n", True),
        ("terms:\n- {term: 2026, en: 5G}\n", True),
        ("terms:\n- {term: a, en: x, varients: [b]}\n", False),
        ("terms:\n- {term: a, en: {uses: x}}\n", False),
        ("terms:\n- {en: x}\n", False),
        ("terms:\n- {term: a, en: x, enforce: of}\n", False),
        ("terms:\n- {term: a, en: ''}\n", False),
        ("terms:\n- {term: a, en: x, keep: perhaps}\n", False),
        ("terms: a\n", False),
        ("source: ja\n", False),
        ("sauce: ja\nterms: []\n", False),
    ],
)
def test_the_schema_and_the_reader_agree(text: str, good: bool) -> None:
    _, _, problems = read_entries(text.encode(), "g")
    assert (not problems) == good
    valid = jsonschema.Draft7Validator(schema()).is_valid(yaml.safe_load(text))
    assert valid == good

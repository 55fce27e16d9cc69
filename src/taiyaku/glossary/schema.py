"""The glossary's format as a JSON Schema, which editors use to complete and check YAML files."""

from __future__ import annotations

import json
from typing import Any

from taiyaku.glossary.read_file import FILE, LOCALE, RENDERING, TERM, Field

LINE = "# yaml-language-server: $schema={}"
"""The comment with which an editor finds the schema; ``{}`` is its URL, or its path from the glossary file."""


def schema() -> dict[str, Any]:
    """The JSON Schema of a glossary file (draft 7, which editors support)."""
    rendering = {
        "oneOf": [
            {"type": "string", "minLength": 1},
            {
                "type": "object",
                "properties": _properties(RENDERING),
                "additionalProperties": False,
                "minProperties": 1,
            },
        ],
        "description": "The approved rendering in this locale, or {use: …, also: […], avoid: […]}.",
    }
    entry = {
        "type": "object",
        "required": ["term"],
        "properties": _properties(TERM),
        "patternProperties": {f"^{LOCALE.pattern}$": rendering},
        "additionalProperties": False,
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Taiyaku glossary",
        "description": "Terms and how to translate them; docs/glossary.md explains the format.",
        "type": ["object", "null"],
        "required": ["terms"],
        "properties": {
            **_properties([field for field in FILE if field.name != "terms"]),
            "terms": {"type": ["array", "null"], "items": entry, "description": "The entries."},
        },
        "additionalProperties": False,
    }


def schema_text() -> str:
    """The text of the file ``docs/glossary.schema.json``."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def _properties(fields: tuple[Field, ...] | list[Field]) -> dict[str, Any]:
    return {field.name: {**_type(field), "description": field.doc} for field in fields}


def _type(field: Field) -> dict[str, Any]:
    # Bare numbers and truth values are read as text, so the schema must accept them.
    text = {"type": ["string", "number", "boolean"], "minLength": 1}
    match field.kind:
        case "flag":
            return {"type": "boolean"}
        case "choice":
            # YAML reads a bare `off` as false.
            words: list[str | bool] = [*field.choices, *([False] if "off" in field.choices else [])]
            return {"enum": words}
        case "date":
            return {"type": "string", "format": "date"}
        case "texts":
            return {"anyOf": [text, {"type": "array", "items": text}]}
        case _:
            return text

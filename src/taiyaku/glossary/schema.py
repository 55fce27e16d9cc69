"""The glossary's format as a JSON Schema, for editors that complete and check YAML while it is written."""

from __future__ import annotations

import json
from typing import Any

from taiyaku.glossary.read_file import FILE, LOCALE, RENDERING, TERM, Field

LINE = "# yaml-language-server: $schema={}"
"""The comment by which an editor finds the schema; ``{}`` is its address or its path from the glossary file."""


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 7, which editors know) of a glossary file."""
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
        "description": "Terms and how they are rendered; docs/glossary.md tells how to write them.",
        "type": ["object", "null"],
        "required": ["terms"],
        "properties": {
            **_properties([field for field in FILE if field.name != "terms"]),
            "terms": {"type": ["array", "null"], "items": entry, "description": "The entries."},
        },
        "additionalProperties": False,
    }


def schema_text() -> str:
    """The schema as the file ``docs/glossary.schema.json`` holds it."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def _properties(fields: tuple[Field, ...] | list[Field]) -> dict[str, Any]:
    return {field.name: {**_type(field), "description": field.doc} for field in fields}


def _type(field: Field) -> dict[str, Any]:
    # Bare numbers and truth values are read as the text they are written as, so a schema must let them pass.
    text = {"type": ["string", "number", "boolean"], "minLength": 1}
    match field.kind:
        case "flag":
            return {"type": "boolean"}
        case "choice":
            # YAML takes a bare `off` for false.
            words: list[str | bool] = [*field.choices, *([False] if "off" in field.choices else [])]
            return {"enum": words}
        case "date":
            return {"type": "string", "format": "date"}
        case "texts":
            return {"anyOf": [text, {"type": "array", "items": text}]}
        case _:
            return text

"""The published requests of each service, field by field; anything else is an error.

Each shape has the path, the query, the headers that must be there, a JSON Schema of the body, and the answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jsonschema

KEY = "sk-secret-0123456789"
"""The key that the tests put into the environment."""


def record(required: Mapping[str, Any], optional: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The schema of an object with these fields and no others."""
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


def listed(item: Any, most: int) -> dict[str, Any]:
    return {"type": "array", "items": item, "minItems": 1, "maxItems": most}


TEXT = {"type": "string", "minLength": 1}
NUMBER = {"type": "number"}

ANSWER = record({"units": {"type": "array", "items": record({"id": {"type": "string"}, "text": {"type": "string"}})}})
"""The answer's own schema, as it must be sent to a language model."""

MESSAGE = record(
    {"source": TEXT, "target": TEXT, "units": listed(record({"id": TEXT, "text": TEXT}), 200)},
    {
        "article": TEXT,
        "terms": listed(record({"term": TEXT, "use": TEXT}), 1000),
        "repairs": listed(record({"id": TEXT, "finding": TEXT, "previous": {"type": "string"}}), 200),
        "context": listed(
            record(
                {"id": TEXT},
                {
                    "article": TEXT,
                    "heading": TEXT,
                    "before": TEXT,
                    "after": TEXT,
                    "note": TEXT,
                    "examples": listed(record({"source": TEXT, "translation": TEXT}), 2),
                },
            ),
            200,
        ),
    },
)
"""The JSON object in the last user message to a language model."""


@dataclass(frozen=True)
class Shape:
    path: str
    """A pattern of the whole path."""
    body: Mapping[str, Any]
    headers: Mapping[str, str]
    query: Mapping[str, str] | None = None
    """Patterns by name; a parameter that is not here is wrong."""
    size: int = 10_000_000
    """Bytes of the body at most."""
    texts: Callable[[Any], list[str]] | None = None
    """The texts in the body; None for a language model, which gets its units in a message."""
    answer: Callable[[list[str], Any], Any] | None = None
    """What a working service answers, given the translations and the body; None for a language model."""


SHAPES = {
    "openai": Shape(
        r"/v1/chat/completions",
        record(
            {
                "model": TEXT,
                "messages": {
                    "type": "array",
                    "prefixItems": [
                        record({"role": {"const": "system"}, "content": TEXT}),
                        record({"role": {"const": "user"}, "content": TEXT}),
                    ],
                    "minItems": 2,
                    "items": False,
                },
                "max_completion_tokens": {"type": "integer", "minimum": 1},
            },
            {
                "temperature": {"type": "number", "minimum": 0, "maximum": 2},
                "reasoning_effort": {"enum": ["minimal", "low", "medium", "high"]},
                "response_format": record(
                    {
                        "type": {"const": "json_schema"},
                        "json_schema": record(
                            {
                                "name": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$"},
                                "strict": {"const": True},
                                "schema": {"const": ANSWER},
                            }
                        ),
                    }
                ),
            },
        ),
        {"authorization": f"Bearer {KEY}"},
    ),
    "anthropic": Shape(
        r"/v1/messages",
        record(
            {
                "model": TEXT,
                "max_tokens": {"type": "integer", "minimum": 1},
                "messages": listed(record({"role": {"const": "user"}, "content": TEXT}), 1),
            },
            {
                "system": listed(
                    record(
                        {"type": {"const": "text"}, "text": TEXT},
                        {"cache_control": record({"type": {"const": "ephemeral"}})},
                    ),
                    4,
                ),
                "output_config": record(
                    {"format": record({"type": {"const": "json_schema"}, "schema": {"const": ANSWER}})}
                ),
            },
        ),
        {"x-api-key": KEY, "anthropic-version": "2023-06-01"},
    ),
    "deepl": Shape(
        r"/v2/translate",
        record(
            {
                "text": listed(TEXT, 50),
                "source_lang": {"enum": ["JA", "EN", "DE", "FR", "PT", "ZH"]},
                "target_lang": {"enum": ["EN-US", "EN-GB", "DE", "FR", "JA", "PT-BR", "PT-PT", "ZH-HANS", "ZH-HANT"]},
                "tag_handling": {"const": "xml"},
            },
            {
                "tag_handling_version": {"enum": ["v1", "v2"]},
                "split_sentences": {"enum": ["0", "1", "nonewlines"]},
                "context": TEXT,
                "formality": {"enum": ["prefer_more", "prefer_less"]},
                "model_type": {"enum": ["quality_optimized", "prefer_quality_optimized", "latency_optimized"]},
                "glossary_id": TEXT,
            },
        ),
        {"authorization": f"DeepL-Auth-Key {KEY}"},
        size=128 * 1024,
        texts=lambda body: body["text"],
        answer=lambda done, _: {"translations": [{"detected_source_language": "JA", "text": text} for text in done]},
    ),
    "google": Shape(
        r"/v3/projects/[\w-]+/locations/[\w-]+:translateText",
        record(
            {
                "contents": listed(TEXT, 1024),
                "mimeType": {"const": "text/html"},
                "sourceLanguageCode": TEXT,
                "targetLanguageCode": TEXT,
            },
            {
                "model": {"type": "string", "pattern": "^projects/[^/]+/locations/[^/]+/models/.+$"},
                "glossaryConfig": record(
                    {"glossary": {"type": "string", "pattern": "^projects/[^/]+/locations/[^/]+/glossaries/[^/]+$"}}
                ),
            },
        ),
        {"authorization": f"Bearer {KEY}", "x-goog-user-project": "p"},
        texts=lambda body: body["contents"],
        answer=lambda done, body: {
            key: [{"translatedText": text} for text in done]
            for key in ("translations", *(["glossaryTranslations"] if "glossaryConfig" in body else []))
        },
    ),
    "azure": Shape(
        r"/translate",
        listed(record({"Text": TEXT}), 1000),
        {"ocp-apim-subscription-key": KEY, "ocp-apim-subscription-region": "japaneast"},
        {"api-version": r"3\.0", "from": r"[a-z-]+", "to": r"[a-z-]+", "textType": r"html", "category": r".+"},
        texts=lambda body: [entry["Text"] for entry in body],
        answer=lambda done, _: [{"translations": [{"text": text, "to": "en"}]} for text in done],
    ),
    "libretranslate": Shape(
        r"/translate",
        record(
            {
                "q": listed(TEXT, 1000),
                "source": {"type": "string", "pattern": "^[a-z]{2}$"},
                "target": {"type": "string", "pattern": "^[a-z]{2}$"},
                "format": {"const": "html"},
            },
            {"api_key": {"const": KEY}},
        ),
        {},
        texts=lambda body: body["q"],
        answer=lambda done, _: {"translatedText": done},
    ),
}
"""By provider."""


def service_of(path: str) -> str:
    """The provider whose path it is, by its query where two have the same; empty if none has it."""
    parts = urlsplit(path)
    names = [name for name, shape in SHAPES.items() if re.fullmatch(shape.path, parts.path)]
    return next((name for name in names if bool(SHAPES[name].query) == bool(parts.query)), names[0] if names else "")


def wrong_with(path: str, headers: Mapping[str, str], raw: bytes, body: Any) -> list[str]:
    """What is wrong with a request, by its service's published shape."""
    name = service_of(path)
    if not name:
        return [f"no service has the path {path}; add its request to SHAPES in tests/providers/shapes.py"]
    shape = SHAPES[name]
    found = [
        f"{name}: header {key} is {headers.get(key)!r}"
        for key, value in shape.headers.items()
        if headers.get(key) != value
    ]
    if headers.get("content-type", "").partition(";")[0] != "application/json":
        found.append(f"{name}: content-type is {headers.get('content-type')!r}")
    if len(raw) > shape.size:
        found.append(f"{name}: {len(raw)} bytes")
    query = parse_qsl(urlsplit(path).query, keep_blank_values=True, strict_parsing=bool(urlsplit(path).query))
    wanted = shape.query or {}
    found += [
        f"{name}: query {key}={value}" for key, value in query if not re.fullmatch(wanted.get(key, "(?!)"), value)
    ]
    found += [f"{name}: no query {key}" for key in wanted if key != "category" and key not in dict(query)]
    if KEY in path:
        found.append(f"{name}: the path contains the key")
    errors = jsonschema.Draft202012Validator(shape.body).iter_errors(body)
    return found + [f"{name}: {'/'.join(map(str, error.path))}: {error.message[:200]}" for error in errors]


def wrong_with_message(message: Any) -> list[str]:
    """What is wrong with the JSON object that a language model gets."""
    errors = jsonschema.Draft202012Validator(MESSAGE).iter_errors(message)
    found = [f"message: {'/'.join(map(str, error.path))}: {error.message[:200]}" for error in errors]
    ids = [unit["id"] for unit in message.get("units", [])]
    if len(set(ids)) != len(ids):
        found.append("message: an id appears twice")
    return found + [
        f"message: {part} refers to {entry['id']}, which is not a unit"
        for part in ("context", "repairs")
        for entry in message.get(part, [])
        if entry["id"] not in ids
    ]

"""The page about JSON output, made from the shapes in ``taiyaku.reports``."""

from __future__ import annotations

import ast
import inspect
import textwrap
import types
from collections.abc import Iterator
from enum import Enum
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import msgspec

from taiyaku.reports import articles_json, json, terms_json

HERE = Path(__file__).parent
NOTICE = "<!-- Made by docs/generate.py from the code; do not edit. -->\n"

OUTPUTS = (
    json.CheckJson,
    articles_json.StatusJson,
    articles_json.TranslateJson,
    articles_json.DryRunJson,
    articles_json.SegmentJson,
    terms_json.TermsJson,
    terms_json.MineJson,
    terms_json.ImpactJson,
    terms_json.SearchJson,
    terms_json.StatsJson,
    terms_json.CorrectionsJson,
)


def pages() -> dict[Path, str]:
    """The page by path."""
    out = [
        NOTICE,
        "# JSON output",
        "",
        "With `--format json` a command prints one JSON object on stdout. Its `schema_version` is 1. The version changes only",
        "when a key is removed or changes its meaning; new keys may be added at any time, so ignore keys that you do not know.",
        "",
    ]
    done: set[type] = set()
    for output in OUTPUTS:
        out += [f"## {inspect.getdoc(output)}".rstrip("."), ""]
        for shape in _shapes(output):
            if shape in done:
                continue
            done.add(shape)
            if shape is not output:
                out += [f"### {_name(shape)}", "", inspect.getdoc(shape) or "", ""]
            out += ["| key | type | meaning |", "|---|---|---|", *_rows(shape), ""]
    return {HERE / "json.md": "\n".join(out)}


def _shapes(output: type) -> Iterator[type]:
    """The shapes in an output, the output first."""
    found = [output]
    for shape in found:
        yield shape
        for annotation in get_type_hints(shape).values():
            found += [inner for inner in _structs(annotation) if inner not in found]


def _structs(annotation: Any) -> list[type]:
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        return [annotation]
    return [inner for part in get_args(annotation) for inner in _structs(part)]


def _rows(shape: type) -> Iterator[str]:
    meanings = _meanings(shape)
    hints = get_type_hints(shape)
    for field in msgspec.structs.fields(shape):
        if field.name != "schema_version":
            yield f"| `{field.encode_name}` | {_type(hints[field.name])} | {meanings[field.name]} |"


def _meanings(shape: type) -> dict[str, str]:
    """The string under each field, those of base classes too."""
    found: dict[str, str] = {}
    for base in reversed(shape.__mro__):
        if base in {object, msgspec.Struct} or not issubclass(base, msgspec.Struct):
            continue
        tree = ast.parse(textwrap.dedent(inspect.getsource(base)))
        body = next(node.body for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
        for field, doc in pairwise(body):
            if (
                isinstance(field, ast.AnnAssign)
                and isinstance(field.target, ast.Name)
                and isinstance(doc, ast.Expr)
                and isinstance(doc.value, ast.Constant)
            ):
                found[field.target.id] = " ".join(str(doc.value.value).split())
    return found


def _type(annotation: Any) -> str:
    simple = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}
    if annotation in simple:
        return simple[annotation]
    if get_origin(annotation) is tuple:
        return f"array of {_type(get_args(annotation)[0])}"
    if get_origin(annotation) is dict:
        return "object"
    if isinstance(annotation, types.UnionType):
        return " or ".join(map(_type, get_args(annotation)))
    if issubclass(annotation, Enum):
        return ", ".join(f"`{member.value}`" for member in annotation)
    return f"[{_name(annotation)}](#{_name(annotation).replace(' ', '-')})"


def _name(shape: type) -> str:
    """``ArticleStatusJson`` as ``article status``."""
    words = "".join(f" {char.lower()}" if char.isupper() else char for char in shape.__name__.removesuffix("Json"))
    return words.strip()

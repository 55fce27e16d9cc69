"""The strings of a YAML, TOML or JSON block, with the offsets of their spelling; and the block's values for comparison.

Offsets count characters of the block. A path is ``title``, ``hero.title`` or ``tags[0]``.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from taiyaku.markdown.front_matter_formats import compose, load
from taiyaku.markdown.yaml_nodes import Mapping, Node, Scalar, Sequence


@dataclass(frozen=True, slots=True)
class FrontMatterValue:
    """A string in the front matter."""

    path: str
    """``title``, ``hero.title``, ``tags[0]``."""
    start: int
    """Offset of its spelling, quotes included."""
    end: int
    text: str
    """Its value, without the final line break of a block scalar."""


Leaf = tuple[str, str, str]
"""(path, type, value)."""


def strings(kind: str, block: str) -> Iterator[FrontMatterValue]:
    """Every string of a block that parses, in the order of the block."""
    yield from {"yaml": _yaml_strings, "toml": _toml_strings, "json": _json_strings}[kind](block)


def leaves(kind: str, block: str) -> list[Leaf]:
    """Every value of a block that is not a table or list, in the order of the block.

    Raises:
        ValueError: It does not parse, or is nested too deeply.
    """
    try:
        return list(_yaml_leaves(compose(block), "", {}) if kind == "yaml" else _leaves(load(kind, block), ""))
    except RecursionError as error:
        raise ValueError(str(error)) from None


# ── YAML ────────────────────────────────────────────────────────────────────

_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)+")


def _yaml_strings(block: str) -> Iterator[FrontMatterValue]:
    def walk(node: Node | None, path: str) -> Iterator[FrontMatterValue]:
        if node is None or node.alias:  # an alias shares the text of its anchor, which is edited once
            return
        if isinstance(node, Mapping):
            for key, value in node.pairs:
                if isinstance(key, Scalar):
                    yield from walk(value, f"{path}.{key.value}" if path else key.value)
        elif isinstance(node, Sequence):
            for number, item in enumerate(node.items):
                yield from walk(item, f"{path}[{number}]")
        elif node.tag == "tag:yaml.org,2002:str":
            yield from _yaml_string(block, node, path)

    yield from walk(compose(block), "")


def _yaml_string(block: str, node: Scalar, path: str) -> Iterator[FrontMatterValue]:
    start, end = node.start, node.end
    if properties := _PROPERTIES.match(block, start, end):
        start = properties.end()
    if node.style in {"|", ">"}:
        yield FrontMatterValue(path, start, start + len(block[start:end].rstrip()), node.value.rstrip("\n"))
    elif start < end:
        yield FrontMatterValue(path, start, end, node.value)


def _yaml_leaves(node: Node | None, path: str, anchors: dict[str, str]) -> Iterator[Leaf]:
    """Leaves by path; an alias is a leaf whose value is the path of its anchor."""
    if node is None:
        return
    if node.alias:
        yield path, "alias", anchors.get(node.alias, "")
        return
    if node.anchor:
        anchors[node.anchor] = path
    if isinstance(node, Scalar):
        yield path, node.tag, node.value
    elif isinstance(node, Sequence):
        yield path, node.tag, "["
        for number, item in enumerate(node.items):
            yield from _yaml_leaves(item, f"{path}[{number}]", anchors)
    else:
        yield path, node.tag, "{"
        for number, (key, value) in enumerate(node.pairs):
            if isinstance(key, Scalar):
                yield path, key.tag, f"{key.value}:"
                yield from _yaml_leaves(value, f"{path}.{key.value}" if path else key.value, anchors)
            else:
                yield from _yaml_leaves(key, f"{path}?{number}", anchors)
                yield from _yaml_leaves(value, f"{path}:{number}", anchors)


def _leaves(value: Any, path: str) -> Iterator[Leaf]:
    if isinstance(value, dict):
        yield path, "table", str(list(value))
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        yield path, "list", str(len(value))
        for number, inner in enumerate(value):
            yield from _leaves(inner, f"{path}[{number}]")
    else:
        yield path, type(value).__name__, str(value)


# ── JSON ────────────────────────────────────────────────────────────────────

_JSON_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|[\[\]{}:,]')


def _json_strings(block: str) -> Iterator[FrontMatterValue]:
    """Walk the tokens of a block that is known to be JSON."""
    stack: list[str | int] = []
    """The position of the next value: a key of a table, or an index of a list."""
    tokens = list(_JSON_TOKEN.finditer(block))
    for index, token in enumerate(tokens):
        text = token[0]
        if text == "{":
            stack.append("")
        elif text == "[":
            stack.append(0)
        elif text in "]}":
            stack.pop()
        elif text == "," and isinstance(stack[-1], int):
            stack[-1] += 1
        elif text[0] == '"' and index + 1 < len(tokens) and tokens[index + 1][0] == ":":
            stack[-1] = json.loads(text)
        elif text[0] == '"':
            path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in stack)
            yield FrontMatterValue(path.lstrip("."), token.start(), token.end(), json.loads(text))


# ── TOML ────────────────────────────────────────────────────────────────────

_TOML_TOKEN = re.compile(
    r"""(?P<blank>[\s,]+|\#[^\n]*)
      | (?P<string>\"\"\"(?:\\.|[^\\])*?\"{3,5} | \'\'\'.*?\'{3,5} | "(?:\\.|[^"\\\n])*" | '[^'\n]*')
      | (?P<open>[\[{]) | (?P<close>[\]}]) | (?P<equals>=) | (?P<dot>\.)
      | (?P<bare>[^\s,\#="'\[\]{}.]+(?:\.\d[\w.:+-]*)?)""",
    re.VERBOSE | re.DOTALL,
)
_TABLE = re.compile(r"[ \t]*(\[\[?)[ \t]*([^\]\n]+?)[ \t]*\]\]?[ \t]*(?:\#[^\n]*)?(?:\r?\n|\Z)")


def _toml_strings(block: str) -> Iterator[FrontMatterValue]:
    """Walk the block's tokens; tomllib gives the value of each string found."""
    table, at = "", 0
    counts: dict[str, int] = {}
    key: list[str] = []
    stack: list[tuple[str, int]] = []
    """Open brackets: ("[", items so far) or ("{", 0), with their key paths in ``paths``."""
    paths: list[str] = []
    value = False
    while at < len(block):
        at_line_start = at == 0 or block[at - 1] == "\n"
        if not stack and not value and at_line_start and (header := _TABLE.match(block, at)):
            name = ".".join(part.strip().strip("\"'") for part in header[2].split("."))
            if header[1] == "[[":
                counts[name] = counts.get(name, -1) + 1
                name = f"{name}[{counts[name]}]"
            table, at = name, header.end()
            continue
        token = _TOML_TOKEN.match(block, at)
        if token is None:
            return
        text, kind = token[0], token.lastgroup
        at = token.end()
        if kind == "blank":
            if "\n" in text and not stack:
                key, value = [], False
            if "," in text and stack:
                if stack[-1][0] == "[":
                    stack[-1] = ("[", stack[-1][1] + 1)
                else:
                    key, value = [], False
            continue
        base = paths[-1] if paths else table
        inside = f"{base}[{stack[-1][1]}]" if stack and stack[-1][0] == "[" else ".".join(filter(None, [base, *key]))
        reading = value or (bool(stack) and stack[-1][0] == "[")
        if kind == "equals":
            value = True
        elif kind == "open" and reading:
            stack.append((text, 0))
            paths.append(inside)
            key, value = [], False
        elif kind == "close" and stack:
            stack.pop()
            paths.pop()
            key, value = [], False
        elif kind == "string" and reading:
            yield FrontMatterValue(inside, token.start(), at, str(tomllib.loads(f"v = {text}")["v"]))
            value = False
        elif kind in {"bare", "string"} and not reading:
            key.append(text.strip("\"'"))

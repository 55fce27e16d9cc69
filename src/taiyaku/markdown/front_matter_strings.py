"""The strings of a YAML, TOML or JSON block, with the offsets of their spelling; and the block's values for comparison.

Offsets count characters of the block. A path is ``title``, ``hero.title`` or ``tags[0]``.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from typing import Any

import yaml

Scalar = tuple[str, int, int, str]
"""(path, start, end, what it reads as)."""

Leaf = tuple[str, str, str]
"""(path, type, value)."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 200


def strings(kind: str, block: str) -> Iterator[Scalar]:
    """Every string of a block that parses, quotes included in its span, in the order of the block."""
    yield from {"yaml": _yaml_strings, "toml": _toml_strings, "json": _json_strings}[kind](block)


def leaves(kind: str, block: str) -> list[Leaf]:
    """Every value of a block that is no table or list, in the order of the block.

    Raises:
        ValueError: It does not parse, or is nested too deeply.
    """
    try:
        if kind == "yaml":
            return list(_yaml_leaves(compose(block), "", {}))
        return list(_leaves(tomllib.loads(block) if kind == "toml" else json.loads(block), ""))
    except (yaml.YAMLError, RecursionError) as error:
        raise ValueError(str(error)) from None


def compose(block: str) -> yaml.Node | None:
    """The nodes of a YAML block.

    Raises:
        yaml.YAMLError: It does not parse, or is nested so deeply that reading it would crash the C library.
    """
    if block.count("[") + block.count("{") > _DEEPEST or re.search(r"(?:[-?][ \t]+){200}", block):
        depth = 0
        for event in yaml.parse(block, Loader=_Loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEPEST:
                raise yaml.YAMLError("nested too deeply")
    return yaml.compose(block, Loader=_Loader)


def load(kind: str, block: str) -> Any:
    """The values of a block.

    Raises:
        yaml.YAMLError, ValueError, RecursionError: It does not parse.
    """
    if kind == "yaml":
        compose(block)
        return yaml.load(block, Loader=_Loader)  # noqa: S506 - the C form of the safe loader
    return tomllib.loads(block) if kind == "toml" else json.loads(block)


# ── YAML ────────────────────────────────────────────────────────────────────

_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)+")


def _yaml_strings(block: str) -> Iterator[Scalar]:
    seen: set[int] = set()

    def walk(node: yaml.Node | None, path: str) -> Iterator[Scalar]:
        # An alias gives the very node of its anchor: it is one text, edited once.
        if node is None or id(node) in seen:
            return
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if isinstance(key, yaml.ScalarNode):
                    yield from walk(value, f"{path}.{key.value}" if path else key.value)
        elif isinstance(node, yaml.SequenceNode):
            for number, item in enumerate(node.value):
                yield from walk(item, f"{path}[{number}]")
        elif isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:str":
            yield from _yaml_string(block, node, path)

    yield from walk(compose(block), "")


def _yaml_string(block: str, node: yaml.ScalarNode, path: str) -> Iterator[Scalar]:
    start, end = node.start_mark.index, node.end_mark.index
    if properties := _PROPERTIES.match(block, start, end):
        start = properties.end()
    if node.style in {"|", ">"}:
        yield path, start, start + len(block[start:end].rstrip()), node.value.rstrip("\n")
    elif start < end:
        yield path, start, end, node.value


def _yaml_leaves(node: yaml.Node | None, path: str, seen: dict[int, str]) -> Iterator[Leaf]:
    """Leaves by path; what an alias stands for is told once, and then by its path."""
    if node is None:
        return
    if id(node) in seen:
        yield path, "alias", seen[id(node)]
        return
    seen[id(node)] = path
    if isinstance(node, yaml.ScalarNode):
        yield path, str(node.tag), str(node.value)
    elif isinstance(node, yaml.SequenceNode):
        yield path, str(node.tag), "["
        for number, item in enumerate(node.value):
            yield from _yaml_leaves(item, f"{path}[{number}]", seen)
    else:
        yield path, str(node.tag), "{"
        for number, (key, value) in enumerate(node.value):
            if isinstance(key, yaml.ScalarNode):
                yield path, str(key.tag), f"{key.value}:"
                yield from _yaml_leaves(value, f"{path}.{key.value}" if path else str(key.value), seen)
            else:
                yield from _yaml_leaves(key, f"{path}?{number}", seen)
                yield from _yaml_leaves(value, f"{path}:{number}", seen)


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


def _json_strings(block: str) -> Iterator[Scalar]:
    """Walk the tokens of a block that is known to be JSON."""
    stack: list[str | int] = []
    """Where the next value goes: a key of a table, or a place in a list."""
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
            yield path.lstrip("."), token.start(), token.end(), json.loads(text)


# ── TOML ────────────────────────────────────────────────────────────────────

_TOML_TOKEN = re.compile(
    r"""(?P<blank>[\s,]+|\#[^\n]*)
      | (?P<string>\"\"\"(?:\\.|[^\\])*?\"{3,5} | \'\'\'.*?\'{3,5} | "(?:\\.|[^"\\\n])*" | '[^'\n]*')
      | (?P<open>[\[{]) | (?P<close>[\]}]) | (?P<equals>=) | (?P<dot>\.)
      | (?P<bare>[^\s,\#="'\[\]{}.]+(?:\.\d[\w.:+-]*)?)""",
    re.VERBOSE | re.DOTALL,
)
_TABLE = re.compile(r"[ \t]*(\[\[?)[ \t]*([^\]\n]+?)[ \t]*\]\]?[ \t]*(?:\#[^\n]*)?(?:\r?\n|\Z)")


def _toml_strings(block: str) -> Iterator[Scalar]:
    """Walk the block's tokens; tomllib gives the value of each string found."""
    table, at = "", 0
    counts: dict[str, int] = {}
    key: list[str] = []
    stack: list[tuple[str, int]] = []
    """Open brackets: ("[", items so far) or ("{", 0), under the key path that stands in ``paths``."""
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
            yield inside, token.start(), at, str(tomllib.loads(f"v = {text}")["v"])
            value = False
        elif kind in {"bare", "string"} and not reading:
            key.append(text.strip("\"'"))

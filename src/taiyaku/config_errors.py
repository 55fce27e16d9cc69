"""Errors of a TOML table in plain words, with their line.

msgspec words them for programmers (``Expected `int`, got `str` - at `$.provider.jobs```), and no TOML reader reports
the position of a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from taiyaku.suggest import did_you_mean, nearest

KeyPath = tuple[str | int, ...]
"""The position of a value as keys, and indexes of an array of tables: ``("checks", "ignore", 0, "path")``."""


def explain_error(
    error: msgspec.ValidationError, struct: type[msgspec.Struct], table: Mapping[str, Any], *, inside: KeyPath = ()
) -> tuple[str, KeyPath]:
    """Word an error in plain terms and find the key that it is about.

    Args:
        error: What ``msgspec.convert(table, struct)`` raised.
        struct: The type the table should have.
        table: The table as read.
        inside: Where the table is in the file, for the message: ``("providers", "openai")``.

    Returns:
        What is wrong and what would be right, and the key in the table.
    """
    message, _, path = str(error).partition(" - at `$")
    at: KeyPath = tuple(int(part) if part.isdigit() else part for part in re.findall(r"\.{3}|[^.\[\]`]+", path))
    if unknown := re.match(r"Object contains unknown field `(.+)`", message):
        where = f" in {_table((*inside, *at))}" if inside or at else ""
        return f"unknown key `{unknown[1]}`{where}; {did_you_mean(unknown[1], _keys(struct, at))}", (*at, unknown[1])
    if missing := re.match(r"Object missing required field `(.+)`", message):
        return f"{_table((*inside, *at))} needs `{missing[1]}`; add it", at
    if own := re.match(r"`([^`]+)` ", message):  # an error of the struct itself, which begins with the key
        return message, (*at, *own[1].split("."))
    if invalid := re.match(r"Invalid enum value '(.*)'", message):
        choices = [str(choice) for choice in get_args(_type(struct, at))]
        if at[-1] == "...":
            given: dict[str, Any] = _value(table, at[:-1])
            at = (*at[:-1], next(key for key, value in given.items() if value == invalid[1]))
        near = nearest(invalid[1], choices)
        hint = f"; did you mean `{near}`?" if near else ""
        return f'{_name((*inside, *at))} must be one of {", ".join(choices)}, not "{invalid[1]}"{hint}', at
    if wrong := re.match(r"Expected `(.+)`, got `(.+)`", message):
        if at and at[-1] == "...":
            at = (*at[:-1], _offender(_value(table, at[:-1]), wrong[2]))
        needed = " or ".join(_WORDS.get(name, name) for name in wrong[1].split(" | "))
        return f"{_name((*inside, *at))} must be {needed}, not {_WORDS.get(wrong[2], wrong[2])}", at
    return f"{_name((*inside, *at))}: {message}", at


def line_of(key: KeyPath, text: str, *, prefix: KeyPath = ()) -> int | None:
    """The 1-based line of a value, or else of the innermost table around it that has one.

    ``prefix`` is the position in the file of the table that ``key`` starts from: ``("tool", "taiyaku")``.
    """
    wanted = (*prefix, *key)
    lines = dict(reversed(list(_lines(text))))
    while wanted:
        if wanted in lines:
            return lines[wanted]
        wanted = wanted[:-1]
    return None


def _keys(struct: type[msgspec.Struct], at: KeyPath) -> list[str]:
    """The keys that the table at a position may have."""
    kind = _type(struct, at)
    fields: Sequence[str] = getattr(kind, "__struct_fields__", ())
    return [name for name in fields if name != "root"]


def _offender(inside: dict[str, Any], kind: str) -> str:
    """The key of a free table whose value has the wrong type."""
    kinds = {"int": int, "float": float, "bool": bool, "str": str, "array": list, "object": dict}
    return next((key for key, value in inside.items() if type(value) is kinds.get(kind)), "...")


def _name(at: KeyPath) -> str:
    """The key as people look for it, with its table in brackets."""
    key = f"`{at[-1]}`" if at else "it"
    if at and isinstance(at[-1], int):
        return f"item {at[-1] + 1} of {_name(at[:-1])}"
    return f"{key} in {_table(at[:-1])}" if len(at) > 1 else key


def _table(at: KeyPath) -> str:
    name = ".".join(str(part) for part in at if isinstance(part, str))
    return f"[[{name}]]" if any(isinstance(part, int) for part in at) else f"[{name}]"


_WORDS = {
    "str": "text in quotes",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "a table",
    "null": "nothing",
}


def _type(struct: Any, at: KeyPath) -> Any:
    """The type of the value at a position: a table, an item of a list, a value of a free table."""
    kind = struct
    for part in at:
        hints = get_type_hints(kind) if isinstance(kind, type) and issubclass(kind, msgspec.Struct) else {}
        if part in hints:
            kind = hints[str(part)]
            continue
        inner = [arg for arg in get_args(kind) if arg is not Ellipsis]
        kind = inner[-1] if inner and get_origin(kind) is not Literal else None
    return kind


def _value(table: Any, at: KeyPath) -> Any:
    for part in at:
        table = table[part]
    return table


_HEADER = re.compile(r"\s*(\[\[?)(.+?)\]\]?\s*(?:#.*)?$")
_ASSIGNED = re.compile(r"""\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=""")
_PART = re.compile(r""""([^"]*)"|'([^']*)'|([\w-]+)""")


def _lines(text: str) -> Iterator[tuple[KeyPath, int]]:
    """Every table header, every assignment and every key of an inline table, with its line."""
    table: KeyPath = ()
    tables: dict[KeyPath, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            table = _parts(header[2])
            if header[1] == "[[":
                tables[table] = tables.get(table, -1) + 1
                table = (*table, tables[table])
            yield table, number
        elif assigned := _ASSIGNED.match(line):
            key = (*table, *_parts(assigned[1]))
            yield key, number
            for inner in re.finditer(r"""[{,]\s*("[^"]*"|'[^']*'|[\w-]+)\s*=""", line):
                yield (*key, *_parts(inner[1])), number


def _parts(dotted: str) -> KeyPath:
    return tuple(match[1] or match[2] or match[3] or "" for match in _PART.finditer(dotted))

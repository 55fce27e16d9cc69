"""What is wrong in a TOML table, in a person's words, and on which line it stands.

The reader of the settings says it in its own terms (``Expected `int`, got `str` - at `$.provider.jobs```), and no TOML
reader tells where a value stood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from taiyaku.suggest import did_you_mean, nearest

Key = tuple[str | int, ...]
"""Where a value stands: keys, and places in an array of tables, as in ``("checks", "ignore", 0, "path")``."""


def explain(error: msgspec.ValidationError, struct: type[msgspec.Struct], table: dict[str, Any]) -> tuple[str, Key]:
    """A complaint in words, with the key that it is about.

    Args:
        error: What ``msgspec.convert(table, struct)`` raised.
        struct: What the table should have been.
        table: The table as it was read.

    Returns:
        What is wrong and what would be right, and where.
    """
    message, _, where = str(error).partition(" - at `$")
    at: Key = tuple(int(part) if part.isdigit() else part for part in re.findall(r"\.{3}|[^.\[\]`]+", where))
    if unknown := re.match(r"Object contains unknown field `(.+)`", message):
        return _unknown(unknown[1], at, known(struct, at)), (*at, unknown[1])
    if missing := re.match(r"Object missing required field `(.+)`", message):
        return f"{_table(at)} lacks `{missing[1]}`", at
    if own := re.match(r"`([^`]+)` ", message):  # the struct's own words, which begin with the key
        return message, (*at, *own[1].split("."))
    if invalid := re.match(r"Invalid enum value '(.*)'", message):
        return _no_choice(invalid[1], at, struct, table)
    if wrong := re.match(r"Expected `(.+)`, got `(.+)`", message):
        if at and at[-1] == "...":
            at = (*at[:-1], _offender(_value(table, at[:-1]), wrong[2]))
        needed = " or ".join(_WORDS.get(name, name) for name in wrong[1].split(" | "))
        return f"{_name(at)} must be {needed}, and is {_WORDS.get(wrong[2], wrong[2])}", at
    return f"{_name(at)}: {message}", at


def line_of(key: Key, text: str, *, prefix: Key = ()) -> int | None:
    """The line, from 1, on which a value stands, or what is nearest around it.

    Args:
        key: Where it stands in the table.
        text: The file.
        prefix: Where the table stands in the file, as ``("tool", "taiyaku")``.
    """
    wanted = (*prefix, *key)
    lines = dict(reversed([(found, line) for found, line in _keys(text)]))
    while wanted:
        if wanted in lines:
            return lines[wanted]
        wanted = wanted[:-1]
    return None


def known(struct: type[msgspec.Struct], at: Key) -> list[str]:
    """The keys that a table may have."""
    kind = _type(struct, at)
    fields: Sequence[str] = getattr(kind, "__struct_fields__", ())
    return [name for name in fields if name != "root"]


def _unknown(key: str, at: Key, right: Sequence[str]) -> str:
    inside = f" in {_table(at)}" if at else ""
    return f"unknown key `{key}`{inside}; {did_you_mean(key, right)}"


def _no_choice(value: str, at: Key, struct: type[msgspec.Struct], table: dict[str, Any]) -> tuple[str, Key]:
    choices = [str(choice) for choice in get_args(_type(struct, at))]
    if at[-1] == "...":
        inside: dict[str, Any] = _value(table, at[:-1])
        at = (*at[:-1], next(key for key, given in inside.items() if given == value))
    near = nearest(value, choices)
    hint = f"; did you mean `{near}`?" if near else ""
    return f'{_name(at)} must be one of {", ".join(choices)}, and is "{value}"{hint}', at


def _offender(inside: dict[str, Any], kind: str) -> str:
    """The key of a free table whose value is of the wrong kind."""
    kinds = {"int": int, "float": float, "bool": bool, "str": str, "array": list, "object": dict}
    return next((key for key, value in inside.items() if type(value) is kinds.get(kind)), "...")


def _name(at: Key) -> str:
    """The key as people would look for it: its table in brackets before it."""
    key = f"`{at[-1]}`" if at else "it"
    if at and isinstance(at[-1], int):
        return f"item {at[-1] + 1} of {_name(at[:-1])}"
    return f"{key} in {_table(at[:-1])}" if len(at) > 1 else key


def _table(at: Key) -> str:
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


def _type(struct: Any, at: Key) -> Any:
    """The type that stands at a key: of a table, of a list's item, of a free table's value."""
    kind = struct
    for part in at:
        hints = get_type_hints(kind) if isinstance(kind, type) and issubclass(kind, msgspec.Struct) else {}
        if part in hints:
            kind = hints[str(part)]
            continue
        inner = [arg for arg in get_args(kind) if arg is not Ellipsis]
        kind = inner[-1] if inner and get_origin(kind) is not Literal else None
    return kind


def _value(table: Any, at: Key) -> Any:
    for part in at:
        table = table[part]
    return table


_HEADER = re.compile(r"\s*(\[\[?)(.+?)\]\]?\s*(?:#.*)?$")
_ASSIGNED = re.compile(r"""\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=""")
_PART = re.compile(r""""([^"]*)"|'([^']*)'|([\w-]+)""")


def _keys(text: str) -> Iterator[tuple[Key, int]]:
    """Every table's head, every assignment and every key of an inline table, with its line."""
    table: Key = ()
    tables: dict[Key, int] = {}
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


def _parts(dotted: str) -> Key:
    return tuple(match[1] or match[2] or match[3] or "" for match in _PART.finditer(dotted))

"""The front matter of the translation lost or gained a key, or a value that must not be translated changed.

Why it is bad: dates, slugs, layouts and flags drive the site; a changed one breaks a build or puts an article where it
does not belong.

What is compared: keys, types and values. Only the values that the settings name under `front_matter.translate` and
`front_matter.set` may differ, and those keep their type and, in a list, their number of items. A path may name the
target locale, and text in the source's own script may be translated.

Example: `date: 2026-02-12` changed to `date: 12 February 2026`.

How to fix: copy the value from the source, or name its key in `front_matter.translate`.

Known false alarms: a key that only the translation has, such as the translator's name. Name it in `front_matter.set`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from taiyaku.checks.base import Check, Context, Problem
from taiyaku.errors import ArticleError
from taiyaku.language.scripts import own_letters
from taiyaku.markdown.front_matter import find_front_matter, matches, read_front_matter
from taiyaku.model import Severity

_TYPES = {
    "str": "text",
    "int": "a number",
    "float": "a number",
    "bool": "true or false",
    "NoneType": "nothing",
    "list": "a list",
    "dict": "a table",
    "date": "a date",
    "datetime": "a date and time",
    "time": "a time",
}


def front_matter_differs(context: Context) -> Iterator[Problem]:
    """Compare the front matter of the two articles, value by value."""
    if context.target is None:
        return
    values: list[dict[str, Any]] = []
    for document in (context.document, context.target):
        try:
            values.append(read_front_matter(document.text))
        except ArticleError as error:
            yield Problem(f"{error.message}; correct it", line=error.line or 1, in_target=document is context.target)
            return
    ours, theirs = values
    if ours == theirs:
        return
    if ours and not theirs:
        yield Problem("the translation has no front matter; copy it from the source", line=1, in_target=True)
        return
    target_lines, source_lines = _lines(context.target.text), _lines(context.document.text)
    for path, message in _differences(ours, theirs, "", _allowed_paths(context), context):
        key = path.partition(".")[0].partition("[")[0]
        yield Problem(message, line=target_lines.get(key) or source_lines.get(key, 1), in_target=key in target_lines)


def _allowed_paths(context: Context) -> tuple[str, ...]:
    if context.front_matter is not None:
        return context.front_matter
    reading = context.document.reading
    return (*reading.translated_keys, *reading.set_keys)


def _differences(
    old: Any, new: Any, path: str, allowed: tuple[str, ...], context: Context
) -> Iterator[tuple[str, str]]:
    if old == new and type(old) is type(new):
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in (*old, *(key for key in new if key not in old)):
            inner = f"{path}.{key}" if path else str(key)
            if key not in new:
                yield inner, f"`{inner}` is missing; copy it from the source"
            elif key not in old:
                if not matches(inner, allowed):
                    yield inner, f"`{inner}` is not in the source; remove it"
            else:
                yield from _differences(old[key], new[key], inner, allowed, context)
    elif isinstance(old, list) and isinstance(new, list):
        if len(old) != len(new):
            yield path, f"`{path}` has {_items(new)} but {len(old)} in the source; make them match"
        for number, (item, changed) in enumerate(zip(old, new, strict=False)):
            yield from _differences(item, changed, f"{path}[{number}]", allowed, context)
    elif type(old) is not type(new):
        if not (old is None and matches(path, allowed)):
            yield path, f"`{path}` is {_type(new)} but {_type(old)} in the source; use the same type"
    elif (
        not matches(path, allowed)
        and not _is_text(old, new, context)
        and _without_locale(old, context) != _without_locale(new, context)
    ):
        yield path, f"`{path}` is {new!s} but {old!s} in the source; copy it from there"


def _is_text(old: Any, new: Any, context: Context) -> bool:
    """Whether a value is text in a language's own script, so that a person must have translated it."""
    source, target = context.source_locale, context.target_locale
    letters = own_letters(source, target) + own_letters(target, source)
    return isinstance(old, str) and bool(letters) and bool(re.search(f"[{letters}]", f"{old}{new}"))


def _items(values: list[Any]) -> str:
    return "one item" if len(values) == 1 else f"{len(values)} items"


def _type(value: Any) -> str:
    return _TYPES.get(type(value).__name__, type(value).__name__)


def _without_locale(value: Any, context: Context) -> Any:
    """A value with the locale removed from its path."""
    if isinstance(value, str) and "/" in value:
        for pattern in context.links:
            for locale in (context.source_locale, context.target_locale):
                value = value.replace(pattern.replace("{locale}", locale), pattern)
    return value


def _lines(text: str) -> dict[str, int]:
    """The line number of each top-level key."""
    found = find_front_matter(text)
    lines: dict[str, int] = {}
    for number, line in enumerate(text[: found.body].splitlines() if found else (), 1):
        lines.setdefault(line.partition("=")[0].partition(":")[0].strip(" \t\"'[]{"), number)
    return lines


CHECK = Check(
    "front-matter-changed",
    Severity.ERROR,
    "a key, or a value that must not be translated, differs",
    document=front_matter_differs,
)

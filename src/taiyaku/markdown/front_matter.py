"""Front matter by position: selected values are replaced, and every other byte stays.

YAML (``---``), TOML (``+++``) and JSON (``{``) are read for the positions of their strings and never dumped. Each edit
is verified: the block is parsed again, and only the intended values may have changed.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import yaml

from taiyaku.errors import ArticleError
from taiyaku.markdown import yaml_nodes as nodes
from taiyaku.markdown.front_matter_formats import NEWLINE, FrontMatterBlock, compose, find_block, load
from taiyaku.markdown.front_matter_strings import FrontMatterValue, leaves, strings

_KEY_FIRST = re.compile(r"(?:\s|#[^\r\n]*)*[\"']?[\w.-]+[\"']?[ \t]*[:=]")


@functools.lru_cache(maxsize=16)
def find_front_matter(text: str) -> FrontMatterBlock | None:
    """The front matter that the text opens with, if any.

    A leading ``---`` whose block is not a mapping is a thematic break of Markdown, not front matter.

    Raises:
        ArticleError: The block has keys but does not parse; with its line.
    """
    found = find_block(text)
    if found is None:
        return None
    block = text[found.start : found.end]
    try:
        if found.format == "yaml":  # not loaded, since an impossible date does not matter here
            root = compose(block)
            return found if root is None or isinstance(root, nodes.Mapping) else None
        return found if isinstance(load(found.format, block), dict) else None
    except (ValueError, RecursionError) as error:
        if found.format == "json" or _KEY_FIRST.match(block):
            raise _parse_error(text, found, error) from None
        return None


def body_start(text: str) -> int:
    """Offset of the Markdown after front matter and byte order mark.

    Raises:
        ArticleError: The front matter has keys but does not parse; with its line.
    """
    found = find_front_matter(text)
    return found.body if found else int(text.startswith("\ufeff"))


def read_front_matter(text: str) -> dict[str, Any]:
    """All values of the article's front matter; empty if it has none.

    Raises:
        ArticleError: It does not parse, or has an impossible value (``date: 2026-02-30``); with its line.
    """
    found = find_front_matter(text)
    if found is None:
        return {}
    try:
        data = load(found.format, text[found.start : found.end])
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise _parse_error(text, found, error) from None
    return data if isinstance(data, dict) else {}


def _parse_error(text: str, found: FrontMatterBlock, error: Exception) -> ArticleError:
    first = len(re.findall(NEWLINE, text[: found.start])) + 1
    if isinstance(error.__cause__, yaml.MarkedYAMLError):
        error = error.__cause__  # the explanations of NotYAMLError are for glossaries
    line, why = first, " ".join(str(error).split())
    if isinstance(error, nodes.NotYAMLError):
        line, why = first + error.problem.line - 1, error.reason
    elif isinstance(error, yaml.MarkedYAMLError):
        why = error.problem or error.context or "it does not parse"
        line = first + (error.problem_mark.line if error.problem_mark else 0)
    elif isinstance(error, RecursionError):
        why = "nested too deeply"
    elif at := re.search(r"line (\d+)", why):
        line, why = first + int(at[1]) - 1, why.partition(" (at ")[0].partition(": line ")[0]
    return ArticleError(f"invalid {found.format.upper()} front matter: {why}", line=line)


def front_matter_values(text: str, found: FrontMatterBlock) -> list[FrontMatterValue]:
    """Every string in the block with its offsets in the text, in the order of the file; of a duplicate key the last."""
    values = {
        value.path: replace(value, start=found.start + value.start, end=found.start + value.end)
        for value in strings(found.format, text[found.start : found.end])
    }
    return sorted(values.values(), key=lambda value: value.start)


def matches(path: str, patterns: tuple[str, ...]) -> bool:
    """Whether a path matches one of the patterns; ``tags[]`` matches every item of ``tags``."""
    return re.sub(r"\[\d+\]", "[]", path) in patterns


# ── Writing ─────────────────────────────────────────────────────────────────


def write_front_matter(text: str, found: FrontMatterBlock, changes: Mapping[str, str]) -> tuple[str, list[str]]:
    """An article with other values in its front matter, by path, and the paths whose value cannot be written."""
    edits = [
        (value, changes[value.path])
        for value in front_matter_values(text, found)
        if changes.get(value.path, value.text) != value.text
    ]
    text, failed = _apply(text, found, edits)
    return text, failed


_Edit = tuple[FrontMatterValue, str]


def _apply(text: str, found: FrontMatterBlock, edits: Sequence[_Edit]) -> tuple[str, list[str]]:
    """Make all edits at once if possible, otherwise in halves until the impossible ones are isolated."""
    if not edits:
        return text, []
    after_block = len(text) - found.end
    before = text[found.start : found.end]
    for spellings in _candidates(text, found, edits):
        candidate = text
        # From the end to the start, so that the offsets of the others stay valid.
        for (value, _), spelling in zip(reversed(edits), reversed(spellings), strict=True):
            candidate = candidate[: value.start] + spelling + candidate[value.end :]
        block = candidate[found.start : len(candidate) - after_block]
        if _reads_as(found.format, before, block, {value.path: new for value, new in edits}):
            return candidate, []
    if len(edits) == 1:
        return text, [edits[0][0].path]
    half = len(edits) // 2
    text, failed = _apply(text, found, edits[half:])
    end = len(text) - after_block
    text, others = _apply(text, FrontMatterBlock(found.format, found.start, end, found.body), edits[:half])
    return text, others + failed


def _candidates(text: str, found: FrontMatterBlock, edits: Sequence[_Edit]) -> Iterator[list[str]]:
    """Spellings for all edits, each as similar to the old one as possible; for a single edit, every spelling."""
    spellings = [
        _spellings(found.format, text[value.start : value.end], new, _indent(text, value.start)) for value, new in edits
    ]
    if len(spellings) > 1:
        yield [next(one) for one in spellings]
    else:
        yield from ([spelling] for spelling in spellings[0])


def _indent(text: str, start: int) -> int:
    """The indentation of the line of ``start``, in columns."""
    line = text[text.rfind("\n", 0, start) + 1 : start]
    return len(line) - len(line.lstrip(" "))


def _spellings(kind: str, old: str, new: str, indent: int) -> Iterator[str]:
    """Ways to spell a value, the most similar to the old one first."""
    if kind == "yaml":
        yield from _yaml_spellings(old, new, indent)
    elif kind == "toml":
        yield from _toml_spellings(old, new)
    yield _double_quoted(new)


def _yaml_spellings(old: str, new: str, indent: int) -> Iterator[str]:
    if old[:1] in {"|", ">"}:
        header, _, body = old.partition("\n")
        newline = "\r\n" if header.endswith("\r") else "\n"
        inner = re.match(r"(?:[ \t]*+\r?+\n)*+( *)", body)
        margin = inner[1] if inner and inner[1] else " " * (indent + 2)
        gap = newline if old[0] == "|" else newline * 2
        lines = gap.join(new.split("\n")).split(newline)
        yield header + "\n" + newline.join(margin + line if line else line for line in lines)
    elif old[:1] == "'" and "\n" not in new:
        yield "'" + new.replace("'", "''") + "'"
    elif old[:1] != '"' and "\n" not in new:
        yield new


def _toml_spellings(old: str, new: str) -> Iterator[str]:
    if old.startswith("'") and not old.startswith("'''") and "'" not in new and "\n" not in new:
        yield f"'{new}'"
    if old.startswith('"""') and "\n" in new:
        escaped = new.replace("\\", "\\\\").replace('"', '\\"')
        yield f'"""\n{escaped}"""' if re.match(r'"""\r?\n', old) else f'"""{escaped}"""'
    elif old.startswith("'''") and "\n" in new and "'" not in new:
        yield f"'''\n{new}'''" if re.match(r"'''\r?\n", old) else f"'''{new}'''"


def _double_quoted(text: str) -> str:
    # YAML 1.1 takes U+0085, U+2028 and U+2029 as line breaks, and U+FEFF as a byte order mark.
    quoted = json.dumps(text, ensure_ascii=False)
    return re.sub("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]", lambda match: f"\\u{ord(match[0]):04x}", quoted)


def _reads_as(kind: str, before: str, after: str, wanted: Mapping[str, str]) -> bool:
    """Whether ``after`` has the values of ``before``, except for those wanted by path."""
    try:
        old, new = leaves(kind, before), leaves(kind, after)
    except ValueError:
        return False
    if len(old) != len(new):
        return False
    last = {path: index for index, (path, _, _) in enumerate(old)}
    edited = {last[path]: text for path, text in wanted.items() if path in last}
    for index, ((path, tag, was), now) in enumerate(zip(old, new, strict=True)):
        if index not in edited:
            expected = {(path, tag, was)}
        else:
            tail = was[len(was.rstrip("\n")) :]
            expected = {(path, tag, edited[index]), (path, tag, edited[index] + tail)}
        if now not in expected:
            return False
    return len(edited) == len(wanted)

"""Front matter by position: chosen values are spliced, every other byte stays.

YAML (``---``), TOML (``+++``) and JSON (``{``) are read for the positions of their strings; nothing is ever dumped.
Each edit is proved: the block is parsed again, the edited value must read as asked and all others as before.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from taiyaku.errors import ArticleError

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """A front matter block in an article's text."""

    format: str
    """``yaml``, ``toml`` or ``json``."""
    start: int
    """Offset of the first character between the fences; for JSON, of the opening brace."""
    end: int
    """Offset after the last character between the fences; for JSON, after the closing brace."""
    body: int
    """Offset of the Markdown that follows."""


@dataclass(frozen=True, slots=True)
class Value:
    """A string in the front matter."""

    path: str
    """``title``, ``hero.title``, ``tags[0]``."""
    start: int
    """Offset of its spelling, quotes included, in the article's text."""
    end: int
    text: str
    """What it reads as, without the final line break of a block scalar."""


_FENCED = re.compile(
    r"\ufeff?(?:[ \t]*(?:\r\n|\n|\r))*(?P<fence>---|\+\+\+)[ \t]*(?:\r\n|\n|\r)"
    r"(?P<content>(?:.*?(?:\r\n|\n|\r))??)(?P=fence)[ \t]*(?:\r\n|\n|\r|\Z)",
    re.DOTALL,
)
_JSON_END = re.compile(r"^\}[ \t]*(?:\r\n|\n|\r|\Z)", re.MULTILINE)


def find_front_matter(text: str) -> FrontMatter | None:
    """The front matter that the text opens with, if any.

    A leading ``---`` whose block holds no mapping is Markdown's thematic break, not front matter.

    Raises:
        ArticleError: The block has keys but does not parse; with its line.
    """
    if match := _FENCED.match(text):
        kind = "yaml" if match["fence"] == "---" else "toml"
        found = FrontMatter(kind, match.start("content"), match.end("content"), match.end())
    elif re.match(r"\ufeff?\{[ \t]*(?:\r\n|\n|\r|\")", text) and (end := _JSON_END.search(text)):
        start = text.index("{")
        found = FrontMatter("json", start, end.start() + 1, end.end())
    else:
        return None
    block = text[found.start : found.end]
    try:
        data = _LOADERS[found.format](block)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        if re.search(r"^[\"']?[\w-]+[\"']?\s*[:=]", block, re.MULTILINE) or found.format == "json":
            raise _unreadable(text, found, error) from None
        return None
    return found if isinstance(data, dict) or not block.strip() else None


def body_start(text: str, found: FrontMatter | None = None) -> int:
    """Offset of the Markdown, after front matter and byte order mark."""
    found = found or find_front_matter(text)
    return found.body if found else int(text.startswith("\ufeff"))


def read_front_matter(text: str) -> dict[str, Any]:
    """All values of the article's front matter; empty where it has none."""
    found = find_front_matter(text)
    data = _LOADERS[found.format](text[found.start : found.end]) if found else None
    return data if isinstance(data, dict) else {}


def _load_yaml(block: str) -> Any:
    return yaml.load(block, Loader=_Loader)  # noqa: S506 - the C form of the safe loader


_LOADERS: dict[str, Callable[[str], Any]] = {"yaml": _load_yaml, "toml": tomllib.loads, "json": json.loads}


def _unreadable(text: str, found: FrontMatter, error: Exception) -> ArticleError:
    first = text.count("\n", 0, found.start) + 1
    line, why = first, str(error)
    if isinstance(error, yaml.MarkedYAMLError):
        why = error.problem or error.context or "it does not parse"
        line = first + (error.problem_mark.line if error.problem_mark else 0)
    elif at := re.search(r"line (\d+)", why):
        line, why = first + int(at[1]) - 1, why.partition(" (at ")[0].partition(": line ")[0]
    return ArticleError(f"invalid {found.format.upper()} front matter: {why}", line=line)


def front_matter_values(text: str, found: FrontMatter) -> list[Value]:
    """Every string in the block with its place, in the order of the file."""
    block = text[found.start : found.end]
    scan = _toml_strings if found.format == "toml" else _yaml_strings
    return sorted(
        (Value(path, found.start + start, found.start + end, value) for path, start, end, value in scan(block)),
        key=lambda value: value.start,
    )


def matches(path: str, patterns: tuple[str, ...]) -> bool:
    """Whether a path is meant by one of the patterns; ``tags[]`` means every item of ``tags``."""
    return re.sub(r"\[\d+\]", "[]", path) in patterns


def write_front_matter(text: str, found: FrontMatter, changes: Mapping[str, str]) -> tuple[str, list[str]]:
    """Put new values in.

    Args:
        text: The article.
        found: Its front matter.
        changes: New text by path.

    Returns:
        The article with the new block, and the paths that could not be written so that they read as asked.
    """
    block = text[found.start : found.end]
    failed: list[str] = []
    # From the end to the start, so that the offsets of what is left stay true.
    for value in reversed(front_matter_values(text, found)):
        new = changes.get(value.path)
        if new is None or new == value.text:
            continue
        start, end = value.start - found.start, value.end - found.start
        for spelling in _spellings(found.format, block[start:end], new, _indent(block, start)):
            candidate = block[:start] + spelling + block[end:]
            if _reads_as(found.format, block, candidate, value.path, new):
                block = candidate
                break
        else:
            failed.append(value.path)
    return text[: found.start] + block + text[found.end :], failed


# ── YAML and JSON ───────────────────────────────────────────────────────────

_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)+")


def _yaml_strings(block: str) -> Iterator[tuple[str, int, int, str]]:
    root = yaml.compose(block, Loader=_Loader)
    seen: set[int] = set()

    def walk(node: yaml.Node | None, path: str) -> Iterator[tuple[str, int, int, str]]:
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
            start, end = node.start_mark.index, node.end_mark.index
            if start == end:
                return
            if properties := _PROPERTIES.match(block, start, end):
                start = properties.end()
            if node.style in {"|", ">"}:
                end = start + len(block[start:end].rstrip())
                yield path, start, end, node.value.rstrip("\n")
            else:
                yield path, start, end, node.value

    yield from walk(root, "")


def _indent(block: str, start: int) -> int:
    """Columns that the line of ``start`` is indented by."""
    line = block[block.rfind("\n", 0, start) + 1 : start]
    return len(line) - len(line.lstrip(" "))


def _spellings(kind: str, old: str, new: str, indent: int) -> Iterator[str]:
    """Ways to spell a value, the one most like the old first."""
    if kind == "json":
        yield json.dumps(new, ensure_ascii=False)
        return
    if kind == "toml":
        yield from _toml_spellings(old, new)
        return
    if old[:1] in {"|", ">"}:
        header, _, body = old.partition("\n")
        newline = "\r\n" if header.endswith("\r") else "\n"
        inner = re.match(r"(?:[ \t]*\r?\n)*( *)", body)
        blanks = inner[1] if inner and inner[1] else " " * (indent + 2)
        gap = newline if old[0] == "|" else newline * 2
        lines = gap.join(new.split("\n")).split(newline)
        yield header + "\n" + newline.join(blanks + line if line else line for line in lines)
    elif old[:1] == "'" and "\n" not in new:
        yield "'" + new.replace("'", "''") + "'"
    elif old[:1] != '"' and "\n" not in new:
        yield new
    yield _double_quoted(new)


def _double_quoted(text: str) -> str:
    # YAML 1.1 takes U+0085, U+2028 and U+2029 as line breaks, and U+FEFF as a byte order mark.
    quoted = json.dumps(text, ensure_ascii=False)
    return re.sub("[\x7f-\x9f\u2028\u2029\ufeff]", lambda m: f"\\u{ord(m[0]):04x}", quoted)


def _reads_as(kind: str, before: str, after: str, path: str, wanted: str) -> bool:
    """Whether ``after`` holds what ``before`` held, but for ``wanted`` at ``path``."""
    try:
        old, new = _flat(_nodes(kind, before)), _flat(_nodes(kind, after))
    except (yaml.YAMLError, ValueError, RecursionError):
        return False
    value = new.get(path)
    if value is None or old.keys() != new.keys() or value[0] != old[path][0]:
        return False
    tail = old[path][1][len(old[path][1].rstrip("\n")) :]
    aliases = {key for key, leaf in old.items() if leaf[2] == old[path][2]}
    return value[1] in {wanted, wanted + tail} and all(
        old[key][:2] == new[key][:2] for key in old if key not in aliases
    )


_Leaf = tuple[str, str, object]


def _nodes(kind: str, block: str) -> Any:
    return _LOADERS[kind](block) if kind == "toml" else yaml.compose(block, Loader=_Loader)


def _flat(node: Any, path: str = "") -> dict[str, _Leaf]:
    """Leaves by path, as (type, spelling, identity); identity tells an alias from a text of its own."""
    if isinstance(node, yaml.MappingNode):
        items = [(f"{path}.{key.value}" if path else str(key.value), value) for key, value in node.value]
    elif isinstance(node, yaml.SequenceNode):
        items = [(f"{path}[{number}]", value) for number, value in enumerate(node.value)]
    elif isinstance(node, dict):
        items = [(f"{path}.{key}" if path else key, value) for key, value in node.items()]
    elif isinstance(node, list):
        items = [(f"{path}[{number}]", value) for number, value in enumerate(node)]
    elif isinstance(node, yaml.ScalarNode):
        return {path: (node.tag, node.value, id(node))}
    else:
        return {path: (type(node).__name__, str(node), path)}
    result: dict[str, _Leaf] = {}
    for inner, value in items:
        result |= _flat(value, inner)
    return result


# ── TOML ────────────────────────────────────────────────────────────────────

_TOML_TOKEN = re.compile(
    r"""(?P<blank>[\s,]+|\#[^\n]*)
      | (?P<string>\"\"\"(?:\\.|[^\\])*?\"{3,5} | \'\'\'.*?\'{3,5} | "(?:\\.|[^"\\\n])*" | '[^'\n]*')
      | (?P<open>[\[{]) | (?P<close>[\]}]) | (?P<equals>=) | (?P<dot>\.)
      | (?P<bare>[^\s,\#="'\[\]{}.]+(?:\.\d[\w.:+-]*)?)""",
    re.VERBOSE | re.DOTALL,
)
_TABLE = re.compile(r"[ \t]*(\[\[?)[ \t]*([^\]\n]+?)[ \t]*\]\]?[ \t]*(?:\#[^\n]*)?(?:\r?\n|\Z)")


def _toml_strings(block: str) -> Iterator[tuple[str, int, int, str]]:
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


def _toml_spellings(old: str, new: str) -> Iterator[str]:
    if old.startswith("'") and not old.startswith("'''") and "'" not in new and "\n" not in new:
        yield f"'{new}'"
    if old.startswith('"""') and "\n" in new:
        escaped = new.replace("\\", "\\\\").replace('"', '\\"')
        yield f'"""\n{escaped}"""' if re.match(r'"""\r?\n', old) else f'"""{escaped}"""'
    elif old.startswith("'''") and "\n" in new and "'" not in new:
        yield f"'''\n{new}'''" if re.match(r"'''\r?\n", old) else f"'''{new}'''"
    yield _double_quoted(new)

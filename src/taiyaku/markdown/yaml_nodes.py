"""A YAML text as nodes that know their position, for front matter and glossaries.

The nodes are built from the events of PyYAML's C parser rather than with ``yaml.compose``: that is four times as fast
on a large glossary, and 200,000 opening brackets are an error instead of a crash of the interpreter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

import yaml

DEPTH = 32
"""How deep collections may be nested by default; a glossary needs four levels."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_RESOLVE: Any = yaml.resolver.Resolver().resolve


@dataclass(frozen=True, slots=True)
class YamlProblem:
    """A problem of a file."""

    line: int
    """1-based."""
    message: str


class NotYAMLError(ValueError):
    """The text is not YAML, or not YAML of the kind that is read here.

    Args:
        line: Where, 1-based.
        reason: Why.
        valid: Whether the text is YAML for all that.
    """

    def __init__(self, line: int, reason: str, *, valid: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.problem = YamlProblem(line, reason if valid else f"not valid YAML: {reason}")


class Scalar(NamedTuple):
    """A single value as text: ``no`` and ``2026`` are not converted."""

    line: int
    start: int
    """Offset of the first character, including quotes, anchor and tag."""
    end: int
    value: str
    style: str = ""
    """The character that opens it: a quotation mark, ``|`` or ``>``; empty for a plain scalar."""
    tag_as_written: str = ""
    implicit: tuple[bool, bool] | None = None
    """Whether the tag may be resolved as that of a plain, and of a quoted scalar; None: by the style."""
    anchor: str = ""
    alias: str = ""
    """The anchor that it was copied from; empty if it is not an alias."""

    @property
    def plain(self) -> bool:
        """Whether it is written without quotes."""
        return not self.style

    @property
    def null(self) -> bool:
        """Whether it is YAML's null: ``~``, ``null`` or no value at all."""
        return self.plain and self.value in {"", "~", "null", "Null", "NULL"}

    @property
    def tag(self) -> str:
        """The type as YAML 1.1 resolves it, such as ``tag:yaml.org,2002:str``."""
        if self.tag_as_written not in {"", "!"}:
            return self.tag_as_written
        return str(_RESOLVE(yaml.ScalarNode, self.value, self.implicit or (self.plain, not self.plain)))


class Sequence(NamedTuple):
    """A list."""

    line: int
    start: int
    end: int
    items: tuple[Node, ...] = ()
    flow: bool = False
    """Written as ``[a, b]``."""
    tag: str = "tag:yaml.org,2002:seq"
    anchor: str = ""
    alias: str = ""


class Mapping(NamedTuple):
    """Keys and values in the order of the file, duplicate keys included."""

    line: int
    start: int
    end: int
    pairs: tuple[tuple[Node, Node], ...] = ()
    flow: bool = False
    """Written as ``{a: b}``."""
    tag: str = "tag:yaml.org,2002:map"
    anchor: str = ""
    alias: str = ""

    def get(self, key: str) -> Node | None:
        """The value of the first such key."""
        return next((value for name, value in self.pairs if isinstance(name, Scalar) and name.value == key), None)


Node = Scalar | Sequence | Mapping

_CONFLICT = re.compile(r"^<{7}(?: .*)?$(?:\n(?!<{7}).*)*?\n={7}\r?$(?:\n(?!<{7}).*)*?\n>{7}(?: |\r?$)", re.MULTILINE)
"""A merge conflict as git writes it, from its first marker to its last."""


def read_yaml(text: str, *, depth: int = DEPTH, unique_anchors: bool = False) -> Node | None:
    """Read one YAML document, and return its root; None if there is nothing but comments.

    Args:
        text: The file without a byte order mark; offsets are in its characters.
        depth: How deep collections may be nested.
        unique_anchors: Whether to refuse an anchor that is defined twice, which YAML allows and PyYAML does not load.

    Raises:
        NotYAMLError: The text is not YAML, has several documents, or is nested too deeply.
    """
    if "\n=======" in text and (conflicts := list(_CONFLICT.finditer(text))):
        first, last = (text.count("\n", 0, at) + 1 for at in conflicts[0].span())
        more = f" ({len(conflicts)} conflicts in the file)" if len(conflicts) > 1 else ""
        reason = f"merge conflict in lines {first} to {last}{more}; keep one side and delete the markers"
        raise NotYAMLError(first, reason, valid=True)
    try:
        return _build(text, depth, unique_anchors=unique_anchors)
    except yaml.MarkedYAMLError as error:
        raise _explain(error, text) from error
    except yaml.reader.ReaderError as error:
        bad = next((at for at, char in enumerate(text) if yaml.reader.Reader.NON_PRINTABLE.match(char)), 0)
        line = text.count("\n", 0, bad) + 1
        raise NotYAMLError(line, f"{error.reason} (U+{ord(text[bad]):04X})") from None


def _build(text: str, depth: int, *, unique_anchors: bool) -> Node | None:
    root: Node | None = None
    anchors: dict[str, Node] = {}
    stack: list[tuple[yaml.CollectionStartEvent, list[Node]]] = []
    documents = 0
    for event in yaml.parse(text, Loader=_LOADER):
        node: Node
        line, start, end = _position(event)
        match event:
            case yaml.ScalarEvent():
                style = event.style or ""
                node = Scalar(line, start, end, event.value, style)
                if (
                    event.tag or event.anchor or event.implicit[0] == bool(style)
                ):  # seldom: a large file has many scalars
                    node = node._replace(
                        tag_as_written=event.tag or "", implicit=event.implicit, anchor=event.anchor or ""
                    )
            case yaml.AliasEvent():
                if event.anchor not in anchors:
                    raise NotYAMLError(line, f"there is no anchor `&{event.anchor}`; define it or write the value")
                node = anchors[event.anchor]._replace(line=line, anchor="", alias=event.anchor)
            case yaml.CollectionStartEvent():
                if len(stack) == depth:
                    raise NotYAMLError(line, f"nested more than {depth} levels deep", valid=True)
                stack.append((event, []))
                continue
            case yaml.CollectionEndEvent():
                node = _collection(*stack.pop(), end)
            case yaml.DocumentStartEvent() if documents:
                raise NotYAMLError(line, "a second document starts here (`---`); keep one a file", valid=True)
            case _:
                documents += isinstance(event, yaml.DocumentStartEvent)
                continue
        if unique_anchors and node.anchor in anchors:
            raise NotYAMLError(line, f"`&{node.anchor}` names two values; rename one")
        if node.anchor:
            anchors[node.anchor] = node
        if stack:
            stack[-1][1].append(node)
        else:
            root = node
    return root


def _position(event: yaml.Event) -> tuple[int, int, int]:
    """Line, offset of the start and offset of the end; the C parser gives every event both marks."""
    first, last = event.start_mark, event.end_mark
    return (first.line + 1, first.index, last.index) if first and last else (1, 0, 0)


def _collection(opened: yaml.CollectionStartEvent, children: list[Node], end: int) -> Node:
    line, start, _ = _position(opened)
    flow, anchor = bool(opened.flow_style), opened.anchor or ""
    tag = {"tag": opened.tag} if opened.tag not in {None, "", "!"} else {}
    if isinstance(opened, yaml.SequenceStartEvent):
        return Sequence(line, start, end, tuple(children), flow, anchor=anchor, **tag)
    pairs = tuple(zip(children[::2], children[1::2], strict=True))
    return Mapping(line, start, end, pairs, flow, anchor=anchor, **tag)


_SLIPS = (
    (re.compile("[<>]{7} |={7}$"), "a leftover merge conflict marker; delete the line"),
    (re.compile(" *\t"), "indented with a tab; use spaces"),
    (re.compile("[ \t]*[\u3000\u00a0]"), "indented with a full-width or no-break space; use plain spaces"),
    (re.compile(r"[ -]*[A-Za-z_-]+："), "`：` is the full-width colon; write `: `, a plain one and a space"),
    (re.compile(r" *-[A-Za-z_]+:"), "no space after the dash; write `- `"),
    (re.compile(r" *(?:- )?[A-Za-z_-]+:[^ /]"), "no space after the colon; write `: `"),
    (
        re.compile(r" *(?:- )?(?:[A-Za-z_-]+: +)?[@`%]"),
        "a text that begins with `@`, a backtick or `%` must be in quotes",
    ),
)
"""Common slips: how the line begins, and the message."""


def _explain(error: yaml.MarkedYAMLError, text: str) -> NotYAMLError:
    """The parser's error, or a more helpful one if the cause is almost certain.

    The parser often reports the line after the wrong one.
    """
    lines = text.splitlines() or [""]
    mark = error.problem_mark or error.context_mark
    at = min(mark.line, len(lines) - 1) if mark else 0
    if error.context_mark and "quoted scalar" in str(error.context):
        return NotYAMLError(error.context_mark.line + 1, "a quotation mark is opened here but never closed; close it")
    for number in (at, at - 1):
        for slip, reason in _SLIPS if number >= 0 else ():
            if slip.match(lines[number]):
                return NotYAMLError(number + 1, reason)
    if error.problem == "mapping values are not allowed in this context":
        return NotYAMLError(at + 1, "a second `: ` on the line; put the text in quotes")
    return NotYAMLError(at + 1, str(error.problem or error.context))

"""A YAML text as nodes that know where they stand.

Built from the events of PyYAML's C parser rather than with ``yaml.compose``: four times faster on a large glossary,
and a text of 200,000 opening brackets is an error instead of a crash of the interpreter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import yaml

DEPTH = 32
"""How deep collections may be nested; a glossary needs four levels."""


@dataclass(frozen=True, slots=True)
class YamlProblem:
    """One thing that is wrong with a file."""

    line: int
    """1-based."""
    message: str


class NotYAMLError(ValueError):
    """The text is not YAML; ``problem`` tells where and why."""

    def __init__(self, problem: YamlProblem) -> None:
        super().__init__(problem.message)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value, as text: ``no`` and ``2026`` stay what a person wrote."""

    line: int
    start: int
    """Offset of the first character, quotes included."""
    end: int
    value: str
    plain: bool = True
    """Written without quotes."""

    @property
    def null(self) -> bool:
        """Whether YAML takes it for nothing: ``~``, ``null`` or no value at all."""
        return self.plain and self.value in {"", "~", "null", "Null", "NULL"}


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    line: int
    start: int
    end: int
    items: tuple[Node, ...] = ()
    flow: bool = False
    """Written as ``[a, b]``."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in the order of the file, with whatever keys stand twice."""

    line: int
    start: int
    end: int
    pairs: tuple[tuple[Node, Node], ...] = ()
    flow: bool = False
    """Written as ``{a: b}``."""

    def get(self, key: str) -> Node | None:
        """The value of the first such key."""
        return next((value for name, value in self.pairs if isinstance(name, Scalar) and name.value == key), None)


Node = Scalar | Sequence | Mapping

_CONFLICT = re.compile(r"^<{7}(?: .*)?$(?:\n(?!<{7}).*)*?\n={7}\r?$(?:\n(?!<{7}).*)*?\n>{7}(?: |\r?$)", re.MULTILINE)
"""What git leaves where two people changed the same lines, from its first marker to its last."""


def compose(text: str) -> Node | None:
    """Read one YAML document.

    Args:
        text: The file without a byte order mark; offsets are in its characters.

    Returns:
        Its root, or None where there is nothing but comments.

    Raises:
        NotYAMLError: The text is not YAML, holds several documents, or is nested deeper than ``DEPTH``.
    """
    if "\n=======" in text and (conflicts := list(_CONFLICT.finditer(text))):
        first, last = (text.count("\n", 0, at) + 1 for at in conflicts[0].span())
        more = f" ({len(conflicts)} such places in the file)" if len(conflicts) > 1 else ""
        told = f"a conflict of a git merge, lines {first} to {last}{more}; keep one side and delete the markers"
        raise NotYAMLError(YamlProblem(first, told))
    try:
        return _compose(text)
    except yaml.MarkedYAMLError as error:
        raise NotYAMLError(_explained(error, text)) from None
    except yaml.reader.ReaderError as error:
        bad = next((at for at, char in enumerate(text) if yaml.reader.Reader.NON_PRINTABLE.match(char)), 0)
        line = text.count("\n", 0, bad) + 1
        raise NotYAMLError(YamlProblem(line, f"not valid YAML: {error.reason} (U+{ord(text[bad]):04X})")) from None


def _compose(text: str) -> Node | None:
    root: Node | None = None
    anchors: dict[str, Node] = {}
    stack: list[tuple[yaml.CollectionStartEvent, list[Node]]] = []
    documents = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        node: Node
        anchor = None
        line, start, end = _place(event)
        match event:
            case yaml.ScalarEvent():
                anchor = event.anchor
                node = Scalar(line, start, end, event.value, plain=not event.style)
            case yaml.AliasEvent():
                if event.anchor not in anchors:
                    raise NotYAMLError(YamlProblem(line, f"not valid YAML: nothing is named `&{event.anchor}`"))
                node = replace(anchors[event.anchor], line=line)
            case yaml.CollectionStartEvent():
                if len(stack) == DEPTH:
                    raise NotYAMLError(YamlProblem(line, f"nested more than {DEPTH} levels deep"))
                stack.append((event, []))
                continue
            case yaml.CollectionEndEvent():
                opened, children = stack.pop()
                anchor = opened.anchor
                node = _collection(opened, children, end)
            case yaml.DocumentStartEvent() if documents:
                raise NotYAMLError(YamlProblem(line, "a second document starts here (`---`); keep one a file"))
            case _:
                documents += isinstance(event, yaml.DocumentStartEvent)
                continue
        if anchor:
            anchors[anchor] = node
        if stack:
            stack[-1][1].append(node)
        else:
            root = node
    return None if isinstance(root, Scalar) and root.null else root


def _place(event: yaml.Event) -> tuple[int, int, int]:
    """Line, offset of the start and offset of the end; the C parser gives every event both marks."""
    first, last = event.start_mark, event.end_mark
    return (first.line + 1, first.index, last.index) if first and last else (1, 0, 0)


def _collection(opened: yaml.CollectionStartEvent, children: list[Node], end: int) -> Node:
    line, start, _ = _place(opened)
    flow = bool(opened.flow_style)
    if isinstance(opened, yaml.SequenceStartEvent):
        return Sequence(line, start, end, tuple(children), flow)
    return Mapping(line, start, end, tuple(zip(children[::2], children[1::2], strict=True)), flow)


_SLIPS = (
    (re.compile("[<>]{7} |={7}$"), "a marker of a git merge is left; delete the line"),
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
"""What people type by mistake, as a line begins, and what to tell them."""


def _explained(error: yaml.MarkedYAMLError, text: str) -> YamlProblem:
    """What the parser says, in words that help where a guess at the cause is safe.

    The parser often stumbles only in the line after the one that is wrong.
    """
    lines = text.splitlines() or [""]
    mark = error.problem_mark or error.context_mark
    at = min(mark.line, len(lines) - 1) if mark else 0
    if error.context_mark and "quoted scalar" in str(error.context):
        return YamlProblem(error.context_mark.line + 1, "not valid YAML: a quote is opened here and not closed")
    for number in (at, at - 1):
        for slip, told in _SLIPS if number >= 0 else ():
            if slip.match(lines[number]):
                return YamlProblem(number + 1, f"not valid YAML: {told}")
    if error.problem == "mapping values are not allowed in this context":
        return YamlProblem(at + 1, "not valid YAML: a second `: ` on the line; put the text in quotes")
    return YamlProblem(at + 1, f"not valid YAML: {error.problem or error.context}")

"""The formats of front matter, as handlers of python-frontmatter: how a block is recognized and its values are read.

python-frontmatter strips and re-joins text, so a block's offsets are found here, in one match of the handler's pattern.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import Any

import frontmatter
from frontmatter.default_handlers import BaseHandler, JSONHandler, YAMLHandler

from taiyaku.markdown.yaml_nodes import Node, read_yaml

NEWLINE = r"(?>\r\n|\n|\r)"
_DEEPEST = 200
"""How deep YAML collections may be nested."""


@dataclass(frozen=True, slots=True)
class FrontMatterBlock:
    """A front matter block in an article's text."""

    format: str
    """``yaml``, ``toml`` or ``json``."""
    start: int
    """Offset of the first character between the fences; for JSON, of the opening brace."""
    end: int
    """Offset after the last character between the fences; for JSON, after the closing brace."""
    body: int
    """Offset of the Markdown that follows."""


def _fence_pattern(fence: str) -> re.Pattern[str]:
    """A whole block between two lines of a fence; blank lines may come before it."""
    return re.compile(
        rf"\ufeff?(?:[ \t]*{NEWLINE})*+{fence}[ \t]*{NEWLINE}"
        rf"(?P<content>(?:.*?{NEWLINE})??){fence}[ \t]*(?:{NEWLINE}|\Z)",
        re.DOTALL,
    )


class _Yaml(YAMLHandler):
    """YAML between lines of ``---``."""

    FM_BOUNDARY = _fence_pattern("---")

    def load(self, fm: str, **kwargs: object) -> Any:
        compose(fm)  # PyYAML's C code crashes on deep nesting
        return super().load(fm, **kwargs)


class _Toml(BaseHandler):
    """TOML between lines of ``+++``; python-frontmatter's own handler needs the package toml."""

    FM_BOUNDARY = _fence_pattern(r"\+\+\+")

    def load(self, fm: str) -> dict[str, Any]:
        return tomllib.loads(fm)


class _Json(JSONHandler):
    """A JSON object whose closing brace has a line of its own."""

    FM_BOUNDARY = re.compile(
        rf"\ufeff?(?P<content>(?=\{{\s*(?:\"|\}}\s*\Z))\{{.*?(?<=[\r\n])\}})[ \t]*(?:{NEWLINE}|\Z)", re.DOTALL
    )


_HANDLERS: dict[str, BaseHandler] = {"yaml": _Yaml(), "toml": _Toml(), "json": _Json()}


def find_block(text: str) -> FrontMatterBlock | None:
    """The block that the text opens with, if it looks like front matter; it need not parse."""
    handler = frontmatter.detect_format(text, _HANDLERS.values())
    match = handler.FM_BOUNDARY.match(text) if handler and handler.FM_BOUNDARY else None
    if match is None:
        return None
    name = next(name for name, one in _HANDLERS.items() if one is handler)
    return FrontMatterBlock(name, match.start("content"), match.end("content"), match.end())


def load(kind: str, block: str) -> Any:
    """The values of a block.

    Raises:
        yaml.YAMLError, ValueError, RecursionError: It does not parse.
    """
    return _HANDLERS[kind].load(block)


def compose(block: str) -> Node | None:
    """The nodes of a YAML block.

    Raises:
        NotYAMLError: It does not parse, or is nested too deeply.
    """
    return read_yaml(block, depth=_DEEPEST, unique_anchors=True)

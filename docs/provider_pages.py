"""The table of settings at the end of each provider's page, generated from the code; the rest is written by hand."""

from __future__ import annotations

import ast
import inspect
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec

from taiyaku.providers import PROVIDERS
from taiyaku.providers.settings import Settings

FOLDER = Path(__file__).parent / "providers"
MARK = "<!-- Generated from here on by docs/generate.py from the code. -->\n"


def pages() -> dict[Path, str]:
    """The page of each provider with settings, by path."""
    found: dict[Path, str] = {}
    for name, location in PROVIDERS:
        module, _, attribute = location.partition(":")
        kind = getattr(import_module(module), attribute).settings_type
        if kind is not None:
            path = FOLDER / f"{name}.md"
            text = path.read_text("utf-8") if path.exists() else f"# {name}\n\n"
            found[path] = text.partition(MARK)[0] + MARK + _table(name, kind)
    return found


def _table(name: str, kind: Any) -> str:
    docs = field_docs(kind)
    if missing := [field.name for field in msgspec.structs.fields(kind) if field.name not in docs]:
        raise SystemExit(f"{kind.__name__} has fields without a string under them, for the manual: {missing}")
    rows = [(field, docs[field.name]) for field in msgspec.structs.fields(kind)]
    return "\n".join(
        [
            "",
            f"## Settings under `[providers.{name}]`",
            "",
            "| key | default | meaning |",
            "|---|---|---|",
            *(f"| `{field.name}` | {_default(field)} | {' '.join(text.split())} |" for field, text in rows),
            "",
        ]
    )


def field_docs(kind: Any) -> dict[str, str]:
    """The strings under the fields of a class of settings and of its bases, by field."""
    found: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        if issubclass(base, Settings):
            (tree,) = (node for node in ast.parse(inspect.getsource(base)).body if isinstance(node, ast.ClassDef))
            for field, doc in pairwise(tree.body):
                if isinstance(field, ast.AnnAssign) and isinstance(doc, ast.Expr):
                    found[ast.unparse(field.target)] = ast.literal_eval(doc.value)
    return found


def _default(field: Any) -> str:
    if field.required:
        return "required"
    value = field.default_factory() if field.default is msgspec.NODEFAULT else field.default
    shown = "none" if value is None else str(value).lower() if isinstance(value, bool) else value
    return f'`"{value}"`' if isinstance(value, str) else f"`{shown}`"

"""The settings at the end of each provider's page, made from the code; the rest of a page is written by hand."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec

from taiyaku.providers import PROVIDERS
from taiyaku.providers.settings import Settings

FOLDER = Path(__file__).parent / "providers"
MARK = "<!-- From here on made by docs/generate.py from the code. -->\n"


def pages() -> dict[Path, str]:
    """A page for each provider that is set up under ``[providers.NAME]``, by path."""
    found: dict[Path, str] = {}
    for name, place in PROVIDERS:
        module = import_module(place.partition(":")[0])
        kinds = [kind for _, kind in inspect.getmembers(module, inspect.isclass) if kind.__module__ == module.__name__]
        for kind in kinds:
            if issubclass(kind, Settings):
                path = FOLDER / f"{name}.md"
                text = path.read_text("utf-8") if path.exists() else f"# {name}\n\n"
                found[path] = text.partition(MARK)[0] + MARK + _table(name, kind)
    return found


def _table(name: str, kind: Any) -> str:
    told = {key: text for base in reversed(kind.__mro__) for key, text in _told(base)}
    rows = [(field, told[field.name]) for field in msgspec.structs.fields(kind)]
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


def _told(kind: Any) -> Iterator[tuple[str, str]]:
    """The strings under the fields of a class."""
    if not (isinstance(kind, type) and issubclass(kind, Settings)):
        return
    (tree,) = (node for node in ast.parse(inspect.getsource(kind)).body if isinstance(node, ast.ClassDef))
    for field, doc in zip(tree.body, tree.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(doc, ast.Expr):
            yield ast.unparse(field.target), ast.literal_eval(doc.value)


def _default(field: Any) -> str:
    if field.required:
        return "required"
    value = field.default_factory() if field.default is msgspec.NODEFAULT else field.default
    shown = "none" if value is None else str(value).lower() if isinstance(value, bool) else value
    return f'`"{value}"`' if isinstance(value, str) else f"`{shown}`"

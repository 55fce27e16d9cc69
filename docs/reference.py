"""The reference pages of settings and commands, generated from the code."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import typer.main

from taiyaku import config
from taiyaku.cli.app import build_app

HERE = Path(__file__).parent
NOTICE = "<!-- Made by docs/generate.py from the code; do not edit. -->\n"


def settings_page() -> str:
    """``taiyaku.toml``: a table a section, from the fields of ``config`` and the strings below them."""
    tree = ast.parse(Path(inspect.getfile(config)).read_text("utf-8"))
    tables = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    sections = {
        "Config": "Top level",
        "ArticleSettings": "[articles]",
        "FrontMatterSettings": "[front_matter]",
        "HtmlSettings": "[html]",
        "GlossarySettings": "[glossary]",
        "GlossaryScope": "[[glossary.scopes]]",
        "ProviderSettings": "[provider]",
        "CheckSettings": "[checks]",
        "MemorySettings": "[memory]",
        "WaiverSettings": "[[checks.ignore]]",
    }
    known = {name for name in tables if not name.startswith("_")}
    ordered = [*sections, *sorted(known - sections.keys())]
    out = [
        NOTICE,
        "# Settings",
        "",
        "A project is a folder with a `taiyaku.toml`, or with a `[tool.taiyaku]` table in its `pyproject.toml`. Every setting",
        "has a default. An unknown key or a wrong type is an error that names the key and the nearest right one.",
        "",
    ]
    for name in ordered:
        rows = list(_fields(tables[name], getattr(config, name)))
        if not rows:
            continue
        out += [f"## {sections.get(name, name)}", "", "| key | default | meaning |", "|---|---|---|"]
        out += [f"| `{key}` | {default} | {_cell(meaning)} |" for key, default, meaning in rows]
        out.append("")
    return "\n".join(out)


def _fields(node: ast.ClassDef, cls: Any) -> Iterator[tuple[str, str, str]]:
    defaults = cls() if node.name not in {"GlossaryScope", "WaiverSettings"} else None
    for field, doc in zip(node.body, [*node.body[1:], None], strict=False):
        if not isinstance(field, ast.AnnAssign) or not isinstance(field.target, ast.Name):
            continue
        if not (isinstance(doc, ast.Expr) and isinstance(doc.value, ast.Constant)):
            continue
        key = field.target.id
        value = getattr(defaults, key, None)
        if key == "root" or hasattr(value, "__struct_fields__"):
            continue
        required = defaults is None and field.value is None
        shown = "required" if required else f"`{_toml(value if defaults else ast.literal_eval(field.value))}`"
        yield key, shown, str(doc.value.value)


def _toml(value: Any) -> str:
    match value:
        case str():
            return f'"{value}"'
        case bool():
            return str(value).lower()
        case tuple() | list():
            return f"[{', '.join(map(_toml, value))}]"
        case dict():
            inner = ", ".join(f"{k if k.isidentifier() else _toml(k)} = {_toml(v)}" for k, v in value.items())
            return f"{{ {inner} }}" if inner else "{}"
        case None:
            return "none"
    return str(value)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("``", "`").replace("|", "\\|")


def commands_page() -> str:
    """Every command with its arguments and options, from the command line itself."""
    out = [
        NOTICE,
        "# Commands",
        "",
        "Exit codes: 0 clean, 1 findings or incomplete work, 2 usage, configuration or credentials. Results are printed on",
        "stdout, progress and messages on stderr.",
        "",
    ]
    root = typer.main.get_command(build_app())
    for path, command in _commands(root, "taiyaku"):
        arguments = [p for p in command.params if p.param_type_name == "argument"]
        options = [p for p in command.params if p.param_type_name == "option" and p.name not in {"help", "version"}]
        usage = " ".join([path, *(_usage(p) for p in arguments)])
        out += [
            f"## `{path}`",
            "",
            (command.help or "").strip(),
            "",
            "```sh",
            f"{usage}{' [OPTIONS]' if options else ''}",
            "```",
            "",
        ]
        rows = [(f"`{_usage(p)}`", getattr(p, "help", "") or "") for p in arguments]
        rows += [(" ".join(f"`{o}`" for o in (*p.opts, *p.secondary_opts)), _option_help(p)) for p in options]
        if rows:
            out += ["| | |", "|---|---|", *(f"| {name} | {_cell(text)} |" for name, text in rows), ""]
    return "\n".join(out)


def _commands(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield path, command
        return
    for name in inner:
        yield from _commands(inner[name], f"{path} {name}")


def _usage(parameter: Any) -> str:
    name = (parameter.metavar or parameter.name).strip("[]").upper()
    name = f"{name}…" if parameter.nargs == -1 else name
    return name if parameter.required else f"[{name}]"


def _option_help(option: Any) -> str:
    text = option.help or ""
    choices = option.metavar.split("|") if option.metavar else get_args(option.type_descriptor.annotation)
    default = option.default
    shown = f" Default: `{default}`." if isinstance(default, str | int) and default not in {"", True, False} else ""
    values = f" One of `{'`, `'.join(choices)}`." if len(choices) > 1 else ""
    return f"{text}{values}{shown}"


def pages() -> dict[Path, str]:
    """The pages by path."""
    return {HERE / "settings.md": settings_page(), HERE / "commands.md": commands_page()}

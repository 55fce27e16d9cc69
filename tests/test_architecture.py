"""The layers of the package, held by its own imports."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "taiyaku"

LAYERS = (
    ("__main__",),
    ("cli",),
    ("review",),
    ("editing",),
    ("alignment",),
    ("reports",),
    ("status",),
    ("pipeline",),
    ("drafting",),
    ("checks",),
    ("quantities",),
    ("providers",),
    ("interchange",),
    ("glossary",),
    ("project",),
    ("memory",),
    ("catalogs",),
    ("markdown",),
    ("config",),
    ("config_errors",),
    ("language",),
    ("model", "errors", "suggest"),
)
"""From the top down. A module imports its own layer and those below; a folder counts as one module."""

LEVEL = {name: level for level, layer in enumerate(LAYERS) for name in layer}
assert len(LEVEL) == sum(map(len, LAYERS)), "a name stands in one layer only"
MODULES = sorted(path for path in SOURCE.rglob("*.py") if path.name != "__init__.py" or path.parent != SOURCE)


def owner(path: Path) -> str:
    return path.relative_to(SOURCE).with_suffix("").parts[0]


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "taiyaku":
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("taiyaku."):
            names.add(node.module.split(".")[1])
        elif isinstance(node, ast.Import):
            names |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("taiyaku.")}
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_imports_point_down_only(path: Path) -> None:
    here = owner(path)
    assert here in LEVEL, f"{here} stands in no layer"
    upward = {name for name in imported(path) if name in LEVEL and LEVEL[name] < LEVEL[here]}
    assert not upward, f"{path.name} imports {upward} from above"


@pytest.mark.parametrize("path", [p for p in MODULES if owner(p) == "checks"], ids=lambda path: path.name)
def test_checks_get_their_terms_in_the_context(path: Path) -> None:
    assert not imported(path) & {"glossary", "providers", "memory", "catalog"}


@pytest.mark.parametrize(
    "path", [p for p in MODULES if owner(p) not in {"cli", "__main__"}], ids=lambda path: path.name
)
def test_only_the_command_line_prints_or_exits(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            assert name not in {"print", "exit", "quit", "sys.exit", "os._exit"}, f"line {node.lineno}: {name}()"


def test_the_model_and_the_errors_import_nothing_of_ours() -> None:
    assert not imported(SOURCE / "model.py")
    assert not imported(SOURCE / "errors.py")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_a_module_fits_in_the_head(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 440


def test_the_public_names_are_sorted_and_all_there() -> None:
    import taiyaku

    assert list(taiyaku.__all__) == sorted(taiyaku.__all__)
    assert {name for name in dir(taiyaku) if not name.startswith("_")} == set(taiyaku.__all__)
    for name in taiyaku.__all__:
        assert getattr(taiyaku, name) is not None


def test_every_error_is_drawn_in_the_tree() -> None:
    from taiyaku import errors

    classes = [value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, Exception)]
    assert classes
    for cls in classes:
        assert cls.__name__ in (errors.__doc__ or "")

"""The order of the package's folders, and of the modules in each folder, held by its own imports."""

from __future__ import annotations

import ast
from collections import Counter
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

INSIDE = {
    "alignment": ("files", "align", "scores"),
    "catalogs": ("merge take_edits", "match_source po", "catalog"),
    "checks": ("run", "date_changed manual waivers", "registry ...", "base", "block_tokens state_pages term_messages"),
    "cli": ("app", "...", "init merge_catalog progress project", "dry_run results", "options output"),
    "cli/glossary": ("...", "files term_table"),
    "cli/memory": ("...", "open_memory"),
    "drafting": ("estimate", "draft", "machine", "dispatch", "workers", "job", "drafted memory_feed replies"),
    "drafting/replies": ("plausible", "injections", "swaps tags"),
    "editing": ("files", "import_bitext", "import_strays", "export_bitext", "workspace", "layout"),
    "glossary": (
        "lint",
        "project_texts",
        "glossary impact mine",
        "match",
        "import_terms",
        "edit_file schema scopes",
        "automaton fit_form read_file",
        "folding inflect phrases",
    ),
    "interchange": (
        "formats",
        "xliff",
        "xliff12 xliff21",
        "xliff_elements",
        "articles_csv deepl_tsv tbx terms_csv tmx",
        "bitext term_base",
        "safe_xml spreadsheet",
    ),
    "language": ("sentence_pairs", "scripts", "embeddings locales monotone sentences"),
    "markdown": (
        "assemble",
        "links spell",
        "segment",
        "blocks",
        "tags",
        "inline",
        "spans",
        "html_text",
        "parser",
        "front_matter jsx",
        "directives front_matter_strings",
        "dialects front_matter_formats",
        "budget constructs yaml_nodes",
    ),
    "markdown/constructs": ("...", "base"),
    "memory": ("memory", "store", "tables", "corrections model scoring search_index"),
    "pipeline": ("batch one_file", "run", "core", "check_document steps"),
    "project": ("renames", "last_written locks", "articles site_layouts validate"),
    "providers": ("...", "language_model remote_glossaries", "client term_tags", "base", "settings"),
    "quantities": (
        "japanese",
        "english",
        "common_rules signs",
        "compare describe mentions",
        "series",
        "figures scan",
        "model units",
    ),
    "quantities/english": ("reader", "dates words", "numerals"),
    "quantities/japanese": ("reader", "dates words", "numerals"),
    "reports": ("formats", "articles_json junit markdown table terms_json", "..."),
    "review": ("server", "routes", "export pages", "memory_matches templating", "..."),
    "status": ("check", "project", "cache consistency git_changes", "fixes rows"),
}
"""The modules of each folder from the top down, those of one line side by side. A module imports only what is on a line
below its own; ``...`` stands for every module that is not named. A folder in a folder counts as one module. The folder's
``__init__`` is above them all."""

LEVEL = {name: level for level, layer in enumerate(LAYERS) for name in layer}
MODULES = sorted(path for path in SOURCE.rglob("*.py") if path.name != "__init__.py" or path.parent != SOURCE)
FOLDERS = sorted({path.parent.relative_to(SOURCE).as_posix() for path in MODULES if path.parent != SOURCE})


def owner(path: Path) -> str:
    return path.relative_to(SOURCE).with_suffix("").parts[0]


def dotted(path: Path) -> set[str]:
    """What a module imports of ours, as ``folder.module.name``; imports inside functions count too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return {name.removeprefix("taiyaku.") for name in names if name.startswith("taiyaku.")}


def imported(path: Path) -> set[str]:
    """The folders, and modules outside of folders, that a module imports."""
    return {name.partition(".")[0] for name in dotted(path)}


def test_every_name_is_in_one_layer() -> None:
    twice = [name for name, count in Counter(name for layer in LAYERS for name in layer).items() if count > 1]
    assert not twice, f"LAYERS names {twice} more than once; keep one"
    unknown = set(LEVEL) - {owner(path) for path in MODULES}
    assert not unknown, f"LAYERS names {sorted(unknown)}, which does not exist; remove it"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_imports_point_down_only(path: Path) -> None:
    here = owner(path)
    assert here in LEVEL, f"{here} is in no layer; add it to LAYERS, above everything that it imports"
    upward = {name for name in imported(path) if name in LEVEL and LEVEL[name] < LEVEL[here]}
    assert not upward, f"{path.name} imports {sorted(upward)} from a layer above {here}"


def levels(folder: str) -> dict[str, int]:
    """The line of each module of a folder in ``INSIDE``."""
    lines = INSIDE[folder]
    named = {name: level for level, line in enumerate(lines) for name in line.split()}
    others = named.pop("...", None)
    present = {
        path.stem if path.suffix == ".py" else path.name
        for path in (SOURCE / folder).iterdir()
        if (path.suffix == ".py" and path.stem != "__init__") or (path / "__init__.py").exists()
    }
    twice = [name for name, count in Counter(" ".join(lines).split()).items() if count > 1]
    assert not twice, f'INSIDE["{folder}"] names {twice} more than once; keep one'
    unknown = sorted(set(named) - present)
    assert not unknown, f'INSIDE["{folder}"] names {unknown}, which does not exist; remove it'
    missing = sorted(present - set(named))
    assert others is not None or not missing, (
        f'{missing} of {folder}/ is not in INSIDE["{folder}"]; add it on a line above everything that it imports'
    )
    return named | {name: others for name in missing if others is not None}


def test_every_folder_has_its_order() -> None:
    assert set(INSIDE) <= set(FOLDERS), f"INSIDE names folders that do not exist: {sorted(set(INSIDE) - set(FOLDERS))}"
    missing = [
        folder
        for folder in FOLDERS
        if folder not in INSIDE and any(path.stem != "__init__" for path in (SOURCE / folder).glob("*.py"))
    ]
    assert not missing, f"{missing} is not in INSIDE; list its modules from the top down"


@pytest.mark.parametrize("folder", INSIDE)
def test_imports_inside_a_folder_point_down_only(folder: str) -> None:
    level = levels(folder)
    package = folder.replace("/", ".")
    for path in sorted((SOURCE / folder).rglob("*.py")):
        here = path.relative_to(SOURCE / folder).parts[0].removesuffix(".py")
        shown = path.relative_to(SOURCE).as_posix()
        if here == "__init__":
            continue
        for name in sorted(dotted(path)):
            if not name.startswith(f"{package}."):
                continue
            other = name.removeprefix(f"{package}.").partition(".")[0]
            if other == here:
                continue
            assert other in level, f"{shown} imports {other} from its own package; import it from its module"
            assert level[other] > level[here], (
                f"{shown} imports {other}, which is not below it in "
                f'INSIDE["{folder}"]; move what both need to a module below, or correct the order'
            )


@pytest.mark.parametrize("path", [p for p in MODULES if owner(p) == "checks"], ids=lambda path: path.name)
def test_checks_get_their_terms_in_the_context(path: Path) -> None:
    assert not imported(path) & {"catalogs", "glossary", "memory", "providers"}


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


def test_every_error_is_drawn_in_the_tree() -> None:
    from taiyaku import errors

    classes = [value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, Exception)]
    assert classes
    for cls in classes:
        assert cls.__name__ in (errors.__doc__ or "")

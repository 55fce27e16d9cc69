"""The public names: sorted, lazy and typed; and every Python sample of the manual passes ``mypy --strict``."""

from __future__ import annotations

import ast
import enum
import inspect
import re
import subprocess
import sys
import textwrap
import typing
from pathlib import Path

import pytest
from mypy import api

import taiyaku

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
SAMPLE = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def test_the_public_names_are_sorted_and_equal_to_what_is_visible() -> None:
    assert list(taiyaku.__all__) == sorted(taiyaku.__all__)
    assert {name for name in dir(taiyaku) if not name.startswith("_")} == set(taiyaku.__all__)
    for name in taiyaku.__all__:
        assert getattr(taiyaku, name).__name__ == name


def test_the_types_and_the_modules_of_the_public_names_agree() -> None:
    """``TYPE_CHECKING`` says to a type checker what ``_MODULES`` does when the program runs."""
    typed = {
        alias.name: f"{node.module}".removeprefix("taiyaku.")
        for block in ast.parse(Path(taiyaku.__file__).read_text("utf-8")).body
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert typed == taiyaku._MODULES
    assert sorted(typed) == list(taiyaku.__all__)


def _named(annotation: object) -> typing.Iterator[type]:
    """Every class of ours in an annotation."""
    for part in typing.get_args(annotation):
        yield from _named(part)
    if isinstance(annotation, type) and annotation.__module__.startswith("taiyaku"):
        yield annotation


def test_what_appears_in_a_public_signature_is_public() -> None:
    verbs = [getattr(taiyaku, name) for name in taiyaku.__all__ if name.islower()]
    assert verbs
    hidden = {
        f"{cls.__name__} in {verb.__name__}()"
        for verb in verbs
        for annotation in typing.get_type_hints(verb).values()
        for cls in _named(annotation)
        if cls.__name__ not in taiyaku.__all__
    }
    assert not hidden, f"add to taiyaku.__all__: {sorted(hidden)}"


def test_every_error_and_every_enum_of_the_model_is_public() -> None:
    from taiyaku import errors, model

    ours = [cls for module in (errors, model) for _, cls in inspect.getmembers(module, inspect.isclass)]
    wanted = {
        cls.__name__ for cls in ours if cls.__module__.startswith("taiyaku.") and issubclass(cls, Exception | enum.Enum)
    }
    assert wanted
    assert wanted <= set(taiyaku.__all__)


def test_the_package_imports_nothing_until_a_name_is_used() -> None:
    program = "import sys, taiyaku; print(*(name for name in sys.modules if name.startswith('taiyaku.')))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"
    assert (ROOT / "src" / "taiyaku" / "py.typed").exists()


def _samples(page: Path) -> list[tuple[int, str]]:
    """The Python samples of a page: the line of the page before the code, and the code."""
    text = page.read_text("utf-8")
    return [(text.count("\n", 0, found.start(1)), found[1]) for found in SAMPLE.finditer(text)]


def _wrapped(line: int, code: str) -> str:
    """A sample as a function, with each line of it where it is on its page."""
    body = textwrap.indent(code, "    ")
    head = "from __future__ import annotations"
    return f"{head}{chr(10) * max(line - 1, 1)}def sample() -> None:\n{body}"


def checked(folder: Path, pages: list[Path]) -> list[str]:
    """What ``mypy --strict`` reports of the samples of some pages, each error with the page and its line."""
    origin: dict[str, Path] = {}
    for page in pages:
        for line, code in _samples(page):
            file = folder / f"sample_{len(origin)}.py"
            file.write_text(_wrapped(line, code), "utf-8")
            origin[file.name] = page
    assert origin, "no page has a sample"
    configuration = folder / "mypy.ini"
    configuration.write_text("[mypy]\nstrict = True\nfollow_imports = silent\n", "utf-8")
    out, err, _ = api.run(
        [
            "--config-file",
            str(configuration),
            f"--cache-dir={ROOT / '.mypy_cache'}",
            *map(str, folder.glob("sample_*.py")),
        ]
    )
    assert not err, err
    errors = []
    for reported in out.splitlines():
        file, _, rest = reported.partition(":")
        if Path(file).name in origin:
            errors.append(f"{origin[Path(file).name].name}:{rest}")
    return errors


def test_every_python_sample_of_the_manual_is_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = tmp_path / "wrong.md"
    wrong.write_text("# Wrong\n\n```python\nimport taiyaku\n\ntaiyaku.segment_markdown(1)\n```\n", "utf-8")
    (tmp_path / "samples").mkdir()
    monkeypatch.chdir(tmp_path)
    errors = checked(tmp_path / "samples", [wrong, *PAGES])
    (expected,) = (error for error in errors if error.startswith("wrong.md:"))
    assert expected.startswith("wrong.md:6: error: Argument 1"), "the test does not see what is wrong"
    assert errors == [expected]

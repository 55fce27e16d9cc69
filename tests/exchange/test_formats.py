"""XLIFF as others know it: valid against the schemas of OASIS, and whole after a tool that we did not write."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from exchanging import held
from project_on_disk import Project
from taiyaku.model import State
from waiting import PATIENCE

REPOSITORY = Path(__file__).parents[2]
SCHEMAS = REPOSITORY / ".cache/specs/xliff"
"""Where ``scripts/fetch-specs`` puts them."""

OTHER_TOOL = """
import sys
from translate.storage.xliff import xlifffile
from translate.storage.xliff2 import Xliff2File

path, kind = sys.argv[1:]
store = (Xliff2File if kind == "xliff" else xlifffile).parsefile(path)
for unit in store.units:
    if unit.istranslatable():
        unit.rich_target = unit.rich_source
store.savefile(path)
"""
"""Translates every unit by its own source, in the elements of translate-toolkit."""

FORMATS = pytest.mark.parametrize(
    ("format_", "schema"), [("xliff", "xliff-core-2.0.xsd"), ("xliff12", "xliff-core-1.2-strict.xsd")]
)


@FORMATS
def test_what_is_exported_is_valid_against_the_schema(project: Project, format_: str, schema: str) -> None:
    if not SCHEMAS.is_dir():
        pytest.skip("scripts/fetch-specs could not fetch the schemas of XLIFF")
    assert project.run("export", "-o", "a.xlf", "--format", format_).code == 0
    tree = etree.parse(project.root / "a.xlf")
    # The schemas import xml.xsd by its address; the copy beside them stands in for it.
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Beside())
    rules = etree.XMLSchema(etree.parse(SCHEMAS / schema, parser))
    assert rules.validate(tree), rules.error_log
    tree.getroot().append(etree.SubElement(tree.getroot(), "wrong"))
    assert not rules.validate(tree)


class _Beside(etree.Resolver):
    def resolve(self, system_url: str, _public_id: str, context: object) -> object:
        if system_url.endswith("xml.xsd"):
            return self.resolve_filename(str(SCHEMAS / "xml.xsd"), context)  # type: ignore[arg-type]
        return None


@FORMATS
def test_every_unit_comes_back_from_a_tool_that_we_did_not_write(project: Project, format_: str, schema: str) -> None:
    del schema
    assert project.run("export", "-o", "a.xlf", "--format", format_).code == 0
    subprocess.run([sys.executable, "-c", OTHER_TOOL, "a.xlf", format_], cwd=project.root, check=True, timeout=PATIENCE)
    project.run("import", "a.xlf")
    now = held(project)
    assert now
    assert all((one.state, one.text) == (State.DRAFT, source) for source, one in now.items())

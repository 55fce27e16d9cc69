"""Articles out to other tools and back: exported as bitexts, and merged unit by unit when they return."""

from __future__ import annotations

from taiyaku.editing.export_bitext import bitext_of
from taiyaku.editing.import_bitext import ImportedUnit, ImportOptions, ImportOutcome, merge

__all__ = ["ImportOptions", "ImportOutcome", "ImportedUnit", "bitext_of", "merge"]

"""Articles as people and other tools edit them: opened, laid out, exported, and imported unit by unit."""

from taiyaku.editing.export_bitext import bitext_of
from taiyaku.editing.import_bitext import ImportedUnit, ImportOptions, ImportOutcome, merge

__all__ = ["ImportOptions", "ImportOutcome", "ImportedUnit", "bitext_of", "merge"]

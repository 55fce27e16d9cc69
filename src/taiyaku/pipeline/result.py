"""What became of one article in a run, for reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from taiyaku.catalogs.take_edits import Conflict
from taiyaku.drafting.draft import Repair
from taiyaku.model import Document, Finding, Severity, Translation
from taiyaku.pipeline.core import TargetDecision


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one article."""

    article: str
    locale: str
    decision: TargetDecision
    """What becomes of the target, and why."""
    written: bool = False
    """Whether the target file was written, or would be, in a frozen run."""
    reused: int = 0
    """Units that the catalog held."""
    from_memory: int = 0
    from_provider: int = 0
    left: int = 0
    """Units that still have no translation, or could not be written."""
    outdated: int = 0
    edited: int = 0
    """Units that a person had changed in the target file."""
    findings: tuple[Finding, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    decided: tuple[Conflict, ...] = ()
    """What ``take`` decided."""
    changed: tuple[str, ...] = ()
    """Files that were written, or would be, relative to the project."""
    text: str = ""
    """The target as assembled."""
    repairs: tuple[Repair, ...] = ()
    """Units that were requested again, and with what success."""
    document: Document | None = field(default=None, repr=False)
    """The source as it was cut."""
    translations: Mapping[str, Translation] = field(default_factory=dict, repr=False)
    """By unit id."""
    edits: tuple[tuple[str, str], ...] = ()
    """(before, after) of each unit that a person had changed in the target file."""
    renamed: str = ""
    """What the article was called, where its catalog and target move along from that name."""
    failure: BaseException | None = field(default=None, repr=False)
    """What kept the provider from answering everything, outside of a project; inside, it is raised."""
    cacheable: bool = True
    """Whether this follows from source, target and catalog alone, without a look at what was last written."""

    @property
    def clean(self) -> bool:
        """Whether nothing is left to do."""
        errors = any(finding.severity is Severity.ERROR for finding in self.findings)
        return not (errors or self.conflicts or self.left or self.outdated)

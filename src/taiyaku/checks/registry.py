"""The checks, in the order in which they run and are reported.

To add a check, write its module and add its line here: ``tests/checks/test_check_registry.py`` names whatever else is
missing.
"""

from __future__ import annotations

from importlib import import_module

from taiyaku.checks.base import Check
from taiyaku.checks.state_pages import STATE_CHECKS

_ARTICLE = (
    "markup_broken",
    "link_changed",
    "anchor_missing",
    "code_changed",
    "structure_changed",
    "front_matter_changed",
    "number_changed",
    "date_changed",
    "term_missing",
    "term_avoided",
    "term_altered",
    "untranslated",
    "truncated",
    "machine_artifact",
    "punctuation_foreign",
    "length_ratio",
    "negation_lost",
    "invisible",
    "meaning_drift",
)
_PROJECT = ("inconsistent",)


def _check(module: str) -> Check:
    check: Check = import_module(f"taiyaku.checks.{module}").CHECK
    return check


CHECKS: tuple[Check, ...] = tuple(map(_check, _ARTICLE))
"""The checks of an article."""

PROJECT_CHECKS: tuple[Check, ...] = tuple(map(_check, _PROJECT))
"""The checks that compare the articles of a project with each other; ``status`` runs them."""

IDS = frozenset({check.id for check in (*CHECKS, *PROJECT_CHECKS)} | {state.id for state in STATE_CHECKS})
"""Every id that can be waived or given a severity."""


def module_of(check_id: str) -> str:
    """The name of a check's module."""
    return check_id.replace("-", "_")

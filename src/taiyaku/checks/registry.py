"""The checks, in the order in which they run and are reported.

To add a check, write its module and add its line here: ``tests/checks/test_check_registry.py`` names whatever else is
missing. A module is imported when its check is first needed, since the languages' rules take a while to load.
"""

from __future__ import annotations

from functools import cache
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

_STRUCTURE = frozenset({*_ARTICLE[:6], "invisible"})
"""Checks that do not judge language and therefore also run on copies and pseudo-translations."""

_PROJECT = ("inconsistent",)

IDS = frozenset(name.replace("_", "-") for name in (*_ARTICLE, *_PROJECT)) | {check.id for check in STATE_CHECKS}
"""Every id that can be waived or given a severity."""


@cache
def article_checks(*, language: bool = True) -> tuple[Check, ...]:
    """The checks of an article, with or without those that judge its language."""
    return tuple(_check(module) for module in _ARTICLE if language or module in _STRUCTURE)


def project_checks() -> tuple[Check, ...]:
    """The checks that compare the articles of a project with each other; ``status`` runs them."""
    return tuple(map(_check, _PROJECT))


def _check(module: str) -> Check:
    check: Check = import_module(f"taiyaku.checks.{module}").CHECK
    return check


def module_of(check_id: str) -> str:
    """The name of a check's module."""
    return check_id.replace("-", "_")

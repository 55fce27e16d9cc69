"""The checks, in the order in which they run and are reported.

To add a check, write its module and add its line here: ``tests/checks/test_check_registry.py`` names whatever else is
missing. A module is imported when its check is first needed, since the languages' rules take a while to load.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Literal

from taiyaku.checks.base import Check
from taiyaku.checks.state_pages import STATE_CHECKS

_ARTICLE: Mapping[str, Literal["structure", "language"]] = {
    "markup_broken": "structure",
    "link_changed": "structure",
    "anchor_missing": "structure",
    "code_changed": "structure",
    "structure_changed": "structure",
    "front_matter_changed": "structure",
    "number_changed": "language",
    "date_changed": "language",
    "term_missing": "language",
    "term_avoided": "language",
    "term_altered": "language",
    "untranslated": "language",
    "truncated": "language",
    "machine_artifact": "language",
    "punctuation_foreign": "language",
    "length_ratio": "language",
    "negation_lost": "language",
    "invisible": "structure",
    "meaning_drift": "language",
}
"""What each module judges; checks of the structure also run on copies and pseudo-translations."""

_PROJECT = ("inconsistent",)

IDS = frozenset(name.replace("_", "-") for name in (*_ARTICLE, *_PROJECT)) | {check.id for check in STATE_CHECKS}
"""Every id that can be waived or given a severity."""


@cache
def article_checks(*, language: bool = True) -> tuple[Check, ...]:
    """The checks of an article, with or without those that judge its language."""
    return tuple(_check(module) for module, judged in _ARTICLE.items() if language or judged == "structure")


def project_checks() -> tuple[Check, ...]:
    """The checks that compare the articles of a project with each other; ``status`` runs them."""
    return tuple(map(_check, _PROJECT))


def _check(module: str) -> Check:
    path = f"taiyaku.checks.{module}"
    try:
        check = getattr(import_module(path), "CHECK", None)
    except ModuleNotFoundError as error:
        if error.name != path:
            raise
        raise LookupError(f'checks/registry.py lists "{module}", but there is no checks/{module}.py') from None
    if not isinstance(check, Check):
        raise TypeError(f'checks/{module}.py needs `CHECK = Check("{module.replace("_", "-")}", …)`')
    if module_of(check.id) != module:
        raise LookupError(f"checks/{module}.py has the check `{check.id}`; give file and check the same name")
    return check


def module_of(check_id: str) -> str:
    """The name of a check's module."""
    return check_id.replace("-", "_")

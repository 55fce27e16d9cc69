"""The checks, in the order in which they run and are told."""

from __future__ import annotations

from taiyaku.checks import (
    anchor_missing,
    code_changed,
    date_changed,
    front_matter_changed,
    inconsistent,
    invisible,
    length_ratio,
    link_changed,
    machine_artifact,
    markup_broken,
    meaning_drift,
    negation_lost,
    number_changed,
    punctuation_foreign,
    structure_changed,
    term_altered,
    term_avoided,
    term_missing,
    truncated,
    untranslated,
)
from taiyaku.checks.base import Check
from taiyaku.checks.state_pages import STATE_CHECKS

CHECKS: tuple[Check, ...] = (
    markup_broken.CHECK,
    link_changed.CHECK,
    anchor_missing.CHECK,
    code_changed.CHECK,
    structure_changed.CHECK,
    front_matter_changed.CHECK,
    number_changed.CHECK,
    date_changed.CHECK,
    term_missing.CHECK,
    term_avoided.CHECK,
    term_altered.CHECK,
    untranslated.CHECK,
    truncated.CHECK,
    machine_artifact.CHECK,
    punctuation_foreign.CHECK,
    length_ratio.CHECK,
    negation_lost.CHECK,
    invisible.CHECK,
    meaning_drift.CHECK,
)
"""The checks of an article."""

IDS = frozenset({check.id for check in (*CHECKS, inconsistent.CHECK)} | {state.id for state in STATE_CHECKS})
"""Everything that can be waived or given a severity."""

"""The checks: their interface (``base``), their list (``registry``), and running them over an article (``run``)."""

from taiyaku.checks.base import Check, Context, Problem
from taiyaku.checks.run import check_article, check_units
from taiyaku.checks.state_pages import STATE_CHECKS, StateCheck
from taiyaku.checks.waivers import setting_waiver_faults

__all__ = [
    "STATE_CHECKS",
    "Check",
    "Context",
    "Problem",
    "StateCheck",
    "check_article",
    "check_units",
    "setting_waiver_faults",
]

"""How many cases Hypothesis invents for a test."""

from __future__ import annotations

from hypothesis import settings


def tries(count: int) -> settings:
    """Invent as many cases in every run, and ten times as many in a campaign."""
    return settings(max_examples=count * settings().max_examples // 100)

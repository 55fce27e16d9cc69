"""How much work a text may cost: what it leaves open must not be searched for over and over."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

STEPS = "taiyaku_steps"
"""Where the parser's environment keeps how many steps it may still take beyond reading its text once."""


class TangledError(RecursionError):
    """The text leaves so much open that reading it would take far longer than its length allows."""


def spend(env: MutableMapping[Any, Any], steps: int = 1) -> None:
    """Count steps that led nowhere.

    Raises:
        TangledError: There were too many.
    """
    env[STEPS] = env.get(STEPS, 1_000_000) - steps
    if env[STEPS] < 0:
        raise TangledError

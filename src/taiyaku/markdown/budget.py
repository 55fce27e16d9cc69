"""A limit on the work that a text can cause, since searches for missing closing delimiters would be quadratic."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

STEPS = "taiyaku_steps"
"""Key in the parser's environment: the number of steps that the parser may still take."""


class TangledError(RecursionError):
    """The text leaves so many constructs open that parsing it would take too long for its length."""


def spend(env: MutableMapping[Any, Any], steps: int = 1) -> None:
    """Count steps that found nothing.

    Raises:
        TangledError: The limit is reached.
    """
    env[STEPS] = env.get(STEPS, 1_000_000) - steps
    if env[STEPS] < 0:
        raise TangledError

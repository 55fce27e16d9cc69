"""Waiting for what is sure to come, on a machine of any speed."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 300
"""Seconds after which something counts as hung. Only a failing test ever waits that long."""


def until(check: Callable[[], bool], otherwise: str) -> None:
    """Wait until ``check`` returns True; fail with a message when it never does."""
    end = time.monotonic() + PATIENCE
    while not check():
        if time.monotonic() > end:
            raise AssertionError(otherwise)
        time.sleep(0.02)

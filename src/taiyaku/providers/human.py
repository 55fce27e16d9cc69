"""``human``: leaves what the memory cannot fill for a person, in the catalog and on the review page."""

from __future__ import annotations

from collections.abc import Sequence

from taiyaku.providers.base import Limits, Reply, Request


class Human:
    """The default provider."""

    name = "human"
    placeholder = False
    limits = Limits()

    def translate(self, batch: Sequence[Request], *, source: str, target: str) -> Sequence[Reply]:
        """Leave every unit to a person."""
        del batch, source, target
        return ()

"""``human``: leaves units that the memory cannot fill to a person, in the catalog and on the review page."""

from __future__ import annotations

from collections.abc import Sequence

from taiyaku.providers.base import Machine, Reply, Request

HUMAN = "human"
"""The name of the provider that leaves units to a person."""


class Human(Machine):
    """The default provider."""

    name = HUMAN

    def translate(self, batch: Sequence[Request], *, source: str, target: str) -> Sequence[Reply]:
        """Leave every unit to a person."""
        del batch, source, target
        return ()

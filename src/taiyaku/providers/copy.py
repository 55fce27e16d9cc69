"""``copy``: gives the source back. The article must come out byte for byte as it went in."""

from __future__ import annotations

from collections.abc import Sequence

from taiyaku.providers.base import Limits, Reply, Request


class Copy:
    """For proving the way through: everything but the words."""

    name = "copy"
    placeholder = True
    limits = Limits(units=10_000, size=10_000_000)

    def translate(self, batch: Sequence[Request], *, source: str, target: str) -> Sequence[Reply]:
        """Give every unit back as it came."""
        del source, target
        return [Reply(request.id, request.text) for request in batch]

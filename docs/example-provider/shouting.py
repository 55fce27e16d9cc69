"""A provider in a package of its own: it returns the text in capitals, tags and entities unchanged."""

from __future__ import annotations

import re
from collections.abc import Sequence

from taiyaku.providers import Limits, Machine, Reply, Request


class Shout(Machine):
    """Set ``[providers.shout] mark = "!"`` to end each text with it."""

    name = "shout"
    limits = Limits(units=100)

    def __init__(self, mark: str = "") -> None:
        self._mark = mark

    def translate(self, batch: Sequence[Request], *, source: str, target: str) -> Sequence[Reply]:
        """Shout every unit."""
        del source, target
        return [Reply(request.id, self._shout(request.text)) for request in batch]

    def _shout(self, text: str) -> str:
        parts = re.split(r"(<[^<>]+>|&\w+;)", text)
        parts[::2] = [part.upper() for part in parts[::2]]
        return "".join(parts) + self._mark

"""Articles out to other tools and back: exported as bitexts, and merged unit by unit when they return."""

from __future__ import annotations

from taiyaku.exchange.incoming import Arrival, Fate, How, merge
from taiyaku.exchange.outgoing import bitext_of

__all__ = ["Arrival", "Fate", "How", "bitext_of", "merge"]

"""The translation memory: all translations of the project, and the journal of paid provider replies."""

from taiyaku.memory.memory import Memory
from taiyaku.memory.model import Match, MemoryEntry, Stats

__all__ = ["Match", "Memory", "MemoryEntry", "Stats"]

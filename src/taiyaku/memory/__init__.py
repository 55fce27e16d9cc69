"""The memory: all translations of the project, found again, and the journal of replies that were paid for."""

from taiyaku.memory.memory import Memory
from taiyaku.memory.model import Match, MemoryEntry, Stats

__all__ = ["Match", "Memory", "MemoryEntry", "Stats"]

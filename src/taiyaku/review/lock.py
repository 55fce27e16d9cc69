"""The lock that the pipeline holds too, so that the page and a command never write one catalog at once."""

from taiyaku.lock import PATIENCE, locked

__all__ = ["PATIENCE", "locked"]

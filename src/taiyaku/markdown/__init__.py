"""Markdown cut into units and put together again, every byte between them as it was."""

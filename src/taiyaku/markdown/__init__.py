"""Markdown cut into units and reassembled, with every byte between the units unchanged."""

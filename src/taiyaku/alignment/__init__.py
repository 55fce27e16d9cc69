"""Aligning an existing translation with its source, unit by unit."""

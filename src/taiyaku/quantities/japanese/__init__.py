"""Quantities in Japanese text."""

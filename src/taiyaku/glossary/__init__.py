"""The glossary: terms kept by people in ``glossary/*.yaml``, and found in any text."""

from __future__ import annotations

from taiyaku.glossary.match import AvoidedUse, TermMatcher
from taiyaku.glossary.read_file import load_terms
from taiyaku.glossary.scopes import Glossary, load_glossary

__all__ = ["AvoidedUse", "Glossary", "TermMatcher", "load_glossary", "load_terms"]

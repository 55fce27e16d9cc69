"""The glossary: terms kept by people in ``glossary/*.yaml``, and found in any text."""

from __future__ import annotations

from taiyaku.glossary.match import AvoidedUse, TermMatcher
from taiyaku.glossary.scopes import Glossary, load_glossary
from taiyaku.glossary.terms import load_terms

__all__ = ["AvoidedUse", "Glossary", "TermMatcher", "load_glossary", "load_terms"]

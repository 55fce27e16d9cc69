"""The glossary: the terms that people maintain in ``glossary/*.yaml``, and finding them in texts."""

from taiyaku.glossary.glossary import Glossary, load_glossary
from taiyaku.glossary.read_file import load_terms

__all__ = ["Glossary", "load_glossary", "load_terms"]

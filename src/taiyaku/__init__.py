"""Taiyaku (対訳): translate Markdown articles and keep them translated."""

from __future__ import annotations

from importlib import import_module

__version__ = "0.1.0"

_PLACES = {
    "Config": "config",
    "Document": "model",
    "Finding": "model",
    "Gap": "model",
    "Result": "pipeline.run",
    "Severity": "model",
    "TaiyakuError": "errors",
    "Term": "model",
    "Translation": "model",
    "Unit": "model",
    "assemble_markdown": "markdown.assemble",
    "check_document": "pipeline.check_document",
    "load_config": "config",
    "segment_markdown": "markdown.segment",
    "translate_article": "pipeline.run",
}
"""Where each public name lives; it is imported when it is asked for, so that ``taiyaku --version`` starts at once."""

__all__ = [
    "Config",
    "Document",
    "Finding",
    "Gap",
    "Result",
    "Severity",
    "TaiyakuError",
    "Term",
    "Translation",
    "Unit",
    "assemble_markdown",
    "check_document",
    "load_config",
    "segment_markdown",
    "translate_article",
]


def __getattr__(name: str) -> object:
    if name not in _PLACES:
        raise AttributeError(f"module 'taiyaku' has no attribute {name!r}")
    value: object = getattr(import_module(f"taiyaku.{_PLACES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])

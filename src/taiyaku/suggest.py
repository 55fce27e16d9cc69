"""The name that a misspelled one was probably meant to be."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(word: str, known: Iterable[str], *, cutoff: float = 0.6) -> str:
    """The known name that is most similar to a word; empty if none is similar enough.

    A name that differs only in case always wins; ``cutoff`` is that of ``difflib.get_close_matches``.
    """
    names = list(known)
    same = (name for name in names if name.casefold() == word.casefold())
    return next(same, "") or next(iter(difflib.get_close_matches(word, names, n=1, cutoff=cutoff)), "")


def did_you_mean(word: str, known: Iterable[str], *, otherwise: str | None = None, cutoff: float = 0.5) -> str:
    """The hint that ends a message about an unknown name: ``did you mean `jobs`?``.

    If no name is similar, it is ``otherwise``, or by default a list of all known names.
    """
    names = list(known)
    if near := nearest(word, names, cutoff=cutoff):
        return f"did you mean `{near}`?"
    choices = ", ".join(f"`{name}`" for name in names)
    return otherwise if otherwise is not None else f"use {'one of ' if len(names) > 1 else ''}{choices}"

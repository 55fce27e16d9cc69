"""What a provider is: something that turns units into drafts.

Text goes out as tagged text (``<g1>…</g1>``, ``<x2/>``, prose XML-escaped) and must come back so. A provider knows its
service and nothing else: batching, the journal, verification and repair are done around it, in ``translate``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Request:
    """One unit on its way to a provider."""

    id: str
    text: str
    """Tagged text."""
    title: str = ""
    """The article's title."""
    context: str = ""
    """Heading path, or front matter key."""
    before: str = ""
    """Source of the unit before it, as Markdown."""
    after: str = ""
    """Source of the unit after it, as Markdown."""
    note: str = ""
    """The author's note to the translator."""
    terms: tuple[tuple[str, str], ...] = ()
    """The glossary's terms that occur, each with its rendering."""
    examples: tuple[tuple[str, str], ...] = ()
    """The nearest translations in the memory, source and target."""
    finding: str = ""
    """Why the last reply was refused; empty at the first try."""
    previous: str = ""
    """The reply that was refused."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back for one unit."""

    id: str
    text: str
    """Tagged text, unverified."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one request to the service may hold."""

    units: int = 50
    size: int = 50_000
    """Bytes of UTF-8."""


class Provider(Protocol):
    """The contract; every vendor is one file that fulfils it."""

    name: str
    placeholder: bool
    """Whether its drafts stand in for a translation (``copy``, ``pseudo``): no check of language is made on them, and
    any other provider replaces them."""
    limits: Limits

    def translate(self, batch: Sequence[Request], *, source: str, target: str) -> Sequence[Reply]:
        """Translate a batch that is within ``limits``; a unit left out of the replies stays untranslated.

        May be called from several threads at once.

        Raises:
            ProviderError: The service did not deliver, after the retries that its reference allows.
            QuotaError: It will not go on today.
            CredentialsError: The key is missing or refused.
        """

"""The interface of a provider, which turns units into drafts.

Text is sent as tagged text (``<g1>…</g1>``, ``<x2/>``, prose XML-escaped) and must be returned in that form. A provider
knows its service and nothing else: ``drafting`` does batching, the journal, verification and repair around it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from taiyaku.errors import ProviderError
from taiyaku.providers.settings import Settings


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
    """Source of the previous unit, as Markdown."""
    after: str = ""
    """Source of the next unit, as Markdown."""
    note: str = ""
    """The author's note to the translator."""
    terms: tuple[tuple[str, str], ...] = ()
    """The glossary's terms that occur, as spelled in the text, each with its rendering. A term may appear twice: the
    first rendering is its long form, for its first occurrence only."""
    examples: tuple[tuple[str, str], ...] = ()
    """The nearest translations in the memory, source and target."""
    finding: str = ""
    """Why the last reply was refused; empty on the first attempt."""
    previous: str = ""
    """The reply that was refused."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The reply to one unit."""

    id: str
    text: str
    """Tagged text, unverified."""
    problem: str = ""
    """Why the service's answer is unusable for this unit: it was cut off, or its ids are wrong."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much fits into one request to the service."""

    units: int = 50
    size: int = 50_000
    """Bytes of UTF-8."""


class Provider(Protocol):
    """The contract; every vendor is one file that fulfils it.

    A provider may also have what ``Machine`` has beyond these.
    """

    name: str
    placeholder: bool
    """Whether its drafts take a translation's place (``copy``, ``pseudo``): checks of language skip them, and any other
    provider replaces them."""
    limits: Limits

    @property
    def identity(self) -> str:
        """What its replies depend on besides the request: server, model, settings, prompts; never a key.

        The journal files paid replies under it, so that two providers with the same identity share them.
        """

    def translate(self, batch: Sequence[Request], *, source: str, target: str) -> Sequence[Reply]:
        """Translate a batch that is within ``limits``; a unit without a reply stays untranslated.

        May be called from several threads at once.

        Raises:
            ProviderError: The service did not deliver, after the retries that its reference allows.
            QuotaError: It delivers no more today.
            CredentialsError: The key is missing or was refused.
        """


class Machine:
    """What machines share beyond the contract; inheriting from it is a convenience, not a duty.

    A class that sets ``settings_type`` is called with its settings and the project's: ``cls(settings, config)``.
    """

    name = ""
    placeholder = False
    limits = Limits()
    examples = 0
    """How many fuzzy matches of the memory it can use."""
    settings_type: ClassVar[type[Settings] | None] = None
    """The fields of ``[providers.NAME]``; without one, the table's keys are the class's keyword arguments."""
    settings: Settings | None = None
    unnamed_parts: ClassVar[tuple[str, ...]] = ()
    """Parts of the identity that appear without their names, in this order. Earlier versions filed replies so, and
    another form would have them paid for again; a new provider needs none."""

    @property
    def identity(self) -> str:
        """The name with all that answers depend on: every setting that is not marked as having no effect."""
        parts = self.identity_parts()
        unnamed = [parts.pop(part) for part in self.unnamed_parts]
        listed = [self.name, *unnamed, *([parts] if parts else [])]
        return json.dumps(listed, sort_keys=True) if listed[1:] else self.name

    def identity_parts(self) -> dict[str, Any]:
        """What answers depend on besides the request, as JSON values by name."""
        return self.settings.answer_fields() if self.settings else {}

    @property
    def notices(self) -> tuple[str, ...]:
        """Warnings for the user, one line each; more may arise while it is used."""
        return ()

    def check(self) -> None:
        """Verify that it is set up correctly; nothing is sent.

        Raises:
            CredentialsError: Its key is missing.
        """


def identity_of(provider: Provider) -> str:
    """What the replies of any provider depend on; its name if it has no identity."""
    return str(getattr(provider, "identity", provider.name))


def examples_of(provider: Provider) -> int:
    """How many fuzzy matches of the memory a provider can use; 0 if it does not define this."""
    return int(getattr(provider, "examples", 0))


class RefusedError(ProviderError):
    """The service refused the request: a 4xx that a retry would not change."""

    def __init__(self, message: str, status: int, body: str) -> None:
        super().__init__(message)
        self.status = status
        self.body = body


def notices_of(provider: Provider) -> tuple[str, ...]:
    """The warnings of any provider so far."""
    return tuple(getattr(provider, "notices", ()))


def text_of(found: Any, key: str) -> str:
    """The text under a key of a service's answer.

    Raises:
        KeyError: The key is missing.
        TypeError: Its value is not a string.
    """
    if not isinstance(text := found[key], str):
        raise TypeError(f"{key} is not a string")
    return text


def without_empty(table: dict[str, Any]) -> dict[str, Any]:
    """A table without the keys whose value is empty."""
    return {key: value for key, value in table.items() if value}


def replies_in_order(batch: Sequence[Request], texts: Sequence[str], *, name: str) -> list[Reply]:
    """Replies from an answer that lists the texts in the order in which they were sent."""
    if len(texts) != len(batch):
        problem = f"{name} returned {len(texts)} texts instead of {len(batch)}"
        return [Reply(request.id, "", problem) for request in batch]
    return [Reply(request.id, text) for request, text in zip(batch, texts, strict=True)]

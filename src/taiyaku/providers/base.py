"""What a provider is: something that turns units into drafts.

Text goes out as tagged text (``<g1>…</g1>``, ``<x2/>``, prose XML-escaped) and must come back so. A provider knows its
service and nothing else: batching, the journal, verification and repair are done around it, in ``translate``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol


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
    """The glossary's terms that occur, as they stand in the text, each with its rendering. A term may have two: the
    first is its long form, for the first place only."""
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
    problem: str = ""
    """Why the service's answer is of no use for this unit: it was cut off, or its ids are wrong."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one request to the service may hold."""

    units: int = 50
    size: int = 50_000
    """Bytes of UTF-8."""


class Provider(Protocol):
    """The contract; every vendor is one file that fulfils it.

    A provider may also have what ``Machine`` has beyond these.
    """

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


class Machine:
    """What machines share beyond the contract; to inherit from it is convenience, not duty."""

    name = ""
    placeholder = False
    limits = Limits()
    examples = 0
    """How many fuzzy matches of the memory are of use to it."""

    @property
    def identity(self) -> str:
        """What its replies depend on beside the request: model, settings, prompts. The journal files replies by it."""
        return self.name

    @property
    def notices(self) -> tuple[str, ...]:
        """What the user should be told, one line each; more may come to light while it is used."""
        return ()

    def check(self) -> None:
        """See that it can be used as it is set up; nothing is sent.

        Raises:
            CredentialsError: Its key is missing.
        """


def identity_of(provider: Provider) -> str:
    """What the replies of any provider depend on; its name where it does not say."""
    return str(getattr(provider, "identity", provider.name))


def examples_of(provider: Provider) -> int:
    """How many fuzzy matches of the memory any provider can use; none where it does not say."""
    return int(getattr(provider, "examples", 0))


def notices_of(provider: Provider) -> tuple[str, ...]:
    """What any provider has to tell by now."""
    return tuple(getattr(provider, "notices", ()))


def text_of(found: Any, key: str) -> str:
    """The text under a key of a service's answer.

    Raises:
        KeyError: There is none.
        TypeError: It is something else.
    """
    if not isinstance(text := found[key], str):
        raise TypeError(f"{key} is no text")
    return text


def replies_in_order(batch: Sequence[Request], texts: Sequence[str], *, name: str) -> list[Reply]:
    """Replies out of an answer that holds the texts in the order in which they were sent."""
    if len(texts) != len(batch):
        problem = f"{name} answered {len(texts)} texts to {len(batch)}"
        return [Reply(request.id, "", problem) for request in batch]
    return [Reply(request.id, text) for request, text in zip(batch, texts, strict=True)]

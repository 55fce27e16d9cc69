"""Terms replaced by tags, for engines without glossaries.

On the first attempt an engine gets the plain text, in which it renders and inflects most terms correctly. If it misses
one, the text is sent again with a tag in place of each term, and the tags in the reply become the renderings.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from taiyaku.providers.base import Request

_NUMBER = re.compile(r"<[gx](\d+)/?>")


@dataclass(frozen=True, slots=True)
class TaggedTerms:
    """A text with terms replaced by tags."""

    text: str
    renderings: tuple[tuple[str, str], ...] = ()
    """Each tag with the rendering that replaces it, XML-escaped."""


def tag_terms(request: Request) -> TaggedTerms:
    """A request's text, with its terms replaced by tags if its last reply was refused."""
    if not request.finding or not request.terms:
        return TaggedTerms(request.text)
    number = max(map(int, _NUMBER.findall(request.text)), default=0)
    text = request.text
    renderings: list[tuple[str, str]] = []
    uses: dict[str, list[str]] = {}
    for term, use in sorted(request.terms, key=lambda pair: -len(pair[0])):
        uses.setdefault(html.escape(term, quote=False), []).append(use)
    for wanted, (*once, use) in uses.items():
        while wanted in text:
            number += 1
            renderings.append((f"<x{number}/>", html.escape(once.pop(0) if once else use, quote=False)))
            text = text.replace(wanted, f"<x{number}/>", 1)
    return TaggedTerms(text, tuple(renderings))


def restore_terms(texts: Sequence[str], sent: Sequence[TaggedTerms]) -> list[str]:
    """Replies with the renderings in place of their tags; unchanged if there are more or fewer than were sent."""
    if len(texts) != len(sent):
        return list(texts)
    return [_restore(text, tagged) for text, tagged in zip(texts, sent, strict=True)]


def _restore(text: str, sent: TaggedTerms) -> str:
    """A reply with its renderings; a tag that does not come back exactly once stays, and is refused later."""
    for tag, use in sent.renderings:
        found = re.compile(re.escape(tag[:-2]) + r"\s*(?:/>|></" + tag[1:-2] + ">)")
        match = found.search(text)
        if match is None or found.search(text, match.end()):
            continue
        before, after = text[: match.start()], text[match.end() :]
        # Japanese has no spaces, and the words would run together.
        lead = " " if before[-1:].isalnum() and use[:1].isascii() else ""
        tail = " " if after[:1].isalnum() and use[-1:].isascii() else ""
        text = f"{before}{lead}{use}{tail}{after}"
    return text

"""Terms put in beforehand, for engines that know no glossary.

At the first try an engine gets the text as it is: most terms come out right, in the right form. Where one did not, the
text is sent again with a tag in the term's place, which stands for its rendering.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from taiyaku.providers.base import Request

_NUMBER = re.compile(r"<[gx](\d+)/?>")


@dataclass(frozen=True, slots=True)
class TaggedTerms:
    """A text with terms replaced by tags."""

    text: str
    renderings: tuple[tuple[str, str], ...] = ()
    """Each tag with what it stands for, XML-escaped."""


def tag_terms(request: Request) -> TaggedTerms:
    """A request's text, its terms replaced by tags where it is asked again."""
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


def restore_terms(text: str, mask: TaggedTerms) -> str:
    """A reply with the renderings in place of their tags; a tag that came back not just once stays to be found."""
    for tag, use in mask.renderings:
        found = re.compile(re.escape(tag[:-2]) + r"\s*(?:/>|></" + tag[1:-2] + ">)")
        match = found.search(text)
        if match is None or found.search(text, match.end()):
            continue
        before, after = text[: match.start()], text[match.end() :]
        # Where Japanese had no spaces, words would stick together.
        lead = " " if before[-1:].isalnum() and use[:1].isascii() else ""
        tail = " " if after[:1].isalnum() and use[-1:].isascii() else ""
        text = f"{before}{lead}{use}{tail}{after}"
    return text

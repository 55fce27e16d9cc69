"""``pseudo``: accented, longer text that shows at a glance what is translated and what breaks the layout."""

from __future__ import annotations

import re
from collections.abc import Sequence

from taiyaku.providers.base import Limits, Reply, Request

_ACCENTED = str.maketrans("AEIOUYaceinouy", "ÀÉÎÕÛÝàçéîñõûý")
_WORDS = ("lorem", "ipsum", "dolor", "sit", "amet", "vita", "nova", "terra", "luna", "mare")
_TAG_OR_ENTITY = re.compile(r"(<[^<>]+>|&[#\w]+;)")
_CJK_RUN = re.compile("[\u3040-\u30ff\u3400-\u9fff]+")


class Pseudo:
    """For layout tests: Latin text gets accents, CJK text words of about its length, everything 30% more."""

    name = "pseudo"
    placeholder = True
    limits = Limits(units=10_000, size=10_000_000)

    def translate(self, batch: Sequence[Request], *, source: str, target: str) -> Sequence[Reply]:
        """Disguise every unit."""
        del source, target
        return [Reply(request.id, _disguised(request.text)) for request in batch]


def _disguised(tagged: str) -> str:
    parts = _TAG_OR_ENTITY.split(tagged)
    parts[::2] = [_CJK_RUN.sub(_words, part).translate(_ACCENTED) for part in parts[::2]]
    length = sum(len(part) for part in parts[::2])
    return "".join(parts) + " ·" * max(1, length * 3 // 20)


def _words(match: re.Match[str]) -> str:
    """Words in place of a run of CJK text, about twice as many letters as it has characters."""
    out: list[str] = []
    at = ord(match[0][0])
    while sum(len(word) for word in out) < 2 * len(match[0]):
        out.append(_WORDS[at % len(_WORDS)])
        at = at * 7 + len(out)
    return " ".join(out)

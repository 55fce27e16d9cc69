"""``copy`` and ``pseudo``: placeholders for translations, to try out the site and the whole process.

``copy`` returns the source, so that the article stays the same, byte for byte. ``pseudo`` returns accented, longer text
that shows at a glance what is translated and what breaks the layout.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from taiyaku.language.scripts import HAN, KANA
from taiyaku.providers.base import Limits, Machine, Reply, Request

_ACCENTED = str.maketrans("AEIOUYaceinouy", "ÀÉÎÕÛÝàçéîñõûý")
_WORDS = ("lorem", "ipsum", "dolor", "sit", "amet", "vita", "nova", "terra", "luna", "mare")
_TAG_OR_ENTITY = re.compile(r"(<[^<>]+>|&[#\w]+;)")
_CJK_RUN = re.compile(f"[{KANA}{HAN}]+")


class _Placeholder(Machine):
    """A provider that costs nothing and never fails."""

    placeholder = True
    limits = Limits(units=10_000, size=10_000_000)

    def translate(self, batch: Sequence[Request], *, source: str, target: str) -> Sequence[Reply]:
        """Replace each text by its placeholder."""
        del source, target
        return [Reply(request.id, self._fill(request.text)) for request in batch]

    def _fill(self, tagged: str) -> str:
        raise NotImplementedError


class Copy(_Placeholder):
    """Returns the source, which exercises everything except the words."""

    name = "copy"

    def _fill(self, tagged: str) -> str:
        return tagged


class Pseudo(_Placeholder):
    """For layout tests: Latin text gets accents, CJK text becomes Latin words, all grows by 30%."""

    name = "pseudo"

    def _fill(self, tagged: str) -> str:
        parts = _TAG_OR_ENTITY.split(tagged)
        parts[::2] = [_CJK_RUN.sub(_words, part).translate(_ACCENTED) for part in parts[::2]]
        length = sum(len(part) for part in parts[::2])
        return "".join(parts) + " ·" * max(1, length * 3 // 20)


def _words(match: re.Match[str]) -> str:
    """Words in place of a run of CJK text, with about two letters for each of its characters."""
    out: list[str] = []
    at = ord(match[0][0])
    while sum(len(word) for word in out) < 2 * len(match[0]):
        out.append(_WORDS[at % len(_WORDS)])
        at = at * 7 + len(out)
    return " ".join(out)

"""``libretranslate``: a LibreTranslate server, your own or a public one.

Reference: https://libretranslate.com/docs
"""

from __future__ import annotations

from collections.abc import Sequence

from taiyaku.language.locales import language
from taiyaku.providers.base import Limits, Reply, Request, replies_in_order
from taiyaku.providers.client import HttpMachine
from taiyaku.providers.settings import HttpSettings
from taiyaku.providers.term_tags import restore_terms, tag_terms


class LibreTranslateSettings(HttpSettings, frozen=True, kw_only=True):
    """``[providers.libretranslate]``."""

    base_url: str = "https://libretranslate.com"
    """The server's URL, without `/translate`."""


class LibreTranslate(HttpMachine):
    """LibreTranslate has no glossary: a text with a missed term is sent again with its terms as tags."""

    name = "libretranslate"
    settings_type = LibreTranslateSettings
    settings: LibreTranslateSettings
    unnamed_parts = ("base_url",)
    key_variable = "LIBRETRANSLATE_API_KEY"
    key_needed = "never"  # your own server needs none
    limits = Limits(25, 20_000)

    def translate(self, batch: Sequence[Request], *, source: str, target: str) -> Sequence[Reply]:
        """Translate a list of texts as HTML."""
        sent = [tag_terms(request) for request in batch]
        body = {
            "q": [tagged.text for tagged in sent],
            "source": language(source),
            "target": language(target),
            "format": "html",
            **({"api_key": self._key.value} if self._key.value else {}),
        }
        answer = self._http.post("/translate", body)
        texts = answer.get("translatedText") if isinstance(answer, dict) else None
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise self._http.missing_error("translatedText")
        return replies_in_order(batch, restore_terms(texts, sent), name=self.name)

"""``libretranslate``: a LibreTranslate server, one's own or a public one.

Shape: https://libretranslate.com/docs
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from taiyaku.config import Config
from taiyaku.errors import ProviderError
from taiyaku.language.locales import language
from taiyaku.providers.base import Limits, Reply, Request, replies_in_order
from taiyaku.providers.client import HttpMachine, HttpService
from taiyaku.providers.settings import HttpSettings, read_key, read_settings
from taiyaku.providers.term_tags import restore_terms, tag_terms

KEY = "LIBRETRANSLATE_API_KEY"


class LibreTranslateSettings(HttpSettings, frozen=True, kw_only=True):
    """``[providers.libretranslate]``."""

    base_url: str = "https://libretranslate.com"
    """Where the server is, without `/translate`."""


class LibreTranslate(HttpMachine):
    """LibreTranslate knows no glossary: where a term was missed, it is asked again with the term put in beforehand."""

    name = "libretranslate"

    def __init__(self, settings: LibreTranslateSettings, *, per_minute: int = 0) -> None:
        self.limits = Limits(settings.batch or 25, 20_000)
        self._settings = settings
        self._key = read_key(KEY, wanted="never")  # a server of one's own asks for none
        self._http = HttpService(
            self.name,
            settings.base_url,
            key=self._key,
            timeout=settings.timeout,
            per_minute=per_minute,
        )

    @classmethod
    def from_config(cls, table: Mapping[str, Any], config: Config) -> LibreTranslate:
        """Made as the settings say.

        Raises:
            ConfigError: They are wrong.
        """
        settings = read_settings(LibreTranslateSettings, cls.name, table)
        return cls(settings, per_minute=config.provider.requests_per_minute)

    @property
    def identity(self) -> str:
        """The server."""
        return json.dumps([self.name, self._settings.base_url])

    def translate(self, batch: Sequence[Request], *, source: str, target: str) -> Sequence[Reply]:
        """Translate a list of texts as HTML."""
        masks = [tag_terms(request) for request in batch]
        body = {
            "q": [mask.text for mask in masks],
            "source": language(source),
            "target": language(target),
            "format": "html",
            **({"api_key": self._key.value} if self._key.value else {}),
        }
        answer = self._http.post("/translate", body)
        texts = answer.get("translatedText") if isinstance(answer, dict) else None
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise ProviderError(f"{self.name} at {self._http.base_url} answered no translatedText")
        if len(texts) == len(masks):
            texts = [restore_terms(text, mask) for text, mask in zip(texts, masks, strict=True)]
        return replies_in_order(batch, texts, name=self.name)

"""``azure``: Azure AI Translator, version 3.

Shape: https://learn.microsoft.com/azure/ai-services/translator/text-translation/reference/v3/translate
"""

from __future__ import annotations

import html
import json
import os
import re
from collections.abc import Mapping, Sequence
from typing import Any

from taiyaku.config import Config
from taiyaku.errors import ProviderError
from taiyaku.providers.base import Limits, Reply, Request, replies_in_order, text_of
from taiyaku.providers.client import HttpMachine, HttpService
from taiyaku.providers.settings import HttpSettings, read_key, read_settings

KEY, REGION = "AZURE_TRANSLATOR_KEY", "AZURE_TRANSLATOR_REGION"
_DICTIONARY = re.compile(r"</?mstrans:dictionary\b[^<>]*>")


class AzureSettings(HttpSettings, frozen=True, kw_only=True):
    """``[providers.azure]``."""

    base_url: str = "https://api.cognitive.microsofttranslator.com"
    """Where the service is, without `/translate`."""
    region: str = ""
    """The resource's region; empty: `AZURE_TRANSLATOR_REGION`, or none for a global resource."""
    category: str = ""
    """The category id of a custom model."""
    dictionary: bool = True
    """Whether terms go into the text as entries of Azure's inline dictionary, which it takes word for word."""


class Azure(HttpMachine):
    """Azure's engine, with tags handled as HTML and terms given inside the text."""

    name = "azure"

    def __init__(self, settings: AzureSettings, *, per_minute: int = 0) -> None:
        # 50,000 characters a request, the dictionary's entries among them.
        self.limits = Limits(min(settings.batch or 100, 1_000), 30_000)
        self._settings = settings
        key = read_key(KEY)
        region = settings.region or os.environ.get(REGION, "").strip()
        self._http = HttpService(
            self.name,
            settings.base_url,
            headers={
                "Ocp-Apim-Subscription-Key": key.value,
                **({"Ocp-Apim-Subscription-Region": region} if region else {}),
            },
            key=key,
            timeout=settings.timeout,
            per_minute=per_minute,
            # "The request is not authorized because the customer has reached their free quota."
            quota=lambda status, body: status == 403 and "403001" in body,
        )

    @classmethod
    def from_config(cls, table: Mapping[str, Any], config: Config) -> Azure:
        """Made as the settings say.

        Raises:
            ConfigError: They are wrong.
            CredentialsError: The key holds what cannot be sent.
        """
        settings = read_settings(AzureSettings, cls.name, table)
        return cls(settings, per_minute=config.provider.requests_per_minute)

    @property
    def identity(self) -> str:
        """The server and what else changes an answer."""
        own = self._settings
        return json.dumps([self.name, own.base_url, own.category, own.dictionary])

    def translate(self, batch: Sequence[Request], *, source: str, target: str) -> Sequence[Reply]:
        """Translate a list of texts in one request."""
        params = {"api-version": "3.0", "from": source, "to": target, "textType": "html"}
        if self._settings.category:
            params["category"] = self._settings.category
        body = [{"Text": _with_terms(request) if self._settings.dictionary else request.text} for request in batch]
        answer = self._http.post("/translate", body, params=params)
        try:
            texts = [_DICTIONARY.sub("", text_of(entry["translations"][0], "text")) for entry in answer or [{}]]
        except (KeyError, IndexError, TypeError):
            raise ProviderError(f"{self.name} at {self._http.base_url} answered no translations") from None
        return replies_in_order(batch, texts, name=self.name)


def _with_terms(request: Request) -> str:
    """The text with each term as an entry of the inline dictionary."""
    entries: dict[str, list[str]] = {}
    for term, use in request.terms:
        entries.setdefault(html.escape(term, quote=False), []).append(use)
    if not entries:
        return request.text
    longest_first = sorted(entries, key=len, reverse=True)
    wanted = re.compile(r"<[^<>]*>|" + "|".join(map(re.escape, longest_first)))

    def entry(match: re.Match[str]) -> str:
        if match[0] not in entries:
            return match[0]
        uses = entries[match[0]]
        use = uses.pop(0) if len(uses) > 1 else uses[0]
        return f'<mstrans:dictionary translation="{html.escape(use)}">{match[0]}</mstrans:dictionary>'

    return wanted.sub(entry, request.text)

"""``azure``: Azure AI Translator, version 3.

Reference: https://learn.microsoft.com/azure/ai-services/translator/text-translation/reference/v3/translate
"""

from __future__ import annotations

import html
import os
import re
from collections.abc import Sequence
from typing import Annotated

from taiyaku.providers.base import Limits, Reply, Request, replies_in_order, text_of
from taiyaku.providers.client import HttpMachine
from taiyaku.providers.settings import NO_EFFECT, HttpSettings

REGION = "AZURE_TRANSLATOR_REGION"
_DICTIONARY = re.compile(r"</?mstrans:dictionary\b[^<>]*>")


class AzureSettings(HttpSettings, frozen=True, kw_only=True):
    """``[providers.azure]``."""

    base_url: str = "https://api.cognitive.microsofttranslator.com"
    """The service's URL, without `/translate`."""
    region: Annotated[str, NO_EFFECT] = ""
    """The resource's region; empty: `AZURE_TRANSLATOR_REGION`, or none for a global resource."""
    category: str = ""
    """The category id of a custom model."""
    dictionary: bool = True
    """Whether terms are marked in the text as entries of Azure's dynamic dictionary, which it uses verbatim."""


class Azure(HttpMachine):
    """Azure's engine, with tags handled as HTML and terms marked in the text."""

    name = "azure"
    settings_type = AzureSettings
    settings: AzureSettings
    unnamed_parts = ("base_url", "category", "dictionary")
    key_variable = "AZURE_TRANSLATOR_KEY"
    most_units = 1_000
    # 50,000 characters per request, dictionary entries included.
    limits = Limits(100, 30_000)

    def _headers(self) -> dict[str, str]:
        region = self.settings.region or os.environ.get(REGION, "").strip()
        return {
            "Ocp-Apim-Subscription-Key": self._key.value,
            **({"Ocp-Apim-Subscription-Region": region} if region else {}),
        }

    @staticmethod
    def _is_quota(status: int, body: str) -> bool:
        # "The request is not authorized because the customer has reached their free quota."
        return status == 403 and "403001" in body

    def translate(self, batch: Sequence[Request], *, source: str, target: str) -> Sequence[Reply]:
        """Translate a list of texts in one request."""
        params = {"api-version": "3.0", "from": source, "to": target, "textType": "html"}
        if self.settings.category:
            params["category"] = self.settings.category
        body = [{"Text": _with_terms(request) if self.settings.dictionary else request.text} for request in batch]
        answer = self._http.post("/translate", body, params=params)
        try:
            texts = [_DICTIONARY.sub("", text_of(entry["translations"][0], "text")) for entry in answer or [{}]]
        except (KeyError, IndexError, TypeError):
            raise self._http.missing_error("translations") from None
        return replies_in_order(batch, texts, name=self.name)


def _with_terms(request: Request) -> str:
    """The text with each term marked as an entry of the dynamic dictionary."""
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

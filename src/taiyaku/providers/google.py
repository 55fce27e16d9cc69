"""``google``: Google Cloud Translation, Advanced (v3).

Shape: https://cloud.google.com/translate/docs/reference/rest/v3/projects.locations/translateText
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from taiyaku.config import Config
from taiyaku.errors import ProviderError
from taiyaku.providers.base import Limits, Machine, Reply, Request, answered
from taiyaku.providers.http import Service
from taiyaku.providers.masking import masked, unmasked
from taiyaku.providers.settings import HttpSettings, key_from, read_settings

KEY = "GOOGLE_TRANSLATE_TOKEN"
"""A bearer token, such as ``gcloud auth print-access-token`` prints; it holds for an hour."""


class GoogleSettings(HttpSettings, frozen=True, kw_only=True):
    """``[providers.google]``."""

    project: str
    """The project's id at Google Cloud."""
    location: str = "global"
    """Where it is done; a glossary needs a region, such as `us-central1`."""
    base_url: str = "https://translation.googleapis.com"
    """Where the service is, without `/v3`."""
    glossary: str = ""
    """The id of a glossary in that project and location, to be used in every request."""
    model: str = ""
    """The id of a model, such as `general/nmt` or `general/translation-llm`."""


class Google(Machine):
    """Google's engine, with tags handled as HTML."""

    name = "google"

    def __init__(self, settings: GoogleSettings, *, per_minute: int = 0) -> None:
        # 1,024 texts and under 30,000 characters: of three bytes each at most.
        self.limits = Limits(min(settings.batch or 100, 1_024), 30_000)
        self._settings = settings
        key = key_from(KEY, self.name)
        self._http = Service(
            self.name,
            settings.base_url,
            headers={"Authorization": f"Bearer {key}", "x-goog-user-project": settings.project},
            secrets=(key,),
            key_name=KEY,
            timeout=settings.timeout,
            per_minute=per_minute,
        )

    @classmethod
    def from_config(cls, table: Mapping[str, Any], config: Config) -> Google:
        """Made as the settings say.

        Raises:
            ConfigError: They are wrong.
            CredentialsError: The token is missing.
        """
        settings = read_settings(GoogleSettings, cls.name, table)
        return cls(settings, per_minute=config.provider.requests_per_minute)

    @property
    def identity(self) -> str:
        """The server, the model and the glossary."""
        own = self._settings
        return json.dumps([self.name, own.base_url, own.location, own.model, own.glossary])

    @property
    def notices(self) -> tuple[str, ...]:
        """A warning where the service is far and not https."""
        return self._http.notices

    def translate(self, batch: Sequence[Request], *, source: str, target: str) -> Sequence[Reply]:
        """Translate a list of texts in one request."""
        own = self._settings
        place = f"projects/{own.project}/locations/{own.location}"
        masks = [masked(request) for request in batch]
        body: dict[str, Any] = {
            "contents": [mask.text for mask in masks],
            "mimeType": "text/html",
            "sourceLanguageCode": source,
            "targetLanguageCode": target,
        }
        if own.model:
            body["model"] = f"{place}/models/{own.model}"
        if own.glossary:
            body["glossaryConfig"] = {"glossary": f"{place}/glossaries/{own.glossary}"}
        answer = self._http.post(f"/v3/{place}:translateText", body)
        try:
            found = answer.get("glossaryTranslations") if own.glossary else None
            texts = [str(entry["translatedText"]) for entry in found or answer["translations"]]
        except (KeyError, TypeError, AttributeError):
            raise ProviderError(f"{self.name} at {self._http.base_url} answered no translations") from None
        if len(texts) == len(masks):
            texts = [unmasked(text, mask) for text, mask in zip(texts, masks, strict=True)]
        return answered(batch, texts, name=self.name)

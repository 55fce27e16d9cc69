"""``google``: Google Cloud Translation, Advanced (v3).

Shape: https://cloud.google.com/translate/docs/reference/rest/v3/projects.locations/translateText; of glossaries,
https://cloud.google.com/translate/docs/reference/rest/v3/projects.locations.glossaries
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from taiyaku.config import Config
from taiyaku.errors import ConfigError, ProviderError
from taiyaku.providers.base import Limits, Reply, Request, replies_in_order, text_of
from taiyaku.providers.client import HttpMachine, HttpService, RefusedError
from taiyaku.providers.remote_glossaries import CurrentGlossary, RemoteGlossary, StoredGlossary
from taiyaku.providers.settings import HttpSettings, Key, read_key, read_settings
from taiyaku.providers.term_tags import restore_terms, tag_terms

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
    """The id of a glossary in that project and location, to be used in every request in place of the synced one."""
    bucket: str = ""
    """A bucket of Google Cloud Storage; Google reads a new glossary out of it. Without one, none is synced or used."""
    storage_url: str = "https://storage.googleapis.com"
    """Where Cloud Storage is."""
    model: str = ""
    """The id of a model, such as `general/nmt` or `general/translation-llm`."""


class Google(HttpMachine):
    """Google's engine, with tags handled as HTML."""

    name = "google"

    def __init__(self, settings: GoogleSettings, config: Config) -> None:
        # 1,024 texts and under 30,000 characters: of three bytes each at most.
        self.limits = Limits(min(settings.batch or 100, 1_024), 30_000)
        self._settings = settings
        key = read_key(KEY)
        self._http = HttpService(
            self.name,
            settings.base_url,
            headers={"Authorization": f"Bearer {key.value}", "x-goog-user-project": settings.project},
            key=key,
            timeout=settings.timeout,
            per_minute=config.provider.requests_per_minute,
        )
        self._place = f"projects/{settings.project}/locations/{settings.location}"
        self.shelf = GoogleGlossaryStore(self._http, settings, key)
        self._current = CurrentGlossary(config, self.shelf.find, "taiyaku glossary sync --provider google")

    @classmethod
    def from_config(cls, table: Mapping[str, Any], config: Config) -> Google:
        """Made as the settings say.

        Raises:
            ConfigError: They are wrong.
            CredentialsError: The token holds what cannot be sent.
        """
        return cls(read_settings(GoogleSettings, cls.name, table), config)

    @property
    def identity(self) -> str:
        """The server and the model; a glossary's part in an answer is in the terms of each request."""
        own = self._settings
        return json.dumps([self.name, own.base_url, own.location, own.model, own.glossary])

    @property
    def notices(self) -> tuple[str, ...]:
        """A warning where the service is far and not https, or has no glossary of the terms as they are now."""
        return (*self._http.notices, *(f"{self.name}: {told}" for told in self._current.notices))

    def translate(self, batch: Sequence[Request], *, source: str, target: str) -> Sequence[Reply]:
        """Translate a list of texts in one request."""
        own = self._settings
        glossary = own.glossary or (self._current.id(target) if own.bucket else "")
        masks = [tag_terms(request) for request in batch]
        body: dict[str, Any] = {
            "contents": [mask.text for mask in masks],
            "mimeType": "text/html",
            "sourceLanguageCode": source,
            "targetLanguageCode": target,
        }
        if own.model:
            body["model"] = f"{self._place}/models/{own.model}"
        if glossary:
            body["glossaryConfig"] = {"glossary": f"{self._place}/glossaries/{glossary}"}
        try:
            answer = self._http.post(f"/v3/{self._place}:translateText", body)
        except RefusedError as error:
            if own.glossary or not glossary or "glossar" not in error.body.lower():
                raise
            # Another run has renewed or removed it since.
            self._current.gone(target)
            del body["glossaryConfig"]
            answer = self._http.post(f"/v3/{self._place}:translateText", body)
        try:
            found = answer.get("glossaryTranslations") if "glossaryConfig" in body else None
            texts = [text_of(entry, "translatedText") for entry in found or answer["translations"]]
        except (KeyError, TypeError, AttributeError):
            raise ProviderError(f"{self.name} at {self._http.base_url} answered no translations") from None
        if len(texts) == len(masks):
            texts = [restore_terms(text, mask) for text, mask in zip(texts, masks, strict=True)]
        return replies_in_order(batch, texts, name=self.name)


class GoogleGlossaryStore:
    """Google's glossaries of one project and region, each named by its id. None can be changed once it is made."""

    renews = False
    pause = 1.0
    """Seconds between two looks at an operation."""
    patience = 900.0
    """Seconds that Google gets to make a glossary; its documentation speaks of minutes."""

    def __init__(self, http: HttpService, settings: GoogleSettings, key: Key) -> None:
        self._http = http
        self._settings = settings
        self._place = f"projects/{settings.project}/locations/{settings.location}"
        self._storage = HttpService(
            "google",
            settings.storage_url,
            headers={"Authorization": f"Bearer {key.value}"},
            key=key,
            timeout=settings.timeout,
        )

    def kept(self) -> list[StoredGlossary]:
        """All glossaries of the project in that region."""
        return list(self._pages())

    def _pages(self) -> Iterator[StoredGlossary]:
        token = ""
        while True:
            params = {"pageSize": "1000", **({"pageToken": token} if token else {})}
            answer = self._http.request("GET", f"/v3/{self._place}/glossaries", params=params)
            try:
                for found in answer.get("glossaries", []):
                    name = str(found["name"]).rpartition("/")[2]
                    yield StoredGlossary(name, name)
                token = answer.get("nextPageToken", "")
            except (KeyError, TypeError, AttributeError):
                raise ProviderError(f"google at {self._http.base_url} answered no list of glossaries") from None
            if not token:
                return

    def find(self, phrases: RemoteGlossary) -> str | None:
        """The id of the glossary with those entries."""
        try:
            self._http.request("GET", f"/v3/{self._place}/glossaries/{phrases.name}")
        except RefusedError as error:
            if error.status != 404:
                raise
            return None
        return phrases.name

    def create(self, phrases: RemoteGlossary) -> None:
        """Put the entries into the bucket, and have Google make a glossary of them.

        Raises:
            ConfigError: No bucket is set, or no region.
        """
        own = self._settings
        if not own.bucket:
            raise ConfigError("[providers.google] needs `bucket`: Google reads a glossary out of Cloud Storage")
        if own.location == "global":
            raise ConfigError('[providers.google] needs a region for a glossary, such as `location = "us-central1"`')
        file = f"{phrases.family.rstrip('-')}.tsv"  # one file a pair of languages, written over by the next version
        self._storage.request(
            "POST",
            f"/upload/storage/v1/b/{own.bucket}/o",
            phrases.tsv.encode(),
            params={"uploadType": "media", "name": file},
            kind="text/tab-separated-values",
        )
        body = {
            "name": f"{self._place}/glossaries/{phrases.name}",
            "languagePair": {"sourceLanguageCode": phrases.source, "targetLanguageCode": phrases.target},
            "inputConfig": {"gcsSource": {"inputUri": f"gs://{own.bucket}/{file}"}},
        }
        self._finish(self._http.post(f"/v3/{self._place}/glossaries", body))

    def renew(self, id_: str, phrases: RemoteGlossary) -> None:
        """Not to be called: Google's glossaries are made anew."""
        raise NotImplementedError

    def remove(self, id_: str) -> None:
        """Delete a glossary."""
        self._finish(self._http.request("DELETE", f"/v3/{self._place}/glossaries/{id_}"))

    def _finish(self, operation: Any) -> None:
        """Wait until a long-running operation is done."""
        deadline = time.monotonic() + self.patience
        while True:
            try:
                if operation.get("error"):
                    told = str(operation["error"].get("message", "no reason given"))
                    raise ProviderError(self._http.redacted(f"google could not do it: {told[:200]}"))
                if operation.get("done"):
                    return
                name = str(operation["name"])
            except (KeyError, AttributeError):
                raise ProviderError(f"google at {self._http.base_url} answered no operation") from None
            if time.monotonic() > deadline:
                raise ProviderError("google is still making the glossary; run the command again later")
            time.sleep(self.pause)
            operation = self._http.request("GET", f"/v3/{name}")

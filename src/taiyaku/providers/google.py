"""``google``: Google Cloud Translation, Advanced (v3).

Reference: https://cloud.google.com/translate/docs/reference/rest/v3/projects.locations/translateText; for glossaries,
https://cloud.google.com/translate/docs/reference/rest/v3/projects.locations.glossaries
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Annotated, Any

from taiyaku.config import Config
from taiyaku.errors import ConfigError, ProviderError
from taiyaku.providers.base import Limits, RefusedError, Reply, Request, replies_in_order, text_of
from taiyaku.providers.client import HttpService
from taiyaku.providers.remote_glossaries import GlossaryMachine, RemoteGlossary, StoredGlossary
from taiyaku.providers.settings import NO_EFFECT, HttpSettings, Key
from taiyaku.providers.term_tags import restore_terms, tag_terms


class GoogleSettings(HttpSettings, frozen=True, kw_only=True):
    """``[providers.google]``."""

    project: Annotated[str, NO_EFFECT]  # but see `identity_parts`
    """The project's id at Google Cloud."""
    location: str = "global"
    """Google's location for the requests; a glossary needs a region, such as `us-central1`."""
    base_url: str = "https://translation.googleapis.com"
    """The service's URL, without `/v3`."""
    glossary: str = ""
    """The id of a glossary in that project and location, used in every request in place of the synced one."""
    bucket: Annotated[str, NO_EFFECT] = ""  # but see `identity_parts`
    """A Google Cloud Storage bucket from which Google reads new glossaries; without one, glossaries are not synced."""
    storage_url: Annotated[str, NO_EFFECT] = "https://storage.googleapis.com"
    """The URL of Cloud Storage."""
    model: str = ""
    """The id of a model, such as `general/nmt` or `general/translation-llm`."""


class Google(GlossaryMachine):
    """Google's engine, with tags handled as HTML."""

    name = "google"
    settings_type = GoogleSettings
    settings: GoogleSettings
    unnamed_parts = ("base_url", "location", "model", "glossary")
    key_variable = "GOOGLE_TRANSLATE_TOKEN"
    """A bearer token, as printed by ``gcloud auth print-access-token``; it is valid for an hour."""
    most_units = 1_024
    # Fewer than 30,000 characters, each of at most three bytes.
    limits = Limits(100, 30_000)

    def __init__(self, settings: GoogleSettings, config: Config) -> None:
        super().__init__(settings, config)
        self._parent = f"projects/{settings.project}/locations/{settings.location}"
        self._use_store(GoogleGlossaryStore(self._http, settings, self._key), config)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._key.value}", "x-goog-user-project": self.settings.project}

    def identity_parts(self) -> dict[str, Any]:
        """The settings, and the project if it determines which model or glossary an id refers to."""
        own = self.settings
        parts = super().identity_parts()
        if own.model or own.glossary or own.bucket:
            parts |= {"project": own.project, "synced": bool(own.bucket)}
        return parts

    def translate(self, batch: Sequence[Request], *, source: str, target: str) -> Sequence[Reply]:
        """Translate a list of texts in one request."""
        own = self.settings
        sent = [tag_terms(request) for request in batch]
        body: dict[str, Any] = {
            "contents": [tagged.text for tagged in sent],
            "mimeType": "text/html",
            "sourceLanguageCode": source,
            "targetLanguageCode": target,
            **({"model": f"{self._parent}/models/{own.model}"} if own.model else {}),
            **(self._config_of(own.glossary) if own.glossary else {}),
        }
        synced = self._current.id(target) if own.bucket and not own.glossary else ""
        path = f"/v3/{self._parent}:translateText"
        answer = self._translate_with(self._config_of(synced) if synced else {}, path, body, target)
        try:
            found = answer.get("glossaryTranslations") or answer["translations"]
            texts = [text_of(entry, "translatedText") for entry in found]
        except (KeyError, TypeError, AttributeError):
            raise self._http.missing_error("translations") from None
        return replies_in_order(batch, restore_terms(texts, sent), name=self.name)

    def _config_of(self, glossary: str) -> dict[str, Any]:
        return {"glossaryConfig": {"glossary": f"{self._parent}/glossaries/{glossary}"}}


class GoogleGlossaryStore:
    """Google's glossaries of one project and region, named by their ids. They cannot be changed once created."""

    can_update = False
    pause = 1.0
    """Seconds between two polls of an operation."""
    patience = 900.0
    """Seconds to wait for Google to create a glossary; according to its documentation, this takes minutes."""

    def __init__(self, http: HttpService, settings: GoogleSettings, key: Key) -> None:
        self._http = http
        self._settings = settings
        self._parent = f"projects/{settings.project}/locations/{settings.location}"
        self._storage = HttpService(
            http.name,
            settings.storage_url,
            headers={"Authorization": f"Bearer {key.value}"},
            key=key,
            timeout=settings.timeout,
        )

    def glossaries(self) -> list[StoredGlossary]:
        """All glossaries of the project in that region."""
        return list(self._pages())

    def _pages(self) -> Iterator[StoredGlossary]:
        token = ""
        while True:
            params = {"pageSize": "1000", **({"pageToken": token} if token else {})}
            answer = self._http.request("GET", f"/v3/{self._parent}/glossaries", params=params)
            try:
                for found in answer.get("glossaries", []):
                    name = str(found["name"]).rpartition("/")[2]
                    yield StoredGlossary(name, name)
                token = answer.get("nextPageToken", "")
            except (KeyError, TypeError, AttributeError):
                raise self._http.missing_error("list of glossaries") from None
            if not token:
                return

    def find(self, glossary: RemoteGlossary) -> str | None:
        """The id of the glossary with those entries."""
        try:
            self._http.request("GET", f"/v3/{self._parent}/glossaries/{glossary.name}")
        except RefusedError as error:
            if error.status != 404:
                raise
            return None
        return glossary.name

    def create(self, glossary: RemoteGlossary) -> None:
        """Upload the entries to the bucket, and make Google create a glossary from them.

        Raises:
            ConfigError: No bucket is set, or no region.
        """
        own = self._settings
        if not own.bucket:
            raise ConfigError("[providers.google] needs `bucket`: Google reads glossaries from Cloud Storage")
        if own.location == "global":
            raise ConfigError('[providers.google] needs a region for a glossary, such as `location = "us-central1"`')
        file = f"{glossary.family.rstrip('-')}.tsv"  # one file per language pair, overwritten by the next version
        self._storage.request(
            "POST",
            f"/upload/storage/v1/b/{own.bucket}/o",
            glossary.tsv.encode(),
            params={"uploadType": "media", "name": file},
            kind="text/tab-separated-values",
        )
        body = {
            "name": f"{self._parent}/glossaries/{glossary.name}",
            "languagePair": {"sourceLanguageCode": glossary.source, "targetLanguageCode": glossary.target},
            "inputConfig": {"gcsSource": {"inputUri": f"gs://{own.bucket}/{file}"}},
        }
        self._finish(self._http.post(f"/v3/{self._parent}/glossaries", body))

    def update(self, id_: str, glossary: RemoteGlossary) -> None:
        """Never called: Google's glossaries are replaced by new ones."""
        raise NotImplementedError

    def delete(self, id_: str) -> None:
        """Delete a glossary."""
        self._finish(self._http.request("DELETE", f"/v3/{self._parent}/glossaries/{id_}"))

    def _finish(self, operation: Any) -> None:
        """Wait until a long-running operation is done."""
        deadline = time.monotonic() + self.patience
        while True:
            try:
                if operation.get("error"):
                    reason = str(operation["error"].get("message", "no reason given"))
                    raise ProviderError(self._http.redact(f"google could not change the glossary: {reason[:200]}"))
                if operation.get("done"):
                    return
                name = str(operation["name"])
            except (KeyError, AttributeError):
                raise self._http.missing_error("operation") from None
            if time.monotonic() > deadline:
                raise ProviderError("google is still creating the glossary; run the command again later")
            time.sleep(self.pause)
            operation = self._http.request("GET", f"/v3/{name}")

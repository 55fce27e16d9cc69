"""``deepl``: DeepL's API, Free and Pro.

Shape: https://developers.deepl.com/docs/api-reference/translate and, of glossaries,
https://developers.deepl.com/docs/api-reference/glossaries
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import msgspec

from taiyaku.config import Config
from taiyaku.errors import ProviderError
from taiyaku.language.locales import language, language_tag
from taiyaku.providers.base import Limits, Reply, Request, replies_in_order, text_of
from taiyaku.providers.client import HttpMachine, HttpService, RefusedError
from taiyaku.providers.remote_glossaries import CurrentGlossary, RemoteGlossary, StoredGlossary
from taiyaku.providers.settings import HttpSettings, read_key, read_settings

KEY = "DEEPL_AUTH_KEY"
PRO, FREE = "https://api.deepl.com", "https://api-free.deepl.com"
_REGIONS = {"en": "EN-US", "pt": "PT-PT", "zh": "ZH-HANS", "zh-cn": "ZH-HANS", "zh-tw": "ZH-HANT"}
"""What DeepL wants as a target where a plain language will not do."""


class DeepLSettings(HttpSettings, frozen=True, kw_only=True):
    """``[providers.deepl]``."""

    base_url: str = ""
    """Where the service is, without `/v2`; empty: DeepL's server for the key, Free or Pro."""
    formality: Literal["", "prefer_more", "prefer_less"] = ""
    """How formal the translation is to be, where the target language knows the difference."""
    model_type: Literal["", "quality_optimized", "prefer_quality_optimized", "latency_optimized"] = ""
    """Which of DeepL's models; empty: as DeepL chooses."""
    glossary_id: str = ""
    """The id of a glossary at DeepL, to be used in every request in place of the synced one."""


class DeepL(HttpMachine):
    """DeepL, with tags handled as XML."""

    name = "deepl"

    def __init__(self, settings: DeepLSettings, config: Config) -> None:
        # 50 texts and 128 KiB a request; JSON's escapes and the context take their part of it.
        self.limits = Limits(min(settings.batch or 50, 50), 90_000)
        self._settings = settings
        key = read_key(KEY)
        self._http = HttpService(
            self.name,
            settings.base_url or (FREE if key.value.endswith(":fx") else PRO),
            headers={"Authorization": f"DeepL-Auth-Key {key.value}"},
            key=key,
            timeout=settings.timeout,
            per_minute=config.provider.requests_per_minute,
        )
        self.shelf = DeepLGlossaryStore(self._http)
        self._current = CurrentGlossary(config, self.shelf.find, "taiyaku glossary sync --provider deepl")

    @classmethod
    def from_config(cls, table: Mapping[str, Any], config: Config) -> DeepL:
        """Made as the settings say.

        Raises:
            ConfigError: They are wrong.
            CredentialsError: The key holds what cannot be sent.
        """
        return cls(read_settings(DeepLSettings, cls.name, table), config)

    @property
    def identity(self) -> str:
        """The server, the formality, the model; a glossary's part in it is in the terms of each request."""
        own = msgspec.structs.asdict(self._settings)
        told = {key: own[key] for key in ("base_url", "formality", "model_type", "glossary_id")}
        return json.dumps([self.name, told], sort_keys=True)

    @property
    def notices(self) -> tuple[str, ...]:
        """A warning where the service is far and not https, or has no glossary of the terms as they are now."""
        return (*self._http.notices, *(f"{self.name}: {told}" for told in self._current.notices))

    def translate(self, batch: Sequence[Request], *, source: str, target: str) -> Sequence[Reply]:
        """Translate up to 50 texts in one request; they are independent of each other for DeepL."""
        own = self._settings
        glossary = own.glossary_id or self._current.id(target)
        context = _context(batch)
        body: dict[str, Any] = {
            "text": [request.text for request in batch],
            "source_lang": language(source).upper(),
            "target_lang": target_language(target),
            "tag_handling": "xml",
            "tag_handling_version": "v2",
            "split_sentences": "nonewlines",
            **({"context": context} if context else {}),
            **({"formality": own.formality} if own.formality else {}),
            **({"model_type": own.model_type} if own.model_type else {}),
            **({"glossary_id": glossary} if glossary else {}),
        }
        try:
            answer = self._http.post("/v2/translate", body)
        except RefusedError as error:
            if own.glossary_id or not glossary or "glossary" not in error.body.lower():
                raise
            # Another run has renewed or removed it since.
            self._current.gone(target)
            del body["glossary_id"]
            answer = self._http.post("/v2/translate", body)
        try:
            texts = [text_of(found, "text") for found in answer["translations"]]
        except (KeyError, TypeError):
            raise ProviderError(f"{self.name} at {self._http.base_url} answered no translations") from None
        return replies_in_order(batch, texts, name=self.name)


class DeepLGlossaryStore:
    """DeepL's glossaries, of which each is made with one dictionary."""

    renews = True

    def __init__(self, http: HttpService) -> None:
        self._http = http

    def kept(self) -> list[StoredGlossary]:
        """All glossaries of the account."""
        answer = self._http.request("GET", "/v3/glossaries")
        try:
            return [StoredGlossary(str(found["glossary_id"]), str(found["name"])) for found in answer["glossaries"]]
        except (KeyError, TypeError):
            raise ProviderError(f"deepl at {self._http.base_url} answered no list of glossaries") from None

    def find(self, phrases: RemoteGlossary) -> str | None:
        """The id of the glossary with that name; none at a server that knows no glossaries."""
        try:
            return next((kept.id for kept in self.kept() if kept.name == phrases.name), None)
        except RefusedError:
            return None

    def create(self, phrases: RemoteGlossary) -> None:
        """Make a glossary."""
        self._http.post("/v3/glossaries", {"name": phrases.name, "dictionaries": [_dictionary(phrases)]})

    def renew(self, id_: str, phrases: RemoteGlossary) -> None:
        """Replace the dictionary, then the name: a run that ends in between is made good by the next."""
        self._http.request("PUT", f"/v3/glossaries/{id_}/dictionaries", _dictionary(phrases))
        self._http.request("PATCH", f"/v3/glossaries/{id_}", {"name": phrases.name})

    def remove(self, id_: str) -> None:
        """Delete a glossary."""
        self._http.request("DELETE", f"/v3/glossaries/{id_}")


def _dictionary(phrases: RemoteGlossary) -> dict[str, str]:
    """The one dictionary; DeepL's glossaries know no regions."""
    return {
        "source_lang": language(phrases.source),
        "target_lang": language(phrases.target),
        "entries": phrases.tsv,
        "entries_format": "tsv",
    }


def target_language(locale: str) -> str:
    """A locale as DeepL's ``target_lang``: ``EN-US`` for ``en``."""
    name = language_tag(locale)
    return _REGIONS.get(name.lower(), name.upper())


def _context(batch: Sequence[Request]) -> str:
    """What helps to understand the batch; DeepL does not bill it."""
    first, last = batch[0], batch[-1]
    titles = dict.fromkeys(request.title for request in batch)
    headings = dict.fromkeys(request.context for request in batch if request.context)
    notes = dict.fromkeys(request.note for request in batch if request.note)
    return "\n".join(part for part in (*titles, *headings, first.before, last.after, *notes) if part)[:4_000]

"""``deepl``: DeepL's API, Free and Pro.

Reference: https://developers.deepl.com/docs/api-reference/translate and, for glossaries,
https://developers.deepl.com/docs/api-reference/glossaries
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from taiyaku.config import Config
from taiyaku.language.locales import language, language_tag
from taiyaku.providers.base import Limits, RefusedError, Reply, Request, replies_in_order, text_of
from taiyaku.providers.client import HttpService
from taiyaku.providers.remote_glossaries import GlossaryMachine, RemoteGlossary, StoredGlossary
from taiyaku.providers.settings import HttpSettings

PRO, FREE = "https://api.deepl.com", "https://api-free.deepl.com"
_REGIONS = {"en": "EN-US", "pt": "PT-PT", "zh": "ZH-HANS", "zh-cn": "ZH-HANS", "zh-tw": "ZH-HANT"}
"""DeepL's target languages for locales whose plain language is ambiguous."""


class DeepLSettings(HttpSettings, frozen=True, kw_only=True):
    """``[providers.deepl]``."""

    base_url: str = ""
    """The service's URL, without `/v2`; empty: DeepL's server for the key, Free or Pro."""
    formality: Literal["", "prefer_more", "prefer_less"] = ""
    """How formal the translation is, if the target language has degrees of formality."""
    model_type: Literal["", "quality_optimized", "prefer_quality_optimized", "latency_optimized"] = ""
    """The kind of model; empty: DeepL chooses."""
    glossary_id: str = ""
    """The id of a glossary at DeepL, used in every request in place of the synced one."""


class DeepL(GlossaryMachine):
    """DeepL, with tags handled as XML."""

    name = "deepl"
    settings_type = DeepLSettings
    settings: DeepLSettings
    key_variable = "DEEPL_AUTH_KEY"
    most_units = 50
    # 128 KiB per request, which includes JSON's escapes and the context.
    limits = Limits(most_units, 90_000)

    def __init__(self, settings: DeepLSettings, config: Config) -> None:
        super().__init__(settings, config)
        self._use_store(DeepLGlossaryStore(self._http), config)

    def _base_url(self) -> str:
        return self.settings.base_url or (FREE if self._key.value.endswith(":fx") else PRO)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"DeepL-Auth-Key {self._key.value}"}

    def translate(self, batch: Sequence[Request], *, source: str, target: str) -> Sequence[Reply]:
        """Translate up to 50 texts in one request; DeepL translates each independently."""
        own = self.settings
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
            **({"glossary_id": own.glossary_id} if own.glossary_id else {}),
        }
        synced = "" if own.glossary_id else self._current.id(target)
        answer = self._translate_with({"glossary_id": synced} if synced else {}, "/v2/translate", body, target)
        try:
            texts = [text_of(found, "text") for found in answer["translations"]]
        except (KeyError, TypeError):
            raise self._http.missing_error("translations") from None
        return replies_in_order(batch, texts, name=self.name)


class DeepLGlossaryStore:
    """DeepL's glossaries; ours have one dictionary each."""

    can_update = True

    def __init__(self, http: HttpService) -> None:
        self._http = http

    def glossaries(self) -> list[StoredGlossary]:
        """All glossaries of the account."""
        answer = self._http.request("GET", "/v3/glossaries")
        try:
            return [StoredGlossary(str(found["glossary_id"]), str(found["name"])) for found in answer["glossaries"]]
        except (KeyError, TypeError):
            raise self._http.missing_error("list of glossaries") from None

    def find(self, glossary: RemoteGlossary) -> str | None:
        """The id of the glossary with that name; None at a server without glossaries."""
        try:
            return next((stored.id for stored in self.glossaries() if stored.name == glossary.name), None)
        except RefusedError:
            return None

    def create(self, glossary: RemoteGlossary) -> None:
        """Create a glossary."""
        self._http.post("/v3/glossaries", {"name": glossary.name, "dictionaries": [_dictionary(glossary)]})

    def update(self, id_: str, glossary: RemoteGlossary) -> None:
        """Replace the dictionary, then the name; if this is interrupted, the next run completes it."""
        self._http.request("PUT", f"/v3/glossaries/{id_}/dictionaries", _dictionary(glossary))
        self._http.request("PATCH", f"/v3/glossaries/{id_}", {"name": glossary.name})

    def delete(self, id_: str) -> None:
        """Delete a glossary."""
        self._http.request("DELETE", f"/v3/glossaries/{id_}")


def _dictionary(glossary: RemoteGlossary) -> dict[str, str]:
    """The one dictionary; DeepL's glossaries have languages without regions."""
    return {
        "source_lang": language(glossary.source),
        "target_lang": language(glossary.target),
        "entries": glossary.tsv,
        "entries_format": "tsv",
    }


def target_language(locale: str) -> str:
    """A locale as DeepL's ``target_lang``: ``EN-US`` for ``en``."""
    name = language_tag(locale)
    return _REGIONS.get(name.lower(), name.upper())


def _context(batch: Sequence[Request]) -> str:
    """Context that helps DeepL to understand the batch; it is not billed."""
    first, last = batch[0], batch[-1]
    titles = dict.fromkeys(request.title for request in batch)
    headings = dict.fromkeys(request.context for request in batch if request.context)
    notes = dict.fromkeys(request.note for request in batch if request.note)
    return "\n".join(part for part in (*titles, *headings, first.before, last.after, *notes) if part)[:4_000]

"""``openai``: any server that speaks OpenAI's chat completions: OpenAI, vLLM, llama.cpp, Ollama, Gemini's.

Shape: https://platform.openai.com/docs/api-reference/chat
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from taiyaku.config import Config
from taiyaku.errors import ProviderError
from taiyaku.providers.base import Limits, Reply, Request
from taiyaku.providers.client import HttpMachine, HttpService, RefusedError
from taiyaku.providers.language_model import SCHEMA, Prompts, parse_answer, refuse_batch, user_message
from taiyaku.providers.settings import HttpSettings, read_key, read_settings

KEY = "OPENAI_API_KEY"


class OpenAISettings(HttpSettings, frozen=True, kw_only=True):
    """``[providers.openai]``."""

    model: str
    """The model's name, as the server knows it."""
    base_url: str = "https://api.openai.com/v1"
    """Where the server is, `/v1` included."""
    timeout: float = 300.0
    """Seconds that one try of a request may take in all."""
    max_tokens: int = 16_000
    """Tokens that an answer may have, thinking included."""
    temperature: float | None = None
    """Left to the server if not set."""
    extra: dict[str, Any] = msgspec.field(default_factory=dict)
    """Further fields of the request, such as `reasoning_effort`."""


class OpenAI(HttpMachine):
    """A language model behind an OpenAI-compatible server; one on this machine needs no key."""

    name = "openai"
    examples = 2

    def __init__(self, settings: OpenAISettings, prompts: Prompts, *, per_minute: int = 0) -> None:
        self.limits = Limits(settings.batch or 20, 8_000)
        self._settings = settings
        self._prompts = prompts
        self._schema = True
        # A server on this machine asks for none; if one is set, it may be meant for it all the same.
        key = read_key(KEY, wanted="afar")
        self._http = HttpService(
            self.name,
            settings.base_url,
            headers={"Authorization": f"Bearer {key.value}"} if key.value else {},
            key=key,
            timeout=settings.timeout,
            per_minute=per_minute,
            quota=_is_quota,
        )

    @classmethod
    def from_config(cls, table: Mapping[str, Any], config: Config) -> OpenAI:
        """Made as the settings say.

        Raises:
            ConfigError: They are wrong, or the prompts.
            CredentialsError: The key holds what cannot be sent.
        """
        settings = read_settings(OpenAISettings, cls.name, table)
        return cls(settings, Prompts(config), per_minute=config.provider.requests_per_minute)

    @property
    def identity(self) -> str:
        """Model, place, prompts, and what else changes an answer."""
        own = msgspec.structs.asdict(self._settings)
        told = {key: own[key] for key in ("model", "base_url", "temperature", "extra")}
        return json.dumps([self.name, self._prompts.digest, told], sort_keys=True)

    def translate(self, batch: Sequence[Request], *, source: str, target: str) -> Sequence[Reply]:
        """Ask for a batch in one chat completion."""
        again = [self._prompts.mending(source, target)] if any(request.finding for request in batch) else []
        body = {
            "model": self._settings.model,
            "messages": [
                {"role": "system", "content": "\n\n".join([self._prompts.steady(source, target), *again])},
                {"role": "user", "content": user_message(batch, source=source, target=target)},
            ],
            "max_completion_tokens": self._settings.max_tokens,
            **({} if self._settings.temperature is None else {"temperature": self._settings.temperature}),
            **self._settings.extra,
        }
        return self._read(batch, self._ask(body))

    def _ask(self, body: dict[str, Any]) -> Any:
        if self._schema:
            shape = {"name": "translations", "strict": True, "schema": SCHEMA}
            try:
                wanted = {"response_format": {"type": "json_schema", "json_schema": shape}}
                return self._http.post("/chat/completions", body | wanted)
            except RefusedError as error:
                if error.status not in {400, 422} or not _about_schema(error.body):
                    raise
                self._schema = False
        return self._http.post("/chat/completions", body)

    def _read(self, batch: Sequence[Request], answer: Any) -> Sequence[Reply]:
        try:
            choice = answer["choices"][0]
            reason, said = choice.get("finish_reason"), choice["message"]
            content, refusal = said.get("content"), said.get("refusal")
        except (KeyError, IndexError, TypeError, AttributeError):
            raise ProviderError(f"{self.name} at {self._http.base_url} answered no chat completion") from None
        if refusal or reason == "content_filter":
            return refuse_batch(batch, "the model refused to translate it")
        if reason != "stop":
            return refuse_batch(batch, f"the answer was cut off (finish_reason {reason})")
        return parse_answer(batch, content) if isinstance(content, str) else refuse_batch(batch, "the answer was empty")


def _is_quota(status: int, body: str) -> bool:
    return status == 429 and ("insufficient_quota" in body or "billing_hard_limit" in body)


def _about_schema(body: str) -> bool:
    return any(word in body for word in ("response_format", "json_schema", "schema", "grammar"))

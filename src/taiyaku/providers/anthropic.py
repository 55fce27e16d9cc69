"""``anthropic``: Claude, by Anthropic's messages.

Shape: https://docs.claude.com/en/api/messages
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

KEY = "ANTHROPIC_API_KEY"
VERSION = "2023-06-01"


class AnthropicSettings(HttpSettings, frozen=True, kw_only=True):
    """``[providers.anthropic]``."""

    model: str
    """The model's name."""
    base_url: str = "https://api.anthropic.com"
    """Where the service is, without `/v1`."""
    timeout: float = 300.0
    """Seconds that one try of a request may take in all."""
    max_tokens: int = 16_000
    """Tokens that an answer may have."""
    extra: dict[str, Any] = msgspec.field(default_factory=dict)
    """Further fields of the request."""


class Anthropic(HttpMachine):
    """A Claude model; the steady part of the prompt is cached by the service."""

    name = "anthropic"
    examples = 2

    def __init__(self, settings: AnthropicSettings, prompts: Prompts, *, per_minute: int = 0) -> None:
        self.limits = Limits(settings.batch or 20, 8_000)
        self._settings = settings
        self._prompts = prompts
        self._schema = True
        key = read_key(KEY)
        self._http = HttpService(
            self.name,
            settings.base_url,
            headers={"x-api-key": key.value, "anthropic-version": VERSION},
            key=key,
            timeout=settings.timeout,
            per_minute=per_minute,
            quota=_is_quota,
        )

    @classmethod
    def from_config(cls, table: Mapping[str, Any], config: Config) -> Anthropic:
        """Made as the settings say.

        Raises:
            ConfigError: They are wrong, or the prompts.
            CredentialsError: The key holds what cannot be sent.
        """
        settings = read_settings(AnthropicSettings, cls.name, table)
        return cls(settings, Prompts(config), per_minute=config.provider.requests_per_minute)

    @property
    def identity(self) -> str:
        """Model, place, prompts, and what else changes an answer."""
        own = self._settings
        return json.dumps([self.name, own.model, own.base_url, self._prompts.digest, own.extra], sort_keys=True)

    def translate(self, batch: Sequence[Request], *, source: str, target: str) -> Sequence[Reply]:
        """Ask for a batch in one message."""
        steady = {"type": "text", "text": self._prompts.steady(source, target), "cache_control": {"type": "ephemeral"}}
        again = [{"type": "text", "text": self._prompts.mending(source, target)}]
        body = {
            "model": self._settings.model,
            "max_tokens": self._settings.max_tokens,
            "system": [steady, *(again if any(request.finding for request in batch) else [])],
            "messages": [{"role": "user", "content": user_message(batch, source=source, target=target)}],
            **self._settings.extra,
        }
        return self._read(batch, self._ask(body))

    def _ask(self, body: dict[str, Any]) -> Any:
        if self._schema:
            wanted = {"output_config": {"format": {"type": "json_schema", "schema": SCHEMA}}}
            try:
                return self._http.post("/v1/messages", wanted | body)
            except RefusedError as error:
                # Older models do not know it.
                if error.status != 400 or not any(word in error.body for word in ("output_config", "schema", "format")):
                    raise
                self._schema = False
        return self._http.post("/v1/messages", body)

    def _read(self, batch: Sequence[Request], answer: Any) -> Sequence[Reply]:
        try:
            reason = answer.get("stop_reason")
            text = "".join(part["text"] for part in answer["content"] if part.get("type") == "text")
        except (KeyError, TypeError, AttributeError):
            raise ProviderError(f"{self.name} at {self._http.base_url} answered no message") from None
        if reason == "refusal":
            return refuse_batch(batch, "the model refused to translate it")
        if reason not in {"end_turn", "stop_sequence"}:
            return refuse_batch(batch, f"the answer was cut off (stop_reason {reason})")
        return parse_answer(batch, text)


def _is_quota(status: int, body: str) -> bool:
    return status in {400, 403, 429} and ("credit balance" in body or "billing_error" in body)

"""``anthropic``: Claude, through Anthropic's Messages API.

Reference: https://docs.claude.com/en/api/messages
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec

from taiyaku.providers.base import RefusedError
from taiyaku.providers.language_model import SCHEMA, LanguageModel
from taiyaku.providers.settings import NO_EFFECT, HttpSettings

VERSION = "2023-06-01"


class AnthropicSettings(HttpSettings, frozen=True, kw_only=True):
    """``[providers.anthropic]``."""

    model: str
    """The model's name."""
    base_url: str = "https://api.anthropic.com"
    """The service's URL, without `/v1`."""
    timeout: Annotated[float, NO_EFFECT] = 300.0
    """Seconds that one attempt at a request may take."""
    max_tokens: Annotated[int, NO_EFFECT] = 16_000  # an answer that is cut off is refused
    """The most tokens in an answer."""
    extra: dict[str, Any] = msgspec.field(default_factory=dict)
    """Further fields of the request."""


class Anthropic(LanguageModel):
    """A Claude model; the service caches the constant part of the prompt."""

    name = "anthropic"
    settings_type = AnthropicSettings
    settings: AnthropicSettings
    unnamed_parts = ("model", "base_url", "prompts", "extra")
    key_variable = "ANTHROPIC_API_KEY"
    path = "/v1/messages"
    answer_name = "message"

    def _headers(self) -> dict[str, str]:
        return {"x-api-key": self._key.value, "anthropic-version": VERSION}

    def _body(self, system: Sequence[str], user: str) -> dict[str, Any]:
        constant, *rest = ({"type": "text", "text": text} for text in system)
        return {
            "model": self.settings.model,
            "max_tokens": self.settings.max_tokens,
            "system": [{**constant, "cache_control": {"type": "ephemeral"}}, *rest],
            "messages": [{"role": "user", "content": user}],
            **self.settings.extra,
        }

    def _with_schema(self, body: dict[str, Any]) -> dict[str, Any]:
        return {"output_config": {"format": {"type": "json_schema", "schema": SCHEMA}}} | body

    def _refuses_schema(self, error: RefusedError) -> bool:
        return error.status == 400 and any(word in error.body for word in ("output_config", "schema", "format"))

    def _text(self, answer: Any) -> str:
        reason = answer.get("stop_reason")
        text = "".join(part["text"] for part in answer["content"] if part.get("type") == "text")
        if reason == "refusal":
            raise ValueError("the model refused to translate it")
        if reason not in {"end_turn", "stop_sequence"}:
            raise ValueError(f"the answer was cut off (stop_reason {reason})")
        return text

    @staticmethod
    def _is_quota(status: int, body: str) -> bool:
        return status in {400, 403, 429} and ("credit balance" in body or "billing_error" in body)

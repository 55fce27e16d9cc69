"""``openai``: any server with OpenAI's chat completions: OpenAI, vLLM, llama.cpp, Ollama, Gemini.

Reference: https://platform.openai.com/docs/api-reference/chat
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec

from taiyaku.providers.base import RefusedError
from taiyaku.providers.language_model import SCHEMA, LanguageModel
from taiyaku.providers.settings import NO_EFFECT, HttpSettings


class OpenAISettings(HttpSettings, frozen=True, kw_only=True):
    """``[providers.openai]``."""

    model: str
    """The model's name, as the server knows it."""
    base_url: str = "https://api.openai.com/v1"
    """The server's URL, `/v1` included."""
    timeout: Annotated[float, NO_EFFECT] = 300.0
    """Seconds that one attempt at a request may take."""
    max_tokens: Annotated[int, NO_EFFECT] = 16_000  # an answer that is cut off is refused
    """The most tokens in an answer, thinking included."""
    temperature: float | None = None
    """Left to the server if not set."""
    extra: dict[str, Any] = msgspec.field(default_factory=dict)
    """Further fields of the request, such as `reasoning_effort`."""


class OpenAI(LanguageModel):
    """A language model behind an OpenAI-compatible server; one on this machine needs no key."""

    name = "openai"
    settings_type = OpenAISettings
    settings: OpenAISettings
    unnamed_parts = ("prompts",)
    key_variable = "OPENAI_API_KEY"
    key_needed = "remote"
    path = "/chat/completions"
    answer_name = "chat completion"

    def _headers(self) -> dict[str, str]:
        # A server on this machine needs no key, but a key that is set may be meant for it.
        return {"Authorization": f"Bearer {self._key.value}"} if self._key.value else {}

    def _body(self, system: Sequence[str], user: str) -> dict[str, Any]:
        own = self.settings
        return {
            "model": own.model,
            "messages": [
                {"role": "system", "content": "\n\n".join(system)},
                {"role": "user", "content": user},
            ],
            "max_completion_tokens": own.max_tokens,
            **({} if own.temperature is None else {"temperature": own.temperature}),
            **own.extra,
        }

    def _with_schema(self, body: dict[str, Any]) -> dict[str, Any]:
        schema = {"name": "translations", "strict": True, "schema": SCHEMA}
        return body | {"response_format": {"type": "json_schema", "json_schema": schema}}

    def _refuses_schema(self, error: RefusedError) -> bool:
        named = any(word in error.body for word in ("response_format", "json_schema", "schema", "grammar"))
        return error.status in {400, 422} and named

    def _text(self, answer: Any) -> str:
        choice = answer["choices"][0]
        message, reason = choice["message"], choice.get("finish_reason")
        content = message.get("content")
        if message.get("refusal") or reason == "content_filter":
            raise ValueError("the model refused to translate it")
        if reason != "stop":
            raise ValueError(f"the answer was cut off (finish_reason {reason})")
        if not isinstance(content, str):
            raise ValueError("the answer was empty")  # noqa: TRY004 - a problem of the units, not of the API
        return content

    @staticmethod
    def _is_quota(status: int, body: str) -> bool:
        return status == 429 and ("insufficient_quota" in body or "billing_hard_limit" in body)

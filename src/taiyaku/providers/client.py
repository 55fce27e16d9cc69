"""The HTTP client of all providers: paced, retried, bounded in time and size, and silent about keys.

Retries follow the services' references: 408, 409, 425, 429, every 5xx (529 is Anthropic's and DeepL's "overloaded"), a
failed connection, and an answer that is incomplete JSON. Never any other 4xx, and never 456, which is DeepL's quota.
``Retry-After`` is honoured in seconds and as a date (RFC 9110, section 10.2.3).
"""

from __future__ import annotations

import ipaddress
import json
import logging
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit, urlunsplit

from taiyaku.config import Config
from taiyaku.errors import ConfigError, CredentialsError, ProviderError, QuotaError
from taiyaku.providers.base import Machine, RefusedError
from taiyaku.providers.settings import HttpSettings, Key, KeyNeed, read_key

logging.getLogger("stamina").addHandler(logging.NullHandler())  # its warnings would reach stderr past the command line

ATTEMPTS = 6
"""The first attempt and five more, as in DeepL's own client."""
FIRST_WAIT = 1.0
"""Seconds before the second attempt unless the service sets a time; each further wait is 1.6 times as long."""
RETRIED = frozenset({408, 409, 425, 429})
"""Status codes besides every 5xx."""
PATIENCE = 600.0
"""Seconds; a service that asks for a longer wait delivers no more today."""
LARGEST = 64_000_000
"""Bytes of an answer; no translation is that large."""


class _AgainError(Exception):
    """An attempt failed, and another may succeed."""

    def __init__(self, message: str, wait: float | None = None, *, quota: bool = False) -> None:
        super().__init__(message)
        self.wait = wait
        self.quota = quota


class HttpService:
    """A service at one base URL.

    Args:
        name: The provider's name, for messages.
        base_url: http or https; the vendor's paths are appended to it.
        headers: Sent with every request.
        key: Removed from every message; if it is missing, the error names its variable.
        timeout: Seconds for one attempt, from connecting to the last byte.
        per_minute: How many requests may start in a minute; 0 sets no limit.
        quota: Whether a refusal, given its status and body, means that the quota is used up.

    Raises:
        ConfigError: The base URL is not valid.
    """

    def __init__(
        self,
        name: str,
        base_url: str,
        *,
        key: Key,
        headers: Mapping[str, str] | None = None,
        timeout: float = 60.0,
        per_minute: int = 0,
        quota: Callable[[int, str], bool] | None = None,
    ) -> None:
        try:
            parts = urlsplit(base_url)
            _ = parts.port  # validated only on access
        except ValueError as error:
            raise ConfigError(f"`base_url` in [providers.{name}] is not a valid URL: {error}") from None
        if parts.scheme not in {"http", "https"} or not parts.hostname or re.search(r"\s", base_url.strip()):
            raise ConfigError(f"`base_url` in [providers.{name}] must start with https:// or http:// and name a host")
        if "@" in parts.netloc or parts.query or parts.fragment:
            raise ConfigError(
                f"`base_url` in [providers.{name}] must have no user, query or fragment; keys come from the environment"
            )
        self.name = name
        self.base_url = urlunsplit(parts).rstrip("/")
        self.loopback = is_loopback(parts.hostname)
        self.secure = parts.scheme == "https"
        self._headers = {"User-Agent": "taiyaku", "Accept": "application/json", **(headers or {})}
        self._key = key
        self._timeout = timeout
        self._gap = 60.0 / per_minute if per_minute > 0 else 0.0
        self._quota = quota
        self._lock = threading.Lock()
        self._next = 0.0
        self._down = False
        self._client: Any = None

    @property
    def notices(self) -> tuple[str, ...]:
        """A warning if the key and the articles would travel unencrypted."""
        if self.secure or self.loopback:
            return ()
        return (f"{self.name}: {self.base_url} is not https; articles and the key can be read in transit",)

    def check(self) -> None:
        """Verify that the service can be used; nothing is sent.

        Raises:
            CredentialsError: The key is missing.
        """
        needed = {"always": True, "remote": not self.loopback, "never": False}[self._key.needed]
        if needed and not self._key.value:
            raise CredentialsError(f"{self.name} needs a key; set {self._key.variable} in the environment")

    def post(self, path: str, body: Any, *, params: Mapping[str, str] | None = None) -> Any:
        """Send JSON and return the JSON of the answer.

        Raises:
            RefusedError: The service refused the request.
            ProviderError: It did not deliver, after all retries.
            QuotaError: It delivers no more today.
            CredentialsError: It refused the key.
        """
        return self.request("POST", path, body, params=params)

    def request(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        params: Mapping[str, str] | None = None,
        kind: str = "application/json",
    ) -> Any:
        """As ``post``, with any method; returns None for an answer without a body.

        A body of bytes is sent unchanged, with the media type ``kind``.
        """
        import stamina

        self.check()
        raw = isinstance(body, bytes)
        content = body if raw or body is None else json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        attempts = 1 if self._down else ATTEMPTS
        try:
            for attempt in stamina.retry_context(
                on=_wait, attempts=attempts, timeout=None, wait_initial=FIRST_WAIT, wait_max=120.0, wait_exp_base=1.6
            ):
                with attempt:
                    found = self._once(method, path, content, params, kind)
                    self._down = False
                    return found
        except _AgainError as error:
            if error.quota:
                raise QuotaError(str(error)) from None
            # From now on one attempt per batch: a job of many articles must not wait for each of them.
            self._down = True
            tries = "once" if attempts == 1 else f"{attempts} times"
            raise ProviderError(f"{error}, tried {tries}; run again later, finished work is kept") from None
        raise AssertionError("a retry context returns or raises")

    # ── One attempt ──

    def _once(self, method: str, path: str, content: bytes | None, params: Mapping[str, str] | None, kind: str) -> Any:
        import httpx

        self._pace()
        headers = self._headers | ({} if content is None else {"Content-Type": kind})
        deadline = time.monotonic() + self._timeout
        try:
            url = f"{self.base_url}{path}"
            with self._connection().stream(method, url, content=content, headers=headers, params=params) as response:
                raw = bytearray()
                for chunk in response.iter_bytes():
                    raw += chunk
                    if time.monotonic() > deadline:
                        raise _AgainError(self._message(f"did not finish its answer in {self._timeout:g} s"))
                    if len(raw) > LARGEST:
                        raise ProviderError(self._message(f"returned more than {LARGEST // 1_000_000} MB"))
                status, reply = response.status_code, response.headers
        except httpx.TimeoutException:
            raise _AgainError(self._message(f"did not answer in {self._timeout:g} s")) from None
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise _AgainError(self._message(f"could not be reached ({_reason(error)})")) from None
        except httpx.InvalidURL as error:
            raise ConfigError(self._message(f"is not a valid URL ({error})")) from None
        return self._answer(status, reply, bytes(raw))

    def _answer(self, status: int, headers: Mapping[str, str], raw: bytes) -> Any:
        body = raw.decode("utf-8", "replace")
        if 200 <= status < 300:
            if not raw:
                return None
            try:
                return json.loads(raw)
            except (ValueError, RecursionError):
                kind = headers.get("content-type", "").partition(";")[0]
                what = "incomplete JSON" if "json" in kind else f"{kind or 'something else'} instead of JSON"
                raise _AgainError(self._message(f"returned {what}; check `base_url`")) from None
        message = self._message(f"answered {status}{self._excerpt(body)}")
        if status in {456, 402} or (self._quota and self._quota(status, body)):
            raise QuotaError(f"{message}: the quota is used up; finished work is kept, run again when it is renewed")
        if status in {401, 403}:
            raise CredentialsError(f"{message}: the key in {self._key.variable} was refused; check it")
        if status in RETRIED or status >= 500:
            wait = retry_after(headers.get("retry-after", ""))
            if wait is not None and wait > PATIENCE:
                raise _AgainError(f"{message} and asks to wait {wait / 60:.0f} min; finished work is kept", quota=True)
            if status in {429, 503} and wait:
                self._pause(wait)
            raise _AgainError(message, wait)
        if 300 <= status < 400:
            raise ProviderError(
                f"{message}, a redirect; set `base_url` in [providers.{self.name}] to the service's own URL"
            )
        raise RefusedError(message, status, body)

    def _connection(self) -> Any:
        import httpx

        with self._lock:
            if self._client is None:
                # A proxy in the environment is not meant for servers on this machine.
                self._client = httpx.Client(
                    timeout=httpx.Timeout(self._timeout, connect=min(15.0, self._timeout)),
                    limits=httpx.Limits(max_connections=None, max_keepalive_connections=64),
                    trust_env=not self.loopback,
                    verify=self.secure,  # nothing to verify on plain http, and loading certificates takes 0.2 s
                )
            return self._client

    def close(self) -> None:
        """Close the connections; the next request opens new ones."""
        with self._lock:
            if self._client is not None:
                self._client.close()
                self._client = None

    def __del__(self) -> None:
        if getattr(self, "_client", None) is not None:
            self._client.close()

    def _pace(self) -> None:
        with self._lock:
            now = time.monotonic()
            start = max(now, self._next)
            self._next = start + self._gap
        if start > now:
            time.sleep(start - now)

    def _pause(self, wait: float) -> None:
        """Have no thread start a request before ``wait`` seconds have passed."""
        with self._lock:
            self._next = max(self._next, time.monotonic() + wait)

    # ── Messages ──

    def missing_error(self, what: str) -> ProviderError:
        """An error for a JSON answer that lacks the requested value."""
        return ProviderError(self._message(f"returned no {what}"))

    def _message(self, what: str) -> str:
        return self.redact(f"{self.name} at {self.base_url} {what}")

    def redact(self, text: str) -> str:
        """A text with every occurrence of the key replaced."""
        return text.replace(self._key.value, "[key]") if self._key.value else text

    def _excerpt(self, body: str) -> str:
        """The service's explanation of its refusal, on one line and without the key."""
        try:
            found = json.loads(body)
        except (ValueError, RecursionError):
            found = re.sub(r"<[^<>]*>", " ", body)
        text = " ".join(re.sub(r"[^\x20-\x7e\xa1-\U0010ffff]", " ", _sentence(found)).split())
        text = self.redact(text)
        return f" ({text[:200]}{'…' if len(text) > 200 else ''})" if text else ""


class HttpMachine(Machine):
    """A machine behind a web service; a subclass defines its key, its limits and its headers."""

    settings: HttpSettings
    key_variable: ClassVar[str] = ""
    """The environment variable with the key."""
    key_needed: ClassVar[KeyNeed] = "always"
    most_units: ClassVar[int | None] = None
    """How many units the service takes at once, whatever ``batch`` says; None if it sets no limit."""

    def __init__(self, settings: HttpSettings, config: Config) -> None:
        self.settings = settings
        units = settings.batch or self.limits.units
        self.limits = replace(self.limits, units=min(units, self.most_units or units))
        self._key = read_key(self.key_variable, needed=self.key_needed)
        self._http = HttpService(
            self.name,
            self._base_url(),
            headers=self._headers(),
            key=self._key,
            timeout=settings.timeout,
            per_minute=config.provider.requests_per_minute,
            quota=self._is_quota,
        )

    def _base_url(self) -> str:
        return self.settings.base_url

    def _headers(self) -> dict[str, str]:
        """The headers of every request, including the key."""
        return {}

    @staticmethod
    def _is_quota(status: int, body: str) -> bool:
        """Whether a refusal means that the quota is used up; 402 and 456 always do."""
        del status, body
        return False

    @property
    def notices(self) -> tuple[str, ...]:
        """A warning if the service is remote and not https."""
        return self._http.notices

    def check(self) -> None:
        """Verify that the key is there.

        Raises:
            CredentialsError: It is not.
        """
        self._http.check()


def _wait(error: Exception) -> bool | float:
    """For stamina: whether to try again, or the seconds to wait before."""
    if not isinstance(error, _AgainError) or error.quota:
        return False
    return True if error.wait is None else error.wait


def _sentence(found: Any) -> str:
    """The sentence in an error body, in whichever of the usual places it is."""
    if isinstance(found, dict):
        for key in ("message", "error", "detail", "errors"):
            if found.get(key):
                return _sentence(found[key])
        return ""
    if isinstance(found, list):
        return _sentence(found[0]) if found else ""
    return found if isinstance(found, str) else ""


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__


def retry_after(value: str) -> float | None:
    """Seconds to wait by a ``Retry-After`` field, which is a number or a date; None if it is neither."""
    value = value.strip()
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]+)?", value):
        return float(value)
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

"""One way to speak HTTP for all providers: paced, retried, bounded in time and size, and silent about keys.

What is retried follows the services' references: 408, 409, 425, 429, every 5xx (529 is Anthropic's and DeepL's
"overloaded"), a connection that fails, and an answer that is no whole JSON. Never any other 4xx, and never 456, which
is DeepL's quota. A ``Retry-After`` is honoured in seconds and as a date (RFC 9110, section 10.2.3).
"""

from __future__ import annotations

import contextlib
import ipaddress
import json
import logging
import re
import socket
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from taiyaku.errors import ConfigError, CredentialsError, ProviderError, QuotaError
from taiyaku.providers.base import Machine
from taiyaku.providers.settings import Key

logging.getLogger("stamina").addHandler(logging.NullHandler())  # its warnings would reach stderr behind the CLI's back

ATTEMPTS = 6
"""The first try and five more, as DeepL's own client does."""
FIRST_WAIT = 1.0
"""Seconds before the second try, where the service does not say; then 1.6 times as long each."""
RETRIED = frozenset({408, 409, 425, 429})
"""Beside every 5xx."""
PATIENCE = 600.0
"""Seconds; a service that asks to wait longer will not go on today."""
LARGEST = 64_000_000
"""Bytes of an answer; no service sends that much."""


class _AgainError(Exception):
    """One try failed, and another may not."""

    def __init__(self, message: str, wait: float | None = None, *, quota: bool = False) -> None:
        super().__init__(message)
        self.wait = wait
        self.quota = quota


class RefusedError(ProviderError):
    """The service refused the request as it is: a 4xx that no retry mends."""

    def __init__(self, message: str, status: int, body: str) -> None:
        super().__init__(message)
        self.status = status
        self.body = body


class HttpService:
    """A service below one base URL.

    Args:
        name: The provider's, for messages.
        base_url: http or https, without a trailing slash; the vendor's paths come below it.
        headers: Sent with every request.
        key: What must never be shown, and where it comes from.
        timeout: Seconds for one try, from connecting to the last byte.
        per_minute: How many requests may start in a minute; 0 sets no limit.
        quota: Whether a refusal, by status and body, means that the service will not go on today.

    Raises:
        ConfigError: The base URL is none.
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
            _ = parts.port  # looked at only when it is asked for
        except ValueError as error:
            raise ConfigError(f"`base_url` in [providers.{name}] is no address: {error}") from None
        if parts.scheme not in {"http", "https"} or not parts.hostname or re.search(r"\s", base_url.strip()):
            raise ConfigError(f"`base_url` in [providers.{name}] must begin with https:// or http:// and name a host")
        if "@" in parts.netloc or parts.query or parts.fragment:
            raise ConfigError(
                f"`base_url` in [providers.{name}] must hold no user, query or fragment; keys come from the environment"
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
        """A warning where the key and the articles would travel in the clear."""
        if self.secure or self.loopback:
            return ()
        return (f"{self.name}: {self.base_url} is not https; articles and the key can be read on their way",)

    def check(self) -> None:
        """See that everything is there to ask the service; nothing is sent.

        Raises:
            CredentialsError: The key is missing.
        """
        needed = {"always": True, "afar": not self.loopback, "never": False}[self._key.wanted]
        if needed and not self._key.value:
            raise CredentialsError(f"{self.name} needs a key; set {self._key.variable} in the environment")

    def post(self, path: str, body: Any, *, params: Mapping[str, str] | None = None) -> Any:
        """Send JSON and read the JSON that answers it.

        Raises:
            RefusedError: The service refused the request as it is.
            ProviderError: It did not deliver, after all retries.
            QuotaError: It will not go on today.
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
        """As ``post``, with any method; None for an answer without a body.

        Bytes are sent as they are, under the media type ``kind``.
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
            # What is down is asked once a batch from now on: a job of many articles must not wait for each.
            self._down = True
            tries = "once" if attempts == 1 else f"{attempts} times"
            raise ProviderError(f"{error}, tried {tries}; run again later, what is done is kept") from None
        raise AssertionError("a retry context returns or raises")

    # ── One try ──

    def _once(self, method: str, path: str, content: bytes | None, params: Mapping[str, str] | None, kind: str) -> Any:
        import httpx

        self._pace()
        headers = self._headers | ({} if content is None else {"Content-Type": kind})
        deadline = time.monotonic() + self._timeout
        try:
            url = f"{self.base_url}{path}"
            with self._connection().stream(method, url, content=content, headers=headers, params=params) as response:
                _acknowledge(response)
                raw = bytearray()
                for chunk in response.iter_bytes():
                    raw += chunk
                    if time.monotonic() > deadline:
                        raise _AgainError(self._said(f"did not finish its answer in {self._timeout:g} s"))
                    if len(raw) > LARGEST:
                        raise ProviderError(self._said("sent more than any translation is"))
                status, reply = response.status_code, response.headers
        except httpx.TimeoutException:
            raise _AgainError(self._said(f"did not answer in {self._timeout:g} s")) from None
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise _AgainError(self._said(f"could not be reached ({_told(error)})")) from None
        except httpx.InvalidURL as error:
            raise ConfigError(self._said(f"has no address that can be asked ({error})")) from None
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
                what = "JSON that is not whole" if "json" in kind else f"{kind or 'something'} instead of JSON"
                raise _AgainError(self._said(f"answered {what}; is `base_url` right?")) from None
        told = self._said(f"answered {status}{self._excerpt(body)}")
        if status in {456, 402} or (self._quota and self._quota(status, body)):
            raise QuotaError(f"{told}: the quota is used up; what is done is kept, run again when there is more")
        if status in {401, 403}:
            raise CredentialsError(f"{told}: the key in {self._key.variable} was refused; check it")
        if status in RETRIED or status >= 500:
            wait = retry_after(headers.get("retry-after", ""))
            if wait is not None and wait > PATIENCE:
                raise _AgainError(f"{told} and asks to wait {wait / 60:.0f} min; what is done is kept", quota=True)
            if status in {429, 503} and wait:
                self._hold(wait)
            raise _AgainError(told, wait)
        if 300 <= status < 400:
            raise ProviderError(
                f"{told}, a redirect; set `base_url` in [providers.{self.name}] to where the service is"
            )
        raise RefusedError(told, status, body)

    def _connection(self) -> Any:
        import httpx

        with self._lock:
            if self._client is None:
                # A proxy of the environment is not for this machine's own servers.
                self._client = httpx.Client(
                    timeout=httpx.Timeout(self._timeout, connect=min(15.0, self._timeout)),
                    limits=httpx.Limits(max_connections=None, max_keepalive_connections=64),
                    trust_env=not self.loopback,
                    verify=self.secure,  # plain http has nothing to verify, and certificates take 0.2 s to load
                )
            return self._client

    def close(self) -> None:
        """Let go of the connections; the next request makes new ones."""
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

    def _hold(self, wait: float) -> None:
        """Start no request of any thread before the service wants one."""
        with self._lock:
            self._next = max(self._next, time.monotonic() + wait)

    # ── What is told ──

    def _said(self, what: str) -> str:
        return self.redacted(f"{self.name} at {self.base_url} {what}")

    def redacted(self, text: str) -> str:
        """A text without the key, whoever put it there."""
        return text.replace(self._key.value, "[key]") if self._key.value else text

    def _excerpt(self, body: str) -> str:
        """What the service says of its refusal, on one line, its keys out."""
        try:
            found = json.loads(body)
        except (ValueError, RecursionError):
            found = re.sub(r"<[^<>]*>", " ", body)
        text = " ".join(re.sub(r"[^\x20-\x7e\xa1-\U0010ffff]", " ", _message(found)).split())
        text = self.redacted(text)
        return f" ({text[:200]}{'…' if len(text) > 200 else ''})" if text else ""


class HttpMachine(Machine):
    """What the machines on the web share."""

    _http: HttpService

    @property
    def notices(self) -> tuple[str, ...]:
        """A warning where the service is far and not https."""
        return self._http.notices

    def check(self) -> None:
        """See that the key is there.

        Raises:
            CredentialsError: It is not.
        """
        self._http.check()


def _acknowledge(response: Any) -> None:
    """Tell the server at once that the head of its answer has come.

    A server that sends head and body by two writes holds the body back until then (Nagle's algorithm), and Linux would
    wait 40 ms for a chance to say it along with something else.
    """
    if hasattr(socket, "TCP_QUICKACK"):
        with contextlib.suppress(OSError):
            connection = response.extensions["network_stream"].get_extra_info("socket")
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)


def _wait(error: Exception) -> bool | float:
    """For stamina: whether to try again, or after how many seconds."""
    if not isinstance(error, _AgainError) or error.quota:
        return False
    return True if error.wait is None else error.wait


def _message(found: Any) -> str:
    """The sentence in an error body, in whichever of the usual places it is."""
    if isinstance(found, dict):
        for key in ("message", "error", "detail", "errors"):
            if found.get(key):
                return _message(found[key])
        return ""
    if isinstance(found, list):
        return _message(found[0]) if found else ""
    return found if isinstance(found, str) else ""


def _told(error: Exception) -> str:
    return str(error) or type(error).__name__


def retry_after(value: str) -> float | None:
    """Seconds to wait by a ``Retry-After`` field, which is seconds or a date; None where it says neither."""
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

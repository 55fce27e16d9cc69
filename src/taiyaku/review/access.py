"""Access to the page: checks of Host, Origin, token and cookie, and a policy that blocks scripts in articles.

The server listens on the loopback interface, but any page in the user's browser can send requests there. So the Host
must be a name of the loopback interface (against DNS rebinding), a request that changes something must come from the
page itself (against cross-site posts), and every request needs the cookie that only the URL with the token sets.
"""

from __future__ import annotations

import secrets
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LONGEST_BODY = 1_000_000
"""The largest accepted request in bytes; a unit is far smaller."""

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""Content-Security-Policy: only the server's own files, and nothing inline."""

_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Guard:
    """Middleware around the whole application; the server listens on ``port``, and the first URL contains ``token``."""

    def __init__(self, app: ASGIApp, *, port: int, token: str) -> None:
        self.app = app
        self.token = token
        self.cookie = f"taiyaku_{port}"
        """Cookies are shared between ports: two projects that are open at once must not log each other out."""
        self.session = secrets.token_urlsafe(32)
        self.hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
        self.origins = {f"http://{host}" for host in self.hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request, or pass it to the application."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        headers = Headers(scope=scope)
        refusal = self._refusal(scope, headers)
        if refusal is not None:
            await refusal(scope, receive, _with_headers(send, {}))
            return
        entering = scope["method"] == "GET" and self._has_token(scope)
        if not entering and not self._has_cookie(headers):
            message = "Open this page with the address that taiyaku review printed; it contains the key.\n"
            await PlainTextResponse(message, 403)(scope, receive, _with_headers(send, {}))
            return
        extra = {}
        if entering:
            extra["Set-Cookie"] = f"{self.cookie}={self.session}; Path=/; HttpOnly; SameSite=Strict"
        await self.app(scope, receive, _with_headers(send, extra))

    def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        if headers.getlist("host") != [headers.get("host", "")] or headers.get("host", "").lower() not in self.hosts:
            return PlainTextResponse("This is not a host name of the review page.\n", 421)
        origin, site = headers.get("origin"), headers.get("sec-fetch-site", "")
        changes = scope["method"] not in {"GET", "HEAD"}
        foreign = (origin is not None and origin.lower() not in self.origins) or (
            changes and site not in {"", "same-origin"}
        )
        if foreign:
            return PlainTextResponse("Other sites may not use the review page.\n", 403)
        length = headers.get("content-length", "0")
        if changes and (not length.isdigit() or int(length) > LONGEST_BODY or "transfer-encoding" in headers):
            return PlainTextResponse("This request is too long for a unit.\n", 413)
        return None

    def _has_token(self, scope: Scope) -> bool:
        given = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("token", [""])[0]
        return secrets.compare_digest(given.encode(), self.token.encode())

    def _has_cookie(self, headers: Headers) -> bool:
        try:
            cookies = SimpleCookie(headers.get("cookie", ""))
        except CookieError:
            return False
        given = cookies[self.cookie].value if self.cookie in cookies else ""
        return secrets.compare_digest(given.encode(), self.session.encode())


def _with_headers(send: Send, extra: dict[str, str]) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in (_HEADERS | extra).items():
                headers[name] = value
            headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return sending

"""All translation services on one local port, which check their requests and misbehave on demand."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from waiting import PATIENCE

from .shapes import SHAPES, service_of, wrong_with, wrong_with_message
from .stored_glossaries import Answer, DeepLGlossaries, GoogleGlossaries

Misdeed = Callable[["BaseHTTPRequestHandler"], None]
"""What happens to a connection in place of an answer."""


def english(text: str) -> str:
    """Tagged Japanese as some tagged English, by its numbers and tags."""
    words = re.sub(
        r"[\u3040-\u30ff\u3400-\u9fff、。「」ー]+", lambda m: " it says so again" * max(1, len(m[0]) // 6), text
    )
    return f"{words.strip()}.".replace(" <", " <").strip()


def reset(handler: BaseHTTPRequestHandler) -> None:
    """A reset (RST) in place of an answer."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


def hang(handler: BaseHTTPRequestHandler) -> None:
    """Silence, until the service is closed."""
    assert isinstance(handler.server, _Quiet)
    handler.server.closing.wait(PATIENCE)


def drip(handler: BaseHTTPRequestHandler) -> None:
    """A byte every now and then, which no timeout between two bytes notices."""
    assert isinstance(handler.server, _Quiet)
    handler.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n")
    with contextlib.suppress(OSError):
        while not handler.server.closing.wait(0.05):
            handler.wfile.write(b" ")
            handler.wfile.flush()


def cut_short(handler: BaseHTTPRequestHandler) -> None:
    """An answer that ends before its announced length."""
    handler.wfile.write(
        b'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n{"choices": ['
    )
    handler.wfile.flush()
    handler.connection.shutdown(socket.SHUT_RDWR)


class Service:
    """Records its requests; ``script`` may answer them in its own way."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        """How often each text was requested."""
        self.bodies: list[Any] = []
        """The bodies of the requests to translate, in order."""
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.at_once = self.most_at_once = 0
        self.wrong: list[str] = []
        """Deviations of requests from the published shapes; the fixture fails the test for them."""
        self.lock = threading.Lock()
        self.script: Callable[[int, str, Any], Answer | Misdeed | None] = lambda number, path, body: None
        self.translate: Callable[[dict[str, Any], Any], str] = lambda unit, message: english(unit["text"])
        self.deepl, self.google = DeepLGlossaries(), GoogleGlossaries()
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # or Linux delays the second write of an answer by 40 ms

            def do_POST(self) -> None:
                owner.handle(self)

            do_GET = do_PUT = do_PATCH = do_DELETE = do_POST  # noqa: N815 - names of http.server

            def log_message(self, *args: Any) -> None: ...

        self.server = _Quiet(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def handle(self, handler: BaseHTTPRequestHandler) -> None:
        raw = handler.rfile.read(int(handler.headers.get("content-length") or 0))
        headers = {key.lower(): value for key, value in handler.headers.items()}
        is_json = headers.get("content-type") == "application/json"
        body = json.loads(raw) if is_json else raw.decode()
        for store in (self.deepl, self.google):
            with self.lock:
                stored = store.handle(handler.command, handler.path, headers, body)
            if stored:
                _send(handler, *stored)
                return
        with self.lock:
            number = len(self.bodies)
            self.bodies.append(body)
            self.headers.append(headers)
            self.paths.append(handler.path)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            wrong = wrong_with(handler.path, headers, raw, body)
            self.wrong += wrong
            found: Any = (400, {}, json.dumps({"message": wrong}).encode()) if wrong else None
            found = found or self.script(number, handler.path, body) or (200, {}, self.answer(handler.path, body))
        finally:
            with self.lock:
                self.at_once -= 1
        if callable(found):
            found(handler)
            handler.close_connection = True
        else:
            _send(handler, *found)

    def answer(self, path: str, body: Any) -> bytes:
        """The answer of a working service."""
        shape = SHAPES[service_of(path)]
        if shape.texts is None or shape.answer is None:
            message = json.loads(body["messages"][-1]["content"])
            self.wrong += wrong_with_message(message)
            with self.lock:
                self.asked.update(unit["text"] for unit in message["units"])
            units = [{"id": unit["id"], "text": self.translate(unit, message)} for unit in message["units"]]
            return said(json.dumps({"units": units}), path)
        asked = shape.texts(body)
        with self.lock:
            self.asked.update(asked)
        return json.dumps(shape.answer([self.translate({"text": text}, body) for text in asked], body)).encode()

    def close(self) -> None:
        self.server.closing.set()
        self.server.shutdown()
        self.server.server_close()


def said(content: str, path: str = "/v1/chat/completions", reason: str = "") -> bytes:
    """A language model's answer around some text."""
    if path.endswith("/v1/messages"):
        message = {"content": [{"type": "text", "text": content}], "stop_reason": reason or "end_turn"}
    else:
        message = {"choices": [{"finish_reason": reason or "stop", "message": {"content": content}}]}
    return json.dumps(message).encode()


def _send(handler: BaseHTTPRequestHandler, status: int, headers: dict[str, str], body: bytes) -> None:
    with contextlib.suppress(OSError):
        handler.send_response(status)
        for key, value in ({"content-type": "application/json"} | headers).items():
            handler.send_header(key, value)
        handler.send_header("content-length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.closing = threading.Event()

    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was killed is not worth a traceback."""

"""A service that the tests script, spoken to over real HTTP."""

from __future__ import annotations

import json
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from taiyaku.config import Config, parse_config

ENGLISH = {
    "世界モデル": "World models",
    "見出し": "Heading",
    "最初の段落は**太字**です。": "The first paragraph is **bold**.",
}
KEY = "sk-secret-0123456789"


def english(text: str) -> str:
    """Tagged Japanese as some tagged English, by its numbers and tags."""
    words = re.sub(
        r"[\u3040-\u30ff\u3400-\u9fff、。「」ー]+", lambda m: " it says so again" * max(1, len(m[0]) // 6), text
    )
    return f"{words.strip()}.".replace(" <", " <").strip()


class Service:
    """Counts what it is asked; ``script`` may answer in its own way."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.bodies: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.lock = threading.Lock()
        self.script: Callable[[int, str, dict[str, Any]], tuple[int, dict[str, str], bytes] | None] = lambda n, p, b: (
            None
        )
        self.translate: Callable[[dict[str, Any], dict[str, Any]], str] = lambda unit, message: english(unit["text"])
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["content-length"]))
                body = json.loads(raw)
                with owner.lock:
                    number = len(owner.bodies)
                    owner.bodies.append(body)
                    owner.headers.append({key.lower(): value for key, value in self.headers.items()})
                    owner.paths.append(self.path)
                status, headers, answer = owner.script(number, self.path, body) or (
                    200,
                    {},
                    owner.answer(self.path, body),
                )
                if status == 0:
                    self.connection.close()
                    return
                try:
                    self.send_response(status)
                    for key, value in ({"content-type": "application/json"} | headers).items():
                        self.send_header(key, value)
                    self.send_header("content-length", str(len(answer)))
                    self.end_headers()
                    self.wfile.write(answer)
                except OSError:
                    pass

            def log_message(self, *args: Any) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def answer(self, path: str, body: dict[str, Any]) -> bytes:
        if path.endswith("/v2/translate"):
            with self.lock:
                self.asked.update(body["text"])
            texts = [
                {"detected_source_language": "JA", "text": self.translate({"text": t}, body)} for t in body["text"]
            ]
            return json.dumps({"translations": texts}).encode()
        message = json.loads(body["messages"][-1]["content"])
        with self.lock:
            self.asked.update(unit["text"] for unit in message["units"])
        content = json.dumps(
            {"units": [{"id": unit["id"], "text": self.translate(unit, message)} for unit in message["units"]]}
        )
        if path.endswith("/v1/messages"):
            return json.dumps({"content": [{"type": "text", "text": content}], "stop_reason": "end_turn"}).encode()
        return json.dumps({"choices": [{"finish_reason": "stop", "message": {"content": content}}]}).encode()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()
    yield made
    made.close()


class Site:
    """A project whose provider is the scripted service."""

    def __init__(self, root: Path, url: str) -> None:
        self.root = root
        self.url = url
        self.settings()

    def settings(self, provider: str = "openai", more: str = "") -> None:
        base = self.url if provider in {"anthropic", "deepl"} else f"{self.url}/v1"
        model = "" if provider == "deepl" else 'model = "tiny"\n'
        self.write(
            "taiyaku.toml",
            f'source = "ja"\ntargets = ["en"]\n[articles]\npublish = "partial"\n[provider]\nname = "{provider}"\n{more}\n'
            f'[providers.{provider}]\nbase_url = "{base}"\ntimeout = 2\n{model}',
        )

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    def read(self, name: str) -> str:
        return (self.root / name).read_text("utf-8")

    @property
    def config(self) -> Config:
        path = self.root / "taiyaku.toml"
        return parse_config(path.read_bytes(), path=path, root=self.root)


@pytest.fixture
def site(tmp_path: Path, service: Service, monkeypatch: pytest.MonkeyPatch) -> Site:
    for variable in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "DEEPL_AUTH_KEY"):
        monkeypatch.setenv(variable, KEY)
    return Site(tmp_path, service.url)

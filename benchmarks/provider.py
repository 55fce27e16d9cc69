"""A job of 500 units against a server that takes 200 ms an answer, at concurrency 16, beside a plain sequential client.

Run: ``python benchmarks/provider.py``. The bound is 1.25 × units ÷ (batch × 16) × delay, plus what one request costs.
"""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from taiyaku.config import Config, Provider
from taiyaku.dispatch import Job, ask
from taiyaku.providers import Request, load_provider

UNITS, BATCH, JOBS, DELAY = 500, 5, 16, 0.2


class Slow(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        time.sleep(DELAY)
        answer = json.dumps({"translatedText": body["q"]}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args: Any) -> None: ...


def timed(units: list[Request], jobs: int, url: str) -> float:
    config = Config(
        provider=Provider(name="libretranslate", jobs=jobs),
        providers={"libretranslate": {"base_url": url, "batch": BATCH}},
    )
    provider = load_provider("libretranslate", config)
    start = time.perf_counter()
    asked = ask(Job(config, provider, memory_of_project=False), units, source="ja", target="en")
    assert len(asked.replies) == len(units)
    assert asked.failure is None
    return time.perf_counter() - start


def main() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    units = [Request(f"{number:010x}", f"段落{number}の話です。") for number in range(UNITS)]
    startup = timed([Request("x", "最初")], 1, url) - DELAY
    concurrent = timed(units, JOBS, url)
    sequential = timed(units[: BATCH * 10], 1, url) * UNITS / (BATCH * 10)
    bound = 1.25 * UNITS / (BATCH * JOBS) * DELAY + startup
    print(f"start-up of the first request   {startup:6.2f} s")
    print(
        f"{JOBS} at once                       {concurrent:6.2f} s   {concurrent / bound:.2f} of the bound, {bound:.2f} s"
    )
    print(f"one after another (from a tenth) {sequential:6.2f} s   {sequential / concurrent:.1f} × as long")


if __name__ == "__main__":
    main()

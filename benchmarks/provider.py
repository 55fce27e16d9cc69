"""A job of 500 units against a server that takes 200 ms an answer, at concurrency 16, beside a plain sequential client.

Run: ``python benchmarks/provider.py``. Timed are the asking by itself, each reply committed to the journal, in a process
that is running already; and the whole command, ``taiyaku translate`` in a project of its own: its start, the cutting,
the asking, the checks, the proof and the files. The bound is 1.25 × units ÷ (batch × 16) × delay, plus the start-up:
the same for a single unit, less the delay.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import httpx

from taiyaku.config import parse_config
from taiyaku.drafting.dispatch import ask
from taiyaku.drafting.job import Job
from taiyaku.providers import Request, load_provider

UNITS, BATCH, JOBS, DELAY, ROUNDS = 500, 5, 16, 0.2, 5
TOML = """\
source = "ja"
targets = ["en"]
[provider]
name = "libretranslate"
jobs = {jobs}
[providers.libretranslate]
base_url = "{url}"
batch = {batch}
"""


class Slow(BaseHTTPRequestHandler):
    """Answers after the delay, with a sentence that passes the checks."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or an answer in two writes would take 40 ms more than the delay

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        time.sleep(DELAY)
        texts = [f"Paragraph {text[2:6]} is told here." for text in body["q"]]
        answer = json.dumps({"translatedText": texts}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args: Any) -> None: ...


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64  # sixteen connections at once are more than the default takes


def serve(tell: Connection) -> None:
    server = Server(("127.0.0.1", 0), Slow)
    tell.send(server.server_port)
    server.serve_forever()


def sources(count: int) -> list[str]:
    return [f"段落{number}の話です。" for number in range(1000, 1000 + count)]


def job(url: str, count: int) -> float:
    """Seconds of the command over one article in a fresh project."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "taiyaku.toml").write_text(TOML.format(jobs=JOBS, url=url, batch=BATCH), "utf-8")
        article = root / "content/ja/a.md"
        article.parent.mkdir(parents=True)
        article.write_text("\n\n".join(sources(count)) + "\n", "utf-8")
        start = time.perf_counter()
        command = [sys.executable, "-m", "taiyaku", "translate"]
        compiled = os.environ | {"PYTHONDONTWRITEBYTECODE": ""}  # as where it is installed
        done = subprocess.run(command, cwd=root, env=compiled, check=False, capture_output=True, text=True)
        took = time.perf_counter() - start
        assert done.returncode == 0, done.stderr
        assert (root / "content/en/a.md").read_text("utf-8").count("is told here") == count
    return took


def asking(url: str, count: int) -> float:
    """Seconds to have units answered and journaled."""
    with tempfile.TemporaryDirectory() as folder:
        settings = parse_config(TOML.format(jobs=JOBS, url=url, batch=BATCH).encode(), path=Path(), root=Path(folder))
        units = [Request(f"{number:010x}", text) for number, text in enumerate(sources(count))]
        start = time.perf_counter()
        with Job(settings, load_provider("libretranslate", settings)) as run:
            asked = ask(run, units, source="ja", target="en")
            took = time.perf_counter() - start
            assert run.memory is not None
            assert run.memory.persistent
    assert asked.failure is None
    assert len(asked.replies) == count
    return took


def plain(url: str) -> float:
    """Seconds of a client that sends the same batches, one after another, and does nothing else."""
    texts = sources(UNITS)
    start = time.perf_counter()
    with httpx.Client() as client:
        for first in range(0, UNITS, BATCH):
            body = {"q": texts[first : first + BATCH], "source": "ja", "target": "en", "format": "html"}
            assert len(client.post(f"{url}/translate", json=body).json()["translatedText"]) == BATCH
    return time.perf_counter() - start


def main() -> None:
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    url = f"http://127.0.0.1:{ours.recv()}"
    requests = UNITS / (BATCH * JOBS) * DELAY
    print(f"{UNITS} units in batches of {BATCH}, {JOBS} at once, {DELAY:g} s an answer; medians of {ROUNDS}")
    print(f"units ÷ (batch × jobs) × delay  {requests:6.2f} s")
    sequential = plain(url)
    for name, timed in (("asking", asking), ("taiyaku translate", job)):
        timed(url, 1)  # imports, or compiles, what is not there yet
        start_up = statistics.median(timed(url, 1) - DELAY for _ in range(ROUNDS))
        took = statistics.median(timed(url, UNITS) for _ in range(ROUNDS))
        bound = 1.25 * requests + start_up
        told = f"start-up {start_up:.2f} s, {took / bound:.2f} of the bound, {bound:.2f} s"
        print(f"{name:<31} {took:6.2f} s   {told}; one by one {sequential / took:.1f} × as long")
    print(f"a plain client, one by one      {sequential:6.2f} s")


if __name__ == "__main__":
    main()

"""The review page on a small project."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from review.review_browser import ARGUMENTS, CHROMIUM, Command
from review.review_project import Project, make_project
from taiyaku.memory import Memory
from taiyaku.review.memory_matches import update_memory
from taiyaku.review.pages import Pages
from taiyaku.review.server import _listen, guarded_application

TOKEN = "open-sesame"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Two articles: one that nobody has begun, one that is translated."""
    return make_project(tmp_path)


@pytest.fixture(scope="module")
def serve() -> Iterator[Callable[[Project], str]]:
    """Starts a server in this process: project in, address without the token out."""
    with ExitStack() as stack:

        def start(project: Project) -> str:
            listening = _listen(0)
            port = listening.getsockname()[1]
            desk = project.desk()
            desk.memory = stack.enter_context(Memory.open(project.root / ".taiyaku" / "memory.db"))
            update_memory(desk)
            app = guarded_application(Pages(desk), port=port, token=TOKEN)
            server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
            thread.start()

            def stop() -> None:
                server.should_exit = True
                thread.join(10)
                listening.close()

            stack.callback(stop)
            while not server.started:
                time.sleep(0.01)
            return f"http://127.0.0.1:{port}"

        yield start


@pytest.fixture
def client(project: Project, serve: Callable[[Project], str]) -> Iterator[httpx.Client]:
    """A client that has not shown the token yet."""
    with httpx.Client(base_url=serve(project)) as made:
        yield made


@pytest.fixture
def run(project: Project) -> Iterator[Callable[..., Command]]:
    """Starts the command on the project; all are stopped in the end."""
    started: list[Command] = []

    def start(*arguments: str, env: dict[str, str] | None = None) -> Command:
        started.append(Command(project.root, *arguments, env=env))
        return started[-1]

    yield start
    for command in started:
        if command.process.poll() is None:
            command.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's Chromium."""
    if not CHROMIUM.exists():
        pytest.skip("needs Debian's chromium")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def base(project: Project, serve: Callable[[Project], str]) -> str:
    """The address of the page on the project, without its token."""
    return serve(project)


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What the browser complains of: a breach of the CSP, an exception, a request that leaves the machine."""
    found: list[str] = []
    yield found
    assert found == []

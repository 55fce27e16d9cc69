"""The server of the review page, on the loopback interface."""

from __future__ import annotations

import contextlib
import secrets
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from taiyaku.editing.workspace import Workspace
from taiyaku.errors import TaiyakuError, UsageError
from taiyaku.project.articles import write_text
from taiyaku.review.access import Guard
from taiyaku.review.memory_matches import update_memory
from taiyaku.review.pages import Pages
from taiyaku.review.routes import application

ADDRESS = "127.0.0.1"


def guarded_application(pages: Pages, *, port: int, token: str) -> ASGIApp:
    """The whole application for a server on ``port``."""
    return Guard(application(pages), port=port, token=token)


def serve(workspace: Workspace, *, port: int, ready: Callable[[str], None]) -> None:
    """Serve the review page until the process is stopped.

    Args:
        workspace: The articles.
        port: The port on 127.0.0.1. 0 uses the last one if it is free, since a browser keeps unsaved text per address;
            otherwise any free one.
        ready: Called with the page's address and its token once the server accepts connections.

    Raises:
        UsageError: The port is taken.
    """
    listening = _listen(port) if port else _listen_on_last_port(workspace.config.root / ".taiyaku" / "review-port")
    port = listening.getsockname()[1]
    token = secrets.token_urlsafe(24)
    pages = Pages(workspace)
    settings = uvicorn.Config(
        guarded_application(pages, port=port, token=token),
        log_level="error",
        access_log=False,
        lifespan="off",
        ws="none",
        server_header=False,
        timeout_graceful_shutdown=3,
    )
    threading.Thread(target=_update_memory, args=(workspace,), name="memory", daemon=True).start()
    server = uvicorn.Server(settings)
    try:
        with _stopped_by_signals(server):
            ready(f"http://{ADDRESS}:{port}/?token={token}")
            server.run(sockets=[listening])
    finally:
        if pages.machine:
            pages.machine.stop_all()
        with workspace.lock:  # a write in progress is completed
            listening.close()


@contextlib.contextmanager
def _stopped_by_signals(server: uvicorn.Server) -> Iterator[None]:
    """Stop the server on SIGINT and SIGTERM even before it handles them itself: a signal in between would be lost."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        server.should_exit = True

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _listen(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((ADDRESS, port))
    except (OSError, OverflowError) as error:
        listening.close()
        why = getattr(error, "strerror", None) or "not a port number"
        raise UsageError(f"--port {port}: {why}; choose another, or 0 for any free one") from None
    # Connections made from now on wait until the server accepts them.
    listening.listen(128)
    return listening


def _listen_on_last_port(last: Path) -> socket.socket:
    """Listen on the port stored in the file ``last``, or on a free one that is stored there."""
    with contextlib.suppress(OSError, ValueError, UsageError):
        return _listen(int(last.read_text("ascii")))
    listening = _listen(0)
    with contextlib.suppress(OSError, TaiyakuError):
        write_text(last, str(listening.getsockname()[1]))
    return listening


def _update_memory(workspace: Workspace) -> None:
    try:
        update_memory(workspace)
    except TaiyakuError:
        return  # the memory is a convenience; the page works without it

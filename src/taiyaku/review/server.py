"""The server of the review page: on the loopback, for as long as a person works."""

from __future__ import annotations

import contextlib
import secrets
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from taiyaku.editing.workspace import Workspace
from taiyaku.errors import TaiyakuError, UsageError
from taiyaku.project.articles import write_text
from taiyaku.review import memory_matches as recall
from taiyaku.review.access import Guard
from taiyaku.review.pages import Pages, application

ADDRESS = "127.0.0.1"


def guarded(pages: Pages, *, port: int, token: str) -> ASGIApp:
    """The whole application, for a server on ``port``."""
    return Guard(application(pages), port=port, token=token)


def serve(desk: Workspace, *, port: int, ready: Callable[[str], None], token: str | None = None) -> None:
    """Serve the review page until the process is told to stop.

    Args:
        desk: What is worked on.
        port: The port on 127.0.0.1; 0 takes that of the last time where it is free, as a browser keeps what was typed
            for this address alone, and any other where it is not.
        ready: Called with the page's address, the token in it, once connections are taken.
        token: What the address carries; by default a new random one.

    Raises:
        UsageError: The port is taken.
    """
    listening = _listen(port) if port else _listen_again(desk.config.root / ".taiyaku" / "review-port")
    port = listening.getsockname()[1]
    token = token or secrets.token_urlsafe(24)
    pages = Pages(desk)
    settings = uvicorn.Config(
        guarded(pages, port=port, token=token),
        log_level="error",
        access_log=False,
        lifespan="off",
        ws="none",
        server_header=False,
        timeout_graceful_shutdown=3,
    )
    threading.Thread(target=_fill, args=(desk,), name="memory", daemon=True).start()
    ready(f"http://{ADDRESS}:{port}/?token={token}")
    try:
        uvicorn.Server(settings).run(sockets=[listening])
    finally:
        if pages.machine:
            pages.machine.stop_all()
        with desk.lock:  # what is being written is written to its end
            listening.close()


def _listen(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((ADDRESS, port))
    except (OSError, OverflowError) as error:
        listening.close()
        why = getattr(error, "strerror", None) or "not a port"
        raise UsageError(f"--port {port}: {why}; choose another, or 0 for one that is free") from None
    # Connections made from now on wait until the server takes them.
    listening.listen(128)
    return listening


def _listen_again(last: Path) -> socket.socket:
    """Listen on the port that the file ``last`` names, or on a free one that it names from then on."""
    with contextlib.suppress(OSError, ValueError, UsageError):
        return _listen(int(last.read_text("ascii")))
    listening = _listen(0)
    with contextlib.suppress(OSError, TaiyakuError):
        write_text(last, str(listening.getsockname()[1]))
    return listening


def _fill(desk: Workspace) -> None:
    try:
        recall.fill(desk)
    except TaiyakuError:
        return  # the memory is a convenience; the page works without it

"""Starting and stopping the server of the review page."""

from __future__ import annotations

import signal

import pytest
import uvicorn

from taiyaku.review.server import _stopped_by_signals


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_before_the_server_handles_signals_stops_it(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    server = uvicorn.Server(uvicorn.Config("none:needed"))
    with _stopped_by_signals(server):
        signal.raise_signal(number)
    assert server.should_exit
    assert signal.getsignal(number) is before

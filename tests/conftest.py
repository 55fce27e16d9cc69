"""What holds for every test."""

import signal


def pytest_configure() -> None:
    """Let Ctrl-C reach the programs that the tests start.

    A shell starts what runs in the background with SIGINT ignored, and everything below inherits that; the tests that
    press Ctrl-C would wait in vain. A handler of our own is set back to the default in a program that is started.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)

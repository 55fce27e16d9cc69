"""The command line: each command is a file that parses, calls, prints and exits. Nothing else prints or exits."""

from __future__ import annotations

import sys

from taiyaku import __version__


def main() -> None:
    """Run the command line and exit."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        # Handled before anything heavy is imported, since scripts call this often.
        print(f"taiyaku {__version__}")
        return
    from taiyaku.cli.app import run

    run()

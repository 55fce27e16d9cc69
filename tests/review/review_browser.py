"""The command itself, a real browser, and what a translator does in it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from waiting import PATIENCE

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


class Command:
    """``taiyaku review`` itself, running on a project."""

    def __init__(self, root: Path, *arguments: str, env: dict[str, str] | None = None) -> None:
        command = [sys.executable, "-m", "taiyaku", "review", "--no-open", *arguments]
        pipe = subprocess.PIPE
        environment = {**os.environ, **(env or {})}
        self.process = subprocess.Popen(command, cwd=root, stdout=pipe, stderr=pipe, text=True, env=environment)
        assert self.process.stdout
        self.address = self.process.stdout.readline().strip()
        """With the token: the first line."""
        if not self.address.startswith("http"):
            raise AssertionError(f"the server did not start: {self.address} {self.process.communicate()[1]}")
        self.base = self.address.partition("/?")[0]

    def stop(self, how: int = signal.SIGINT) -> tuple[int, str]:
        """End it: exit code and what it said on stderr."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        said = self.process.communicate(timeout=PATIENCE)[1]
        return self.process.returncode, said


def enter(browser: Any, base: str, complaints: list[str], *, width: int = 1440, scheme: str = "light") -> Any:
    """A new tab at the list of articles; ``base`` may be an address with its token."""
    address = base if "token=" in base else f"{base}/?token=open-sesame"
    base = base.partition("/?")[0]
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    context.set_default_timeout(PATIENCE * 1000)
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    page.on("request", lambda asked: None if asked.url.startswith(base) else complaints.append(asked.url))
    page.goto(address)
    return page


def open_article(page: Any, name: str = "worlds") -> Any:
    page.click(f"a.row:has-text('{name}.md')")
    page.wait_for_selector(".unit.active")
    return page


def unit_of(page: Any, start: str) -> Any:
    return page.locator(f'.unit[data-source^="{start}"]').last


def focused(page: Any, start: str) -> Any:
    unit = unit_of(page, start)
    unit.locator("textarea").focus()
    return unit

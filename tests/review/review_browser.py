"""A real browser, and what a translator does in it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


def enter(browser: Any, base: str, complaints: list[str], *, width: int = 1440, scheme: str = "light") -> Any:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    page.on("request", lambda asked: None if asked.url.startswith(base) else complaints.append(asked.url))
    page.goto(f"{base}/?token=open-sesame")
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


def until(check: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if check():
            return
        time.sleep(0.05)
    raise AssertionError(what)

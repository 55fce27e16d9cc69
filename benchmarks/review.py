"""The review page: a unit checked while it is typed, an article of 3,000 units in Chromium, the list of 510 articles.

Run: ``uv run python benchmarks/review.py``. The article that is checked has 203 units, all translated; checking the
whole of it is what a key would cost without what is kept of the other units. Keys are timed by the browser itself, from
the key to the picture that shows it (Event Timing; it counts in steps of 8 ms).
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from playwright.sync_api import sync_playwright

from taiyaku.checks import check_units
from taiyaku.config import load_config
from taiyaku.editing.workspace import Workspace
from taiyaku.glossary import load_glossary
from taiyaku.markdown.segment import segment_markdown
from taiyaku.pipeline.steps import severities_of
from taiyaku.project.articles import find_articles, write_text
from taiyaku.review.overview import Overview

UNITS, LONG, ARTICLES = 203, 3000, 510
SETTINGS = 'source = "ja"\ntargets = ["en"]\n[glossary]\npaths = ["glossary/*.yaml"]\n'
GLOSSARY = "source: ja\nterms:\n  - term: 世界モデル\n    en: {use: world model}\n  - term: JEPA\n    keep: true\n"
KEYS = "A world model with numbers and words. " * 4


def article(units: int, mark: int = 0) -> str:
    """An article with terms, numbers, codes and links in every paragraph."""
    parts = (
        f"{i}番目の世界モデルは`code{i}`を{i * 7}本の動画で学習し、[JEPA](https://example.com/{mark}/{i})を**試す**。"
        for i in range(units)
    )
    return "\n\n".join(parts) + "\n"


def english(number: int, mark: int = 0) -> str:
    """A translation of one of its paragraphs."""
    return (
        f"World model number {number} learns `code{number}` from {number * 7} videos and **tries**"
        f" [JEPA](https://example.com/{mark}/{number})."
    )


def timed(work: Callable[[], Any]) -> float:
    """Seconds."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def checks(desk: Workspace, key: str) -> None:
    """A key's check: the first in an article and the next ones."""
    opened = desk.open(key)
    for number, unit in enumerate(opened.document.units):
        desk.save(key, unit.id, english(number), opened.version(unit.id), accept=True)
    desk._opened.clear()
    opened = desk.open(key)
    unit = opened.document.units[UNITS // 2]
    first = timed(lambda: desk.findings(opened, unit, "A world"))
    text = english(UNITS // 2)
    later = [timed(lambda end=end: desk.findings(opened, unit, text[:end])) for end in range(8, len(text))]
    median, worst = statistics.median(later), max(later)
    fresh = segment_markdown(opened.article.source.read_text("utf-8"), config=desk.config, flavor=opened.article.flavor)
    context = type(opened.context)(
        document=fresh, translations=opened.context.translations, terms=opened.context.terms, links=opened.context.links
    )
    whole = timed(lambda: check_units(context, severities=severities_of(desk.config)))
    print(
        f"a unit checked as it is typed, {UNITS} units   first {first * 1000:.1f} ms, then {median * 1000:.2f} ms, worst"
        f" {worst * 1000:.1f} ms; the whole article {whole * 1000:.0f} ms, {whole / median:.0f} × as long"
    )


def browser(root: Path) -> None:
    """The long article opened and typed into."""
    command = [sys.executable, "-m", "taiyaku", "review", "--no-open"]
    with (
        subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server,
        sync_playwright() as playwright,
    ):
        assert server.stdout
        address = server.stdout.readline().strip()
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = chromium.new_page()
        page.goto(address)
        page.wait_for_selector("a.row:has-text('long.md') .bar")
        link = page.get_attribute("a.row:has-text('long.md')", "href")
        opened = []
        for _ in range(5):
            page.goto(address)
            start = time.perf_counter()
            page.goto(address.partition("/?")[0] + str(link), wait_until="commit")
            page.wait_for_selector(".unit.active textarea:focus")
            opened.append(time.perf_counter() - start)
        page.evaluate("""() => {
            window.keys = [];
            new PerformanceObserver((list) => {
                for (const entry of list.getEntries()) if (entry.name === 'keydown') window.keys.push(entry.duration);
            }).observe({ type: 'event', durationThreshold: 16 });
        }""")
        page.locator(".unit textarea").nth(20).focus()
        page.keyboard.type(KEYS, delay=40)
        page.wait_for_timeout(500)
        slow = page.evaluate("window.keys")
        chromium.close()
        server.terminate()
    print(
        f"{LONG:,} units opened, typed into         first {opened[0]:.2f} s, median {statistics.median(opened):.2f} s;"
        f" {len(KEYS)} keys, {sum(key > 50 for key in slow)} took over 50 ms, the slowest {max(slow, default=16):.0f} ms"
    )


def counted(root: Path) -> None:
    """The list of articles."""
    config = load_config(root)
    assert config
    found = list(find_articles(config))

    def listed() -> None:
        overview = Overview(Workspace(config, lambda: found, lambda locale: load_glossary(config, locale)))
        while overview.lines()[1]:
            time.sleep(0.02)

    markdown = MarkdownIt("commonmark").enable("table")
    parsed = timed(lambda: [markdown.parse(a.source.read_text("utf-8")) for a in found])
    cold, known = timed(listed), timed(listed)
    print(
        f"{len(found)} articles × 40 units listed      first {cold:.1f} s, {cold / parsed:.1f} × parsing them;"
        f" the next start {known:.2f} s"
    )


def main() -> None:
    """Print the figures."""
    root = Path(tempfile.mkdtemp())
    try:
        write_text(root / "taiyaku.toml", SETTINGS)
        write_text(root / "glossary" / "terms.yaml", GLOSSARY)
        write_text(root / "content" / "ja" / "typed.md", article(UNITS))
        config = load_config(root)
        assert config
        desk = Workspace(config, lambda: find_articles(config), lambda locale: load_glossary(config, locale))
        checks(desk, next(iter(desk.articles())))
        write_text(root / "content" / "ja" / "long.md", article(LONG))
        browser(root)
        for number in range(ARTICLES - 2):
            write_text(root / "content" / "ja" / f"{number}.md", article(40, number))
        counted(root)
    finally:
        shutil.rmtree(root)


if __name__ == "__main__":
    main()

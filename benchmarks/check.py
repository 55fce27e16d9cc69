"""How long ``check`` takes over 1,000 articles of 40 units: cold against parsing them, unchanged against hashing them.

Run ``python benchmarks/check.py [ARTICLES]``. Every figure is a ratio of two times of the same run.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from markdown_it import MarkdownIt

from taiyaku.catalogs.catalog import Entry, new_catalog
from taiyaku.catalogs.po import format_catalog
from taiyaku.config import Config, parse_config
from taiyaku.model import State
from taiyaku.pipeline.run import translate_article
from taiyaku.project.articles import find_articles
from taiyaku.providers.human import Human
from taiyaku.status import survey

UNITS = 40


def article(number: int) -> tuple[str, dict[str, str]]:
    """An article of ``UNITS`` units and the translation of each."""
    texts = {f"記事{number}": f"Article {number}"}
    lines = [f"# 記事{number}", ""]
    for index in range(1, UNITS):
        if index % 8 == 0:
            source, target = f"第{index}節の話題{number}", f"Topic {number} of section {index}"
            lines += [f"## {source}", ""]
        else:
            source = f"項目{index}では、**{number}番**の[資料](https://example.com/{number}/{index})と`code_{index}`を使い、結果を{index}回確かめる。"
            target = (
                f"Item {index} uses [document](https://example.com/{number}/{index}) number **{number}** and "
                f"`code_{index}`, and the result is confirmed {index} times."
            )
            lines += [source, ""]
        texts[source] = target
    return "\n".join(lines), texts


def project(root: Path, count: int) -> Config:
    """A project whose articles are all translated and accepted."""
    (root / "content/ja").mkdir(parents=True)
    (root / "catalogs/en").mkdir(parents=True)
    settings = root / "taiyaku.toml"
    settings.write_text('source = "ja"\ntargets = ["en"]\n')
    config = parse_config(settings.read_bytes(), path=settings, root=root)
    for number in range(1, count + 1):
        text, texts = article(number)
        path = root / f"content/ja/{number:05}.md"
        path.write_text(text, "utf-8")
        entries = tuple(Entry(source, target, state=State.ACCEPTED) for source, target in texts.items())
        catalog = replace(new_catalog(path.stem, "ja", "en"), entries=entries)
        (root / f"catalogs/en/{number:05}.po").write_text(format_catalog(catalog), "utf-8")
        translate_article(path, config=config, provider=Human())
    return config


def seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        print(f"building {count:,} articles × {UNITS} units …", file=sys.stderr)
        config = project(root, count)
        articles = find_articles(config)
        files = [path for a in articles for path in (a.source, a.target, a.catalog)]
        parser = MarkdownIt("commonmark").enable("table")
        parsing = seconds(lambda: [parser.parse(a.source.read_text("utf-8")) for a in articles])
        hashing = min(seconds(lambda: [hashlib.sha256(p.read_bytes()).digest() for p in files]) for _ in range(3))
        jobs = os.cpu_count() or 1

        def run() -> object:
            found = find_articles(config)
            return survey(found, config, jobs=jobs, among=found)

        (root / ".taiyaku/known.json").unlink(missing_ok=True)
        cold = seconds(run)
        unchanged = min(seconds(run) for _ in range(3))
        finding = len([f for row in survey(articles, config).rows for f in row.findings])
        print(f"{count:,} articles × {UNITS} units, {jobs} processes, {finding} findings")
        print(f"parsing the sources with markdown-it-py      {parsing:8.2f} s")
        print(f"check, nothing known                         {cold:8.2f} s  {cold / parsing:6.1f} × parsing")
        print(f"hashing sources, targets and catalogs        {hashing:8.3f} s")
        print(f"check, nothing changed                       {unchanged:8.3f} s  {unchanged / hashing:6.1f} × hashing")


if __name__ == "__main__":
    main()

"""Pages that leave everything open: read, written back, and translated in time proportional to their length.

Where a parser looks from every opening for an end that never comes, ten times the text takes a hundred times as long.
The limit here is no measure of speed; a page that runs into it would not have ended within the hour.
"""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType

import pytest

from taiyaku.config import Config
from taiyaku.errors import ArticleError
from taiyaku.markdown.assemble import assemble_markdown
from taiyaku.markdown.segment import segment_markdown
from taiyaku.pipeline.one_file import translate_text
from taiyaku.providers import load_provider

LIMIT = 60
"""Seconds."""

# fmt: off
OPENINGS = [
    "[", "![", "[a](", "[a](<", "[a][", "[a](b 'c", "](", "[^", "^[", "[^a]: ", "[a]: <", "[a]: b\n",
    "*", "**a", "_a *b ", "***a** ", "a*b_", "あ**「", "~~a", "`", "`` ", "\\",
    "<", "<a ", "<a b='", "</", "<!--", "<!-- -", "<?", "<!A", "<![CDATA[", "<div>\n", "<details>", "<script>", "<pre>\n",
    "<A b={", "<A b={<B c={", "<a>{", "{<a>", "<br/>{", "{", "{/*", "{`", "{'", "{: ", "import {\n", "export const a = {\n",
    "{{", "{{<", "{{% ", "{{< a\n", "{%", "{% a\n", "$", "$a ", "$$", "$$ \\", "&", "&#", ":a", "http://", "www.",
    "> ", "- ", "1. ", "  - a\n", "> - ", "* * ", "\t- ", "> [!NOTE] ", "a\n: b\n\n", "| a ", "|a|\n", "a|b\n-|-\n",
    "~~~\n", "```\n", "# ", "-\n", ":::", "::: a\n", "!!! a\n    ", "??? a ", "/// a | ", "=== \"", "@[a](", "[[",
    "---\n", "---\na: [", "---\na: {", "+++\na=[", "\r", "\ufeff", "\u200b", "\0",
]
# fmt: on


@contextlib.contextmanager
def within(seconds: int) -> Iterator[None]:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        pytest.fail(f"still at it after {seconds} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("flavor", ["gfm", "mdx"])
@pytest.mark.parametrize("opening", OPENINGS)
def test_a_page_that_opens_and_never_closes_is_read_to_the_end_or_refused(opening: str, flavor: str) -> None:
    many = (opening * 20_000)[:20_000]
    for text in (many, f"日本 {many} 語\n", f"あ {many}\n\nい"):
        with within(LIMIT):
            try:
                document = segment_markdown(text, flavor=flavor)
            except ArticleError:
                continue
            assert assemble_markdown(document, {}) == text


@pytest.mark.parametrize("name", ["a.md", "a.mdx"])
@pytest.mark.parametrize("opening", OPENINGS)
def test_such_a_page_is_translated_and_checked_as_well(opening: str, name: str) -> None:
    config = Config()
    text = f"日本 {(opening * 1_000)[:1_000]} 語\n"
    with within(LIMIT):
        result, _ = translate_text(
            text, config=config, provider=load_provider("pseudo", config), locale="en", name=name
        )
    assert "check-failed" not in {finding.check for finding in result.findings}

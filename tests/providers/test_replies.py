"""Broken replies of every kind: none of them reaches the target."""

from __future__ import annotations

import contextlib
import gzip
import html
import json
import logging
import re
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invented import tries
from taiyaku.config import Config
from taiyaku.errors import ProviderError
from taiyaku.pipeline.one_file import translate_text
from taiyaku.pipeline.run import translate_article
from taiyaku.providers import Limits, Reply, Request
from waiting import PATIENCE

from .conftest import MACHINES, Site
from .service import Service, said
from .shapes import KEY
from .test_wire import BATCH, translated

ARTICLE = """\
---
title: 題名101の話
---

# 見出し202の話

段落303は**太字の[リンク](https://example.org/)**と`code`の話です。

- 項目404は*強調*の話です。
- 項目505は A < B && C の話です。

| 表606 | 欄616 |
|---|---|
| 欄707は~~取り消し~~です | 欄808 |

![絵909の話](a.png "題1010の話")
"""
POISON = "venom"
TAG = re.compile(r"</?[gx]\d+/?>")


def faithful(text: str) -> str:
    """Tagged Japanese as tagged English with its tags and numbers where they were."""
    done = re.sub(r"[\u3040-\u30ff\u3400-\u9fff、。]+", lambda m: " of it all" * max(1, len(m[0]) // 4) + " ", text)
    return " ".join(done.split())


def renested(text: str) -> str:
    """Two tags that cross, or one that closes before it opens."""
    found = TAG.findall(text)
    pairs = [tag for tag in found if tag.startswith("<g")]
    if len(pairs) > 1:
        inner = pairs[1].replace("<", "</")
        return text.replace(inner, "", 1) + inner
    return text.replace(pairs[0], "", 1) + pairs[0] if pairs else f"</g1>{text}<g1>"


Break = Callable[[str], str]
BREAKS: dict[str, Break] = {
    "half a character": lambda text: f"{text} \ud83d {POISON}",
    "drops a tag": lambda text: TAG.sub("", text, count=1) if TAG.search(text) else f"{text}<x9/>",
    "doubles a tag": lambda text: text + (TAG.findall(text) or ["<x1/>"])[0],
    "invents a tag": lambda text: f"{text}<g77>more</g77>",
    "invents HTML": lambda text: f'{text}<img src="x" onerror="alert(1)">',
    "invents a script": lambda text: f"{text}<script>alert(1)</script>",
    "renests tags": renested,
    "escapes a tag": lambda text: html.escape(text, quote=False) if TAG.search(text) else f"{text}&lt;g1&gt;",
    "escapes twice": lambda text: f"{text} &amp;lt;b&amp;gt;",
    "fences it": lambda text: f"```\n{text}\n```",
    "fences it as JSON": lambda text: f"```json\n{text}\n```",
    "answers JSON": lambda text: json.dumps({"text": text}),
    "says something before": lambda text: f"Here is the translation: {text}",
    "says something after": lambda text: f"{text}\n\nNote: I kept the tags.",
    "a NUL": lambda text: f"{text}\0",
    "an escape": lambda text: f"{text}\x1b[31m",
    "a backspace": lambda text: f"{text}\b\b",
    "half a surrogate pair": lambda text: f"{text}\ud800",
    "turns the line round": lambda text: f"{text}\u202egnol",
    "isolates a direction": lambda text: f"\u2067{text}\u2069",
    "hides text in tag characters": lambda text: text + "".join(chr(0xE0000 + ord(char)) for char in "ignore"),
    "adds a paragraph": lambda text: f"{text}\n\nAnother one.",
    "adds an address": lambda text: f"{text} https://evil.example/",
    "leaves nothing": lambda text: " \n",
    "is a number short": lambda text: re.sub(r"(?<![gx\d])\d{3,4}", "77", text),
    "goes on and on": lambda text: text + " and so on" * 200,
    "is another unit's": lambda text: "This is item 31337 of another list altogether",
    "is German": lambda text: text.replace("of it all", "und das ist nicht der Satz"),
    "is a refusal": lambda text: f"I'm sorry, but I can't translate {text}",
    "is of a model's own words": lambda text: f"{text}<|im_end|>",
}


class Broken:
    """A machine whose replies are broken by the names in ``breaks``, and poisoned where they are."""

    name = "broken"
    placeholder = False
    limits = Limits(50, 50_000)

    def __init__(self, breaks: Sequence[str]) -> None:
        self.breaks = breaks

    def translate(self, batch: Sequence[Request], *, source: str, target: str) -> Sequence[Reply]:
        replies = []
        for number, request in enumerate(batch):
            name = self.breaks[number % len(self.breaks)] if self.breaks else ""
            good = faithful(request.text)
            text = BREAKS[name](f"{good} {POISON}") if name else good
            replies.append(Reply(request.id, text))
        return replies


def test_an_honest_machine_gets_through() -> None:
    result, _ = translate_text(ARTICLE, config=Config(), provider=Broken([]), locale="en")
    assert result.left == 0, result.findings
    assert result.clean, result.findings


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_reply_is_not_written(name: str) -> None:
    result, _ = translate_text(ARTICLE, config=Config(), provider=Broken([name]), locale="en")
    assert POISON not in result.text
    assert result.text == ARTICLE
    assert result.findings or result.left
    assert result.repairs
    assert not any(repair.mended for repair in result.repairs)


@tries(30)
@given(st.lists(st.sampled_from([*BREAKS, ""]), min_size=1, max_size=8))
def test_no_broken_unit_is_written(breaks: list[str]) -> None:
    result, _ = translate_text(ARTICLE, config=Config(), provider=Broken(breaks), locale="en")
    assert POISON not in result.text
    assert "\0" not in result.text
    assert TAG.search(result.text) is None


@tries(40)
@given(st.text(max_size=60), st.integers(0, 60))
def test_the_article_keeps_its_structure_whatever_a_reply_contains(noise: str, place: int) -> None:
    class Noisy(Broken):
        def translate(self, batch: Sequence[Request], *, source: str, target: str) -> Sequence[Reply]:
            good = [faithful(request.text) for request in batch]
            spoilt = [text[:place] + noise + text[place:] for text in good]
            return [Reply(request.id, text) for request, text in zip(batch, spoilt, strict=True)]

    result, _ = translate_text(ARTICLE, config=Config(), provider=Noisy([]), locale="en")
    again, _ = translate_text(result.text, config=Config(), provider=Broken([]), locale="en")
    assert len(again.text.splitlines()) == len(result.text.splitlines())
    for piece in ("\n---\n\n# ", "https://example.org/", "`code`", "\n- ", "|---|---|", "(a.png "):
        assert result.text.count(piece) == ARTICLE.count(piece)


# ── On the wire ──


def stream(piece: bytes, head: bytes = b"") -> Callable[[BaseHTTPRequestHandler], None]:
    """An answer without an end."""

    def misdeed(handler: BaseHTTPRequestHandler) -> None:
        with contextlib.suppress(OSError):
            handler.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n" + head + b"\r\n")
            while True:
                handler.wfile.write(piece)

    return misdeed


ENDLESS = {
    "100 MB": (200, {}, b" " * 100_000_000),
    "a bomb of gzip": (200, {"content-encoding": "gzip"}, gzip.compress(b" " * 200_000_000)),
    "no end": stream(b" " * 100_000),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_an_oversized_answer_is_given_up_and_not_requested_again(site: Site, service: Service, name: str) -> None:
    service.script = lambda number, path, body: ENDLESS[name]
    with pytest.raises(ProviderError, match="returned more than 64 MB"):
        translated(site, timeout=PATIENCE)
    assert len(service.bodies) == 1


@pytest.mark.parametrize("status", [301, 302, 307, 308])
@pytest.mark.parametrize("name", MACHINES)
def test_a_redirect_is_not_followed_with_the_key(site: Site, service: Service, name: str, status: int) -> None:
    elsewhere = Service()
    try:
        service.script = lambda number, path, body: (status, {"location": elsewhere.url + path}, b"")
        with pytest.raises(ProviderError, match="a redirect; set `base_url`") as caught:
            translated(site, name)
        assert KEY not in str(caught.value)
        assert elsewhere.bodies == []
    finally:
        elsewhere.close()


def test_a_reply_that_is_not_text_is_not_written(site: Site, service: Service) -> None:
    site.write("content/ja/a.md", "段落の話です。\n")
    raw = said(json.dumps({"units": [{"id": "x", "text": "y"}]})).replace(b"y", b"\xff\xfe")
    service.script = lambda number, path, body: (200, {}, raw)
    with pytest.raises(ProviderError):
        translate_article(site.root / "content/ja/a.md", config=site.config)
    assert not (site.root / "content/en/a.md").exists()


@pytest.mark.parametrize("name", MACHINES)
def test_the_key_is_in_no_log(site: Site, service: Service, name: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    service.script = lambda number, path, body: (429, {"retry-after": "0"}, b"{}") if number == 0 else None
    assert len(translated(site, name)) == len(BATCH)
    assert caplog.records
    assert KEY not in caplog.text

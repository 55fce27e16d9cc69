"""Nobody comes in from outside."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack

import httpx
import pytest
from lxml import etree

from review.review_browser import Command
from review.review_project import Project
from taiyaku.review.access import LONGEST_BODY
from taiyaku.review.preview import render, sanitize


@pytest.fixture
def inside(client: httpx.Client) -> httpx.Client:
    """A client that has shown the token."""
    assert client.get("/?token=open-sesame").status_code == 200
    return client


def _article(client: httpx.Client) -> str:
    page = client.get("/").text
    return next(m[1] for m in re.finditer(r'href="(/a/\w+)".*?</a>', page, re.DOTALL) if "worlds.md" in m[0])


def _unit(page: str) -> tuple[str, str]:
    match = re.search(r'data-unit="(\w+)"[^>]*data-version="(\w+)"', page)
    assert match
    return match[1], match[2]


def test_nothing_is_shown_without_the_token(client: httpx.Client) -> None:
    for path in ("/", "/static/x/article.js", "/a/0123456789ab", "/?token=", "/?token=wrong"):
        answer = client.get(path)
        assert answer.status_code == 403
        assert "世界" not in answer.text


def test_the_token_gives_a_cookie_that_scripts_and_other_sites_cannot_use(client: httpx.Client) -> None:
    cookie = client.get("/?token=open-sesame").headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "open-sesame" not in cookie
    assert client.get("/").status_code == 200


def test_the_token_alone_changes_nothing(client: httpx.Client) -> None:
    assert client.post("/a/x/publish?token=open-sesame", content="").status_code == 403


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:{port}",
        "127.0.0.1",
        "127.0.0.1:80",
        "localhost.evil",
        "localhost.evil:{port}",
        "127.0.0.1:{port}.evil.example",
        "127.0.0.1:{port}@evil.example",
        "evil.example@127.0.0.1:{port}",
        "127.0.0.1:{port}:80",
        "127.0.0.1:0{port}",
        "127.0.0.1.:{port}",
        "localhost.:{port}",
        "127.1:{port}",
        "2130706433:{port}",
        "[::1]:{port}",
        "[::ffff:127.0.0.1]:{port}",
        "0.0.0.0:{port}",
        "127.0.0.1:{port}, evil.example",
        "",
    ],
)
def test_another_host_name_is_refused(inside: httpx.Client, host: str) -> None:
    host = host.format(port=inside.base_url.port)
    assert inside.get("/", headers={"Host": host}).status_code in {400, 421}


def _raw(client: httpx.Client, request: str) -> str:
    """What the server answers to the very bytes of a request; ``{host}`` and ``{cookie}`` are filled in."""
    host = f"127.0.0.1:{client.base_url.port}"
    cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    with socket.create_connection(("127.0.0.1", client.base_url.port or 0), timeout=5) as connection:
        connection.sendall(request.format(host=host, cookie=cookie).replace("\n", "\r\n").encode())
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while part := connection.recv(65536):
            answer += part
    return answer.decode("utf-8", "replace")


@pytest.mark.parametrize(
    "request_",
    [
        "GET / HTTP/1.1\nHost: {host}\nHost: evil.example\nCookie: {cookie}\n\n",
        "GET / HTTP/1.1\nHost: evil.example\nHost: {host}\nCookie: {cookie}\n\n",
        "GET / HTTP/1.1\nCookie: {cookie}\n\n",
        "GET / HTTP/1.0\nCookie: {cookie}\n\n",
        "GET http://evil.example/ HTTP/1.1\nHost: evil.example\nCookie: {cookie}\n\n",
        "POST /a/x/publish HTTP/1.1\nHost: {host}\nCookie: {cookie}\nTransfer-Encoding: chunked\n\n0\n\n",
        "POST /a/x/publish HTTP/1.1\nHost: {host}\nCookie: {cookie}\nContent-Length: 99999999999\n\n",
        "POST /a/x/publish HTTP/1.1\nHost: {host}\nCookie: {cookie}\nContent-Length: -1\n\n",
        (
            "GET / HTTP/1.1\nHost: {host}\nUpgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Version: 13\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\nOrigin: https://evil.example\nCookie: {cookie}\n\n"
        ),
        "GET /static/x/../../../etc/passwd HTTP/1.1\nHost: {host}\nCookie: {cookie}\n\n",
        "GET /static/%2e%2e/%2e%2e%2fguard.py HTTP/1.1\nHost: {host}\nCookie: {cookie}\n\n",
        "GET /a/..%5c..%5ctaiyaku.toml HTTP/1.1\nHost: {host}\nCookie: {cookie}\n\n",
        "GET /a/%00 HTTP/1.1\nHost: {host}\nCookie: {cookie}\n\n",
    ],
)
def test_a_request_that_no_browser_sends_gets_nothing(inside: httpx.Client, request_: str) -> None:
    answer = _raw(inside, request_)
    assert not answer.startswith(("HTTP/1.1 2", "HTTP/1.1 3", "HTTP/1.1 101", "HTTP/1.1 500"))
    assert "世界モデル" not in answer


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
def test_other_methods_do_nothing_with_the_cookie_or_without(
    inside: httpx.Client, project: Project, method: str
) -> None:
    before = {path: path.read_bytes() for path in project.root.rglob("*.po")}
    article = _article(inside)
    unit, _ = _unit(inside.get(article).text)
    for path in ("/", article, f"{article}/publish", f"{article}/u/{unit}"):
        answer = inside.request(method, path)
        assert answer.status_code == 405 or (method == "HEAD" and not answer.content), (path, answer.status_code)
        assert "access-control-allow-origin" not in answer.headers
        with httpx.Client(base_url=inside.base_url) as outside:
            assert outside.request(method, f"{path}?token=open-sesame").status_code == 403
    assert before == {path: path.read_bytes() for path in project.root.rglob("*.po")}


def test_connections_that_never_finish_their_request_stop_nobody(run: Callable[..., Command]) -> None:
    command = run()
    port = int(command.base.rpartition(":")[2])
    with ExitStack() as stack:
        for _ in range(150):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            connection.sendall(b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
        with httpx.Client(timeout=5) as client:
            assert client.get(command.address).status_code == 200
        code, said = command.stop()
    assert (code, "Traceback" in said) == (0, False)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://127.0.0.1"},
        {"Origin": "http://localhost:1"},
        {"Origin": "https://127.0.0.1:{port}"},
        {"Origin": "http://127.0.0.1:{port}.evil.example"},
        {"Origin": "http://[::1]:{port}"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_another_site_cannot_post(inside: httpx.Client, headers: dict[str, str]) -> None:
    path = _article(inside)
    headers = {name: value.format(port=inside.base_url.port) for name, value in headers.items()}
    assert inside.post(f"{path}/publish", headers=headers).status_code == 403
    assert inside.post(f"{path}/publish", headers={"Origin": str(inside.base_url).rstrip("/")}).status_code == 200


def test_every_answer_forbids_inline_scripts(inside: httpx.Client) -> None:
    for path in ("/", _article(inside), "/static/x/article.js", "/nowhere"):
        policy = inside.get(path).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


def test_no_page_holds_an_inline_script_handler_or_style(inside: httpx.Client) -> None:
    article = _article(inside)
    for path in ("/", article, f"{article}/preview"):
        page = inside.get(path).text
        assert not re.search(r"<script(?![^>]*\ssrc=)|\son\w+=|\sstyle=|<style|javascript:", page)


@pytest.mark.parametrize(
    "path",
    [
        "/static/..%2f..%2fguard.py",
        "/static/%2e%2e/guard.py",
        "/static//etc/passwd",
        "/a/..%2f..%2ftaiyaku.toml",
        "/a/../../etc",
    ],
)
def test_no_path_of_a_request_reaches_the_file_system(inside: httpx.Client, path: str) -> None:
    answer = inside.get(path)
    assert answer.status_code in {404, 421}
    assert "source =" not in answer.text
    assert "class Guard" not in answer.text


def test_a_body_that_is_too_long_is_refused(inside: httpx.Client) -> None:
    path = _article(inside)
    unit, _ = _unit(inside.get(path).text)
    assert inside.post(f"{path}/u/{unit}", content=b"x" * (LONGEST_BODY + 1)).status_code == 413


def test_html_of_an_article_is_shown_and_never_runs(project: Project, inside: httpx.Client) -> None:
    bad = '<img src=x onerror=alert(1)> <script>alert(2)</script> "><b onclick=alert(3)>世界</b>'
    project.write("worlds", f"# {bad}\n\n{bad}\n\n<div onclick=alert(4)>文</div>\n")
    project.translate("worlds", {"<img": bad})
    path = _article(inside)
    page = inside.get(path).text
    read = etree.HTML(page)
    assert read.xpath("//img | //script[not(@src)] | //@*[starts-with(name(), 'on')]") == []
    shown = re.search(r'<main class="sides".*</main>', inside.get(f"{path}/preview").text, re.DOTALL)
    assert shown
    assert not re.search(r"<script|<img|<[^>]*\son\w+", shown[0])


@pytest.mark.parametrize(
    "page",
    [
        '<a href="javascript:alert(1)">x</a>',
        '<a href=" jAvAscript:alert(1)">x</a>',
        '<a href="//evil.example/x">x</a>',
        "<svg><script>alert(1)</script></svg>",
        "<style>@import url(http://evil.example)</style>",
        '<img src="http://evil.example/pixel.png" alt="pixel">',
        '<iframe src="http://evil.example"></iframe>',
        '<form action="http://evil.example"><input name=a></form>',
        '<p style="background:url(http://evil.example)">x</p>',
        "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "<<script>script>alert(1)</script>",
    ],
)
def test_a_preview_loads_and_runs_nothing(page: str) -> None:
    clean = str(sanitize(page))
    assert not re.search(r"<(?!/?(?:a|p|span|b)\b)|(?:href|src|action)=|<[^>]*\bon\w+=|<[^>]*style=", clean), clean


def test_a_preview_keeps_what_is_harmless_and_closes_what_is_open() -> None:
    assert str(sanitize('<b>x<a href="https://example.com/?a=1&b=2">y')) == (
        '<b>x<a href="https://example.com/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">y</a></b>'
    )
    page, here = render("---\ntitle: a\n---\n\n# One\n\n- two\n- three\n", here=8)
    assert f'data-block="{here}"' in page
    assert here > 1


def test_the_server_listens_on_the_loopback_and_its_first_line_is_the_address(run: Callable[..., Command]) -> None:
    address = run().address
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\?token=[\w-]{20,}", address)
    with httpx.Client(follow_redirects=True) as client:
        assert client.get(address.partition("?")[0]).status_code == 403
        for _ in range(100):  # articles that are still being counted come when they are asked for again
            if "世界モデル" in (page := client.get(address).text):
                break
            time.sleep(0.2)
        assert "世界モデル" in page
        assert client.get(address.partition("?")[0]).status_code == 200

"""Where requests go and what they carry: base URLs, proxies, keys that cannot be sent."""

from __future__ import annotations

import socket
import threading
from http.server import ThreadingHTTPServer

import pytest

from taiyaku.errors import ConfigError, CredentialsError
from taiyaku.providers import load_provider

from .conftest import Site
from .service import Service
from .shapes import KEY
from .test_wire import config_of, translated


@pytest.mark.parametrize(
    ("url", "message"),
    [
        (f"https://user:{KEY}@example.org", "must have no user, query or fragment; keys come from the environment"),
        (f"https://{KEY}@example.org", "must have no user, query or fragment"),
        (f"https://example.org?key={KEY}", "must have no user, query or fragment"),
        ("ftp://example.org", "must start with https:// or http:// and name a host"),
        ("example.org", "must start with https:// or http:// and name a host"),
        ("https://", "must start with https:// or http:// and name a host"),
        ("https://exam ple.org", "must start with https:// or http:// and name a host"),
        ("https://example.org:port", "is not a valid URL"),
        ("https://example.org:99999", "is not a valid URL"),
        ("http://[::1", "is not a valid URL"),
    ],
)
def test_an_invalid_base_url_is_reported_without_its_secrets(site: Site, url: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_provider("deepl", config_of(site, "deepl", base_url=url))
    assert f"`base_url` in [providers.deepl] {message}" in str(caught.value)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "near"),
    [
        ("http://localhost:5000", True),
        ("http://deepl.localhost", True),
        ("http://127.0.0.1", True),
        ("http://127.9.9.9:80", True),
        ("http://[::1]:8080/v1", True),
        ("https://example.org", True),
        ("http://example.org", False),
        ("http://192.168.0.4", False),
        ("http://0.0.0.0", False),
        ("http://127.0.0.1.example.org", False),
        ("http://localhost.example.org", False),
    ],
)
def test_unencrypted_traffic_causes_a_warning(site: Site, url: str, near: bool) -> None:
    notices = load_provider("deepl", config_of(site, "deepl", base_url=url)).notices  # type: ignore[attr-defined]
    assert ["is not https" in notice for notice in notices] == ([] if near else [True])


def test_a_server_at_the_ipv6_loopback_address_is_reached(site: Site, service: Service) -> None:
    class Six(ThreadingHTTPServer):
        address_family = socket.AF_INET6
        daemon_threads = True

    try:
        server = Six(("::1", 0), service.server.RequestHandlerClass)
    except OSError:
        pytest.skip("this machine has no IPv6")
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        assert len(translated(site, base_url=f"http://[::1]:{server.server_port}")) == 2
    finally:
        server.shutdown()
        server.server_close()
    assert service.paths == ["/v2/translate"]


def test_a_proxy_in_the_environment_is_used_for_a_remote_server(
    site: Site, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", service.url)
    monkeypatch.setenv("http_proxy", service.url)
    assert len(translated(site, base_url="http://far.example")) == 2
    assert service.paths == ["http://far.example/v2/translate"]


def test_a_proxy_in_the_environment_is_not_used_for_this_machine(
    site: Site, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert len(translated(site)) == 2


@pytest.mark.parametrize("key", ["two words", "two\nlines", "x\r\nHost: evil", "clé", "a\tb", '"quoted"', "\ufeffkey"])
def test_an_impossible_key_is_reported_without_its_value(site: Site, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPL_AUTH_KEY", key)
    with pytest.raises(
        CredentialsError, match="DEEPL_AUTH_KEY contains a space, a quotation mark or another"
    ) as caught:
        load_provider("deepl", config_of(site, "deepl"))
    assert key not in str(caught.value)


def test_whitespace_around_a_key_is_stripped(site: Site, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPL_AUTH_KEY", f"  {KEY}\r\n")
    assert len(translated(site)) == 2
    assert service.headers[0]["authorization"] == f"DeepL-Auth-Key {KEY}"
